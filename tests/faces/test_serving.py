"""The commands around the application: the demo, the journal, and what odd surroundings lead to."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from tests.postgres import free_port


def acuerdo(home: Path, *words: str, **given: str) -> subprocess.CompletedProcess[str]:
    return run([sys.executable, "-m", "acuerdo", *words], home, given)


def run(words: list[str], home: Path, given: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("ACUERDO_", "DATABASE_"))}
    return subprocess.run(
        words,
        env={**surroundings, "ACUERDO_HOME": str(home), **given},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("home") / "acuerdo"
    done = acuerdo(found, "demo", "--months", "0")
    assert done.returncode == 0, done.stderr
    return found


def test_the_demo_fills_an_empty_installation_once(home: Path) -> None:
    people = json.loads(acuerdo(home, "demo", "--credentials").stdout)
    assert {person["side"] for person in people} == {"provider", "customer", "supplier"}
    assert all(len(person["password"]) >= 12 for person in people)
    again = acuerdo(home, "demo", "--lang", "es")
    assert (again.returncode, again.stdout) == (1, "")
    assert "Aquí ya hay personas" in again.stderr


def test_what_is_secret_is_readable_by_its_owner_alone(home: Path) -> None:
    assert home.stat().st_mode & 0o077 == 0
    assert (home / "secret-key").stat().st_mode & 0o077 == 0
    assert (home / "demo-people.json").stat().st_mode & 0o077 == 0


def test_the_journal_of_the_demo_holds_and_a_change_of_the_past_is_found(home: Path, tmp_path: Path) -> None:
    held = acuerdo(home, "journal", "verify")
    assert held.returncode == 0
    assert held.stdout.count("nothing changed") == len(held.stdout.splitlines()) >= 6
    chain = next(line for line in held.stdout.splitlines() if "sur-" in line)
    name, head = chain.partition(": ")[0], chain.rpartition(" ")[2]
    entries = chain.removeprefix(f"{name}: ").partition(" ")[0]
    assert acuerdo(home, "journal", "verify", name, "--anchor", f"{entries}:{head}").returncode == 0
    foreign = acuerdo(home, "journal", "verify", name, "--anchor", f"{entries}:{'0' * 64}")
    assert (foreign.returncode, "unanchored" in foreign.stdout) == (1, True)
    forged = tmp_path / "forged.sqlite3"
    with closing(sqlite3.connect(home / "acuerdo.sqlite3")) as source, closing(sqlite3.connect(forged)) as copy:
        source.backup(copy)
        forge(copy)
    found = acuerdo(home, "journal", "verify", DATABASE_URL=f"sqlite:///{forged}")
    assert (found.returncode, "altered" in found.stdout) == (1, True)


@pytest.mark.parametrize("beside", [(), ("-wal",), ("-wal", "-shm")])
def test_the_journal_is_verified_where_nothing_can_be_written(
    home: Path, tmp_path: Path, beside: tuple[str, ...]
) -> None:
    folder, live = tmp_path / "home", tmp_path / "live.sqlite3"
    folder.mkdir()
    with closing(sqlite3.connect(home / "acuerdo.sqlite3")) as source, closing(sqlite3.connect(live)) as copy:
        source.backup(copy)
    with closing(sqlite3.connect(live)) as rows:
        rows.execute("PRAGMA journal_mode = wal")
        rows.execute("PRAGMA wal_autocheckpoint = 0")
        forge(rows)
        if not beside:
            rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for end in ("", *beside):  # the forged entry stands in the log alone, where that is copied too
            shutil.copyfile(f"{live}{end}", folder / f"acuerdo.sqlite3{end}")
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    for path in folder.iterdir():
        path.chmod(0o400)
    folder.chmod(0o500)
    # What keeps others out keeps root out only where root may not do everything.
    tied = ["setpriv", "--bounding-set=-all"] if os.geteuid() == 0 else []
    found = run([*tied, sys.executable, "-m", "acuerdo", "journal", "verify"], folder, {})
    assert (found.returncode, "altered" in found.stdout, found.stderr) == (1, True, "")
    assert "nothing changed" in found.stdout
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == kept


def forge(rows: sqlite3.Connection) -> None:
    """Change an entry of the journal behind its guards."""
    rows.execute("DROP TRIGGER journal_entry_no_update")
    rows.execute("UPDATE journal_entry SET actor = '' WHERE number = 2")
    rows.commit()


def test_the_application_answers_at_its_address_until_it_is_stopped(home: Path) -> None:
    port = free_port()
    surroundings = {**os.environ, "ACUERDO_HOME": str(home), "PORT": str(port)}
    surroundings.pop("DATABASE_URL", None)
    words = [sys.executable, "-m", "acuerdo", "serve"]
    with subprocess.Popen(words, env=surroundings, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert f"http://localhost:{port}" in server.stdout.readline()
            assert "Sign in" in read(f"http://127.0.0.1:{port}/accounts/login/")
            assert "--accent" in read(f"http://127.0.0.1:{port}/static/acuerdo/app.css")
            for path, said in (("/accounts/login/", "20 MB"), ("/api/v1/documents/check", "too_large")):
                with pytest.raises(urllib.error.HTTPError) as refused:  # and not cut off: it was all sent
                    urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", b"x" * 30_000_000, timeout=60)
                with refused.value as answer:
                    assert (answer.code, said in answer.read().decode()) == (413, True)
        finally:
            server.terminate()


def test_several_processes_tell_the_same_counts_whichever_of_them_is_asked(home: Path) -> None:
    port = free_port()
    surroundings = {**os.environ, "ACUERDO_HOME": str(home), "PORT": str(port)}
    surroundings.pop("DATABASE_URL", None)
    words = [sys.executable, "-m", "acuerdo", "serve", "--workers", "2"]
    with subprocess.Popen(words, env=surroundings, stderr=subprocess.PIPE, text=True) as server:
        try:
            at = f"http://127.0.0.1:{port}"
            read(f"{at}/accounts/login/")
            for _ in range(30):
                read(f"{at}/healthz")
            answered = 'acuerdo_requests_total{method="GET",route="/healthz",status="200"} 30.0'
            timed = 'acuerdo_request_seconds_count{route="/healthz"} 30.0'
            for _ in range(10):
                told = read(f"{at}/metrics").splitlines()
                assert {answered, timed} <= set(told)
        finally:
            server.terminate()


def read(address: str) -> str:
    """Read a page of a server that is about to answer."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=5) as page:
                return str(page.read().decode())
        except urllib.error.URLError:
            time.sleep(0.1)
    raise TimeoutError(address)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "80000", "a port from 1 to 65535"),
        ("ACUERDO_SECRETKEY", "x", "expected ACUERDO_SECRET_KEY"),
        ("ACUERDO_SECRET_KEY", "short", "50 or more"),
        ("ACUERDO_LANGUAGE", "fr", "one of en, es, ru"),
        ("DATABASE_URL", "mysql://db/x", "sqlite:// or postgres://"),
        ("DATABASE_URL", "postgres:///x", "postgres://user@host/database"),
        ("DATABASE_URL", "sqlite://", "sqlite:////folder/file.sqlite3"),
        ("ACUERDO_PUBLIC_URL", "http://sla.norte.es", "https for anything but this machine"),
        ("ACUERDO_PUBLIC_URL", "https://sla.norte.es/path", "an address like"),
        ("ACUERDO_MAIL_URL", "ftp://x", "smtp://"),
        ("ACUERDO_OIDC_URL", "https://id.norte.es", "ACUERDO_OIDC_CLIENT_ID"),
    ],
)
def test_odd_surroundings_are_refused_at_once(tmp_path: Path, name: str, value: str, said: str) -> None:
    done = acuerdo(tmp_path / "home", "serve", **{name: value})
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home").exists()


