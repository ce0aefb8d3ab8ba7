"""A help desk that does not behave: what was met is said, nothing is lost, and reading goes on where it stood."""

import gzip
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler

import pytest
import stamina

from acuerdo.apps.readings import commands
from acuerdo.apps.readings.commands import ClaimLost, ReadingRefused, claim_due
from acuerdo.apps.readings.models import Reading
from acuerdo.apps.readings.queries import find_reading
from acuerdo.apps.readings.shapes import ReadingIntent, ReadingRecord, Step
from acuerdo.apps.tickets.models import Fact, Handle, Refusal
from acuerdo.apps.tickets.sources import SourceIntent
from acuerdo.apps.webhooks.addresses import AddressRefused
from acuerdo.faces.worker import help_desks
from acuerdo.faces.worker.help_desks import read_due, start_reading
from acuerdo.flows import readings_kept, sources_kept
from acuerdo.flows.source_read import keep_rows
from acuerdo.surroundings import from_surroundings
from tests.flows.telling import add_source, in_force
from tests.help_desk import Answer, Desk, open_desk, say
from tests.people import NOW, Cast, make_cast


def drip(talk: BaseHTTPRequestHandler) -> None:
    talk.send_response(200)
    talk.end_headers()
    try:
        for _ in range(200):
            talk.wfile.write(b" ")
            talk.wfile.flush()
            time.sleep(0.02)
    except OSError:
        pass  # nobody listens any more, which is what is tested


def flood(talk: BaseHTTPRequestHandler) -> None:
    talk.send_response(200)
    talk.end_headers()
    try:
        for _ in range(20):
            talk.wfile.write(b" " * 1_000_000)
    except OSError:
        pass  # as above


ANSWERS: dict[str, Answer] = {
    "garbage no JSON": lambda talk: say(talk, b"<html>Welcome</html>"),
    "garbage list": lambda talk: say(talk, b"[]"),
    "garbage deep": lambda talk: say(talk, b"[" * 100_000),
    "garbage items": lambda talk: say(talk, b'{"items": [{"id": "x"}]}'),
    "garbage naive": lambda talk: say(
        talk, b'{"items": [{"id": 1, "ObjectId": 1, "Creator": {"id": 1}, "Created": "2026-03-02 09:00:00"}]}'
    ),
    "garbage packed": lambda talk: say(talk, gzip.compress(b"{}"), Content_Encoding="gzip"),
    "slow": drip,
    "too_large": flood,
    "cut_off": lambda talk: say(talk, b'{"items": [', Content_Length="5000"),
    "moved": lambda talk: say(talk, b"", 302, Location="http://169.254.169.254/"),
    "login": lambda talk: say(talk, b"no", 401),
    "forbidden": lambda talk: say(talk, b"no", 403),
    "not_found": lambda talk: say(talk, b"no", 404),
    "server_error": lambda talk: say(talk, b"no", 503),
    "garbage of endless numbers": lambda talk: say(talk, b'{"items": [{"id": "%s"}]}' % (b"9" * 5_000)),
    "garbage without a name": lambda talk: say(talk, b"no", 499),
}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("ACUERDO_SOURCE_NETWORKS", "127.0.0.0/8")
    with open_desk() as found, stamina.set_testing(testing=True, attempts=2):
        yield found


@pytest.fixture
def cast(desk: Desk, guards: None) -> Cast:  # noqa: ARG001 - brings the database with it
    found = make_cast()
    in_force(found)
    add_source(found)
    connect(found, desk.address)
    desk.happen(10, "Create")
    desk.happen(11, minutes=5)
    return found


def connect(cast: Cast, address: str, secret: str = "a word") -> None:  # noqa: S107 - of a desk that is none
    wanted = ReadingIntent(
        source="desk", program="request_tracker", address=address, account="reader", secret=secret, every_s=60
    )
    readings_kept.connect(cast.ana, wanted, from_surroundings().source_networks, NOW)


def read(minutes: int = 60) -> int:
    Reading.objects.update(next_at=NOW)
    return read_due(lambda: NOW + timedelta(minutes=minutes))


def standing(cast: Cast) -> ReadingRecord:
    found = find_reading(cast.ana, "desk")
    assert found is not None
    return found


