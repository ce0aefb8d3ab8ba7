"""Tickets of the demo: what Sur's help desk told of the last days, so that clocks run, pause and have ended."""

from datetime import datetime, timedelta
from uuid import UUID

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.linking import list_handles
from acuerdo.apps.tickets.sources import SourceIntent
from acuerdo.core.chains.canonical import Json
from acuerdo.flows import sources_kept
from acuerdo.flows.ticket_event import tell_rows

SOURCE = "mesa"
_DAY = 24 * 60
_Happening = tuple[int, str, dict[str, Json]]
_TOMAS: dict[str, Json] = {"by": "Tomás Gil"}
_INES: dict[str, Json] = {"by": "Inés Prado"}

_TICKETS: dict[str, tuple[dict[str, Json], tuple[_Happening, ...]]] = {
    "SUR-1041": (
        {"service": "desk", "priority": "P2", "team": "mesa", "owner": "Tomás Gil"},
        (
            (9 * _DAY, "opened", {}),
            (9 * _DAY - 25, "replied", _TOMAS),
            (9 * _DAY - 300, "resolved", _TOMAS),
            (8 * _DAY, "closed", {"by": "system"}),
        ),
    ),
    "SUR-1042": (
        {"service": "desk", "priority": "P3", "team": "mesa", "owner": "Inés Prado"},
        (
            (8 * _DAY, "opened", {}),
            (6 * _DAY, "replied", _INES),
            (6 * _DAY - 10, "changed", {"status": "waiting_customer"}),
            (4 * _DAY, "asked", {}),
            (4 * _DAY - 30, "changed", {"status": "open"}),
            (2 * _DAY, "resolved", _INES),
        ),
    ),
    "SUR-1043": (
        {"service": "desk", "priority": "P1", "team": "mesa", "owner": "Tomás Gil"},
        (
            (3 * _DAY, "opened", {}),
            (3 * _DAY - 12, "acknowledged", _TOMAS),
            (3 * _DAY - 95, "replied", _TOMAS),
            (3 * _DAY - 700, "resolved", _TOMAS),
        ),
    ),
    "SUR-1044": (
        {"service": "networks", "priority": "P1", "team": "red", "site": "almacen"},
        (
            (200, "opened", {}),
            (190, "replied", _INES),
            (150, "changed", {"status": "waiting_supplier"}),
            (150, "replied", {**_INES, "public": False}),
        ),
    ),
    "SUR-1045": (
        {"service": "networks", "priority": "P2", "team": "red", "owner": "Tomás Gil"},
        ((460, "opened", {}), (450, "replied", _TOMAS)),
    ),
    "SUR-1046": (
        {"service": "desk", "priority": "P2", "team": "mesa"},
        ((90, "opened", {}),),
    ),
    "SUR-1047": (
        {"service": "desk", "priority": "P3", "team": "mesa", "owner": "Inés Prado"},
        (
            (2 * _DAY, "opened", {}),
            (2 * _DAY - 40, "replied", _INES),
            (_DAY, "changed", {"status": "waiting_customer"}),
        ),
    ),
    "SUR-1048": (
        {"service": "telephony", "priority": "P3", "team": "mesa"},
        ((30, "opened", {}),),
    ),
}
"""By name: what a ticket says at its opening, and what happened how many minutes before now."""


def tell_tickets(lucia: Viewer, now: datetime) -> None:
    """Let Sur's help desk tell what happened until now; what it wrote down, it wrote down when it happened."""
    now = now.replace(microsecond=0)
    wanted = SourceIntent(key=SOURCE, name="Mesa de ayuda", customer="sur")
    sources_kept.add(lucia, wanted, now - timedelta(days=10))
    rows = [
        _row(name, number, now - timedelta(minutes=ago), {"event": event, **said, **(first if number == 1 else {})})
        for name, (first, happened) in _TICKETS.items()
        for number, (ago, event, said) in enumerate(happened, start=1)
    ]
    tell_rows(lucia, SOURCE, rows, now)
    for name in list_handles(lucia, SOURCE):
        if name.suggested:
            sources_kept.link(lucia, SOURCE, UUID(name.ident), name.suggested, now)


def _row(name: str, number: int, at: datetime, said: dict[str, Json]) -> dict[str, Json]:
    told = at.isoformat()
    return {"ticket": name, "key": f"{name}-{number}", "at": told, "recorded_at": told, **said}
