"""In time: how cheap it is to ask for what is due when nothing is, and how soon a peak is in the outbox."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import ROOT, Row

OPEN_CLOCKS, PEAK = 1_000_000, 50_000
ALL_S, FIRST_S, SHARE = 30, 2, 0.02


def measure(scratch: Path) -> Iterator[Row]:
    """Yield the rows of both databases; nothing else must run beside it."""
    from tests.postgres import start  # noqa: PLC0415 - its own server, for this part alone

    server = start()
    try:
        yield from _measure(scratch / "postgresql", "PostgreSQL", {"DATABASE_URL": server.url})
    finally:
        server.stop()
    yield from _measure(scratch / "sqlite", "SQLite", {})


def _measure(home: Path, name: str, database: dict[str, str]) -> Iterator[Row]:
    home.mkdir()
    surroundings = {**os.environ, "DATABASE_URL": "", "ACUERDO_HOME": str(home), **database}
    surroundings |= {"DJANGO_SETTINGS_MODULE": "acuerdo.project.settings"}
    found = {
        part: json.loads(_run(surroundings, part))
        for part in ("peak", "poll")  # the poll's rows are not for a worker to fold
    }
    peak, poll = found["peak"], found["poll"]
    what = f"{name}: {PEAK:,} clocks that are due and breach at one instant, {peak['workers']} worker(s): the first"
    yield Row("10", f"{what} in the outbox", f"{peak['first_s']:.2f} s", f"<= {FIRST_S} s", peak["first_s"] <= FIRST_S)
    what = f"{name}: all of them, {peak['put']:,} letters"
    yield Row("10", what, f"{peak['all_s']:.1f} s", f"<= {ALL_S} s", peak["all_s"] <= ALL_S)
    share = poll["with_us"] / poll["without_us"]
    what = f"{name}: asking for what is due, {OPEN_CLOCKS:,} open clocks, none due: {poll['with_us']:.0f} µs"
    yield Row("10", what, f"{share:.4f} x without the index", f"<= {SHARE} x", share <= SHARE)
    what = f"{name}: from due into the outbox, {peak['single']} clocks one by one, looked for every second: p99"
    yield Row("10", what, f"{peak['p99_s']:.2f} s", f"< {FIRST_S} s", peak["p99_s"] < FIRST_S)


def _run(surroundings: dict[str, str], part: str) -> str:
    words = (sys.executable, "-m", "benchmarks.peak_rows", part)
    return subprocess.run(words, cwd=ROOT, env=surroundings, check=True, stdout=subprocess.PIPE, text=True).stdout
