"""A Request Tracker of the tests' own: on loopback, with its own database in a folder, and a clock that a test sets.

Debian's packages `request-tracker5 rt5-db-sqlite starman faketime` are needed; `make test-deps` installs them.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx

from acuerdo.core.chains.canonical import Json
from tests.postgres import free_port

AGENT, READER, CUSTOMER = "tomas", "reader", "boris"
"""Who works at the desk, who reads it for us (and sees neither the queue Hidden nor changes anything), who asks."""

MADRID = ZoneInfo("Europe/Madrid")
"""Where it stands: its machine, its users and the clock on its wall."""

_SERVER = Path("/usr/share/request-tracker5/libexec/rt-server")
_SETUP = Path("/usr/sbin/rt-setup-database-5")
_FAKETIME = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
_READY_S = 60
_PASSWORD = "secret-{name}"  # noqa: S105 - of people who live as long as a test

_SETTINGS = """
Set($rtname, 'desk.example');
Set($Organization, 'desk.example');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {port});
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{folder}/rtdb');
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'error');
Set($MailCommand, 'testfile');
Set($BcryptCost, 4);
Set($Timezone, 'Europe/Madrid');
1;
"""
_PEOPLE = r"""
my @agent = qw(SeeQueue ShowTicket ShowTicketComments SeeCustomField ModifyCustomField CreateTicket ReplyToTicket
    CommentOnTicket ModifyTicket OwnTicket TakeTicket StealTicket DeleteTicket Watch);
