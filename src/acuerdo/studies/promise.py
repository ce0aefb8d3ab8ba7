"""Promises: whether each share is realistic, judged by how the same clocks went so far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from acuerdo.core.terms.agreement import Agreement, Commitment
from acuerdo.statistics import (
    Chance,
    ColourVerdict,
    ConsumedTimes,
    Counts,
    HonestTarget,
    HonestWithin,
    MissedPeriods,
    Outlook,
    allowed_misses,
    expect_n,
    largest_honest_target,
    miss_chances,
    most_pessimistic,
    smallest_honest_within,
    verdict_colour,
    would_have_missed,
)
from acuerdo.studies.attained import period_column
from acuerdo.studies.standings import Attained, Standing

SEED = 20_260_101
"""The seed of the bootstrap when nobody names one."""

_WEEK_US = 7 * 86_400_000_000
_MINUTE_US = 60_000_000
_WEEKS = {
    "month": Fraction(1461, 336),
    "quarter": Fraction(1461, 112),
    "half-year": Fraction(1461, 56),
    "year": Fraction(1461, 28),
}
"""Weeks in a period: a year is 365.25 days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One promised share (or one of its groups) held against its history.

    `history` are the periods with enough clocks to be judged, the oldest first; `chances` those to miss the promise,
    by method, and `worst` the most pessimistic of them. `honest` is the largest target that would be kept, `within` the
    shortest time that would keep the promised share, where all clocks have one target. Where history is too short to
    say anything, `chances` is empty and the colour says why.
    """

    commitment: str
    group: str | None
    target: Fraction
    history: tuple[Counts, ...]
    missed: int
    n_expected: int
    allowed: int
    chances: tuple[Chance, ...]
    worst: Chance | None
    honest: HonestTarget | None
    colour: ColourVerdict
    within_us: int | None = None
    within: HonestWithin | None = None
    missed_within: MissedPeriods | None = None

    @property
    def tickets(self) -> int:
        """How many clocks the history holds."""
        return sum(counts.n for counts in self.history)


def promises(
    agreement: Agreement, table: pl.DataFrame, rows: Sequence[Attained], *, seed: int = SEED, draws: int = 10_000
) -> Iterator[Promise]:
    """Hold every promised share against its own past; `rows` are what was attained, from the same table."""
    for commitment in agreement.commitments:
        own = [row for row in rows if row.commitment == commitment.id and row.target is not None]
        if commitment.statistic is not None:
            continue
        for group in dict.fromkeys(row.group for row in own):
            mine = [row for row in own if row.group == group]
            clocks = _clocks(commitment, table, group)
            yield _promise(commitment, mine, clocks, Settings(seed=seed, draws=draws))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The seed (>= 0) and the draws of the bootstrap."""

    seed: int
    draws: int


