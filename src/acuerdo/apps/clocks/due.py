"""Which tickets have come to a moment at which a clock says something else, or a fact begins to count."""

from django.db import connection
from django.db.models import prefetch_related_objects

from acuerdo.apps.journal.rows import ask, listed, one_of, read_rows
from acuerdo.apps.tickets.models import Ticket

_CLOCKS = (
    "SELECT ticket.id FROM clocks_clock clock JOIN tickets_ticket ticket ON ticket.id = clock.ticket_id"
    " WHERE clock.next_us <= %s ORDER BY clock.next_us"
)
_AHEAD = "SELECT ticket.id FROM tickets_ticket ticket WHERE ticket.fold_us <= %s ORDER BY ticket.fold_us"


def claim_due(at_us: int, most: int) -> list[Ticket]:
    """Return tickets that are due, those that are due longest first, locked inside the transaction of a flow.

    Where the database can do that, those that another worker holds are passed over, and the next ones are taken.
    """
    skips = connection.features.has_select_for_update_skip_locked
    # The number stands in the statement itself: a plan made without it takes them for very many, and sorts them.
    few = f" LIMIT {most:d}" + (" FOR UPDATE OF ticket SKIP LOCKED" if skips else "")
    found = [row for (row,) in ask(f"{_CLOCKS}{few}", (at_us,))]
    if len(found) < most:
        found += [row for (row,) in ask(f"{_AHEAD}{few}", (at_us,))]
    if not found:
        return []
    wanted = list(dict.fromkeys(found))
    tickets = read_rows(Ticket, f"{one_of('id', 'bigint')} ORDER BY id", (listed(wanted),))
    prefetch_related_objects(tickets, "source", "customer")  # few, that very many tickets share
    return tickets