@pytest.mark.parametrize("case", ANSWERS)
def test_a_desk_that_answers_badly_is_said_so_and_read_on_where_it_stood(
    cast: Cast, desk: Desk, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(help_desks, "_PATIENCE_S", 0.3 if case == "slow" else 30.0)
    assert read() == 2
    desk.happen(12, minutes=6)
    desk.answer = ANSWERS[case]
    waits = []
    for _ in range(3):
        assert read() == 0
        found = standing(cast)
        waits.append(found.next_at - (NOW + timedelta(minutes=60)))
    assert (found.fault, found.faults, found.last, found.read_at) == (
        case.split(maxsplit=1)[0],
        3,
        11,
        NOW + timedelta(minutes=60),
    )
    assert [wait.total_seconds() for wait in waits] == [60, 120, 240]
    desk.answer = None
    assert read() == 1
    assert (standing(cast).fault, standing(cast).faults, Fact.objects.count()) == ("", 0, 3)


def test_a_name_that_no_database_keeps_holds_nothing_up(cast: Cast, desk: Desk) -> None:
    desk.happen(12, "Comment", minutes=6, Creator={"id": 15, "Name": "a\0b\ud83d"})
    assert read() == 3
    assert standing(cast).fault == ""
    assert Handle.objects.filter(word="ab?").exists()


def test_a_desk_whose_clock_says_no_zone_is_read_all_the_same(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BaseHTTPRequestHandler, "date_time_string", lambda *_: "Mon, 02 Mar 2026 09:10:00 -0000")
    assert read() == 2
    assert standing(cast).fault == ""


def test_a_desk_that_is_not_there_or_may_not_be_asked_is_said_so(
    cast: Cast, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in ("http://127.0.0.1:1", desk.address):
        connect(cast, address)
        if address == desk.address:
            monkeypatch.delenv("ACUERDO_SOURCE_NETWORKS")
        assert read() == 0
        assert standing(cast).fault == ("not_https" if address == desk.address else "unreachable")
    assert desk.asked == []
    for address in ("http://desk.example", "https://10.0.0.1", "ftp://desk.example", "https://localhost"):
        with pytest.raises(AddressRefused):
            connect(cast, address)


def test_a_secret_goes_nowhere_else_than_where_it_was_given_for(cast: Cast, desk: Desk) -> None:
    assert "a word" not in Reading.objects.get().secret
    connect(cast, desk.address, secret="")
    for address in ("https://desk.example", "https://127.0.0.1"):
        with pytest.raises(ReadingRefused) as refused:
            connect(cast, address, secret="")
        assert refused.value.code == "no_secret"
    Reading.objects.update(secret="gAAAA")  # noqa: S106 - sealed with no key of ours
    assert read() == 0
    assert standing(cast).fault == "unsealable"


def test_what_a_desk_writes_down_late_is_read_too_and_what_vanished_there_stays_here(cast: Cast, desk: Desk) -> None:
    desk.happen(20, minutes=6)
    assert read() == 3
    desk.happen(15, minutes=6)  # begun before 20, and there only now
    desk.told = [one for one in desk.told if one["id"] != "11"]
    assert read() == 1
    assert sorted(key or "" for key in Fact.objects.values_list("key", flat=True)) == [
        "rt-10",
        "rt-11",
        "rt-15",
        "rt-20",
    ]
    desk.now = NOW + timedelta(minutes=41)
    desk.happen(30, minutes=40)
    assert (read(), read()) == (1, 0)
    assert Reading.objects.get().since == 20  # what is older than ten minutes is not looked at again
    desk.told = desk.told[:2]  # somebody brought a backup back
    assert read() == 0
    assert standing(cast).fault == "went_back"


def test_what_lies_in_the_future_is_read_when_its_time_has_come(cast: Cast, desk: Desk) -> None:
    desk.happen(12, minutes=30)
    desk.happen(13, minutes=9)
    assert read(minutes=10) == 0
    assert (standing(cast).fault, standing(cast).last, Fact.objects.count()) == ("clock_ahead", 11, 2)
    assert read(minutes=31) == 2
    assert standing(cast).fault == ""


def test_a_word_that_is_unknown_waits_and_is_settled_once_it_is_known(cast: Cast, desk: Desk) -> None:
    desk.happen(12, "Status", minutes=6, Field="Status", OldValue="new", NewValue="parked")
    assert read() == 2
    assert [one.code for one in Refusal.objects.filter(settled_at=None)] == ["unmapped_status"]
    ticket = Fact.objects.all()[0].ticket
    assert ticket.refused == 1
    assert read() == 0
    words = {"parked": ("waiting", "supplier"), "new": ("open", None)}
    wanted = SourceIntent(key="desk", name="Desk", statuses=words)
    sources_kept.change(cast.ana, wanted, NOW)
    readings_kept.begin_anew(cast.ana, "desk", NOW)
    assert read() == 1
    ticket.refresh_from_db()
    assert (ticket.refused, ticket.stage, ticket.reason) == (0, "waiting", "supplier")
    assert not Refusal.objects.filter(settled_at=None).exists()


def test_one_worker_reads_a_source_and_whoever_was_too_slow_is_not_heard(cast: Cast, desk: Desk) -> None:
    assert desk.asked == []
    first = claim_due(NOW)
    assert first is not None
    assert (claim_due(NOW), claim_due(NOW, "desk")) == (None, None)
    second = claim_due(NOW + commands.LEASE)
    assert second is not None
    rows = [{"ticket": "1", "at": NOW.isoformat(), "event": "opened", "key": "rt-1"}]
    with pytest.raises(ClaimLost):
        keep_rows(first, rows, Step(last=1, since=1), NOW)
    assert keep_rows(second, rows, Step(last=1, since=1), NOW) == 1
    readings_kept.pause(cast.ana, "desk", NOW)
    for late in (lambda: keep_rows(second, rows, Step(last=9, since=9), NOW), lambda: commands.hold_claim(second)):
        with pytest.raises(ClaimLost):
            late()
    assert (Reading.objects.get().last, claim_due(datetime.now(UTC))) == (1, None)


@pytest.mark.usefixtures("cast")
def test_a_token_is_sent_where_there_is_no_account(desk: Desk) -> None:
    Reading.objects.update(account="")
    assert read() == 2
    assert set(desk.asked) == {"token a word"}


@pytest.mark.usefixtures("real_transactions")
def test_what_is_read_beside_the_worker_is_kept(desk: Desk) -> None:
    cast = make_cast()
    in_force(cast)
    add_source(cast)
    connect(cast, desk.address)
    desk.happen(10, "Create")
    later = NOW + timedelta(minutes=60)
    assert start_reading(lambda: later, lambda: False) == 1
    for _ in range(1_200):
        if standing(cast).read_at == later:
            break
        time.sleep(0.05)
    assert (standing(cast).told, Fact.objects.count()) == (1, 1)
    assert start_reading(lambda: later, lambda: False) == 0  # nothing is due
