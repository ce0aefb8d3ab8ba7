"""Taking the rows of tickets before anything is told of them: locked, and made where they are new."""

from collections.abc import Iterable, Sequence

from django.db import connection

from acuerdo.apps.journal.rows import insert_told, listed, one_of, read_rows
from acuerdo.apps.tickets.models import Source, Ticket

_FIELDS = [one for one in Ticket._meta.concrete_fields if not one.primary_key]  # noqa: SLF001 - Django documents it
_NAMES = tuple(one.attname for one in _FIELDS)
_EVERY = ("id", *_NAMES)


def lock_tickets(source: Source, names: Iterable[str]) -> dict[str, Ticket]:
    """Return the tickets of a source by their names, locked in one order for all; new ones are made."""
    wanted = sorted(names)
    found = _locked(source, wanted)
    missing = [name for name in wanted if name not in found]
    if missing:
        made = _made(source, missing)
        taken = [name for name in missing if name not in made]  # made by another delivery at this very moment
        found |= made | (_locked(source, taken) if taken else {})
    for row in found.values():
        row.source = source  # known already, and asked for with every fact
    return found


def _made(source: Source, names: Sequence[str]) -> dict[str, Ticket]:
    given = {"source_id": source.pk, "customer_id": source.customer_id}
    values = [given.get(one.attname, one.get_default()) for one in _FIELDS]
    at = _NAMES.index("name")
    rows = {name: (*values[:at], name, *values[at + 1 :]) for name in names}
    told = insert_told(Ticket, [one.column or "" for one in _FIELDS], list(rows.values()), ("id", "name"))
    return {name: Ticket.from_db(connection.alias, _EVERY, (pk, *rows[name])) for pk, name in told}


def _locked(source: Source, names: Sequence[str]) -> dict[str, Ticket]:
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    condition = f"source_id = %s AND {one_of('name', 'text')} ORDER BY id{lock}"
    return {row.name: row for row in read_rows(Ticket, condition, (source.pk, listed(names)))}
