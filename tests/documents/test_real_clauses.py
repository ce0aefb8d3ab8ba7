"""Real clauses: each is found in a real agreement, and what is expressed is judged as the clause says."""

import csv
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

import write_real_agreements
from acuerdo import judge
from acuerdo.core.clock.verdict import Verdict
from acuerdo.documents import Checked, Severity, examine
from acuerdo.documents.nodes import read_path
from acuerdo.documents.sources import read_source
from acuerdo.studies.attained import attain
from acuerdo.studies.judging import judge_facts

ROOT = Path(__file__).parents[2]
REAL = ROOT / "examples" / "real"
CLAUSES = ROOT.parent / "shared" / "data" / "real-clauses.csv"
MAPPED = write_real_agreements.clauses()
FILES = sorted(path.name for path in REAL.glob("*.yaml"))
LATER = datetime(2026, 12, 1, tzinfo=UTC)


@cache
def examined(name: str, package: str = "") -> Checked:
    """An agreement, read once; `package` is the level on which it is based instead of its own."""
    path = REAL / name
    if not package:
        return examine(path)
    text = path.read_text("utf-8").replace("based_on: package-bronze", f"based_on: {package}")
    return examine(text, level=REAL / "levels")
