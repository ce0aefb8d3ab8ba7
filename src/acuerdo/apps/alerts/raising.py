"""Raising moments of clocks: each is kept once, and who is meant is told through the outbox, in one transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.alerts.models import Alert, Held, about_of
from acuerdo.apps.alerts.roster import Member, Roster
from acuerdo.apps.alerts.wishes import Wishes
from acuerdo.apps.clocks.moments import Coming, Reached, Stage, goal_of
from acuerdo.apps.clocks.paths import BREACH, DUE, START
from acuerdo.apps.journal.rows import insert_new
from acuerdo.apps.notices.commands import put_all
from acuerdo.apps.notices.shapes import Channel, Notice
from acuerdo.apps.parties.roles import PartyKind
from acuerdo.apps.webhooks.commands import Listeners
from acuerdo.apps.webhooks.shapes import Event
from acuerdo.core.chains.canonical import Json
from acuerdo.core.clock.verdict import instant_text
from acuerdo.core.hours import to_datetime, to_us

KIND = "clock_moment"
"""The kind of a letter about a moment of a clock."""

GATHERED = "clock_moments"
"""The kind of a letter about several moments that came at once."""

MOST_LETTERS = 10
"""How many letters somebody gets of one look; what is more comes in one letter."""

MOST_LINES = 200
"""Of how many moments one letter tells each in a line of its own."""

_EVENTS: Mapping[str, Event] = MappingProxyType({DUE: Event.CLOCK_DUE, BREACH: Event.CLOCK_BREACHED})
_WORST = (Stage.BREACHED, Stage.DUE, Stage.WARNED, Stage.STARTED)
_CLOCK_EVENTS = (Event.CLOCK_WARNED, *_EVENTS.values())


@dataclass(slots=True, kw_only=True)
class _Call:
    """Why somebody is told: whether the path names them, what it says about how, and its remarks by language."""

    named: bool = False
    by: list[str] = field(default_factory=list)
    notes: list[Mapping[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raised:
    """An alert on its way into its row."""

    name: str
    about: str
    raised_us: int
    moment: Coming


@dataclass(frozen=True, slots=True, kw_only=True)
class _Called:
    """Who is told of a moment, and which words of the path stand for nobody."""

    people: Mapping[Member, _Call]
    unknown: tuple[str, ...]


def raise_reached(reached: Sequence[Reached], at: datetime) -> None:
    """Keep the moments that have come and tell of them, in the transaction of the flow that folded their tickets."""
    if not reached:
        return
    tickets = {one.ticket.pk: one.ticket for one in reached}
    roster = Roster(
        {one.customer_id for one in tickets.values() if one.customer_id is not None},
        {one.owner for one in tickets.values() if one.owner},
    )
    listeners, taken, quiet = Listeners(_CLOCK_EVENTS), _taken(tickets), Wishes(roster.people())
    alerts, notices, held = list[dict[str, Any]](), list[Notice](), list[dict[str, Any]]()
    for one, last in _with_last(reached):
        called = _call(one, roster, last=last)
        alert = _alert(one, at)
        facts = _facts(one, alert)
        taker = taken.get((*_clock_of(one), str(alert.moment.stage)))
        alerts.append(_row(one, alert, called.unknown))
        for notice, member, urgent in _letters(one, alert, facts, called):
            if taker is not None and member.kind is PartyKind.PROVIDER and member.person != taker:
                continue
            wait_until = quiet.told_at(member.person, at, urgent=urgent)
            if wait_until is None:
                notices.append(notice)
            else:
                held.append(_held(notice, wait_until))
        notices += _messages(one, alert, facts, listeners, at)
    notices, gathered = _gather(notices)
    for row in alerts:
        row["gathered"] = gathered.get(about_of(row["name"]), {})
    insert_new(Alert, alerts)
    insert_new(Held, held)
    put_all(notices, at)


def _gather(notices: Sequence[Notice]) -> tuple[list[Notice], dict[str, dict[str, str]]]:
    """Put the letters of whoever would get more than `MOST_LETTERS` into one; say which told whom of what."""
    theirs: dict[int, list[Notice]] = defaultdict(list)
    for one in notices:
        if one.person is not None:
            theirs[one.person].append(one)
    many = {person: letters for person, letters in theirs.items() if len(letters) > MOST_LETTERS}
    found = [one for one in notices if one.person not in many]
    gathered: dict[str, dict[str, str]] = defaultdict(dict)
    for person, letters in many.items():
        letter = _together(person, letters)
        found.append(letter)
        for one in letters:
            gathered[one.about][str(person)] = letter.key
    return found, gathered


def _together(person: int, letters: Sequence[Notice]) -> Notice:
    """Return one letter in place of several to somebody, the worst first."""
    ordered = sorted(letters, key=lambda one: _WORST.index(Stage(str(one.body["stage"]))))
    keys = sha256("\n".join(sorted(one.key for one in letters)).encode()).hexdigest()[:32]
    customers = {one.customer for one in letters}
    return Notice(
        key=f"{GATHERED}:{keys}",
        kind=GATHERED,
        channel=Channel.MAIL,
        person=person,
        customer=customers.pop() if len(customers) == 1 else None,
        body=lines_of([one.body for one in ordered]),
    )


def lines_of(bodies: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
    """Return the body of a letter that tells of several moments: a line for each, as far as there is room."""
    lines: list[Json] = [dict(one) for one in bodies[:MOST_LINES]]
    return {"lines": lines, "more": len(bodies) - len(lines)}


def _taken(tickets: Collection[int]) -> dict[tuple[int, int, str, int, str], int]:
    """Return who has taken on what, by clock and stage."""
    rows = Alert.objects.filter(ticket__in=tickets, taken_by__isnull=False)
    columns = ("ticket", "agreement", "commitment", "cycle", "stage", "taken_by")
    return {
        (ticket, agreement, commitment, cycle, stage): by
        for ticket, agreement, commitment, cycle, stage, by in rows.values_list(*columns)
    }


def _held(notice: Notice, until: datetime) -> dict[str, Any]:  # the columns of a row
    return {
        "key": notice.key,
        "person_id": notice.person,
        "about": notice.about,
        "body": dict(notice.body),
        "due_at": until,
    }


def _with_last(reached: Sequence[Reached]) -> Iterator[tuple[Reached, bool]]:
    """Yield moments, each with whether it is the last of its clock that is the promise's own."""
    last = {_clock_of(one): one.moment.point for one in reached if one.moment.own}
    for one in reached:
        yield one, last.get(_clock_of(one)) == one.moment.point


