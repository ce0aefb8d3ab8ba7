"""What was attained: clocks gathered by commitment, group and period, and judged against the promised share."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

import polars as pl

from acuerdo.core.measures.placing import COUNTING, Kind
from acuerdo.core.measures.ratios import Apart, is_old
from acuerdo.core.periods import PeriodSpan
from acuerdo.core.terms.agreement import Agreement, Commitment, CountedBy, Metric, RatioCommitment
from acuerdo.statistics import ConsumedTimes
from acuerdo.studies.standings import Attained
from acuerdo.studies.tallying import Place, of_clocks, of_tickets, periods_seen

_ASKED = (
    *("commitment", "group", "verdict", "marks", "consumed_s"),
    *("opened_at", "started_at", "stopped_at", "breaches_at", "breached_at", "resolved_at", "ended_at"),
)
"""The columns of a table of verdicts that are asked here."""


def attained(
    agreement: Agreement, table: pl.DataFrame, shares: pl.DataFrame | None = None, *, as_of_us: int
) -> list[Attained]:
    """Gather a table of verdicts (`studies.tables.TABLE_SCHEMA`) into what was attained, period by period.

    `shares` are the tickets' parts in ratios (`studies.tables.SHARE_SCHEMA`); without them no ratio is gathered.
    Commitments in the agreement's order, then groups, then periods. Periods in which a commitment has no clock between
    its first and its last period are there, with standing `no_clocks`.
    """
    found: list[Attained] = []
    for commitment in agreement.commitments:
        rows = table.select(_ASKED).filter(pl.col("commitment") == commitment.id)
        found += _of_clocks(agreement, commitment, rows, as_of_us)
    if shares is not None:
        for ratio in agreement.ratios:
            found += _of_tickets(agreement, ratio, shares.filter(pl.col("commitment") == ratio.id), as_of_us)
    return found


def period_column(counted_by: CountedBy) -> pl.Expr:
    """Return the instant whose period a clock belongs to; null while it has none.

    The same as `acuerdo.core.measures.placing.place_us` says of one verdict.
    """
    if counted_by is CountedBy.OPENED:
        return pl.col("opened_at")
    if counted_by is CountedBy.RESOLVED:
        return pl.coalesce("resolved_at", "ended_at")
    judged = pl.col("verdict").is_in(["met", "breached"])
    first = pl.min_horizontal("stopped_at", "breaches_at")
    excluded = (pl.col("verdict") == "excluded") & pl.col("started_at").is_not_null()
    would = pl.min_horizontal("stopped_at", "breached_at")
    other = pl.coalesce("stopped_at", "opened_at")
    under_way = pl.col("verdict").is_in(["running", "paused"])
    return pl.when(judged).then(first).when(under_way).then(None).when(excluded).then(would).otherwise(other)


def _kind_column() -> pl.Expr:
    judged = pl.col("verdict").is_in(["met", "breached"])
    unknown = judged & pl.col("marks").list.contains("pauses_unknown")
    incomplete = judged & pl.col("marks").list.contains("incomplete_history")
    return (
        pl.when(incomplete)
        .then(pl.lit("incomplete"))
        .when(unknown)
        .then(pl.lit("pauses_unknown_") + pl.col("verdict"))
        .when(pl.col("verdict") == "paused")
        .then(pl.lit("running"))
        .otherwise(pl.col("verdict"))
    )


def _of_clocks(agreement: Agreement, commitment: Commitment, rows: pl.DataFrame, as_of_us: int) -> list[Attained]:
    placed = _placed(commitment, rows, as_of_us)
    if placed.is_empty():
        return []
    lowest, highest = placed["in_us"].min(), placed["in_us"].max()
    periods = periods_seen(commitment.period, agreement.time_zone, (_whole(lowest), _whole(highest)), as_of_us)
    starts = pl.Series([period.from_us for period in periods])
    placed = placed.with_columns(
        (starts.search_sorted(placed["in_us"], side="right") - 1).cast(pl.Int64).alias("place")
    )
    tally = placed.group_by("group", "place", "kind").len()
    counts = {(group, place, kind): n for group, place, kind, n in tally.iter_rows()}
    last = max(place for _, place, _ in counts)
    found = []
    for group in placed["group"].unique(maintain_order=True).sort().to_list():
        for place, period in enumerate(periods[: last + 1]):
            by_kind = {kind: counts.get((group, place, kind), 0) for kind in Kind}
            inside = (pl.col("place") == place) & pl.col("group").eq_missing(pl.lit(group))
            found.append(_judged(commitment, group, period, by_kind, placed.lazy().filter(inside), as_of_us))
    return found


def _placed(commitment: Commitment, rows: pl.DataFrame, as_of_us: int) -> pl.DataFrame:
    """Return the clocks that belong to a period, with their kind and the instant that says which.

    Where periods go by the resolution, the clocks of tickets still open stand apart in the period of the judgement:
    what is decided already counts for neither side until the ticket has ended, and is not hidden.
    """
    rows = rows.with_columns(
        _kind_column().alias("kind"), period_column(commitment.counted_by).cast(pl.Int64).alias("in_us")
    )
    if commitment.counted_by is CountedBy.RESOLVED:
        waits = pl.col("in_us").is_null() & (pl.col("opened_at").cast(pl.Int64) <= as_of_us)
        counts = pl.col("kind").is_in(["met", "breached", "pauses_unknown_met", "pauses_unknown_breached"])
        rows = rows.with_columns(
            pl.when(waits & counts).then(pl.lit("running")).otherwise("kind").alias("kind"),
            pl.when(waits).then(as_of_us).otherwise("in_us").alias("in_us"),
        )
    return rows.drop_nulls("in_us")


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value


def _judged(  # noqa: PLR0913, PLR0917 - the parts of one row
    commitment: Commitment,
    group: str | None,
    period: PeriodSpan,
    by_kind: dict[Kind, int],
    inside: pl.LazyFrame,
    as_of_us: int,
) -> Attained:
    place = Place(group=group, period=period, as_of_us=as_of_us)
    return of_clocks(commitment, place, by_kind, _times(inside) if commitment.statistic else None)


def _times(inside: pl.LazyFrame) -> ConsumedTimes:
    """Return the consumed times of the clocks that count: final ones, and those so far of the overdue ones."""
    counted = inside.filter(pl.col("kind").is_in(list(COUNTING))).with_columns(
        (pl.col("consumed_s") * 1_000_000).round().cast(pl.Int64).alias("consumed_us")
    )
    counting = counted.collect()
    stopped = pl.col("stopped_at").is_not_null()
    return ConsumedTimes(
        ended_us=tuple(counting.filter(stopped)["consumed_us"]),
        running_us=tuple(counting.filter(~stopped)["consumed_us"]),
    )


def _of_tickets(
    agreement: Agreement, ratio: RatioCommitment, shares: pl.DataFrame, as_of_us: int
) -> Iterator[Attained]:
    if shares.is_empty():
        return
    instants = shares.select(share_instant()).to_series()
    around = (_whole(instants.min()), _whole(instants.max()))
    for period in periods_seen(ratio.period, agreement.time_zone, around, as_of_us):
        if period.from_us > as_of_us:
            return
        at_us = min(period.until_us - 1, as_of_us)
        parts = shares.filter(_is_part(ratio, period, at_us))
        counted = parts.filter(pl.col("apart").is_null())
        apart = parts.filter(pl.col("apart").is_not_null()).select("apart", "holds").iter_rows()
        yes, n = _how_many_hold(agreement, ratio, counted, at_us), counted.height
        apart_of = Counter((Apart(why), bool(holds)) for why, holds in apart)
        yield of_tickets(ratio, Place(group=None, period=period, as_of_us=as_of_us), (yes, n), apart_of)


def share_instant() -> pl.Expr:
    """Return the instant whose period a part in a ratio belongs to; of the backlog: from which on it may count."""
    return pl.coalesce("counted_us", "opened_us")


def _is_part(ratio: RatioCommitment, period: PeriodSpan, at_us: int) -> pl.Expr:
    """Say which parts belong to a period; of the backlog: which tickets are open at its end."""
    if ratio.metric is not Metric.BACKLOG_AGE:
        return pl.col("counted_us").is_between(period.from_us, period.until_us, "left")
    until = pl.col("open_until_us")
    return (pl.col("open_from_us") <= at_us) & (until.is_null() | (until > at_us))


def _how_many_hold(agreement: Agreement, ratio: RatioCommitment, counted: pl.DataFrame, at_us: int) -> int:
    """Return how many parts of a period hold; of the backlog: how many of its tickets are old at the instant."""
    if ratio.metric is not Metric.BACKLOG_AGE:
        return int(counted["holds"].sum())
    opened = counted["opened_us"].sort().to_list()
    # What was opened earlier is older: the old ones stand before the first that is not, which is found by halving.
    return bisect_left(opened, True, key=lambda opened_us: not is_old(agreement, ratio, opened_us, at_us))  # noqa: FBT003 - the answer looked for
