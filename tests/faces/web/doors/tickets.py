"""What is told about tickets, and the pages of them."""

from datetime import timedelta

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.sources import SourceIntent
from acuerdo.flows import sources_kept
from acuerdo.flows.ticket_event import tell_rows
from tests.faces.web.doors.shapes import Door
from tests.people import NOW, Cast

SOURCE = "desk"
TICKET = "4711"
_TOLD = (
    {"ticket": TICKET, "at": "2026-03-02T09:00:00Z", "event": "opened", "key": "1", "owner": "Tomas", "title": "Till"},
    {"ticket": TICKET, "at": "2026-03-02T09:05:00Z", "event": "replied", "key": "2"},
)


def told(viewer: Viewer) -> None:
    """Let a source of Sur tell about a ticket."""
    sources_kept.add(viewer, SourceIntent(key=SOURCE, name="Help desk", customer="sur"), NOW)
    tell_rows(viewer, SOURCE, _TOLD, NOW + timedelta(hours=1))


def prepare(cast: Cast) -> None:
    told(cast.ana)


DOORS = (
    Door(name="tickets", method="GET", address="/tickets/", expected=(302, 200, 200, 200, 200, 200, 200), of_one=False),
    Door(
        name="ticket",
        method="GET",
        address=f"/tickets/{SOURCE}/{TICKET}",
        expected=(302, 404, 404, 200, 404, 200, 200),
    ),
    Door(
        name="ticket_matter",
        method="POST",
        address=f"/matters/{SOURCE}/{TICKET}",
        expected=(302, 404, 404, 302, 404, 302, 302),
        form={"kind": "priority", "move": "propose", "seen": "0", "priority": "P1"},
    ),
    Door(
        name="title_empty",
        method="POST",
        address=f"/titles/empty/{SOURCE}/{TICKET}",
        expected=(302, 404, 404, 302, 404, 403, 302),
        form={"then": "empty"},
    ),
    Door(name="sources", method="GET", address="/sources/", expected=(302, 403, 403, 403, 403, 403, 200), of_one=False),
    Door(
        name="source_add",
        method="POST",
        address="/sources/new",
        expected=(302, 403, 403, 403, 403, 403, 302),
        form={"key": "phone", "name": "Phone", "customer": "sur"},
        of_one=False,
    ),
    Door(
        name="source",
        method="GET",
        address=f"/sources/{SOURCE}",
        expected=(302, 404, 404, 404, 404, 404, 200),
    ),
    Door(
        name="source_words",
        method="GET",
        address=f"/sources/{SOURCE}/words",
        expected=(302, 404, 404, 404, 404, 404, 200),
    ),
    Door(
        name="source_words",
        method="POST",
        address=f"/sources/{SOURCE}/words",
        expected=(302, 404, 404, 404, 404, 404, 422),
        form={"name": "Mesa"},
    ),
    Door(
        name="source_claims",
        method="GET",
        address=f"/sources/{SOURCE}/claims",
        expected=(302, 404, 404, 404, 404, 404, 200),
    ),
    Door(
        name="source_hook",
        method="POST",
        address=f"/sources/{SOURCE}/hook",
        expected=(302, 404, 404, 404, 404, 404, 200),
        form={"then": "connect", "sender": "zammad"},
    ),
    Door(
        name="source_change",
        method="POST",
        address=f"/sources/{SOURCE}/change",
        expected=(302, 404, 404, 404, 404, 404, 302),
        form={"then": "close"},
    ),
)
