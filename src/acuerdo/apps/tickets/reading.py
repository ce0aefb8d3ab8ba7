"""Facts out of their rows, for folding."""

from collections.abc import Mapping, Sequence

from acuerdo.apps.tickets.keeping import fact_of
from acuerdo.apps.tickets.models import Fact as FactRow
from acuerdo.apps.tickets.models import SourceCustomer, Ticket
from acuerdo.core.clock.facts import Fact


def facts_of(tickets: Sequence[Ticket]) -> dict[int, list[Fact]]:
    """Return the facts of some tickets, by their rows' ids, in the order in which they were recorded."""
    if not tickets:
        return {}
    rows = FactRow.objects.filter(ticket__in=[ticket.pk for ticket in tickets]).order_by("pk")
    names = {ticket.pk: (ticket.source.key, ticket.name) for ticket in tickets}
    found: dict[int, list[Fact]] = {ticket.pk: [] for ticket in tickets}
    for row in rows.iterator(chunk_size=2_000):
        found[row.ticket_id].append(fact_of(row, *names[row.ticket_id]))
    return found


def customers_of(tickets: Sequence[Ticket], words: Mapping[int, str]) -> dict[int, int | None]:
    """Return whose each ticket is (ids of rows): the customer that its source is for, or that its word stands for."""
    sources = {ticket.source_id for ticket in tickets if ticket.source.customer_id is None}
    rows = SourceCustomer.objects.filter(source__in=sources, word__in=set(words.values()) - {""}) if sources else ()
    known = {(row.source_id, row.word): row.customer_id for row in rows}
    return {
        ticket.pk: ticket.source.customer_id or known.get((ticket.source_id, words[ticket.pk])) for ticket in tickets
    }
