"""Programs claim and answer what both sides settle about a ticket, read what waits, and are told of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from acuerdo.apps.tickets.models import Fact
from acuerdo.flows import programs_told
from tests.faces.api.asking import Asker, Told
from tests.flows.telling import KEY, TEXT, add_source, in_force, say
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db
HERE = "/tickets/desk/T1/matters"
ROUTES = "calendar: office, out_of_scope: [{text: {es: Compras}, then: quote}, {text: {es: Casa}, then: decline}]}]"


@pytest.fixture
def cast() -> Cast:
    """A ticket of Sur, opened with P2 two hours ago and answered half an hour later."""
    found = make_cast()
    today = datetime.now(UTC).date()
    term = f"from: {today - timedelta(days=40)}, to: {today + timedelta(days=400)}"
    text = TEXT.replace("from: 2026-03-02, to: 2026-12-31", term).replace("calendar: office}]", ROUTES)
    in_force(found, text.replace("parties:", "currency: EUR\nparties:"), timezone.now() - timedelta(days=41))
    add_source(found)
    now = timezone.now()
    opened, replied = (now - timedelta(minutes=ago) for ago in (120, 90))
    rows = [
        {"ticket": "T1", "at": opened.isoformat(), "event": "opened", "priority": "P2", "service": "desk"},
        {"ticket": "T1", "at": replied.isoformat(), "event": "replied", "by": "Tomas"},
    ]
    say(found.ana, *rows, at=now)
    return found


def move(asker: Asker, kind: str, seen: int, **more: object) -> Told:
    return asker.ask("POST", HERE, {"about": "priority", "kind": kind, "seen": seen, **more})


def test_a_priority_is_claimed_read_and_accepted_and_the_clocks_follow(cast: Cast) -> None:
    ana, boris = Asker(cast.ana), Asker(cast.boris)
    assert boris.ask("GET", HERE).body["levels"] == ["P1", "P2"]
    claimed = move(boris, "propose", 0, priority={"priority": "P1"}, note="Nobody can work")
    assert (claimed.status, claimed.body["state"], claimed.body["seen"]) == (201, "offered", 1)
    waiting = ana.ask("GET", "/claims/waiting").body["items"]
    assert [(one["about"], one["source"], one["ticket"], one["agreement"]) for one in waiting] == [
        ("priority", "desk", "T1", KEY)
    ]
    assert boris.ask("GET", "/claims/waiting").body["items"] == []
    (one,) = ana.ask("GET", HERE).body["items"]
    assert (one["agreed"], one["route"], one["act"]["moves"][0]["note"]) == (False, None, "Nobody can work")
    assert (one["priority"]["priority"], one["priority"]["was"], one["priority"]["from_opening"]) == ("P1", "P2", True)
    assert move(ana, "accept", 0).body["code"] == "moved_meanwhile"
    agreed = move(ana, "accept", 1)
    assert (agreed.status, agreed.body["state"]) == (201, "agreed")
    assert ana.ask("GET", HERE).body["items"][0]["agreed"] is True
    clocks = boris.ask("GET", "/tickets/desk/T1/clocks").body["items"]
    assert [(one["priority"], one["verdict"]) for one in clocks if one["commitment"] == "first"] == [("P1", "breached")]


def test_work_outside_the_scope_is_quoted_and_countered(cast: Cast) -> None:
    ana, boris = Asker(cast.ana), Asker(cast.boris)
    routes = ana.ask("GET", HERE).body["routes"]
    assert [(one["item"], one["text"], one["then"]) for one in routes] == [
        (0, "Compras", "quote"),
        (1, "Casa", "decline"),
    ]
    route = {name: routes[0][name] for name in ("agreement", "service", "item")}
    said = {"about": "route", "kind": "propose", "seen": 0, "route": {**route, "amount": "450.00"}}
    assert ana.ask("POST", HERE, said).status == 201
    less = {"about": "route", "kind": "counter", "seen": 1, "route": {**route, "amount": 400}}
    assert boris.ask("POST", HERE, less).status == 201
    found = boris.ask("GET", HERE).body["items"][0]
    assert (found["route"]["amount"], found["route"]["currency"], found["route"]["then"]) == ("400", "EUR", "quote")
    assert ana.ask("GET", "/claims/waiting").body["items"][0]["about"] == "route"


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"about": "priority", "kind": "propose", "seen": 0, "priority": {"priority": "P9"}}, 422, "unknown_priority"),
        ({"about": "priority", "kind": "propose", "seen": 0, "priority": {"priority": "P2"}}, 409, "same_priority"),
        ({"about": "priority", "kind": "propose", "seen": 0}, 422, "unusable"),
        ({"about": "priority", "kind": "accept", "seen": 0, "priority": {"priority": "P1"}}, 422, "unusable"),
        ({"about": "route", "kind": "propose", "seen": 0, "priority": {"priority": "P1"}}, 422, "unusable"),
        ({"about": "priority", "kind": "accept", "seen": 0}, 404, "not_there"),
        (
            {"about": "route", "kind": "propose", "seen": 0, "route": {"agreement": KEY, "service": "desk", "item": 7}},
            422,
            "no_such_item",
        ),
        (
            {
                "about": "route",
                "kind": "propose",
                "seen": 0,
                "route": {"agreement": KEY, "service": "desk", "item": 0, "amount": "1.234"},
            },
            422,
            "unusable",
        ),
    ],
)
def test_what_cannot_be_claimed_is_a_problem_with_its_code(
    cast: Cast, said: dict[str, object], status: int, code: str
) -> None:
    told = Asker(cast.ana).ask("POST", HERE, said)
    assert (told.status, told.body["code"]) == (status, code)
    assert Asker(cast.ana).ask("GET", HERE).body["items"] == []


def test_a_claim_sent_again_under_its_key_is_made_once(cast: Cast) -> None:
    boris = Asker(cast.boris)
    said = {"about": "priority", "kind": "propose", "seen": 0, "priority": {"priority": "P1"}}
    first, again = (boris.ask("POST", HERE, said, **{"Idempotency-Key": "a"}) for _ in range(2))
    assert (first.status, again.status, again.body) == (201, 201, first.body)
    assert len(boris.ask("GET", HERE).body["items"][0]["act"]["moves"]) == 1


def test_who_may_not_negotiate_reads_alone_and_another_customer_finds_nothing(cast: Cast) -> None:
    move(Asker(cast.boris), "propose", 0, priority={"priority": "P1"})
    tomas, vera = Asker(cast.tomas), Asker(cast.vera)
    told = tomas.ask("GET", HERE).body
    assert (len(told["items"]), told["levels"], told["routes"]) == (1, [], [])
    assert move(tomas, "accept", 1).status == 403
    assert (vera.ask("GET", HERE).status, move(vera, "accept", 1).status) == (404, 404)
    assert vera.ask("GET", "/claims/waiting").body["items"] == []
    assert Fact.objects.count() == 2


def test_an_exclusion_is_read_by_its_number_and_waits_with_the_rest(cast: Cast) -> None:
    ana, boris = Asker(cast.ana), Asker(cast.boris)
    said = {"scope": "ticket", "source": "desk", "ticket": "T1", "reason": "force_majeure"}
    number = ana.ask("POST", f"/agreements/{KEY}/exclusions", said).body["number"]
    (one,) = boris.ask("GET", "/claims/waiting").body["items"]
    assert (one["about"], one["exclusion"], one["ticket"]) == ("exclusion", number, "T1")
    read = boris.ask("GET", f"/agreements/{KEY}/exclusions/{number}")
    assert (read.status, read.body["reason"], read.body["counts"]) == (200, "force_majeure", False)
    assert boris.ask("GET", f"/agreements/{KEY}/exclusions/{number + 1}").status == 404
    assert Asker(cast.vera).ask("GET", f"/agreements/{KEY}/exclusions/{number}").status == 404


def test_programs_are_told_of_every_move_about_a_ticket(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, object]] = []
    monkeypatch.setattr(programs_told, "tell", lambda event, **more: told.append((str(event), more["data"])))
    ana, boris = Asker(cast.ana), Asker(cast.boris)
    move(boris, "propose", 0, priority={"priority": "P1"})
    move(ana, "reject", 1)
    move(boris, "propose", 2, priority={"priority": "P1"})
    move(ana, "accept", 3)
    assert [event for event, _ in told] == ["agreement.priority_moved"] * 4 + ["agreement.priority_agreed"]
    states = [data["state"] for _, data in told if isinstance(data, dict)]
    assert states == ["offered", "rejected", "offered", "agreed", "agreed"]
    assert {(data["source"], data["ticket"]) for _, data in told if isinstance(data, dict)} == {("desk", "T1")}
