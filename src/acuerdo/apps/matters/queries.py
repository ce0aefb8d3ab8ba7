"""Reading what both sides settle about tickets."""

from collections.abc import Sequence
from datetime import datetime

from acuerdo.apps.acts.queries import record_of, said_in
from acuerdo.apps.acts.shapes import WaitingAct
from acuerdo.apps.matters.models import Matter, MatterKind
from acuerdo.apps.matters.shapes import MatterRecord, WaitingMatter
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.queries import find_ticket_row


def list_matters(viewer: Viewer, source: str, name: str, at: datetime) -> list[MatterRecord]:
    """Return what the sides settle or settled about a ticket, the last first. Raises `NotThere`.

    Who may see the customer's tickets but not its agreements is shown none. What was settled with another customer,
    whose ticket it was before, stands in that customer's agreement alone.
    """
    ticket = find_ticket_row(viewer, source, name)
    if ticket.customer_id is None or not viewer.may(Permission.SEE_AGREEMENTS, ticket.customer_id):
        return []
    rows = Matter.objects.filter(ticket=ticket, agreement__customer=ticket.customer_id)
    rows = rows.select_related("act", "agreement").prefetch_related("act__offers")
    return [_record(row, at) for row in rows.order_by("kind", "-number")]


def find_waiting_matters(acts: Sequence[WaitingAct]) -> list[WaitingMatter]:
    """Return the tickets that acts which wait for a viewer are about, in their order."""
    if not acts:
        return []
    rows = Matter.objects.filter(act__in=[one.act for one in acts])
    known = {row.act_id: row for row in rows.select_related("ticket__source", "ticket__customer", "agreement")}
    return [
        WaitingMatter(
            source=row.ticket.source.key,
            ticket=row.ticket.name,
            title=row.ticket.title,
            kind=MatterKind(row.kind),
            agreement=row.agreement.key,
            customer=one.customer,
        )
        for one in acts
        if (row := known.get(one.act)) is not None
    ]


def _record(row: Matter, at: datetime) -> MatterRecord:
    return MatterRecord(
        kind=MatterKind(row.kind),
        number=row.number,
        agreement=row.agreement.key,
        said=said_in(row.act),
        act=record_of(row.act, at),
    )
