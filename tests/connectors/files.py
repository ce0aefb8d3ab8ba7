"""Files that the tests of the connectors write, and profiles for them."""

from pathlib import Path

from acuerdo.connectors.profile import Profile
from acuerdo.connectors.profile_files import load_profile, parse_profile

FACTS = "ticket,at,event,status,owner\n"
LOG = Path(__file__).parents[3] / "shared" / "data" / "incident_event_log.csv.gz"


def written(folder: Path, content: str | bytes, name: str = "facts.csv") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


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
