"""The demo's tickets: months behind it, clocks that run when it opens, and what goes on happening."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client

from acuerdo.apps.agreements.models import Version
from acuerdo.apps.alerts.models import Alert
from acuerdo.apps.claims.models import Claim
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.exclusions.models import Exclusion
from acuerdo.apps.imports.models import Import
from acuerdo.apps.imports.shapes import Stand
from acuerdo.apps.matters.models import Matter
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import view_as
from acuerdo.apps.periods.models import StatedPeriod
from acuerdo.apps.tickets.models import Fact, Refusal, Source, Ticket
from acuerdo.apps.tickets.reading import facts_of
from acuerdo.core.acts import MoveKind, State
from acuerdo.core.clock.fold import Judge
from acuerdo.core.clock.history import admit
from acuerdo.core.clock.timeline import unfold
from acuerdo.core.hours import to_us
from acuerdo.documents import Written, read_agreement
from acuerdo.faces.cli.demo import seed
from acuerdo.faces.cli.demonstration.aftermath import settle
from acuerdo.faces.cli.demonstration.feeding import KEPT, Feeder, keep
from acuerdo.faces.cli.demonstration.living import live_on
from acuerdo.faces.worker.steps import Turn
from acuerdo.flows.import_carried import Carrier, carry
from acuerdo.flows.periods_frozen import PeriodIntent, move
from acuerdo.flows.time_passes import fold_due
from tests.laws.test_live_equal import figures
from tests.people import NOW

Figures = dict[str, object]
pytestmark = pytest.mark.django_db

MONTHS = 2
BEGAN = NOW + timedelta(hours=2)
ATTAINED = (
    ("sur-servicios", "first-response", 50),
    ("volga-podderzhka", "server-answer", 10),
    ("lakes-support", "till-answer", 20),
)
TICKET = re.compile(r"(SUR|VLG|LAK)-\d{5}")
PAGES = {
    **dict.fromkeys(("ana", "lucia", "ines"), ("/board/", "/tickets/", "/tickets/?state=late")),
    **dict.fromkeys(("tomas", "andres", "oleg", "kate"), ("/queue/", "/board/", "/tickets/")),
    **dict.fromkeys(("boris", "elena", "vera", "grace"), ("/tickets/", "/tickets/?state=late")),
}


def told() -> int:
    return Fact.objects.count()


def test_what_lies_behind_is_carried_bit_by_bit_and_is_what_the_judge_says(tmp_path: Path) -> None:
    keep(tmp_path, seed(BEGAN, months=MONTHS).progress)
    states = Counter(one.act.state for one in Exclusion.objects.select_related("act"))
    assert states == {State.AGREED: 1, State.REJECTED: 1, State.OFFERED: 1}
    disputed = Matter.objects.filter(kind="priority").order_by("ticket__source__key")
    assert [one.act.state for one in disputed] == [State.OFFERED, State.OFFERED]
    fresh = Ticket.objects.count()
    assert Feeder(tmp_path).carry(BEGAN) > 0
    carry_all(Feeder(tmp_path))  # killed in between: another one goes on
    assert Ticket.objects.count() > fresh + 150
    assert Refusal.objects.count() == 0
    assert not Ticket.objects.filter(title="").exists()
    assert set(Ticket.objects.values_list("stage", flat=True)) >= {"open", "waiting", "resolved", "closed", "cancelled"}
    assert [name for name, rows, judged in compared() if rows != judged] == []
    assert Alert.objects.count() == 0  # of what is history nobody is told
    for agreement, commitment, least in ATTAINED:
        verdicts = Counter(
            Clock.objects.filter(agreement__key=agreement, commitment=commitment).values_list("verdict", flat=True)
        )
        assert verdicts["met"] >= least, agreement
    assert settle_all(tmp_path)
    assert Import.objects.get().stand == Stand.DONE
    frozen = Counter(StatedPeriod.objects.values_list("agreement__key", "act__state"))
    assert frozen == {
        ("sur-servicios", State.AGREED): 2,
        ("sur-servicios", State.OFFERED): 1,
        ("volga-podderzhka", State.AGREED): 3,
    }
    boris, offered = (
        view_as(Person.objects.get(name="Boris Ferrer")),
        StatedPeriod.objects.get(act__state=State.OFFERED),
    )
    rejected = PeriodIntent(move=MoveKind.REJECT, seen=1, note="No.")
    move(boris, "sur-servicios", offered.label, rejected, BEGAN)
    assert settle_all(tmp_path)  # what somebody did is left as it is
    assert StatedPeriod.objects.get(pk=offered.pk).act.state == State.REJECTED
    assert Refusal.objects.count() == 1  # of the file, and one row of it cannot be read
    said = dict(Claim.objects.filter(commitment="resolution").values_list("ticket", "met"))
    judged = dict(
        Clock.objects.filter(ticket__name__in=said, agreement__key="sur-servicios", commitment="resolution")
        .filter(verdict__in=("met", "breached"))
        .values_list("ticket__name", "verdict")
    )
    assert {said[name] is (verdict == "met") for name, verdict in judged.items()} == {True, False}
    for word, addresses in PAGES.items():
        shown = read_pages(word, addresses)
        assert {address for address, text in shown.items() if TICKET.search(text) is None} == set(), word


def test_it_goes_on_living_survives_an_end_and_catches_up_quietly(tmp_path: Path) -> None:
    keep(tmp_path, seed(BEGAN, months=0).progress)
    begun, before = Feeder(tmp_path), told()
    names = set(Ticket.objects.values_list("name", flat=True))
    steps = [begun.follow(BEGAN + timedelta(seconds=30 * step)) for step in range(40)]
    assert told() == before + sum(steps)
    assert sum(1 for step in steps if step) > 25  # most half minutes bring something
    opened = set(Ticket.objects.values_list("name", flat=True)) - names
    assert len(opened) > 5
    assert not Ticket.objects.filter(title="").exists()
    held = Ticket.objects.filter(name__in=opened).exclude(owner="")
    assert held.exists()
    assert Counter(Ticket.objects.values_list("stage", flat=True))["resolved"] > 0
    shown = read_pages("andres", ["/queue/", "/board/?state=late", "/tickets/"])
    assert any(name in shown["/tickets/"] for name in opened)
    fold_due(BEGAN + timedelta(minutes=20))
    alerts = Alert.objects.count()

    kept = tmp_path / KEPT
    kept.write_text(json.dumps(json.loads(kept.read_text("utf-8")) | {"told_us": to_us(BEGAN)}), "utf-8")  # killed
    now = told()
    Feeder(tmp_path).follow(BEGAN + timedelta(minutes=19, seconds=30))
    assert (told(), Refusal.objects.count()) == (now, 0)

    later = BEGAN + timedelta(days=3)
    assert Feeder(tmp_path).follow(later) > 0
    fold_due(later)
    assert Alert.objects.count() == alerts
    assert Counter(Ticket.objects.filter(name__in=opened).values_list("stage", flat=True))["open"] == 0
    assert told() < now + 800  # an ordinary weekend, and not three lively days


def test_only_the_installation_that_the_demo_filled_is_told_anything(tmp_path: Path) -> None:
    keep(tmp_path, seed(BEGAN, months=0).progress)
    still, live = (live_on(tmp_path, live=live) for live in (False, True))
    other = live_on(tmp_path / "elsewhere", live=True)
    now = Turn(clock=lambda: BEGAN + timedelta(minutes=5), stopped=lambda: False)
    before = told()
    assert (other.run(now), told()) == (0, before)
    still.run(now)
    assert told() == before
    assert live.run(now) > 0
    Source.objects.filter(key="mesa").update(salt="that of another installation")
    assert Feeder(tmp_path).is_at_home() is False


def carry_all(feeder: Feeder) -> None:
    while feeder.carry(BEGAN):
        pass


def settle_all(home: Path) -> bool:
    """Let the file that is brought be read, confirmed and recorded; say whether nothing is left then."""
    story = Feeder(home)
    assert story.is_at_home()
    settle(story.story, BEGAN)
    carrier = Carrier(clock=lambda: BEGAN, stopped=lambda: False)
    for _ in range(2):
        carry(Import.objects.get().ident, carrier)
        settle(story.story, BEGAN)
    return settle(story.story, BEGAN)


def read_pages(word: str, addresses: Sequence[str]) -> dict[str, str]:
    client = Client()
    client.force_login(Person.objects.get(email__startswith=f"{word}@"))
    answers = {address: client.get(address) for address in addresses}
    assert {address for address, answer in answers.items() if answer.status_code != HTTPStatus.OK} == set(), word
    return {address: answer.content.decode() for address, answer in answers.items()}


def compared() -> list[tuple[str, list[Figures], list[Figures]]]:
    """The clocks of every ticket as their rows say, and as the judge says from its facts and the agreed text alone."""
    tickets = list(Ticket.objects.select_related("source"))
    facts = facts_of(tickets)
    texts = dict(Version.objects.filter(offer__isnull=False).values_list("pk", "offer__canonical"))
    terms = {version: read_agreement(Written(text)).terms for version, text in texts.items()}
    judges = {version: Judge(one) for version, one in terms.items()}
    clocks: dict[int, list[Clock]] = {}
    for row in Clock.objects.all():
        clocks.setdefault(row.ticket_id, []).append(row)
    found = []
    for ticket in tickets:
        rows = clocks.get(ticket.pk, [])
        expected: list[Figures] = []
        for version in {row.version_id for row in rows}:
            timeline = unfold(admit(facts[ticket.pk], as_of_us=to_us(BEGAN)), terms[version])
            assert timeline is not None
            expected += map(figures, judges[version].verdicts(timeline, as_of_us=to_us(BEGAN)))
        found.append((ticket.name, sorted(map(figures, rows), key=repr), sorted(expected, key=repr)))
    return found
