"""Tickets are looked at again when what they are judged by, or whose they are, changes without a fact of theirs."""

from datetime import UTC, datetime

import pytest

from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.tickets.queries import list_tickets
from acuerdo.apps.tickets.sources import SourceIntent
from acuerdo.core.acts import MoveKind
from acuerdo.core.hours import to_us
from acuerdo.flows import sources_kept
from acuerdo.flows.rejudged import judge_part
from acuerdo.flows.years_agreed import YearIntent, agree_year
from tests.flows.telling import KEY, TEXT, add_source, in_force, row, say
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
HELD = TEXT.replace(
    "{week: {mon-fri: [09:00-18:00]}}",
    "{week: {mon-fri: [09:00-18:00]}, holidays: [{country: ES, years: [2026, 2027]}]}",
).replace("to: 2026-12-31", "to: 2027-12-31")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_tickets_from_before_an_agreement_was_made_get_their_clocks_when_it_governs_their_opening(cast: Cast) -> None:
    add_source(cast)
    say(cast.ana, row("T1", "09:00:00", "opened", priority="P1"))
    say(cast.ana, {**row("T0", "09:00:00", "opened", priority="P1"), "at": "2026-02-20T09:00:00Z"})
    assert not Clock.objects.exists()
    in_force(cast)
    assert judge_part(NOW) == 1
    assert set(Clock.objects.values_list("ticket__name", "commitment")) >= {("T1", "first"), ("T1", "fix")}
    assert not Clock.objects.filter(ticket__name="T0").exists()
    assert judge_part(NOW) == 0


def test_tickets_whose_word_becomes_a_customers_are_that_customers(cast: Cast) -> None:
    in_force(cast)
    add_source(cast, "many", "", customers={"Volga": "volga"})
    rows = [row(name, "09:00:00", "opened", customer=word) for name, word in (("A", "Sur SA"), ("B", "Volga"))]
    say(cast.ana, *rows, source="many")
    assert list_tickets(cast.boris) == []
    wanted = SourceIntent(key="many", name="Many", customer="", customers={"Volga": "volga", "Sur SA": "sur"})
    sources_kept.change(cast.ana, wanted, NOW)
    assert judge_part(NOW) == 1
    assert [one.name for one in list_tickets(cast.boris)] == ["A"]
    assert Clock.objects.filter(ticket__name="A", commitment="first").exists()


def test_a_year_that_is_agreed_moves_what_lasts_into_it(cast: Cast) -> None:
    in_force(cast, HELD)
    add_source(cast)
    late = datetime(2026, 12, 31, 16, tzinfo=UTC)  # an hour before the end of the day, and three are left
    say(cast.ana, {**row("T1", "09:00:00", "opened", priority="P1"), "at": late.isoformat()}, at=late)
    for viewer, kind, seen in ((cast.ana, MoveKind.PROPOSE, 0), (cast.boris, MoveKind.ACCEPT, 1)):
        dates = "2027-01-01 Nuevo\n2027-01-04 Puente" if kind is MoveKind.PROPOSE else ""
        agree_year(viewer, KEY, YearIntent(kind=kind, calendar="office", year=2027, seen=seen, dates=dates), late)
    assert judge_part(late) == 1
    fix = Clock.objects.get(commitment="fix")
    assert (fix.due_us, fix.marks) == (to_us(datetime(2027, 1, 5, 11, tzinfo=UTC)), "")


def test_a_year_that_is_agreed_moves_when_clocks_were_due_that_had_stopped_long_before(cast: Cast) -> None:
    in_force(cast, HELD.replace("default: 8h", "default: 24h"))
    add_source(cast)
    late = datetime(2026, 12, 31, 16, tzinfo=UTC)
    events = ("opened", "replied", "resolved", "report_sent")
    told = [{"ticket": "T1", "at": f"2026-12-30T12:0{n}:00Z", "event": event} for n, event in enumerate(events)]
    say(cast.ana, *told, at=late)
    assert not Clock.objects.filter(stopped_us__isnull=True).exists()
    for viewer, kind, seen in ((cast.ana, MoveKind.PROPOSE, 0), (cast.boris, MoveKind.ACCEPT, 1)):
        dates = "2027-01-01 Nuevo\n2027-01-04 Puente" if kind is MoveKind.PROPOSE else ""
        agree_year(viewer, KEY, YearIntent(kind=kind, calendar="office", year=2027, seen=seen, dates=dates), late)
    assert judge_part(late) == 1
    fix = Clock.objects.get(commitment="fix")
    assert (fix.due_us, fix.marks) == (to_us(datetime(2027, 1, 6, 9, tzinfo=UTC)), "")
