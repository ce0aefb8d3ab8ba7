"""Moments of a ticket's clocks that were told, and who has taken them on."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from acuerdo.apps.alerts.queries import AlertLine, Way, list_alerts
from acuerdo.apps.clocks.moments import Late, Stage
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.shapes import Page, Told
from acuerdo.faces.api.tickets import ONE, Name
from acuerdo.flows import alerts_taken

router = Router(tags=["tickets"])

ALL = ONE + "/alerts"


class ReaderTold(Told):
    """Somebody who was told, or will be; `at` is when the letter left, or is to leave."""

    name: str
    way: Way
    at: datetime | None


class AlertTold(Told):
    """A moment that was told. `taken_at` is null while nobody has taken it on, and for the other side."""

    alert: str = Field(examples=["5f0c2f3e9d3f4b6b8a2f0c6f8e1d7a90"])
    agreement: str
    commitment: str = Field(examples=["first-response"])
    cycle: int = Field(ge=1)
    point: str = Field(examples=["80%", "due", "breach", "+1h"])
    stage: Stage
    at: datetime
    told_at: datetime
    late: Late | None = Field(description="why it was told late")
    people: list[ReaderTold]
    taken_by: str | None
    taken_at: datetime | None

    @classmethod
    def of(cls, line: AlertLine) -> "AlertTold":
        """Tell a moment."""
        return cls(
            alert=line.name,
            agreement=line.agreement,
            commitment=line.commitment,
            cycle=line.cycle,
            point=line.point,
            stage=line.stage,
            at=line.at,
            told_at=line.raised_at,
            late=line.late,
            people=[ReaderTold(name=one.name, way=one.way, at=one.at) for one in line.people],
            taken_by=line.taken_by,
            taken_at=line.taken_at,
        )


@router.get(ALL, response={200: Page[AlertTold], **refusals(404)}, operation_id="list_alerts")
def show(request: HttpRequest, source: str, ticket: Name) -> HttpResponse:
    """The moments of a ticket's clocks that were told, the latest first; to the customer, those that it was told."""
    found = list_alerts(viewer_of(request), source, ticket)
    return answer(Page[AlertTold](items=[AlertTold.of(one) for one in found]))


@router.post(ALL + "/{str:alert}/take", response={200: Page[AlertTold], **refusals(404)}, operation_id="take_alert")
@once
def take(request: HttpRequest, source: str, ticket: Name, alert: str) -> HttpResponse:
    """Take a moment on: nobody else of the provider is told of what follows at its stage. Who did first, stays."""
    alerts_taken.take(viewer_of(request), source, ticket, alert, timezone.now())
    return show(request, source, ticket)
