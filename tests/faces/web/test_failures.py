"""Requests that cannot be read: a page or a problem that says so, and no defect in the log."""

import pytest
from django.test import Client
from structlog.testing import capture_logs

from acuerdo.apps.parties.models import Person
from tests.faces.api.asking import BASE, token_of
from tests.people import make_cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("multipart/form-data", b"x", 400),
        ("multipart/form-data; boundary=\xc3", b"x", 400),
        ("application/x-www-form-urlencoded", b"a=1&" * 5_000, 400),
        ("application/x-www-form-urlencoded", b"a=" + b"x" * 3_000_000, 413),
    ],
)
def test_what_cannot_be_read_is_refused_and_told_quietly(kind: str, body: bytes, status: int) -> None:
    cast = make_cast()
    client = Client(raise_request_exception=False, headers={"Accept-Language": "es"})
    client.force_login(Person.objects.get(pk=cast.ana.person))
    with capture_logs() as told:
        page = client.generic("POST", "/customers/new", body, content_type=kind)
        problem = client.generic(
            "POST",
            f"{BASE}/agreements/sur-2026/papers",
            body,
            content_type=kind,
            headers={"Authorization": f"Bearer {token_of(cast.ana)}"},
        )
    assert (page.status_code, problem.status_code) == (status, status)
    assert ("Vuelva atrás" in page.content.decode()) is True
    assert problem.json()["code"] == {400: "unusable", 413: "too_large"}[status]
    assert {line["event"] for line in told} == {"request"}


def test_a_defect_is_a_page_that_names_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("acuerdo.faces.web.today.find_waiting", fail)
    client = Client(raise_request_exception=False, headers={"Accept-Language": "ru"})
    client.force_login(Person.objects.get(pk=make_cast().ana.person))
    answer = client.get("/", headers={"X-Request-ID": "one-of-mine"})
    assert answer.status_code == 500
    assert "one-of-mine" in answer.content.decode()
    assert '<html lang="ru">' in answer.content.decode()


def test_what_is_not_there_and_what_is_not_allowed_are_pages_in_the_readers_language() -> None:
    cast = make_cast()
    client = Client(headers={"Accept-Language": "ru"})
    client.force_login(Person.objects.get(pk=cast.carla.person))
    missing = client.get("/tickets/desk/nothing")
    refused = client.get("/sources/")
    assert (missing.status_code, refused.status_code) == (404, 403)
    for answer in (missing, refused, client.get("/nowhere")):
        assert '<html lang="ru">' in answer.content.decode()
        assert 'href="/"' in answer.content.decode()
    problem = client.get(f"{BASE}/nowhere")
    assert (problem.status_code, problem.json()["code"]) == (404, "not_there")


def test_a_form_of_another_session_leads_back_to_its_page() -> None:
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": "es"})
    client.force_login(Person.objects.get(pk=make_cast().ana.person))
    answer = client.post("/sources/new", {"name": "x"}, headers={"Referer": "http://testserver/sources/?a=b"})
    assert answer.status_code == 403
    assert 'href="/sources/?a=b#unsent"' in answer.content.decode()
    elsewhere = client.post("/sources/new", {"name": "x"}, headers={"Referer": "https://elsewhere.example/sources/"})
    assert 'href="/#unsent"' in elsewhere.content.decode()


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/sources/new", "/sources/"),
        ("/agreements/sur-2026/exclusions/3/act", "/agreements/sur-2026/exclusions/3"),
        ("/agreements/sur-2026/exclusions/add", "/agreements/sur-2026/exclusions"),
        ("/matters/desk/4711", "/"),
    ],
)
def test_an_address_that_only_takes_forms_leads_to_the_page_above_it(address: str, above: str) -> None:
    client = Client()
    client.force_login(Person.objects.get(pk=make_cast().ana.person))
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, above)
    assert client.put(address).status_code == 405


def test_a_form_that_comes_after_the_session_leads_back_to_its_page_by_the_sign_in() -> None:
    make_cast()
    client = Client(headers={"Accept-Language": "ru"})
    answer = client.post("/sources/new", {"name": "x"}, headers={"Referer": "http://testserver/sources/"})
    assert answer.headers["Location"] == "/accounts/login/?next=/sources/%23unsent"
    assert "ничего не отправлено" in client.get(answer.headers["Location"]).content.decode()
