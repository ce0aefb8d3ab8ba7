"""The real log beside the checkout: where it lies, and how tests read it."""

import gzip
from collections.abc import Collection
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
LOG = SHARED / "data" / "incident_event_log.csv.gz"
EXAMPLE = ROOT / "examples" / "incident-log"
PROFILE = "servicenow-audit"


def require_log() -> Path:
    """Return the log's path; skip where no shared folder lies beside the checkout, fail where it lacks the log."""
    if not SHARED.exists():
        pytest.skip("the real incident log is not there: no folder ../shared beside this checkout")
    return LOG


def write_tickets(tickets: Collection[str], to: Path) -> Path:
    """Copy the log's rows of some tickets, and its heading, in their order, to a file."""
    with gzip.open(require_log(), "rt", encoding="utf-8") as log:
        heading = next(log)
        rows = [line for line in log if line.partition(",")[0] in tickets]
    to.write_text(heading + "".join(rows), encoding="utf-8")
    return to
