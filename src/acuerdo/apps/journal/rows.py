"""Reading and writing rows where there are very many of them, or where they come all the time.

One statement for all rows of a kind, in place of one for each; and what is asked again and again is asked in the same
words, which PostgreSQL then plans once.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache, lru_cache
from types import ModuleType
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import DateTimeField, Field, JSONField, Model, UUIDField
from django.db.models.base import ModelState

Row = TypeVar("Row", bound=Model)
_Prepare = Callable[[Any], Any]
_Values = Sequence[tuple[Any, ...]]
_PREPARED = (DateTimeField, JSONField, UUIDField)
"""Fields whose values databases take in ways of their own; numbers and texts are taken as they are."""
FEW = 50
"""From how many rows on COPY is quicker than a statement."""


def insert_new(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of a model, all with the same fields (by attribute: `ticket_id`); others take their default.

    Those whose unique columns are taken stay as they are. Ids are not given back.
    """
    if not rows:
        return
    fields = [one for one in _fields(model) if not one.primary_key]
    columns = tuple(one.column or "" for one in fields)
    told = [_column_of(one, rows) for one in fields]
    if on_postgresql():
        change(f"{_adding(model, columns)} {_UNLESS_THERE}", [_array(one) for one in told])
        return
    with connection.cursor() as cursor:
        marks = f"VALUES ({', '.join(['%s'] * len(columns))})"
        cursor.executemany(f"{_insert(model, columns, marks)} {_UNLESS_THERE}", list(zip(*told, strict=True)))


def insert_told(
    model: type[Model], columns: Sequence[str], values: _Values, told: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Insert rows by the names of their columns, and return of those that were not there yet what is in some columns.

    Values are what the database holds; those whose unique columns are taken stay as they are, and are not told.
    """
    if not values:
        return []
    given = _turned(values) if on_postgresql() else [json.dumps(values)]
    return ask(f"{_adding(model, tuple(columns))} {_UNLESS_THERE} RETURNING {', '.join(told)}", given)


def add_rows(model: type[Model], columns: Sequence[str], values: _Values) -> None:
    """Add rows that are new, by the names of their columns and what the database holds in them; ids are not given back.

    Many go by COPY where the database has it. Raises `IntegrityError` where a unique column is taken.
    """
    if not values:
        return
    with connection.cursor() as cursor:
        if not on_postgresql():
            marks = f"VALUES ({', '.join(['%s'] * len(columns))})"
            cursor.executemany(_insert(model, columns, marks), values)
        elif len(values) < FEW:
            change(_adding(model, tuple(columns)), _turned(values))
        else:
            with copying(model, columns) as copy:
                for row in values:
                    copy.write_row(row)


@contextmanager
def copying(model: type[Model], columns: Sequence[str], form: str = "") -> Iterator[Any]:
    """Copy rows into PostgreSQL, as the driver's copy does that is given; `form` says how they are written (SQL)."""
    names = ", ".join(map(quote, columns))
    # Django leaves what is raised here as the driver raises it
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {_table(model)} ({names}) FROM STDIN{form}") as copy,
    ):
        yield copy


def update_rows(model: type[Model], columns: Sequence[str], values: _Values) -> None:
    """Write some columns of rows that are there: each of `values` is the row's id, then what the columns hold."""
    if not values:
        return
    statement = _updating(model, tuple(columns))
    if on_postgresql():
        change(statement, _turned(values))
    else:
        with connection.cursor() as cursor:
            cursor.executemany(statement, [(*row[1:], row[0]) for row in values])


def update_columns(rows: Sequence[Model], columns: Sequence[str]) -> None:
    """Write some columns (names of fields) of rows of one model that are there."""
    if rows:
        update_rows(type(rows[0]), *columns_of(rows, columns))


