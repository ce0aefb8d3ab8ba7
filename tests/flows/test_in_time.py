"""In time: who is told of a clock's warnings, of due and of the breach, once each, however late somebody looks."""

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acuerdo.apps.alerts.models import Alert
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.notices.shapes import Channel
from acuerdo.apps.parties.models import Membership, Person, Team
from acuerdo.apps.parties.roles import Role
from acuerdo.apps.webhooks.models import Endpoint
from acuerdo.apps.webhooks.shapes import Event
from acuerdo.faces.api.events import SHAPES
from acuerdo.faces.worker.deliveries import deliver_due
from acuerdo.faces.worker.mail import send
from acuerdo.flows.time_passes import fold_due
from tests.flows.telling import TEXT, add_source, in_force, row, say
from tests.people import NOW, Cast, make_cast, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guards")]
PATH = """escalation:
  - id: up
    commitments: [first]
    steps:
      - {at: 80%, notify: [Jefe de equipo], by: [correo]}
      - {at: due, notify: [Ana]}
      - {at: breach, notify: [Gerente X, contacto del cliente], by: [teléfono], note: {es: Con propuesta de solución.}}
      - {at: +1h, notify: [Ana]}
"""
OPENED = row("T1", "09:00:00", "opened", key="1", priority="P1", owner="Tomas", team="desk")


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    person(found.norte, "Marta", Role.DELIVERY_MANAGER)
    person(found.norte, "Lucas", Role.TEAM_LEAD)
    person(found.sur, "Clara", Role.CUSTOMER_CONTACT)
    return found


@pytest.fixture
def told(cast: Cast) -> Cast:
    """A ticket of Sur that Tomas holds, under an agreement with a path of escalation."""
    in_force(cast, TEXT + PATH)
    add_source(cast)
    say(cast.ana, OPENED)
    return cast


def look(minutes: float) -> list[tuple[str, str]]:
    """Let a worker look so many minutes later; return which moments are new, and to whom letters went."""
    known = set(Outgoing.objects.values_list("pk", flat=True))
    at = NOW + timedelta(minutes=minutes)
    while fold_due(at):
        pass
    new = Outgoing.objects.filter(channel=Channel.MAIL).exclude(pk__in=known).select_related("person").order_by("pk")
    return sorted((one.body["point"], one.person.name) for one in new if one.person)


def letters(minutes: float) -> Sequence[mail.EmailMessage]:
    mail.outbox.clear()
    deliver_due({Channel.MAIL: send}, lambda: NOW + timedelta(minutes=minutes))
    return mail.outbox


def test_a_moment_that_a_text_names_twice_is_told_once(cast: Cast) -> None:
    in_force(cast, TEXT.replace("warn_at: [50%]", "warn_at: [80%, 80%]"))
    add_source(cast)
    say(cast.ana, OPENED)
    look(13)
    assert list(Alert.objects.values_list("point", flat=True)) == ["80%"]


@pytest.mark.usefixtures("told")
def test_each_moment_is_told_once_to_whom_the_path_names_and_to_who_works_on_it() -> None:
    assert look(7) == []
    assert look(8) == [("50%", "Tomas")]
    assert look(8) == []
    assert look(12) == [("80%", "Lucas")]
    assert look(16) == [("breach", "Clara"), ("breach", "Marta"), ("breach", "Tomas"), ("due", "Ana")]
    assert look(16) == []
    assert look(76) == [("+1h", "Ana")]
    first = Alert.objects.filter(commitment="first").order_by("at_us")
    assert list(first.values_list("point", "stage", "late")) == [
        ("50%", "warned", ""),
        ("80%", "warned", ""),
        ("due", "due", ""),
        ("breach", "breached", ""),
        ("+1h", "breached", ""),
    ]
    assert first.get(point="breach").unknown == ["Gerente X"]  # nobody here: who leads is told in his place


@pytest.mark.usefixtures("told")
def test_letters_speak_the_language_of_their_reader_and_name_nobody() -> None:
    Person.objects.filter(name="Clara").update(language="ru", time_zone="Europe/Moscow")
    look(16)
    found = {one.to[0].partition("@")[0]: one for one in letters(16)}
    assert found["tomas"].subject == "Ticket T1: «first», incumplido"
    clara = found["clara"].body
    assert "12:15" in clara
    assert "Con propuesta de solución." in clara
    assert "/tickets/desk/T1" in clara
    assert not any(name in clara for name in ("Tomas", "Marta", "Ana", "Gerente"))
    assert "teléfono" in clara


