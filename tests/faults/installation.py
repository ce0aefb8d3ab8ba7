"""An installation of the tests' own: a home, a database, and the processes of real life, which a test may kill."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import TypeVar
from urllib.parse import unquote, urlsplit
from zlib import crc32

import httpx
from django.db import connection, connections

from acuerdo.apps.notices.models import Heartbeat
from tests.postgres import free_port

API = "/api/v1"
PATIENCE_S = 40
_PAUSE_S = 0.02
Item = TypeVar("Item")


def until(true: Callable[[], bool]) -> None:
    """Wait for something that is about to be so."""
    patience = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > patience:
            raise TimeoutError
        time.sleep(_PAUSE_S)


@dataclass
class Installation:
    """A home with its database, and whatever runs of it."""

    home: Path
    database: str
    logs: Path
    port: int = field(default_factory=free_port)
    given: dict[str, str] = field(default_factory=dict)
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def file(self) -> Path:
        """SQLite's."""
        return self.home / "acuerdo.sqlite3"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def serve(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start a server, and wait until it answers."""
        server = self._start("serve", "--log", str(self.logs / "server.log"), *words)
        until(self.answers)
        return server

    def work(self) -> "subprocess.Popen[bytes]":
        """Start a worker, and wait until it has said that it lives."""
        worker = self._start("worker")
        until(lambda: Heartbeat.objects.filter(worker__endswith=f":{worker.pid}").exists())
        return worker

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/healthz", timeout=5).is_success
        except httpx.TransportError:
            return False

    def ready(self) -> tuple[int, dict[str, object]]:
        """Return what it says of itself."""
        answer = httpx.get(f"{self.address}/readyz", timeout=60)
        return answer.status_code, answer.json()

    def told(self, process: str) -> str:
        """Return the log of the `server` or of every `worker`."""
        path = self.logs / f"{process}.log"
        return path.read_text("utf-8") if path.exists() else ""

    def _start(self, *words: str) -> "subprocess.Popen[bytes]":
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ACUERDO_", "DATABASE_"))}
        more = {"ACUERDO_HOME": str(self.home), "DATABASE_URL": self.database, "PORT": str(self.port)}
        with (self.logs / f"{words[0]}.log").open("ab") as log:
            started = subprocess.Popen(
                [sys.executable, "-m", "acuerdo", *words],
                env={**kept, "ACUERDO_API_PER_MINUTE": "1000000", **more, **self.given},
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(started)
        return started

    def end(self) -> None:
        """Kill whatever runs still."""
        for process in self.running:
            kill(process)
        self.running.clear()


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process with all that it started, as a machine does that loses its power."""
    with suppress(ProcessLookupError):  # it may have left already
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def children(process: "subprocess.Popen[bytes]") -> set[int]:
    """Return the processes that a process began."""
    threads = Path(f"/proc/{process.pid}/task").glob("*/children")
    return {int(word) for path in threads for word in path.read_text("ascii").split()}


@contextmanager
def rows_of(database: str) -> Iterator[None]:
    """Let this process see the rows of an installation, as long as somebody looks."""
    kept = connection.settings_dict
    before = {name: kept[name] for name in ("NAME", "HOST", "PORT", "USER")}
    where = urlsplit(database)
    connections.close_all()
    if where.scheme == "sqlite":
        kept["NAME"] = unquote(where.path.removeprefix("/"))
    else:
        kept.update(NAME=where.path[1:], HOST=where.hostname, PORT=where.port, USER=where.username)
    try:
        yield
    finally:
        connections.close_all()
        kept.update(before)


@dataclass(frozen=True, kw_only=True)
class Part:
    """Something that is told at once: where, what, under which headers, and the keys of its facts."""

    path: str
    body: bytes
    headers: Callable[[], Mapping[str, str]]
    keys: tuple[str, ...]


@dataclass
class Teller:
    """Somebody who tells parts one after another, each until it is acknowledged, whatever happens meanwhile."""

    address: str
    parts: Sequence[Part]
    acknowledged: set[str] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)

    def tell(self) -> None:
        with httpx.Client(base_url=self.address, timeout=60) as client:
            for part in self.parts:
                while not self._told(client, part):
                    time.sleep(_PAUSE_S)

    def _told(self, client: httpx.Client, part: Part) -> bool:
        try:
            answer = client.post(API + part.path, content=part.body, headers=dict(part.headers()))
        except httpx.TransportError:
            return False
        self.answers[answer.status_code] += 1
        done = answer.is_success
        if done:
            assert answer.json()["refused"] == 0, answer.text
            self.acknowledged.update(part.keys)
        return done


@contextmanager
def telling(tellers: Sequence[Teller]) -> Iterator[None]:
    """Let all of them tell beside what a test does, and wait for them at its end."""
    threads = [Thread(target=teller.tell, daemon=True) for teller in tellers]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def shuffled(told: Sequence[Item]) -> list[Item]:
    """Return what is told in another order, the same each time."""
    return [told[place] for place in sorted(range(len(told)), key=lambda place: crc32(b"%d" % place))]
