"""A disk that is full while facts come in: whoever tells them hears so, and all of them are there once it has room."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.faults.desk import Place, hold, lives, settled
from tests.faults.installation import telling, until

SIZE = "96m"
BALLAST = "ballast"


@pytest.fixture(scope="module")
def disk() -> Iterator[Path]:
    """A small disk of its own."""
    if os.geteuid():
        pytest.skip("only root may mount a small disk; nothing is tested of a full one")
    found = Path(tempfile.mkdtemp(prefix="acuerdo-disk-"))
    found.chmod(0o755)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", str(found)], check=True)
    yield found
    subprocess.run(["umount", "--lazy", str(found)], check=True)
    found.rmdir()


@pytest.fixture(scope="module")
def home(disk: Path) -> Path:
    """The home, and in it SQLite's file, on the small disk."""
    found = disk / "home"
    found.mkdir()
    return found


@pytest.fixture(scope="module")
def tables_at(disk: Path) -> Path:
    """PostgreSQL's tables on the small disk."""
    return disk / "tables"


def fill(disk: Path) -> None:
    """Leave no byte of a disk free."""
    with (disk / BALLAST).open("wb") as ballast:
        length = 0
        while (room := os.statvfs(disk)).f_bavail:
            with suppress(OSError):  # somebody else took some of it at this very moment
                os.posix_fallocate(ballast.fileno(), length, room.f_bavail * room.f_frsize)
                length += room.f_bavail * room.f_frsize


def test_facts_that_find_no_room_are_told_again_and_are_there_once(place: Place, disk: Path) -> None:
    source, rows = place.source("desk"), lives("F", 120)
    place.installation.serve()
    place.installation.work()
    teller = place.teller(place.part(source, rows[at : at + 4]) for at in range(0, len(rows), 4))
    with telling([teller]):
        until(lambda: len(teller.acknowledged) > 40)
        fill(disk)
        until(lambda: teller.answers[503] > 3)
        known = set(teller.acknowledged)
        assert known <= set(place.kept(source))
        until(lambda: place.installation.ready()[0] == 503)
        assert place.installation.ready()[1] == {"status": "unavailable", "database": "ok", "writing": "failed"}
        assert httpx.get(f"{place.installation.address}/accounts/login/").status_code == 200
        (disk / BALLAST).unlink()
    assert set(teller.answers) == {200, 503}
    assert '"event": "disk_full"' in place.installation.told("server")
    until(lambda: place.installation.ready()[0] == 200)
    settled()
    hold(place, source, rows)
