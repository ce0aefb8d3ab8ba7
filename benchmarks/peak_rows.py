"""The rows of a peak in the database of this process, workers that look at them, and what it took, as JSON."""

import json
import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import django
from django.core.management import call_command
from django.db import connection

from benchmarks.harness import ROOT, ROUNDS
from benchmarks.peak import AN_HOUR, FLOWING, OPEN_CLOCKS, PEAK

if TYPE_CHECKING:
    from acuerdo.faces.worker.steps import Turn

SPREAD_S = FLOWING * 3600 // AN_HOUR
READY_S = 60
"""How long the rows of what is to come due one by one may take to be written."""
_SEVERAL = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many}) "


def prepare() -> None:
    """Make the database with an agreement, a source, a program that is told, and one ticket whose first clock runs."""
    from tests.flows.telling import add_source, in_force, row, say  # noqa: PLC0415 - as above
    from tests.people import make_cast, person  # noqa: PLC0415 - as above

    from acuerdo.apps.parties.roles import Role  # noqa: PLC0415 - once the application is set up
    from acuerdo.apps.webhooks.models import Endpoint  # noqa: PLC0415 - as above

    call_command("migrate", verbosity=0)
    cast = make_cast()
    person(cast.norte, "Marta", Role.DELIVERY_MANAGER)
    Endpoint.objects.create(
        name="all",
        url="https://a.example/",
        events="clock.warned\nclock.due\nclock.breached",
        salt="x",
        made_by_id=cast.ana.person,
        made_at=datetime.now(UTC),
    )
    in_force(cast)
    add_source(cast)
    say(cast.ana, row("T0", "09:00:00", "opened", priority="P1", owner="Tomas"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clocks_clock SET next_us = NULL")


def copy_tickets(letter: str, many: int, first_us: int, every_us: int) -> None:
    """Put tickets like the first, whose clock is due and breaches at an instant, each so much after the one before."""
    ticket = columns_of("tickets_ticket", {"name": f"'{letter}' || i", "fold_us": "NULL"})
    _copy(many, "tickets_ticket", ticket, "name = 'T0'")
    at = f"({first_us} + {every_us} * (CAST(substr(t.name, 2) AS BIGINT) - 1))"
    ahead = (
        f"{at} || ' ' || c.target_us || ' 1 due' || chr(10) || ({at} + 1) || ' ' || (c.target_us + 1) || ' 1 breach'"
    )
    ahead = ahead if connection.vendor == "postgresql" else ahead.replace("chr(", "char(")
    told = {"ticket_id": "t.id", "due_us": at, "breaches_us": at, "next_us": at, "watched_us": "0", "ahead": ahead}
    told |= {"judged_us": "0", "told": "'50%:900000000'"}
    clock = {name: value if name in told else f"c.{value}" for name, value in columns_of("clocks_clock", told).items()}
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO clocks_clock ({names_of(clock)}) SELECT {', '.join(clock.values())} FROM clocks_clock c,"  # noqa: S608 - names of this module alone
            f" tickets_ticket t WHERE c.id = (SELECT min(id) FROM clocks_clock WHERE commitment = 'first')"
            f" AND t.name LIKE '{letter}%' AND t.name <> 'T0'"
        )
        for table in ("tickets_ticket", "clocks_clock"):
            cursor.execute(f"ANALYZE {table}")


def peak() -> dict[str, float]:
    """Let several workers look at once, and watch the outbox."""
    prepare()
    at = datetime.now(UTC)
    copy_tickets("P", PEAK, int(at.timestamp() * 1_000_000), 0)
    workers = 2 if connection.vendor == "postgresql" else 1  # only one writes into SQLite at a time
    first_s, all_s = _worked(workers)
    told = _counted(
        "alerts_alert", "point = 'breach' AND ticket_id IN (SELECT id FROM tickets_ticket WHERE name LIKE 'P%')"
    )
    letters, events = _put("channel = 'mail'"), _put("channel = 'webhook'")
    if (told, events) != (PEAK, 2 * PEAK):
        raise RuntimeError(f"{told} breaches are told by {events} events, not {PEAK} by {2 * PEAK}")
    return {"first_s": first_s, "all_s": all_s, "letters": letters, "events": events, "workers": workers}


def _worked(many: int) -> tuple[float, float]:
    """Let so many workers do what is due; return when the first of it was in the outbox, and when they were through."""
    words = (sys.executable, "-m", "benchmarks.peak_rows", "work")
    workers = [
        subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(many)
    ]
    for one in workers:
        if one.stdout is not None:
            one.stdout.readline()
    begun, first_s = time.perf_counter(), 0.0
    for one in workers:
        if one.stdin is not None:
            one.stdin.write("\n")
            one.stdin.close()
    while any(one.poll() is None for one in workers):
        if not first_s and _put("true"):
            first_s = time.perf_counter() - begun
        time.sleep(0.05)
    return first_s, time.perf_counter() - begun


def work() -> None:
    """Look for what is due as a worker does, once somebody says so."""
    from acuerdo.faces.worker.steps import fold_clocks  # noqa: PLC0415 - once the application is set up

    _warm()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    fold_clocks(_turn())


def _turn() -> "Turn":
    from acuerdo.faces.worker.steps import Turn  # noqa: PLC0415 - once the application is set up

    return Turn(clock=lambda: datetime.now(UTC), stopped=lambda: False)


def _warm() -> None:
    """Read what governs, as a worker has that runs since this morning."""
    from acuerdo.apps.clocks.governing import Books  # noqa: PLC0415 - once the application is set up
    from acuerdo.apps.parties.models import Party  # noqa: PLC0415 - as above

    Books(Party.objects.values_list("pk", flat=True)).all_terms()


def open_clocks() -> dict[str, float]:
    """Among very many open clocks: ask for what is due when nothing is, and tell of what comes due one by one."""
    prepare()
    now_us = int(datetime.now(UTC).timestamp() * 1_000_000)
    clock = columns_of("clocks_clock", {"cycle": "i + 1000", "next_us": f"{now_us} + 3600000000 + i"})
    _copy(OPEN_CLOCKS, "clocks_clock", clock, "id = (SELECT min(id) FROM clocks_clock WHERE commitment = 'first')")
    with connection.cursor() as cursor:
        for table in ("tickets_ticket", "clocks_clock"):
            cursor.execute(f"ANALYZE {table}")
        with_us = _asked_us(now_us)
        flow = _flow()
        cursor.execute("DROP INDEX clocks_next")
        return {"with_us": with_us, "without_us": _asked_us(now_us), **flow}


def _flow() -> dict[str, float]:
    """Look as a worker does while clocks come due one after another; say how long after that each was told."""
    from acuerdo.apps.alerts.models import Alert  # noqa: PLC0415 - once the application is set up
    from acuerdo.faces.worker.steps import STEPS, fold_clocks  # noqa: PLC0415 - as above

    _warm()
    every_s = next(one.every.total_seconds() for one in STEPS if one.run is fold_clocks)
    first = datetime.now(UTC) + timedelta(seconds=READY_S)
    copy_tickets("S", FLOWING, int(first.timestamp() * 1_000_000), SPREAD_S * 1_000_000 // FLOWING)
    if datetime.now(UTC) > first:
        raise RuntimeError(f"the rows took longer than {READY_S} s")
    time.sleep((first - datetime.now(UTC)).total_seconds())
    told: dict[int, float] = {}
    end = time.monotonic() + SPREAD_S + 30
    while time.monotonic() < end and len(told) < FLOWING:
        fold_clocks(_turn())
        now_us = datetime.now(UTC).timestamp() * 1_000_000
        for row, at_us in Alert.objects.filter(ticket__name__startswith="S", point="breach").values_list("pk", "at_us"):
            told.setdefault(row, (now_us - at_us) / 1_000_000)
        time.sleep(every_s)
    if len(told) < FLOWING:
        raise RuntimeError(f"{len(told)} breaches are told, not {FLOWING}")
    return {"p99_s": statistics.quantiles(told.values(), n=100)[-1]}


def _asked_us(now_us: int) -> float:
    from acuerdo.apps.clocks.due import claim_due  # noqa: PLC0415 - once the application is set up

    took = []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        if claim_due(now_us, 500):
            raise RuntimeError("something is due")
        took.append((time.perf_counter() - begun) * 1_000_000)
    return statistics.median(took[1:])


def _copy(many: int, table: str, columns: dict[str, str], like: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_SEVERAL.format(many=many)} INSERT INTO {table} ({names_of(columns)})"  # noqa: S608 - names of this module alone
            f" SELECT {', '.join(columns.values())} FROM {table}, n WHERE {like}"
        )


def columns_of(table: str, told: dict[str, str]) -> dict[str, str]:
    """Return the columns of a table but for its id, each with itself or with what is told for it."""
    with connection.cursor() as cursor:
        names = [one.name for one in connection.introspection.get_table_description(cursor, table)]
    return {name: told.get(name, f'"{name}"') for name in names if name != "id"}


def names_of(columns: dict[str, str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _counted(table: str, where: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {where}")  # noqa: S608 - names of this module alone
        return int(cursor.fetchone()[0])


def _put(where: str) -> int:
    return _counted("notices_outgoing", f"kind LIKE 'clock%' AND {where}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acuerdo.project.settings")
    django.setup()
    found = {"peak": peak, "open": open_clocks, "work": work}[sys.argv[1]]()
    if found is not None:
        sys.stdout.write(json.dumps(found))
