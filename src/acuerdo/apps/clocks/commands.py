"""Keeping what the core says of tickets, inside the transaction of a flow that holds their rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from acuerdo.apps.clocks.binding import Bound, ask_bound
from acuerdo.apps.clocks.governing import Books, Governing, open_books
from acuerdo.apps.clocks.judging import Judged, Unfolded, governing_of, judge_unfolded, unfold_facts
from acuerdo.apps.clocks.models import Clock, Part
from acuerdo.apps.clocks.moments import Outlook, Reached, look_ahead
from acuerdo.apps.clocks.parts import keep_parts
from acuerdo.apps.journal.together import Questions, Writes
from acuerdo.apps.tickets.models import Ticket
from acuerdo.apps.tickets.reading import ask_facts, customers_of
from acuerdo.apps.tickets.which import Which, which_of
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.verdict import Verdict
from acuerdo.core.measures.placing import kind_of, place_us

if TYPE_CHECKING:
    from acuerdo.core.measures.ratios import RatioCase

_Name = tuple[int, int, str, int]
CLOCK_NAMES = ("ticket_id", "agreement_id", "commitment", "cycle")
CLOCK_COLUMNS = (
    *("version_id", "measure", "priority", "verdict", "reason", "marks", "group", "started_us", "stopped_us"),
    *("target_us", "consumed_us", "paused_us", "outside_us", "excluded_us", "due_us", "breaches_us", "breached_us"),
    *(
        "late_us",
        "kind",
        "counted_us",
        "content",
        "engine",
        "judged_us",
        "risk_us",
        "told",
        "watched_us",
        "next_us",
        "ahead",
    ),
)
LOOKS = frozenset({"judged_us", "watched_us"})
_STATE_COLUMNS = ("priority", "service", "type", "team", "owner")
_TICKET_COLUMNS = (
    *("customer", "customer_word", "opened_us", "stage", "status", "reason", *_STATE_COLUMNS),
    *("facts", "quarantined", "pauses_unknown", "fault", "changed_us", "folded_us", "fold_us"),
    *("title", "title_us"),  # what was told of them before they were folded
)


class Turned(NamedTuple):
    """A clock before its ticket was folded (its row), and after; None: there was, or is, no such clock.

    `ticket` and `agreement` are rows' ids.
    """

    ticket: int
    agreement: int
    commitment: str
    cycle: int
    before: Clock | None
    after: Verdict | Clock | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folded:
    """A ticket after folding: what its facts are, what they say, what is judged, and whose it is."""

    ticket: Ticket
    facts: Sequence[Fact]
    unfolded: Unfolded
    judged: Judged
    customer: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What was asked for to fold tickets: their facts, clocks and parts, and what binds those whose sources they are.

    `fresh` are facts that are still to be written, by the ids of the rows of their tickets.
    """

    facts: Callable[[], Mapping[int, Sequence[Fact]]]
    clocks: Callable[[], Sequence[Clock]]
    parts: Callable[[], Sequence[Part]]
    customers: frozenset[int]
    bound: Callable[[], Bound]
    fresh: Mapping[int, Sequence[Fact]] = field(default_factory=dict)

    def facts_of(self, ticket: Ticket) -> Sequence[Fact]:
        """Return all facts of a ticket, in the order in which they were recorded."""
        return (*self.facts().get(ticket.pk, ()), *self.fresh.get(ticket.pk, ()))

    def books(self, customers: frozenset[int]) -> Books:
        """Return the versions that bind customers."""
        return open_books(customers, self.bound()) if customers <= self.customers else Books(customers)


def ask_standing(questions: Questions, tickets: Which) -> Standing:
    """Ask for what has to be known to fold tickets (their rows locked)."""
    return Standing(
        facts=cache(ask_facts(questions, tickets)),
        clocks=tuple if tickets.empty else questions.read(Clock, tickets.condition, tickets.values),
        parts=tuple if tickets.empty else questions.read(Part, tickets.condition, tickets.values),
        customers=tickets.customers,
        bound=ask_bound(questions, tickets.customers),
    )


def fold_tickets(
    tickets: Sequence[Ticket],
    as_of_us: int,
    reached: list[Reached] | None = None,
    *,
    standing: Standing | None = None,
    writes: Writes | None = None,
) -> list[Turned]:
    """Fold tickets (their rows locked) as of an instant and keep what comes out; return each clock before and after.

    The moments of clocks that have come are added to `reached` and count as told; without it they go on waiting for
    whoever tells them. `standing` is what was asked for already; with `writes` they are what has to be kept then.
    """
    standing = standing or ask_standing(Questions(), which_of(tickets))
    work = _Folding(as_of_us=as_of_us, reached=reached, writes=writes or Writes())
    rows = {ticket.pk for ticket in tickets}
    for row in standing.clocks():
        if row.ticket_id in rows:
            work.before[row.ticket_id, row.agreement_id, row.commitment, row.cycle] = row
    for folded in _fold(tickets, standing, as_of_us):
        _write_ticket(folded, as_of_us)
        work.parts[folded.ticket.pk] = folded.judged.parts
        for rules, verdict in folded.judged.verdicts:
            work.take(folded.ticket, rules, verdict)
    work.keep()
    keep_parts(work.writes, work.parts, [row for row in standing.parts() if row.ticket_id in rows])
    work.writes.change_columns(tickets, _TICKET_COLUMNS)
    if writes is None:
        work.writes.keep()
    return work.turned


