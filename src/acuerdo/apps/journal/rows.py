"""Writing many rows: one prepared statement for all of them, in place of one long statement for a few."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Field, JSONField, Model, UUIDField

_Prepare = Callable[[Any], Any]
_PREPARED = (DateTimeField, JSONField, UUIDField)
"""Fields whose values databases take in ways of their own; numbers and texts are taken as they are."""
_COPIED_FROM = 50
"""From how many rows on COPY is quicker than a statement for each."""


def insert_new(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of a model, all with the same fields (by attribute: `ticket_id`); others take their default.

    Those whose unique columns are taken stay as they are. Ids are not given back.
    """
    if not rows:
        return
    fields = [one for one in _fields(model) if not one.primary_key]
    names = ", ".join(_quote(one.column) for one in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = _quote(model._meta.db_table)  # noqa: SLF001 - Django's documented way to a model's table
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608 - names of models alone
    given = [one.attname in rows[0] for one in fields]
    takes = [
        (one.attname, None if known else one.get_default(), _prepare(one))
        for one, known in zip(fields, given, strict=True)
    ]
    values = [
        tuple(
            row.get(name, default) if prepare is None else prepare(row.get(name, default))
            for name, default, prepare in takes
        )
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def insert_rows(rows: Sequence[Model]) -> None:
    """Insert rows as `insert_new` does, out of objects."""
    if rows:
        names = [one.attname for one in _fields(type(rows[0])) if not one.primary_key]
        insert_new(type(rows[0]), [{name: getattr(row, name) for name in names} for row in rows])


def add_rows(model: type[Model], columns: Sequence[str], values: Sequence[tuple[Any, ...]]) -> None:
    """Add rows that are new, by the names of their columns and what the database holds in them; ids are not given back.

    Many go by COPY where the database has it. Raises `IntegrityError` where a unique column is taken.
    """
    if not values:
        return
    table = _quote(model._meta.db_table)  # noqa: SLF001 - as above
    names = ", ".join(map(_quote, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(values) >= _COPIED_FROM:
            # Django leaves what is raised here as the driver raises it
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608 - as above


def update_columns(rows: Sequence[Model], columns: Sequence[str]) -> None:
    """Write some columns (names of fields) of rows of one model that are there."""
    if not rows:
        return
    wanted = set(columns)
    fields = [one for one in _fields(type(rows[0])) if one.name in wanted]
    said = ", ".join(f"{_quote(one.column)} = %s" for one in fields)
    table = _quote(rows[0]._meta.db_table)  # noqa: SLF001 - as above
    statement = f"UPDATE {table} SET {said} WHERE {_quote('id')} = %s"  # noqa: S608 - names of models alone
    takes = [(one.attname, _prepare(one)) for one in fields]
    values = [
        (*(getattr(row, name) if prepare is None else prepare(getattr(row, name)) for name, prepare in takes), row.pk)
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def _prepare(field: "Field[Any, Any]") -> _Prepare | None:
    if not isinstance(field, _PREPARED):
        return None
    if isinstance(field, DateTimeField):  # the same few instants in very many rows
        return cache(lambda value: field.get_db_prep_save(value, connection))
    return lambda value: field.get_db_prep_save(value, connection)


def _fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return list(model._meta.concrete_fields)  # noqa: SLF001 - Django's documented way to a model's fields


def _quote(name: str | None) -> str:
    return connection.ops.quote_name(name or "")
