"""The worker: does what is due, survives a step that fails, and loses or repeats nothing when it is killed."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from structlog.testing import capture_logs

from acuerdo.apps.journal.commands import append
from acuerdo.apps.journal.queries import count_unsealed, verify
from acuerdo.apps.notices.commands import put
from acuerdo.apps.notices.models import Heartbeat, Outgoing
from acuerdo.apps.notices.queries import silence
from acuerdo.apps.notices.shapes import Channel, Notice
from acuerdo.core.chains.canonical import Json
from acuerdo.faces.worker.loop import Worker
from acuerdo.faces.worker.steps import STEPS, Step, Turn
from tests.letterbox import Letterbox, open_letterbox
from tests.people import NOW, make_cast

LETTERS = 30
BODY: Mapping[str, Json] = {"agreement": "sur", "titles": {}}
Start = Callable[[], "subprocess.Popen[bytes]"]


def failing(_: Turn) -> int:
    raise ZeroDivisionError("somebody@norte.example")


def step(name: str, run: Callable[[Turn], int], every_s: int = 10) -> Step:
    return Step(name=name, every=timedelta(seconds=every_s), run=run)


@pytest.mark.django_db
def test_each_step_is_done_when_it_is_due_and_one_that_fails_keeps_no_other_from_it() -> None:
    now, done = [NOW], Counter[str]()

    def counting(name: str) -> Callable[[Turn], int]:
        def run(_: Turn) -> int:
            done[name] += 1
            return 1

        return run

    steps = [step("bad", failing), step("slow", counting("slow"), 60), step("quick", counting("quick"), 4)]
    worker = Worker(steps, lambda: now[0])
    with capture_logs() as told:
        for _ in range(7):
            wait = worker.run_due()
            assert timedelta(0) < wait <= timedelta(seconds=4)
            now[0] += timedelta(seconds=4)
    assert done == {"slow": 1, "quick": 7}
    assert Heartbeat.objects.get().beat_at == NOW + timedelta(seconds=24)
    assert [(it["step"], it["fault"]) for it in told if it["event"] == "step_failed"] == [
        ("bad", "ZeroDivisionError")
    ] * 3
    assert "somebody@norte.example" not in str(told)


@pytest.mark.django_db
def test_a_step_is_done_when_the_clock_was_set_back_however_far() -> None:
    now, done = [NOW], Counter[str]()
    worker = Worker([step("slow", lambda _: done.update(["slow"]) or 0, 60)], lambda: now[0])
    worker.run_due()
    now[0] -= timedelta(hours=3)
    with capture_logs() as told:
        assert worker.run_due() <= timedelta(seconds=60)
    assert done == {"slow": 2}
    assert [(it["event"], it["seconds"]) for it in told if it["log_level"] == "error"] == [("clock_set_back", 10_800)]
    assert [one.beat_at for one in Heartbeat.objects.all()] == [now[0]]
    assert silence(now[0] - timedelta(hours=1)) is None  # nobody lives by a clock that was set back again


def out_of_room(_: Turn) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.django_db
def test_a_step_that_finds_no_room_or_no_database_says_so() -> None:
    def held(_: Turn) -> int:
        raise OperationalError from psycopg.OperationalError("connection refused")

    with capture_logs() as told:
        Worker([step("full", out_of_room), step("away", held), step("bad", failing)], lambda: NOW).run_due()
    codes = [(it["step"], it["code"]) for it in told if it["event"] == "step_failed"]
    assert codes == [("full", "disk_full"), ("away", "database_away"), ("bad", "defect")]


@pytest.mark.usefixtures("real_transactions")
def test_a_worker_that_is_told_to_stop_begins_no_other_step() -> None:
    begun = []
    worker = Worker([step("first", lambda _: worker.stop() or 0), step("second", lambda _: begun.append(1) or 0)])  # type: ignore[func-returns-value] # both return nothing
    worker.run()
    assert begun == []


@pytest.mark.django_db
@pytest.mark.usefixtures("guards")
def test_what_was_written_into_the_journal_is_sealed_within_a_minute() -> None:
    for number in range(3):
        append(f"source:{number % 2}", at=NOW, actor="", kind="counted", body={"n": number})
    now = (NOW + timedelta(seconds=s) for s in count(step=1))
    Worker(STEPS, lambda: next(now)).run_due()
    assert count_unsealed() == 0
    assert [(verify(f"source:{n}").length, verify(f"source:{n}").faults) for n in (0, 1)] == [(2, ()), (1, ())]
    journal = next(it for it in STEPS if it.name == "journal")
    assert journal.every <= timedelta(seconds=60)


def database_url() -> str:
    """The database of this test, for a process of its own."""
    kept = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{kept['NAME']}"
    return f"postgresql://{quote(kept['USER'])}@{kept['HOST']}:{kept['PORT']}/{quote(str(kept['NAME']))}"


@pytest.fixture
def start(box: Letterbox, tmp_path: Path) -> Iterator[Start]:
    """What starts a worker; whatever a test leaves running is ended after it."""
    begun = []

    def begin() -> "subprocess.Popen[bytes]":
        begun.append(worker_of(box, tmp_path))
        return begun[-1]

    yield begin
    for worker in begun:
        worker.kill()
        worker.wait()


def worker_of(box: Letterbox, home: Path) -> "subprocess.Popen[bytes]":
    given = {**os.environ, "ACUERDO_HOME": str(home), "DATABASE_URL": database_url(), "ACUERDO_MAIL_URL": box.url}
    return subprocess.Popen([sys.executable, "-m", "acuerdo", "worker"], env=given, stderr=subprocess.DEVNULL)


def until(true: Callable[[], bool]) -> None:
    for _ in range(4800):
        if true():
            return
        time.sleep(0.05)
    raise TimeoutError


@pytest.fixture
def box(real_transactions: None) -> Iterator[Letterbox]:  # noqa: ARG001 - the worker sees the rows
    cast = make_cast()
    with transaction.atomic():
        for number in range(LETTERS):
            body = {**BODY, "number": str(number)}
            put(
                Notice(
                    key=f"n:{number}", kind="offer_waits", channel=Channel.MAIL, person=cast.boris.person, body=body
                ),
                NOW,
            )
    with open_letterbox(takes_s=0.03) as found:
        yield found


def test_a_worker_that_is_killed_loses_nothing_and_repeats_nothing_that_was_delivered(
    box: Letterbox, start: Start
) -> None:
    marked: list[int] = []
    for wanted in (4, 11, 19):
        worker = start()
        until(lambda wanted=wanted: len(box.letters) > wanted)  # type: ignore[misc] # its own number
        worker.send_signal(signal.SIGKILL)
        assert worker.wait() == -signal.SIGKILL
        marked.append(Outgoing.objects.filter(delivered_at__isnull=False).count())
        Outgoing.objects.filter(delivered_at__isnull=True).update(claimed_until=NOW)  # the lease of a killed one ends
    worker = start()
    until(lambda: not Outgoing.objects.filter(delivered_at__isnull=True).exists())
    worker.terminate()
    assert worker.wait() == 0
    arrived = Counter(str(letter["Message-ID"]) for letter in box.letters)
    assert len(arrived) == LETTERS
    assert sorted(marked) == marked
    # Only what was killed after it arrived and before anybody knew comes once more, under the same id.
    assert sum(arrived.values()) - LETTERS <= 3, arrived


def test_a_worker_that_is_asked_to_end_finishes_its_letter_and_leaves(box: Letterbox, start: Start) -> None:
    box.open.clear()
    worker = start()
    until(lambda: len(box.letters) > 0)
    worker.terminate()  # in the middle of its first letter
    box.open.set()
    assert worker.wait(timeout=20) == 0
    assert Outgoing.objects.exclude(claim="").count() == 0
    assert Outgoing.objects.filter(delivered_at__isnull=False).count() == len(box.letters) == 1


def test_two_workers_share_the_work(box: Letterbox, start: Start) -> None:
    workers = [start() for _ in range(2)]
    until(lambda: not Outgoing.objects.filter(delivered_at__isnull=True).exists())
    until(lambda: Heartbeat.objects.count() == len(workers))  # both work by now, and leave when they are asked to
    for worker in workers:
        worker.terminate()
        assert worker.wait(timeout=20) == 0
    assert len(box.letters) == len({str(letter["Message-ID"]) for letter in box.letters}) == LETTERS