@dataclass(slots=True, kw_only=True)
class _Folding:
    """Clocks while tickets are folded: as they were (`before`; those that nothing leads to any more are left in it).

    What their rows are to hold is collected: of new ones, and of those that are there, by their ids.
    """

    as_of_us: int
    reached: list[Reached] | None
    writes: Writes
    before: dict[_Name, Clock] = field(default_factory=dict)
    parts: "dict[int, Sequence[tuple[Governing, RatioCase]]]" = field(default_factory=dict)
    turned: list[Turned] = field(default_factory=list)
    fresh: list[tuple[Any, ...]] = field(default_factory=list)
    kept: list[tuple[Any, ...]] = field(default_factory=list)

    def take(self, ticket: Ticket, rules: Governing, verdict: Verdict) -> None:
        """Take what a clock says now."""
        name = (ticket.pk, rules.version.agreement_id, verdict.commitment, verdict.cycle)
        before = self.before.pop(name, None)
        path = rules.path(verdict.commitment)
        ahead = look_ahead(verdict, path, before, self.as_of_us, telling=self.reached is not None)
        values = _values(rules, verdict, ahead, self.as_of_us)
        if self.reached is not None and ahead.reached:
            said = dict(zip((*CLOCK_NAMES, *CLOCK_COLUMNS), (*name, *values), strict=True))
            clock = Clock(pk=None if before is None else before.pk, **said)
            self.reached += [Reached(ticket=ticket, rules=rules, clock=clock, moment=one) for one in ahead.reached]
        self.turned.append(Turned(*name, before, verdict))
        if before is None:
            self.fresh.append((*name, *values))
        elif ahead.next_us is not None or _says_other(before, values):
            self.kept.append((before.pk, *values))

    def keep(self) -> None:
        """Have the rows written, and take away those of clocks that nothing leads to any more."""
        self.turned += [Turned(*name, row, None) for name, row in self.before.items()]
        if self.before:
            Clock.objects.filter(pk__in=[row.pk for row in self.before.values()]).delete()
        self.writes.add(Clock, (*CLOCK_NAMES, *CLOCK_COLUMNS), self.fresh)
        self.writes.change(Clock, CLOCK_COLUMNS, self.kept)


def _fold(tickets: Sequence[Ticket], standing: Standing, as_of_us: int) -> Iterator[_Folded]:
    facts = {ticket.pk: standing.facts_of(ticket) for ticket in tickets}
    unfolded = {ticket.pk: unfold_facts(facts[ticket.pk], as_of_us) for ticket in tickets}
    customers = customers_of(tickets, {row: one.customer_word for row, one in unfolded.items()})
    books = standing.books(frozenset(one for one in customers.values() if one is not None))
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


def _values(rules: Governing, verdict: Verdict, ahead: Outlook, as_of_us: int) -> tuple[Any, ...]:
    """Return what the columns of a clock's row hold (`CLOCK_COLUMNS`)."""
    return (
        rules.version.pk,
        verdict.measure,
        verdict.priority or "",
        str(verdict.verdict),
        verdict.reason or "",
        " ".join(verdict.marks),
        verdict.group or "",
        verdict.started_us,
        verdict.stopped_us,
        verdict.target_us,
        verdict.consumed_us,
        verdict.paused_us,
        verdict.outside_us,
        verdict.excluded_us,
        verdict.due_us,
        verdict.breaches_us,
        verdict.breached_us,
        verdict.late_us,
        str(kind_of(verdict.verdict, verdict.marks)),
        place_us(verdict, rules.counted_by(verdict.commitment)),
        verdict.version_hash,
        verdict.engine,
        as_of_us,
        risk_instant(verdict),
        ahead.told,
        ahead.watched_us,
        ahead.next_us,
        ahead.ahead,
    )


def _says_other(row: Clock, values: tuple[Any, ...]) -> bool:
    """Say whether a clock says anything else than its row, apart from the instants at which somebody looked."""
    kept = row.__dict__
    return any(kept[name] != value for name, value in zip(CLOCK_COLUMNS, values, strict=True) if name not in LOOKS)


def risk_instant(verdict: Verdict) -> int | None:
    """Return the instant from which on a clock runs at risk: the first of its warnings up to due; None: never."""
    due = verdict.due_us
    return min((one.at_us for one in verdict.warnings if due is None or one.at_us <= due), default=None)