def _clock_of(one: Reached) -> tuple[int, int, str, int]:
    return one.ticket.pk, one.rules.version.agreement_id, one.clock.commitment, one.clock.cycle


def _call(one: Reached, roster: Roster, *, last: bool) -> _Called:
    """Say who is told: whom the path names at this moment, and whoever works on it of what is the promise's own.

    Of several moments that are told at once the latter learn the last.
    """
    path, moment = one.rules.path(one.clock.commitment), one.moment
    inside = one.rules.version.agreement.kind != AgreementKind.SLA
    found: dict[Member, _Call] = {}
    unknown: list[str] = []
    for step in path.at(moment.point):
        for word in step.notify:
            meant = roster.meant(word, one.ticket, inside=inside)
            unknown += [] if meant else [word]
            for member in meant or roster.leaders(one.ticket):
                call = found.setdefault(member, _Call(named=True))
                call.by += [way for way in step.by if way not in call.by]
                call.notes += [step.note] if step.note and step.note not in call.notes else []
    if last and moment.own:
        for member in roster.usual(one.ticket, lead=moment.stage is Stage.BREACHED and not path.steps):
            found.setdefault(member, _Call())
    return _Called(people=found, unknown=tuple(dict.fromkeys(unknown)))


def _alert(one: Reached, at: datetime) -> _Raised:
    clock, moment = one.clock, one.moment
    goal = goal_of(clock.target_us, clock.due_us)
    said = (one.ticket.pk, one.rules.version.agreement_id, clock.commitment, clock.cycle, moment.point, goal)
    name = sha256("\n".join(map(str, said)).encode()).hexdigest()[:32]
    return _Raised(name=name, about=about_of(name), raised_us=to_us(at), moment=moment)


