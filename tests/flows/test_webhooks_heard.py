"""Help desks send webhooks: taken once, whoever sends them twice or out of order, and only from who has the secret."""

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha1, sha256
from uuid import UUID, uuid4

import pytest
from django.test import override_settings

from acuerdo.apps.clocks.queries import clocks_of
from acuerdo.apps.parties.viewers import NotThere
from acuerdo.apps.tickets.hooks import BOTH_GOOD, find_hook
from acuerdo.apps.tickets.models import Fact, Hook, Refusal, Source, Ticket
from acuerdo.apps.tickets.queries import find_ticket
from acuerdo.apps.tickets.refusals import list_refused
from acuerdo.apps.tickets.shapes import Taken
from acuerdo.apps.tickets.sources import SourceRefused
from acuerdo.connectors.hooks.vendors import Sender
from acuerdo.core.chains.canonical import Json
from acuerdo.core.hours import to_us
from acuerdo.flows import sources_kept
from acuerdo.flows.webhooks_heard import HookRefused, Message, connect, disconnect, hear
from tests.connectors.hook_messages import FOLLOWUP, FRESHDESK, GLPI, JIRA, ZAMMAD, ZENDESK
from tests.flows.telling import add_source, in_force
from tests.people import NOW, Cast, make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guards")]
AT = NOW + timedelta(hours=1)
OTHER_KEY = "o" * 50
GIVEN = "the-desk-made-this-secret"


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    in_force(found)
    add_source(found)
    return found


def stamp(at: datetime) -> str:
    return str(int(at.timestamp()))


def as_standard(secret: str, body: bytes, at: datetime) -> dict[str, str]:
    key = b64decode(secret.removeprefix("whsec_"))
    signature = b64encode(hmac.new(key, b"msg_1." + stamp(at).encode() + b"." + body, sha256).digest()).decode()
    return {"webhook-id": "msg_1", "webhook-timestamp": stamp(at), "webhook-signature": f"v1,AAAA v1,{signature}"}


def as_zammad(secret: str, body: bytes, _at: datetime) -> dict[str, str]:
    return {"x-hub-signature": "sha1=" + hmac.new(secret.encode(), body, sha1).hexdigest()}


