"""Verdicts written for other programs: JSON Lines, CSV or Parquet, by the names of the verdict line."""

from pathlib import Path
from typing import IO

import polars as pl

from acuerdo.core.clock.verdict import VERDICT_FIELDS

FORMATS = ("jsonl", "csv", "parquet")
"""The formats of verdicts in files."""

_FORMULA = r"^[=+\-@\t\r]"
_NUMBER = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$"
_INSTANT = "%Y-%m-%dT%H:%M:%S%.fZ"


def write_verdicts(table: pl.DataFrame, where: Path | IO[bytes], form: str) -> None:
    """Write a table of verdicts in one of `FORMATS`; instants are RFC 3339 in UTC, durations seconds.

    People open CSV in spreadsheets: there a text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    lines = table.select(VERDICT_FIELDS)
    match form:
        case "parquet":
            lines.write_parquet(where)
        case "csv":
            without_formulas(_as_text(lines).with_columns(pl.col("marks").list.join(" "))).write_csv(where)
        case _:
            _as_text(lines).write_ndjson(where)


def without_formulas(lines: pl.DataFrame) -> pl.DataFrame:
    """Return lines in which a text that a spreadsheet would take for a formula begins with an apostrophe."""
    texts = pl.col(pl.String)
    is_formula = texts.str.contains(_FORMULA) & ~texts.str.contains(_NUMBER)
    return lines.with_columns(pl.when(is_formula).then("'" + texts).otherwise(texts).name.keep())


def _as_text(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.with_columns(
        pl.col(name).dt.to_string(_INSTANT) for name, dtype in lines.schema.items() if isinstance(dtype, pl.Datetime)
    )
