"""Taking the rows of tickets before anything is told of them: locked, and made where they are new."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Any

from acuerdo.apps.journal.rows import (
    among,
    ask,
    insert_told,
    kind_of,
    listed,
    on_postgresql,
    one_of,
    quote,
    read_rows,
    row_of,
)
from acuerdo.apps.journal.together import Questions
from acuerdo.apps.tickets.models import Source, Ticket
from acuerdo.apps.tickets.which import Which, which_is, which_of

_FIELDS = [one for one in Ticket._meta.concrete_fields if not one.primary_key]  # noqa: SLF001 - Django documents it
_NAMES = tuple(one.attname for one in _FIELDS)
_EVERY = ("id", *_NAMES)
_WRITTEN_BY = "SELECT xmin::text AS written_by FROM tickets_source WHERE id = %s"
_NEW = {one.attname: one.get_default() for one in _FIELDS}


class Meanwhile(Exception):
    """A source is not any more what was remembered of it, or its ticket was made by somebody else at this moment."""

    def __init__(self, source: Source) -> None:
        super().__init__(source.key)
        self.source = source.key


def take_tickets(
    questions: Questions, source: Source, names: Collection[str]
) -> tuple[Which, Callable[[], dict[str, Ticket]]]:
    """Lock tickets as `lock_tickets` does, and return how to ask about them, and what returns their rows.

    A single one of a source that was remembered is locked on the way on which is asked about it; its row then raises
    `Meanwhile`.
    """
    if len(names) != 1 or not source.remembered:
        found = lock_tickets(source, names)
        return which_of(list(found.values()), told_before=True), lambda: found
    (name,) = names
    told = questions.put_first(*_said(source, [name]))

    @cache
    def row() -> Ticket:
        rows = told()
        if not rows or rows[0][0] != source.remembered:
            raise Meanwhile(source)
        ticket = row_of(Ticket, _EVERY, rows[0][1:])
        ticket.source = source
        return ticket

    return which_is(source, name, row), lambda: {name: row()}


def lock_tickets(source: Source, names: Iterable[str]) -> dict[str, Ticket]:
    """Return the tickets of a source by their names, locked in one order for all; new ones are made.

    Raises `Meanwhile` where the source is one that was remembered.
    """
    wanted = sorted(names)
    found = _locked_or_made(source, wanted) if on_postgresql() else _locked(source, wanted)
    missing = [name for name in wanted if name not in found]
    if missing:
        made = _made(source, missing)
        taken = [name for name in missing if name not in made]  # made by another delivery at this very moment
        found |= made | (_locked(source, taken) if taken else {})
    for row in found.values():
        row.source = source  # known already, and asked for with every fact
    return found


def lay_out() -> dict[str, object]:
    """Return what the columns of a ticket's row hold at first."""
    return {one.column or "": one.get_default() for one in _FIELDS}


def _locked_or_made(source: Source, names: Sequence[str]) -> dict[str, Ticket]:
    """Lock what is there, and then make what is not, by one statement; what others make meanwhile is left out."""
    if not names:
        _refuse_changed(source, ask(_WRITTEN_BY, (source.pk,)) if source.remembered else ())
        return {}
    told = ask(*_said(source, names))
    _refuse_changed(source, told)
    return {row.name: row for row in (row_of(Ticket, _EVERY, row) for _, *row in told)}


def _said(source: Source, names: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
    which, asked = among("name", "text", names)
    return _holding(which), (source.pk, source.pk, asked, source.pk, source.customer_id, asked)


def _refuse_changed(source: Source, told: Sequence[Sequence[Any]]) -> None:
    if source.remembered and {row[0] for row in told} != {source.remembered}:
        raise Meanwhile(source)


@cache
def _holding(which: str) -> str:
    """Return the statement of `_locked_or_made` (PostgreSQL): what was there is locked before anything is made.

    In front of each ticket it says which transaction wrote its source.
    """
    columns = ", ".join(quote(one.column) for one in Ticket._meta.concrete_fields)  # noqa: SLF001 - Django documents it
    own = {"name": "told.name", "source_id": "%s::bigint", "customer_id": "%s::bigint"}
    values = ", ".join(own.get(one.attname) or f"{_usual(one.attname)}::{kind_of(one)}" for one in _FIELDS)
    named = ", ".join(quote(one.column) for one in _FIELDS)
    several = which == one_of("name", "text")
    origin = "unnest(%s::text[])" if several else "(SELECT %s::text)"
    ordered = ' ORDER BY told.name COLLATE "C"' if several else ""
    return (
        f"WITH source AS ({_WRITTEN_BY}),"  # noqa: S608 - names of columns alone
        f" held AS (SELECT {columns} FROM tickets_ticket WHERE source_id = %s AND {which}"
        f"{' ORDER BY id' if several else ''} FOR UPDATE),"
        f" made AS (INSERT INTO tickets_ticket ({named}) SELECT {values} FROM {origin} AS told (name)"
        f" WHERE NOT EXISTS (SELECT 1 FROM held{' WHERE held.name = told.name' if several else ''}){ordered}"
        f" ON CONFLICT DO NOTHING RETURNING {columns})"
        " SELECT (SELECT written_by FROM source), held.* FROM held"
        " UNION ALL SELECT (SELECT written_by FROM source), made.* FROM made"
    )


def _usual(name: str) -> str:
    """Return what a column of a ticket's row holds at first, as SQL says it."""
    value = _NEW[name]
    return "NULL" if value is None else f"'{value}'" if isinstance(value, str) else str(value)


def _new(source: Source) -> list[Any]:
    """Return what the columns of a new ticket's row hold, apart from its name."""
    return list({**_NEW, "source_id": source.pk, "customer_id": source.customer_id}.values())


def _made(source: Source, names: Sequence[str]) -> dict[str, Ticket]:
    values = _new(source)
    at = _NAMES.index("name")
    rows = {name: (*values[:at], name, *values[at + 1 :]) for name in names}
    told = insert_told(Ticket, [one.column or "" for one in _FIELDS], list(rows.values()), ("id", "name"))
    return {name: row_of(Ticket, _EVERY, (pk, *rows[name])) for pk, name in told}


def _locked(source: Source, names: Sequence[str]) -> dict[str, Ticket]:
    lock = " FOR UPDATE" if on_postgresql() else ""
    condition = f"source_id = %s AND {one_of('name', 'text')} ORDER BY id{lock}"
    return {row.name: row for row in read_rows(Ticket, condition, (source.pk, listed(names)))}
