"""In time: how cheap it is to ask for what is due when nothing is, and how soon a peak is in the outbox."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import ROOT, Row

OPEN_CLOCKS, PEAK = 1_000_000, 50_000
FLOWING, AN_HOUR = 1_000, 120_000
"""The ordinary flow: so many clocks come due one after another, at a pace of so many an hour."""
ALL_S, FIRST_S, SHARE = 30, 2, 0.02


def measure(scratch: Path) -> Iterator[Row]:
    """Yield the rows of both databases; nothing else must run beside it."""
    yield from _measure(scratch / "postgresql", "PostgreSQL")
    yield from _measure(scratch / "sqlite", "SQLite")


def _measure(home: Path, name: str) -> Iterator[Row]:
    peak, open_ = _found(home / "peak", name), _found(home / "open", name)
    what = f"{name}: {PEAK:,} clocks that are due and breach at one instant, {peak['workers']} worker(s): the first"
    yield Row("10", f"{what} in the outbox", f"{peak['first_s']:.2f} s", f"<= {FIRST_S} s", peak["first_s"] <= FIRST_S)
    what = f"{name}: all of them, {peak['letters']:,} letters to people and {peak['events']:,} events to a program"
    yield Row("10", what, f"{peak['all_s']:.1f} s", f"<= {ALL_S} s", peak["all_s"] <= ALL_S)
    share = open_["with_us"] / open_["without_us"]
    what = f"{name}: asking for what is due, {OPEN_CLOCKS:,} open clocks, none due: {open_['with_us']:.0f} µs"
    yield Row("10", what, f"{share:.4f} x without the index", f"<= {SHARE} x", share <= SHARE)
    what = (
        f"{name}: from due into the outbox in the ordinary flow: {FLOWING:,} clocks one after another, {AN_HOUR:,} an"
        f" hour, among {OPEN_CLOCKS:,} open ones, one worker that looks every second: p99"
    )
    yield Row("10", what, f"{open_['p99_s']:.2f} s", f"< {FIRST_S} s", open_["p99_s"] < FIRST_S)


def _found(home: Path, name: str) -> dict[str, float]:
    """Measure one part (the name of its folder) in a database of its own."""
    from tests.postgres import start  # noqa: PLC0415 - its own server, for this part alone

    home.mkdir(parents=True)
    surroundings = {**os.environ, "DATABASE_URL": "", "ACUERDO_HOME": str(home)}
    surroundings |= {"DJANGO_SETTINGS_MODULE": "acuerdo.project.settings"}
    server = start(durable=True) if name == "PostgreSQL" else None
    try:
        words = (sys.executable, "-m", "benchmarks.peak_rows", home.name)
        own = surroundings if server is None else {**surroundings, "DATABASE_URL": server.url}
        done = subprocess.run(words, cwd=ROOT, env=own, check=True, stdout=subprocess.PIPE, text=True)
        found: dict[str, float] = json.loads(done.stdout)
        return found
    finally:
        if server is not None:
            server.stop()
