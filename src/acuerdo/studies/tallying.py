"""What a commitment attained, out of how many clocks or tickets there are of each kind.

Whoever counts them (columns over a file, the database over its rows), the figures come from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from acuerdo.core.measures.placing import Kind
from acuerdo.core.measures.ratios import Apart
from acuerdo.core.periods import PeriodSpan, periods_before, periods_over
from acuerdo.core.terms.agreement import Commitment, Period, RatioCommitment
from acuerdo.core.terms.groups import read_group
from acuerdo.statistics import ConsumedTimes, TimeStatistic, attains, mean, median, percentile
from acuerdo.studies.standings import Attained, Standing

Promise = Commitment | RatioCommitment


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where figures belong: a group (None: all clocks together), a period, and the instant of judgement."""

    group: str | None
    period: PeriodSpan
    as_of_us: int


def is_under_way(period: PeriodSpan, as_of_us: int) -> bool:
    """Say whether a period was not over at an instant of judgement, which itself is seen."""
    return period.until_us > as_of_us + 1


def periods_seen(period: Period, zone: str, around: tuple[int, int], as_of_us: int) -> list[PeriodSpan]:
    """Return the periods of what lies between two instants, both included.

    A rolling window ends with the instant of judgement: what happened at that very instant is in it.
    """
    lowest_us, highest_us = around
    until_us = highest_us + 1 if period.rolling_days is None else max(highest_us, as_of_us) + 1
    return periods_over(period, zone, lowest_us, max(until_us, as_of_us))


def periods_shown(period: Period, zone: str, asked: PeriodSpan, seen_us: int) -> list[PeriodSpan]:
    """Return a commitment's periods inside the one that is asked for, or the one around its end.

    A rolling window ends with the last instant that is seen of the one that is asked for.
    """
    if period.rolling_days is not None:
        return periods_before(period, zone, seen_us + 1, 1)
    spans = periods_over(period, zone, asked.from_us, asked.until_us)
    return spans if spans[-1].until_us == asked.until_us and spans[0].from_us >= asked.from_us else spans[-1:]


def of_clocks(
    commitment: Commitment, place: Place, counts: Mapping[Kind, int], times: ConsumedTimes | None = None
) -> Attained:
    """Return what a commitment about clocks attained; `times` are those of the clocks that count for a statistic."""
    target, limit = promised(commitment, place.group)
    value = None if times is None or commitment.statistic is None else _statistic(commitment.statistic, times)
    met, breached = counts.get(Kind.MET, 0), counts.get(Kind.BREACHED, 0)
    if commitment.statistic:
        standing = _statistic_standing(value, limit, commitment.min_sample)
    else:
        standing = _share_standing(met, met + breached, target, commitment.min_sample)
    return Attained(
        commitment=commitment.id,
        group=place.group,
        period=place.period,
        target=target,
        standing=standing,
        so_far=is_under_way(place.period, place.as_of_us),
        statistic=commitment.statistic,
        value=value,
        at_most_us=limit,
        met=met,
        breached=breached,
        cancelled=counts.get(Kind.CANCELLED, 0),
        excluded=counts.get(Kind.EXCLUDED, 0),
        not_applicable=counts.get(Kind.NOT_APPLICABLE, 0),
        incomplete=counts.get(Kind.INCOMPLETE, 0),
        pauses_unknown_met=counts.get(Kind.PAUSES_UNKNOWN_MET, 0),
        pauses_unknown_breached=counts.get(Kind.PAUSES_UNKNOWN_BREACHED, 0),
        running=counts.get(Kind.RUNNING, 0),
    )


def of_tickets(
    ratio: RatioCommitment, place: Place, held: tuple[int, int], apart: Mapping[tuple[Apart, bool], int]
) -> Attained:
    """Return what a commitment about a share of tickets attained.

    `held` says how many parts hold and how many count; `apart` how many count for neither side: why, and whether they
    hold.
    """
    yes, n = held
    return Attained(
        commitment=ratio.id,
        group=None,
        period=place.period,
        met=yes,
        breached=n - yes,
        target=ratio.at_least if ratio.at_least is not None else ratio.at_most,
        standing=_ratio_standing(ratio, yes, n),
        so_far=is_under_way(place.period, place.as_of_us),
        at_most=ratio.at_least is None,
        excluded=_apart(apart, Apart.EXCLUDED),
        incomplete=_apart(apart, Apart.INCOMPLETE),
        pauses_unknown_met=apart.get((Apart.UNKNOWN, True), 0),
        pauses_unknown_breached=apart.get((Apart.UNKNOWN, False), 0),
    )


def of_nothing(promise: Promise, place: Place) -> Attained:
    """Return the figures of a period in which a promise has no clock and no ticket."""
    if isinstance(promise, RatioCommitment):
        return of_tickets(promise, place, (0, 0), {})
    return of_clocks(promise, place, {})


def promised(commitment: Commitment, group: str | None) -> tuple[Fraction | None, int | None]:
    """Return the share, and the limit in microseconds of a statistic, that a commitment promises a group."""
    fields = read_group(commitment.per, group or "")
    target = None if commitment.at_least is None else commitment.at_least.choose(fields, frozenset())
    limit = None if commitment.at_most_us is None else commitment.at_most_us.choose(fields, frozenset())
    return target, limit


def _apart(apart: Mapping[tuple[Apart, bool], int], why: Apart) -> int:
    return apart.get((why, True), 0) + apart.get((why, False), 0)


def _share_standing(met: int, n: int, target: Fraction | None, min_sample: int) -> Standing:
    if n == 0:
        return Standing.NO_CLOCKS
    if target is None:
        return Standing.NO_TARGET
    if n < min_sample:
        return Standing.TOO_FEW
    return Standing.MET if attains(met, n, target) else Standing.BREACHED


def _statistic(name: str, times: ConsumedTimes) -> TimeStatistic | None:
    """Take the statistic over the stopped clocks, and over the overdue ones at their time so far."""
    if not times.n:
        return None
    match name:
        case "mean":
            return mean(times)
        case "median":
            return median(times)
        case _:
            return percentile(times, Fraction(name.removeprefix("p")) / 100)


def _statistic_standing(value: TimeStatistic | None, limit: int | None, min_sample: int) -> Standing:
    if value is None:
        return Standing.NO_CLOCKS
    if limit is None:
        return Standing.NO_TARGET
    if value.n < min_sample:
        return Standing.TOO_FEW
    return Standing.MET if value.value_us <= limit else Standing.BREACHED


def _ratio_standing(ratio: RatioCommitment, yes: int, n: int) -> Standing:
    if n == 0:
        return Standing.NO_CLOCKS
    if n < ratio.min_sample:
        return Standing.TOO_FEW
    share = Fraction(yes, n)
    if ratio.at_least is not None:
        return Standing.MET if share >= ratio.at_least else Standing.BREACHED
    return Standing.MET if ratio.at_most is not None and share <= ratio.at_most else Standing.BREACHED
