"""What the compiler makes of indices."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FunctionType

import numpy as np
import pytest
from numpy.typing import NDArray

from acuerdo.columns.compiling import BOUNDS_CHECKED, COMPILED, compiled

ROOT = Path(__file__).parents[2]
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


_BESIDE_OTHERS = """
import sys
import numba, numpy
from acuerdo.columns.compiling import compiled
from tests.columns.test_compiling import item_at
compiled(item_at)(numpy.arange(5), 4)
assert "scipy.linalg" not in sys.modules, "loaded for nothing"
product = numba.njit(lambda rows, columns: rows @ columns)
assert product(numpy.eye(2), numpy.ones((2, 2))).sum() == 4
assert numba.njit(lambda rows: numpy.cov(rows))(numpy.eye(2)).shape == (2, 2)
"""


def test_linear_algebra_is_loaded_for_those_alone_who_ask_for_it() -> None:
    told = subprocess.run([sys.executable, "-c", _BESIDE_OTHERS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
