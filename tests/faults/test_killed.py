"""Whatever runs is killed at any moment and begun again: what was acknowledged is there once, and told once."""

import json
import os
import signal
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from acuerdo.apps.alerts.models import Alert
from acuerdo.apps.imports.commands import Brought
from acuerdo.apps.imports.models import Import
from acuerdo.apps.imports.queries import find_import
from acuerdo.apps.imports.shapes import Decision, Stand
from acuerdo.apps.notices.models import Outgoing
from acuerdo.flows import files_imported
from acuerdo.flows.ticket_event import tell_rows
from tests.faults.desk import Place, Row, hold, lives, settled
from tests.faults.installation import API, Part, Teller, children, kill, shuffled, telling, until
from tests.flows.test_webhooks_heard import as_standard
from tests.letterbox import open_letterbox

COLUMNS = ("ticket", "at", "event", "status", "priority", "key")


def hook(place: Place, source: str) -> tuple[str, str]:
    """Connect a source with what sends webhooks; return where to, and the secret."""
    answer = httpx.put(
        f"{place.installation.address}{API}/sources/{source}/hook",
        json={"sender": "standard"},
        headers=dict(place.headers()),
    )
    made = answer.raise_for_status().json()
    return str(made["address"]).partition(API)[2], str(made["secret"])


def webhook(path: str, secret: str, row: Row) -> Part:
    body = json.dumps({"type": "facts", "data": row}).encode()

    def headers() -> Mapping[str, str]:
        return {"Content-Type": "application/json", **as_standard(secret, body, datetime.now(UTC))}

    return Part(path=path, body=body, headers=headers, keys=(str(row["key"]),))


def tellers(place: Place, source: str, rows: Sequence[Row]) -> list[Teller]:
    """Return those who tell the rows: one by one, by the dozen, and by webhooks that come twice and in any order."""
    path, secret = hook(place, source)
    singly, together, sent = rows[0::3], rows[1::3], rows[2::3]
    return [
        place.teller(place.part(source, [row]) for row in singly),
        place.teller(place.part(source, together[at : at + 12]) for at in range(0, len(together), 12)),
        place.teller(shuffled([webhook(path, secret, row) for row in [*sent, *sent]])),
    ]


def test_facts_that_were_acknowledged_are_there_once_however_often_everything_is_killed(place: Place) -> None:
    source, rows = place.source("desk"), lives("K", 60)
    server = place.installation.serve("--with-worker")
    told = tellers(place, source, shuffled(rows))

    def acknowledged() -> set[str]:
        return set[str]().union(*(teller.acknowledged for teller in told))

    def told_more() -> set[str]:
        before = len(acknowledged())
        until(lambda: len(acknowledged()) > before + len(rows) / 6)
        return acknowledged()

    with telling(told):
        known = told_more()
        kill(server)  # with the worker beside it
        assert known <= set(place.kept(source))
        server = place.installation.serve("--with-worker")
        known, running = told_more(), children(server)
        for process in running:  # whoever answers, and the worker: others take their place
            os.kill(process, signal.SIGKILL)
        until(lambda: len(children(server) - running) == len(running) == 2)
        assert known <= set(place.kept(source))
    assert {status for teller in told for status in teller.answers} == {200}
    assert acknowledged() == {str(row["key"]) for row in rows}
    settled()
    hold(place, source, rows)


def as_file(rows: Sequence[Row]) -> bytes:
    lines = [",".join(str(row.get(column, "")) for column in COLUMNS) for row in rows]
    return "\n".join((",".join(COLUMNS), *lines)).encode()


def test_a_file_is_recorded_once_however_often_its_carrier_is_killed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.conf.settings.MEDIA_ROOT", place.installation.home / "files")
    source, rows = place.source("exports"), lives("I", 700)
    brought = Brought(name="facts.csv", chunks=[as_file(rows)])
    ident = files_imported.bring(place.cast.ana, source, brought, datetime.now(UTC))
    mine = Import.objects.filter(ident=ident)
    worker = place.installation.work()
    until(lambda: mine.filter(tries__gt=0).exists())
    kill(worker)  # in the middle of reading it
    worker = place.installation.work()
    until(lambda: mine.filter(stand=Stand.READ).exists())
    files_imported.decide(place.cast.ana, source, ident, Decision.CONFIRM, datetime.now(UTC))
    until(lambda: mine.get().position > 0)
    kill(worker)  # in the middle of recording it
    stood = mine.get()
    assert (stood.stand, 0 < stood.position < len(rows)) == (Stand.RECORDING, True)
    assert len(place.kept(source)) == stood.position
    place.installation.work()
    until(lambda: mine.filter(stand=Stand.DONE).exists())
    found = find_import(place.cast.ana, source, ident)
    assert (found.recorded, found.duplicates, found.not_taken) == (len(rows), 0, 0)
    settled()
    hold(place, source, rows)


def breaching(tickets: int, opened_at: datetime) -> list[Row]:
    """Return the opening of tickets that Tomas holds, a third of a second after each other."""
    said = {"event": "opened", "priority": "P1", "owner": "Tomas"}
    return [
        {
            "ticket": f"B{number}",
            "key": f"B{number}",
            "at": (opened_at + timedelta(seconds=number / 3)).isoformat(),
            **said,
        }
        for number in range(tickets)
    ]


def test_two_workers_that_are_killed_while_clocks_breach_tell_each_moment_once(place: Place) -> None:
    source, quarter = place.source("breaching"), timedelta(minutes=15)
    told = Alert.objects.filter(ticket__source__key=source)
    with open_letterbox(takes_s=0.05) as box:
        place.installation.given["ACUERDO_MAIL_URL"] = box.url
        workers = [place.installation.work() for _ in range(2)]
        rows = breaching(15, datetime.now(UTC) - quarter + timedelta(seconds=1))
        tell_rows(place.cast.ana, source, rows, datetime.now(UTC))
        until(lambda: told.filter(point="breach").count() >= 4)
        for worker in workers:
            kill(worker)
        Outgoing.objects.filter(delivered_at__isnull=True).update(claimed_until=datetime.now(UTC))  # leases end
        for _ in workers:
            place.installation.work()
        until(lambda: told.filter(point="breach").count() == len(rows))
        until(lambda: not Outgoing.objects.filter(delivered_at__isnull=True).exists())
        assert Counter(told.values_list("point", flat=True)) == dict.fromkeys(("50%", "due", "breach"), len(rows))
        arrived = Counter(str(letter["Message-ID"]) for letter in box.letters)
        assert len(arrived) == Outgoing.objects.count() > 0  # one for many, where much had come before a look
        # Only what was killed after it arrived and before anybody knew comes once more, under the same id.
        assert sum(arrived.values()) - len(arrived) <= len(workers), arrived
    settled()
    hold(place, source, rows)
