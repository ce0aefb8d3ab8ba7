"""Finding tickets by what they say and by how their clocks stand."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.clocks.finding import ClockFilter, holding, open_clocks, owners_of
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.parties.roles import PartyKind
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.models import NEWEST
from acuerdo.apps.tickets.queries import records_of, seen_tickets
from acuerdo.apps.tickets.shapes import TicketPart, TicketRecord


def find_tickets(viewer: Viewer, wanted: ClockFilter, part: TicketPart, at_us: int) -> list[TicketRecord]:
    """Return tickets that the viewer may see, those opened last first.

    Of a promise or an agreement: those on which it has a clock; with a `state` those with an open clock that stands so.
    """
    said = {
        "customer__key": wanted.customer,
        "service": wanted.service,
        "priority": wanted.priority,
        "stage": part.stage,
    }
    rows = seen_tickets(viewer).filter(**{path: value for path, value in said.items() if value})
    if wanted.text:
        rows = rows.filter(holding(wanted.text))
    if viewer.kind is PartyKind.PROVIDER:
        rows = rows.filter(team=wanted.team) if wanted.team else rows
        rows = rows.filter(owner__in=owners_of(viewer, wanted.holder)) if wanted.holder else rows
    if wanted.state or wanted.commitment or wanted.agreement or wanted.group:
        rows = rows.filter(Exists(_clocks(viewer, wanted, at_us).filter(ticket=OuterRef("pk"))))
    rows = rows.select_related("source", "customer").order_by(NEWEST.desc(), "-pk")
    if part.after is not None:
        newest_us, pk = part.after
        rows = rows.alias(newest=NEWEST).filter(Q(newest__lt=newest_us) | Q(newest=newest_us, pk__lt=pk))
    return records_of(viewer, rows[: part.most])


def _clocks(viewer: Viewer, wanted: ClockFilter, at_us: int) -> QuerySet[Clock]:
    if wanted.state:
        only = ClockFilter(
            state=wanted.state, commitment=wanted.commitment, agreement=wanted.agreement, group=wanted.group
        )
        return open_clocks(viewer, only, at_us)
    rows = Clock.objects.all()
    rows = rows if viewer.kind is PartyKind.PROVIDER else rows.filter(agreement__kind=AgreementKind.SLA)
    rows = rows.filter(commitment=wanted.commitment) if wanted.commitment else rows
    rows = rows.filter(group=wanted.group) if wanted.group else rows
    return rows.filter(agreement__key=wanted.agreement) if wanted.agreement else rows
