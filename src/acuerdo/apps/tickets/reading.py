"""Facts out of their rows, for folding."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from acuerdo.apps.journal.together import Questions
from acuerdo.apps.tickets.keeping import KeptFact, fact_of
from acuerdo.apps.tickets.models import SourceCustomer, Ticket
from acuerdo.apps.tickets.which import Which, which_of
from acuerdo.core.clock.facts import Fact

_FACTS = f"SELECT {', '.join(KeptFact._fields)} FROM tickets_fact WHERE {{}} ORDER BY id"  # noqa: S608 - names of columns alone


def facts_of(tickets: Sequence[Ticket]) -> dict[int, list[Fact]]:
    """Return the facts of some tickets, by their rows' ids, in the order in which they were recorded."""
    return ask_facts(Questions(), which_of(tickets))()


def ask_facts(questions: Questions, which: Which) -> Callable[[], dict[int, list[Fact]]]:
    """Ask for the facts of some tickets, as `facts_of` does."""
    if which.empty:
        return dict
    told = questions.ask(_FACTS.format(which.condition), which.values)

    def read() -> dict[int, list[Fact]]:
        names = {ticket.pk: (ticket.source.key, ticket.name) for ticket in which.rows()}
        found: dict[int, list[Fact]] = {row: [] for row in names}
        for row in map(KeptFact._make, told()):
            found[row.ticket_id].append(fact_of(row, *names[row.ticket_id]))
        return found

    return read


def customers_by_word(sources: Collection[int], words: Iterable[str]) -> dict[tuple[int, str], int]:
    """Return which customer (its row's id) each word of some sources (ids of rows) stands for."""
    rows = SourceCustomer.objects.filter(source__in=sources, word__in=set(words) - {""})
    return {(row.source_id, row.word): row.customer_id for row in rows}


def customers_of(tickets: Sequence[Ticket], words: Mapping[int, str]) -> dict[int, int | None]:
    """Return whose each ticket is (ids of rows): the customer that its source is for, or that its word stands for."""
    sources = {ticket.source_id for ticket in tickets if ticket.source.customer_id is None}
    known = customers_by_word(sources, words.values()) if sources else {}
    return {
        ticket.pk: ticket.source.customer_id or known.get((ticket.source_id, words[ticket.pk])) for ticket in tickets
    }
