"""What is due next: the clocks under way that a viewer may see, by the instant at which their target is used up."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import Viewer, seen_by
from acuerdo.core.clock.verdict import Outcome
from acuerdo.core.hours import to_datetime

_UNDER_WAY = (Outcome.RUNNING, Outcome.BREACHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """A clock under way: whose ticket, which measure, and when it is due; `breached` where that is past."""

    source: str
    ticket: str
    customer_name: str
    priority: str
    measure: str
    agreement: str
    due_at: datetime
    breached: bool


def list_due(viewer: Viewer, at_us: int, most: int) -> list[DueLine]:
    """Return the clocks that run or are overdue, those due first, first; whether breached is said as of `at_us`."""
    rows = _seen(viewer).select_related("ticket__source", "ticket__customer", "agreement").order_by("due_us", "pk")
    return [
        DueLine(
            source=row.ticket.source.key,
            ticket=row.ticket.name,
            customer_name="" if row.ticket.customer is None else row.ticket.customer.name,
            priority=row.priority,
            measure=row.measure,
            agreement=row.agreement.key,
            due_at=to_datetime(row.due_us or 0),
            breached=row.breaches_us is not None and at_us > row.breaches_us,
        )
        for row in rows[:most]
    ]


def _seen(viewer: Viewer) -> QuerySet[Clock]:
    rows = Clock.objects.filter(stopped_us__isnull=True, due_us__isnull=False, verdict__in=_UNDER_WAY)
    rows = rows if viewer.kind is PartyKind.PROVIDER else rows.filter(agreement__kind=AgreementKind.SLA)
    return seen_by(viewer, rows, Permission.SEE_TICKETS, path="ticket__customer")
