"""The promises of a report: each in its own period, with its past, its trend, and what disputed claims would change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from acuerdo.core.periods import PeriodSpan
from acuerdo.core.terms.agreement import Agreement, Commitment, RatioCommitment
from acuerdo.studies.attained import attained, share_instant
from acuerdo.studies.report.model import PromiseLine
from acuerdo.studies.standings import Attained
from acuerdo.studies.tallying import Place, of_nothing, periods_shown
from acuerdo.studies.trending import MOST_PERIODS, reading_of, trend_of

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
    seen_us = min(ground.as_of_us, period.until_us - 1)
    for group in dict.fromkeys(row.group for row in rows) or (None,):
        own = [row for row in rows if row.group == group]
        for span in periods_shown(promise.period, ground.agreement.time_zone, period, seen_us):
            found = next((row for row in own if row.period == span), None)
            place = Place(group=group, period=span, as_of_us=seen_us)
            now = of_nothing(promise, place) if found is None else found
            past = (*(row for row in own if row.period.until_us < span.until_us), now)[-MOST_PERIODS:]
            trend = trend_of(past)
            yield PromiseLine(
                commitment=promise.id,
                group=group,
                binding=promise.binding,
                is_ratio=isinstance(promise, RatioCommitment),
                now=now,
                before=past[-2] if len(past) > 1 else None,
                past=past,
                trend=trend,
                reading=reading_of(now, trend),
                if_accepted=_changed(now, others.get(_key(now))),
            )


def _changed(now: Attained, other: Attained | None) -> Attained | None:
    if other is None or (now.met, now.breached, now.value) == (other.met, other.breached, other.value):
        return None
    return other
