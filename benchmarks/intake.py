"""Goal 9: facts through the whole path (read, recorded, folded, clocks kept, durable) against the database alone."""

import csv
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.postgres import start

from benchmarks.harness import ROOT, Row
from benchmarks.intake_rows import facts

SINGLY, BATCH = 200, 100
BATCHES = 20
FILES = (100_000, int(os.environ.get("BENCH_FACTS", "1000000")))
"""How many facts the files have that are imported; with `BENCH_FACTS=100000` a run takes half the time."""
LOG_BATCH = 5_000
GOAL_SINGLY, GOAL_BATCH, GOAL_BULK = 0.35, 0.3, 0.3
FLAT = 1.25


@dataclass(frozen=True)
class Carried:
    """What an import took: wall seconds to read and to record, and the most memory while recording, in MiB."""

    read_s: float
    recorded_s: float
    mib: float


def measure(scratch: Path) -> Iterator[Row]:
    """Yield the rows of intake; nothing else must run beside it."""
    server = start(durable=True)
    try:
        postgres = surroundings(scratch / "postgres", server.url)
        _step(postgres, "begin")
        yield from _compared(postgres, 1, SINGLY, "singly", GOAL_SINGLY)
        yield from _compared(postgres, BATCH, BATCHES, f"{BATCH} at a time", GOAL_BATCH)
        yield from _files(scratch, postgres, "PostgreSQL")
    finally:
        server.stop()
    sqlite = surroundings(scratch / "sqlite", "")
    _step(sqlite, "begin")
    yield from _files(scratch, sqlite, "SQLite")
    yield from _log(scratch)


def _log(scratch: Path) -> Iterator[Row]:
    """Tell the whole real log, as a program does, and hold every clock that is kept against the judge's."""
    command = [sys.executable, "-m", "benchmarks.intake_log", str(LOG_BATCH)]
    env = surroundings(scratch / "log", "")
    told = json.loads(subprocess.run(command, cwd=ROOT, check=True, env=env, stdout=subprocess.PIPE, text=True).stdout)
    rate = told["facts"] / told["seconds"]
    what = (
        f"the real log, {told['facts']:,} facts in the order in which they happened, {LOG_BATCH} at a time, SQLite:"
        f" {rate:,.0f} a second; {told['clocks']:,} clocks kept, other than the judge's"
    )
    yield Row("9", what, f"{told['differ']:,}", "0", told["differ"] == 0)


def _compared(place: Mapping[str, str], size: int, rounds: int, how: str, goal: float) -> Iterator[Row]:
    told = json.loads(_step(place, "compare", str(size), str(rounds)))
    ours, raw = (size / statistics.median(told[who]) for who in ("ours", "raw"))
    what = f"facts {how}, PostgreSQL: {ours:,.0f} a second; the rows alone by psycopg {raw:,.0f}"
    yield Row("9", what, f"{ours / raw:.2f} x", f">= {goal} x", ours / raw >= goal)


def _files(scratch: Path, place: Mapping[str, str], database: str) -> Iterator[Row]:
    carried = [_carried(scratch, place, count) for count in FILES]
    count, last = FILES[-1], carried[-1]
    rate = count / last.recorded_s
    said = f"a file of {count:,} facts into {database}: read in {last.read_s:.0f} s, recorded {rate:,.0f} a second"
    if database == "PostgreSQL":
        raw = count / json.loads(_step(place, "copied", str(count)))["raw"][0]
        yield Row(
            "9",
            f"{said}; by COPY alone {raw:,.0f}",
            f"{rate / raw:.2f} x",
            f">= {GOAL_BULK} x",
            rate / raw >= GOAL_BULK,
        )
    else:
        yield Row("9", said, f"{last.recorded_s:.0f} s", "", None)
    growth = last.mib / carried[0].mib
    few = f"for a file of {FILES[0]:,} facts {carried[0].mib:,.0f} MiB"
    what = f"most memory while recording, {database}: {last.mib:,.0f} MiB; {few}"
    yield Row("9", what, f"{growth:.2f} x", f"<= {FLAT} x", growth <= FLAT)


def _carried(scratch: Path, place: Mapping[str, str], count: int) -> Carried:
    """Import a file of facts that are new, by the very process that a worker begins."""
    path = scratch / f"{count}.csv"
    names = ("ticket", "at", "event", "status", "priority", "owner", "key")
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(facts(1_000_000_000 + 4 * count, count, datetime(2026, 3, 2, 9, tzinfo=UTC)))
    before = json.loads(_step(place, "counted"))["facts"]
    ident = _step(place, "bring", str(path))
    read_s, _ = _carry(place)
    _step(place, "confirm", ident)
    recorded_s, mib = _carry(place)
    if json.loads(_step(place, "counted"))["facts"] != before + count:
        raise RuntimeError("not every fact of the file is there once")
    return Carried(read_s, recorded_s, mib)


def _carry(place: Mapping[str, str]) -> tuple[float, float]:
    command = [sys.executable, "-m", "acuerdo", "worker", "--imports"]
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=dict(place), stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"the import left with {process.returncode}")
    return time.perf_counter() - begun, usage.ru_maxrss / 1024


def surroundings(home: Path, database: str) -> dict[str, str]:
    """Return the settings of an application with a home of its own; without an address of a database it has SQLite."""
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "LC_ALL"}}
    kept |= {"ACUERDO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "acuerdo.project.settings"}
    return kept | ({"DATABASE_URL": database} if database else {})


def _step(place: Mapping[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "benchmarks.intake_rows", *words]
    env = dict(place)
    return subprocess.run(command, cwd=ROOT, check=True, env=env, stdout=subprocess.PIPE, text=True).stdout
