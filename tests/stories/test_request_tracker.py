"""A real Request Tracker as source: what happens there runs clocks here, whoever reads it, however often."""

import os
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from django.db import connections

from acuerdo import judge
from acuerdo.apps.clocks.queries import clocks_of
from acuerdo.apps.journal.commands import seal_waiting
from acuerdo.apps.readings import commands
from acuerdo.apps.readings.models import Reading
from acuerdo.apps.readings.queries import find_reading
from acuerdo.apps.readings.shapes import ReadingIntent, ReadingRecord
from acuerdo.apps.tickets.handles import words_of
from acuerdo.apps.tickets.models import Fact, Refusal, Ticket
from acuerdo.apps.tickets.queries import find_ticket, list_tickets
from acuerdo.apps.tickets.reading import facts_of
from acuerdo.connectors.request_tracker.desk import Desk
from acuerdo.core.chains.canonical import Json
from acuerdo.core.hours import to_us
from acuerdo.faces.worker import help_desks
from acuerdo.faces.worker.help_desks import read_due
from acuerdo.flows import readings_kept, source_read
from acuerdo.flows.journal_held import hold_chain
from acuerdo.surroundings import from_surroundings
from tests.flows.telling import TEXT, add_source, in_force
from tests.people import NOW, Cast, make_cast
from tests.request_tracker import AGENT, CUSTOMER, MADRID, READER, NoDesk, RequestTracker, Session, start

KEYS = ("rt", "whole")
LOOPBACK = "127.0.0.0/8"
RULES = TEXT.replace("id: desk", "id: General")
NINE = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk() -> Iterator[RequestTracker]:
    try:
        found = start()
    except NoDesk as missing:
        pytest.skip(str(missing))
    yield found
    found.stop()


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("ACUERDO_SOURCE_NETWORKS", LOOPBACK)
    found = make_cast()
    in_force(found, RULES)
    return found


def connect(cast: Cast, desk: RequestTracker, key: str = "rt") -> None:
    """Let Ana connect a source of Sur with the desk."""
    add_source(cast, key, values={"priority": {"50": "P2", "100": "P1"}})
    wanted = ReadingIntent(
        source=key,
        program="request_tracker",
        address=desk.address,
        account=READER,
        secret=desk.secret(READER),
        every_s=60,
        words={"fields": {"Site": "site"}},
    )
    readings_kept.connect(cast.ana, wanted, from_surroundings().source_networks, NOW)


def read(at: datetime) -> int:
    """Read what there is, as if it were that late."""
    Reading.objects.update(next_at=NOW)
    return read_due(lambda: at)


def standing(cast: Cast, key: str = "rt") -> ReadingRecord:
    found = find_reading(cast.ana, key)
    assert found is not None
    return found


def told(name: str, source: str = "rt") -> list[tuple[str, str, dict[str, str]]]:
    """Return when, what and which particulars were told of a ticket; a note is what the customer does not see."""
    ticket = Ticket.objects.select_related("source").get(source__key=source, name=name)
    facts = facts_of([ticket])[ticket.pk]
    names = words_of(dict(fact.fields).get("owner", "") for fact in facts)
    return [
        (
            f"{fact.at_us}",
            fact.event if fact.public else "note",
            {name: names.get(value, value) for name, value in fact.fields},
        )
        for fact in facts
    ]


def events(name: str) -> list[str]:
    return [event for _, event, _ in told(name)]


@dataclass
class Morning:
    """A morning at the desk, minute by minute; `ticket` lives through all of it, `dated` is merged into it."""

    desk: RequestTracker
    minutes: Iterator[int]
    ticket: str = ""
    dated: str = ""
    gone: str = ""
    secret: str = ""

    def begin(self) -> None:
        self.later()
        with self.desk.as_user(CUSTOMER) as boris, self.desk.as_user("root") as root:
            self.secret = root.open(Queue="Hidden")
            self.dated = root.open(Priority=50, CustomFields={"Site": "Lugo"}, Created="2026-03-03 08:30:00")
            self.ticket = boris.open(Queue="Network", Priority=100)

    def go_on(self) -> None:
        with self.desk.as_user(AGENT) as tomas, self.desk.as_user(CUSTOMER) as boris:
            self.later()
            tomas.change(self.ticket, Status="open")
            self.later()
            tomas.reply(self.ticket)
            boris.reply(self.ticket, "still broken")
            tomas.comment(self.ticket)

    def end(self) -> None:
        with self.desk.as_user(AGENT) as tomas, self.desk.as_user("root") as root:
            self.later()
            root.change(self.ticket, Queue="General", Priority=50, CustomFields={"Site": "Vigo"}, Owner=AGENT)
            root.change(self.ticket, Subject="Printer of the third floor")
            for status in ("stalled", "resolved", "open"):
                self.later()
                tomas.change(self.ticket, Status=status)
            self.later()
            tomas.change(self.ticket, Owner="Nobody")
            tomas.change(self.ticket, Owner=AGENT)
            self.ask_as_a_colleague(root)
            root.change(self.dated, MergeInto=self.ticket)
            self.gone = root.open()
            root.change(self.gone, Status="deleted")

    def ask_as_a_colleague(self, root: Session) -> None:
        """Let somebody who works there write as who asks, and then as who works there."""
        with self.desk.as_user("lena") as lena:
            root.change(self.ticket, Requestor=["boris@sur.example", "lena@norte.example"])
            lena.reply(self.ticket)
            root.change(self.ticket, Requestor=["boris@sur.example"])
            lena.reply(self.ticket)

    def later(self) -> None:
        self.desk.set_clock(NINE + timedelta(minutes=next(self.minutes)))


