"""Quiet hours, summaries, and taking a moment on."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail

from acuerdo.apps.alerts.letters import MOST_LETTERS
from acuerdo.apps.alerts.models import Alert, Held
from acuerdo.apps.alerts.queries import list_alerts
from acuerdo.apps.alerts.quiet import Quiet, Summary, told_at
from acuerdo.apps.alerts.wishes import WishRefused, find_wishes, say_wishes
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.notices.shapes import Channel
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import Role
from acuerdo.apps.parties.viewers import NotAllowed, NotThere
from acuerdo.faces.worker.deliveries import deliver_due
from acuerdo.faces.worker.mail import send
from acuerdo.flows import alerts_taken
from acuerdo.flows.person_erased import erase_person
from acuerdo.flows.time_passes import fold_due
from tests.flows.telling import TEXT, add_source, in_force, row, say
from tests.flows.test_in_time import OPENED, PATH, look
from tests.people import NOW, Cast, make_cast, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guards")]
NIGHT = Quiet(quiet_from=time(22), quiet_until=time(7))


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    for name, role in (("Marta", Role.DELIVERY_MANAGER), ("Lucas", Role.TEAM_LEAD)):
        person(found.norte, name, role)
    person(found.sur, "Clara", Role.CUSTOMER_CONTACT)
    in_force(found, TEXT + PATH)
    add_source(found)
    say(found.ana, OPENED)
    Outgoing.objects.all().delete()  # letters about the agreement are not what these tests are about
    return found


def letters(minutes: float) -> list[tuple[str, str]]:
    """Send the summaries and letters that are due; return who got which subject."""
    at = NOW + timedelta(minutes=minutes)
    mail.outbox.clear()
    alerts_taken.send_summaries(at)
    deliver_due({Channel.MAIL: send}, lambda: at)
    return sorted((one.to[0].partition("@")[0], str(one.subject)) for one in mail.outbox)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("2026-03-28T22:30", "2026-03-29T05:00"),  # at six in the morning clocks are put forward: seven is five in UTC
        ("2026-03-29T04:59", "2026-03-29T05:00"),
        ("2026-03-29T05:00", None),
        ("2026-10-24T22:30", "2026-10-25T06:00"),  # and back: seven is six in UTC
        ("2026-10-25T05:30", "2026-10-25T06:00"),
        ("2026-10-25T20:59", None),
        ("2026-10-25T21:00", "2026-10-26T06:00"),
    ],
)
def test_quiet_hours_follow_the_clocks_of_the_zone(said: str, told: str | None) -> None:
    at = datetime.fromisoformat(said).replace(tzinfo=UTC)
    expected = None if told is None else datetime.fromisoformat(told).replace(tzinfo=UTC)
    assert told_at(NIGHT, "Europe/Madrid", at, urgent=False) == expected
    assert told_at(NIGHT, "Europe/Madrid", at, urgent=True) is None


def test_an_hour_that_is_skipped_or_comes_twice_ends_quiet_hours_once() -> None:
    early = Quiet(quiet_from=time(1), quiet_until=time(2, 30), urgent_passes=False)
    skipped = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # half past one; there is no half past two that night
    assert told_at(early, "Europe/Madrid", skipped, urgent=True) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    night = Quiet(quiet_from=time(22), quiet_until=time(2, 30))
    before = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    assert told_at(night, "Europe/Madrid", before, urgent=False) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    twice = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)  # a quarter past two for the second time
    assert told_at(early, "Europe/Madrid", twice, urgent=True) is None
    first = twice - timedelta(hours=1)
    assert told_at(early, "Europe/Madrid", first, urgent=True) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_what_is_not_urgent_waits_for_the_end_of_quiet_hours_in_one_letter(cast: Cast) -> None:
    say_wishes(cast.tomas, Quiet(quiet_from=time(9), quiet_until=time(10)))
    say(cast.ana, {**OPENED, "ticket": "T2", "key": "2"})
    assert look(8) == []
    assert letters(8) == []
    assert [one.people[0].way for one in list_alerts(cast.ana, "desk", "T1")] == ["held"]
    assert ("breach", "Tomas") in look(16)  # urgent: at any hour
    assert letters(59)[-1][0] == "tomas"
    assert letters(60) == [("tomas", "2 avisos sobre relojes")]
    assert "50%" in mail.outbox[0].body
    assert letters(61) == []
    assert Held.objects.count() == 0
    assert told_of(cast, "T2", "50%") == [("Tomas", "sent")]  # by the summary, too


def told_of(cast: Cast, ticket: str, point: str) -> list[tuple[str, str]]:
    """Return who was told of a moment of a ticket, as its page says, and how."""
    found = [one for one in list_alerts(cast.ana, "desk", ticket) if one.point == point]
    return [(who.name, who.way) for one in found for who in one.people]


def test_whoever_would_get_many_letters_at_once_gets_one(cast: Cast) -> None:
    others = [f"T{one}" for one in range(2, MOST_LETTERS + 3)]
    say(cast.ana, *({**OPENED, "ticket": one, "key": one} for one in others))
    assert fold_due(NOW + timedelta(minutes=16)) == 1 + len(others)
    sent = dict(letters(16))
    many = 2 + MOST_LETTERS
    assert sent["tomas"] == f"Han llegado {many} momentos de relojes"
    text = next(one.body for one in mail.outbox if one.to[0].startswith("tomas"))
    assert all(f"- {one}: " in text for one in ("T1", *others))
    assert ("Tomas", "sent") in told_of(cast, "T3", "breach")


def test_a_summary_leaves_out_what_was_kept_meanwhile(cast: Cast) -> None:
    say_wishes(cast.tomas, Quiet(summary=Summary.ALL, summary_at=time(12)))
    look(8)
    say(cast.ana, row("T1", "09:10:00", "replied", key="3"), at=NOW + timedelta(minutes=10))
    assert letters(180) == []
    assert Held.objects.count() == 0


def test_a_summary_leaves_out_warnings_of_a_clock_that_was_broken_and_stopped(cast: Cast) -> None:
    say_wishes(cast.tomas, Quiet(summary=Summary.ALL, summary_at=time(12)))
    look(8)
    look(16)
    assert "tomas" in {name for name, _ in letters(16)}  # of the breach, at once
    say(cast.ana, row("T1", "09:20:00", "replied", key="3"), at=NOW + timedelta(minutes=20))
    assert Held.objects.exists()
    assert letters(180) == []


def test_whoever_takes_a_moment_on_is_the_only_one_told_of_what_follows(cast: Cast) -> None:
    look(16)
    breach = Alert.objects.get(commitment="first", point="breach")
    with pytest.raises(NotAllowed):
        alerts_taken.take(cast.boris, "desk", "T1", breach.name, NOW)
    for other in (cast.vera, cast.nadie):
        with pytest.raises(NotThere):
            alerts_taken.take(other, "desk", "T1", breach.name, NOW)
    with pytest.raises(NotThere):
        alerts_taken.take(cast.ana, "desk", "T1", "x", NOW)
    alerts_taken.take(cast.tomas, "desk", "T1", breach.name, NOW + timedelta(minutes=17))
    alerts_taken.take(cast.ana, "desk", "T1", breach.name, NOW + timedelta(minutes=18))  # too late: Tomas has it
    waiting = Outgoing.objects.filter(about=breach.about).values_list("person__name", flat=True)
    assert sorted(waiting) == ["Clara", "Tomas"]  # the customer is told whoever has it
    assert look(76) == []  # Ana would have been told an hour later
    seen = {one.point: one for one in list_alerts(cast.ana, "desk", "T1")}
    assert (seen["breach"].taken_by, seen["+1h"].taken_by) == ("Tomas", None)


def test_the_other_side_sees_which_of_its_own_were_told(cast: Cast) -> None:
    look(16)
    theirs = list_alerts(cast.boris, "desk", "T1")
    assert [(one.point, [who.name for who in one.people], one.unknown, one.taken_by) for one in theirs] == [
        ("breach", ["Clara"], (), None)
    ]
    alerts_taken.take(cast.tomas, "desk", "T1", theirs[0].name, NOW + timedelta(minutes=17))
    assert [(one.taken_by, one.taken_at) for one in list_alerts(cast.boris, "desk", "T1")] == [(None, None)]
    assert {one.point for one in list_alerts(cast.ana, "desk", "T1")} == {"50%", "80%", "due", "breach"}
    with pytest.raises(NotThere):
        list_alerts(cast.vera, "desk", "T1")


def test_wishes_are_whole_and_go_with_whoever_is_erased(cast: Cast) -> None:
    with pytest.raises(WishRefused):
        say_wishes(cast.tomas, Quiet(quiet_from=time(9)))
    with pytest.raises(WishRefused):
        say_wishes(cast.tomas, Quiet(quiet_from=time(9), quiet_until=time(9)))
    say_wishes(cast.tomas, Quiet(summary=Summary.ALL))
    assert find_wishes(cast.tomas).summary == Summary.ALL
    look(8)
    assert Held.objects.count() == 1
    erase_person(None, Person.objects.get(name="Tomas").ident, NOW)
    assert Held.objects.count() == 0
    assert find_wishes(cast.tomas) == Quiet()
