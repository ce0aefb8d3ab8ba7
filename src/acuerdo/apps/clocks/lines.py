"""Lines of the columns as rows of clocks: what `acuerdo.apps.clocks.commands` keeps of verdicts, very many at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from acuerdo.apps.clocks.governing import Governing
from acuerdo.apps.clocks.moments import RECENT_US, goal_of
from acuerdo.apps.clocks.paths import BREACH, DUE, START, Path, name_point
from acuerdo.columns import arrays
from acuerdo.columns.arrays import LINE_WIDTH, NONE, Truths, Whole
from acuerdo.columns.batches import Horizon, Judged, entered_at
from acuerdo.columns.encoding import Encoded
from acuerdo.columns.lines import add_life, make_table, without
from acuerdo.columns.plan import Plan
from acuerdo.columns.reading import Rows
from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.verdict import Mark, Outcome
from acuerdo.core.measures.placing import kind_of
from acuerdo.core.terms.agreement import Agreement as Terms
from acuerdo.core.terms.agreement import Commitment
from acuerdo.studies.attained import period_column

_DURATIONS = {
    "target_us": arrays.TARGET,
    "consumed_us": arrays.CONSUMED,
    "paused_us": arrays.PAUSED_FOR,
    "outside_us": arrays.OUTSIDE,
    "excluded_us": arrays.EXCLUDED_FOR,
    "late_us": arrays.LATE,
}
_INSTANTS = ("started", "stopped", "due", "breaches", "breached")
_OPEN = (str(Outcome.RUNNING), str(Outcome.PAUSED), str(Outcome.BREACHED))
_AT, _MASK, _GOAL = "moment {}", "moments passed", "goal"


class Engine:
    """The columns made ready for one version of an agreement and what is not counted, kept between parts of a file.

    `warnings` are those of each promise.
    """

    def __init__(self, terms: Terms, spans: Sequence[Exclusion] = ()) -> None:
        self.plan = Plan(terms, spans)
        self.horizon = Horizon(self.plan)
        self.warnings = [_points(one) for one in terms.commitments]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the columns say of tickets: by which version, in which facts, as of when, and what is wrong with evidence.

    `odd` are the tickets about which they say nothing.
    """

    governing: Governing
    engine: Engine
    rows: Rows
    encoded: Encoded
    judged: Judged
    odd: Truths
    as_of_us: int
    marks: tuple[Mark, ...]


def clock_rows(said: Answer) -> tuple[pl.DataFrame, Truths]:
    """Return rows of clocks (`place` is the ticket's), and the tickets of which somebody may have to be told."""
    lines = without(said.judged.lines, said.odd)
    table = _table(said, lines)
    parts = [
        _with_moments(table.filter(pl.col("commitment") == one.id), one, said)
        for one in said.engine.plan.agreement.commitments
    ]
    rows = pl.concat(parts) if parts else table
    waiting = np.zeros(len(said.odd), np.bool_)
    if parts:
        waiting[rows.filter(pl.col("waits"))["place"].to_numpy()] = True
    return rows.drop("waits", strict=False), waiting


def _points(one: Commitment) -> Whole:
    """Return when somebody is warned: shares of the target, and offsets from due in microseconds (of 0)."""
    points = [
        (point.offset_us or 0, 0) if point.share is None else (point.share.numerator, point.share.denominator)
        for point in one.warn_at
    ]
    return np.array(points, np.int64).reshape(-1, 2)