def as_jira(secret: str, body: bytes, _at: datetime) -> dict[str, str]:
    return {"x-hub-signature": "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()}


def as_zendesk(secret: str, body: bytes, at: datetime) -> dict[str, str]:
    sent = at.isoformat()
    digest = hmac.new(secret.encode(), sent.encode() + body, sha256).digest()
    return {
        "x-zendesk-webhook-signature": b64encode(digest).decode(),
        "x-zendesk-webhook-signature-timestamp": sent,
    }


def as_glpi(secret: str, body: bytes, at: datetime) -> dict[str, str]:
    digest = hmac.new(secret.encode(), body + stamp(at).encode(), sha256).hexdigest()
    return {"x-glpi-signature": digest, "x-glpi-timestamp": stamp(at)}


def as_freshdesk(secret: str, _body: bytes, _at: datetime) -> dict[str, str]:
    return {"authorization": "Basic " + b64encode(f"acuerdo:{secret}".encode()).decode()}


Signing = Callable[[str, bytes, datetime], dict[str, str]]
SIGNED: dict[Sender, Signing] = {
    Sender.STANDARD: as_standard,
    Sender.ZAMMAD: as_zammad,
    Sender.JIRA: as_jira,
    Sender.ZENDESK: as_zendesk,
    Sender.GLPI: as_glpi,
    Sender.FRESHDESK: as_freshdesk,
}
ONE_FACT: Json = {"data": {"ticket": "T1", "at": "2026-03-02T09:00:00Z", "event": "opened", "key": "1"}}
SAYS: dict[Sender, tuple[Json, str, int]] = {
    Sender.STANDARD: (ONE_FACT, "T1", 1),
    Sender.ZAMMAD: (ZAMMAD, "10081", 3),
    Sender.JIRA: (JIRA, "SUR-7", 2),
    Sender.ZENDESK: (ZENDESK, "5158", 3),
    Sender.GLPI: (GLPI, "42", 2),
    Sender.FRESHDESK: ({"freshdesk_webhook": {"ticket_id": 12, "triggered_event": "{ticket_action:created}"}}, "12", 2),
}
MAKE_THEIR_OWN = (Sender.GLPI, Sender.ZENDESK)


def connected(cast: Cast, sender: Sender) -> tuple[UUID, str]:
    line, secret = connect(cast.ana, "desk", sender, GIVEN if sender in MAKE_THEIR_OWN else "", NOW)
    return line.ident, secret or GIVEN


def send(ident: UUID, sender: Sender, secret: str, said: object, at: datetime = AT) -> list[str]:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return [str(one.taken) for one in hear(ident, Message(headers=SIGNED[sender](secret, body, at), body=body), at)]


@pytest.mark.parametrize("sender", Sender)
def test_what_a_help_desk_signs_is_recorded_once(cast: Cast, sender: Sender) -> None:
    ident, secret = connected(cast, sender)
    said, ticket, facts = SAYS[sender]
    assert send(ident, sender, secret, said) == ["recorded"] * facts
    assert send(ident, sender, secret, said) == ["duplicate"] * facts
    assert Fact.objects.count() == facts
    found = find_ticket(cast.ana, "desk", ticket)
    assert (found.customer, found.fault, found.refused) == ("sur", "", 0)
    line = find_hook(cast.ana, "desk")
    assert line is not None
    assert (line.sender, line.heard_at, line.refused_at) == (sender, AT, None)


@pytest.mark.parametrize("sender", Sender)
def test_what_somebody_else_sends_is_refused_and_seen(cast: Cast, sender: Sender) -> None:
    ident, secret = connected(cast, sender)
    body = json.dumps(SAYS[sender][0]).encode()
    good = SIGNED[sender](secret, body, AT)
    wrong = SIGNED[sender]("whsec_" + b64encode(b"another").decode(), body, AT)
    odd = [{}, wrong, dict.fromkeys(good, "ñ"), {"authorization": "Basic ñ"}, {"authorization": f"Bearer {secret}x"}]
    messages = [Message(headers=headers, body=body) for headers in odd]
    if sender is not Sender.FRESHDESK:  # which signs nothing
        messages.append(Message(headers=good, body=body + b" "))
    for message in messages:
        with pytest.raises(HookRefused) as refused:
            hear(ident, message, AT)
        assert refused.value.code == "bad_signature"
    assert not Fact.objects.exists()
    assert Hook.objects.values_list("refused_code", "refused_at", "heard_at").get() == ("bad_signature", AT, None)


@pytest.mark.parametrize("minutes", [-20, 20])
def test_a_message_of_another_time_is_told_apart_from_a_wrong_secret(cast: Cast, minutes: int) -> None:
    ident, secret = connected(cast, Sender.STANDARD)
    body = json.dumps(ONE_FACT).encode()
    signed = as_standard(secret, body, AT + timedelta(minutes=minutes))  # replayed, or a clock is wrong
    for headers, code in ((signed, "other_time"), ({**signed, "webhook-signature": "v1,AAAA"}, "bad_signature")):
        with pytest.raises(HookRefused) as refused:
            hear(ident, Message(headers=headers, body=body), AT)
        assert (refused.value.code, Hook.objects.get().refused_code) == (code, code)
    assert not Fact.objects.exists()


def test_a_message_in_the_standard_way_is_good_for_five_minutes(cast: Cast) -> None:
    ident, secret = connected(cast, Sender.STANDARD)
    body = json.dumps(ONE_FACT).encode()
    for minutes, taken in ((-6, False), (6, False), (4, True)):
        message = Message(headers=as_standard(secret, body, AT - timedelta(minutes=minutes)), body=body)
        if taken:
            assert hear(ident, message, AT)[0].taken is Taken.RECORDED
        else:
            with pytest.raises(HookRefused):
                hear(ident, message, AT)


def test_a_secret_without_a_signature_comes_in_either_header(cast: Cast) -> None:
    ident, secret = connected(cast, Sender.FRESHDESK)
    body = json.dumps(FRESHDESK).encode()
    for headers in ({"x-acuerdo-secret": secret}, {"authorization": f"Bearer {secret}"}):
        assert len(hear(ident, Message(headers=headers, body=body), AT)) == 2


def test_messages_that_come_in_another_order_say_the_same(cast: Cast) -> None:
    ident, secret = connected(cast, Sender.ZAMMAD)
    solved = {**ZAMMAD, "ticket": {**dict(ZAMMAD["ticket"]), "state": "closed", "updated_at": "2026-03-02T09:20:00Z"}}  # type: ignore[arg-type]  # an object, here
    del solved["article"]
    send(ident, Sender.ZAMMAD, secret, solved)
    send(ident, Sender.ZAMMAD, secret, ZAMMAD)
    found = clocks_of(cast.ana, "desk", "10081", to_us(AT)).clocks
    verdicts = {one.verdict.commitment: str(one.verdict.verdict) for one in found}
    assert (verdicts["first"], verdicts["fix"]) == ("met", "met")
    ticket = Ticket.objects.get()
    assert (ticket.stage, ticket.status, ticket.priority, ticket.owner != "") == ("resolved", "closed", "P1", True)


def test_a_followup_and_its_ticket_come_from_two_webhooks(cast: Cast) -> None:
    ident, secret = connected(cast, Sender.GLPI)
    send(ident, Sender.GLPI, secret, FOLLOWUP)
    assert Ticket.objects.get().fault == "no_opened"
    send(ident, Sender.GLPI, secret, GLPI)
    assert (Ticket.objects.get().fault, Ticket.objects.get().reason) == ("", "customer")


def test_the_words_that_a_sender_is_known_to_use_are_learnt_and_those_of_the_source_stay(cast: Cast) -> None:
    add_source(cast, "own", statuses={"pending close": ("resolved", None)}, values={"priority": {"3 high": "P2"}})
    connect(cast.ana, "own", Sender.ZAMMAD, "", NOW)
    source = Source.objects.get(key="own")
    assert source.statuses["pending close"] == ["resolved", None]
    assert source.statuses["pending reminder"] == ["waiting", "agreed_date"]
    assert source.values["priority"] == {"1 low": "P3", "2 normal": "P2", "3 high": "P2"}


def test_the_old_secret_is_good_for_a_day_beside_the_new_one(cast: Cast) -> None:
    ident, old = connected(cast, Sender.ZAMMAD)
    line, new = connect(cast.ana, "desk", Sender.ZAMMAD, "", AT)
    assert (line.ident, old != new) == (ident, True)
    for secret in (old, new):
        assert len(send(ident, Sender.ZAMMAD, secret, ZAMMAD)) == 3
    late = AT + BOTH_GOOD
    assert len(send(ident, Sender.ZAMMAD, new, ZAMMAD, late)) == 3
    with pytest.raises(HookRefused):
        send(ident, Sender.ZAMMAD, old, ZAMMAD, late)


def test_the_database_alone_gives_no_secret_away_and_another_key_takes_nothing(cast: Cast) -> None:
    ident, secret = connected(cast, Sender.ZENDESK)
    assert secret not in Hook.objects.get().sealed
    with (
        override_settings(SECRET_KEY=OTHER_KEY),
        pytest.raises(HookRefused),
    ):
        send(ident, Sender.ZENDESK, secret, ZENDESK)
    assert len(send(ident, Sender.ZENDESK, secret, ZENDESK)) == 3


@pytest.mark.parametrize(
    ("body", "column"),
    [
        (b"{", "body"),
        (b"\xff\xfe", "body"),
        (b"[" * 100_000, "body"),
        (b'{"data": {"ticket": ' + b"[" * 900 + b"]" * 900 + b"}}", "body"),
        (b'{"data": "opened"}', "data"),
        (b'{"data": {"ticket": "T\\u0000", "at": "2026-03-02T09:00:00Z", "event": "opened"}}', "body"),
        (b'{"data": {"ticket": "T\\ud800", "at": "2026-03-02T09:00:00Z", "event": "opened"}}', "body"),
    ],
)
def test_a_message_that_cannot_be_read_is_kept_as_refused(cast: Cast, body: bytes, column: str) -> None:
    ident, secret = connected(cast, Sender.STANDARD)
    assert send(ident, Sender.STANDARD, secret, body) == ["refused"]
    assert send(ident, Sender.STANDARD, secret, body) == ["refused"]
    assert [(row.code, row.column) for row in list_refused(cast.ana, "desk")] == [("unreadable_message", column)]


def test_a_row_of_a_message_that_is_no_fact_is_refused_alone(cast: Cast) -> None:
    ident, secret = connected(cast, Sender.ZAMMAD)
    odd = {**ZAMMAD, "ticket": {**dict(ZAMMAD["ticket"]), "state": "somewhere"}}  # type: ignore[arg-type]  # an object, here
    assert send(ident, Sender.ZAMMAD, secret, odd) == ["recorded", "refused", "recorded"]
    assert Refusal.objects.get().code == "unmapped_status"
    assert find_ticket(cast.ana, "desk", "10081").refused == 1


def test_a_source_that_is_closed_or_disconnected_takes_nothing(cast: Cast) -> None:
    ident, secret = connected(cast, Sender.ZAMMAD)
    sources_kept.close(cast.ana, "desk", NOW)
    with pytest.raises(SourceRefused) as refused:
        send(ident, Sender.ZAMMAD, secret, ZAMMAD)
    assert refused.value.code == "source_closed"
    assert Hook.objects.get().refused_code == "source_closed"
    sources_kept.close(cast.ana, "desk", NOW, again=True)
    disconnect(cast.ana, "desk", NOW)
    for gone in (ident, uuid4()):
        with pytest.raises(NotThere):
            send(gone, Sender.ZAMMAD, secret, ZAMMAD)
    with pytest.raises(SourceRefused) as refused:
        disconnect(cast.ana, "desk", NOW)
    assert refused.value.code == "no_hook"


def test_who_makes_the_secret_says_it(cast: Cast) -> None:
    for secret, code in (("", "needs_secret"), ("short", "odd_secret"), ("x" * 501, "odd_secret")):
        with pytest.raises(SourceRefused) as refused:
            connect(cast.ana, "desk", Sender.ZENDESK, secret, NOW)
        assert refused.value.code == code
    assert find_hook(cast.ana, "desk") is None
    for viewer in (cast.boris, cast.tomas, cast.carla):
        with pytest.raises(NotThere):
            connect(viewer, "desk", Sender.ZAMMAD, "", NOW)
