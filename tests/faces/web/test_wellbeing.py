"""What the installation tells of itself, to whom, and what it keeps to itself."""

import io
import json
import logging
from datetime import timedelta

import pytest
import structlog
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from acuerdo.apps.journal.commands import append
from acuerdo.apps.notices.commands import beat, put
from acuerdo.apps.notices.shapes import Channel, Notice
from acuerdo.apps.parties.models import Person
from acuerdo.faces.logs import start_logs
from acuerdo.faces.web import wellbeing
from tests.people import make_cast

pytestmark = pytest.mark.django_db
TOKEN = "a-token-for-metrics-1"  # noqa: S105 - of this test


def figures(client: Client, **headers: str) -> dict[str, float]:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {str((it.name, *sorted(it.labels.items()))): it.value for family in families for it in family.samples}


def test_it_is_ready_when_the_database_is_and_says_how_the_worker_is(client: Client) -> None:
    assert client.get("/readyz").json() == {
        "status": "degraded",
        "database": "ok",
        "migrations_waiting": 0,
        "writing": "ok",
        "worker_silent_s": None,
    }
    beat("one", timezone.now())
    assert client.get("/readyz").json()["status"] == "ok"
    beat("one", timezone.now() - timedelta(minutes=3))
    told = client.get("/readyz").json()
    assert (told["status"], told["worker_silent_s"] >= 180) == ("degraded", True)


def test_it_is_not_ready_while_migrations_wait_or_the_database_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wellbeing, "_waiting_migrations", lambda: 2)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations_waiting"]) == (503, 2)

    def away() -> int:
        raise DatabaseError("no route to db.norte.example")

    monkeypatch.setattr(wellbeing, "_waiting_migrations", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "database": "unreachable"})
    assert client.get("/healthz").status_code == 200


def test_the_metrics_say_what_waits_and_how_requests_went(client: Client) -> None:
    boris, at = make_cast().boris.person, timezone.now()
    put(Notice(key="a", kind="x", channel=Channel.MAIL, person=boris, due_at=at - timedelta(hours=1)), at)
    append("source:x", at=at, actor="", kind="counted", body={})
    before = figures(client)
    client.get("/healthz")
    client.get("/nothing/of/the/kind")
    after = figures(client)
    assert before["('acuerdo_outbox_waiting',)"] == 1
    assert before["('acuerdo_outbox_oldest_seconds',)"] >= 3600
    assert before["('acuerdo_journal_unsealed',)"] == 1
    assert before["('acuerdo_worker_silent_seconds',)"] == float("inf")
    answered = str(("acuerdo_requests_total", ("method", "GET"), ("route", "/healthz"), ("status", "200")))
    lost = str(("acuerdo_requests_total", ("method", "GET"), ("route", "none"), ("status", "404")))
    assert [after[name] - before.get(name, 0) for name in (answered, lost)] == [1, 1]


def test_the_metrics_are_for_this_machine_or_for_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    far = Client(REMOTE_ADDR="192.0.2.7")
    passed_on = Client(headers={"X-Forwarded-For": "192.0.2.7"})
    for client in (far, passed_on):
        assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    monkeypatch.setenv("ACUERDO_METRICS_TOKEN", TOKEN)
    for client in (far, passed_on):
        assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}x"}).status_code == 404
        assert figures(client, Authorization=f"Bearer {TOKEN}")
    assert Client(REMOTE_ADDR="::1").get("/metrics").status_code == 200


def test_a_request_keeps_the_id_that_it_brings_unless_it_is_odd(client: Client) -> None:
    for brought, kept in (("a1b2c3d4-x", True), ("short", False), ("x" * 65, False), ("<script>alert", False)):
        given = client.get("/healthz", headers={"X-Request-ID": brought}).headers["X-Request-ID"]
        assert (given == brought) is kept
        assert len(given) >= 8


def test_the_log_holds_no_personal_data(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    stream, root = io.StringIO(), logging.getLogger()
    before = (root.handlers, root.level)
    monkeypatch.setattr("sys.stderr", stream)
    start_logs()

    def fail(*_: object) -> None:
        raise ValueError("boris@sur.example")

    monkeypatch.setattr("acuerdo.faces.web.today.find_waiting", fail)
    client = Client(raise_request_exception=False)
    client.force_login(Person.objects.get(pk=cast.boris.person))
    try:
        assert client.get("/", headers={"X-Request-ID": "one-of-mine"}).status_code == 500
        client.get("/agreements/sur-2026?secret=s3cret")
        logging.getLogger("library").warning("odd")
    finally:
        root.handlers, root.level = before
        structlog.reset_defaults()
        logging.getLogger("django.request").setLevel(logging.NOTSET)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["request_failed", "request", "request", "odd"]
    failed, answered, missing = lines[0], lines[1], lines[2]
    assert (failed["fault"], failed["request"], answered["request"]) == ("ValueError", "one-of-mine", "one-of-mine")
    assert "today.py" in failed["places"][-2]
    assert (missing["route"], missing["status"]) == ("/agreements/<slug:key>", 404)
    assert not any(word in stream.getvalue() for word in ("boris@", "Boris", "s3cret", "sur-2026"))
