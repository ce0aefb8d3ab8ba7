"""The calendar of a person: dates of agreements, under an address that can be made useless."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from icalendar import Calendar

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.parties.models import Grant, Person
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.core.acts import MoveKind
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from tests.flows.test_negotiation import TEXT, opened
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    year = datetime.now(UTC).year + 1
    until = f"to: {year}-12-31, renewal: tacit, notice: 60d"
    opened(found.ana, TEXT.replace("from: 2026-04-01", "from: 2026-01-01").replace("to: 2026-12-31", until))
    now = datetime.now(UTC)
    act = offer_draft(found.ana, "sur-2026", Offering(seen=0), now)
    accept = Intent(kind=MoveKind.ACCEPT, content=act.standing.content or "", seen=1)
    answer_offer(found.boris, "sur-2026", 1, accept, now)
    return found


def client_of(viewer: Viewer) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=viewer.person))
    return client


def feed_of(viewer: Viewer) -> str:
    page = client_of(viewer).post("/account/calendar/make").content.decode()
    found = re.search(r"/calendar/acu_[-\w]+\.ics", page)
    assert found is not None
    return found[0]


def dates(body: bytes) -> dict[str, str]:
    events = Calendar.from_ical(body.decode()).walk("VEVENT")
    return {str(event["SUMMARY"]): event.decoded("DTSTART").isoformat() for event in events}


def test_a_calendar_program_reads_the_dates_without_signing_in(cast: Cast) -> None:
    answer = Client().get(feed_of(cast.boris))
    year = datetime.now(UTC).year + 1
    assert answer.headers["Content-Type"].startswith("text/calendar")
    found = dates(answer.content)
    assert found["Servicios · sur-2026: primer día"] == "2026-01-01"
    assert found["Servicios · sur-2026: último día"] == f"{year}-12-31"
    decided = [on for title, on in found.items() if "decidir" in title]
    assert f"{year}-09-01" < decided[0] <= f"{year}-11-01"
    assert b"BEGIN:VALARM" in answer.content
    assert b"@sur.example" not in answer.content


@pytest.mark.parametrize(("language", "title"), [("en", "first day"), ("ru", "первый день")])
def test_it_speaks_the_language_of_its_person(cast: Cast, language: str, title: str) -> None:
    Person.objects.filter(pk=cast.boris.person).update(language=language)
    assert f"Servicios · sur-2026: {title}" in dates(client_of(cast.boris).get("/calendar.ics").content)


def test_it_shows_what_its_person_may_see_and_nothing_else(cast: Cast) -> None:
    assert dates(Client().get(feed_of(cast.vera)).content) == {}
    address = feed_of(cast.tomas)
    assert len(dates(Client().get(address).content)) >= 2
    Grant.objects.filter(person_id=cast.tomas.person).delete()
    assert dates(Client().get(address).content) == {}


def test_a_new_address_makes_the_old_one_useless_and_it_opens_nothing_else(cast: Cast) -> None:
    old, new = feed_of(cast.boris), feed_of(cast.boris)
    assert [Client().get(address).status_code for address in (old, new)] == [404, 200]
    secret = new.removeprefix("/calendar/").removesuffix(".ics")
    told = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert told.status_code == 401
    page = client_of(cast.boris).get("/account/tokens/").content.decode()
    assert secret not in page
    ident = re.search(r"/account/tokens/(\d+)/revoke", page)
    assert ident is not None
    assert client_of(cast.boris).post(ident[0]).status_code == 302
    assert Client().get(new).status_code == 404
