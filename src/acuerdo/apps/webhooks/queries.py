"""Reading endpoints and their logs."""

from base64 import b64encode
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.notices.shapes import Channel
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer, seen_by
from acuerdo.apps.webhooks.models import Attempt, Endpoint
from acuerdo.apps.webhooks.shapes import AttemptLine, DeliveryLine, EndpointLine, Event, Target

BOTH_SIGN = timedelta(hours=24)
"""How long the old secret signs beside the new one."""


def list_endpoints(viewer: Viewer) -> list[EndpointLine]:
    """Return the endpoints that the viewer looks after."""
    return [line_of(row) for row in _seen(viewer).order_by("made_at", "pk")]


def find_endpoint(viewer: Viewer, ident: UUID) -> Endpoint:
    """Return the row of an endpoint that the viewer looks after. Raises `NotThere`."""
    found = _seen(viewer).filter(ident=ident).first()
    if found is None:
        raise NotThere("endpoint")
    return found


def list_deliveries(viewer: Viewer, ident: UUID, most: int = 50, before: int = 0) -> list[DeliveryLine]:
    """Return the latest deliveries of an endpoint with every attempt, the newest first; those before one by its id.

    Raises `NotThere`.
    """
    endpoint = find_endpoint(viewer, ident)
    wanted = deliveries_of(endpoint)
    rows = list((wanted.filter(pk__lt=before) if before else wanted).order_by("-pk")[:most])
    attempts: dict[str, list[AttemptLine]] = {}
    for row in Attempt.objects.filter(endpoint=endpoint, delivery__in=[row.key for row in rows]).order_by("pk"):
        line = AttemptLine(at=row.at, took_ms=row.took_ms, status=row.status, fault=row.fault)
        attempts.setdefault(row.delivery, []).append(line)
    return [
        DeliveryLine(
            id=row.pk,
            key=row.key,
            message=str(row.body.get("id", "")),
            event=row.kind,
            put_at=row.put_at,
            delivered_at=row.delivered_at,
            failed_at=row.failed_at,
            next_try_at=None if row.delivered_at or row.failed_at else row.next_try_at,
            attempts=tuple(attempts.get(row.key, ())),
        )
        for row in rows
    ]


def deliveries_of(endpoint: Endpoint) -> QuerySet[Outgoing]:
    """Return what was put into the outbox for an endpoint."""
    return Outgoing.objects.filter(channel=Channel.WEBHOOK, address=str(endpoint.ident))


def find_target(ident: str, at: datetime) -> Target | None:
    """Return where a delivery for an endpoint goes; None for one that is gone or paused. The worker asks."""
    row = Endpoint.objects.filter(ident=UUID(ident), paused_at__isnull=True).first()
    if row is None:
        return None
    salts = [row.salt]
    if row.old_salt and row.rotated_at is not None and at < row.rotated_at + BOTH_SIGN:
        salts.append(row.old_salt)
    return Target(endpoint=row.pk, url=row.url, secrets=tuple(map(secret_of, salts)))


def secret_of(salt: str) -> str:
    """Return the secret of a salt, as Standard Webhooks writes secrets."""
    made = salted_hmac("acuerdo.apps.webhooks", salt, algorithm="sha256").digest()
    return "whsec_" + b64encode(made).decode()


def line_of(row: Endpoint) -> EndpointLine:
    """Return a row as those who look after it see it."""
    return EndpointLine(
        id=str(row.ident),
        name=row.name,
        url=row.url,
        customer="" if row.customer is None else row.customer.key,
        customer_name="" if row.customer is None else row.customer.name,
        events=tuple(Event(word) for word in row.events.split() if word in set(Event)),
        made_at=row.made_at,
        rotated_at=row.rotated_at,
        paused_at=row.paused_at,
    )


def _seen(viewer: Viewer) -> QuerySet[Endpoint]:
    return seen_by(viewer, Endpoint.objects.select_related("customer"), Permission.MANAGE_WEBHOOKS)
