"""What was attained: how soon the month of an agreement with very many clocks is there."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import ROOT, Row

MONTHLY, MONTHS = 30_000, 13
PAGE_MS = 150


def measure(scratch: Path) -> Iterator[Row]:
    """Yield the rows of both databases."""
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
    surroundings |= {"DJANGO_SETTINGS_MODULE": "acuerdo.project.settings", "ACUERDO_SECOND_FACTOR": "optional"}
    words = (sys.executable, "-m", "benchmarks.period_rows")
    told = subprocess.run(words, cwd=ROOT, env=surroundings, check=True, stdout=subprocess.PIPE, text=True).stdout
    found = json.loads(told.splitlines()[-1])  # what is logged stands before it
    of = f"{name}, {MONTHLY:,} clocks a month for {MONTHS} months"
    for part, what in (("month_ms", "the figures of the month alone"), ("year_ms", "those of the year before, too")):
        yield Row("attained", f"{of}: {what}", f"{found[part]:.0f} ms", "", None)
    for part, what in (("page_ms", "the page"), ("list_ms", "the first clocks behind a number")):
        yield Row("attained", f"{of}: {what}", f"{found[part]:.0f} ms", f"< {PAGE_MS} ms", found[part] < PAGE_MS)
    what = "the page of a frozen month, each verdict held against now"
    yield Row("attained", f"{of}: {what}", f"{found['frozen_ms']:.0f} ms", "", None)
