"""Webhooks: which addresses are told of events, and what was delivered to them."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from acuerdo.apps.webhooks import commands
from acuerdo.apps.webhooks.queries import find_endpoint, line_of, list_deliveries, list_endpoints
from acuerdo.apps.webhooks.shapes import AttemptLine, DeliveryLine, EndpointLine, Event, MadeEndpoint
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.paging import Cursor, Limit, cursor_after, number_of, start_after
from acuerdo.faces.api.shapes import Page, Said, Told
from acuerdo.surroundings import from_surroundings

router = Router(tags=["webhooks"])

ONE = "/webhooks/{uuid:ident}"


class EndpointTold(Told):
    """An endpoint; `customer` is null where it is told about all of them."""

    id: UUID
    name: str
    url: str
    customer: str | None
    events: list[Event]
    made_at: datetime
    rotated_at: datetime | None
    paused_at: datetime | None

    @classmethod
    def of(cls, line: EndpointLine) -> "EndpointTold":
        """Tell an endpoint."""
        return cls(
            id=UUID(line.id),
            name=line.name,
            url=line.url,
            customer=line.customer or None,
            events=list(line.events),
            made_at=line.made_at,
            rotated_at=line.rotated_at,
            paused_at=line.paused_at,
        )


class EndpointMade(EndpointTold):
    """An endpoint with its secret, which is shown this once."""

    secret: str

    @classmethod
    def with_secret(cls, made: MadeEndpoint) -> "EndpointMade":
        """Tell an endpoint just made."""
        return cls(**dict(EndpointTold.of(made.line)), secret=made.secret)


class AttemptTold(Told):
    """One attempt: the status of the answer, or the kind of fault."""

    at: datetime
    took_ms: int
    status: int | None
    fault: str | None

    @classmethod
    def of(cls, line: AttemptLine) -> "AttemptTold":
        """Tell an attempt."""
        return cls(at=line.at, took_ms=line.took_ms, status=line.status, fault=line.fault or None)


class DeliveryTold(Told):
    """A delivery with its attempts; `message` is the webhook-id, the same however often it is sent."""

    message: str
    event: Event
    put_at: datetime
    delivered_at: datetime | None
    failed_at: datetime | None
    next_try_at: datetime | None
    attempts: list[AttemptTold]

    @classmethod
    def of(cls, line: DeliveryLine) -> "DeliveryTold":
        """Tell a delivery."""
        return cls(
            message=line.message,
            event=Event(line.event),
            put_at=line.put_at,
            delivered_at=line.delivered_at,
            failed_at=line.failed_at,
            next_try_at=line.next_try_at,
            attempts=[AttemptTold.of(one) for one in line.attempts],
        )


class EndpointSaid(Said):
    """A new endpoint: https, and no address inside the network unless the installation allows it."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    url: Annotated[str, Field(max_length=2_000)]
    events: Annotated[frozenset[Event], Field(min_length=1)]
    customer: Annotated[str | None, Field(max_length=64)] = None


class PauseSaid(Said):
    """Whether an endpoint is told nothing."""

    paused: bool


@router.get("/webhooks", response={200: Page[EndpointTold], **refusals()}, operation_id="list_webhooks")
def list_all(request: HttpRequest) -> HttpResponse:
    """The endpoints that you look after."""
    return answer(Page[EndpointTold](items=[EndpointTold.of(line) for line in list_endpoints(viewer_of(request))]))


@router.post(
    "/webhooks",
    response={201: EndpointMade, **refusals(404, 409, 413)},
    operation_id="make_webhook",
    openapi_extra={"x-keys": False},
)
def make(request: HttpRequest, said: EndpointSaid) -> HttpResponse:
    """Make an endpoint; its secret is shown this once, so this request takes no idempotency key."""
    wanted = commands.NewEndpoint(
        name=said.name.strip(), url=said.url, events=said.events, customer=said.customer or ""
    )
    allowed = from_surroundings().webhook_networks
    made = commands.make_endpoint(viewer_of(request), wanted, allowed, timezone.now())
    return answer(EndpointMade.with_secret(made), HTTPStatus.CREATED)


@router.post(
    ONE + "/rotate",
    response={200: EndpointMade, **refusals(404)},
    operation_id="rotate_webhook",
    openapi_extra={"x-keys": False},
)
def rotate(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Give an endpoint another secret, shown this once; the old one signs beside it for a day."""
    return answer(EndpointMade.with_secret(commands.rotate_secret(viewer_of(request), ident, timezone.now())))


@router.post(ONE + "/pause", response={200: EndpointTold, **refusals(404, 413)}, operation_id="pause_webhook")
@once
def pause(request: HttpRequest, ident: UUID, said: PauseSaid) -> HttpResponse:
    """Tell an endpoint nothing from now on, or everything again."""
    viewer = viewer_of(request)
    commands.pause_endpoint(viewer, ident, timezone.now(), paused=said.paused)
    return answer(EndpointTold.of(line_of(find_endpoint(viewer, ident))))


@router.delete(ONE, response={204: None, **refusals(404)}, operation_id="remove_webhook")
@once
def remove(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Forget an endpoint and its log."""
    commands.remove_endpoint(viewer_of(request), ident, timezone.now())
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@router.get(ONE + "/deliveries", response={200: Page[DeliveryTold], **refusals(404)}, operation_id="list_deliveries")
def list_log(request: HttpRequest, ident: UUID, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """The deliveries of an endpoint with every attempt, the newest first."""
    lines = list_deliveries(viewer_of(request), ident, limit + 1, number_of(start_after(cursor)))
    shown, goes_on = lines[:limit], len(lines) > limit
    return answer(
        Page[DeliveryTold](
            items=[DeliveryTold.of(line) for line in shown],
            next_cursor=cursor_after(str(shown[-1].id)) if goes_on else None,
        )
    )


@router.post(
    ONE + "/deliveries/{slug:message}/replay",
    response={202: Page[DeliveryTold], **refusals(404)},
    operation_id="replay_delivery",
)
@once
def replay(request: HttpRequest, ident: UUID, message: str) -> HttpResponse:
    """Deliver something once more, with the same id."""
    viewer = viewer_of(request)
    with transaction.atomic():
        commands.replay(viewer, ident, message, timezone.now())
    lines = list_deliveries(viewer, ident)
    return answer(Page[DeliveryTold](items=[DeliveryTold.of(line) for line in lines]), HTTPStatus.ACCEPTED)
