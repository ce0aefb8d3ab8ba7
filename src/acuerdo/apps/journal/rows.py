"""Writing many rows: one prepared statement for all of them, in place of one long statement for a few."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def insert_new(rows: Sequence[Model]) -> None:
    """Insert rows of one model; those whose unique columns are taken stay as they are. Ids are not given back."""
    if not rows:
        return
    fields = [one for one in _fields(rows[0]) if not one.primary_key]
    names = ", ".join(_quote(one.column) for one in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = _quote(rows[0]._meta.db_table)  # noqa: SLF001 - Django's documented way to a model's table
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608 - names of models alone
    with connection.cursor() as cursor:
        cursor.executemany(statement, [_values(row, fields) for row in rows])


def update_columns(rows: Sequence[Model], columns: Sequence[str]) -> None:
    """Write some columns (names of fields) of rows of one model that are there."""
    if not rows:
        return
    wanted = set(columns)
    fields = [one for one in _fields(rows[0]) if one.name in wanted]
    said = ", ".join(f"{_quote(one.column)} = %s" for one in fields)
    table = _quote(rows[0]._meta.db_table)  # noqa: SLF001 - as above
    statement = f"UPDATE {table} SET {said} WHERE {_quote('id')} = %s"  # noqa: S608 - names of models alone
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*_values(row, fields), row.pk) for row in rows])


def _fields(row: Model) -> "list[Field[Any, Any]]":
    return list(row._meta.concrete_fields)  # noqa: SLF001 - Django's documented way to a model's fields


def _values(row: Model, fields: "Sequence[Field[Any, Any]]") -> tuple[Any, ...]:  # whatever columns hold
    return tuple(one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields)


def _quote(name: str | None) -> str:
    return connection.ops.quote_name(name or "")
