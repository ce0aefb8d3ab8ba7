"""What was attained: clocks gathered by commitment, group and period, and judged against the promised share."""

from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction

import polars as pl

from acuerdo.core.measures.ratios import Apart, is_old
from acuerdo.core.periods import PeriodSpan, periods_over
from acuerdo.core.terms.agreement import Agreement, Commitment, CountedBy, Metric, Period, RatioCommitment
from acuerdo.core.terms.groups import read_group
from acuerdo.statistics import (
    ConsumedTimes,
    TimeStatistic,
    attains,
    mean,
    median,
    percentile,
)
from acuerdo.studies.standings import Attained, Standing

_KINDS = (
    "met",
    "breached",
    "cancelled",
    "excluded",
    "not_applicable",
    "incomplete",
    "pauses_unknown_met",
    "pauses_unknown_breached",
    "running",
)


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
        rows = table.filter(pl.col("commitment") == commitment.id)
        found += _of_clocks(agreement, commitment, rows, as_of_us)
    if shares is not None:
        for ratio in agreement.ratios:
            found += _of_tickets(agreement, ratio, shares.filter(pl.col("commitment") == ratio.id), as_of_us)
    return found


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


def period_column(counted_by: CountedBy) -> pl.Expr:
    """Return the instant whose period a clock belongs to; null while it has none.

    A clock that runs and may still be kept belongs to no period yet, unless periods go by the opening. An excluded one
    belongs where it would belong without the exclusion. Where periods go by the resolution, a ticket that ended without
    one counts where it ended, and one that is still open has no period yet.
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
            by_kind = {kind: counts.get((group, place, kind), 0) for kind in _KINDS}
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
    by_kind: dict[str, int],
    inside: pl.LazyFrame,
    as_of_us: int,
) -> Attained:
    fields = read_group(commitment.per, group or "")
    n = by_kind["met"] + by_kind["breached"]
    target = None if commitment.at_least is None else commitment.at_least.choose(fields, frozenset())
    limit = None if commitment.at_most_us is None else commitment.at_most_us.choose(fields, frozenset())
    value = _statistic(commitment, inside) if commitment.statistic else None
    if commitment.statistic:
        standing = _statistic_standing(commitment, value, limit)
    else:
        standing = _share_standing(by_kind["met"], n, target, commitment.min_sample)
    return Attained(
        commitment=commitment.id,
        group=group,
        period=period,
        target=target,
        standing=standing,
        so_far=is_under_way(period, as_of_us),
        statistic=commitment.statistic,
        value=value,
        at_most_us=limit,
        met=by_kind["met"],
        breached=by_kind["breached"],
        cancelled=by_kind["cancelled"],
        excluded=by_kind["excluded"],
        not_applicable=by_kind["not_applicable"],
        incomplete=by_kind["incomplete"],
        pauses_unknown_met=by_kind["pauses_unknown_met"],
        pauses_unknown_breached=by_kind["pauses_unknown_breached"],
        running=by_kind["running"],
    )


def _share_standing(met: int, n: int, target: Fraction | None, min_sample: int) -> Standing:
    if n == 0:
        return Standing.NO_CLOCKS
    if target is None:
        return Standing.NO_TARGET
    if n < min_sample:
        return Standing.TOO_FEW
    return Standing.MET if attains(met, n, target) else Standing.BREACHED


def _statistic(commitment: Commitment, inside: pl.LazyFrame) -> TimeStatistic | None:
    """Take the statistic over the stopped clocks, and over the overdue ones at their time so far."""
    counted = inside.filter(pl.col("kind").is_in(["met", "breached"])).with_columns(
        (pl.col("consumed_s") * 1_000_000).round().cast(pl.Int64).alias("consumed_us")
    )
    counting = counted.collect()
    stopped = pl.col("stopped_at").is_not_null()
    times = ConsumedTimes(
        ended_us=tuple(counting.filter(stopped)["consumed_us"]),
        running_us=tuple(counting.filter(~stopped)["consumed_us"]),
    )
    if not times.n:
        return None
    match commitment.statistic:
        case "mean":
            return mean(times)
        case "median":
            return median(times)
        case name:
            return percentile(times, Fraction((name or "").removeprefix("p")) / 100)


def _statistic_standing(commitment: Commitment, value: TimeStatistic | None, limit: int | None) -> Standing:
    if value is None:
        return Standing.NO_CLOCKS
    if limit is None:
        return Standing.NO_TARGET
    if value.n < commitment.min_sample:
        return Standing.TOO_FEW
    return Standing.MET if value.value_us <= limit else Standing.BREACHED


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
        counted, apart = parts.filter(pl.col("apart").is_null()), parts["apart"].to_list()
        unknown = parts.filter(pl.col("apart") == Apart.UNKNOWN.value)["holds"]
        yes, n = _how_many_hold(agreement, ratio, counted, at_us), counted.height
        yield Attained(
            commitment=ratio.id,
            group=None,
            period=period,
            met=yes,
            breached=n - yes,
            target=ratio.at_least if ratio.at_least is not None else ratio.at_most,
            standing=_ratio_standing(ratio, yes, n),
            so_far=is_under_way(period, as_of_us),
            at_most=ratio.at_least is None,
            excluded=apart.count(Apart.EXCLUDED),
            incomplete=apart.count(Apart.INCOMPLETE),
            pauses_unknown_met=int(unknown.sum()),
            pauses_unknown_breached=int((~unknown).sum()),
        )


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


def _ratio_standing(ratio: RatioCommitment, yes: int, n: int) -> Standing:
    if n == 0:
        return Standing.NO_CLOCKS
    if n < ratio.min_sample:
        return Standing.TOO_FEW
    share = Fraction(yes, n)
    if ratio.at_least is not None:
        return Standing.MET if share >= ratio.at_least else Standing.BREACHED
    return Standing.MET if ratio.at_most is not None and share <= ratio.at_most else Standing.BREACHED
