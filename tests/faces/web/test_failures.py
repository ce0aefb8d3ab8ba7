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