def _table(said: Answer, lines: Whole) -> pl.DataFrame:
    """Return what verdicts say, in the columns of clocks, with the instants at which their warnings fall."""
    moments, version = said.judged.moments, said.governing.version
    table = make_table(lines, said.engine.plan, said.rows.tickets, said.judged.states, said.encoded.reasons, {})
    resolved = entered_at(moments, arrays.RESOLVED, arrays.CLOSED)
    ended = entered_at(moments, arrays.ENDED_FROM, arrays.MERGED)
    table = add_life(table, lines[arrays.TICKET], said.judged.opened, resolved, ended)
    verdict = pl.col("verdict").cast(pl.String)
    kinds = {str(one): str(kind_of(one, said.marks)) for one in Outcome}
    marks = " ".join(said.marks)
    provisional = " ".join((*said.marks, Mark.PROVISIONAL_CALENDAR))
    words = ("commitment", "measure", "priority", "reason", "group")
    return table.with_columns(
        pl.Series("place", lines[arrays.TICKET]),
        pl.Series("provisional", lines[arrays.PROVISIONAL] != 0),
        *(_whole(name, lines[row]) for name, row in _DURATIONS.items()),
        *(_whole(_AT.format(row), lines[row]) for row in range(LINE_WIDTH, len(lines))),
        *(pl.col(f"{name}_at").cast(pl.Int64).alias(f"{name}_us") for name in _INSTANTS),
        *(pl.col(name).cast(pl.String).fill_null("") for name in words),
        verdict.replace_strict(kinds, return_dtype=pl.String).alias("kind"),
        verdict,
        pl.lit(version.agreement_id).alias("agreement_id"),
        pl.lit(version.pk).alias("version_id"),
        pl.col("version_hash").cast(pl.String).alias("content"),
        pl.col("engine").cast(pl.String),
        pl.lit(said.as_of_us).alias("judged_us"),
        pl.lit(said.as_of_us).alias("watched_us"),
        pl.lit(None, pl.Int64).alias("next_us"),
        pl.lit("").alias("ahead"),
    ).with_columns(pl.when("provisional").then(pl.lit(provisional)).otherwise(pl.lit(marks)).alias("marks"))


def _whole(name: str, values: Whole) -> pl.Series:
    return pl.Series(name, values).set(pl.Series(values == NONE), None)


def _with_moments(table: pl.DataFrame, one: Commitment, said: Answer) -> pl.DataFrame:
    """Add to clocks of a promise which moments have passed for good, and whether others wait for somebody.

    Those of long ago are history; a clock that has stopped in time has nobody told of the others.
    """
    path = said.governing.path(one.id)
    moments = _moments(path)
    over = said.as_of_us - RECENT_US
    due = pl.col("due_us")
    warned = [pl.col(_AT.format(LINE_WIDTH + place)) for place in range(len(path.points))]
    in_time = [pl.when((at <= due) | due.is_null()).then(at) for at in warned]
    passed = [(at < over).fill_null(value=False) for at in moments.values()]
    waits = pl.any_horizontal((at >= over).fill_null(value=False) for at in moments.values())
    found = table.with_columns(
        pl.sum_horizontal(hit.cast(pl.Int64) * (1 << bit) for bit, hit in enumerate(passed)).alias(_MASK),
        (waits & pl.col("verdict").is_in(_OPEN)).alias("waits"),
        (pl.min_horizontal(in_time) if in_time else pl.lit(None, pl.Int64)).alias("risk_us"),
        period_column(one.counted_by).cast(pl.Int64).alias("counted_us"),
        pl.when(pl.col("target_us").is_null()).then(due).alias(_GOAL),
    )
    by = [_MASK, "target_us", _GOAL]
    kinds = found.select(by).unique()
    told = pl.Series("told", [_told(list(moments), *kind) for kind in kinds.iter_rows()], dtype=pl.String)
    joined = found.join(kinds.with_columns(told), on=by, how="left", nulls_equal=True, maintain_order="left")
    return joined.select(KEPT)


def _moments(path: Path) -> dict[str, pl.Expr]:
    """Return when the moments of a promise's clocks come, by their names."""
    found = {START: pl.col("started_us")} if path.at(START) else {}
    for place, point in enumerate(path.points):
        found[name_point(point)] = pl.col(_AT.format(LINE_WIDTH + place))
    return {**found, DUE: pl.col("due_us"), BREACH: pl.col("breaches_us") + 1}


def _told(names: Sequence[str], mask: int, target_us: int | None, due_us: int | None) -> str:
    goal = goal_of(target_us, due_us)
    return " ".join(sorted(f"{name}:{goal}" for bit, name in enumerate(names) if mask >> bit & 1))


KEPT = (
    *("place", "waits", "agreement_id", "commitment", "cycle", "version_id", "measure", "priority", "verdict"),
    *("reason", "marks", "group", "started_us", "stopped_us", "target_us", "consumed_us", "paused_us", "outside_us"),
    *("excluded_us", "due_us", "breaches_us", "breached_us", "late_us", "kind", "counted_us", "content", "engine"),
    *("judged_us", "risk_us", "told", "watched_us", "next_us", "ahead"),
)