def test_a_database_that_cannot_be_used_is_said_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "acuerdo.sqlite3").write_text("no database at all, whatever its name says")
    for done, said in (
        (acuerdo(tmp_path, "serve"), "database: file is not a database"),
        (acuerdo(tmp_path, "journal", "verify"), "database: file is not a database"),
        (acuerdo(tmp_path, "worker", DATABASE_URL=f"sqlite:///{tmp_path}/gone/x.sqlite3"), "database: unable to open"),
    ):
        assert (done.returncode, "Traceback" in done.stderr) == (2, False)
        assert said in done.stderr


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_one_command_serves_and_works_and_the_work_ends_with_it(home: Path, ending: signal.Signals) -> None:
    surroundings = {**os.environ, "ACUERDO_HOME": str(home), "PORT": str(free_port())}
    surroundings.pop("DATABASE_URL", None)
    log = home.parent / f"{ending.name}.log"
    words = [sys.executable, "-m", "acuerdo", "serve", "--with-worker", "--with-demo", "--log", str(log)]
    before = workers(home)
    door = int(surroundings["PORT"])
    with subprocess.Popen(words, env=surroundings, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert "Sign in" in read(f"http://127.0.0.1:{door}/accounts/login/")
            until(lambda: bool(workers(home) - before))
            begun = workers(home) - before
            taken = acuerdo(home, "serve", PORT=str(door))
            assert (taken.returncode, "a free one" in taken.stderr) == (2, True)
            server.send_signal(ending)
            server.wait(timeout=60)
            assert server.stdout is not None
            told = server.stdout.read()
        finally:
            server.kill()
    people = json.loads((home / "demo-people.json").read_text("utf-8"))
    assert len(people) > 4
    assert [it for it in people if not (it["email"] in told and it["password"] in told)] == []
    assert '"route": "/accounts/login/"' in log.read_text("utf-8")
    assert begun
    until(lambda: not any(lives(process) for process in begun) and not is_open(door))


def workers(home: Path) -> set[int]:
    """The processes of the workers that said that they live."""
    with closing(sqlite3.connect(home / "acuerdo.sqlite3")) as rows:
        return {int(name.rpartition(":")[2]) for (name,) in rows.execute("SELECT worker FROM notices_heartbeat")}


def is_open(door: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", door)) == 0


def lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(true: Callable[[], bool]) -> None:
    for _ in range(4800):
        if true():
            return
        time.sleep(0.05)
    raise TimeoutError
