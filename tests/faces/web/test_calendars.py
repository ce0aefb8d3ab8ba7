"""Calendars of a draft as months, and two texts side by side."""

import pytest
from django.test import Client

from acuerdo.apps.agreements.models import Draft
from acuerdo.apps.parties.models import Person
from acuerdo.flows.agreement_negotiated import Offering, offer_draft
from tests.flows.test_negotiation import TEXT, opened
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
PAGE = "/agreements/sur-2026/draft/calendars"
COMPARE = "/agreements/sur-2026/compare"


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    opened(found.ana)
    return found


@pytest.fixture
def client(cast: Cast) -> Client:
    found = Client()
    found.force_login(Person.objects.get(pk=cast.ana.person))
    return found


def change(client: Client, **said: str) -> str:
    form = {"calendar": "office", "year": "2026", "revision": str(Draft.objects.get().revision), **said}
    return client.post(f"{PAGE}/change", form, follow=True).content.decode()


def test_a_year_is_shown_by_months_and_a_date_is_closed_and_given_back(client: Client) -> None:
    assert "Nothing is special in this year" in client.get(f"{PAGE}?year=2026").content.decode()
    page = change(client, on="2026-12-24", name="<b>Eve</b>")
    assert "&lt;b&gt;Eve" in page
    assert "<b>Eve" not in page
    assert 'class="closed"' in page
    page = change(client, on="2026-05-09", hours="10:00-14:00")
    assert "10:00–14:00" in page
    assert "hours: [10:00-14:00]" in Draft.objects.get().text or "- 10:00-14:00" in Draft.objects.get().text
    for where in ("open:0", "closed:0"):
        change(client, drop=where)
    assert Draft.objects.get().text == TEXT


@pytest.mark.parametrize(
    "said", [{"on": "2026-13-01"}, {"on": ""}, {"on": "2026-01-01", "hours": "9-17"}, {"drop": "closed:7"}]
)
def test_a_date_that_cannot_be_written_changes_nothing(client: Client, said: dict[str, str]) -> None:
    assert "could not be written" in change(client, **said)
    assert Draft.objects.get().text == TEXT


def test_a_draft_that_somebody_else_changed_is_not_overwritten(client: Client) -> None:
    Draft.objects.update(revision=7)
    page = change(client, on="2026-12-24", revision="1")
    assert "Somebody else changed the draft" in page
    assert Draft.objects.get().text == TEXT
    assert client.post(f"{PAGE}/change", {"revision": "x"}).status_code == 400


@pytest.mark.parametrize("asked", ["9999", "abcd", "0001"])
def test_an_odd_year_or_calendar_is_answered_by_a_real_one(client: Client, asked: str) -> None:
    assert client.get(f"{PAGE}?year={asked}&calendar=nothing").status_code == 200


def test_a_text_that_cannot_be_read_has_no_calendars(client: Client) -> None:
    Draft.objects.update(text="a: [")
    assert "no calendars to show" in client.get(PAGE).content.decode()


def test_a_draft_and_a_version_stand_side_by_side(cast: Cast, client: Client) -> None:
    assert "no two texts" in client.get(COMPARE).content.decode()
    offer_draft(cast.ana, "sur-2026", Offering(seen=0), NOW)
    form = {"text": TEXT.replace("within: 1h", "within: 2h"), "revision": "0", "seen": "1"}
    client.post("/agreements/sur-2026/draft/save", form)
    page = client.get(COMPARE).content.decode()
    assert "1 clause differs" in page
    assert "looser for the provider" in page
    assert "0 clauses differ" in client.get(f"{COMPARE}?left=1&right=1").content.decode()
    Draft.objects.update(text="a: [")
    assert "cannot be read" in client.get(COMPARE).content.decode()
