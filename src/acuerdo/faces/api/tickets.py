"""Tickets as both sides see them: where they stand, the clocks that run on them, and why."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from acuerdo.apps.clocks.queries import ClockRecord, clocks_of
from acuerdo.apps.parties.viewers import NotThere
from acuerdo.apps.tickets.queries import find_ticket, list_tickets
from acuerdo.apps.tickets.shapes import TicketRecord
from acuerdo.core.clock.derivation import DerivedSpan
from acuerdo.core.clock.pieces import SpanClass
from acuerdo.core.clock.verdict import Mark, Outcome
from acuerdo.core.hours import to_datetime, to_us
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.paging import Cursor, Limit, page_of, place_after
from acuerdo.faces.api.shapes import Page, Said, Told
from acuerdo.faces.web.ticket_names import TICKET
from acuerdo.flows import title_emptied

router = Router(tags=["tickets"])

ONE = f"/tickets/{{slug:source}}/{{{TICKET}:ticket}}"
Seconds = Annotated[float, Field(ge=0, examples=[900])]
Name = Annotated[str, Field(examples=["4711"])]


class TicketTold(Told):
    """A ticket as it stood when something was told about it last; `customer` is null for a ticket of nobody."""

    source: str = Field(examples=["desk"])
    ticket: Name
    title: str | None = Field(examples=["Printer on the third floor is off"], description="as its source tells it")
    customer: str | None
    opened_at: datetime | None
    stage: str | None = Field(examples=["waiting"])
    status: str | None = Field(examples=["Espera"])
    reason: str | None = Field(examples=["customer"])
    priority: str | None = Field(examples=["P1"])
    service: str | None
    type: str | None = Field(examples=["incident"])
    team: str | None = Field(examples=["network"])
    owner: str | None
    facts: int
    refused: int = Field(description="rows about it that were refused: its history has a gap")
    quarantined: int = Field(description="facts that lie ahead of their receipt, which are not judged")
    fault: str | None = Field(examples=["no_opened"], description="why nothing can be judged")
    changed_at: datetime

    @classmethod
    def of(cls, record: TicketRecord) -> "TicketTold":
        """Tell a ticket."""
        texts = (
            "title",
            "customer",
            "stage",
            "status",
            "reason",
            "priority",
            "service",
            "type",
            "team",
            "owner",
            "fault",
        )
        return cls(
            source=record.source,
            ticket=record.name,
            opened_at=record.opened_at,
            facts=record.facts,
            refused=record.refused,
            quarantined=record.quarantined,
            changed_at=record.changed_at,
            **{name: getattr(record, name) or None for name in texts},
        )


class ClockTold(Told):
    """A clock: a verdict line as of now, with the number of the version that it is judged by."""

    ticket: Name
    commitment: str = Field(examples=["first-response"])
    measure: str = Field(examples=["first_response"])
    cycle: int = Field(ge=1)
    priority: str | None = Field(examples=["P1"])
    verdict: Outcome
    reason: str | None
    marks: list[Mark]
    started_at: datetime | None
    stopped_at: datetime | None
    target_s: Seconds | None
    consumed_s: Seconds
    paused_s: Seconds
    outside_s: Seconds
    excluded_s: Seconds
    due_at: datetime | None
    breaches_at: datetime | None
    breached_at: datetime | None
    late_s: Seconds | None
    group: str | None
    agreement: str
    version_hash: str
    engine: str
    version: int

    @classmethod
    def of(cls, clock: ClockRecord) -> "ClockTold":
        """Tell a clock."""
        return cls.model_validate({**clock.verdict.as_dict(), "version": clock.version})


class SpanTold(Told):
    """A span of a clock's life, of one class: `[from_at, to_at)`; all of them add up to its wall time."""

    from_at: datetime
    to_at: datetime
    length_s: Seconds
    kind: SpanClass
    cause: str | None = Field(description="what closed the calendar, why it is paused, or the exclusion")
    status: str | None

    @classmethod
    def of(cls, span: DerivedSpan) -> "SpanTold":
        """Tell a span."""
        return cls(
            from_at=to_datetime(span.from_us),
            to_at=to_datetime(span.until_us),
            length_s=span.length_us / 1_000_000,
            kind=span.kind,
            cause=span.cause,
            status=span.status,
        )


class DerivationTold(Told):
    """A clock with its derivation."""

    clock: ClockTold
    spans: list[SpanTold]


class Which(Said):
    """Which of several clocks of a commitment: by default the last one."""

    agreement: Annotated[str, Field(max_length=100, description="where several agreements govern: by which")] = ""
    cycle: Annotated[int | None, Field(ge=1, le=1_000_000, description="of several cycles: which")] = None


@router.get("/tickets", response={200: Page[TicketTold], **refusals()}, operation_id="list_tickets")
def list_all(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """Tickets that you may see, those that were told about first last."""
    rows = list_tickets(viewer_of(request), after=place_after(cursor), most=limit + 1)
    last = rows[limit - 1].place if len(rows) > limit else 0
    return answer(page_of([TicketTold.of(row) for row in rows], limit, lambda _: str(last)))


@router.get(
    ONE + "/clocks/{str:commitment}/derivation",
    response={200: DerivationTold, **refusals(404)},
    operation_id="read_derivation",
)
def derivation(
    request: HttpRequest,
    source: str,
    ticket: str,
    commitment: str,
    which: Query[Which],
) -> HttpResponse:
    """Why a clock's verdict is what it is: consecutive spans that add up to its wall time."""
    found = clocks_of(viewer_of(request), source, ticket, to_us(timezone.now())).clocks
    wanted = [
        one
        for one in found
        if one.verdict.commitment == commitment
        and which.agreement in ("", one.agreement)
        and which.cycle in (None, one.verdict.cycle)
    ]
    if not wanted:
        raise NotThere("clock")
    last = wanted[-1]
    return answer(
        DerivationTold(clock=ClockTold.of(last), spans=[SpanTold.of(span) for span in last.verdict.derivation])
    )


@router.get(ONE + "/clocks", response={200: Page[ClockTold], **refusals(404)}, operation_id="list_clocks")
def clocks(request: HttpRequest, source: str, ticket: str) -> HttpResponse:
    """The clocks of a ticket as of now: verdict lines, those of the agreements that you may see."""
    found = clocks_of(viewer_of(request), source, ticket, to_us(timezone.now())).clocks
    return answer(Page[ClockTold](items=[ClockTold.of(one) for one in found]))


@router.delete(ONE + "/title", response={204: None, **refusals(403, 404)}, operation_id="empty_title")
@once
def empty_title(request: HttpRequest, source: str, ticket: str) -> HttpResponse:
    """Empty the title of a ticket for good: it can name somebody. One of an older fact does not come back."""
    title_emptied.empty_title(viewer_of(request), source, ticket, timezone.now())
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@router.get(ONE, response={200: TicketTold, **refusals(404)}, operation_id="read_ticket")
def read(request: HttpRequest, source: str, ticket: str) -> HttpResponse:
    """Where a ticket stands."""
    return answer(TicketTold.of(find_ticket(viewer_of(request), source, ticket)))
