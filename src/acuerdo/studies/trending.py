"""Whether what was attained really changed, or only moves as it always does."""

from collections.abc import Sequence
from enum import StrEnum

from acuerdo.statistics import Counts, SignalSide, Trend, TrendVerdict, share_trend, value_trend
from acuerdo.studies.standings import Attained

MOST_PERIODS = 12
"""How many periods a trend looks back, the newest included."""


class Reading(StrEnum):
    """What the newest period says in the light of those before it."""

    BETTER = "better"
    WORSE = "worse"
    NOISE = "noise"
    TOO_FEW = "too_few"


def trend_of(past: Sequence[Attained]) -> Trend:
    """Return the control chart of a promise over its periods, of which there is at least one."""
    if past[-1].statistic is None:
        return share_trend([Counts(met=row.met, n=row.n) for row in past])
    return value_trend([None if row.value is None else row.value.value_us for row in past], lowest=0.0)


def reading_of(now: Attained, trend: Trend) -> Reading:
    """Say what the newest period of a trend says: better or worse only where the chart says that it is no noise."""
    last = len(trend.points) - 1
    if trend.verdict is TrendVerdict.TOO_FEW or trend.points[last].value is None:
        return Reading.TOO_FEW
    sides = [signal.side for signal in trend.signals if signal.first <= last <= signal.last]
    if not sides:
        return Reading.NOISE
    less_is_better = now.at_most or now.statistic is not None
    return Reading.BETTER if (sides[0] is SignalSide.ABOVE) is not less_is_better else Reading.WORSE
