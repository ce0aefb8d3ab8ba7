"""Verdicts as a table: the columns of the verdict line, and the ticket's instants that periods may be counted by."""

from collections.abc import Iterable, Sequence

import polars as pl

from acuerdo.core.clock.timeline import Finding
from acuerdo.core.clock.verdict import VERDICT_FIELDS, Verdict
from acuerdo.core.measures.ratios import SHARE_FIELDS, RatioCase

_INSTANTS = ("started_at", "stopped_at", "due_at", "breaches_at", "breached_at")
_SECONDS = ("target_s", "consumed_s", "paused_s", "outside_s", "excluded_s", "late_s")
INSTANT = pl.Datetime("us", "UTC")

VERDICT_SCHEMA: dict[str, pl.DataType] = {
    name: INSTANT
    if name in _INSTANTS
    else pl.Float64()
    if name in _SECONDS
    else pl.Int32()
    if name == "cycle"
    else pl.List(pl.String())
    if name == "marks"
    else pl.String()
    for name in VERDICT_FIELDS
}
"""The columns of a verdict line: instants in UTC with microseconds, durations in seconds."""

TABLE_SCHEMA: dict[str, pl.DataType] = {
    **VERDICT_SCHEMA,
    "opened_at": INSTANT,
    "resolved_at": INSTANT,
    "ended_at": INSTANT,
}
"""The columns of a table of verdicts: the verdict line, and when the ticket was opened, last resolved, last ended."""


def verdict_table(verdicts: Iterable[Verdict]) -> pl.DataFrame:
    """Return verdicts as a table of `TABLE_SCHEMA`, a row each, in their order."""
    found = list(verdicts)
    columns: dict[str, list[object]] = {}
    for name in TABLE_SCHEMA:
        if name.endswith("_at"):
            inner = f"{name.removesuffix('_at')}_us"
            columns[name] = [getattr(verdict, inner) for verdict in found]
        elif name == "marks":
            columns[name] = [[str(mark) for mark in verdict.marks] for verdict in found]
        elif name == "verdict":
            columns[name] = [str(verdict.verdict) for verdict in found]
        else:
            columns[name] = [getattr(verdict, name) for verdict in found]
    return pl.DataFrame(
        [pl.Series(name, values, dtype=_raw(TABLE_SCHEMA[name]), strict=False) for name, values in columns.items()]
    ).with_columns(pl.col(name).cast(INSTANT) for name in TABLE_SCHEMA if name.endswith("_at"))


_SHARE_KINDS = {"ticket": pl.String(), "commitment": pl.String(), "holds": pl.Boolean(), "apart": pl.String()}
SHARE_SCHEMA = pl.Schema({name: _SHARE_KINDS.get(name, pl.Int64()) for name in SHARE_FIELDS})
"""The columns of a table of tickets' parts in ratios; a case of the backlog has a row per span of being open."""

FINDING_SCHEMA = pl.Schema(
    {"ticket": pl.String(), "code": pl.String(), "at_us": pl.Int64(), "row": pl.Int64(), "expected": pl.String()}
)
"""The columns of a table of findings: the fact's ticket, instant and row, what is odd, and what was expected."""


def share_table(cases: Sequence[RatioCase]) -> pl.DataFrame:
    """Return parts in ratios as a table of `SHARE_SCHEMA`, in their order."""
    return pl.DataFrame([row for case in cases for row in case.rows], schema=SHARE_SCHEMA, orient="row")


def finding_table(findings: Sequence[Finding]) -> pl.DataFrame:
    """Return findings as a table of `FINDING_SCHEMA`, in their order."""
    rows = [(one.fact.ticket, one.code, one.fact.at_us, one.fact.row, one.expected) for one in findings]
    return pl.DataFrame(rows, schema=FINDING_SCHEMA, orient="row")


def _raw(dtype: pl.DataType) -> pl.DataType:
    return pl.Int64() if dtype == INSTANT else dtype