def columns_of(rows: Sequence[Model], columns: Sequence[str]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return some columns (names of fields) of rows of one model as `update_rows` takes them: names, and values."""
    names, takes = _taking(type(rows[0]), tuple(columns))
    values = [
        (row.pk, *(getattr(row, name) if prepare is None else prepare(getattr(row, name)) for name, prepare in takes))
        for row in rows
    ]
    return names, values


@cache
def _taking(model: type[Model], columns: tuple[str, ...]) -> tuple[list[str], list[tuple[str, _Prepare | None]]]:
    """Return the names of columns, given by fields, and how their values are taken from a row."""
    fields = [one for one in _fields(model) if one.name in columns]
    return [one.column or "" for one in fields], [(one.attname, _prepare(one)) for one in fields]


def read_rows(model: type[Row], condition: str, values: Sequence[Any]) -> list[Row]:
    """Return the rows of a model for which a condition in SQL holds.

    For models of numbers, texts and flags alone: nothing is turned into anything else.
    """
    statement, names = reading(model)
    return [row_of(model, names, row) for row in ask(f"{statement} {condition}", values)]


def row_of(model: type[Row], names: Sequence[str], values: Sequence[Any]) -> Row:
    """Return a row of a model out of what some of its columns hold (by attribute); others are read where asked for.

    As `from_db` does, in a tenth of its time: nobody is told of each row, and no value is looked at.
    """
    row = model.__new__(model)
    row.__dict__.update(zip(names, values, strict=True))
    row._state = ModelState()  # noqa: SLF001 - Django's documented way to say where a row comes from
    row._state.db, row._state.adding = DEFAULT_DB_ALIAS, False  # noqa: SLF001 - as above
    return row


def ask(statement: str, values: Sequence[Any], *, ending: bool = False) -> list[tuple[Any, ...]]:
    """Return the rows that a statement leads to; one that is asked again and again is planned once (PostgreSQL).

    `ending`: it is the last one of the transaction under way (see `is_outermost`), which ends with it.
    """
    return _done([(statement, values)], ending=ending)[0][0]


def ask_all(statements: Sequence[tuple[str, Sequence[Any]]]) -> list[list[tuple[Any, ...]]]:
    """Return the rows that each of some statements leads to, as `ask` does; PostgreSQL is told all of them at once."""
    return [rows for rows, _ in _done(statements)]


def is_outermost() -> bool:
    """Say whether the transaction under way is the flow's own, so that what ends it keeps what was written."""
    here = connections[DEFAULT_DB_ALIAS]
    return here.in_atomic_block and here.commit_on_exit and not here.savepoint_ids


def ask_many(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return what `ask` returns, where thousands of values are asked for; it is planned with them each time.

    A plan that was made while a table was still nearly empty would compare each of its rows with each of the values.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def instant_of(value: datetime | None) -> datetime | None:
    """Return an instant that `ask` read: SQLite keeps it without saying that it is one of UTC."""
    return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def change(statement: str, values: Sequence[Any]) -> int:
    """Let a statement change rows, as `ask` asks, and return how many."""
    return _done([(statement, values)])[0][1]


def one_of(column: str, kind: str) -> str:
    """Return the condition that a column holds one of the values that `listed` gives; `kind` is their kind in SQL."""
    if on_postgresql():
        return f"{column} = ANY(%s::{kind}[])"
    return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - the name of a column alone


def among(column: str, kind: str, values: Sequence[str | int]) -> tuple[str, Any]:
    """Return the condition that a column holds one of some values, and the one value of a statement that says them.

    Of one alone it is told apart, for then PostgreSQL knows how few rows there are, however small a table.
    """
    if len(values) != 1:
        return one_of(column, kind), listed(values)
    return (f"{column} = %s::{kind}" if on_postgresql() else f"{column} = %s"), values[0]


def listed(values: Sequence[str | int]) -> list[str | int] | str:
    """Return several values as one of a statement's (see `one_of`)."""
    return _array(values) if on_postgresql() else json.dumps(list(values))


@cache
def on_postgresql() -> bool:
    """Say which database this is; asked with every statement, and Django looks it up anew each time."""
    return connection.vendor == "postgresql"


_UNLESS_THERE = "ON CONFLICT DO NOTHING"


def _done(
    statements: Sequence[tuple[str, Sequence[Any]]], *, ending: bool = False
) -> list[tuple[list[tuple[Any, ...]], int]]:
    """Return the rows that each statement leads to, and how many it found or changed."""
    here = connections[DEFAULT_DB_ALIAS]  # looked up once: Django does so with every word said to `connection`
    if on_postgresql():
        here.close_if_health_check_failed()  # as Django's own cursors do
        if here.connection is None:
            here.ensure_connection()
        here.validate_no_broken_transaction()
        if not here.execute_wrappers:  # nobody listens to what is asked
            wires = _wires()
            with here.wrap_database_errors, suppress(wires.Full):
                found: list[tuple[list[tuple[Any, ...]], int]]
                found = wires.wire_of(here.connection).ask(statements, ending=ending)
                return found
    told = []
    with _cursor(here) as cursor:
        for statement, values in statements:
            cursor.execute(statement, values)
            told.append((list(cursor.fetchall()) if cursor.description else [], int(cursor.rowcount)))
    return told


@cache
def _wires() -> ModuleType:
    from acuerdo.apps.journal import wire  # noqa: PLC0415 - it loads the driver, which is there with PostgreSQL alone

    return wire


def _cursor(here: BaseDatabaseWrapper) -> CursorWrapper:
    """Return a cursor; PostgreSQL's own one, where Django's puts values into the text."""
    if not on_postgresql():
        return here.cursor()
    driver = here.Database  # type: ignore[attr-defined]  # where Django keeps psycopg, which is an extra
    wrapped: CursorWrapper = here.make_cursor(driver.Cursor(here.connection))
    return wrapped


def _insert(model: type[Model], columns: Sequence[str], origin: str) -> str:
    return f"INSERT INTO {_table(model)} ({', '.join(map(quote, columns))}) {origin}"


@cache
def _adding(model: type[Model], columns: tuple[str, ...]) -> str:
    """Return the statement that adds rows, given as an array for each column; to SQLite as one of JSON."""
    if on_postgresql():
        return _insert(model, columns, _unnested(model, columns))
    places = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(columns)))
    # without a condition, SQLite takes ON CONFLICT for the condition of a join
    return _insert(model, columns, f"SELECT {places} FROM json_each(%s) WHERE true")  # noqa: S608 - numbers of places alone


