"""`python -m benchmarks`: measure everything and write `docs/benchmarks.md`."""

import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import columns, program, vector, working_time
from benchmarks.harness import ROOT, ROUNDS, Row, machine, versions

HEAD = """# Benchmarks

Measured by `make bench` on {on}: {machine}; {versions}.
{rounds} interleaved rounds, medians; in-process figures are CPU time, whole programs wall time. On a shared machine
ratios count, absolute figures do not. Every comparison first checks that both sides give the same answer.

| goal | measured | figure | wanted | |
|---|---|---|---|---|
"""


def main() -> int:
    """Measure, print as it goes, and write the page."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as scratch:
        for row in _rows(Path(scratch)):
            rows.append(row)
            sys.stdout.write(f"{_line(row)}\n")
            sys.stdout.flush()
    head = HEAD.format(
        on=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=machine(),
        versions=versions("numpy", "numba", "polars", "pandas", "businesstimedelta"),
        rounds=ROUNDS,
    )
    lines = [_line(row) for row in sorted(rows, key=lambda row: int(row.goal))]
    (ROOT / "docs" / "benchmarks.md").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return 0


def _rows(scratch: Path) -> Iterator[Row]:
    yield from working_time.measure()
    yield from vector.measure()
    yield from columns.measure(scratch)
    yield from program.measure(scratch)


def _line(row: Row) -> str:
    verdict = {True: "reached", False: "**missed**", None: ""}[row.reached]
    return f"| {row.goal} | {row.what} | {row.figure} | {row.wanted} | {verdict} |"


if __name__ == "__main__":
    sys.exit(main())
