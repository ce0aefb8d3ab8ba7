"""Folding tickets: what the core says of their facts as of an instant, by the versions that govern them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from acuerdo.apps.clocks.governing import Books, Governing
from acuerdo.apps.tickets.models import Ticket
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.history import History, HistoryRefused, admit
from acuerdo.core.clock.timeline import Finding, State, Timeline, trace, with_priorities
from acuerdo.core.clock.verdict import Mark, Verdict
from acuerdo.core.measures.ratios import RatioCase, ratio_cases, wholly_excluded
from acuerdo.core.terms.agreement import Agreement as Terms

UNGOVERNED = Terms(id="", version_hash="", time_zone="UTC", calendars=MappingProxyType({}), commitments=())
"""What a ticket's states are folded by where no agreement governs it: nothing is promised, priorities are as given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfolded:
    """A ticket's history as of an instant, and what it says by itself; `fault` says why nothing can be judged.

    `timeline` is None while the ticket is not open yet.
    """

    history: History
    timeline: Timeline | None = None
    fault: str = ""

    @property
    def customer_word(self) -> str:
        """The word by which its source knows whose it is, the last one said."""
        return "" if self.timeline is None else self.timeline.moments[-1].state.fields.get("customer", "")

    @property
    def services(self) -> frozenset[str]:
        """The services that it ever named."""
        moments = () if self.timeline is None else self.timeline.moments
        return frozenset(name for one in moments if (name := one.state.fields.get("service")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the versions that govern a ticket say of it: verdicts, findings, and its last state (None: not open yet).

    `parts` are those in promised shares of tickets.
    """

    verdicts: tuple[tuple[Governing, Verdict], ...] = ()
    parts: tuple[tuple[Governing, RatioCase], ...] = ()
    findings: tuple[Finding, ...] = ()
    state: State | None = None


def unfold_facts(facts: Sequence[Fact], as_of_us: int) -> Unfolded:
    """Unfold a ticket's facts as of an instant."""
    try:
        history = admit(facts, as_of_us=as_of_us)
    except HistoryRefused as fault:
        return Unfolded(history=fault.history, fault=fault.code)
    return Unfolded(history=history, timeline=trace(history))


def governing_of(ticket: Unfolded, books: Books, customer: int | None) -> list[Governing]:
    """Return what governs an unfolded ticket of a customer (a row's id), nothing while it is not open."""
    if ticket.timeline is None:
        return []
    return books.governing(customer, ticket.timeline.opened_us, ticket.services)


def judge_unfolded(ticket: Unfolded, governing: Sequence[Governing], *, row: Ticket, as_of_us: int) -> Judged:
    """Judge an unfolded ticket by what governs it; its row knows of refused rows (a gap) and of unknown pauses."""
    if ticket.timeline is None:
        return Judged()
    gap = row.refused > 0 or bool(ticket.history.refused)
    known = {Mark.INCOMPLETE_HISTORY: gap, Mark.PAUSES_UNKNOWN: row.pauses_unknown}
    marks = tuple(mark for mark, holds in known.items() if holds)
    verdicts, findings = list[tuple[Governing, Verdict]](), list[Finding]()
    parts = list[tuple[Governing, RatioCase]]()
    timelines = [(rules, with_priorities(ticket.timeline, rules.terms)) for rules in governing]
    for rules, timeline in timelines:
        findings += timeline.findings
        judge = rules.judge_for(row.source.key, row.name)
        verdicts += [(rules, one) for one in judge.verdicts(timeline, as_of_us=as_of_us, marks=marks)]
        if rules.terms.ratios:
            parts += [(rules, one) for one in _parts(rules, timeline, marks, row)]
    shown = timelines[0][1] if timelines else ticket.timeline
    return Judged(
        verdicts=tuple(verdicts),
        parts=tuple(parts),
        findings=tuple(dict.fromkeys(findings)),
        state=shown.moments[-1].state,
    )


def _parts(rules: Governing, timeline: Timeline, marks: Sequence[Mark], row: Ticket) -> Iterator[RatioCase]:
    own = rules.exclusions_of(row.source.key, row.name)
    excluded = {ratio.id: wholly_excluded(ratio, own) for ratio in rules.terms.ratios}
    return ratio_cases(rules.terms, timeline, marks, excluded)
