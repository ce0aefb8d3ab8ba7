"""Raising moments of clocks: each is kept once, and who is meant is told through the outbox, in one transaction."""

import json
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
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
from acuerdo.apps.journal.rows import add_rows, ask, insert_new, listed, one_of
from acuerdo.apps.notices.commands import put_all
from acuerdo.apps.notices.shapes import Notice
from acuerdo.apps.parties.roles import PartyKind
from acuerdo.apps.webhooks.commands import Listeners
from acuerdo.apps.webhooks.shapes import Event
from acuerdo.core.hours import to_us

_EVENTS: Mapping[str, Event] = MappingProxyType({DUE: Event.CLOCK_DUE, BREACH: Event.CLOCK_BREACHED})
_BEFORE = "SELECT name, ticket_id, agreement_id, commitment, cycle, stage, taken_by_id FROM alerts_alert WHERE"
_COLUMNS = (
    *("name", "ticket_id", "agreement_id", "commitment", "cycle", "point", "stage", "at_us", "raised_us", "late"),
    *("unknown", "gathered"),
)
_CLOCK_EVENTS = (Event.CLOCK_WARNED, *_EVENTS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Called:
    """Who is told of a moment, and which words of the path stand for nobody."""

    people: Mapping[Member, Call]
    unknown: tuple[str, ...]


_Clock = tuple[int, int, str, int]
"""Whose moment it is: the rows of ticket and agreement, the promise, and the cycle."""

_Alert = tuple[Raised, _Clock, Sequence[str]]
"""An alert on its way into its row, whose it is, and the words of the path that stand for nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Before:
    """What was told of some tickets before (their rows are held): the names of alerts, and who has taken on what.

    That is by the clock and the stage.
    """

    told: set[str] = field(default_factory=set)
    taken: dict[tuple[int, int, str, int, str], int] = field(default_factory=dict)


def raise_reached(reached: Sequence[Reached], at: datetime) -> None:
    """Keep the moments that have come and tell of them, in the transaction of the flow that folded their tickets."""
    if not reached:
        return
    tickets = {one.ticket.pk: one.ticket for one in reached}
    roster = Roster(
        {one.customer_id for one in tickets.values() if one.customer_id is not None},
        {one.owner for one in tickets.values() if one.owner},
    )
    listeners, before, quiet = Listeners(_CLOCK_EVENTS), _before(tickets), Wishes(roster.people())
    calls = _Calls(roster)
    alerts, messages, now, held = list[_Alert](), list[Notice](), list[Told](), list[dict[str, Any]]()
    clocks = [_clock_of(one) for one in reached]
    last = {clock: one.moment.point for clock, one in zip(clocks, reached, strict=True) if one.moment.own}
    for clock, one in zip(clocks, reached, strict=True):
        raised = _raise(one, clock, at)
        if raised.name in before.told:
            continue
        before.told.add(raised.name)  # a text may name a moment twice
        called = calls.about(one, last=last.get(clock) == one.moment.point)
        taker = before.taken.get((*clock, str(one.moment.stage)))
        alerts.append((raised, clock, called.unknown))
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
    add_rows(Alert, _COLUMNS, [_row(one, gathered.get(one[0].about, {})) for one in alerts])
    insert_new(Held, held)
    put_all([*letters, *messages], at)


def _before(tickets: Collection[int]) -> _Before:
    found = _Before()
    rows = ask(f"{_BEFORE} {one_of('ticket_id', 'bigint')}", (listed(list(tickets)),))
    for name, ticket, agreement, commitment, cycle, stage, by in rows:
        found.told.add(name)
        if by is not None:
            found.taken[ticket, agreement, commitment, cycle, stage] = by
    return found


def _held(told: Told, until: datetime) -> dict[str, Any]:  # the columns of a row
    return {
        "key": told.key,
        "person_id": told.member.person,
        "about": told.raised.about,
        "body": told.body(),
        "due_at": until,
    }


def _clock_of(one: Reached) -> _Clock:
    clock = one.clock
    return clock.ticket_id, clock.agreement_id, clock.commitment, clock.cycle


class _Calls:
    """Who is told, worked out once for all the moments of one look that differ in nothing that says so."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._known: dict[tuple[Hashable, ...], _Called] = {}

    def about(self, one: Reached, *, last: bool) -> _Called:
        """Say who is told of a moment; `last` as for `_call`."""
        ticket, clock, moment = one.ticket, one.clock, one.moment
        which = (clock.version_id, clock.commitment, moment.point, moment.stage, moment.own and last)
        alike = (*which, ticket.customer_id, ticket.team, ticket.owner)
        found = self._known.get(alike)
        if found is None:
            found = self._known[alike] = _call(one, self._roster, last=last)
        return found


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


def _raise(one: Reached, clock: _Clock, at: datetime) -> Raised:
    goal = goal_of(one.clock.target_us, one.clock.due_us)
    said = (*clock, one.moment.point, goal)
    name = sha256("\n".join(map(str, said)).encode()).hexdigest()[:32]
    return Raised(name=name, about=about_of(name), raised_us=to_us(at), reached=one)


def _row(alert: _Alert, gathered: Mapping[str, str]) -> tuple[Any, ...]:
    """Return what the columns of an alert hold (`_COLUMNS`); `gathered`: the letters that tell of it among others."""
    raised, clock, unknown = alert
    moment = raised.reached.moment
    return (
        raised.name,
        *clock,
        moment.point,
        str(moment.stage),
        moment.at_us,
        raised.raised_us,
        str(moment.late or ""),
        json.dumps(unknown) if unknown else "[]",
        json.dumps(gathered) if gathered else "{}",
    )


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
