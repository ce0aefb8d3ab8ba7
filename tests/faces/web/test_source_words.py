"""What the words of a source mean is changed on a page: nobody overwrites what somebody else said meanwhile."""

import re

import pytest
from django.test import Client

from acuerdo.apps.parties.models import Party, Person
from acuerdo.apps.parties.roles import Role
from acuerdo.apps.parties.viewers import view_as
from acuerdo.apps.rejudging.models import Cause, Rejudging
from acuerdo.apps.tickets.queries import find_source
from acuerdo.apps.tickets.sources import SourceIntent
from acuerdo.flows import sources_kept
from tests.flows.telling import add_source, row, say
from tests.people import NOW, Cast, make_cast, person

pytestmark = pytest.mark.django_db
PAGE = "/sources/many/words"


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    add_source(found, "many", "", customers={"Sur SA": "sur"})
    return found


@pytest.fixture
def browser(client: Client, cast: Cast) -> Client:
    client.force_login(Person.objects.get(pk=cast.ana.person))
    return client


def form(browser: Client, **said: object) -> dict[str, object]:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', browser.get(PAGE).content.decode())
    assert found is not None
    kept = {"customer_word": ["Sur SA"], "customer": ["sur"]}
    return {"name": "Many", "seen": found.group(1), **kept, **said}


def fields(page: str) -> dict[str, list[str]]:
    """Return what the form on a page would send."""
    said: dict[str, list[str]] = {}
    for tag, name, rest in re.findall(r'<(input|select)[^>]* name="(\w+)"([^>]*>)', page):
        found = re.search(r'value="([^"]*)"', rest)
        said.setdefault(name, []).append(found.group(1) if tag == "input" and found else "")
    for name in ("means", "column"):
        said[name] = [option(one) for one in re.findall(f'<select name="{name}".*?</select>', page, re.DOTALL)]
    return {name: several for name, several in said.items() if name != "csrfmiddlewaretoken"}


def option(select: str) -> str:
    found = re.search(r'<option value="([^"]*)"\s+selected', select)
    return found.group(1) if found else ""


def test_a_word_that_was_refused_is_offered_and_understood_from_then_on(browser: Client, cast: Cast) -> None:
    told = row("T1", "09:00:00", "opened", customer="Sur SA", status="En espera")
    say(cast.ana, told, source="many")
    assert 'value="En espera"' in browser.get(PAGE).content.decode()
    said = form(
        browser,
        status=["En espera", "Hecho", ""],
        means=["waiting:supplier", "resolved", "open"],
        column=["priority", ""],
        word=["Alta", ""],
        value=["P1", ""],
    )
    assert browser.post(PAGE, said).headers["Location"] == "/sources/many"
    found = find_source(cast.ana, "many")
    assert found.statuses == {"En espera": ("waiting", "supplier"), "Hecho": ("resolved", None)}
    assert (found.values, found.customers) == ({"priority": {"Alta": "P1"}}, {"Sur SA": "sur"})
    again = say(cast.ana, {**told, "ticket": "T2"}, source="many")
    assert [one.taken for one in again] == ["recorded"]


def test_whoever_decides_over_what_has_changed_meanwhile_is_told_so_and_loses_nothing(browser: Client) -> None:
    first, second = form(browser, status=["Hecho"], means=["resolved"]), form(browser, status=["Listo"], means=["open"])
    assert browser.post(PAGE, first).status_code == 302
    refused = browser.post(PAGE, second)
    assert refused.status_code == 422
    said = refused.content.decode()
    assert "Somebody else changed these words meanwhile" in said
    assert 'value="Listo"' in said
    assert browser.post(PAGE, {**second, "seen": ""}).status_code == 422


def test_a_word_in_two_rows_and_a_customer_whom_nobody_knows_are_refused(browser: Client, cast: Cast) -> None:
    for odd in (
        {"status": ["Hecho", "Hecho"], "means": ["resolved", "open"]},
        {"customer_word": ["Sur SA"], "customer": ["nobody"]},
        {"status": ["Hecho"], "means": ["gone"]},
        {"column": ["owner"], "word": ["Ana"], "value": ["x"]},
    ):
        answer = browser.post(PAGE, form(browser, **odd))
        assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True), odd
    assert find_source(cast.ana, "many").statuses == {}


