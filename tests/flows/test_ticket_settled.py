"""What both sides settle about a ticket: its priority, from which the clocks follow, and work outside the scope."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import Client

from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.clocks.queries import clocks_of
from acuerdo.apps.matters.models import Matter, MatterKind
from acuerdo.apps.matters.queries import list_matters
from acuerdo.apps.matters.shapes import MatterRefused, PriorityOffer, RouteOffer
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.notices.shapes import Channel
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.apps.rejudging.intake import Recorded, record_told
from acuerdo.apps.tickets.held import hold_source
from acuerdo.apps.tickets.models import Fact, Source, Ticket
from acuerdo.apps.tickets.recording import Brought
from acuerdo.core.acts import MoveKind, MoveRefused, State
from acuerdo.core.hours import to_us
from acuerdo.faces.worker.deliveries import deliver_due
from acuerdo.faces.worker.mail import send
from acuerdo.flows import ticket_settled
from acuerdo.flows.ticket_settled import MatterIntent, settle
from tests.flows.telling import TEXT, add_source, in_force, row, say
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=40)
OUTSIDE = TEXT.replace(
    "calendar: office}]",
    "calendar: office, out_of_scope: [{text: {es: Compras}, then: quote}, {text: {es: Casa}, then: decline}]}]",
).replace("parties:", "currency: EUR\nparties:")
PAGE = "/tickets/desk/T1"


@pytest.fixture
def cast() -> Cast:
    """A ticket of Sur, opened with P2 and answered after half an hour: late for a P1, in time for a P2."""
    found = make_cast()
    in_force(found, OUTSIDE)
    add_source(found)
    rows = [
        row("T1", "09:00:00", "opened", priority="P2", service="desk"),
        row("T1", "09:30:00", "replied", by="Tomas"),
    ]
    say(found.ana, *rows, at=LATER)
    return found


def move(
    viewer: Viewer,
    kind: MoveKind,
    seen: int,
    offer: PriorityOffer | RouteOffer | None = None,
    minutes: int = 0,
    *,
    ticket: str = "T1",
) -> ActRecord:
    about = MatterKind.ROUTE if isinstance(offer, RouteOffer) else MatterKind.PRIORITY
    intent = MatterIntent(kind=about, move=kind, seen=seen, offer=offer, note="Nobody can work")
    return settle(viewer, "desk", ticket, intent, LATER + timedelta(minutes=minutes))


def first(cast: Cast) -> tuple[str, str]:
    """Return priority and verdict of the first response: of the kept row, which has to be that of the page."""
    kept = Clock.objects.get(ticket__name="T1", commitment="first")
    now = to_us(LATER + timedelta(hours=1))
    seen = next(
        one.verdict for one in clocks_of(cast.boris, "desk", "T1", now).clocks if one.verdict.commitment == "first"
    )
    assert (seen.priority, str(seen.verdict)) == (kept.priority, kept.verdict)
    return kept.priority, kept.verdict


def test_a_priority_that_both_sides_agreed_on_becomes_facts_and_the_verdict_follows(cast: Cast) -> None:
    assert first(cast) == ("P2", "met")
    claimed = move(cast.boris, MoveKind.PROPOSE, 0, PriorityOffer(priority="P1"))
    assert claimed.standing.state is State.OFFERED
    assert first(cast) == ("P2", "met")  # a claim alone changes nothing
    letters = Outgoing.objects.filter(kind__in=("priority_waits", "priority_agreed"))
    assert list(letters.values_list("kind", "person")) == [("priority_waits", cast.ana.person)]
    assert "Nobody can work" not in str(letters.get().body)
    agreed = move(cast.ana, MoveKind.ACCEPT, 1, minutes=5)
    assert letters.filter(kind="priority_agreed").count() == 2
    deliver_due({Channel.MAIL: send}, lambda: LATER + timedelta(minutes=6))
    told = next(one for one in mail.outbox if "T1" in one.subject)
    assert "/tickets/desk/T1" in str(told.body)
    assert agreed.standing.state is State.AGREED
    assert first(cast) == ("P1", "breached")
    assert Ticket.objects.get(name="T1").priority == "P1"
    assert hold_source("source:desk").faults == ()
    assert Fact.objects.get(key__startswith="acuerdo-priority-").at_us == to_us(NOW)
    with pytest.raises(MatterRefused, match="same_priority"):
        move(cast.boris, MoveKind.PROPOSE, 0, PriorityOffer(priority="P1"))


def test_what_the_help_desk_said_later_does_not_take_it_back(cast: Cast) -> None:
    say(cast.ana, row("T1", "09:10:00", "changed", priority="P1"), at=LATER)
    say(cast.ana, row("T1", "09:20:00", "changed", priority="P2"), at=LATER)
    assert first(cast)[0] == "P2"
    move(cast.boris, MoveKind.PROPOSE, 0, PriorityOffer(priority="P1"))
    move(cast.ana, MoveKind.ACCEPT, 1)
    assert Ticket.objects.get(name="T1").priority == "P1"
    assert Fact.objects.filter(key__startswith="acuerdo-priority").count() == 3
    assert first(cast) == ("P1", "breached")


def test_several_tickets_of_a_source_are_settled_each_for_itself(cast: Cast) -> None:
    say(cast.ana, row("T2", "09:00:00", "opened", priority="P2"), at=LATER)
    for ticket in ("T1", "T2"):
        move(cast.boris, MoveKind.PROPOSE, 0, PriorityOffer(priority="P1"), ticket=ticket)
        move(cast.ana, MoveKind.ACCEPT, 1, ticket=ticket)
    assert list(Ticket.objects.values_list("priority", "refused").order_by("pk")) == [("P1", 0), ("P1", 0)]


def test_what_both_agreed_stands_over_what_a_source_that_numbers_its_facts_said_at_that_instant(cast: Cast) -> None:
    say(cast.ana, row("T3", "09:00:00", "opened", priority="P2", key="rt-7", seq="900000"), at=LATER)
    move(cast.boris, MoveKind.PROPOSE, 0, PriorityOffer(priority="P1"), ticket="T3")
    move(cast.ana, MoveKind.ACCEPT, 1, ticket="T3")
    assert Ticket.objects.get(name="T3").priority == "P1"


def test_from_now_on_leaves_what_was_before_as_it_was_and_is_settled_anew_by_another_act(cast: Cast) -> None:
    now = PriorityOffer(priority="P1", from_opening=False, since_us=to_us(LATER))
    move(cast.ana, MoveKind.PROPOSE, 0, now)
    move(cast.boris, MoveKind.ACCEPT, 1)
    assert Ticket.objects.get(name="T1").priority == "P1"
    assert first(cast) == ("P2", "met")  # it had ended by then
    move(cast.boris, MoveKind.PROPOSE, 0, PriorityOffer(priority="P2"), minutes=9)
    move(cast.ana, MoveKind.ACCEPT, 1, minutes=10)
    assert Ticket.objects.get(name="T1").priority == "P2"
    assert [one.number for one in list_matters(cast.boris, "desk", "T1", LATER)] == [2, 1]


def test_a_claim_is_countered_rejected_and_withdrawn_and_nothing_follows(cast: Cast) -> None:
    move(cast.boris, MoveKind.PROPOSE, 0, PriorityOffer(priority="P1"))
    opposed = PriorityOffer(priority="P1", from_opening=False, since_us=to_us(LATER))
    assert move(cast.ana, MoveKind.COUNTER, 1, opposed).standing.state is State.OFFERED
    with pytest.raises(MoveRefused):
        move(cast.ana, MoveKind.ACCEPT, 2)
    assert move(cast.boris, MoveKind.REJECT, 2).standing.state is State.REJECTED
    move(cast.boris, MoveKind.PROPOSE, 3, PriorityOffer(priority="P1"))
    assert move(cast.boris, MoveKind.WITHDRAW, 4).standing.state is State.WITHDRAWN
    assert first(cast) == ("P2", "met")
    assert Matter.objects.count() == 1


def test_only_those_who_speak_for_a_side_move_and_only_what_the_agreement_knows_is_claimed(cast: Cast) -> None:
    claim = PriorityOffer(priority="P1")
    with pytest.raises(NotAllowed):
        move(cast.tomas, MoveKind.PROPOSE, 0, claim)
    for nobody in (cast.vera, cast.carla, cast.nadie):
        with pytest.raises(NotThere):
            move(nobody, MoveKind.PROPOSE, 0, claim)
    with pytest.raises(NotThere):
        move(cast.boris, MoveKind.ACCEPT, 0)
    for offer, code in (
        (PriorityOffer(priority="P9"), "unknown_priority"),
        (PriorityOffer(priority="P2"), "same_priority"),
        (RouteOffer(agreement="sur-2026", service="desk", item=7), "no_such_item"),
        (RouteOffer(agreement="other", service="desk", item=0), "no_such_item"),
    ):
        with pytest.raises(MatterRefused, match=code):
            move(cast.boris, MoveKind.PROPOSE, 0, offer)
    say(cast.ana, {**row("T2", "09:00:00", "opened"), "at": "2020-01-01T09:00:00Z"}, at=LATER)
    with pytest.raises(MatterRefused, match="not_governed"):
        settle(
            cast.ana,
            "desk",
            "T2",
            MatterIntent(kind=MatterKind.PRIORITY, move=MoveKind.PROPOSE, seen=0, offer=claim),
            LATER,
        )
    assert not Matter.objects.exists()


def test_work_outside_the_scope_takes_the_route_of_the_agreement_as_an_act(cast: Cast) -> None:
    before = Fact.objects.count()
    quoted = RouteOffer(agreement="sur-2026", service="desk", item=0, amount=Decimal("1250.50"))
    move(cast.ana, MoveKind.PROPOSE, 0, quoted)
    intent = MatterIntent(kind=MatterKind.ROUTE, move=MoveKind.ACCEPT, seen=1)
    assert settle(cast.boris, "desk", "T1", intent, LATER).standing.binds
    said = list_matters(cast.ana, "desk", "T1", LATER)[0].said
    assert (said["then"], said["amount"], said["currency"]) == ("quote", "1250.50", "EUR")
    assert Fact.objects.count() == before
    assert list_matters(cast.boris, "desk", "T1", LATER)


def test_both_sides_do_it_on_the_page_of_the_ticket(cast: Cast) -> None:
    ana, boris = (Client(headers={"Accept-Language": "en"}) for _ in range(2))
    for client, viewer in ((ana, cast.ana), (boris, cast.boris)):
        client.force_login(Person.objects.get(pk=viewer.person))
        client.cookies["language"] = "en"
    claim = {
        "kind": "priority",
        "move": "propose",
        "seen": "0",
        "priority": "P1",
        "from": "opening",
        "note": "<b>Now</b>",
    }
    assert boris.post("/matters/desk/T1", claim).headers["Location"] == f"{PAGE}#priority"
    shown = ana.get(PAGE).content.decode()
    assert "P1, from the opening on" in shown
    assert "claimed, not agreed" in shown
    assert "&lt;b&gt;Now" in shown
    assert "another priority is claimed" in ana.get("/").content.decode()
    assert "another priority is claimed" not in boris.get("/").content.decode()
    ana.post("/matters/desk/T1", {"kind": "priority", "move": "accept", "seen": "1"})
    assert "agreed by both sides" in boris.get(PAGE).content.decode()
    assert (
        "moved first"
        in ana.post("/matters/desk/T1", {**claim, "priority": "P2", "seen": "9"}, follow=True).content.decode()
    )
    route = {"kind": "route", "move": "propose", "seen": "0", "route": "sur-2026|desk|0", "amount": "1 250,5"}
    ana.post("/matters/desk/T1", route)
    assert "1,250.50" in boris.get(PAGE).content.decode()
    for odd, text in (({"amount": "many"}, "no amount"), ({"route": "sur-2026|desk|x"}, "leaves out no such")):
        assert text in ana.post("/matters/desk/T1", {**route, **odd}, follow=True).content.decode()
    for odd in ({"move": "dance"}, {"seen": "x"}, {"kind": "colour"}):
        assert ana.post("/matters/desk/T1", {**route, **odd}).status_code == 400


def test_a_promise_that_does_not_cover_a_ticket_says_what_it_covers() -> None:
    cast = make_cast()
    in_force(cast, TEXT.replace("{id: fix, ", "{id: fix, applies_to: {priority: P1}, "))
    add_source(cast)
    say(cast.ana, row("T1", "09:00:00", "opened", priority="P2"), at=LATER)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(Person.objects.get(pk=cast.boris.person))
    client.cookies["language"] = "en"
    shown = client.get(PAGE).content.decode()
    assert "the agreement does not cover this ticket here" in shown
    assert "It covers: " in shown
    assert "P1" in shown.partition("It covers: ")[2][:80]


def test_what_was_settled_stays_with_its_customer_when_the_ticket_turns_out_to_be_another_s(cast: Cast) -> None:
    move(cast.boris, MoveKind.PROPOSE, 0, PriorityOffer(priority="P1"))
    Ticket.objects.update(customer=cast.volga)
    assert list_matters(cast.vera, "desk", "T1", LATER) == []
    client = Client()
    client.force_login(Person.objects.get(pk=cast.vera.person))
    shown = client.get(PAGE).content.decode().partition("<main")[2]
    assert "T1" in shown
    for theirs in ("sur-2026", "Boris", "Nobody can work"):
        assert theirs not in shown
    with pytest.raises(NotThere):
        move(cast.vera, MoveKind.ACCEPT, 1)
    Ticket.objects.update(customer=cast.sur)
    assert len(list_matters(cast.boris, "desk", "T1", LATER)) == 1


def test_an_agreed_priority_is_settled_though_somebody_tells_one_of_its_keys_at_that_moment(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(cast.boris, MoveKind.PROPOSE, 0, PriorityOffer(priority="P1"))
    tried: list[Brought] = []

    def taken_once(source: Source, brought: Brought) -> Recorded:
        tried.append(brought)
        if len(tried) == 1:
            raise IntegrityError("tickets_key_in_source")
        return record_told(source, brought)

    monkeypatch.setattr(ticket_settled, "record_told", taken_once)
    agreed = move(cast.ana, MoveKind.ACCEPT, 1, minutes=1)
    assert (agreed.standing.state, agreed.seen, len(tried)) == (State.AGREED, 2, 2)
    assert first(cast) == ("P1", "breached")