@pytest.mark.django_db
@pytest.mark.usefixtures("guards")
def test_what_happens_at_the_desk_becomes_facts_once(cast: Cast, desk: RequestTracker) -> None:
    connect(cast, desk)
    before, day = read(LATER), Morning(desk, count())
    day.begin()
    assert read(LATER) == 2
    assert find_ticket(cast.ana, "rt", day.ticket).title == "Printer"
    day.go_on()
    day.end()
    assert read(LATER) == 19
    assert events(day.ticket) == [
        *("opened", "acknowledged", "replied", "asked", "note"),
        *("changed", "changed", "changed", "changed", "changed", "changed", "resolved", "reopened"),
        *("changed", "changed", "asked", "replied"),
    ]
    assert told(day.ticket)[0][2] == {"priority": "P1", "service": "Network", "team": "Network"}
    found = find_ticket(cast.ana, "rt", day.ticket)
    assert (found.stage, found.priority, found.service, found.owner) == ("open", "P2", "General", "Tomas Gil")
    assert found.title == "Printer of the third floor"
    merged = find_ticket(cast.ana, "rt", day.dated)
    assert (merged.stage, merged.opened_at) == ("merged", datetime(2026, 3, 3, 8, 30, tzinfo=UTC))
    assert told(day.dated)[0][2] == {"priority": "P2", "service": "General", "team": "General", "site": "Lugo"}
    assert find_ticket(cast.ana, "rt", day.gone).stage == "cancelled"
    assert {day.ticket, day.dated, day.gone} <= {one.name for one in list_tickets(cast.ana)} - {day.secret}
    clocks = {
        one.verdict.commitment: one.verdict for one in clocks_of(cast.boris, "rt", day.ticket, to_us(LATER)).clocks
    }
    assert (clocks["first"].verdict, clocks["first"].consumed_us) == ("met", 120_000_000)
    assert (read(LATER), Refusal.objects.count()) == (0, 0)
    kept = standing(cast)
    assert (kept.fault, kept.told, kept.read_at) == ("", before + 21, LATER)
    connect(cast, desk, "again")
    assert read(LATER) == kept.told  # all at once tells what bit by bit told
    assert find_ticket(cast.ana, "again", day.ticket).title == found.title
    assert [told(name, "again") for name in (day.ticket, day.dated)] == [told(day.ticket), told(day.dated)]


