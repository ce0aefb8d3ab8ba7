"""Reading the clocks of a ticket: folded again as of the very instant at which somebody looks."""

from collections.abc import Sequence
from dataclasses import dataclass

from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.clocks.governing import Books, Governing
from acuerdo.apps.clocks.judging import governing_of, judge_unfolded, unfold_facts
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.parties.roles import PartyKind
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.models import Ticket
from acuerdo.apps.tickets.queries import find_ticket_row
from acuerdo.apps.tickets.reading import facts_of
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.history import History
from acuerdo.core.clock.timeline import Finding
from acuerdo.core.clock.verdict import Verdict

_SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRecord:
    """A clock of a ticket, with the version that it is judged by."""

    rules: Governing
    verdict: Verdict

    @property
    def version(self) -> int:
        """The number of the version that it is judged by."""
        return self.rules.version.number

    @property
    def agreement(self) -> str:
        """The key of its agreement."""
        return self.rules.version.agreement.key


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketClocks:
    """The clocks of a ticket as of an instant, with its facts; `fault` says why nothing can be judged."""

    governing: Sequence[Governing]
    clocks: Sequence[ClockRecord]
    facts: Sequence[Fact]
    history: History
    findings: Sequence[Finding]
    fault: str


def clocks_of(viewer: Viewer, source: str, name: str, as_of_us: int, *, plain: bool = False) -> TicketClocks:
    """Return the clocks of a ticket that the viewer may see as of an instant, in the order of what governs it.

    `plain`: as of the last whole second, unless something was told of the ticket since.

    A customer's people see the clocks of the agreements with the customer; what stands behind is the provider's matter.
    Raises `NotThere`.
    """
    row = find_ticket_row(viewer, source, name)
    return clocks_of_row(row, as_of_us, all_kinds=viewer.kind is PartyKind.PROVIDER, plain=plain)


def clocks_now(rows: Sequence[Clock], as_of_us: int) -> dict[int, ClockRecord]:
    """Return open clocks as of an instant, by their rows' ids; the rows come with their tickets and sources.

    One that its facts do not lead to any more is left out. The number of queries does not depend on how many there are.
    """
    tickets = {row.ticket_id: row.ticket for row in rows}
    facts = facts_of(list(tickets.values()))
    books = Books({ticket.customer_id for ticket in tickets.values() if ticket.customer_id is not None})
    found: dict[tuple[int, int, str, int], ClockRecord] = {}
    for ticket in tickets.values():
        unfolded = unfold_facts(facts[ticket.pk], as_of_us)
        governing = governing_of(unfolded, books, ticket.customer_id)
        judged = judge_unfolded(unfolded, governing, row=ticket, as_of_us=as_of_us)
        for rules, verdict in judged.verdicts:
            name = (ticket.pk, rules.version.agreement_id, verdict.commitment, verdict.cycle)
            found[name] = ClockRecord(rules=rules, verdict=verdict)
    names = {row.pk: (row.ticket_id, row.agreement_id, row.commitment, row.cycle) for row in rows}
    return {pk: found[name] for pk, name in names.items() if name in found}


def clocks_of_row(ticket: Ticket, as_of_us: int, *, all_kinds: bool, plain: bool = False) -> TicketClocks:
    """Return the clocks of a ticket as of an instant; without `all_kinds` those of SLAs alone. `plain` as above."""
    facts = facts_of([ticket])[ticket.pk]
    second_us = as_of_us - as_of_us % _SECOND_US
    if plain and all(max(fact.at_us, fact.known_us) <= second_us for fact in facts):
        as_of_us = second_us
    unfolded = unfold_facts(facts, as_of_us)
    books = Books([] if ticket.customer_id is None else [ticket.customer_id])
    governing = governing_of(unfolded, books, ticket.customer_id)
    seen = [one for one in governing if all_kinds or one.version.agreement.kind == AgreementKind.SLA]
    judged = judge_unfolded(unfolded, seen, row=ticket, as_of_us=as_of_us)
    clocks = [ClockRecord(rules=rules, verdict=verdict) for rules, verdict in judged.verdicts]
    return TicketClocks(
        governing=seen,
        clocks=clocks,
        facts=facts,
        history=unfolded.history,
        findings=judged.findings,
        fault=unfolded.fault,
    )
