"""What a commitment attained in a period, and how it stands there."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from acuerdo.core.periods import PeriodSpan
from acuerdo.statistics import Interval, TimeStatistic, allowed_misses, wilson


class Standing(StrEnum):
    """How a commitment stands in a period."""

    MET = "met"
    BREACHED = "breached"
    TOO_FEW = "too_few"
    NO_CLOCKS = "no_clocks"
    NO_TARGET = "no_target"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attained:
    """One commitment (or one of its groups) in one period.

    `met` and `breached` are the clocks (or tickets) that count; the share attained is met / (met + breached). The other
    numbers are third ones: clocks that count for neither. `target` is the share promised, exact; for a statistic
    `value_us` and `at_most_us` stand instead. `at_most` says that a ratio promises a ceiling: then `met` counts the
    tickets the ceiling is about. `so_far` marks a period that was not over at the instant of judgement.
    """

    commitment: str
    group: str | None
    period: PeriodSpan
    met: int
    breached: int
    target: Fraction | None
    standing: Standing
    so_far: bool
    at_most: bool = False
    cancelled: int = 0
    excluded: int = 0
    not_applicable: int = 0
    incomplete: int = 0
    pauses_unknown_met: int = 0
    pauses_unknown_breached: int = 0
    running: int = 0
    statistic: str | None = None
    value: TimeStatistic | None = None
    at_most_us: int | None = None

    @property
    def n(self) -> int:
        """How many count."""
        return self.met + self.breached

    @property
    def third(self) -> int:
        """How many count for neither side: the third numbers together."""
        apart = self.cancelled + self.excluded + self.not_applicable + self.incomplete
        return apart + self.pauses_unknown_met + self.pauses_unknown_breached + self.running

    @property
    def share(self) -> Fraction | None:
        """The share attained, exact, in 0..1; None of nothing."""
        return Fraction(self.met, self.n) if self.n else None

    @property
    def interval(self) -> Interval | None:
        """The 95 % Wilson interval of the share."""
        return wilson(self.met, self.n) if self.n else None

    @property
    def misses_left(self) -> int | None:
        """How many more misses this period bears, if no more clocks come; negative: how many too many there were."""
        if self.target is None or not self.n or self.at_most:
            return None
        return allowed_misses(self.n, self.target) - self.breached
