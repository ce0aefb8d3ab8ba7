"""Webhooks, delivered to a real server on this machine."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import UUID

import pytest
from django.db import transaction
from standardwebhooks import Webhook, WebhookVerificationError

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.notices.shapes import Channel
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.apps.webhooks.addresses import AddressRefused
from acuerdo.apps.webhooks.commands import (
    EndpointRefused,
    NewEndpoint,
    make_endpoint,
    pause_endpoint,
    replay,
    rotate_secret,
)
from acuerdo.apps.webhooks.models import Endpoint
from acuerdo.apps.webhooks.queries import list_deliveries, list_endpoints
from acuerdo.apps.webhooks.shapes import DeliveryLine, Event, MadeEndpoint
from acuerdo.core.acts import MoveKind
from acuerdo.faces.worker import webhooks
from acuerdo.faces.worker.deliveries import deliver_due
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from acuerdo.surroundings import from_surroundings
from tests.flows.test_negotiation import opened
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db


@dataclass
class Receiver:
    """A server that remembers what it was told, and answers as it is told to."""

    status: int = 204
    told: list[tuple[dict[str, str], str]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            found.told.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(found.status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    monkeypatch.setenv("ACUERDO_WEBHOOK_NETWORKS", "127.0.0.0/8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def made(viewer: Viewer, url: str, customer: str = "sur", events: frozenset[Event] = frozenset(Event)) -> MadeEndpoint:
    wanted = NewEndpoint(name="tickets", url=url, events=events, customer=customer)
    return make_endpoint(viewer, wanted, from_surroundings().webhook_networks, datetime.now(UTC))


def deliver(later: timedelta = timedelta(0)) -> int:
    return deliver_due({Channel.WEBHOOK: webhooks.send}, lambda: datetime.now(UTC) + later)


def agree(cast: Cast) -> None:
    opened(cast.ana)
    now = datetime.now(UTC)
    act = offer_draft(cast.ana, "sur-2026", Offering(seen=0), now)
    accept = Intent(kind=MoveKind.ACCEPT, content=act.standing.content or "", seen=1)
    answer_offer(cast.boris, "sur-2026", 1, accept, now)


def log(viewer: Viewer, endpoint: MadeEndpoint) -> list[DeliveryLine]:
    return list_deliveries(viewer, UUID(endpoint.line.id))


def test_a_program_is_told_what_happened_and_can_prove_from_whom(cast: Cast, receiver: Receiver) -> None:
    endpoint = made(cast.boris, receiver.url)
    agree(cast)
    assert deliver() == 3
    bodies = [json.loads(body) for _, body in receiver.told]
    assert [body["type"] for body in bodies] == ["agreement.proposed", "agreement.accepted", "agreement.agreed"]
    assert bodies[2]["data"]["state"] == "agreed"
    assert bodies[2]["data"]["receipt"]["number"] == 3
    assert "Boris" not in str(bodies)
    assert "@" not in str(bodies)
    for headers, body in receiver.told:
        assert Webhook(endpoint.secret).verify(body, headers)["id"] == headers["webhook-id"]
        with pytest.raises(WebhookVerificationError):
            Webhook(endpoint.secret).verify(body + " ", headers)
    assert len({headers["webhook-id"] for headers, _ in receiver.told}) == 3
    assert [line.delivered_at is not None for line in log(cast.boris, endpoint)] == [True] * 3
    assert deliver() == 0


def test_only_chosen_events_about_its_own_customer_reach_an_endpoint(cast: Cast, receiver: Receiver) -> None:
    made(cast.vera, receiver.url, "volga")
    made(cast.boris, receiver.url, events=frozenset({Event.AGREED}))
    made(cast.ana, receiver.url, "", frozenset({Event.AGREED, Event.REJECTED}))
    agree(cast)
    assert deliver() == 2
    assert {json.loads(body)["type"] for _, body in receiver.told} == {"agreement.agreed"}


@pytest.mark.parametrize("status", [500, 302, 404])
def test_what_is_not_accepted_is_tried_again_with_the_same_id(cast: Cast, receiver: Receiver, status: int) -> None:
    endpoint = made(cast.boris, receiver.url, events=frozenset({Event.AGREED}))
    agree(cast)
    receiver.status = status
    assert deliver() == 0
    assert deliver() == 0
    assert len(receiver.told) == 1
    receiver.status = 200
    assert deliver(timedelta(minutes=2)) == 1
    assert receiver.told[0][0]["webhook-id"] == receiver.told[1][0]["webhook-id"]
    assert [attempt.status for attempt in log(cast.boris, endpoint)[0].attempts] == [status, 200]


def test_a_server_that_is_not_there_is_written_down_and_tried_again(cast: Cast, receiver: Receiver) -> None:
    endpoint = made(cast.boris, "http://127.0.0.1:1/hook", events=frozenset({Event.AGREED}))
    agree(cast)
    assert deliver() == 0
    line = log(cast.boris, endpoint)[0]
    assert (line.attempts[0].status, line.attempts[0].fault) == (None, "ConnectError")
    assert line.next_try_at is not None
    assert receiver.told == []


def test_what_is_gone_is_given_up_and_can_be_replayed(cast: Cast, receiver: Receiver) -> None:
    endpoint = made(cast.boris, receiver.url, events=frozenset({Event.AGREED}))
    agree(cast)
    receiver.status = 410
    assert deliver() == 0
    line = log(cast.boris, endpoint)[0]
    assert line.failed_at is not None
    receiver.status = 200
    for _ in range(2):
        with transaction.atomic():
            replay(cast.boris, UUID(endpoint.line.id), line.message, datetime.now(UTC))
        assert deliver() == 1
    assert len({headers["webhook-id"] for headers, _ in receiver.told}) == 1
    assert len({body for _, body in receiver.told}) == 1
    assert [one.delivered_at is not None for one in log(cast.boris, endpoint)] == [True, True, False]
    with pytest.raises(NotThere):
        replay(cast.boris, UUID(endpoint.line.id), "msg_nothing", datetime.now(UTC))


def test_after_a_change_both_secrets_sign_for_a_day(cast: Cast, receiver: Receiver) -> None:
    endpoint = made(cast.boris, receiver.url, events=frozenset({Event.PROPOSED}))
    other = rotate_secret(cast.boris, UUID(endpoint.line.id), datetime.now(UTC))
    assert other.secret != endpoint.secret
    opened(cast.ana)
    offer_draft(cast.ana, "sur-2026", Offering(seen=0), datetime.now(UTC))
    assert deliver() == 1
    headers, body = receiver.told[0]
    for secret in (endpoint.secret, other.secret):
        Webhook(secret).verify(body, headers)
    Endpoint.objects.update(rotated_at=datetime.now(UTC) - timedelta(hours=25))
    with transaction.atomic():
        replay(cast.boris, UUID(endpoint.line.id), headers["webhook-id"], datetime.now(UTC))
    assert deliver() == 1
    headers, body = receiver.told[1]
    Webhook(other.secret).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(endpoint.secret).verify(body, headers)


def test_secrets_are_kept_nowhere(cast: Cast, receiver: Receiver) -> None:
    endpoint = made(cast.boris, receiver.url)
    kept = str(list(Endpoint.objects.values()))
    assert endpoint.secret.removeprefix("whsec_") not in kept


def test_a_paused_endpoint_is_told_nothing(cast: Cast, receiver: Receiver) -> None:
    endpoint = made(cast.boris, receiver.url)
    pause_endpoint(cast.boris, UUID(endpoint.line.id), datetime.now(UTC))
    agree(cast)
    assert (deliver(), receiver.told) == (0, [])
    assert log(cast.boris, endpoint) == []


def test_an_address_that_leads_inside_the_network_is_never_asked(
    cast: Cast, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = made(cast.boris, receiver.url, events=frozenset({Event.AGREED}))
    Endpoint.objects.update(url=f"https://localhost:{receiver.port}/hook")
    monkeypatch.delenv("ACUERDO_WEBHOOK_NETWORKS")
    agree(cast)
    assert deliver() == 0
    line = log(cast.boris, endpoint)[0]
    assert (line.attempts[0].fault, line.failed_at is not None) == ("private_address", True)
    assert receiver.told == []
    with pytest.raises(AddressRefused):
        made(cast.boris, receiver.url)


def test_who_may_not_look_after_webhooks_makes_none(cast: Cast) -> None:
    url = "https://tickets.sur.example/"
    for viewer, customer, refused in (
        (cast.carla, "sur", NotAllowed),
        (cast.tomas, "sur", NotAllowed),
        (cast.vera, "sur", NotThere),
        (cast.boris, "", NotAllowed),
    ):
        with pytest.raises(refused):
            made(viewer, url, customer)
    with pytest.raises(EndpointRefused):
        made(cast.boris, url, events=frozenset())
    made(cast.boris, url)
    made(cast.ana, url, "")
    seen = [[line.customer for line in list_endpoints(viewer)] for viewer in (cast.ana, cast.boris, cast.vera)]
    assert seen == [["sur", ""], ["sur"], []]