def _row(one: Reached, alert: _Raised, unknown: Sequence[str]) -> dict[str, Any]:  # the columns of an alert
    return {
        "name": alert.name,
        "ticket_id": one.ticket.pk,
        "agreement_id": one.rules.version.agreement_id,
        "commitment": one.clock.commitment,
        "cycle": one.clock.cycle,
        "point": alert.moment.point,
        "stage": str(alert.moment.stage),
        "at_us": alert.moment.at_us,
        "raised_us": alert.raised_us,
        "late": str(alert.moment.late or ""),
        "unknown": list(unknown),
    }


def _letters(
    one: Reached, alert: _Raised, facts: Mapping[str, Json], called: _Called
) -> Iterator[tuple[Notice, Member, bool]]:
    """Yield a letter for each who is called, with the one, and whether it is urgent.

    Urgent is a breach, and whatever the path wants somebody told at due or later.
    """
    agreement = one.rules.version.agreement
    for member, call in called.people.items():
        body: dict[str, Json] = {
            **facts,
            "titles": agreement.titles,
            "title": dict(one.rules.path(one.clock.commitment).title),
            "stage": str(alert.moment.stage),
            "now": str(one.clock.verdict),
            "ended": one.clock.stopped_us is not None,
            "by": list(call.by),
            "notes": [dict(note) for note in call.notes],
        }
        notice = Notice(
            key=f"{alert.about}:{member.ident}",
            kind=KIND,
            channel=Channel.MAIL,
            person=member.person,
            customer=one.ticket.customer_id,
            about=alert.about,
            body=body,
        )
        yield notice, member, alert.moment.stage == Stage.BREACHED or (alert.moment.stage == Stage.DUE and call.named)


def _messages(
    one: Reached, alert: _Raised, facts: Mapping[str, Json], listeners: Listeners, at: datetime
) -> list[Notice]:
    if one.moment.point == START:
        return []
    party = one.ticket.customer
    data: dict[str, Json] = {
        **facts,
        "customer": "" if party is None else party.key,
        "version": one.rules.version.number,
    }
    inside = one.rules.version.agreement.kind != AgreementKind.SLA
    event = _EVENTS.get(one.moment.point, Event.CLOCK_WARNED)
    return listeners.notices(event, alert.about, data, at, customer=one.ticket.customer_id, inside=inside)


def _facts(one: Reached, alert: _Raised) -> dict[str, Json]:
    """Return what is told of a moment: ids, instants and words of the agreement, nothing that a person wrote."""
    clock = one.clock
    return {
        "source": one.ticket.source.key,
        "ticket": one.ticket.name,
        "agreement": one.rules.version.agreement.key,
        "commitment": clock.commitment,
        "measure": clock.measure,
        "cycle": clock.cycle,
        "priority": clock.priority,
        "point": alert.moment.point,
        "at": instant_text(to_datetime(alert.moment.at_us)),
        "due_at": _instant(clock.due_us),
        "breaches_at": _instant(clock.breaches_us),
        "late_s": (alert.raised_us - alert.moment.at_us) // 1_000_000 if alert.moment.late else 0,
        "late": None if alert.moment.late is None else str(alert.moment.late),
    }


def _instant(at_us: int | None) -> str | None:
    return None if at_us is None else instant_text(to_datetime(at_us))
