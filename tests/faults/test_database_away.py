"""The database goes away under a server and a worker that run: both say so, and go on when it is back."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread

import httpx
from django.db import connections

from acuerdo.apps.notices.models import Heartbeat
from tests.faults.desk import Place, hold, lives, settled
from tests.faults.installation import telling, until
from tests.postgres import Server


@contextmanager
def away(place: Place, cluster: Server | None) -> Iterator[None]:
    """Let the server of the database crash and begin again at the end, or let somebody else hold the file so long."""
    if cluster is not None:
        connections.close_all()
        cluster.crash()
        try:
            yield
        finally:
            cluster.begin()
        return
    begun, ended = Event(), Event()

    def write() -> None:
        rows = sqlite3.connect(place.installation.file, isolation_level=None, timeout=30)
        rows.execute("BEGIN IMMEDIATE")
        begun.set()
        ended.wait()
        rows.execute("ROLLBACK")
        rows.close()

    writing = Thread(target=write)
    writing.start()
    begun.wait()
    try:
        yield
    finally:
        ended.set()
        writing.join()


def test_facts_are_told_on_when_the_database_is_back_and_meanwhile_it_is_said_to_be_away(
    place: Place, cluster: Server | None
) -> None:
    source, rows = place.source("desk"), lives("D", 24)
    place.installation.serve()
    worker = place.installation.work()
    teller = place.teller(place.part(source, [row]) for row in rows)
    with telling([teller]):
        until(lambda: len(teller.acknowledged) > 30)
        with away(place, cluster):
            status, said = place.installation.ready()
            assert status == 503
            assert said["database" if cluster else "writing"] == ("unreachable" if cluster else "failed")
            if cluster is not None:
                gone_on_without(place)
        back_at = datetime.now(UTC)
    assert set(teller.answers) <= {200, 503}
    until(lambda: Heartbeat.objects.filter(worker__endswith=f":{worker.pid}", beat_at__gt=back_at).exists())
    until(lambda: place.installation.ready()[0] == 200)
    settled()
    hold(place, source, rows)


def gone_on_without(place: Place) -> None:
    """Make sure that pages and programs are answered, and that the worker says what is wrong and stays."""
    signed_in = {"Accept-Language": "es", "Cookie": "sessionid=0123456789abcdef0123456789abcdef"}
    page = httpx.get(f"{place.installation.address}/", headers=signed_in)
    assert (page.status_code, page.headers["Retry-After"], "base de datos" in page.text) == (503, "10", True)
    problem = httpx.get(f"{place.installation.address}/api/v1/sources", headers=dict(place.headers()))
    assert (problem.status_code, problem.json()["code"]) == (503, "database_away")
    assert '"event": "database_away"' in place.installation.told("server")
    until(lambda: '"fault": "OperationalError"' in place.installation.told("worker"))
    assert httpx.get(f"{place.installation.address}/healthz").status_code == 200
