"""What the compiler makes of indices."""

from collections.abc import Callable
from types import FunctionType

import numpy as np
import pytest
from numpy.typing import NDArray

from acuerdo.columns.compiling import BOUNDS_CHECKED, COMPILED, compiled

pytestmark = pytest.mark.skipif(not (COMPILED and BOUNDS_CHECKED), reason="only compiled code that checks its indices")


def item_at(numbers: NDArray[np.int64], place: int) -> int:
    """Return the number at a place."""
    return int(numbers[place])


def _of(module: str) -> Callable[[NDArray[np.int64], int], int]:
    """Return a copy of the function that a module is said to hold."""
    code = item_at.__code__.replace(co_filename="<sample>")  # which nothing is kept of between runs
    copy = FunctionType(code, item_at.__globals__, "item_at")
    copy.__module__ = module
    return copy


def test_no_index_of_the_kernel_counts_from_the_end() -> None:
    ours = compiled(_of("acuerdo.columns.sample"))
    assert ours(np.arange(5), 4) == 4
    with pytest.raises(IndexError):
        ours(np.arange(5), -1)


def test_the_code_of_others_may_count_from_the_end() -> None:
    theirs = compiled(_of("somebody.elses"))
    assert theirs(np.arange(5), -1) == 4
    with pytest.raises(IndexError):
        theirs(np.arange(5), 5)
