"""Every address, as a stranger and as people of either side, with and without a role."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver
from pytest_django import DjangoDbBlocker

from acuerdo.apps.agreements.queries import find_versions
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import Viewer
from tests.faces.web.doors import DOORS, prepare
from tests.faces.web.doors.shapes import Door
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db

ASKED = {(door.method, door.name): door for door in DOORS}
WRITTEN = [door for door in DOORS if door.method == "POST"]
KEPT = [door for door in WRITTEN if door.name != "language"]
ASKING = range(7) if connection.vendor == "sqlite" else (1, 6)
"""Who may do what does not depend on the database: beside SQLite, a customer and a provider alone ask."""


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:  # noqa: ARG001 - the tables
    """Make the rows once for all tests here; each of them takes back what it did, and the last one the rows."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = make_cast()
        prepare(found)
        yield found
        transaction.set_rollback(True)


def client_of(viewer: Viewer | None) -> Client:
    client = Client()
    if viewer is not None:
        client.force_login(Person.objects.get(pk=viewer.person))
    return client


def test_every_address_of_the_pages_has_its_door() -> None:
    ours = [item for item in get_resolver("acuerdo.faces.web.urls").url_patterns if isinstance(item, URLPattern)]
    assert {item.name for item in ours} == {door.name for door in DOORS}
    assert len(ASKED) == len(DOORS)


@pytest.mark.parametrize("asker", ASKING)
@pytest.mark.parametrize("door", DOORS, ids=str)
def test_each_door_answers_each_asker_as_it_says(cast: Cast, door: Door, asker: int) -> None:
    askers = (None, cast.vera, cast.carla, cast.boris, cast.nadie, cast.tomas, cast.ana)
    client = client_of(askers[asker])
    get = door.method == "GET"
    answer = client.get(door.address) if get else client.post(door.address, door.form)
    assert answer.status_code == door.expected[asker], answer.content[:400]
    other = client.post(door.address) if get else client.get(door.address)
    assert other.status_code in (200, 302, 400, 403, 404, 405, 422)
    on = date(2026, 3, 2)
    assert len(find_versions(cast.ana, "sur-2026", datetime.now(UTC), on)[0].act.steps) == 1  # nobody moved


@pytest.mark.parametrize("door", [door for door in DOORS if door.of_one], ids=str)
def test_what_is_not_there_and_what_may_not_be_seen_look_the_same(cast: Cast, door: Door) -> None:
    client = client_of(cast.vera)
    theirs, nothing = door.address, door.address.replace("sur", "nothing")
    answers = [client.post(one, door.form) if door.form else client.get(one) for one in (theirs, nothing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_a_version_that_is_not_there_is_not_there(cast: Cast) -> None:
    client = client_of(cast.boris)
    for number in ("0", "99", "9" * 30):
        answer = ASKED["POST", "answer"]
        assert client.post(answer.address, {**answer.form, "number": number}).status_code == 404


@pytest.mark.parametrize("door", KEPT, ids=str)
def test_a_text_that_no_database_keeps_is_refused(cast: Cast, door: Door) -> None:
    form = {**door.form, "text": "id: a\0\n", "note": "\0"}
    assert client_of(cast.boris).post(door.address, form).status_code == 400


@pytest.mark.parametrize(
    "address", ["/agreements/sur-2026/attained/clocks?promise=first&group=%00", "/tickets/desk/a%00b"]
)
def test_an_address_that_no_database_looks_for_is_refused(cast: Cast, address: str) -> None:
    assert client_of(cast.boris).get(address).status_code == 400


def test_a_stranger_is_sent_to_sign_in_and_comes_back(cast: Cast) -> None:  # noqa: ARG001 - the rows
    answer = Client().get("/agreements/sur-2026")
    assert answer.headers["Location"] == "/accounts/login/?next=/agreements/sur-2026"


def test_a_form_without_its_token_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Person.objects.get(pk=cast.boris.person))
    for door in WRITTEN:
        assert client.post(door.address, door.form).status_code == 403, door


def test_nobody_can_sign_up(client: Client) -> None:
    answer = client.post(
        "/accounts/signup/",
        {"email": "eve@evil.example", "password1": "a-long-password-1", "password2": "a-long-password-1"},
    )
    assert not Person.objects.filter(email="eve@evil.example").exists()
    assert answer.status_code == 200


def test_pages_carry_the_headers_that_protect_them(cast: Cast) -> None:
    for client in (Client(), client_of(cast.boris)):
        headers = client.get("/agreements/", follow=True).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in headers["Cache-Control"]


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_the_language_menu_leads_nowhere_else(client: Client, back: str) -> None:
    answer = client.post("/language", {"language": "ru", "next": back})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/accounts/login/").headers["Content-Language"] == "ru"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    assert "language" not in client.post("/language", {"language": "xx", "next": "/accounts/login/"}).cookies


@pytest.mark.parametrize("word", ["<script>alert('a')</script>", "Ёж<img src=x onerror=alert(1)>", "ñ\"'><b>"])
def test_what_people_write_is_shown_as_text_and_never_as_markup(cast: Cast, word: str) -> None:
    client = client_of(cast.boris)
    client.post(
        ASKED["POST", "answer"].address,
        {
            "kind": "reject",
            "number": "1",
            "seen": "1",
            "content": find_versions(cast.ana, "sur-2026", datetime.now(UTC), date(2026, 3, 2))[0].content,
            "note": word,
        },
    )
    page = client.get(ASKED["GET", "agreement"].address).content.decode()
    assert "ejected it" in page
    assert word not in page
    answer = client.post(
        ASKED["POST", "draft_save"].address, {"text": f"id: {word}\n", "revision": "0", "seen": "2", "then": "offer"}
    )
    assert answer.status_code == 422
    assert word not in answer.content.decode()


def test_signing_in_gives_a_new_session(cast: Cast) -> None:
    boris = Person.objects.get(pk=cast.boris.person)
    boris.set_password("una-clave-larga-1")
    boris.save()
    client = Client()
    client.post("/language", {"language": "es"})
    client.get("/accounts/login/")
    before = client.session.session_key
    answer = client.post("/accounts/login/", {"login": "BORIS@sur.example", "password": "una-clave-larga-1"})
    assert answer.status_code == 302
    assert client.session.session_key not in (None, before)
    assert client.get("/").status_code == 200


def test_guessing_passwords_is_slowed_down(cast: Cast, client: Client) -> None:  # noqa: ARG001 - the rows
    form = {"login": "boris@sur.example", "password": "wrong"}
    found = [client.post("/accounts/login/", form) for _ in range(12)]
    assert b"Too many" in found[-1].content or found[-1].status_code == 429
