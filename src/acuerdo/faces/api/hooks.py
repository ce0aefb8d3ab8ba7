"""Webhooks that come in: the address of a source, and what help desks send there."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from acuerdo.apps.parties.viewers import NotThere
from acuerdo.apps.tickets.hooks import find_hook
from acuerdo.apps.tickets.shapes import Answer, HookLine, Taken
from acuerdo.connectors.hooks.vendors import Sender
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import count_wrong, viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.problems import Refused
from acuerdo.faces.api.shapes import Said, Told
from acuerdo.flows import webhooks_heard

router = Router(tags=["tickets"])

ONE = "/sources/{slug:source}/hook"


class HookTold(Told):
    """The address to which a help desk sends webhooks; `secret` is told once, where it was made here."""

    sender: Sender
    address: str = Field(examples=["https://acuerdo.example/api/v1/hooks/8c3d1f0e-6a52-4a8e-9d39-2f6d0b1c7e55"])
    secret: str | None
    changed_at: datetime
    heard_at: datetime | None = Field(description="when a message was last taken")
    refused_at: datetime | None = Field(description="when a message was last refused")
    refused_code: str | None = Field(description="why it was", examples=["bad_signature"])


class HookSaid(Said):
    """Who sends, and the secret that the sender made; null: one is made here."""

    sender: Sender
    secret: Annotated[str | None, Field(min_length=16, max_length=500, examples=[None])] = None


class HeardTold(Told):
    """What became of the facts of a message: zero of each where it says nothing about tickets."""

    recorded: int
    duplicate: int
    refused: int

    @classmethod
    def of(cls, answers: tuple[Answer, ...]) -> "HeardTold":
        """Count answers."""
        return cls(**{str(taken): sum(one.taken is taken for one in answers) for taken in Taken})


@router.get(ONE, response={200: HookTold, **refusals(404)}, operation_id="read_hook")
def read(request: HttpRequest, source: str) -> HttpResponse:
    """The address to which a source's help desk sends webhooks."""
    found = find_hook(viewer_of(request), source)
    if found is None:
        raise NotThere("hook")
    return answer(_told(request, found))


@router.put(
    ONE,
    response={200: HookTold, **refusals(404, 409, 413)},
    operation_id="connect_hook",
    openapi_extra={"x-keys": False},
)
def connect(request: HttpRequest, source: str, said: HookSaid) -> HttpResponse:
    """Give a source an address for webhooks, or another secret; the old one is good beside it for a day.

    A secret that is made here is told this once, so this request takes no idempotency key.
    """
    viewer = viewer_of(request)
    line, secret = webhooks_heard.connect(viewer, source, said.sender, said.secret or "", timezone.now())
    return answer(_told(request, line, secret))


@router.delete(ONE, response={204: None, **refusals(404, 409)}, operation_id="disconnect_hook")
@once
def disconnect(request: HttpRequest, source: str) -> HttpResponse:
    """Take no webhooks for a source any more."""
    webhooks_heard.disconnect(viewer_of(request), source, timezone.now())
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@router.post(
    "/hooks/{uuid:ident}",
    response={200: HeardTold, **refusals(404, 409, 413)},
    operation_id="hear_hook",
    url_name="hear_hook",
    auth=None,
    openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": {}}}}},
)
def hear(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Take a webhook, in the way of whoever sends; its signature takes the place of a token."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    message = webhooks_heard.Message(headers=headers, body=request.body)
    try:
        return answer(HeardTold.of(webhooks_heard.hear(ident, message, timezone.now())))
    except webhooks_heard.HookRefused as refused:
        count_wrong(request)
        raise Refused(HTTPStatus.UNAUTHORIZED, refused.code, "") from refused


def _told(request: HttpRequest, line: HookLine, secret: str = "") -> HookTold:
    return HookTold(
        sender=Sender(line.sender),
        address=request.build_absolute_uri(reverse("api:hear_hook", args=[line.ident])),
        secret=secret or None,
        changed_at=line.changed_at,
        heard_at=line.heard_at,
        refused_at=line.refused_at,
        refused_code=line.refused_code or None,
    )
