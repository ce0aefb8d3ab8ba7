"""A replay: the same history under another agreement, and which verdicts would have been others, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from acuerdo.studies.causes import Cause
from acuerdo.studies.standings import Attained

_KEY = ("ticket", "commitment", "cycle")
_COMPARED = ("verdict", "reason", "target_s", "consumed_s", "paused_s", "outside_s", "excluded_s", "due_at", "group")
_JUDGED = ("met", "breached")


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """What was attained in one period under one agreement, under the other, or under both."""

    commitment: str
    group: str | None
    period: str
    before: Attained | None
    after: Attained | None


def moves(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return the clocks whose verdict differs between two tables of verdicts on the same history.

    Clocks are the same when ticket, commitment and cycle are. One row per clock: `ticket, commitment, cycle`, then
    `verdict_before, verdict_after`, the figures of both (`target_s_before`, ...), and `causes`: a list of `Cause`
    words. Clocks that only one agreement knows are there with the other side empty, unless they judge nothing.
    """
    kept = [*_KEY, *_COMPARED]
    joined = before.select(kept).join(after.select(kept), on=list(_KEY), how="full", suffix="_after", coalesce=True)
    joined = joined.rename({name: f"{name}_before" for name in _COMPARED})
    differs = pl.col("verdict_before").ne_missing(pl.col("verdict_after"))
    one_sided = pl.col("verdict_before").is_null() | pl.col("verdict_after").is_null()
    idle = pl.coalesce("verdict_before", "verdict_after") == "not_applicable"
    return joined.filter(differs & ~(one_sided & idle)).with_columns(_causes().alias("causes")).sort(_KEY)


def _causes() -> pl.Expr:
    """Return the list of causes of each row, most telling first."""
    missing_before, missing_after = pl.col("verdict_before").is_null(), pl.col("verdict_after").is_null()
    both = ~missing_before & ~missing_after
    judged = both & pl.col("verdict_before").is_in(_JUDGED) & pl.col("verdict_after").is_in(_JUDGED)
    scope = both & (pl.col("verdict_before") == "not_applicable").ne(pl.col("verdict_after") == "not_applicable")
    found = {
        Cause.ADDED: missing_before,
        Cause.REMOVED: missing_after,
        Cause.SCOPE: scope,
        Cause.TARGET: both & ~scope & _differ("target_s"),
        Cause.HOURS: both & ~scope & _differ("outside_s"),
        Cause.PAUSES: both & ~scope & _differ("paused_s"),
        Cause.EXCLUSIONS: both & ~scope & _differ("excluded_s"),
    }
    named = [pl.when(condition).then(pl.lit(str(cause))) for cause, condition in found.items()]
    listed = pl.concat_list(*named).list.drop_nulls()
    other = judged & (listed.list.len() == 0)
    return pl.when(other).then(pl.concat_list(pl.lit(str(Cause.COUNTING)))).otherwise(listed)


def _differ(name: str) -> pl.Expr:
    return pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after"))


def side_by_side(before: Sequence[Attained], after: Sequence[Attained]) -> list[SideBySide]:
    """Pair what was attained under two agreements by commitment, group and period; the first's order leads."""
    seconds = {_key(row): row for row in after}
    pairs = [
        SideBySide(
            commitment=row.commitment,
            group=row.group,
            period=row.period.label,
            before=row,
            after=seconds.pop(_key(row), None),
        )
        for row in before
    ]
    rest = [
        SideBySide(commitment=row.commitment, group=row.group, period=row.period.label, before=None, after=row)
        for row in seconds.values()
    ]
    return pairs + rest


def _key(row: Attained) -> tuple[str, str | None, str]:
    return row.commitment, row.group, row.period.label