def _clocks(commitment: Commitment, table: pl.DataFrame, group: str | None) -> pl.DataFrame:
    """Return the clocks that count, each with the instant and the week that it belongs to."""
    rows = table.filter(
        (pl.col("commitment") == commitment.id)
        & pl.col("group").eq_missing(pl.lit(group, dtype=pl.String))
        & pl.col("verdict").is_in(["met", "breached"])
        & (pl.col("marks").list.set_intersection(["incomplete_history", "pauses_unknown"]).list.len() == 0)
    )
    placed = rows.with_columns(period_column(commitment.counted_by).cast(pl.Int64).alias("in_us")).drop_nulls("in_us")
    return placed.with_columns(
        (pl.col("in_us") // _WEEK_US).alias("week"),
        (pl.col("consumed_s") * 1_000_000).round().cast(pl.Int64).alias("consumed_us"),
    )


def _promise(commitment: Commitment, rows: list[Attained], clocks: pl.DataFrame, settings: Settings) -> Promise:
    target = rows[-1].target or Fraction(0)
    judged = [row for row in rows if not row.so_far and row.standing in (Standing.MET, Standing.BREACHED)]
    history = tuple(Counts(met=row.met, n=row.n) for row in judged)
    missed = sum(row.standing is Standing.BREACHED for row in judged)
    tickets = sum(counts.n for counts in history)
    if not history:
        colour = verdict_colour(0.0, tickets=0, periods=0)
        return Promise(
            commitment=commitment.id,
            group=rows[0].group,
            target=target,
            history=history,
            missed=0,
            n_expected=0,
            allowed=0,
            chances=(),
            worst=None,
            honest=None,
            colour=colour,
        )
    clocks = clocks.filter(pl.any_horizontal(pl.col("in_us").is_between(*_bounds(row)) for row in judged))
    outlook = Outlook(
        n_expected=max(expect_n(history), 1),
        seed=settings.seed,
        weeks_per_period=_weeks_in(commitment),
        draws=settings.draws,
    )
    chances = miss_chances(history, target=target, outlook=outlook, weeks=_weeks(clocks))
    worst = most_pessimistic(chances)
    within_us = _one_target(clocks)
    return Promise(
        commitment=commitment.id,
        group=rows[0].group,
        target=target,
        history=history,
        missed=missed,
        n_expected=outlook.n_expected,
        allowed=allowed_misses(outlook.n_expected, target),
        chances=chances,
        worst=worst,
        honest=largest_honest_target(history, outlook=outlook, weeks=_weeks(clocks)),
        colour=verdict_colour(worst.p_miss_any_of_12, tickets=tickets, periods=len(history)),
        within_us=within_us,
        within=None if within_us is None else _within(judged, clocks, target, outlook),
        missed_within=None
        if within_us is None
        else would_have_missed(_times(judged, clocks), within_us=within_us, share=target),
    )


def _bounds(row: Attained) -> tuple[int, int]:
    return row.period.from_us, row.period.until_us - 1


def _weeks_in(commitment: Commitment) -> Fraction:
    rolling = commitment.period.rolling_days
    return _WEEKS[commitment.period.unit] if rolling is None else max(Fraction(rolling, 7), Fraction(1))


def _weeks(clocks: pl.DataFrame) -> list[Counts]:
    """Return the weeks from the first to the last, also those without a clock."""
    tally = clocks.group_by("week").agg((pl.col("verdict") == "met").sum().alias("met"), pl.len().alias("n"))
    by_week = {week: Counts(met=met, n=n) for week, met, n in tally.iter_rows()}
    return [by_week.get(week, Counts(met=0, n=0)) for week in range(min(by_week), max(by_week) + 1)] if by_week else []


def _one_target(clocks: pl.DataFrame) -> int | None:
    """Return the target that all clocks share, in microseconds, or None."""
    targets = clocks["target_s"].unique().to_list()
    return round(targets[0] * 1_000_000) if len(targets) == 1 and targets[0] is not None else None


def _times(rows: Sequence[Attained], clocks: pl.DataFrame) -> list[ConsumedTimes]:
    return [_consumed(clocks.filter(pl.col("in_us").is_between(*_bounds(row)))) for row in rows]


def _consumed(clocks: pl.DataFrame) -> ConsumedTimes:
    stopped = pl.col("stopped_at").is_not_null()
    return ConsumedTimes(
        ended_us=tuple(clocks.filter(stopped)["consumed_us"]), running_us=tuple(clocks.filter(~stopped)["consumed_us"])
    )


def _within(rows: Sequence[Attained], clocks: pl.DataFrame, target: Fraction, outlook: Outlook) -> HonestWithin | None:
    """Return the shortest whole minutes that would have kept the share."""
    if clocks["stopped_at"].null_count() == clocks.height:
        return None
    weeks = [_consumed(group) for _, group in clocks.group_by("week", maintain_order=True)]
    return smallest_honest_within(_times(rows, clocks), share=target, outlook=outlook, weeks=weeks, step_us=_MINUTE_US)
