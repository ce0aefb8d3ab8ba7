"""What `benchmarks.intake` measures, inside a process of the application: `python -m benchmarks.intake_rows STEP ...`.

`begin` makes people, an agreement and a source; `compare SIZE ROUNDS` and `copied COUNT` print seconds, ours and the
database's alone; `bring FILE` prints the import's ident, `confirm IDENT` lets it be recorded, `counted` counts rows.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import django

TOLD_AT = timedelta(days=30)
"""How long after their beginning files are brought."""
_APART = timedelta(seconds=30)
_EVENTS = ("opened", "replied", "changed", "resolved")
_RAW = "source_id, ticket_id, delivery_id, key, content, at_us, recorded_us, event, body"
_INSERT = f"INSERT INTO raw ({_RAW}) VALUES (1, 1, 1, %s, %s, %s, %s, %s, %s)"  # noqa: S608 - our own words alone


def facts(begin: int, count: int, start: datetime) -> Iterator[dict[str, str]]:
    """Yield facts, four to a ticket: opened, answered, waiting, resolved."""
    for number in range(begin, begin + count):
        ticket, place = divmod(number, len(_EVENTS))
        yield _fact(number, start + timedelta(seconds=30 * (ticket % 20_000) + 1_200 * place))


def as_they_happen(begin: int, count: int, start: datetime) -> Iterator[dict[str, str]]:
    """Yield the same facts one after another, the next one half a minute later, as a help desk tells them."""
    for number in range(begin, begin + count):
        yield _fact(number, start + _APART * (number - begin))


def _fact(number: int, at: datetime) -> dict[str, str]:
    ticket, place = divmod(number, len(_EVENTS))
    row = {"ticket": f"B{ticket}", "at": at.isoformat(), "event": _EVENTS[place], "key": f"k{number}"}
    more = {0: {"priority": "P1", "owner": f"Tech {ticket % 50}"}, 2: {"status": "pending"}}
    return row | more.get(place, {})


def _begin() -> None:
    from django.core.management import call_command  # noqa: PLC0415 - once the application is set up
    from tests.flows.telling import add_source, in_force  # noqa: PLC0415 - as above
    from tests.people import make_cast  # noqa: PLC0415 - as above

    call_command("migrate", verbosity=0)
    cast = make_cast()
    in_force(cast)
    add_source(cast)


def _compare(size: int, rounds: int) -> None:
    """Tell facts `size` at a time, as they happen, and put as many rows by the database alone, in turn.

    Prints the seconds of both.
    """
    from django.db import connection  # noqa: PLC0415 - once the application is set up
    from tests.people import NOW  # noqa: PLC0415 - as above

    from acuerdo.apps.parties.models import Person  # noqa: PLC0415 - as above
    from acuerdo.apps.parties.viewers import view_as  # noqa: PLC0415 - as above
    from acuerdo.flows.ticket_event import tell_rows  # noqa: PLC0415 - as above

    ana = view_as(Person.objects.get(email="ana@norte.example"))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS raw (LIKE tickets_fact INCLUDING ALL)")
    told = 10_000_000 * size
    seconds: dict[str, list[float]] = {"ours": [], "raw": []}
    for turn in range(rounds + 1):  # the first one warms up
        begun = NOW + _APART * size * turn
        rows = list(as_they_happen(told + turn * size, size, begun))
        at = begun + _APART * size
        ours = _timed(lambda rows=rows, at=at: tell_rows(ana, "desk", rows, at))  # type: ignore[misc]  # bound early
        raw = _timed(lambda rows=rows: _put(rows))  # type: ignore[misc]  # as above
        if turn:
            seconds["ours"].append(ours)
            seconds["raw"].append(raw)
    sys.stdout.write(json.dumps(seconds))


def _put(rows: Sequence[dict[str, str]]) -> None:
    from django.db import connection, transaction  # noqa: PLC0415 - once the application is set up

    values = [(row["key"], row["key"].rjust(64, "0"), 1, 1, row["event"], json.dumps(row)) for row in rows]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_INSERT, values)


def _copied(count: int) -> None:
    """Copy as many rows by COPY alone; print the seconds."""
    from django.db import connection, transaction  # noqa: PLC0415 - once the application is set up
    from tests.people import NOW  # noqa: PLC0415 - as above

    values = [
        (1, 1, 1, row["key"], row["key"].rjust(64, "0"), 1, 1, row["event"], json.dumps(row))
        for row in facts(0, count, NOW)
    ]

    def copy_all() -> None:
        with transaction.atomic(), connection.cursor() as cursor, cursor.copy(f"COPY raw ({_RAW}) FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS raw (LIKE tickets_fact INCLUDING ALL)")
    sys.stdout.write(json.dumps({"raw": [_timed(copy_all)]}))


def _bring(path: Path) -> None:
    from tests.people import NOW  # noqa: PLC0415 - once the application is set up

    from acuerdo.apps.imports.commands import Brought  # noqa: PLC0415 - as above
    from acuerdo.apps.parties.models import Person  # noqa: PLC0415 - as above
    from acuerdo.apps.parties.viewers import view_as  # noqa: PLC0415 - as above
    from acuerdo.flows import files_imported  # noqa: PLC0415 - as above

    ana = view_as(Person.objects.get(email="ana@norte.example"))
    brought = Brought(name=path.name, chunks=[path.read_bytes()])
    sys.stdout.write(str(files_imported.bring(ana, "desk", brought, NOW + TOLD_AT)))


def _confirm(ident: UUID) -> None:
    from tests.people import NOW  # noqa: PLC0415 - once the application is set up

    from acuerdo.apps.imports.shapes import Decision  # noqa: PLC0415 - as above
    from acuerdo.apps.parties.models import Person  # noqa: PLC0415 - as above
    from acuerdo.apps.parties.viewers import view_as  # noqa: PLC0415 - as above
    from acuerdo.flows import files_imported  # noqa: PLC0415 - as above

    ana = view_as(Person.objects.get(email="ana@norte.example"))
    files_imported.decide(ana, "desk", ident, Decision.CONFIRM, NOW + TOLD_AT)


def _counted() -> None:
    from acuerdo.apps.clocks.models import Clock  # noqa: PLC0415 - once the application is set up
    from acuerdo.apps.tickets.models import Fact  # noqa: PLC0415 - as above

    sys.stdout.write(json.dumps({"facts": Fact.objects.count(), "clocks": Clock.objects.count()}))


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main(step: str, *words: str) -> None:
    """Do one step."""
    django.setup()
    steps: dict[str, Callable[[], None]] = {
        "begin": _begin,
        "compare": lambda: _compare(int(words[0]), int(words[1])),
        "copied": lambda: _copied(int(words[0])),
        "bring": lambda: _bring(Path(words[0])),
        "confirm": lambda: _confirm(UUID(words[0])),
        "counted": _counted,
    }
    steps[step]()


if __name__ == "__main__":
    main(*sys.argv[1:])
