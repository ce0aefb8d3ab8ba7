"""Verdicts as a table: the columns of the verdict line, and the two instants that periods may be counted by."""

from collections.abc import Iterable

import polars as pl

from acuerdo.core.clock.verdict import VERDICT_FIELDS, Verdict

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

TABLE_SCHEMA: dict[str, pl.DataType] = {**VERDICT_SCHEMA, "opened_at": INSTANT, "resolved_at": INSTANT}
"""The columns of a table of verdicts: the verdict line, and when the ticket was opened and last resolved."""


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


def _raw(dtype: pl.DataType) -> pl.DataType:
    return pl.Int64() if dtype == INSTANT else dtype
