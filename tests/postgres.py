"""A PostgreSQL server of the tests' own: in a folder of its own, on loopback, gone when they end.

`python -m tests.postgres python -m pytest --postgresql tests/apps` runs a command beside one: its address stands in
`DATABASE_URL` before the command begins, for settings are read before any test is.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path


class NoServer(RuntimeError):
    """PostgreSQL cannot be started here; the message says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    folder: Path
    port: int
    programs: Path

    @property
    def url(self) -> str:
        """Its address, as `DATABASE_URL` takes it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def begin(self) -> None:
        """Let it run."""
        self._control("-w", "-l", str(self.folder / "log"), "start")

    def crash(self) -> None:
        """End it as a crash does: whoever is connected is thrown out, and it recovers when it begins again."""
        self._control("-m", "immediate", "stop")

    def stop(self) -> None:
        """End the server and remove its folder."""
        self.crash()
        shutil.rmtree(self.folder, ignore_errors=True)

    def make_folder(self, path: Path) -> None:
        """Make a folder in which the server may write."""
        path.mkdir()
        if os.geteuid() == 0:
            shutil.chown(path, "postgres")

    def _control(self, *words: str) -> None:
        _run(self.programs / "pg_ctl", "-D", str(self.folder / "data"), *words)


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def start(*, durable: bool = False) -> Server:
    """Start a server; `durable`: it waits for the disk and tends its tables, as one that people use does.

    Without, nothing counts rows in the background: tests keep theirs to themselves, and tables that seem empty while
    they hold thousands are read in ways that take hours. Raises `NoServer`.
    """
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = homes[-1] if homes else Path(shutil.which("initdb") or "").parent
    if not (found / "initdb").is_file():
        raise NoServer("PostgreSQL is not installed here; `make test-deps` installs it")
    folder = Path(tempfile.mkdtemp(prefix="acuerdo-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    _run(found / "initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
    port = free_port()
    settings = {
        "port": str(port),
        "listen_addresses": "'127.0.0.1'",
        "unix_socket_directories": "''",
        "fsync": "on" if durable else "off",
        "autovacuum": "on" if durable else "off",
    }
    with (folder / "data" / "postgresql.conf").open("a", encoding="ascii") as conf:
        conf.writelines(f"{name} = {value}\n" for name, value in settings.items())
    server = Server(folder, port, found)
    server.begin()
    return server


def _run(program: Path, *words: str) -> None:
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*as_postgres, str(program), *words], capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise NoServer(f"{program.name}: {done.stderr.strip() or done.stdout.strip()}")


def main(command: list[str]) -> int:
    """Run a command beside a server, and return what it left with."""
    try:
        server = start()
    except NoServer as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    try:
        return subprocess.run(command, check=False, env={**os.environ, "DATABASE_URL": server.url}).returncode
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