def test_a_reason_of_a_programs_own_is_shown_and_stays(browser: Client, cast: Cast) -> None:
    wanted = SourceIntent(key="many", name="Many", customers={"Sur SA": "sur"}, statuses={"Lab": ("waiting", "lab")})
    sources_kept.change(cast.ana, wanted, NOW)
    assert '<option value="waiting:lab" selected>' in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, form(browser, status=["Lab"], means=["waiting:" + "y" * 300])).status_code == 422
    assert browser.post(PAGE, form(browser, status=["Lab"], means=["waiting:lab"])).status_code == 302
    assert find_source(cast.ana, "many").statuses == {"Lab": ("waiting", "lab")}


def test_tickets_of_a_word_that_stands_for_another_customer_are_judged_anew(browser: Client, cast: Cast) -> None:
    say(cast.ana, row("T1", "09:00:00", "opened", customer="Sur SA"), source="many")
    assert browser.post(PAGE, form(browser, customer=["Volga"])).status_code == 302  # by its name
    assert find_source(cast.ana, "many").customers == {"Sur SA": "volga"}
    assert Rejudging.objects.get(tickets__gt=0).cause == Cause.WORDS


def test_whoever_only_tells_facts_does_not_say_what_words_mean(client: Client, cast: Cast) -> None:
    client.force_login(Person.objects.get(pk=view_as(person(cast.norte, "Rosa", Role.TECHNICIAN)).person))
    assert client.get(PAGE).status_code in (403, 404)
    assert client.post(PAGE, {"name": "x"}).status_code in (403, 404)


def test_columns_and_whose_tickets_they_are_stand_by_their_names(browser: Client, cast: Cast) -> None:
    Party.objects.filter(key="sur").update(name="Distribuciones del Sur")
    add_source(cast)
    assert (
        '<option value="priority">prioridad</option>'
        in browser.get(PAGE, headers={"Accept-Language": "es"}).content.decode()
    )
    assert "Distribuciones del Sur" in browser.get("/sources/desk").content.decode()


def test_as_many_words_as_a_source_may_have_are_changed_page_by_page(browser: Client, cast: Cast) -> None:
    statuses: dict[str, tuple[str, str | None]] = {f"Estado {n:03}": ("open", None) for n in range(500)}
    values = {"priority": {f"Alta {n:03}": "P1" for n in range(500)}}
    customers = {f"Sur {n:03}": "sur" for n in range(500)}
    sources_kept.change(
        cast.ana, SourceIntent(key="many", name="Many", statuses=statuses, values=values, customers=customers), NOW
    )
    seen = [browser.get(f"{PAGE}?page={page}").content.decode() for page in range(1, 17)]
    assert ('value="Estado 000"' in seen[0], 'value="Estado 000"' in seen[1]) == (True, False)
    assert 'value="Sur 499"' in seen[14]
    assert "Page 15 of 15" in seen[15]
    for page, shown in enumerate(seen[:15], start=1):
        said = fields(shown)
        assert len([one for several in said.values() for one in several]) < 1_000
        answer = browser.post(f"{PAGE}?page={page}", said)
        assert answer.headers["Location"] == f"{PAGE}?page={page}"
    found = find_source(cast.ana, "many")
    assert (found.statuses, found.values, found.customers) == (statuses, values, customers)
    said = fields(seen[6])
    assert said["word"][0] == "Alta 100"
    said["word"][0] = ""
    browser.post(f"{PAGE}?page=7", {**said, "status": ["Otro"], "means": ["closed"]})
    assert find_source(cast.ana, "many").values == values  # 501 statuses are more than a source may have
    browser.post(f"{PAGE}?page=7", said)
    del values["priority"]["Alta 100"]
    found = find_source(cast.ana, "many")
    assert (found.statuses, found.values, found.customers) == (statuses, values, customers)


def test_a_word_of_another_page_is_not_said_twice(browser: Client, cast: Cast) -> None:
    statuses: dict[str, tuple[str, str | None]] = {f"Estado {n:03}": ("open", None) for n in range(150)}
    sources_kept.change(cast.ana, SourceIntent(key="many", name="Many", statuses=statuses), NOW)
    said = fields(browser.get(f"{PAGE}?page=2").content.decode())
    said["status"][-1], said["means"][-1] = "Estado 003", "closed"
    refused = browser.post(f"{PAGE}?page=2", said)
    assert (refused.status_code, 'value="Estado 003"' in refused.content.decode()) == (422, True)
    said["status"][-1] = "Cerrado"
    browser.post(f"{PAGE}?page=2", said)
    assert find_source(cast.ana, "many").statuses == {**statuses, "Cerrado": ("closed", None)}
