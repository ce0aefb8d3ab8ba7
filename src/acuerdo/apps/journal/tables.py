"""Writing tables as rows, where very many come at once; it loads what reads tables, so no page imports it."""

import polars as pl
from django.db.models import Model

from acuerdo.apps.journal.rows import add_rows, copying, on_postgresql


def add_table(model: type[Model], table: pl.DataFrame) -> None:
    """Add rows that are new, as the columns of a table: their names, and what the database holds in them.

    Raises `IntegrityError` where a unique column is taken.
    """
    if not table.height:
        return
    if not on_postgresql():
        add_rows(model, table.columns, table.rows())
        return
    with copying(model, table.columns, " (FORMAT csv)") as copy:
        copy.write(table.write_csv(include_header=False))  # what is empty stands in quotes there, what is null does not
