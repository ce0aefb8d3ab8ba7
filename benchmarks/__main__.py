"""`python -m benchmarks`: measure everything and write `docs/benchmarks.md`; with a name, that part alone."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import anew, application, bad_input, columns, intake, peak, period, program, vector, working_time
from benchmarks.harness import ROOT, ROUNDS, Row, machine, versions

PAGE = ROOT / "docs" / "benchmarks.md"
HEAD = f"""# Benchmarks

Written by `make bench`: {ROUNDS} interleaved rounds, medians; in-process figures are CPU time, whole programs and pages
wall time. On a shared machine ratios count, absolute figures do not. Every comparison first checks that both sides give
the same answer.
"""
TABLE = """
## {title}

Measured on {on}: {machine}, load {load}; {versions}.

| goal | measured | figure | wanted | |
|---|---|---|---|---|
"""
TITLES: Mapping[str, str] = {
    "judge": "The judge",
    "application": "The application",
    "intake": "Intake",
    "peak": "In time",
    "attained": "What was attained",
    "anew": "Judged anew",
}
PACKAGES = {
    "judge": ("numpy", "numba", "polars", "pandas", "businesstimedelta"),
    "application": ("django", "granian"),
    "intake": ("django", "psycopg", "polars"),
    "peak": ("django", "psycopg"),
    "attained": ("django", "psycopg"),
    "anew": ("django", "psycopg"),
}


def main() -> int:
    """Measure, print as it goes, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*", choices=[*TITLES, []], help="what to measure (default: all)")
    asked = parser.parse_args().part or list(TITLES)
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    told = {name: _measured(name) if name in asked else _kept(page, title) for name, title in TITLES.items()}
    PAGE.write_text(HEAD + "".join(told.values()), encoding="utf-8")
    return 0


def _measured(part: str) -> str:
    rows: list[Row] = []
    load = f"{os.getloadavg()[0]:.1f}"  # what else the machine did
    with tempfile.TemporaryDirectory() as scratch:
        for row in PARTS[part](Path(scratch)):
            rows.append(row)
            sys.stdout.write(f"{_line(row)}\n")
            sys.stdout.flush()
    head = TABLE.format(
        title=TITLES[part],
        on=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=machine(),
        load=load,
        versions=versions(*PACKAGES[part]),
    )
    return head + "\n".join(_line(row) for row in sorted(rows, key=lambda row: row.goal)) + "\n"


def _kept(page: str, title: str) -> str:
    """Return a part of the page as it stands."""
    begin = page.find(f"\n## {title}\n")
    if begin < 0:
        return ""
    end = page.find("\n## ", begin + 1)
    return page[begin:] if end < 0 else page[begin:end]


def _judge(scratch: Path) -> Iterator[Row]:
    yield from working_time.measure()
    yield from vector.measure()
    yield from columns.measure(scratch)
    yield from program.measure(scratch)
    yield from bad_input.measure(scratch)


PARTS: Mapping[str, Callable[[Path], Iterator[Row]]] = {
    "judge": _judge,
    "application": application.measure,
    "intake": intake.measure,
    "peak": peak.measure,
    "attained": period.measure,
    "anew": anew.measure,
}


def _line(row: Row) -> str:
    verdict = {True: "reached", False: "**missed**", None: ""}[row.reached]
    return f"| {row.goal} | {row.what} | {row.figure} | {row.wanted} | {verdict} |"


if __name__ == "__main__":
    sys.exit(main())