@pytest.mark.usefixtures("real_transactions")
def test_a_reader_that_is_killed_loses_nothing_and_repeats_nothing(
    desk: RequestTracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACUERDO_SOURCE_NETWORKS", LOOPBACK)
    cast = make_cast()
    in_force(cast, RULES)
    connect(cast, desk)
    connect(cast, desk, "whole")
    day = Morning(desk, count())
    for happens in (day.begin, day.go_on, day.end):
        happens()
    Reading.objects.filter(source__key="rt").update(paused_at=NOW)
    whole = read(LATER)
    Reading.objects.update(paused_at=None)
    Reading.objects.filter(source__key="whole").update(paused_at=NOW)
    monkeypatch.setattr(help_desks, "Desk", partial(Desk, page=5))
    kept = []
    for keeps in (0, 1, 0, 2, 1):
        assert killed(monkeypatch, keeps) == signal.SIGKILL
        kept.append(Fact.objects.filter(source__key="rt").count())
        Reading.objects.update(claimed_until=NOW)  # the lease of whoever was killed ends
    assert kept == sorted(kept)
    assert 0 == kept[0] < kept[-1] < whole
    assert read(LATER) == whole - kept[-1]
    assert read(LATER) == 0
    for name in (day.ticket, day.dated, day.gone):
        assert told(name) == told(name, "whole")
        first, second = ([one.verdict for one in clocks_of(cast.ana, key, name, to_us(LATER)).clocks] for key in KEYS)
        assert first == second
    seal_waiting()
    assert hold_chain("source:rt").faults == ()
    assert standing(cast).told == whole


def killed(monkeypatch: pytest.MonkeyPatch, keeps: int) -> int:
    """Read in a process of its own, which is killed in the transaction after those that it `keeps`; return by what."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        left = [keeps]

        def carry_on(*words: Any, **more: Any) -> None:  # noqa: ANN401 - whatever the real one takes
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            commands.carry_on(*words, **more)

        monkeypatch.setattr(source_read, "carry_on", carry_on)
        try:
            read(LATER)
        finally:
            os._exit(1)  # it was not killed
    return os.WTERMSIG(os.waitpid(child, 0)[1])


NIGHT = """acuerdo: 1
id: sur-2026
title: {es: Servicios}
language: es
time_zone: Europe/Madrid
parties: {provider: {id: norte, name: Norte}, customer: {id: sur, name: Sur}}
term: {from: 2026-03-02, to: 2026-12-31}
calendars: {always: 24x7, night: {week: {sat: [22:00-24:00], sun: [00:00-06:00]}}}
services: [{id: General, name: {es: Mesa}, calendar: always}]
priorities: {levels: [P1, P2]}
commitments:
  - {id: first, measure: first_response, calendar: always, within: {P1: 30m, default: 1h}}
  - {id: fix, measure: resolution, calendar: night, within: {P1: 2h, default: 4h}, pauses_in: [customer]}
"""
NIGHTLY = (
    ("2026-03-28T23:30+01:00", "opened", ""),
    ("2026-03-29T01:30+01:00", "note", ""),
    ("2026-03-29T01:59+01:00", "replied", ""),
    ("2026-03-29T03:00+02:00", "changed", "stalled"),
    ("2026-03-29T03:20+02:00", "changed", "open"),
    ("2026-03-29T04:10+02:00", "resolved", "resolved"),
)
"""What is done with a ticket in the night in which 02:00 is followed by 03:00, as the clock on the wall shows it."""
WORDS = {"stalled": "waiting_customer"}


def live_through(desk: RequestTracker, priority: int, later: timedelta) -> tuple[str, list[dict[str, Json]]]:
    """Let a ticket live through the night; return its name, and as rows of facts what was done with it."""
    rows = list[dict[str, Json]]()
    ticket = ""
    with desk.as_user(AGENT) as tomas, desk.as_user("root") as root:
        for text, event, status in NIGHTLY:
            at = datetime.fromisoformat(text) + later
            desk.set_clock(at)
            if event == "opened":
                ticket = root.open(Priority=priority)
            elif status:
                tomas.change(ticket, Status=status)
            else:
                (tomas.comment if event == "note" else tomas.reply)(ticket)
            said: dict[str, Json] = {"event": "replied", "public": False} if event == "note" else {"event": event}
            said |= {"status": WORDS.get(status, status)} if status else {}
            said |= {"priority": f"P{3 - priority // 50}", "service": "General"} if event == "opened" else {}
            rows.append({"ticket": ticket, "at": at.isoformat(), "by": "Tomas Gil", **said})
    return ticket, rows


@pytest.mark.django_db
@pytest.mark.usefixtures("guards")
def test_a_night_of_changing_clocks_is_judged_as_the_judge_does(
    desk: RequestTracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACUERDO_SOURCE_NETWORKS", LOOPBACK)
    cast = make_cast()
    in_force(cast, NIGHT)
    connect(cast, desk)
    slow, rows = live_through(desk, 50, timedelta())
    fast, more = live_through(desk, 100, timedelta(minutes=25))
    seven = datetime(2026, 3, 29, 7, 0, tzinfo=MADRID)
    read(seven)
    expected = {(one.ticket, one.commitment): one for one in judge(NIGHT, [*rows, *more], as_of=seven)}
    found = {
        (name, one.verdict.commitment): one.verdict
        for name in (slow, fast)
        for one in clocks_of(cast.boris, "rt", name, to_us(seven)).clocks
    }
    assert found.keys() == expected.keys()
    for name, verdict in found.items():
        theirs = expected[name]
        assert reckoned(verdict.as_dict()) == reckoned(theirs.as_dict()), name
    # By the wall, 04:10 lies four hours and forty minutes after 23:30; in truth an hour less.
    fix = found[slow, "fix"]
    assert (fix.consumed_us or 0) + (fix.paused_us or 0) == (3 * 60 + 40) * 60_000_000
    assert found[slow, "first"].consumed_us == (2 * 60 + 29) * 60_000_000


def reckoned(line: Mapping[str, object]) -> dict[str, object]:
    """Return a verdict line apart from what names agreement, version and engine."""
    return {name: value for name, value in line.items() if name not in ("agreement", "version_hash", "engine")}
