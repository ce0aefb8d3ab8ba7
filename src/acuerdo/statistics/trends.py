"""Control limits: whether a figure really changed, or only moves as it always does.

Shares get a p chart, whose limits follow each period's own n; where periods move more than that explains, Laney's p'
chart widens the limits. Measurements get an XmR chart. Limits are three sigma; sigma comes from moving ranges, which a
lasting change hardly touches. Two rules only, because every further rule cries wolf more often: a point outside its
limits, and eight in a row on one side of the centre.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import fsum, isfinite, pi, sqrt
from typing import TYPE_CHECKING, ClassVar, Final

from acuerdo.statistics.counts import Counts, pool
from acuerdo.statistics.refusals import NumbersRefused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

SIGMAS: Final = 3
IN_A_ROW: Final = 8
FEWEST_POINTS: Final = 8
MEAN_RANGE: Final = 2 / sqrt(pi)  # mean distance of two normal values, in sigmas (d2 for two, 1.128)


class ValueNotFinite(NumbersRefused):
    """A measurement that is not a finite number."""

    code: ClassVar[str] = "value_not_finite"


class Chart(StrEnum):
    """Which limits were drawn."""

    P = "p"
    P_PRIME = "p_prime"
    XMR = "xmr"


class TrendVerdict(StrEnum):
    """What a series of periods says."""

    REAL_CHANGE = "real_change"
    NOISE = "noise"
    TOO_FEW = "too_few"


class SignalKind(StrEnum):
    """Which rule was met."""

    OUTSIDE = "outside"
    RUN = "run"


class SignalSide(StrEnum):
    """On which side of the centre."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A rule that was met by the points from position `first` to `last`, both included."""

    kind: SignalKind
    side: SignalSide
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """A period's value and its limits; None where there is no value, or too few periods for limits."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A chart: one point per period given, in order; its centre (None: no value at all), signals and verdict."""

    chart: Chart
    centre: float | None
    points: tuple[TrendPoint, ...]
    signals: tuple[Signal, ...]
    verdict: TrendVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A point before it is judged: where it stands, exactly, and how far it may lie from the centre."""

    at: int
    value: Fraction
    reach_squared: Fraction


def share_trend(periods: Sequence[Counts]) -> Trend:
    """A p chart of met / n per period, or Laney's p' when the moving ranges show more spread than n explains.

    A period without clocks has no point, and neither breaks nor lengthens a run. Limits are cut to 0..1.

    >>> share_trend([Counts(met=95, n=100)] * 8 + [Counts(met=60, n=100)]).verdict.value
    'real_change'
    """
    filled = [(at, counts) for at, counts in enumerate(periods) if counts.n]
    total = pool(periods)
    if not filled:
        return _trend(Chart.P, None, len(periods), [], bounds=(0.0, 1.0))
    centre = Fraction(total.met, total.n)
    variance = centre * (1 - centre)
    widening = _widening([counts for _, counts in filled], centre)
    readings = [
        _Reading(
            at=at,
            value=Fraction(counts.met, counts.n),
            reach_squared=SIGMAS**2 * variance / counts.n * widening**2,
        )
        for at, counts in filled
    ]
    return _trend(Chart.P if widening == 1 else Chart.P_PRIME, centre, len(periods), readings, bounds=(0.0, 1.0))


def value_trend(values: Sequence[int | float | Fraction | Decimal | None], *, lowest: float = float("-inf")) -> Trend:
    """An XmR chart of one measurement per period (None: no value): mean, and 3 sigma from the mean moving range.

    `lowest` cuts the lower limit where no smaller value can be (0 for times and backlogs). Compared exactly.

    >>> value_trend([4, 6, 4, 6, 4, 6, 4, 6, 9]).verdict.value
    'noise'
    >>> value_trend([4, 6] * 10 + [30]).signals[0]
    Signal(kind=<SignalKind.OUTSIDE: 'outside'>, side=<SignalSide.ABOVE: 'above'>, first=20, last=20)

    Raises:
        ValueNotFinite: a value is infinite or not a number.

    """
    filled = [(at, _exact_value(at, value)) for at, value in enumerate(values) if value is not None]
    if not filled:
        return _trend(Chart.XMR, None, len(values), [], bounds=(lowest, float("inf")))
    centre = sum((value for _, value in filled), Fraction(0)) / len(filled)
    ranges = [abs(after - before) for (_, before), (_, after) in pairwise(filled)]
    reach = sum(ranges, Fraction(0)) / max(1, len(ranges)) * Fraction(SIGMAS / MEAN_RANGE)
    readings = [_Reading(at=at, value=value, reach_squared=reach**2) for at, value in filled]
    return _trend(Chart.XMR, centre, len(values), readings, bounds=(lowest, float("inf")))


def _widening(periods: Sequence[Counts], centre: Fraction) -> Fraction:
    """Laney's sigma of the standardized shares, from their moving ranges; at least 1."""
    variance = float(centre * (1 - centre))
    if variance == 0 or len(periods) == 1:
        return Fraction(1)
    scores = [float(Fraction(counts.met, counts.n) - centre) / sqrt(variance / counts.n) for counts in periods]
    ranges = [abs(after - before) for before, after in pairwise(scores)]
    return max(Fraction(1), Fraction(fsum(ranges) / len(ranges) / MEAN_RANGE))


