"""How many clocks were met out of how many: the raw material of every ratio."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from acuerdo.statistics.refusals import NumbersRefused

if TYPE_CHECKING:
    from collections.abc import Iterable


class ImpossibleCounts(NumbersRefused):
    """`met` and `n` cannot be counts of the same clocks."""

    code: ClassVar[str] = "counts_impossible"


class NoCases(NumbersRefused):
    """A ratio of nothing was asked for."""

    code: ClassVar[str] = "no_cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Clocks of one period or week: `met` of `n` were met, the others breached; 0 <= met <= n.

    >>> Counts(met=49, n=51).missed
    2
    """

    met: int
    n: int

    def __post_init__(self) -> None:
        check_counts(self.met, self.n)

    @property
    def missed(self) -> int:
        """How many of the clocks were breached."""
        return self.n - self.met


def check_counts(met: int, n: int) -> None:
    """Refuse what cannot be `met` clocks out of `n`; n = 0 passes.

    Raises:
        ImpossibleCounts: a negative count, or more met than counted.

    """
    if not 0 <= met <= n:
        raise ImpossibleCounts(f"met {met} of {n}: expected 0 <= met <= n; count met and breached clocks of one set")


def check_some(met: int, n: int) -> None:
    """Like `check_counts`, and refuse n = 0 as well.

    Raises:
        ImpossibleCounts: a negative count, or more met than counted.
        NoCases: there is nothing to take a ratio of.

    """
    check_counts(met, n)
    if n == 0:
        raise NoCases("0 clocks: a ratio needs at least one; say that there were none instead")


def pool(history: Iterable[Counts]) -> Counts:
    """Add counts up; percentages are never averaged.

    >>> pool([Counts(met=1, n=2), Counts(met=9, n=10)])
    Counts(met=10, n=12)
    """
    met = n = 0
    for counts in history:
        met += counts.met
        n += counts.n
    return Counts(met=met, n=n)


def expect_n(history: Iterable[Counts]) -> int:
    """Clocks to expect in a period like those of `history`: their mean number, halves up; empty periods count.

    >>> expect_n([Counts(met=1, n=2), Counts(met=3, n=3)])
    3

    Raises:
        NoCases: no period, or none with a clock.

    """
    sizes = [counts.n for counts in history]
    if not any(sizes):
        raise NoCases("no clock in any period: nothing to expect; give the expected number yourself")
    return max(1, int(Fraction(sum(sizes), len(sizes)) + Fraction(1, 2)))