def test_without_a_path_who_holds_it_is_told_and_who_leads_learns_of_a_breach(cast: Cast) -> None:
    in_force(cast)
    add_source(cast)
    team = Team.objects.create(key="desk", name="Mesa")
    Membership.objects.create(team=team, person=Person.objects.get(name="Lucas"))
    say(cast.ana, OPENED, {**OPENED, "ticket": "T2", "key": "2", "owner": "Ana Ruiz"}, row("T3", "09:00:00", "opened"))
    assert look(8) == [("50%", "Lucas"), ("50%", "Tomas")]
    assert look(15) == [("due", "Lucas"), ("due", "Tomas")]
    assert look(16) == [("breach", "Lucas"), ("breach", "Marta"), ("breach", "Marta"), ("breach", "Tomas")]
    assert look(31) == [("50%", "Marta")]  # nobody holds T3, and it is in no team


def test_a_worker_that_stood_still_tells_late_and_only_what_still_means_something(told: Cast) -> None:
    say(told.ana, {**OPENED, "ticket": "T2", "key": "2"})
    reply = row("T2", "09:14:00", "replied", key="3")
    say(told.ana, reply, at=NOW + timedelta(minutes=14))
    late = look(24 * 60)
    assert ("breach", "Clara") in late
    assert late.count(("breach", "Tomas")) == 3  # the first answer of T1, and two solutions
    assert ("50%", "Tomas") not in late  # he learns the last of what came
    assert ("80%", "Lucas") in late  # who is named for this moment alone learns it late
    assert set(Alert.objects.filter(ticket__name="T2").values_list("commitment", flat=True)) == {"fix"}
    assert set(Alert.objects.values_list("late", flat=True)) == {"worker"}
    assert any("23\N{NO-BREAK SPACE}h" in one.body for one in letters(24 * 60))


def test_a_stopped_worker_changes_no_verdict(told: Cast) -> None:
    columns = [one.name for one in Clock._meta.concrete_fields if one.name not in ("id", "told", "ticket")]  # noqa: SLF001 - Django's documented way to a model's fields
    say(told.ana, {**OPENED, "ticket": "T2", "key": "2"})
    for minutes in (8, 12, 15, 16, 76, 300, 24 * 60):
        at = NOW + timedelta(minutes=minutes)
        Clock.objects.filter(ticket__name="T2").update(next_us=None)  # nobody looks at T2 meanwhile
        fold_due(at)
    Clock.objects.filter(ticket__name="T2").update(next_us=0)
    Clock.objects.filter(ticket__name="T1").update(next_us=0)
    fold_due(NOW + timedelta(minutes=24 * 60))
    watched, alone = (
        list(Clock.objects.filter(ticket__name=one).order_by("pk").values(*columns)) for one in ("T1", "T2")
    )
    assert watched == alone


def test_what_facts_say_late_is_told_late_and_history_is_told_to_nobody(told: Cast) -> None:
    old = {**OPENED, "ticket": "T2", "key": "2", "at": "2026-03-02T09:00:00Z"}
    say(told.ana, old, at=NOW + timedelta(hours=3))
    assert ("breach", "Tomas") in look(180)
    assert set(Alert.objects.filter(ticket__name="T2").values_list("late", flat=True)) == {"facts"}
    week = NOW + timedelta(days=7)
    say(told.ana, {**old, "ticket": "T3", "key": "3"}, at=week)
    assert set(Clock.objects.filter(ticket__name="T3").values_list("commitment", "verdict")) >= {("first", "breached")}
    look(7 * 24 * 60)
    assert not Alert.objects.filter(ticket__name="T3", commitment="first").exists()


