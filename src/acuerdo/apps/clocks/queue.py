"""What is due next: the clocks under way that a viewer may see, by the instant at which their target is used up."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.catalogue.shapes import Texts
from acuerdo.apps.clocks.governing import read_versions
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import Viewer, seen_by
from acuerdo.core.clock.verdict import Outcome
from acuerdo.core.hours import to_datetime
from acuerdo.documents import AgreementDocument

_UNDER_WAY = (Outcome.RUNNING, Outcome.BREACHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """A clock under way: whose ticket, which promise, and when it is due; `breached` where that is past."""

    source: str
    ticket: str
    title: str
    customer_name: str
    priority: str
    commitment: str
    document: AgreementDocument
    agreement: str
    titles: Texts
    due_at: datetime
    breached: bool


def list_due(viewer: Viewer, at_us: int, most: int) -> list[DueLine]:
    """Return the clocks that run or are overdue, those due first, first; whether breached is said as of `at_us`."""
    ordered = _seen(viewer).select_related("ticket__source", "ticket__customer", "version__agreement", "version__offer")
    rows = list(ordered.order_by("due_us", "pk")[:most])
    texts = {one.version.pk: one for one in read_versions([row.version for row in rows])}
    return [
        DueLine(
            source=row.ticket.source.key,
            ticket=row.ticket.name,
            title=row.ticket.title,
            customer_name="" if row.ticket.customer is None else row.ticket.customer.name,
            priority=row.priority,
            commitment=row.commitment,
            document=texts[row.version_id].document,
            agreement=row.version.agreement.key,
            titles=row.version.agreement.titles,
            due_at=to_datetime(row.due_us or 0),
            breached=row.breaches_us is not None and at_us > row.breaches_us,
        )
        for row in rows
    ]


def count_due(viewer: Viewer, at_us: int, until_us: int) -> tuple[int, int]:
    """Return how many clocks are overdue at an instant, and how many others are due until another."""
    late = Q(breaches_us__lt=at_us)
    found = _seen(viewer).aggregate(
        late=Count("pk", filter=late), due=Count("pk", filter=~late & Q(due_us__lte=until_us))
    )
    return found["late"], found["due"]


def _seen(viewer: Viewer) -> QuerySet[Clock]:
    rows = Clock.objects.filter(stopped_us__isnull=True, due_us__isnull=False, verdict__in=_UNDER_WAY)
    rows = rows if viewer.kind is PartyKind.PROVIDER else rows.filter(agreement__kind=AgreementKind.SLA)
    return seen_by(viewer, rows, Permission.SEE_TICKETS, path="ticket__customer")
