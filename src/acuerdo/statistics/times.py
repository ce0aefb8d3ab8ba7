"""Statistics over consumed times, in whole microseconds, with clocks that still run as lower bounds.

A percentile is the nearest rank: of n times in order, the one at place ceil(share * n); it is a time that happened.
The median is the middle one, or the mean of the two middle ones (so p50, the lower of them, may differ from it).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import ClassVar

from acuerdo.statistics.allowances import Share, exact_share
from acuerdo.statistics.counts import NoCases
from acuerdo.statistics.refusals import NumbersRefused


class NegativeTimes(NumbersRefused):
    """A consumed time below zero."""

    code: ClassVar[str] = "times_negative"


class PercentileZero(NumbersRefused):
    """The percentile of nothing: share 0 has no place in the order."""

    code: ClassVar[str] = "percentile_zero"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumedTimes:
    """Consumed times of one period or week, in microseconds >= 0, in any order (they are kept sorted).

    `ended_us` of stopped clocks are final; `running_us` of clocks that still run are lower bounds.
    """

    ended_us: tuple[int, ...] = ()
    running_us: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        # The one place where a frozen value is completed: everything that reads it relies on the order.
        object.__setattr__(self, "ended_us", tuple(sorted(self.ended_us)))
        object.__setattr__(self, "running_us", tuple(sorted(self.running_us)))
        for times in (self.ended_us, self.running_us):
            if times and times[0] < 0:
                raise NegativeTimes(f"a consumed time of {times[0]} microseconds: expected 0 or more")

    @property
    def n(self) -> int:
        """How many clocks there are, ended and running."""
        return len(self.ended_us) + len(self.running_us)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeStatistic:
    """A statistic over `n` consumed times, in microseconds, exact.

    `running` of them still run; `lower_bound` says that the value can only grow when they end.
    """

    value_us: Fraction
    n: int
    running: int
    lower_bound: bool


def percentile(times: ConsumedTimes, share: Share) -> TimeStatistic:
    """The nearest-rank percentile: the smallest time that at least `share` of the clocks did not exceed.

    >>> ten = ConsumedTimes(ended_us=tuple(range(10, 110, 10)))
    >>> int(percentile(ten, Fraction(9, 10)).value_us), int(percentile(ten, Fraction(91, 100)).value_us)
    (90, 100)

    Raises:
        NoCases: no clock.
        ShareRefused: share is a float, or outside 0..1.
        PercentileZero: share is 0.

    """
    exact = exact_share(share)
    if exact == 0:
        raise PercentileZero("percentile 0: expected above 0; p90 is Decimal('0.9')")
    return _statistic_at(times, _in_order(times), (ceil(exact * times.n),))


def median(times: ConsumedTimes) -> TimeStatistic:
    """The middle time, or the mean of the two middle ones.

    >>> median(ConsumedTimes(ended_us=(4, 1, 2))).value_us, median(ConsumedTimes(ended_us=(1, 2))).value_us
    (Fraction(2, 1), Fraction(3, 2))

    Raises:
        NoCases: no clock.

    """
    return _statistic_at(times, _in_order(times), ((times.n + 1) // 2, times.n // 2 + 1))


def mean(times: ConsumedTimes) -> TimeStatistic:
    """The mean time, exact.

    >>> mean(ConsumedTimes(ended_us=(1, 2), running_us=(2,)))
    TimeStatistic(value_us=Fraction(5, 3), n=3, running=1, lower_bound=True)

    Raises:
        NoCases: no clock.

    """
    order = _in_order(times)
    running = len(times.running_us)
    return TimeStatistic(value_us=Fraction(sum(order), times.n), n=times.n, running=running, lower_bound=running > 0)


def _in_order(times: ConsumedTimes) -> list[int]:
    if times.n == 0:
        raise NoCases("no consumed times: a statistic needs at least one; say that there were none instead")
    return sorted(times.ended_us + times.running_us)


def _statistic_at(times: ConsumedTimes, order: list[int], places: tuple[int, ...]) -> TimeStatistic:
    """The mean of the times at `places` (from 1)."""
    return TimeStatistic(
        value_us=Fraction(sum(order[place - 1] for place in places), len(places)),
        n=times.n,
        running=len(times.running_us),
        # Ended clocks alone fill the place: then nothing that a running one does can move the time found there.
        lower_bound=any(bisect_right(times.ended_us, order[place - 1]) < place for place in places),
    )