def test_what_nobody_could_foresee_is_history_too_where_it_lies_after_the_last_look(told: Cast) -> None:
    say(told.ana, {**OPENED, "ticket": "T2", "key": "2", "status": "pending"})
    look(120)
    week = NOW + timedelta(days=7)
    say(told.ana, row("T2", "09:30:00", "changed", key="3", status="open"), at=week)
    assert Clock.objects.get(ticket__name="T2", commitment="fix").verdict == "breached"
    look(7 * 24 * 60)
    assert not Alert.objects.filter(ticket__name="T2", commitment="fix").exists()


def test_a_clock_over_its_target_from_the_start_of_it_is_late_since_then_whoever_looks(told: Cast) -> None:
    say(told.ana, {**OPENED, "ticket": "T2", "key": "2", "priority": "P2"})
    say(told.ana, row("T2", "09:40:00", "changed", key="3", priority="P1"), at=NOW + timedelta(minutes=40))
    look(41)
    assert ("+1h", "Ana") in look(101)
    kept = Clock.objects.get(ticket__name="T2", commitment="first")
    assert (kept.consumed_us, kept.late_us, kept.outside_us) == (101 * 60_000_000, 61 * 60_000_000, 0)


def test_a_warning_comes_once_for_each_target(told: Cast) -> None:
    assert look(8) == [("50%", "Tomas")]
    say(told.ana, row("T1", "09:10:00", "changed", key="2", priority="P2"), at=NOW + timedelta(minutes=10))
    assert look(29) == []
    assert look(31) == [("50%", "Tomas")]
    say(told.ana, row("T1", "09:32:00", "changed", key="3", priority="P1"), at=NOW + timedelta(minutes=32))
    assert ("breach", "Tomas") in look(33)
    say(told.ana, row("T1", "09:34:00", "changed", key="4", status="open"), at=NOW + timedelta(minutes=34))
    assert look(35) == []


def test_programs_are_told_and_those_of_a_customer_of_its_own_agreements_alone(told: Cast) -> None:
    events = "clock.warned\nclock.due\nclock.breached"
    for customer, name in ((None, "all"), (told.sur, "theirs"), (told.volga, "others")):
        Endpoint.objects.create(
            customer=customer,
            name=name,
            url="https://a.example/",
            events=events,
            salt="x",
            made_by_id=told.ana.person,
            made_at=NOW,
        )
    look(16)
    found = Outgoing.objects.filter(channel=Channel.WEBHOOK).order_by("pk")
    names = {str(one.ident): one.name for one in Endpoint.objects.all()}
    assert [(names[one.address], one.kind, one.body["data"]["point"]) for one in found] == [
        (name, kind, point)
        for kind, point in (
            ("clock.warned", "50%"),
            ("clock.warned", "80%"),
            ("clock.due", "due"),
            ("clock.breached", "breach"),
        )
        for name in ("all", "theirs")
    ]
    for one in found:
        SHAPES[Event(one.kind)].model_validate(one.body["data"])
    assert not any(word in json.dumps([one.body for one in found]) for word in ("Tomas", "Ana", "note", "owner"))


def test_nobody_is_told_who_may_not_see_the_ticket(cast: Cast) -> None:
    path = PATH.replace("[Jefe de equipo]", "[Nadie, Carla, Vera, Boris]")
    in_force(cast, TEXT + path)
    add_source(cast)
    say(cast.ana, OPENED)
    look(8)
    assert look(12) == [("80%", "Boris"), ("80%", "Marta")]  # Marta in the place of those who may not
    assert Alert.objects.get(point="80%").unknown == ["Nadie", "Carla", "Vera"]


def test_many_moments_at_once_ask_the_database_as_often_as_a_few(told: Cast) -> None:
    asked = []
    for name, many, minutes in (("A", 2, 30), ("B", 60, 90)):
        hour = 9 + minutes // 60
        opened = f"{hour:02}:{minutes % 60 - 20:02}:00"
        say(
            told.ana,
            *(
                {**OPENED, "ticket": f"{name}{one}", "key": f"{name}{one}", "at": f"2026-03-02T{opened}Z"}
                for one in range(many)
            ),
            at=NOW + timedelta(minutes=minutes - 20),
        )
        with CaptureQueriesContext(connection) as queries:
            assert fold_due(NOW + timedelta(minutes=minutes)) >= many
        asked.append(len(queries))
    assert asked[1] - asked[0] < 58 / 4  # SQLite writes many rows in a few parts