@cache
def _updating(model: type[Model], columns: tuple[str, ...]) -> str:
    """Return the statement that changes rows by their ids: all at once, or for SQLite each."""
    table = _table(model)
    if not on_postgresql():
        said = ", ".join(f"{quote(one)} = %s" for one in columns)
        return f"UPDATE {table} SET {said} WHERE id = %s"  # noqa: S608 - names of models alone
    said = ", ".join(f"{quote(one)} = told.{quote(one)}" for one in columns)
    origin = f"({_unnested(model, ('id', *columns))}) AS told ({', '.join(map(quote, ('id', *columns)))})"
    return f"UPDATE {table} SET {said} FROM {origin} WHERE {table}.id = told.id"  # noqa: S608 - as above


@cache
def reading(model: type[Model]) -> tuple[str, tuple[str, ...]]:
    """Return the statement that reads rows up to its condition, and the names of what it reads."""
    columns = ", ".join(quote(one.column) for one in _fields(model))
    names = tuple(one.attname for one in _fields(model))
    return f"SELECT {columns} FROM {_table(model)} WHERE", names  # noqa: S608 - as above


def _unnested(model: type[Model], columns: tuple[str, ...]) -> str:
    """Return rows as a statement takes them: an array for each column."""
    marks = {one.column: _mark(kind_of(one)) for one in _fields(model)}
    return f"SELECT * FROM unnest({', '.join(marks[one] for one in columns)})"  # noqa: S608 - names of kinds alone


def _mark(kind: str) -> str:
    """Return the place of an array of a kind; texts are sent as they are, for quoting each costs more than all else."""
    if kind == "text":
        return "%b::text[]"
    return "%b::text[]::jsonb[]" if kind == "jsonb" else f"%s::{kind}[]"


def _turned(values: _Values) -> list[Any]:
    """Return the columns of rows as arrays."""
    return [_array(column) for column in zip(*values, strict=True)]


def _array(column: Sequence[Any]) -> Any:  # noqa: ANN401 - whatever the driver takes for an array
    """Return a column as an array: numbers written out, for the driver would take each size for a kind."""
    if all(one is None or type(one) is int for one in column):
        return "{" + ",".join(["NULL" if one is None else str(one) for one in column]) + "}"
    return list(column)


def _column_of(field: "Field[Any, Any]", rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Return what a column of rows holds, as the database takes it; where they do not say it, what is usual."""
    name, prepare = field.attname, _prepare(field)
    if name not in rows[0]:
        usual = field.get_default()
        return [usual if prepare is None else prepare(usual)] * len(rows)
    said = [row[name] for row in rows]
    return said if prepare is None else list(map(prepare, said))


def kind_of(field: "Field[Any, Any]") -> str:
    """Return the kind of a column, without a length: too long a text is to be refused, not cut."""
    kind = field.rel_db_type(connection) if field.primary_key else field.db_type(connection)
    return "text" if (kind or "").startswith("varchar") else kind or "text"


def _prepare(field: "Field[Any, Any]") -> _Prepare | None:
    if not isinstance(field, _PREPARED):
        return None
    if isinstance(field, JSONField):
        return lambda value: None if value is None else json.dumps(value, cls=field.encoder)
    if isinstance(field, DateTimeField):  # the same few instants in very many rows
        return lru_cache(maxsize=64)(lambda value: field.get_db_prep_save(value, connection))
    return lambda value: field.get_db_prep_save(value, connection)


def _fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return list(model._meta.concrete_fields)  # noqa: SLF001 - Django's documented way to a model's fields


def _table(model: type[Model]) -> str:
    return quote(table_of(model))


def table_of(model: type[Model]) -> str:
    """Return the name of a model's table."""
    return model._meta.db_table  # noqa: SLF001 - Django's documented way to a model's table


def quote(name: str | None) -> str:
    """Return the name of a table or a column as a statement says it."""
    return connection.ops.quote_name(name or "")
