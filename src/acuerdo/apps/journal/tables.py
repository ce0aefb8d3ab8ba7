"""Writing tables as rows, where very many come at once; it loads what reads tables, so no page imports it."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import polars as pl
from django.db.models import Model

from acuerdo.apps.journal.rows import add_rows, copying, on_postgresql


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidTable:
    """Rows that are new as the database takes them: all that is left is to write them."""

    model: type[Model]
    columns: Sequence[str]
    rows: bytes | Sequence[tuple[Any, ...]]


def lay_table(model: type[Model], table: pl.DataFrame) -> LaidTable:
    """Lay rows that are new out, given as the columns of a table: their names, and what the database holds in them."""
    if not on_postgresql():
        return LaidTable(model=model, columns=table.columns, rows=table.rows())
    text = BytesIO()
    table.write_csv(text, include_header=False)  # what is empty stands in quotes there, what is null does not
    return LaidTable(model=model, columns=table.columns, rows=text.getvalue())


def add_table(laid: LaidTable) -> None:
    """Add rows. Raises `IntegrityError` where a unique column is taken."""
    if not laid.rows:
        return
    if not isinstance(laid.rows, bytes):
        add_rows(laid.model, laid.columns, laid.rows)
        return
    with copying(laid.model, laid.columns, " (FORMAT csv)") as copy:
        copy.write(laid.rows)
