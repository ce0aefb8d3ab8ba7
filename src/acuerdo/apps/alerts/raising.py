"""Raising moments of clocks: each is kept once, and who is meant is told through the outbox, in one transaction."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.alerts.letters import Call, Raised, Told, write_letters
from acuerdo.apps.alerts.messengers import carriers_of
from acuerdo.apps.alerts.models import Alert, Held, about_of
from acuerdo.apps.alerts.roster import Member, Roster
from acuerdo.apps.alerts.wishes import Wishes
from acuerdo.apps.clocks.moments import Reached, Stage, goal_of
from acuerdo.apps.clocks.paths import BREACH, DUE, START
from acuerdo.apps.journal.rows import insert_new
from acuerdo.apps.notices.commands import put_all
from acuerdo.apps.notices.shapes import Notice
from acuerdo.apps.parties.roles import PartyKind
from acuerdo.apps.webhooks.commands import Listeners
from acuerdo.apps.webhooks.shapes import Event
from acuerdo.core.hours import to_us

_EVENTS: Mapping[str, Event] = MappingProxyType({DUE: Event.CLOCK_DUE, BREACH: Event.CLOCK_BREACHED})
_CLOCK_EVENTS = (Event.CLOCK_WARNED, *_EVENTS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Called:
    """Who is told of a moment, and which words of the path stand for nobody."""

    people: Mapping[Member, Call]
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
    alerts, messages, now, held = list[dict[str, Any]](), list[Notice](), list[Told](), list[dict[str, Any]]()
    for one, last in _with_last(reached):
        called = _call(one, roster, last=last)
        raised = _raise(one, at)
        taker = taken.get((*_clock_of(one), str(one.moment.stage)))
        alerts.append(_row(raised, called.unknown))
        for told in (Told(raised=raised, member=member, call=call) for member, call in called.people.items()):
            if taker is not None and told.member.kind is PartyKind.PROVIDER and told.member.person != taker:
                continue
            wait_until = quiet.told_at(told.member.person, at, urgent=told.is_urgent)
            if wait_until is None:
                now.append(told)
            else:
                held.append(_held(told, wait_until))
        messages += _messages(raised, listeners, at)
    letters, gathered = write_letters(now, carriers_of({one.member.person for one in now}))
    for row in alerts:
        row["gathered"] = gathered.get(about_of(row["name"]), {})
    insert_new(Alert, alerts)
    insert_new(Held, held)
    put_all([*letters, *messages], at)


def _taken(tickets: Collection[int]) -> dict[tuple[int, int, str, int, str], int]:
    """Return who has taken on what, by clock and stage."""
    rows = Alert.objects.filter(ticket__in=tickets, taken_by__isnull=False)
    columns = ("ticket", "agreement", "commitment", "cycle", "stage", "taken_by")
    return {
        (ticket, agreement, commitment, cycle, stage): by
        for ticket, agreement, commitment, cycle, stage, by in rows.values_list(*columns)
    }


def _held(told: Told, until: datetime) -> dict[str, Any]:  # the columns of a row
    return {
        "key": told.key,
        "person_id": told.member.person,
        "about": told.raised.about,
        "body": told.body(),
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
    found: dict[Member, Call] = {}
    unknown: list[str] = []
    for step in path.at(moment.point):
        for word in step.notify:
            meant = roster.meant(word, one.ticket, inside=inside)
            unknown += [] if meant else [word]
            for member in meant or roster.leaders(one.ticket):
                call = found.setdefault(member, Call(named=True))
                call.by += [way for way in step.by if way not in call.by]
                call.notes += [step.note] if step.note and step.note not in call.notes else []
    if last and moment.own:
        for member in roster.usual(one.ticket, lead=moment.stage is Stage.BREACHED and not path.steps):
            found.setdefault(member, Call())
    return _Called(people=found, unknown=tuple(dict.fromkeys(unknown)))


def _raise(one: Reached, at: datetime) -> Raised:
    clock = one.clock
    goal = goal_of(clock.target_us, clock.due_us)
    said = (one.ticket.pk, one.rules.version.agreement_id, clock.commitment, clock.cycle, one.moment.point, goal)
    name = sha256("\n".join(map(str, said)).encode()).hexdigest()[:32]
    return Raised(name=name, about=about_of(name), raised_us=to_us(at), reached=one)


def _row(raised: Raised, unknown: Sequence[str]) -> dict[str, Any]:  # the columns of an alert
    one = raised.reached
    return {
        "name": raised.name,
        "ticket_id": one.ticket.pk,
        "agreement_id": one.rules.version.agreement_id,
        "commitment": one.clock.commitment,
        "cycle": one.clock.cycle,
        "point": one.moment.point,
        "stage": str(one.moment.stage),
        "at_us": one.moment.at_us,
        "raised_us": raised.raised_us,
        "late": str(one.moment.late or ""),
        "unknown": list(unknown),
    }


def _messages(raised: Raised, listeners: Listeners, at: datetime) -> list[Notice]:
    one = raised.reached
    if one.moment.point == START or not listeners:
        return []
    party = one.ticket.customer
    data = {
        **raised.facts,
        "customer": "" if party is None else party.key,
        "version": one.rules.version.number,
    }
    inside = one.rules.version.agreement.kind != AgreementKind.SLA
    event = _EVENTS.get(one.moment.point, Event.CLOCK_WARNED)
    return listeners.notices(event, raised.about, data, at, customer=one.ticket.customer_id, inside=inside)