def _exact_value(at: int, value: float | Fraction | Decimal) -> Fraction:
    if not isfinite(value):
        raise ValueNotFinite(f"value {value} at position {at}: expected a finite number, or None for no value")
    return Fraction(value)


def _trend(
    chart: Chart, centre: Fraction | None, size: int, readings: Sequence[_Reading], *, bounds: tuple[float, float]
) -> Trend:
    enough = centre is not None and len(readings) >= FEWEST_POINTS
    points = [TrendPoint(value=None, low=None, high=None)] * size
    for reading in readings:
        points[reading.at] = _point(reading, centre if enough else None, bounds)
    signals = _signals(readings, centre) if centre is not None and enough else ()
    return Trend(
        chart=chart,
        centre=None if centre is None else float(centre),
        points=tuple(points),
        signals=signals,
        verdict=_verdict(signals, enough=enough),
    )


def _verdict(signals: Sequence[Signal], *, enough: bool) -> TrendVerdict:
    if not enough:
        return TrendVerdict.TOO_FEW
    return TrendVerdict.REAL_CHANGE if signals else TrendVerdict.NOISE


def _point(reading: _Reading, centre: Fraction | None, bounds: tuple[float, float]) -> TrendPoint:
    value = float(reading.value)
    if centre is None:
        return TrendPoint(value=value, low=None, high=None)
    reach = sqrt(reading.reach_squared)
    return TrendPoint(
        value=value, low=max(bounds[0], float(centre) - reach), high=min(bounds[1], float(centre) + reach)
    )


def _signals(readings: Sequence[_Reading], centre: Fraction) -> tuple[Signal, ...]:
    outside = tuple(
        Signal(kind=SignalKind.OUTSIDE, side=_side(reading.value > centre), first=reading.at, last=reading.at)
        for reading in readings
        if (reading.value - centre) ** 2 > reading.reach_squared
    )
    return outside + _runs(readings, centre)


def _runs(readings: Sequence[_Reading], centre: Fraction) -> tuple[Signal, ...]:
    """Longest runs of eight or more on one side; a point on the centre ends a run."""
    found, run = [], list[_Reading]()
    for reading in readings:
        if run and (reading.value - centre) * (run[0].value - centre) > 0:
            run.append(reading)
            continue
        found.append(run)
        run = [reading]
    return tuple(
        Signal(kind=SignalKind.RUN, side=_side(run[0].value > centre), first=run[0].at, last=run[-1].at)
        for run in (*found, run)
        if len(run) >= IN_A_ROW
    )


def _side(is_above: bool) -> SignalSide:  # noqa: FBT001 - the question is in the name
    return SignalSide.ABOVE if is_above else SignalSide.BELOW
