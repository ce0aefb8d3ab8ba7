"""A backup holds everything, and what is brought back from it is what was there: on SQLite and on PostgreSQL."""

import io
import os
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faces.test_serving import acuerdo


@dataclass(frozen=True)
class Place:
    """An empty installation: its home, and the database where it has one of its own."""

    home: Path
    given: dict[str, str]

    def run(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return acuerdo(self.home, *words, **self.given, **more)


def made_database(name: str) -> Iterator[dict[str, str]]:
    """On PostgreSQL make a database for a test and drop it afterwards; on SQLite the home is enough."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield {}
        return
    import psycopg  # noqa: PLC0415 - only where it is tested

    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield {"DATABASE_URL": urlsplit(address)._replace(path=f"/{name}").geturl()}
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Place]:
    for given in made_database(f"restored_{os.getpid()}"):
        yield Place(tmp_path / "restored", given)


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    for given in made_database(f"lived_in_{os.getpid()}"):
        place = Place(tmp_path_factory.mktemp("lived") / "home", given)
        done = place.run("demo", "--months", "0")
        assert done.returncode == 0, done.stderr
        (place.home / "files" / "papers").mkdir(parents=True, exist_ok=True)
        (place.home / "files" / "papers" / "señed.pdf").write_bytes(b"%PDF-1.7 paper")
        yield place


@pytest.fixture(scope="module")
def backup(lived_in: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("backup") / "acuerdo.tar.gz"
    done = lived_in.run("backup", str(path))
    assert (done.returncode, str(path) in done.stdout) == (0, True), done.stderr
    return path


def test_what_is_brought_back_is_what_was_there(lived_in: Place, backup: Path, empty: Place) -> None:
    done = empty.run("restore", str(backup), "--lang", "es")
    assert done.returncode == 0, done.stderr
    assert "cadenas del diario están intactas" in done.stdout
    for name in ("secret-key", "demo-people.json", "files/papers/señed.pdf"):
        assert (empty.home / name).read_bytes() == (lived_in.home / name).read_bytes()
    assert empty.home.stat().st_mode & 0o077 == (empty.home / "secret-key").stat().st_mode & 0o077 == 0
    assert empty.run("journal", "verify").stdout == lived_in.run("journal", "verify").stdout
    assert empty.run("demo").returncode == 1  # its people are there
    guarded = empty.run("restore", str(backup))
    assert (guarded.returncode, "nothing is overwritten" in guarded.stderr) == (2, True)


def test_rows_that_are_never_changed_are_guarded_after_a_restore_too(backup: Path, empty: Place) -> None:
    assert empty.run("restore", str(backup)).returncode == 0
    program = (
        "import django; django.setup(); from acuerdo.apps.journal.models import Entry; Entry.objects.update(actor='x')"
    )
    surroundings = {**os.environ, "ACUERDO_HOME": str(empty.home), "DJANGO_SETTINGS_MODULE": "acuerdo.project.settings"}
    surroundings.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**surroundings, **empty.given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "never changed" in done.stderr) == (1, True)


def test_a_backup_is_for_its_owner_alone_and_overwrites_nothing(lived_in: Place, backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    assert [found.name for found in backup.parent.iterdir()] == [backup.name]
    before = backup.read_bytes()
    again = lived_in.run("backup", str(backup))
    assert (again.returncode, "overwrites nothing" in again.stderr) == (2, True)
    assert backup.read_bytes() == before


def test_a_home_or_a_database_in_use_is_never_overwritten(lived_in: Place, backup: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in lived_in.home.rglob("*-key")}
    in_use = lived_in.run("restore", str(backup))
    assert (in_use.returncode, "an empty home" in in_use.stderr) == (2, True)
    database = lived_in.given or {"DATABASE_URL": f"sqlite:///{lived_in.home}/acuerdo.sqlite3"}
    elsewhere = acuerdo(tmp_path / "other", "restore", str(backup), **database)
    assert elsewhere.returncode == 2
    assert "none there" in elsewhere.stderr or "an empty database" in elsewhere.stderr
    assert not (tmp_path / "other").exists()
    assert {path: path.read_bytes() for path in before} == before


def test_a_journal_that_was_changed_is_noticed_after_a_restore(tmp_path: Path) -> None:
    source, target = Place(tmp_path / "source", {}), Place(tmp_path / "target", {})
    assert source.run("demo", "--months", "0").returncode == 0
    with sqlite3.connect(source.home / "acuerdo.sqlite3") as rows:
        rows.execute("DROP TRIGGER journal_entry_no_update")
        rows.execute("UPDATE journal_entry SET actor = '' WHERE number = 2")
    assert source.run("backup", str(tmp_path / "forged.tar.gz")).returncode == 0
    done = target.run("restore", str(tmp_path / "forged.tar.gz"))
    assert (done.returncode, "the journal was changed at" in done.stdout) == (1, True)


@pytest.mark.parametrize("content", [b"", b"not a tar", b"\x1f\x8b\x08\x00broken"])
def test_what_is_not_a_backup_is_refused(empty: Place, tmp_path: Path, content: bytes) -> None:
    odd = tmp_path / "odd.tar.gz"
    odd.write_bytes(content)
    done = empty.run("restore", str(odd))
    assert (done.returncode, "a file that `acuerdo backup` wrote" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr
    assert not empty.home.exists()


def test_a_file_that_would_leave_the_folder_is_refused(empty: Place, tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar.gz"
    with tarfile.open(evil, "w:gz") as tar:
        info = tarfile.TarInfo("../../outside")
        info.size = 1
        tar.addfile(info, io.BytesIO(b"x"))
    assert empty.run("restore", str(evil)).returncode == 2
    assert not (tmp_path.parent / "outside").exists()


def test_without_the_programs_of_the_database_it_says_so(lived_in: Place, tmp_path: Path) -> None:
    given = {"DATABASE_URL": lived_in.given.get("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")}
    done = acuerdo(lived_in.home, "backup", str(tmp_path / "x"), **given, PATH=str(tmp_path))
    assert (done.returncode, "postgresql-client" in done.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_of_another_kind_of_database_is_refused(lived_in: Place, backup: Path, tmp_path: Path) -> None:
    other = {} if lived_in.given else {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    done = acuerdo(tmp_path / "home", "restore", str(backup), **other)
    assert (done.returncode, "a backup of" in done.stderr) == (2, True)
    assert not (tmp_path / "home").exists()
