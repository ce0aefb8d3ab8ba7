"""Files that the tests of the connectors write, and profiles for them."""

from functools import cache
from pathlib import Path

from acuerdo.connectors.imported import Imported
from acuerdo.connectors.importing import import_facts
from acuerdo.connectors.profile import Profile
from acuerdo.connectors.profile_files import load_profile, parse_profile

FACTS = "ticket,at,event,status,owner\n"
LOG = Path(__file__).parents[3] / "shared" / "data" / "incident_event_log.csv.gz"
LOG_ZONE = "America/Sao_Paulo"


def written(folder: Path, content: str | bytes, name: str = "facts.csv") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@cache
def log_by_rows() -> Imported:
    """Read the real log row by row, once for all who ask."""
    return import_facts(LOG, "servicenow-audit", time_zone=LOG_ZONE, extras=["made_sla"])


def snapshots(more: str = "", *, base: str = "") -> Profile:
    """Return a profile of snapshots with a ticket, its times, a status, a priority and an owner."""
    text = base or (
        "profile: 1\nid: test\nrows: snapshots\ntime_zone: UTC\ndates: ['%d/%m/%Y %H:%M']\nmissing: ['?']\n"
        "columns: {ticket: id, at: updated, opened_at: opened, status: state, priority: prio, owner: agent}\n"
        "sort: [n]\n"
    )
    return parse_profile(text + more, "profile.yaml")


def shipped(name: str) -> Profile:
    """Return a shipped profile."""
    return load_profile(name)
