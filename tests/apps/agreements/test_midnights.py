"""An agreement begins, ends and comes due at the midnights of its own zone, wherever it is looked at."""

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.commands import DraftChange, NewAgreement, change_draft, open_agreement
from acuerdo.apps.agreements.days import days_at
from acuerdo.apps.agreements.lists import find_page, list_decisions
from acuerdo.apps.agreements.queries import find_draft, find_versions
from acuerdo.apps.agreements.shapes import AgreementFilter, LifeState
from acuerdo.apps.life.commands import Notice
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.parties.models import Party, Person
from acuerdo.apps.parties.viewers import NotThere
from acuerdo.apps.scope.queries import agreements_with, governing_version
from acuerdo.core.acts import MoveKind
from acuerdo.faces.web.calendars import write_calendar
from acuerdo.flows.agreement_begun import Start, begin_agreement
from acuerdo.flows.agreement_lives import give_notice
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from acuerdo.flows.decisions_reminded import remind_of_decisions
from tests.flows.test_negotiation import TEXT
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
ZONES = ("Asia/Vladivostok", "America/Los_Angeles")
TERM = "term: {from: 2026-04-01, to: 2026-12-31, renewal: express, notice: 60d}"
MOMENT = timedelta(seconds=1)


def midnight(zone: str, on: date) -> datetime:
    """Return the instant at which a date begins in a zone."""
    return datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def key_of(zone: str) -> str:
    return zone.rpartition("/")[2].lower().replace("_", "-")


def agree(cast: Cast, zone: str, number: int = 1) -> str:
    """Agree on a version with Sur whose dates are those of a zone."""
    key = key_of(zone)
    text = TEXT.replace("sur-2026", key).replace("Europe/Madrid", zone)
    text = text.replace("term: {from: 2026-04-01, to: 2026-12-31}", TERM)
    if number == 1:
        open_agreement(cast.ana, NewAgreement(key=key, kind="sla", customer="sur", text=text), NOW)
    else:
        later = text.replace("1h", "2h").replace("from: 2026-04-01", "from: 2026-07-01")
        change_draft(cast.ana, key, DraftChange(text=later, revision=0), NOW)
    content = offer_draft(cast.ana, key, Offering(seen=0), NOW).standing.content or ""
    answer_offer(cast.boris, key, number, Intent(kind=MoveKind.ACCEPT, content=content, seen=1), NOW)
    return key


def states_at(cast: Cast, zone: str, at: datetime) -> list[LifeState]:
    """Return where the versions stand at an instant; list, filter and page say the same of the newest shown."""
    key, days = key_of(zone), days_at(at)
    states = [version.state for version in find_versions(cast.boris, key, at)]
    line = next(one for one in find_page(cast.boris, AgreementFilter(), at, days).lines if one.key == key)
    chosen = find_page(cast.boris, AgreementFilter(states=frozenset({line.state})), at, days)
    assert key in [one.key for one in chosen.lines]
    assert line.state in states
    return states


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.mark.parametrize("zone", ZONES)
def test_an_agreement_begins_is_superseded_and_ends_at_its_own_midnight(cast: Cast, zone: str) -> None:
    for each in ZONES:
        agree(cast, each)
    agree(cast, zone, 2)
    for on, before, after in (
        (date(2026, 4, 1), [LifeState.AGREED, LifeState.AGREED], [LifeState.AGREED, LifeState.ACTIVE]),
        (date(2026, 7, 1), [LifeState.AGREED, LifeState.ACTIVE], [LifeState.ACTIVE, LifeState.SUPERSEDED]),
        (date(2027, 1, 1), [LifeState.ACTIVE, LifeState.SUPERSEDED], [LifeState.EXPIRED, LifeState.SUPERSEDED]),
    ):
        begins = midnight(zone, on)
        assert (states_at(cast, zone, begins - MOMENT), states_at(cast, zone, begins)) == (before, after), on


@pytest.mark.parametrize("zone", ZONES)
def test_a_notice_ends_an_agreement_at_its_own_midnight_everywhere(cast: Cast, zone: str) -> None:
    key = agree(cast, zone)
    begins = midnight(zone, date(2026, 4, 1))
    with pytest.raises(NotThere):
        governing_version(cast.boris, key, days_at(begins - MOMENT))
    assert governing_version(cast.boris, key, days_at(begins)).number == 1
    assert agreements_with(cast.boris, "desk", days_at(begins - MOMENT)).total == 0
    assert agreements_with(cast.boris, "desk", days_at(begins)).total == 1
    give_notice(cast.boris, key, Notice(), begins)
    over = midnight(zone, date(2027, 1, 1))
    assert states_at(cast, zone, over - MOMENT) == [LifeState.ACTIVE]
    assert states_at(cast, zone, over) == [LifeState.TERMINATED]


@pytest.mark.parametrize("zone", ZONES)
def test_a_decision_is_late_over_and_reminded_of_by_the_date_of_its_zone(cast: Cast, zone: str) -> None:
    agree(cast, zone)
    due, notice_by = date(2026, 10, 18), date(2026, 11, 1)
    for at, late in ((midnight(zone, due) - MOMENT, False), (midnight(zone, date(2026, 10, 19)), True)):
        (line,) = list_decisions(cast.boris, days_at(at), date(2027, 12, 31))
        assert (line.decision.decide_by, line.decision.notice_by) == (due, notice_by)
        assert (line.decision.decide_by < line.today_on) is late
    last = midnight(zone, notice_by + timedelta(days=1))
    assert len(list_decisions(cast.boris, days_at(last - MOMENT), date(2027, 12, 31))) == 1
    assert list_decisions(cast.boris, days_at(last), date(2027, 12, 31)) == []
    assert b"20261018" in write_calendar(cast.boris, "https://a.example", last - MOMENT)
    assert b"20261018" not in write_calendar(cast.boris, "https://a.example", last)
    first = midnight(zone, due - timedelta(days=30))
    assert remind_of_decisions(first - MOMENT) == 0
    assert remind_of_decisions(first) > 0
    assert Outgoing.objects.filter(kind="decision_due", key__contains=":30:").exists()


@pytest.mark.parametrize("zone", ZONES)
def test_pages_turn_at_its_own_midnight(cast: Cast, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    key = agree(cast, zone)
    boris = Client()
    begins, due = midnight(zone, date(2026, 4, 1)), midnight(zone, date(2026, 10, 18) - timedelta(days=30))
    for at, address, seen in (
        (begins - MOMENT, "/agreements/?state=in_force", False),
        (begins, "/agreements/?state=in_force", True),
        (due - MOMENT, "/", False),
        (due, "/", True),
    ):
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        boris.force_login(Person.objects.get(pk=cast.boris.person))
        page = boris.get(address)
        assert page.status_code == HTTPStatus.OK
        assert (f"/agreements/{key}" in page.content.decode()) is seen, (at, address)


@pytest.mark.parametrize("zone", ZONES)
def test_a_new_agreement_begins_on_the_day_that_it_is_where_its_customer_is(cast: Cast, zone: str) -> None:
    Party.objects.filter(key="sur").update(time_zone=zone)
    for number, (at, on) in enumerate(
        ((midnight(zone, date(2026, 4, 1)) - MOMENT, "2026-03-31"), (midnight(zone, date(2026, 4, 1)), "2026-04-01"))
    ):
        begin_agreement(cast.ana, Start(key=f"new-{number}", customer="sur"), at)
        draft = find_draft(cast.ana, f"new-{number}")
        assert draft is not None
        assert f"from: {on}" in draft.text
