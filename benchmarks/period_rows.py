"""A year of very many clocks in the database of this process, and how long the month of their agreement takes."""

import json
import os
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta

import django
from django.db import connection

from benchmarks.harness import ROUNDS
from benchmarks.peak_rows import columns_of, names_of, prepare
from benchmarks.period import MONTHLY, MONTHS

_MONTH_US = 30 * 86_400_000_000


def fill(now_us: int) -> None:
    """Put tickets like the first, each with its first clock, stopped in one of the last months, one of ten late."""
    many = MONTHLY * MONTHS
    told = {"name": "'Y' || i", "fold_us": "NULL"}
    ticket = columns_of("tickets_ticket", told)
    at = f"({now_us} - {_MONTH_US * MONTHS // many} * CAST(substr(t.name, 2) AS BIGINT))"
    late = "(CAST(substr(t.name, 2) AS BIGINT) % 10 = 0)"
    verdict = f"CASE WHEN {late} THEN 'breached' ELSE 'met' END"
    told = {"ticket_id": "t.id", "stopped_us": at, "counted_us": at, "verdict": verdict, "kind": verdict}
    told |= {"next_us": "NULL", "ahead": "''"}
    clock = {name: value if name in told else f"c.{value}" for name, value in columns_of("clocks_clock", told).items()}
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many}) "  # noqa: S608 - names of this module alone
            f"INSERT INTO tickets_ticket ({names_of(ticket)}) SELECT {', '.join(ticket.values())}"
            " FROM tickets_ticket, n WHERE name = 'T0'"
        )
        cursor.execute(
            f"INSERT INTO clocks_clock ({names_of(clock)}) SELECT {', '.join(clock.values())} FROM clocks_clock c,"  # noqa: S608 - as above
            " tickets_ticket t WHERE c.id = (SELECT min(id) FROM clocks_clock WHERE commitment = 'first')"
            " AND t.name LIKE 'Y%'"
        )
        cursor.execute("ANALYZE")


def freeze(now: datetime) -> str:
    """Let both sides freeze the last whole month; return its label."""
    from tests.flows.telling import KEY  # noqa: PLC0415 - once the application is set up

    from acuerdo.apps.parties.models import Person  # noqa: PLC0415 - as above
    from acuerdo.apps.parties.viewers import view_as  # noqa: PLC0415 - as above
    from acuerdo.core.acts import MoveKind  # noqa: PLC0415 - as above
    from acuerdo.flows.periods_frozen import PeriodIntent, move  # noqa: PLC0415 - as above

    month = (now.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    for name, kind, seen in (("Ana", MoveKind.PROPOSE, 0), ("Boris", MoveKind.ACCEPT, 1)):
        move(view_as(Person.objects.get(name=name)), KEY, month, PeriodIntent(move=kind, seen=seen), now)
    return month


def measure() -> dict[str, float]:
    """Ask for the month that runs, alone and with the twelve before it, and for the page, again and again."""
    from django.test import Client  # noqa: PLC0415 - once the application is set up
    from tests.flows.telling import KEY  # noqa: PLC0415 - as above

    from acuerdo.apps.agreements.models import Agreement  # noqa: PLC0415 - as above
    from acuerdo.apps.attained.queries import tables_of  # noqa: PLC0415 - as above
    from acuerdo.apps.parties.models import Person  # noqa: PLC0415 - as above
    from acuerdo.core.hours import to_us  # noqa: PLC0415 - as above

    prepare()
    now = datetime.now(UTC)
    fill(to_us(now))
    agreements = list(Agreement.objects.all())
    month = freeze(now)
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(Person.objects.get(name="Boris"))
    ways = {
        "month_ms": lambda: tables_of(agreements, None, to_us(now), back=1),
        "year_ms": lambda: tables_of(agreements, None, to_us(now)),
        "page_ms": lambda: client.get(f"/agreements/{KEY}/attained"),
        "list_ms": lambda: client.get(f"/agreements/{KEY}/attained/clocks?promise=first&kind=breached"),
        "frozen_ms": lambda: client.get(f"/agreements/{KEY}/periods/{month}"),
    }
    return {name: _took_ms(way) for name, way in ways.items()}


def _took_ms(way: object) -> float:
    took = []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        if callable(way):
            way()
        took.append((time.perf_counter() - begun) * 1_000)
    return statistics.median(took[1:])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acuerdo.project.settings")
    django.setup()
    sys.stdout.write(json.dumps(measure()))
