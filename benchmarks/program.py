"""Goals 7 and 8: the whole program on the real log, and how it starts."""

import sys
from collections.abc import Iterator
from pathlib import Path

from acuerdo.columns.streaming import count_rows
from benchmarks.columns import write_input
from benchmarks.harness import REAL_LOG, ROOT, Row, run_program, run_programs, watch_program

START_S = 0.3
WHOLE_S = 3.0
READ_TIMES = 2.0
READING = "import polars; polars.read_csv({log!r}, infer_schema=False)"
EXAMPLE = ROOT / "examples" / "incident-log" / "agreement.yaml"
LONG_TICKETS = 1_000_000
LONG = """
acuerdo: 1
id: bench
type: sla
language: en
time_zone: UTC
title: {en: Bench}
parties: {provider: {id: p, name: P}, customer: {id: c, name: C}}
term: {from: 2020-01-01}
calendars:
  office: {time_zone: Europe/Madrid, week: {mon-fri: ["09:00-18:00"]}}
commitments:
  - {id: first, measure: first_response, calendar: office, within: 4h}
  - {id: next, measure: next_response, calendar: office, within: 8h}
  - {id: own, measure: ownership, calendar: office, within: 2h}
  - {id: done, measure: resolution, calendar: office, within: 5bd}
"""


def measure(scratch: Path) -> Iterator[Row]:
    """Yield the rows of goals 7 and 8; those on the real log only where it is."""
    python = sys.executable
    started = run_program(python, "-m", "acuerdo", "--help")
    yield Row("8", "`acuerdo --help`", f"{started.wall_s:.2f} s", f"< {START_S} s", started.wall_s < START_S)
    yield _long_file(python, scratch)
    if not REAL_LOG.exists():
        yield Row("7", "`acuerdo judge` over the real log", "not measured: ../shared is absent", "", None)
        return
    evidence = (str(EXAMPLE), str(REAL_LOG), "--profile", "servicenow-audit", "--time-zone", "UTC")
    found = run_programs(
        {
            "reading": (python, "-c", READING.format(log=str(REAL_LOG))),
            "bare": (python, "-c", "import polars, acuerdo.documents, acuerdo.columns"),
            "judged": (python, "-m", "acuerdo", "judge", *evidence, "--out", str(scratch / "verdicts.parquet")),
            "report": (
                *(python, "-m", "acuerdo", "report", *evidence),
                *("--period", "2016-04", "--pdf", str(scratch / "report.pdf")),
            ),
        }
    )
    reading, bare, judged, report = (found[name].wall_s for name in ("reading", "bare", "judged", "report"))
    allowed = READ_TIMES * reading + bare
    yield Row(
        "7",
        f"`acuerdo judge` over the real log (reading it {reading:.2f} s, start-up {bare:.2f} s)",
        f"{judged:.2f} s",
        f"<= {allowed:.2f} s and < {WHOLE_S} s",
        judged <= allowed and judged < WHOLE_S,
    )
    yield Row("8", "PDF report of that log's month", f"{report:.2f} s", f"< {WHOLE_S} s", report < WHOLE_S)


def _long_file(python: str, scratch: Path) -> Row:
    """Judge a file of a million tickets by the command: read, checked, judged, gathered by month and written."""
    facts, text = write_input(LONG_TICKETS, scratch), scratch / "long.yaml"
    text.write_text(LONG, encoding="utf-8")
    words = (python, "-m", "acuerdo", "judge", str(text), str(facts), "--out", str(scratch / "long.parquet"))
    watch_program(*words)  # what is compiled once is not measured
    wall_s, peak_mib = watch_program(*words)
    what = f"`acuerdo judge` over a Parquet file of {LONG_TICKETS:,} tickets, {count_rows(facts):,} facts"
    return Row("long file", what, f"{wall_s:.1f} s, {peak_mib:,.0f} MiB", "", None)
