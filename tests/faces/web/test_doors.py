"""Every address, as a stranger and as people of either side, with and without a role."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from acuerdo.apps.agreements.queries import find_versions
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.flows.agreement_negotiated import Offering, offer_draft
from tests.flows.test_negotiation import opened
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db

STRANGER, WRONG, USER, SPONSOR, NO_ROLE, TECHNICIAN, MANAGER = range(7)
"""Who asks: nobody signed in; Vera of another customer; Carla and Boris of the right one; Nadie, Tomas and Ana of the
provider."""

SEE = (302, 404, 200, 200, 404, 200, 200)
"""Whoever may see agreements of the customer."""
NEGOTIATE = (302, 404, 403, 200, 404, 403, 200)
"""Whoever may negotiate for a side."""

EXPECTED: dict[tuple[str, str], tuple[int, ...]] = {
    ("GET", "today"): (302, 200, 200, 200, 200, 200, 200),
    ("POST", "language"): (302,) * 7,
    ("GET", "agreements"): (302, 200, 200, 200, 200, 200, 200),
    ("GET", "agreement"): SEE,
    ("GET", "draft"): NEGOTIATE,
    ("POST", "draft_check"): SEE,
    ("POST", "draft_save"): (302, 404, 409, 302, 404, 409, 302),
    ("POST", "answer"): (302, 404, 302, 302, 404, 302, 302),
}
ADDRESSES = {
    "today": "/",
    "language": "/language",
    "agreements": "/agreements/",
    "agreement": "/agreements/sur-2026",
    "draft": "/agreements/sur-2026/draft",
    "draft_check": "/agreements/sur-2026/draft/check",
    "draft_save": "/agreements/sur-2026/draft/save",
    "answer": "/agreements/sur-2026/answer",
}
FORMS = {
    "language": {"language": "es"},
    "draft_check": {"text": "id: a\n"},
    "draft_save": {"text": "id: a\n", "revision": "0", "seen": "1"},
    "answer": {"kind": "accept", "number": "1", "seen": "1", "content": "0"},
}


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    now = datetime.now(UTC)
    opened(found.ana)
    offer_draft(found.ana, "sur-2026", Offering(seen=0), now)
    return found


def client_of(viewer: Viewer | None) -> Client:
    client = Client()
    if viewer is not None:
        client.force_login(Person.objects.get(pk=viewer.person))
    return client


def test_every_address_of_the_pages_is_in_the_table() -> None:
    ours = [item for item in get_resolver("acuerdo.faces.web.urls").url_patterns if isinstance(item, URLPattern)]
    assert {item.name for item in ours} == set(ADDRESSES) == {name for _, name in EXPECTED}


@pytest.mark.parametrize("asker", range(7))
@pytest.mark.parametrize(("method", "name"), EXPECTED)
def test_each_address_answers_each_asker_as_the_table_says(cast: Cast, method: str, name: str, asker: int) -> None:
    askers = (None, cast.vera, cast.carla, cast.boris, cast.nadie, cast.tomas, cast.ana)
    client = client_of(askers[asker])
    address = ADDRESSES[name]
    answer = client.get(address) if method == "GET" else client.post(address, FORMS[name])
    assert answer.status_code == EXPECTED[method, name][asker], answer.content[:400]
    other = client.post(address) if method == "GET" else client.get(address)
    assert other.status_code in (200, 302, 403, 404, 405)
    on = date(2026, 3, 2)
    assert len(find_versions(cast.ana, "sur-2026", datetime.now(UTC), on)[0].act.steps) == 1  # nobody moved


@pytest.mark.parametrize("name", ["agreement", "draft", "answer", "draft_check", "draft_save"])
def test_what_is_not_there_and_what_may_not_be_seen_look_the_same(cast: Cast, name: str) -> None:
    client = client_of(cast.vera)
    theirs, nothing = ADDRESSES[name], ADDRESSES[name].replace("sur-2026", "nothing-2026")
    form = FORMS.get(name)
    answers = [client.post(address, form) if form else client.get(address) for address in (theirs, nothing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_a_version_that_is_not_there_is_not_there(cast: Cast) -> None:
    client = client_of(cast.boris)
    for number in ("0", "99", "9" * 30):
        assert client.post(ADDRESSES["answer"], {**FORMS["answer"], "number": number}).status_code == 404


@pytest.mark.parametrize("name", ["draft_check", "draft_save", "answer"])
def test_a_text_that_no_database_keeps_is_refused(cast: Cast, name: str) -> None:
    form = {**FORMS[name], "text": "id: a\0\n", "note": "\0"}
    assert client_of(cast.boris).post(ADDRESSES[name], form).status_code == 400


def test_a_stranger_is_sent_to_sign_in_and_comes_back(cast: Cast) -> None:  # noqa: ARG001 - the rows
    answer = Client().get("/agreements/sur-2026")
    assert answer.headers["Location"] == "/accounts/login/?next=/agreements/sur-2026"


def test_a_form_without_its_token_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Person.objects.get(pk=cast.boris.person))
    for name, form in FORMS.items():
        assert client.post(ADDRESSES[name], form).status_code == 403, name


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
        ADDRESSES["answer"],
        {
            "kind": "reject",
            "number": "1",
            "seen": "1",
            "content": find_versions(cast.ana, "sur-2026", datetime.now(UTC), date(2026, 3, 2))[0].content,
            "note": word,
        },
    )
    page = client.get(ADDRESSES["agreement"]).content.decode()
    assert "ejected it" in page
    assert word not in page
    answer = client.post(
        ADDRESSES["draft_save"], {"text": f"id: {word}\n", "revision": "0", "seen": "2", "then": "offer"}
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
