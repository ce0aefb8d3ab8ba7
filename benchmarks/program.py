"""Goals 7 and 8: the whole program on the real log, and how it starts."""

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import REAL_LOG, ROOT, Row, run_program

START_S = 0.3
WHOLE_S = 3.0
READ_TIMES = 2.0
READING = "import polars; polars.read_csv({log!r}, infer_schema=False)"
EXAMPLE = ROOT / "examples" / "incident-log" / "agreement.yaml"


def measure(scratch: Path) -> Iterator[Row]:
    """Yield the rows of goals 7 and 8; those on the real log only where it is."""
    python = sys.executable
    started = run_program(python, "-m", "acuerdo", "--help")
    yield Row("8", "`acuerdo --help`", f"{started.wall_s:.2f} s", f"< {START_S} s", started.wall_s < START_S)
    if not REAL_LOG.exists():
        yield Row("7", "`acuerdo judge` over the real log", "not measured: ../shared is absent", "", None)
        return
    evidence = (str(EXAMPLE), str(REAL_LOG), "--profile", "servicenow-audit", "--time-zone", "UTC")
    reading = run_program(python, "-c", READING.format(log=str(REAL_LOG)))
    bare = run_program(python, "-c", "import polars, acuerdo.documents, acuerdo.columns")
    judged = run_program(python, "-m", "acuerdo", "judge", *evidence, "--out", str(scratch / "verdicts.parquet"))
    allowed = READ_TIMES * reading.wall_s + bare.wall_s
    yield Row(
        "7",
        f"`acuerdo judge` over the real log (reading it {reading.wall_s:.2f} s, start-up {bare.wall_s:.2f} s)",
        f"{judged.wall_s:.2f} s",
        f"<= {allowed:.2f} s and < {WHOLE_S} s",
        judged.wall_s <= allowed and judged.wall_s < WHOLE_S,
    )
    report = run_program(
        python, "-m", "acuerdo", "report", *evidence, "--period", "2016-04", "--pdf", str(scratch / "report.pdf")
    )
    yield Row(
        "8", "PDF report of that log's month", f"{report.wall_s:.2f} s", f"< {WHOLE_S} s", report.wall_s < WHOLE_S
    )
