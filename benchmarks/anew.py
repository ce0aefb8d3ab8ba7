"""Judged anew: how soon the closed tickets that a change touches are, by one worker, in the background."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import ROOT, Row
from benchmarks.intake import surroundings

TICKETS = 10_000


def measure(scratch: Path) -> Iterator[Row]:
    """Yield a row for each database."""
    from tests.postgres import start  # noqa: PLC0415 - its own server, for this part alone

    server = start(durable=True)
    try:
        yield _measured(scratch / "postgresql", "PostgreSQL", server.url)
    finally:
        server.stop()
    yield _measured(scratch / "sqlite", "SQLite", "")


def _measured(home: Path, name: str, database: str) -> Row:
    place = surroundings(home, database)
    for step in ("begin", "anew"):
        module = "benchmarks.intake_rows" if step == "begin" else "benchmarks.anew_rows"
        words = [sys.executable, "-m", module, *(["begin"] if step == "begin" else [str(TICKETS)])]
        told = subprocess.run(words, cwd=ROOT, check=True, env=place, stdout=subprocess.PIPE, text=True).stdout
    found = json.loads(told)
    if found["judged"] != TICKETS or found["moved"] != TICKETS:
        raise RuntimeError(f"not every ticket was judged anew, or moved: {found}")
    touched = f"{TICKETS:,} closed tickets with {found['clocks']:,} clocks that an exclusion touches, one of each moved"
    what = f"{name}: {touched}: {TICKETS / found['wall_s']:,.0f} tickets a second"
    return Row(
        "anew", what, f"{found['wall_s']:.1f} s, {found['cpu_s'] / TICKETS * 1e3:.2f} ms of CPU a ticket", "", None
    )