my @reader = qw(SeeQueue ShowTicket ShowTicketComments SeeCustomField);
sub person {
    my ($name, $shown, $house, $agent) = @_;
    return { Name => $name, RealName => $shown, EmailAddress => "$name\@$house.example", Password => "secret-$name",
        Privileged => $agent };
}
sub allowed {
    my ($who, $rights, @queues) = @_;
    return map { my $queue = $_; map { { %$who, Queue => $queue, Right => $_ } } @$rights } @queues;
}
@Users = (
    person('tomas', 'Tomas Gil', 'norte', 1), person('lena', 'Lena Ruiz', 'norte', 1),
    person('reader', 'Reader', 'norte', 1), person('boris', 'Boris Sur', 'sur', 0),
);
@Queues = ({ Name => 'Network' }, { Name => 'Hidden' });
@CustomFields = (
    { Name => 'Site', Type => 'FreeformSingle', LookupType => 'RT::Queue-RT::Ticket', Queue => ['General', 'Network'] },
);
@ACL = (
    (map { allowed({ UserId => $_ }, \@agent, qw(General Network Hidden)) } qw(tomas lena)),
    allowed({ UserId => 'reader' }, \@reader, qw(General Network)),
    allowed({ GroupDomain => 'SystemInternal', GroupType => 'Everyone' },
        [qw(CreateTicket ReplyToTicket ShowTicket)], qw(General Network)),
);
1;
"""


class NoDesk(RuntimeError):
    """Request Tracker is not installed here; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class RequestTracker:
    """A running Request Tracker."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def set_clock(self, instant: datetime | None) -> None:
        """Set its clock, which stands still between two settings, to an instant; with None let it go as everybody's."""
        text = "+0" if instant is None else f"{instant.astimezone(MADRID):%Y-%m-%d %H:%M:%S}"
        (self.folder / "clock").write_text(text + "\n", encoding="ascii")

    @contextmanager
    def as_user(self, name: str) -> Iterator["Session"]:
        """Let somebody work with it."""
        password = "password" if name == "root" else _PASSWORD.format(name=name)
        with httpx.Client(base_url=f"{self.address}/REST/2.0", auth=(name, password), timeout=30) as client:
            yield Session(client)

    def secret(self, name: str) -> str:
        """Return somebody's password."""
        return _PASSWORD.format(name=name)

    def stop(self) -> None:
        """End the server and remove its folder."""
        self.process.terminate()
        self.process.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who works with it."""

    client: httpx.Client

    def open(self, **said: Json) -> str:
        """Open a ticket and return its number."""
        asked = {"Queue": "General", "Subject": "Printer", "Requestor": "boris@sur.example", **said}
        answer = self._answer(self.client.post("/ticket", json=asked))
        assert isinstance(answer, dict)
        return str(answer["id"])

    def change(self, ticket: str, **said: Json) -> None:
        """Change particulars of a ticket."""
        self._answer(self.client.put(f"/ticket/{ticket}", json=said))

    def reply(self, ticket: str, text: str = "hello", **said: Json) -> None:
        """Write to whoever asked."""
        self._write(ticket, "correspond", {"Content": text, "ContentType": "text/plain", **said})

    def comment(self, ticket: str, text: str = "between us") -> None:
        """Write to the others who work there."""
        self._write(ticket, "comment", {"Content": text, "ContentType": "text/plain"})

    def _write(self, ticket: str, how: str, said: dict[str, Json]) -> None:
        self._answer(self.client.post(f"/ticket/{ticket}/{how}", json=said))

    def _answer(self, response: httpx.Response) -> Json:
        assert response.is_success, f"{response.request.url}: {response.status_code} {response.text[:300]}"
        found: Json = response.json()
        return found


def start() -> RequestTracker:
    """Start one. Raises `NoDesk`."""
    lacking = [name for name, there in _needed().items() if not there]
    if lacking:
        raise NoDesk(f"{', '.join(lacking)} not installed here; `make test-deps` installs them")
    folder = Path(tempfile.mkdtemp(prefix="acuerdo-rt-"))
    port = free_port()
    (folder / "settings.pm").write_text(_SETTINGS.format(folder=folder, port=port), encoding="utf-8")
    (folder / "people.pl").write_text(_PEOPLE, encoding="utf-8")
    (folder / "more").mkdir()
    (folder / "clock").write_text("+0\n", encoding="ascii")
    surroundings = {
        **os.environ,
        "RT_SITE_CONFIG": str(folder / "settings.pm"),
        "RT_SITE_CONFIG_DIR": str(folder / "more"),
        "TMPDIR": str(folder),
    }
    for words in (("init",), ("insert", "--datafile", str(folder / "people.pl"))):
        _run([str(_SETUP), "--action", *words, "--skip-create"], surroundings)
    faked = {**faked_by(folder / "clock"), "TZ": MADRID.key}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            ["starman", "--listen", f"127.0.0.1:{port}", "--workers", "1", str(_SERVER)],
            env={**surroundings, **faked},
            stdout=log,
            stderr=log,
        )
    found = RequestTracker(folder, port, process)
    try:
        _wait(found)
    except BaseException:
        found.stop()
        raise
    return found


def faked_by(clock: Path) -> dict[str, str]:
    """Return the surroundings in which a process goes by the clock that stands in a file. Raises `NoDesk`."""
    if not _FAKETIME:
        raise NoDesk("faketime is not installed here; `make test-deps` installs it")
    return {
        "LD_PRELOAD": str(_FAKETIME[0]),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def _needed() -> dict[str, bool]:
    return {
        "request-tracker5": _SERVER.is_file() and _SETUP.is_file(),
        "rt5-db-sqlite": Path("/usr/share/doc/rt5-db-sqlite").is_dir(),
        "starman": shutil.which("starman") is not None,
        "faketime": bool(_FAKETIME),
    }


def _run(command: list[str], surroundings: dict[str, str]) -> None:
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout.strip()[-300:]} {done.stderr.strip()[-300:]}")


def _wait(desk: RequestTracker) -> None:
    patience = time.monotonic() + _READY_S
    while time.monotonic() < patience:
        if desk.process.poll() is not None:
            break
        try:
            if httpx.get(f"{desk.address}/REST/2.0/rt", auth=("root", "password"), timeout=30).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"Request Tracker does not answer: {(desk.folder / 'log').read_text(errors='replace')[-600:]}")
