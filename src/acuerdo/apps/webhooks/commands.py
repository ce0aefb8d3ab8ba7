"""Endpoints: made, changed, told of events, told again. A flow calls `tell` inside its transaction."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from acuerdo.apps.journal.commands import record
from acuerdo.apps.journal.shapes import Receipt
from acuerdo.apps.notices.commands import put
from acuerdo.apps.notices.shapes import Channel, Notice
from acuerdo.apps.parties.models import Party
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.webhooks.addresses import Network, check_url
from acuerdo.apps.webhooks.models import Attempt, Endpoint
from acuerdo.apps.webhooks.queries import deliveries_of, find_endpoint, line_of, secret_of
from acuerdo.apps.webhooks.shapes import AttemptLine, Event, MadeEndpoint
from acuerdo.core.chains.canonical import Json

LONGEST_NAME = 100
MOST = 50


class EndpointRefused(ValueError):
    """An endpoint that cannot be made. `code` is `no_name`, `long_name`, `no_event` or `too_many_endpoints`."""

    def __init__(self, code: str, found: str, expected: str) -> None:
        self.code = code
        super().__init__(f"{code}: found {found}, expected {expected}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEndpoint:
    """What an endpoint is to be; `customer` is the key of a party, empty for the whole installation."""

    name: str
    url: str
    events: frozenset[Event]
    customer: str = ""


def make_endpoint(viewer: Viewer, wanted: NewEndpoint, allowed: Sequence[Network], at: datetime) -> MadeEndpoint:
    """Make an endpoint and return its secret, which nobody sees again.

    `allowed` are the private networks that may be told something. Raises `NotThere`, `NotAllowed`, `EndpointRefused`
    and `AddressRefused`.
    """
    customer = _customer(viewer, wanted.customer)
    viewer.require(Permission.MANAGE_WEBHOOKS, None if customer is None else customer.pk)
    _refuse_odd(wanted)
    check_url(wanted.url, allowed)
    if Endpoint.objects.filter(customer=customer).count() >= MOST:
        raise EndpointRefused("too_many_endpoints", f"{MOST} endpoints", "fewer: remove one that is not needed")
    with transaction.atomic():
        row = Endpoint.objects.create(
            customer=customer,
            name=wanted.name,
            url=wanted.url,
            events="\n".join(sorted(wanted.events)),
            salt=secrets.token_hex(32),
            made_by_id=viewer.person,
            made_at=at,
        )
        _note(viewer, row, "webhook_made", at)
    return MadeEndpoint(line=line_of(row), secret=secret_of(row.salt))


def rotate_secret(viewer: Viewer, ident: UUID, at: datetime) -> MadeEndpoint:
    """Give an endpoint another secret, and return it; the old one signs beside it for a day. Raises `NotThere`."""
    row = find_endpoint(viewer, ident)
    row.salt, row.old_salt, row.rotated_at = secrets.token_hex(32), row.salt, at
    with transaction.atomic():
        row.save(update_fields=["salt", "old_salt", "rotated_at"])
        _note(viewer, row, "webhook_secret_changed", at)
    return MadeEndpoint(line=line_of(row), secret=secret_of(row.salt))


def pause_endpoint(viewer: Viewer, ident: UUID, at: datetime, *, paused: bool = True) -> None:
    """Tell an endpoint nothing from now on, or where it is not to be `paused` everything again. Raises `NotThere`."""
    row = find_endpoint(viewer, ident)
    row.paused_at = at if paused else None
    with transaction.atomic():
        row.save(update_fields=["paused_at"])
        _note(viewer, row, "webhook_paused" if paused else "webhook_resumed", at)


def remove_endpoint(viewer: Viewer, ident: UUID, at: datetime) -> None:
    """Forget an endpoint and its log; what still waits for it is given up. Raises `NotThere`."""
    row = find_endpoint(viewer, ident)
    with transaction.atomic():
        _note(viewer, row, "webhook_removed", at)
        row.delete()


def tell(event: Event, *, customer: int, receipt: Receipt, data: Mapping[str, Json], at: datetime) -> None:
    """Put an event into the outbox for each endpoint that wants it; the receipt makes its id."""
    message = message_of(f"{receipt.chain}:{receipt.number}:{event}")
    body = _body(message, event, data, at)
    concerned = Endpoint.objects.filter(Q(customer=customer) | Q(customer__isnull=True), paused_at__isnull=True)
    for row in concerned.order_by("pk"):
        if event in row.events.split():
            _put(row, message, event, body, at)


class Listeners:
    """The endpoints that want some events, read once for many things to tell."""

    def __init__(self, events: Collection[Event]) -> None:
        rows = Endpoint.objects.filter(paused_at__isnull=True).order_by("pk")
        self._rows = [
            (row, str(row.ident), frozenset(row.events.split())) for row in rows if {*events} & {*row.events.split()}
        ]

    def __bool__(self) -> bool:
        """Say whether there is any."""
        return bool(self._rows)

    def notices(  # noqa: PLR0913 - what happened, to whom, and which of the endpoints are told
        self, event: Event, said: str, data: Mapping[str, Json], at: datetime, *, customer: int | None, inside: bool
    ) -> list[Notice]:
        """Return what is put for each endpoint that wants an event; `said` tells it from all others for ever.

        `inside`: what is the provider's alone, of which the endpoints of a customer are not told.
        """
        message = message_of(said)
        body = _body(message, event, data, at)
        return [
            _notice(row, ident, message, event, body)
            for row, ident, events in self._rows
            if event in events and (row.customer_id is None or (row.customer_id == customer and not inside))
        ]


def message_of(said: str) -> str:
    """Return the id of the message about something that is said once for ever."""
    return "msg_" + sha256(said.encode()).hexdigest()[:32]


def replay(viewer: Viewer, ident: UUID, message: str, at: datetime) -> str:
    """Deliver something once more, with the same id, and return the new delivery's key. Raises `NotThere`."""
    endpoint = find_endpoint(viewer, ident)
    first = f"webhook:{endpoint.ident}:{message}"
    kept = deliveries_of(endpoint).filter(Q(key=first) | Q(key__startswith=f"{first}:")).order_by("pk")
    found = kept.first()
    if found is None:
        raise NotThere("delivery")
    with transaction.atomic():
        return _put(endpoint, f"{message}:{kept.count() + 1}", Event(found.kind), found.body, at)


