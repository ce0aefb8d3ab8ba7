"""The clocks of one period out of a table of verdicts: lists, distributions, and the map of hours."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

import polars as pl

from acuerdo.core.periods import PeriodSpan
from acuerdo.core.terms.agreement import Agreement
from acuerdo.statistics import ConsumedTimes, median, percentile
from acuerdo.studies.attained import period_column
from acuerdo.studies.report.model import MOST_LISTED, SPREAD_STEPS, ClockLine, Listing, Shares, Spread

APPROACHED = 0.8
"""The share of the target from which a met clock came close."""

_DURATIONS = ("target", "consumed", "paused", "outside", "excluded", "late")
_INSTANTS = ("started", "due", "breached", "stopped", "opened")
_DAYS, _HOURS = 7, 24
_NINETY = Fraction(9, 10)
_JUDGED = ("met", "breached")


def placed(agreement: Agreement, table: pl.DataFrame) -> pl.DataFrame:
    """Add `in_us` to a table of verdicts: the instant whose period each clock belongs to, null while it has none."""
    parts = [
        table.filter(pl.col("commitment") == commitment.id).with_columns(
            period_column(commitment.counted_by).cast(pl.Int64).alias("in_us")
        )
        for commitment in agreement.commitments
    ]
    return pl.concat(parts) if parts else table.with_columns(pl.lit(None, pl.Int64).alias("in_us"))


def inside(rows: pl.DataFrame, period: PeriodSpan) -> pl.DataFrame:
    """Return the clocks of a period, with whole microseconds beside the seconds and instants of the verdict line."""
    found = rows.filter((pl.col("in_us") >= period.from_us) & (pl.col("in_us") < period.until_us))
    return found.with_columns(
        *((pl.col(f"{name}_s") * 1_000_000).round().cast(pl.Int64).alias(f"{name}_us") for name in _DURATIONS),
        *(pl.col(f"{name}_at").cast(pl.Int64).alias(f"{name}_us") for name in _INSTANTS),
    )


def breaches(clocks: pl.DataFrame) -> Listing:
    """List the breached clocks of a period, the latest first by how late they were."""
    found = clocks.filter(pl.col("verdict") == "breached")
    return _listing(
        found, found.sort("late_us", "ticket", "commitment", "cycle", descending=[True, False, False, False])
    )


def approached(clocks: pl.DataFrame) -> Listing:
    """List the met clocks that consumed at least four fifths of their target, the closest first."""
    share = pl.col("consumed_us") / pl.col("target_us")
    found = clocks.filter((pl.col("verdict") == "met") & (pl.col("target_us") > 0) & (share >= APPROACHED))
    ordered = found.with_columns(share.alias("share")).sort(
        "share", "ticket", "commitment", "cycle", descending=[True, False, False, False]
    )
    return _listing(found, ordered)


def _listing(found: pl.DataFrame, ordered: pl.DataFrame) -> Listing:
    return Listing(
        lines=tuple(_line(row) for row in ordered.head(MOST_LISTED).iter_rows(named=True)), total=found.height
    )


def _line(row: Mapping[str, object]) -> ClockLine:
    return ClockLine(
        ticket=str(row["ticket"]),
        commitment=str(row["commitment"]),
        cycle=_whole(row["cycle"]) or 0,
        priority=_text(row["priority"]),
        group=_text(row["group"]),
        target_us=_whole(row["target_us"]),
        consumed_us=_whole(row["consumed_us"]) or 0,
        paused_us=_whole(row["paused_us"]) or 0,
        outside_us=_whole(row["outside_us"]) or 0,
        excluded_us=_whole(row["excluded_us"]) or 0,
        due_us=_whole(row["due_us"]),
        breached_us=_whole(row["breached_us"]),
        stopped_us=_whole(row["stopped_us"]),
        late_us=_whole(row["late_us"]),
        marks=tuple(str(mark) for mark in _many(row["marks"])),
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _many(value: object) -> Iterable[object]:
    return value if isinstance(value, list | tuple) else ()


def shares(clocks: pl.DataFrame, order: Iterable[str]) -> tuple[Shares, ...]:
    """Add up where the time of the breached clocks went, commitment by commitment."""
    names = ("consumed_us", "paused_us", "outside_us", "excluded_us")
    found = (
        clocks.filter(pl.col("verdict") == "breached")
        .group_by("commitment")
        .agg(pl.len().alias("clocks"), *(pl.col(name).sum() for name in names))
    )
    by_id = {row["commitment"]: row for row in found.iter_rows(named=True)}
    return tuple(
        Shares(
            commitment=name,
            clocks=by_id[name]["clocks"],
            counted_us=by_id[name]["consumed_us"],
            paused_us=by_id[name]["paused_us"],
            outside_us=by_id[name]["outside_us"],
            excluded_us=by_id[name]["excluded_us"],
        )
        for name in order
        if name in by_id
    )


def heat(clocks: pl.DataFrame, zone: str) -> tuple[tuple[int, ...], ...]:
    """Count the breaches by weekday (Monday first) and hour of a zone's clocks."""
    local = pl.col("breached_at").dt.convert_time_zone(zone)
    tally = (
        clocks.filter((pl.col("verdict") == "breached") & pl.col("breached_at").is_not_null())
        .group_by((local.dt.weekday() - 1).alias("day"), local.dt.hour().alias("hour"))
        .len()
    )
    counts = {(day, hour): n for day, hour, n in tally.iter_rows()}
    return tuple(tuple(counts.get((day, hour), 0) for hour in range(_HOURS)) for day in range(_DAYS))


def spreads(clocks: pl.DataFrame, order: Iterable[str]) -> tuple[Spread, ...]:
    """Lay out the consumed times of the judged clocks against their targets, commitment by commitment."""
    judged = clocks.filter(pl.col("verdict").is_in(_JUDGED) & (pl.col("target_us") > 0))
    found = []
    for name in order:
        own = judged.filter(pl.col("commitment") == name)
        if own.height:
            found.append(_spread(name, own))
    return tuple(found)


def _spread(commitment: str, own: pl.DataFrame) -> Spread:
    # The whole target is still met, so a bar holds its upper end and not its lower one.
    tenths = (pl.col("consumed_us") * 10 + pl.col("target_us") - 1) // pl.col("target_us") - 1
    tally = own.select(tenths.clip(0, SPREAD_STEPS).alias("bar")).group_by("bar").len()
    counts = dict(tally.iter_rows())
    running = own["stopped_us"].is_null()
    times = ConsumedTimes(
        ended_us=tuple(own.filter(~running)["consumed_us"]), running_us=tuple(own.filter(running)["consumed_us"])
    )
    return Spread(
        commitment=commitment,
        n=own.height,
        bars=tuple(counts.get(bar, 0) for bar in range(SPREAD_STEPS + 1)),
        median_us=int(median(times).value_us),
        p90_us=int(percentile(times, _NINETY).value_us),
        longest_us=max(times.ended_us + times.running_us),
        running=len(times.running_us),
    )
