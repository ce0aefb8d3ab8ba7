"""Both sides agree on a year of a calendar: one act, over the hash of its dates."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from acuerdo.apps.acts.commands import Intent, MovedMeanwhile
from acuerdo.apps.acts.models import ActOffer
from acuerdo.apps.agreements.commands import DraftChange, change_draft
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.journal.queries import verify
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.apps.years.queries import list_years, with_agreed_years
from acuerdo.core.acts import MoveKind, MoveRefused, State
from acuerdo.documents import Written, read_agreement
from acuerdo.documents.agreed_years import YearRefused, dates_of, provisional_years
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from acuerdo.flows.years_agreed import YearIntent, agree_year
from tests.flows.test_negotiation import TEXT, newest, opened
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
KEY = "sur-2026"
HELD = TEXT.replace(
    "{week: {mon-fri: [09:00-18:00]}}",
    "{week: {mon-fri: [09:00-18:00]}, holidays: [{country: ES, years: [2026, 2027]}]}",
).replace("to: 2026-12-31", "to: 2027-12-31")
BRIDGE = "2027-01-04 Puente\n2027-01-06 Epifanía"


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    opened(found.ana)
    change_draft(found.ana, KEY, DraftChange(text=HELD, revision=1), NOW)
    content = offer_draft(found.ana, KEY, Offering(seen=0), NOW).standing.content or ""
    answer_offer(found.boris, KEY, 1, Intent(kind=MoveKind.ACCEPT, content=content, seen=1), NOW)
    return found


def move(viewer: Viewer, kind: MoveKind, seen: int, dates: str = "", *, year: int = 2027) -> State:
    intent = YearIntent(kind=kind, calendar="office", year=year, seen=seen, dates=dates)
    return agree_year(viewer, KEY, intent, NOW).standing.state


def in_force(cast: Cast) -> str:
    return with_agreed_years(Agreement.objects.get(key=KEY).pk, newest(cast.ana).canonical)


def test_a_year_is_proposed_countered_and_accepted_and_then_stands_in_what_binds(cast: Cast) -> None:
    assert provisional_years(in_force(cast)) == {"office": (2027,)}
    assert move(cast.ana, MoveKind.PROPOSE, 0, "2027-01-06 Reyes") is State.OFFERED
    assert move(cast.boris, MoveKind.COUNTER, 1, BRIDGE) is State.OFFERED
    assert provisional_years(in_force(cast)) == {"office": (2027,)}
    assert move(cast.ana, MoveKind.ACCEPT, 2) is State.AGREED
    assert provisional_years(in_force(cast)) == {}
    assert [one.on.isoformat() for one in dates_of(in_force(cast), "office", 2027)] == ["2027-01-04", "2027-01-06"]
    assert provisional_years(newest(cast.ana).canonical) == {"office": (2027,)}  # what was accepted is never edited
    assert [(one.calendar, one.year, one.dates) for one in list_years(cast.boris, KEY, NOW)] == [
        ("office", 2027, BRIDGE)
    ]
    assert verify(f"agreement:{KEY}").faults == ()


def test_an_agreed_year_is_corrected_by_agreeing_once_more(cast: Cast) -> None:
    move(cast.ana, MoveKind.PROPOSE, 0, "2027-01-06 Reyes")
    move(cast.boris, MoveKind.ACCEPT, 1)
    assert move(cast.boris, MoveKind.PROPOSE, 0, BRIDGE) is State.OFFERED
    assert len(dates_of(in_force(cast), "office", 2027)) == 1
    move(cast.ana, MoveKind.ACCEPT, 1)
    assert len(dates_of(in_force(cast), "office", 2027)) == 2
    assert [one.number for one in list_years(cast.ana, KEY, NOW)] == [2]


def test_a_year_that_was_rejected_or_withdrawn_can_be_proposed_again(cast: Cast) -> None:
    move(cast.ana, MoveKind.PROPOSE, 0, "2027-01-06 Reyes")
    assert move(cast.boris, MoveKind.REJECT, 1) is State.REJECTED
    move(cast.boris, MoveKind.PROPOSE, 2, BRIDGE)
    assert move(cast.boris, MoveKind.WITHDRAW, 3) is State.WITHDRAWN
    move(cast.ana, MoveKind.PROPOSE, 4, BRIDGE)
    assert move(cast.boris, MoveKind.ACCEPT, 5) is State.AGREED


def test_who_may_not_speak_or_looks_too_late_moves_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        move(cast.tomas, MoveKind.PROPOSE, 0, BRIDGE)
    with pytest.raises(NotThere):
        move(cast.vera, MoveKind.PROPOSE, 0, BRIDGE)
    with pytest.raises(NotThere):
        move(cast.boris, MoveKind.ACCEPT, 0)
    with pytest.raises(YearRefused, match="not_provisional"):
        move(cast.ana, MoveKind.PROPOSE, 0, "2026-01-06 Reyes", year=2026)
    move(cast.ana, MoveKind.PROPOSE, 0, BRIDGE)
    with pytest.raises(MovedMeanwhile):
        move(cast.boris, MoveKind.ACCEPT, 0)
    with pytest.raises(MoveRefused):
        move(cast.ana, MoveKind.ACCEPT, 1)


@pytest.mark.usefixtures("guards")
def test_what_was_offered_is_never_changed(cast: Cast) -> None:
    move(cast.ana, MoveKind.PROPOSE, 0, BRIDGE)
    with pytest.raises(DatabaseError), transaction.atomic():
        ActOffer.objects.update(said="{}")
    with pytest.raises(DatabaseError), transaction.atomic():
        ActOffer.objects.all().delete()


def test_the_page_proposes_what_is_known_today_and_keeps_what_was_typed(cast: Cast) -> None:
    ana, boris = Client(), Client()
    ana.force_login(Person.objects.get(pk=cast.ana.person))
    boris.force_login(Person.objects.get(pk=cast.boris.person))
    page = ana.get(f"/agreements/{KEY}/years").content.decode()
    assert "1 year of a calendar is provisional" in page
    assert "2027-01-06 Epifanía" in page
    form = {"calendar": "office", "year": "2027", "seen": "0", "kind": "propose"}
    refused = ana.post(f"/agreements/{KEY}/years/act", {**form, "dates": "2027-01-06 <b>R</b>\nsoon"})
    assert refused.status_code == 422
    assert "Line 2 (soon): This is not a date" in refused.content.decode()
    assert "2027-01-06 &lt;b&gt;R&lt;/b&gt;\nsoon" in refused.content.decode()
    assert ana.post(f"/agreements/{KEY}/years/act", {**form, "dates": BRIDGE}).status_code == 302
    assert "Accept what was proposed" in boris.get(f"/agreements/{KEY}/years").content.decode()
    boris.post(f"/agreements/{KEY}/years/act", {**form, "seen": "1", "kind": "accept"})
    assert "No year of a calendar is provisional now" in boris.get(f"/agreements/{KEY}/years").content.decode()
    judged = boris.get(f"/agreements/{KEY}/years/document.json")
    assert read_agreement(Written(judged.content.decode()), name="x.json").id == KEY
    assert provisional_years(judged.content.decode()) == {}
    assert ana.post(f"/agreements/{KEY}/years/act", {**form, "kind": "sing"}).status_code == 400


def test_today_says_whose_answer_is_awaited(cast: Cast) -> None:
    ana, boris = Client(), Client()
    ana.force_login(Person.objects.get(pk=cast.ana.person))
    boris.force_login(Person.objects.get(pk=cast.boris.person))
    move(cast.ana, MoveKind.PROPOSE, 0, BRIDGE)
    assert "A year of a calendar is proposed." in boris.get("/").content.decode()
    assert "1 offer waits for your side" in boris.get("/").content.decode()
    assert "A year of a calendar is proposed." not in ana.get("/").content.decode()
