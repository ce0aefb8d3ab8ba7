"""Where a period that is not over will end: what counts already, and what is to come at the rate of earlier periods."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from acuerdo.statistics.chances import measure_dispersion
from acuerdo.statistics.counts import Counts, check_counts, pool
from acuerdo.statistics.intervals import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """The end of a period: of `n` cases (`coming` of them still to come) between `missed_low` and `missed_high` miss.

    `periods` earlier periods with `seen` cases say so. Nineteen of twenty such intervals hold what comes, as far as
    periods go on as they went.
    """

    n: int
    coming: int
    missed_low: int
    missed_high: int
    periods: int
    seen: int

    @property
    def share(self) -> Interval:
        """The share that is met at the end of the period, within 0..1."""
        return Interval(low=1 - self.missed_high / self.n, high=1 - self.missed_low / self.n)

    def keeps(self, target: Fraction) -> bool | None:
        """Say whether a promised share is kept at both ends of the interval, at none (False), or at one (None)."""
        ends = {Fraction(self.n - missed, self.n) >= target for missed in (self.missed_low, self.missed_high)}
        return ends.pop() if len(ends) == 1 else None


def foresee(now: Counts, past: Sequence[Counts], coming: int, confidence: float = 0.95) -> Foreseen | None:
    """Foresee the end of a period; None where no earlier period had a case, or none is there and none comes.

    What is to come misses at the pooled rate of `past`, and varies as single cases do, as earlier periods differed
    from each other beyond that (`measure_dispersion`), and as far as the past is too short to know the rate. The
    interval is a normal one, rounded outwards to whole cases.

    >>> found = foresee(Counts(met=30, n=31), [Counts(met=95, n=100), Counts(met=96, n=100)], 20)
    >>> found.n, found.missed_low, found.missed_high
    (51, 1, 4)

    Raises:
        ImpossibleCounts: a negative number of cases to come.

    """
    check_counts(0, coming)
    total = pool(past)
    if not total.n or not now.n + coming:
        return None
    found = measure_dispersion(past)
    rate, rho = float(found.miss_rate), float(found.rho)
    single = rate * (1 - rate)
    varies = single * coming * (1 + (coming - 1) * rho) + single * coming**2 / total.n if coming else 0.0
    reach = -NormalDist().inv_cdf((1 - confidence) / 2) * sqrt(varies)
    return Foreseen(
        n=now.n + coming,
        coming=coming,
        missed_low=now.missed + max(0, floor(coming * rate - reach)),
        missed_high=now.missed + min(coming, ceil(coming * rate + reach)),
        periods=sum(1 for one in past if one.n),
        seen=total.n,
    )
