"""Facts out of their rows, for folding."""

from collections.abc import Mapping, Sequence

from acuerdo.apps.journal.rows import ask, listed, one_of
from acuerdo.apps.tickets.keeping import KeptFact, fact_of
from acuerdo.apps.tickets.models import SourceCustomer, Ticket
from acuerdo.core.clock.facts import Fact

_FACTS = f"SELECT {', '.join(KeptFact._fields)} FROM tickets_fact WHERE {{}} ORDER BY id"  # noqa: S608 - names of columns alone


def facts_of(tickets: Sequence[Ticket], *, before: int | None = None) -> dict[int, list[Fact]]:
    """Return the facts of some tickets, by their rows' ids, in the order in which they were recorded.

    With `before` (a delivery's row) without those of that delivery.
    """
    if not tickets:
        return {}
    names = {ticket.pk: (ticket.source.key, ticket.name) for ticket in tickets}
    found: dict[int, list[Fact]] = {ticket.pk: [] for ticket in tickets}
    wanted = one_of("ticket_id", "bigint")
    condition, values = (wanted, ()) if before is None else (f"{wanted} AND delivery_id <> %s", (before,))
    for row in map(KeptFact._make, ask(_FACTS.format(condition), (listed(list(names)), *values))):
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
