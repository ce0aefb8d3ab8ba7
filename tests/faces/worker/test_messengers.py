"""Messengers: where else people are told of clocks, by services that carry messages."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from threading import Thread
from time import sleep
from uuid import uuid4

import pytest

from acuerdo.apps.alerts import messengers
from acuerdo.apps.alerts.messengers import MOST, MessengerRefused, NewMessenger, list_messengers
from acuerdo.apps.alerts.models import Messenger
from acuerdo.apps.alerts.wishes import forget_wishes
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.notices.shapes import Channel
from acuerdo.apps.parties.viewers import NotAllowed, NotThere
from acuerdo.apps.webhooks.addresses import AddressRefused
from acuerdo.faces import messaging
from acuerdo.faces.messaging import NotCarried, read_address, say
from acuerdo.faces.worker import messengers as carrying
from acuerdo.faces.worker.deliveries import deliver_due
from acuerdo.flows import messengers_kept
from acuerdo.flows.time_passes import fold_due
from tests.flows.telling import TEXT, add_source, in_force
from tests.flows.telling import say as tell
from tests.flows.test_in_time import OPENED, PATH
from tests.people import NOW, Cast, make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guards")]
HERE = (ip_network("127.0.0.0/8"),)


class Service:
    """A service of the kind of ntfy on loopback: keeps what it is told, and answers with a status."""

    def __init__(self) -> None:
        self.told: list[dict[str, str]] = []
        self.status = 200
        self.blanks = 0
        kept = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                text = self.rfile.read(int(self.headers["Content-Length"])).decode()
                kept.told.append(json.loads(text))
                self.send_response(kept.status)
                self.end_headers()
                for _ in range(kept.blanks):
                    self.wfile.write(b" ")
                    sleep(0.05)
                self.wfile.write(b"{}")

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"ntfy://127.0.0.1:{self.server.server_port}/clocks"


@pytest.fixture
def service() -> Iterator[Service]:
    found = Service()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    in_force(found, TEXT + PATH)
    add_source(found)
    tell(found.ana, OPENED)
    return found


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACUERDO_WEBHOOK_NETWORKS", "127.0.0.0/8")


def keep(cast: Cast, name: str, address: str, *, urgent_only: bool = True) -> messengers.Carrier:
    wanted = NewMessenger(name=name, service="ntfy", address=address, urgent_only=urgent_only)
    return messengers_kept.keep(cast.tomas, wanted, NOW)


def deliver(minutes: float) -> int:
    return deliver_due({Channel.MESSENGER: carrying.send}, lambda: NOW + timedelta(minutes=minutes))


def faults() -> list[str]:
    return list(Outgoing.objects.filter(channel=Channel.MESSENGER).values_list("fault", flat=True))


@pytest.mark.usefixtures("allowed")
def test_what_is_urgent_comes_by_a_messenger_and_all_by_one_that_wants_it(cast: Cast, service: Service) -> None:
    keep(cast, "Móvil", service.address)
    keep(cast, "Pantalla", service.address, urgent_only=False)
    fold_due(NOW + timedelta(minutes=8))  # half of the time
    assert deliver(8) == 1, faults()
    assert "50%" in service.told[0]["message"]
    fold_due(NOW + timedelta(minutes=16))
    assert deliver(16) == 2
    assert {one["title"] for one in service.told[1:]} == {"Ticket T1: «first», incumplido"}
    assert Outgoing.objects.filter(channel=Channel.MESSENGER, body={}).count() == 3  # read, and emptied
    assert deliver(60) == 0


@pytest.mark.usefixtures("allowed")
def test_a_trial_arrives_and_what_a_service_refuses_is_told_again(cast: Cast, service: Service) -> None:
    kept = keep(cast, "Móvil", service.address)
    assert messengers.trial_of(kept) is None
    service.status = 500
    messengers_kept.attempt(cast.tomas, kept.ident, NOW)
    assert deliver(0) == 0
    found = messengers.trial_of(kept)
    assert found is not None
    assert found.way == "again"
    service.status = 200
    assert deliver(2) == 1
    found = messengers.trial_of(kept)
    assert found is not None
    assert found.way == "sent"
    assert service.told[-1]["title"] == "Acuerdo llega hasta aquí"
    with pytest.raises(NotThere):
        messengers_kept.attempt(cast.ana, kept.ident, NOW)


def test_an_address_inside_the_network_is_told_nothing_where_that_is_not_allowed(cast: Cast, service: Service) -> None:
    kept = keep(cast, "Móvil", service.address)
    messengers_kept.attempt(cast.tomas, kept.ident, NOW)
    assert deliver(0) == 0
    assert Outgoing.objects.get(channel=Channel.MESSENGER).fault == "not_https"
    assert service.told == []


def test_one_that_is_gone_is_told_nothing(cast: Cast) -> None:
    kept = keep(cast, "Móvil", "ntfys://ntfy.example/clocks")
    messengers_kept.attempt(cast.tomas, kept.ident, NOW)
    messengers_kept.forget(cast.tomas, kept.ident)
    assert deliver(0) == 0
    assert Outgoing.objects.get(channel=Channel.MESSENGER).fault == "no_messenger"
    with pytest.raises(NotThere):
        messengers_kept.forget(cast.tomas, kept.ident)


def test_messengers_are_the_providers_people_own_sealed_few_and_go_with_whoever_is_erased(cast: Cast) -> None:
    keep(cast, " Mi  móvil ", "ntfys://ntfy.example/secret-topic")
    assert "secret" not in Messenger.objects.get().sealed
    assert [one.name for one in list_messengers(cast.tomas)] == ["Mi móvil"]
    assert list_messengers(cast.ana) == []
    for name, code in (("Mi móvil", "messenger_name_taken"), ("  ", "no_name")):
        with pytest.raises(MessengerRefused) as refused:
            keep(cast, name, "ntfys://ntfy.example/x")
        assert refused.value.code == code
    for number in range(MOST - 1):
        keep(cast, str(number), "ntfys://ntfy.example/x")
    with pytest.raises(MessengerRefused, match="too_many"):
        keep(cast, "one more", "ntfys://ntfy.example/x")
    with pytest.raises(NotAllowed):
        messengers_kept.keep(cast.boris, NewMessenger(name="x", service="ntfy", address="ntfys://n.example/x"), NOW)
    forget_wishes(cast.tomas.person)
    assert Messenger.objects.count() == 0
    assert messengers.address_of(uuid4()) is None


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("ntfys://ntfy.example/topic", "ntfy"),
        ("tgram://123456789:abcdefghijklmnopqrstuvwxyz0123456789/12315544/", "Telegram"),
        ("mmosts://chat.example/3ccdd113474722377935511fc85d3dd4", "Mattermost"),
        ("ntfys://ntfy.example/topic?priority=high&tags=clock", "ntfy"),
        ("ntfys://topic", "ntfy"),
        ("zulip://bot@sur/abcdefghijklmnopqrstuvwxyz012345", "Zulip"),
    ],
)
def test_addresses_name_their_service(address: str, service: str) -> None:
    assert read_address(address, ()) == service


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("json://example.org/", "unknown_messenger"),
        ("syslog://", "unknown_messenger"),
        ("dbus://", "unknown_messenger"),
        ("", "unknown_messenger"),
        ("javascript:alert(1)", "unknown_messenger"),
        ("tgram://x", "bad_messenger"),
        ("ntfy://ntfy.example/topic", "not_https"),
        ("ntfys://127.0.0.1/topic", "private_address"),
        ("gotifys://169.254.169.254/AbCdEf", "private_address"),
        ("zulip://bot@10.0.0.1/abcdefghijklmnopqrstuvwxyz012345", "private_address"),
        ("tgram://123456789:abcdefghijklmnopqrstuvwxyz0123456789/12315544/?template=/etc/passwd", "bad_messenger"),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/?template=http://127.0.0.1/", "bad_messenger"),
        ("ntfys://ntfy.example/topic?rto=99999", "bad_messenger"),
        ("ntfys://ntfy.example/topic?priority=high;Retry=10&wait=20", "bad_messenger"),
        ("ntfys://ntfy.example/topic?re%64irect=yes", "bad_messenger"),
        ("matrixs://ana:secret@matrix.example/#room?discovery=yes", "bad_messenger"),
    ],
)
def test_addresses_that_carry_nothing_to_a_person_are_refused(address: str, code: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        read_address(address, ())
    assert refused.value.code == code


def test_a_service_that_does_not_answer_has_carried_nothing(service: Service) -> None:
    service.server.shutdown()
    service.server.server_close()
    with pytest.raises(NotCarried):
        say(service.address, "x", "y", HERE)


def test_a_service_that_answers_without_end_holds_nobody_up(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messaging, "PATIENCE_S", 0.1)
    service.blanks = 20
    with pytest.raises(NotCarried):
        say(service.address, "x", "y", HERE)


def test_where_no_address_names_the_machine_none_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[str] = []
    monkeypatch.setattr(messaging, "look_up", lambda url, _: reached.append(url))
    monkeypatch.setattr(messaging, "_is_taken", lambda *_: True)
    say("ntfys://topic", "x", "y", ())
    say("zulip://bot@chat.sur.example/abcdefghijklmnopqrstuvwxyz012345", "x", "y", ())
    assert reached == ["https://chat.sur.example/"]


def test_a_machine_of_matrix_leads_to_no_other_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messaging, "look_up", lambda *_: None)
    asked: list[messaging.Service] = []

    def take(plugin: messaging.Service, *_: str) -> bool:
        asked.append(plugin)
        return True

    monkeypatch.setattr(messaging, "_is_taken", take)
    say("matrixs://ana:secret@matrix.example/#room", "x", "y", ())
    assert [one.discovery for one in asked] == [False]