def note_attempt(endpoint: int, delivery: str, line: AttemptLine) -> None:
    """Write an attempt into the log. The worker does."""
    Attempt.objects.create(
        endpoint_id=endpoint, delivery=delivery, at=line.at, took_ms=line.took_ms, status=line.status, fault=line.fault
    )


def _note(viewer: Viewer, row: Endpoint, kind: str, at: datetime) -> None:
    """Write into the journal of the customer, or of the provider where it is about all, that an endpoint changed."""
    party = row.customer or Party.objects.get(kind=PartyKind.PROVIDER)
    body: dict[str, Json] = {"party": party.key, "webhook": str(row.ident), "events": " ".join(row.events.split())}
    record(party.chain, at=at, actor=viewer.ident, kind=kind, body=body)


def _body(message: str, event: Event, data: Mapping[str, Json], at: datetime) -> dict[str, Json]:
    return {"id": message, "type": event, "timestamp": at.isoformat().replace("+00:00", "Z"), "data": dict(data)}


def _put(row: Endpoint, name: str, event: Event, body: Mapping[str, Json], at: datetime) -> str:
    notice = _notice(row, str(row.ident), name, event, body)
    put(notice, at)
    return notice.key


def _notice(row: Endpoint, ident: str, name: str, event: Event, body: Mapping[str, Json]) -> Notice:
    return Notice(
        key=f"webhook:{ident}:{name}",
        kind=event,
        channel=Channel.WEBHOOK,
        address=ident,
        customer=row.customer_id,
        body=body,
    )


def _customer(viewer: Viewer, key: str) -> Party | None:
    if not key:
        return None
    customer = Party.objects.filter(key=key, kind=PartyKind.CUSTOMER).first()
    if customer is None or not viewer.may(Permission.SEE_AGREEMENTS, customer.pk):
        raise NotThere("customer")
    return customer


def _refuse_odd(wanted: NewEndpoint) -> None:
    if not wanted.name:
        raise EndpointRefused("no_name", "nothing", "a name, like the program that is told")
    if len(wanted.name) > LONGEST_NAME:
        raise EndpointRefused("long_name", f"{len(wanted.name)} characters", f"at most {LONGEST_NAME}")
    if not wanted.events:
        raise EndpointRefused("no_event", "nothing", "at least one event")
