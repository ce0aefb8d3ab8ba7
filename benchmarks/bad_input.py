"""How soon bad input is refused: what unpacks without end, and a line without end."""

import gzip
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks.harness import Row, run_program

MOST_S = 10.0
MIB = 1024 * 1024
REFUSED = 2
AGREEMENT = """\
acuerdo: 1
id: demo
type: sla
title: {en: Demo}
language: en
time_zone: Europe/Madrid
parties: {provider: {id: p, name: P}, customer: {id: c, name: C}}
term: {from: 2026-01-01}
calendars: {office: {week: {mon-fri: [09:00-17:00]}}}
commitments:
  - {id: fix, measure: resolution, calendar: office, within: 4h, at_least: 90%, period: month}
"""


def measure(scratch: Path) -> Iterator[Row]:
    """Yield one row for each bad file: CPU seconds until `acuerdo judge` has refused it."""
    agreement = scratch / "agreement.yaml"
    agreement.write_text(AGREEMENT, encoding="utf-8")
    for what, (name, write) in BAD.items():
        path = scratch / name
        write(path)
        spent = run_program(
            *(sys.executable, "-m", "acuerdo", "judge", str(agreement), str(path)),
            *("--out", str(scratch / "refused.jsonl")),
            rounds=3,
            expected=REFUSED,
        )
        path.unlink()
        figure = f"{spent.cpu_s:.1f} s of CPU"
        yield Row("bad input", f"refusing {what}", figure, f"<= {MOST_S:.0f} s", spent.cpu_s <= MOST_S)


def _gz(path: Path) -> None:
    with gzip.open(path, "wb", compresslevel=1) as out:
        for _ in range(1500):
            out.write(b"0" * MIB)


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("facts.csv", b"0" * 1500 * MIB)


def _line(path: Path) -> None:
    with path.open("wb") as out:
        out.write(b"ticket,at,event\n")
        for _ in range(200):
            out.write(b"x" * MIB)


BAD: Mapping[str, tuple[str, Callable[[Path], None]]] = {
    "1.5 GB packed as 7 MB of gz": ("facts.csv.gz", _gz),
    "1.5 GB packed as 1.5 MB of zip": ("facts.zip", _zip),
    "a line of 200 MB": ("facts.csv", _line),
}
