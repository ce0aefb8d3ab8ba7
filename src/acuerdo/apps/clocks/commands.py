"""Keeping what the core says of tickets, inside the transaction of a flow that holds their rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from acuerdo.apps.clocks.governing import Books, Governing
from acuerdo.apps.clocks.judging import Judged, Unfolded, governing_of, judge_unfolded, unfold_facts
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.clocks.moments import Reached, look_ahead
from acuerdo.apps.clocks.parts import keep_parts
from acuerdo.apps.clocks.shapes import Moved
from acuerdo.apps.journal.rows import insert_rows, update_columns
from acuerdo.apps.tickets.models import Ticket
from acuerdo.apps.tickets.reading import customers_of, facts_of
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.verdict import Outcome, Verdict
from acuerdo.core.measures.placing import kind_of, place_us

if TYPE_CHECKING:
    from acuerdo.core.measures.ratios import RatioCase

_Name = tuple[int, int, str, int]
_CLOCK_COLUMNS = (
    *("version", "measure", "priority", "verdict", "reason", "marks", "group", "started_us", "stopped_us"),
    *("target_us", "consumed_us", "paused_us", "outside_us", "excluded_us", "due_us", "breaches_us", "breached_us"),
    *(
        "late_us",
        "kind",
        "counted_us",
        "content",
        "engine",
        "judged_us",
        "next_us",
        "risk_us",
        "told",
        "watched_us",
        "ahead",
    ),
)
_STATE_COLUMNS = ("priority", "service", "type", "team", "owner")
_TICKET_COLUMNS = (
    *("customer", "customer_word", "opened_us", "stage", "status", "reason", *_STATE_COLUMNS),
    *("facts", "quarantined", "pauses_unknown", "fault", "changed_us", "folded_us", "fold_us"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folded:
    """A ticket after folding: what its facts are, what they say, what is judged, and whose it is."""

    ticket: Ticket
    facts: Sequence[Fact]
    unfolded: Unfolded
    judged: Judged
    customer: int | None


def fold_tickets(
    tickets: Sequence[Ticket],
    as_of_us: int,
    reached: list[Reached] | None = None,
    *,
    whole: Mapping[int, Sequence[Fact]] = MappingProxyType({}),
) -> list[Moved]:
    """Fold tickets (their rows locked) as of an instant and keep what comes out; return the clocks that moved.

    The moments of clocks that have come are added to `reached` and count as told; without it they go on waiting for
    whoever tells them. `whole` holds all facts of some of the tickets, by the ids of their rows, where they are known.
    """
    rows: dict[_Name, Clock] = {}
    for row in Clock.objects.filter(ticket__in=[ticket.pk for ticket in tickets]):
        rows[row.ticket_id, row.agreement_id, row.commitment, row.cycle] = row
    fresh, kept, moved = list[Clock](), list[Clock](), list[Moved]()
    parts: dict[int, Sequence[tuple[Governing, RatioCase]]] = {}
    for folded in _fold(tickets, whole, as_of_us):
        _write_ticket(folded, as_of_us)
        parts[folded.ticket.pk] = folded.judged.parts
        for rules, verdict in folded.judged.verdicts:
            name = (folded.ticket.pk, rules.version.agreement_id, verdict.commitment, verdict.cycle)
            before = rows.pop(name, None)
            path = rules.path(verdict.commitment)
            ahead = look_ahead(verdict, path, before, as_of_us, telling=reached is not None)
            clock = _clock(folded.ticket, rules, verdict, as_of_us)
            clock.told, clock.watched_us, clock.next_us = ahead.told, ahead.watched_us, ahead.next_us
            clock.ahead = ahead.ahead
            if reached is not None:
                reached += [
                    Reached(ticket=folded.ticket, rules=rules, clock=clock, moment=one) for one in ahead.reached
                ]
            moved += _moved(before, clock, rules.terms.id)
            if before is None:
                fresh.append(clock)
            else:
                clock.pk = before.pk
                kept.append(clock)
    moved += [one for row in rows.values() for one in _moved(row, None, row.agreement.key)]
    Clock.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
    keep_parts(parts)
    insert_rows(fresh)
    update_columns(kept, _CLOCK_COLUMNS)
    update_columns(tickets, _TICKET_COLUMNS)
    return moved


def _fold(tickets: Sequence[Ticket], whole: Mapping[int, Sequence[Fact]], as_of_us: int) -> Iterator[_Folded]:
    facts = {**facts_of([ticket for ticket in tickets if ticket.pk not in whole]), **whole}
    unfolded = {ticket.pk: unfold_facts(facts[ticket.pk], as_of_us) for ticket in tickets}
    customers = customers_of(tickets, {row: one.customer_word for row, one in unfolded.items()})
    books = Books(one for one in customers.values() if one is not None)
    for ticket in tickets:
        found, customer = unfolded[ticket.pk], customers[ticket.pk]
        governing = governing_of(found, books, customer)
        judged = judge_unfolded(found, governing, row=ticket, as_of_us=as_of_us)
        yield _Folded(ticket=ticket, facts=facts[ticket.pk], unfolded=found, judged=judged, customer=customer)


def _write_ticket(folded: _Folded, as_of_us: int) -> None:
    ticket, state = folded.ticket, folded.judged.state
    fields: Mapping[str, str] = {} if state is None else state.fields
    ticket.customer_id = folded.customer
    ticket.customer_word = folded.unfolded.customer_word
    ticket.opened_us = None if folded.unfolded.timeline is None else folded.unfolded.timeline.opened_us
    ticket.stage = "" if state is None else str(state.stage)
    ticket.status = "" if state is None else state.status or ""
    ticket.reason = "" if state is None else state.reason or ""
    for name in _STATE_COLUMNS:
        setattr(ticket, name, fields.get(name, ""))
    ticket.facts = len(folded.facts)
    ticket.quarantined = len(folded.unfolded.history.quarantined)
    ticket.fault = folded.unfolded.fault
    ticket.changed_us = max((fact.known_us for fact in folded.facts), default=0)
    ticket.folded_us = as_of_us
    ticket.fold_us = min((fact.at_us for fact in folded.facts if fact.at_us > as_of_us), default=None)


def _clock(ticket: Ticket, rules: Governing, verdict: Verdict, as_of_us: int) -> Clock:
    return Clock(
        ticket=ticket,
        agreement_id=rules.version.agreement_id,
        version=rules.version,
        commitment=verdict.commitment,
        cycle=verdict.cycle,
        measure=verdict.measure,
        priority=verdict.priority or "",
        verdict=verdict.verdict,
        reason=verdict.reason or "",
        marks=" ".join(verdict.marks),
        group=verdict.group or "",
        started_us=verdict.started_us,
        stopped_us=verdict.stopped_us,
        target_us=verdict.target_us,
        consumed_us=verdict.consumed_us,
        paused_us=verdict.paused_us,
        outside_us=verdict.outside_us,
        excluded_us=verdict.excluded_us,
        due_us=verdict.due_us,
        breaches_us=verdict.breaches_us,
        breached_us=verdict.breached_us,
        late_us=verdict.late_us,
        kind=kind_of(verdict.verdict, verdict.marks),
        counted_us=place_us(verdict, rules.counted_by(verdict.commitment)),
        content=verdict.version_hash,
        engine=verdict.engine,
        judged_us=as_of_us,
        risk_us=risk_instant(verdict),
    )


def risk_instant(verdict: Verdict) -> int | None:
    """Return the instant from which on a clock runs at risk: the first of its warnings up to due; None: never."""
    due = verdict.due_us
    return min((one.at_us for one in verdict.warnings if due is None or one.at_us <= due), default=None)


def _moved(before: Clock | None, after: Clock | None, agreement: str) -> list[Moved]:
    was = None if before is None else Outcome(before.verdict)
    now = None if after is None else Outcome(after.verdict)
    named = after or before
    if was is now or named is None:
        return []
    return [
        Moved(
            ticket=named.ticket_id,
            agreement=agreement,
            commitment=named.commitment,
            cycle=named.cycle,
            was=was,
            now=now,
        )
    ]
