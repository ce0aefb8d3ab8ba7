"""A database that does not answer in time: pages and programs hear that they may try again, and nothing is a defect."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import psycopg
import pytest
from django.db.utils import InterfaceError, OperationalError
from django.test import Client
from structlog.testing import capture_logs

from acuerdo.apps.parties.models import Person
from acuerdo.surroundings import trouble_of
from tests.faces.api.asking import BASE, token_of
from tests.people import make_cast

pytestmark = pytest.mark.django_db


def met_by_django(cause: Exception, wrapped: type[Exception] = OperationalError) -> Exception:
    fault = wrapped(*cause.args)
    fault.__cause__ = cause
    return fault


def locked() -> Exception:
    """Return what SQLite says where somebody else writes for longer than one waits."""
    name = "file:held?mode=memory&cache=shared"
    with closing(sqlite3.connect(name, uri=True)) as one, closing(sqlite3.connect(name, uri=True, timeout=0)) as two:
        one.execute("CREATE TABLE held (n)")
        one.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError) as met:
            two.execute("SELECT * FROM held")
    return met_by_django(met.value)


AWAY: dict[str, Callable[[], Exception]] = {
    "SQLite, held by another": locked,
    "PostgreSQL, not there": lambda: met_by_django(psycopg.OperationalError("connection refused")),
    "PostgreSQL, broken off": lambda: met_by_django(psycopg.InterfaceError("the connection is closed"), InterfaceError),
    "PostgreSQL, being stopped": lambda: met_by_django(psycopg.errors.AdminShutdown("terminating connection")),
    "PostgreSQL, being started": lambda: met_by_django(psycopg.errors.CannotConnectNow("starting up")),
    "PostgreSQL, too many": lambda: met_by_django(psycopg.errors.TooManyConnections("sorry, too many clients")),
    "PostgreSQL, a circle of waiting": lambda: met_by_django(psycopg.errors.DeadlockDetected("deadlock detected")),
}


@pytest.mark.parametrize(("language", "said"), [("en", "database"), ("es", "base de datos"), ("ru", "База данных")])
def test_whoever_asks_hears_that_it_is_worth_another_try(
    monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    ana = make_cast().ana
    client = Client(raise_request_exception=False, headers={"Accept-Language": language})
    Person.objects.filter(pk=ana.person).update(language=language)
    client.force_login(Person.objects.get(pk=ana.person))
    token = {"Authorization": f"Bearer {token_of(ana)}"}
    meets = list(AWAY.values())

    def fail(*_: object, **__: object) -> None:
        fault = meets[0]()
        raise fault

    monkeypatch.setattr("acuerdo.faces.web.today.find_waiting", fail)
    monkeypatch.setattr("acuerdo.faces.api.sources.list_sources", fail)
    while meets:
        with capture_logs() as told:
            page = client.get("/")
            problem = client.get(f"{BASE}/sources", headers=token)
        assert (page.status_code, page.headers["Retry-After"], said in page.content.decode()) == (503, "10", True)
        assert (problem.status_code, problem.headers["Retry-After"]) == (503, "10")
        assert (problem.json()["code"], said in problem.json()["title"]) == ("database_away", True)
        assert [line["event"] for line in told if line["log_level"] == "error"] == ["database_away"] * 2
        del meets[0]


def test_what_comes_from_the_program_itself_is_a_defect() -> None:
    with closing(sqlite3.connect(":memory:")) as rows, pytest.raises(sqlite3.OperationalError) as met:
        rows.execute("SELECT * FROM nothing")
    for fault in (met.value, psycopg.errors.UndefinedTable("nothing"), psycopg.ProgrammingError("odd"), KeyError("x")):
        assert trouble_of(met_by_django(fault)) == ""
