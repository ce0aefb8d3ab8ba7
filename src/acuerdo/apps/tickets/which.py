"""Tickets that something is asked about: their rows, or what names one before its row was read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from acuerdo.apps.journal.rows import among
from acuerdo.apps.tickets.models import Source, Ticket

_NAMED = "ticket_id = (SELECT id FROM tickets_ticket WHERE source_id = %s AND name = %s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Tickets: their rows, and the condition (SQL) that a row of a table with a `ticket_id` is about one of them.

    `customers` are the rows' ids of those that their sources are for. There may be none of them (`empty`).
    """

    rows: Callable[[], Sequence[Ticket]]
    condition: str
    values: tuple[Any, ...]
    customers: frozenset[int]
    empty: bool = False


def which_of(tickets: Sequence[Ticket], *, told_before: bool = False) -> Which:
    """Return tickets whose rows are there, with their sources; only those `told_before`, of others nothing is known."""
    rows = [ticket.pk for ticket in tickets if ticket.facts or not told_before]
    condition, asked = among("ticket_id", "bigint", rows)
    found = (ticket.source.customer_id for ticket in tickets)
    return Which(
        rows=lambda: tickets,
        condition=condition,
        values=(asked,),
        customers=frozenset(one for one in found if one is not None),
        empty=not rows,
    )


def which_is(source: Source, name: str, row: Callable[[], Ticket]) -> Which:
    """Return a ticket of a source whose row is not there yet."""
    customer = source.customer_id
    return Which(
        rows=lambda: [row()],
        condition=_NAMED,
        values=(source.pk, name),
        customers=frozenset(() if customer is None else (customer,)),
    )
