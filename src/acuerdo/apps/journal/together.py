"""Statements of one transaction that reach the database together: one way there and back in place of one for each.

What is asked for a fact that arrives, and what is written of it, would else be a dozen of them.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.db.models import JSONField, Model

from acuerdo.apps.journal.rows import (
    FEW,
    add_rows,
    ask,
    ask_all,
    columns_of,
    is_outermost,
    kind_of,
    listed,
    on_postgresql,
    one_of,
    quote,
    reading,
    row_of,
    table_of,
    update_rows,
)

Row = TypeVar("Row", bound=Model)
Told = Sequence[tuple[Any, ...]]
_Values = Sequence[tuple[Any, ...]]
_MOST_ALIKE = 200
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


@dataclass(slots=True)
class _Question:
    """A statement, or one value `alone` (PostgreSQL)."""

    statement: str
    values: Sequence[Any]
    alone: bool = False
    alike: bool = False
    rows: Told | None = None


class Questions:
    """Statements that wait until an answer to one of them is needed; then all of them are asked at once.

    What they select has names of its own in each, and is told as JSON tells it: numbers, texts and flags as they are,
    dates and uuids as texts (SQLite tells a flag as a number).
    """

    def __init__(self) -> None:
        self._waiting: list[_Question] = []
        self._first: _Question | None = None

    def put_first(self, statement: str, values: Sequence[Any]) -> Callable[[], Told]:
        """Have a statement of any kind done before all the others, on the same way: what locks the rows that they ask.

        Its rows are told as the database tells them.
        """
        if self._first is not None:
            raise RuntimeError("one statement is the first")
        self._first = _Question(statement, values)
        return self._answer(self._first)

    def ask(self, statement: str, values: Sequence[Any]) -> Callable[[], Told]:
        """Put a statement to the others; what is returned gives its rows."""
        return self._put(_Question(statement, values))

    def ask_alike(self, statement: str, values: Sequence[Any]) -> Callable[[], tuple[tuple[Any, ...], ...]]:
        """Put a statement that is nearly always answered alike: its rows are then the same objects, read once.

        No column holds JSON.
        """
        told = self._put(_Question(statement, values, alike=True))
        return lambda: tuple(told())

    def _put(self, question: _Question) -> Callable[[], Told]:
        self._waiting.append(question)
        return self._answer(question)

    def _answer(self, question: _Question) -> Callable[[], Told]:
        def answer() -> Told:
            if question.rows is None:
                self._send()
            return question.rows or []

        return answer

    def read(self, model: type[Row], condition: str, values: Sequence[Any]) -> Callable[[], list[Row]]:
        """Ask for the rows of a model for which a condition in SQL holds, as `read_rows` does."""
        statement, names = reading(model)
        told = self.ask(f"{statement} {condition}", values)
        return lambda: [row_of(model, names, row) for row in told()]

    def reserve(self, model: type[Model], count: int) -> Callable[[], list[int]]:
        """Ask for the ids of rows that are to be added, in rising order; SQLite lets nobody else write meanwhile."""
        table = table_of(model)
        if on_postgresql():
            sequence = f"{table}_id_seq"
            if count == 1:
                told = self._put(_Question("nextval(%s::regclass)", (sequence,), alone=True))
            else:
                told = self.ask("SELECT nextval(%s::regclass) AS id FROM generate_series(1, %s)", (sequence, count))
            return lambda: [pk for (pk,) in told()]
        last = self.ask("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", (table,))
        return lambda: [(last()[0][0] or 0) + place for place in range(1, count + 1)]

    def _send(self) -> None:
        waiting, self._waiting = self._waiting, []
        first, self._first = self._first, None
        if not on_postgresql():
            for one in waiting if first is None else [first, *waiting]:
                one.rows = ask(one.statement, one.values)
            return
        parts = ", ".join(one.statement if one.alone else _as_json(one.statement) for one in waiting)
        values = [value for one in waiting for value in one.values]
        asked: list[tuple[str, Sequence[Any]]] = [] if first is None else [(first.statement, first.values)]
        if waiting:
            asked.append((f"SELECT {parts}", values))
        answers = ask_all(asked)
        if first is not None:
            first.rows = answers[0]
        for one, told in zip(waiting, answers[-1][0] if waiting else (), strict=True):
            if one.alone:
                one.rows = [(told,)]
            elif one.alike:
                one.rows = _read_once(told) if told else ()
            else:
                one.rows = [tuple(row.values()) for row in json.loads(told)] if told else []


class Writes:
    """Rows to be added and changed, collected, and kept by one statement; where they are many, by one for each kind.

    None of them may rest on what another one does; that the rows they name are there is looked at when all is kept.
    """

    def __init__(self) -> None:
        self._added: dict[tuple[type[Model], tuple[str, ...]], list[tuple[Any, ...]]] = {}
        self._changed: dict[tuple[type[Model], tuple[str, ...]], list[tuple[Any, ...]]] = {}

    def add(self, model: type[Model], columns: Sequence[str], values: _Values) -> None:
        """Add rows that are new; see `add_rows`. What is a mapping is kept as JSON."""
        if values:
            self._added.setdefault((model, tuple(columns)), []).extend(values)

    def change(self, model: type[Model], columns: Sequence[str], values: _Values) -> None:
        """Write some columns of rows that are there; see `update_rows`."""
        if values:
            self._changed.setdefault((model, tuple(columns)), []).extend(values)

    def change_columns(self, rows: Sequence[Model], columns: Sequence[str]) -> None:
        """Write some columns (names of fields) of rows of one model that are there; see `update_columns`."""
        if rows:
            self.change(type(rows[0]), *columns_of(rows, columns))

    def keep(self, *, ending: bool = False) -> None:
        """Write what was collected. Raises `IntegrityError` where a unique column is taken.

        `ending`: nothing else is asked or written in this transaction, which ends with it if it is the flow's own.
        """
        parts, told = list[str](), list[Any]()
        for (model, columns), values in self._added.items():
            if on_postgresql() and len(values) < FEW:
                if len(values) == 1 and not _says_json(model):
                    parts.append(_adding_one(model, columns))
                    told += _apart(values[0])
                else:
                    parts.append(_adding(model, columns))
                    told.append(_written(columns, values))
            else:
                add_rows(model, columns, [tuple(map(_as_kept, row)) for row in values] if _says_json(model) else values)
        for (model, columns), values in self._changed.items():
            if on_postgresql() and len(values) < FEW:
                if len(values) == 1 and not _says_json(model):
                    parts.append(_changing_one(model, columns))
                    told += _apart((*values[0][1:], values[0][0]))
                else:
                    parts.append(_changing(model, columns))
                    told += [_written(("id", *columns), values), listed([row[0] for row in values])]
            else:
                update_rows(model, columns, values)
        self._added, self._changed = {}, {}
        if parts:
            named = ", ".join(f"part{place} AS ({part})" for place, part in enumerate(parts))
            ask(f"WITH {named} SELECT 1", told, ending=ending and is_outermost())


@lru_cache(maxsize=_MOST_ALIKE)
def _read_once(told: str) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(row.values()) for row in json.loads(told))


def _as_json(statement: str) -> str:
    return f"(SELECT json_agg(asked_row) FROM ({statement}) AS asked_row)::text"  # noqa: S608 - a statement of our own


@cache
def _says_json(model: type[Model]) -> bool:
    return any(isinstance(one, JSONField) for one in model._meta.concrete_fields)  # noqa: SLF001 - Django documents it


def _as_kept(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    return _ENCODER.encode(value) if type(value) is dict else value


def _apart(row: Sequence[Any]) -> list[Any]:
    """Return what a row holds, a value each: numbers written out, for the driver would take each size for a kind."""
    return [str(one) if type(one) is int else one for one in row]


def _written(columns: Sequence[str], values: _Values) -> str:
    return _ENCODER.encode([dict(zip(columns, row, strict=True)) for row in values])


@cache
def _adding(model: type[Model], columns: tuple[str, ...]) -> str:
    table, names = quote(table_of(model)), ", ".join(map(quote, columns))
    return f"INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, %s)"  # noqa: S608 - names of models alone


@cache
def _adding_one(model: type[Model], columns: tuple[str, ...]) -> str:
    table, names = quote(table_of(model)), ", ".join(map(quote, columns))
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(_places(model, columns))})"  # noqa: S608 - as above


@cache
def _changing_one(model: type[Model], columns: tuple[str, ...]) -> str:
    said = ", ".join(f"{quote(name)} = {place}" for name, place in zip(columns, _places(model, columns), strict=True))
    return f"UPDATE {quote(table_of(model))} SET {said} WHERE id = %s::bigint"  # noqa: S608 - as above


def _places(model: type[Model], columns: tuple[str, ...]) -> list[str]:
    kinds = {one.column: kind_of(one) for one in model._meta.concrete_fields}  # noqa: SLF001 - Django documents it
    return [f"%s::{kinds[name]}" for name in columns]


@cache
def _changing(model: type[Model], columns: tuple[str, ...]) -> str:
    table, names = quote(table_of(model)), ", ".join(map(quote, columns))
    said = ", ".join(f"told.{quote(one)}" for one in columns)
    origin = f"json_populate_recordset(NULL::{table}, %s) AS told"
    # the ids once more: of JSON PostgreSQL expects a hundred rows, for which it would read all of a smaller table
    which = f"{table}.id = told.id AND {one_of(f'{table}.id', 'bigint')}"
    return f"UPDATE {table} SET ({names}) = ROW ({said}) FROM {origin} WHERE {which}"  # noqa: S608 - as above
