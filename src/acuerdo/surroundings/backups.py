"""Backups: one file with everything that an installation keeps, and the way back from it.

A backup is a gzipped tar: `manifest.json`, the database (`database.sqlite3`, or `database.dump` of `pg_dump`), and
under `home/` the files of the home: the secret key and what people uploaded. The database is copied as of one instant,
while people go on working; files are only ever added, so those copied after it include all that it knows of. It holds
secrets and personal data: only its owner may read it.
"""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from acuerdo.surroundings.environment import Database, Environment

FORMAT = 1
MANIFEST = "manifest.json"
_DUMPS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class BackupRefused(ValueError):
    """A backup that cannot be made or brought back.

    `code` is stable: `file_exists`, `no_database`, `no_program`, `program_failed`, `not_a_backup`, `other_engine`,
    `not_empty`.
    """

    def __init__(self, code: str, found: str, expected: str) -> None:
        self.code = code
        super().__init__(f"found {found}, expected {expected}")


def write_backup(environment: Environment, path: Path, at: datetime) -> None:
    """Write a backup to a file that is not there yet. Raises `BackupRefused`."""
    if path.exists():
        raise BackupRefused("file_exists", f"{path} there already", "a new file, for a backup overwrites nothing")
    database = environment.database
    manifest = {"acuerdo": FORMAT, "engine": database.engine, "made_at": at.isoformat()}
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".acuerdo-backup-") as folder:
        dump, whole = Path(folder) / _DUMPS[database.engine], Path(folder) / "whole"
        _dump(database, dump)
        handle = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
            _add_text(tar, MANIFEST, json.dumps(manifest, indent=2) + "\n", at)
            tar.add(dump, dump.name)
            for found in _files_of(environment.home, database):
                tar.add(found, f"home/{found.relative_to(environment.home).as_posix()}", recursive=False)
        with whole.open("rb") as written:
            os.fsync(written.fileno())
        try:
            os.link(whole, path)  # in one go, and never over a file that came meanwhile
        except FileExistsError:
            raise BackupRefused("file_exists", f"{path} there already", "a new file") from None


def read_backup(environment: Environment, path: Path) -> None:
    """Bring a backup back into an empty home and an empty database. Raises `BackupRefused`."""
    database = environment.database
    _refuse_occupied_home(environment)
    with tempfile.TemporaryDirectory(prefix="acuerdo-restore-") as folder:
        unpacked = Path(folder)
        _unpack(path, unpacked)
        engine = _engine_of(unpacked)
        if engine != database.engine:
            raise BackupRefused(
                "other_engine", f"a backup of {engine}", f"one of {database.engine}, as DATABASE_URL says"
            )
        _refuse_occupied_database(database)
        _load(database, unpacked / _DUMPS[engine])
        environment.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = unpacked / "home"
        if kept.is_dir():
            shutil.copytree(kept, environment.home, dirs_exist_ok=True)
        environment.home.chmod(0o700)


def _files_of(home: Path, database: Database) -> Iterator[Path]:
    """Yield the files of a home, without the database that is copied by itself."""
    live = (
        {f"{database.name}{end}" for end in ("", "-wal", "-shm", "-journal")} if database.engine == "sqlite" else set()
    )
    for found in sorted(home.rglob("*")):
        if found.is_file() and not found.is_symlink() and str(found) not in live:
            yield found


def _refuse_occupied_home(environment: Environment) -> None:
    home = environment.home
    if home.exists() and any(home.iterdir()):
        raise BackupRefused("not_empty", f"files in {home}", "an empty home, for nothing is overwritten: name another")


def _refuse_occupied_database(database: Database) -> None:
    if database.engine == "sqlite":
        if Path(database.name).exists():
            raise BackupRefused("not_empty", f"the database {database.name}", "none there, for nothing is overwritten")
        return
    words = ["--tuples-only", "--no-align", "--command", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"]
    if _run("psql", database, *words).strip() != "0":
        raise BackupRefused("not_empty", f"tables in the database {database.name}", "an empty database")


def _dump(database: Database, into: Path) -> None:
    if database.engine == "postgresql":
        _run("pg_dump", database, "--format=custom", "--no-owner", "--no-privileges", f"--file={into}")
        return
    if not Path(database.name).is_file():
        raise BackupRefused("no_database", f"no {database.name}", "the database of an installation")
    source = sqlite3.connect(f"file:{database.name}?mode=ro", uri=True)
    with closing(source), closing(sqlite3.connect(into)) as copy:
        source.backup(copy)


def _load(database: Database, dump: Path) -> None:
    if database.engine == "postgresql":
        _run(
            "pg_restore",
            database,
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            "--single-transaction",
            str(dump),
        )
        return
    Path(database.name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(dump, database.name)


def _run(program: str, database: Database, *words: str) -> str:
    """Run one of PostgreSQL's programs on a database; its password goes by the environment, not by the words."""
    found = shutil.which(program)
    if found is None:
        raise BackupRefused(
            "no_program",
            f"no program {program}",
            "PostgreSQL's client programs (Debian: apt install postgresql-client)",
        )
    named = {"--host": database.host, "--port": database.port, "--username": database.user}
    where = [f"{name}={value}" for name, value in named.items() if value]
    surroundings = {**os.environ, **({"PGPASSWORD": database.password} if database.password else {})}
    done = subprocess.run(  # noqa: S603 - a program found by its name, words of our own
        [found, "--no-password", *where, f"--dbname={database.name}", *words],
        capture_output=True,
        text=True,
        check=False,
        env=surroundings,
    )
    if done.returncode:
        raise BackupRefused("program_failed", f"{program}: {done.stderr.strip()}", "it to succeed")
    return done.stdout


def _add_text(tar: tarfile.TarFile, name: str, text: str, at: datetime) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = len(text.encode()), int(at.timestamp()), 0o600
    tar.addfile(info, io.BytesIO(text.encode()))


def _unpack(path: Path, into: Path) -> None:
    try:
        with tarfile.open(path, "r:gz") as tar:
            tar.extractall(into, filter="data")
    except (tarfile.TarError, EOFError, OSError) as fault:
        if isinstance(fault, FileNotFoundError):
            raise
        raise BackupRefused("not_a_backup", f"{path}: {fault}", "a file that `acuerdo backup` wrote") from None


def _engine_of(unpacked: Path) -> str:
    try:
        manifest = json.loads((unpacked / MANIFEST).read_text(encoding="utf-8"))
        engine, version = str(manifest["engine"]), manifest["acuerdo"]
    except (OSError, ValueError, KeyError, TypeError):
        engine, version = "", 0
    if version != FORMAT or engine not in _DUMPS or not (unpacked / _DUMPS[engine]).is_file():
        raise BackupRefused("not_a_backup", "no manifest of ours", "a file that `acuerdo backup` wrote")
    return engine
