"""The promises of a report: each in its own period, with its past, its trend, and what disputed claims would change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from acuerdo.core.periods import PeriodSpan, periods_over
from acuerdo.core.terms.agreement import Agreement, Commitment, RatioCommitment
from acuerdo.core.terms.groups import read_group
from acuerdo.statistics import Counts, SignalSide, Trend, TrendVerdict, share_trend, value_trend
from acuerdo.studies.attained import attained, is_under_way, share_instant
from acuerdo.studies.report.model import MOST_PERIODS, PromiseLine, Reading
from acuerdo.studies.standings import Attained, Standing

Key = tuple[str, str | None, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What promises are read from: clocks with `in_us`, parts in ratios, and the data cut-off."""

    agreement: Agreement
    clocks: pl.DataFrame
    shares: pl.DataFrame
    as_of_us: int


def attained_until(ground: Ground, period: PeriodSpan) -> list[Attained]:
    """Gather what was attained by the end of a period: nothing that came after it is in a longer period's figure."""
    clocks = ground.clocks.filter(pl.col("in_us").is_null() | (pl.col("in_us") < period.until_us)).drop("in_us")
    shares = ground.shares.filter(share_instant() < period.until_us)
    rows = attained(ground.agreement, clocks, shares, as_of_us=min(ground.as_of_us, period.until_us - 1))
    return [row for row in rows if row.period.from_us < period.until_us]


def promise_lines(ground: Ground, period: PeriodSpan, claimed: Ground | None = None) -> tuple[PromiseLine, ...]:
    """Return every promise in the period of the commitment that ends in the report's period, else that runs in it.

    `claimed` is the ground if all claims of one side alone were accepted.
    """
    rows = attained_until(ground, period)
    others = {} if claimed is None else {_key(row): row for row in attained_until(claimed, period)}
    agreement = ground.agreement
    promises: tuple[Commitment | RatioCommitment, ...] = (*agreement.commitments, *agreement.ratios)
    return tuple(
        line
        for promise in promises
        for line in _lines(ground, promise, [row for row in rows if row.commitment == promise.id], period, others)
    )


def _key(row: Attained) -> Key:
    return (row.commitment, row.group, row.period.label)


def _lines(
    ground: Ground,
    promise: Commitment | RatioCommitment,
    rows: Sequence[Attained],
    period: PeriodSpan,
    others: Mapping[Key, Attained],
) -> Iterator[PromiseLine]:
    for group in dict.fromkeys(row.group for row in rows) or (None,):
        own = [row for row in rows if row.group == group]
        for span in _spans(ground, promise, own, period):
            found = next((row for row in own if row.period == span), None)
            now = _nothing(ground, promise, group, span) if found is None else found
            past = (*(row for row in own if row.period.until_us < span.until_us), now)[-MOST_PERIODS:]
            trend = _trend(past)
            yield PromiseLine(
                commitment=promise.id,
                group=group,
                binding=promise.binding,
                is_ratio=isinstance(promise, RatioCommitment),
                now=now,
                before=past[-2] if len(past) > 1 else None,
                past=past,
                trend=trend,
                reading=_reading(now, trend),
                if_accepted=_changed(now, others.get(_key(now))),
            )


def _spans(
    ground: Ground, promise: Commitment | RatioCommitment, rows: Sequence[Attained], period: PeriodSpan
) -> list[PeriodSpan]:
    """Return the commitment's periods inside the report's, or the one around its end."""
    if promise.period.rolling_days is not None and rows:
        return [rows[-1].period]
    spans = periods_over(promise.period, ground.agreement.time_zone, period.from_us, period.until_us)
    return spans if spans[-1].until_us == period.until_us and spans[0].from_us >= period.from_us else spans[-1:]


def _nothing(ground: Ground, promise: Commitment | RatioCommitment, group: str | None, span: PeriodSpan) -> Attained:
    """Return the figures of a period in which a promise has no clock."""
    target, limit, statistic = _promised(promise, group)
    return Attained(
        commitment=promise.id,
        group=group,
        period=span,
        met=0,
        breached=0,
        target=target,
        standing=Standing.NO_CLOCKS,
        so_far=is_under_way(span, ground.as_of_us),
        at_most=isinstance(promise, RatioCommitment) and promise.at_least is None,
        statistic=statistic,
        at_most_us=limit,
    )


def _promised(
    promise: Commitment | RatioCommitment, group: str | None
) -> tuple[Fraction | None, int | None, str | None]:
    if isinstance(promise, RatioCommitment):
        return (promise.at_least if promise.at_least is not None else promise.at_most), None, None
    fields = read_group(promise.per, group or "")
    target = None if promise.at_least is None else promise.at_least.choose(fields, frozenset())
    limit = None if promise.at_most_us is None else promise.at_most_us.choose(fields, frozenset())
    return target, limit, promise.statistic


def _trend(past: Sequence[Attained]) -> Trend:
    if past[-1].statistic is None:
        return share_trend([Counts(met=row.met, n=row.n) for row in past])
    return value_trend([None if row.value is None else row.value.value_us for row in past], lowest=0.0)


def _reading(now: Attained, trend: Trend) -> Reading:
    last = len(trend.points) - 1
    if trend.verdict is TrendVerdict.TOO_FEW or trend.points[last].value is None:
        return Reading.TOO_FEW
    sides = [signal.side for signal in trend.signals if signal.first <= last <= signal.last]
    if not sides:
        return Reading.NOISE
    less_is_better = now.at_most or now.statistic is not None
    return Reading.BETTER if (sides[0] is SignalSide.ABOVE) is not less_is_better else Reading.WORSE


def _changed(now: Attained, other: Attained | None) -> Attained | None:
    if other is None or (now.met, now.breached, now.value) == (other.met, other.breached, other.value):
        return None
    return other
