"""Reading the clocks of a ticket: folded again as of the very instant at which somebody looks."""

from collections.abc import Sequence
from dataclasses import dataclass

from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.clocks.governing import Books, Governing
from acuerdo.apps.clocks.judging import governing_of, judge_unfolded, unfold_facts
from acuerdo.apps.parties.roles import PartyKind
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.models import Ticket
from acuerdo.apps.tickets.queries import find_ticket_row
from acuerdo.apps.tickets.reading import facts_of
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.history import History
from acuerdo.core.clock.timeline import Finding
from acuerdo.core.clock.verdict import Verdict


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

    clocks: Sequence[ClockRecord]
    facts: Sequence[Fact]
    history: History
    findings: Sequence[Finding]
    fault: str


def clocks_of(viewer: Viewer, source: str, name: str, as_of_us: int) -> TicketClocks:
    """Return the clocks of a ticket that the viewer may see as of an instant, in the order of what governs it.

    A customer's people see the clocks of the agreements with the customer; what stands behind is the provider's matter.
    Raises `NotThere`.
    """
    return clocks_of_row(find_ticket_row(viewer, source, name), as_of_us, all_kinds=viewer.kind is PartyKind.PROVIDER)


def clocks_of_row(ticket: Ticket, as_of_us: int, *, all_kinds: bool) -> TicketClocks:
    """Return the clocks of a ticket as of an instant; without `all_kinds` those of SLAs alone."""
    facts = facts_of([ticket])[ticket.pk]
    unfolded = unfold_facts(facts, as_of_us)
    books = Books([] if ticket.customer_id is None else [ticket.customer_id])
    governing = governing_of(unfolded, books, ticket.customer_id)
    seen = [one for one in governing if all_kinds or one.version.agreement.kind == AgreementKind.SLA]
    judged = judge_unfolded(unfolded, seen, row=ticket, as_of_us=as_of_us)
    clocks = [ClockRecord(rules=rules, verdict=verdict) for rules, verdict in judged.verdicts]
    return TicketClocks(
        clocks=clocks, facts=facts, history=unfolded.history, findings=judged.findings, fault=unfolded.fault
    )
