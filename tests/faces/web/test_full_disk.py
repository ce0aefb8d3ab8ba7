"""A disk without room: whoever asks is told so, nothing is half written, and what was sent can be sent again."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from acuerdo.apps.agreements.models import Draft
from acuerdo.apps.agreements.queries import find_draft
from acuerdo.apps.parties.models import Person
from acuerdo.faces.web import histories, wellbeing
from acuerdo.faces.web.failures import RETRY_S
from tests.faces.api.asking import BASE, token_of
from tests.flows.test_negotiation import TEXT, opened
from tests.people import Cast, make_cast

DRAFT = "/agreements/sur-2026/draft"
LONG = TEXT + "# " + "x" * 300_000
_RAISE = """
CREATE FUNCTION refuse_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON agreements_draft FOR EACH ROW EXECUTE FUNCTION refuse_row();
"""


@pytest.fixture
def cast(real_transactions: None) -> Cast:  # noqa: ARG001 - a database that is full ends the transaction by itself
    found = make_cast()
    opened(found.ana)
    return found


def fill() -> None:
    """Leave the database no room: SQLite may not grow any more, PostgreSQL raises what it raises then."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_RAISE)
        else:
            cursor.execute("VACUUM")  # rows that went leave room behind
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")


def make_room() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER IF EXISTS no_room ON agreements_draft; DROP FUNCTION IF EXISTS refuse_row();")
        else:
            cursor.execute("PRAGMA max_page_count = 1000000")


@pytest.fixture(autouse=True)
def _room_again(cast: Cast) -> Iterator[None]:  # noqa: ARG001 - within its database
    yield
    make_room()


def client_of(cast: Cast) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(Person.objects.get(pk=cast.ana.person))
    return client


@pytest.mark.parametrize(("language", "said"), [("en", "disk"), ("es", "disco"), ("ru", "На диске")])
def test_a_page_says_that_nothing_was_kept_and_everything_is_as_before(cast: Cast, language: str, said: str) -> None:
    client, before = client_of(cast), Draft.objects.values().get()
    fill()
    sent = {"text": LONG, "revision": "1", "seen": "0"}
    answer = client.post(f"{DRAFT}/save", sent, headers={"Accept-Language": language})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(RETRY_S["disk_full"]))
    assert said in answer.content.decode()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert client.get(DRAFT).status_code == 200
    assert Draft.objects.values().get() == before
    make_room()
    assert client.post(f"{DRAFT}/save", sent).status_code == 302
    assert Draft.objects.get().text.strip() == LONG


def test_a_program_gets_a_problem_and_may_send_it_again_under_the_same_key(cast: Cast) -> None:
    headers = {"Authorization": f"Bearer {token_of(cast.ana)}", "Idempotency-Key": "one"}
    client, sent = Client(raise_request_exception=False), {"text": LONG, "revision": 1}

    def put() -> tuple[int, dict[str, Any], str | None]:
        answer = client.put(BASE + DRAFT, sent, content_type="application/json", headers=headers)
        return answer.status_code, answer.json(), answer.headers.get("Retry-After")

    fill()
    status, body, retry = put()
    assert (status, body["code"], retry) == (503, "disk_full", str(RETRY_S["disk_full"]))
    make_room()
    status, body, _ = put()
    assert (status, body["revision"]) == (200, 2)
    found = find_draft(cast.ana, "sur-2026")
    assert found is not None
    assert found.text == LONG


def test_a_file_that_finds_no_room_leaves_nothing_behind(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path)
    monkeypatch.setattr(histories, "_write", refuse)
    monkeypatch.setattr("os.fsync", refuse)
    paper = SimpleUploadedFile("signed.pdf", b"%PDF-1.7\n%%EOF\n")
    registered = client_of(cast).post("/agreements/sur-2026/papers/register", {"paper": paper, "on": "2026-03-01"})
    brought = client_of(cast).post(f"{DRAFT}/keep/bring", {"file": SimpleUploadedFile("export.csv", b"ticket\n")})
    assert (registered.status_code, brought.status_code) == (503, 503)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_it_is_not_ready_where_no_row_can_be_written(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(cast)
    monkeypatch.setattr(wellbeing, "_trials", [])
    refuse, allow = "PRAGMA query_only = ON", "PRAGMA query_only = OFF"
    if connection.vendor == "postgresql":
        refuse, allow = "SET default_transaction_read_only = on", "SET default_transaction_read_only = off"
    with connection.cursor() as cursor:
        cursor.execute(refuse)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["writing"]) == (503, "failed")
        cursor.execute(allow)
    assert client.get("/readyz").status_code == 503  # it was tried a moment ago
    monkeypatch.setattr(wellbeing, "TRIAL_S", 0)
    assert client.get("/readyz").json()["writing"] == "ok"
    monkeypatch.setenv("ACUERDO_HOME", "/nowhere/at/all")
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
