"""Every operation of the interface, and what each asker is answered: see `tests.faces.web.doors.shapes`."""

from dataclasses import dataclass
from uuid import UUID

from tests.faces.web.doors.webhooks import HOOK, IDENT
from tests.flows.test_negotiation import TEXT

SEE = (401, 404, 200, 200, 404, 200, 200)
"""Whoever may see agreements of the customer."""
ANYBODY = (401, 200, 200, 200, 200, 200, 200)
"""Whoever has a token."""

LOOK_AFTER = (401, 404, 404, 200, 404, 404, 200)
"""Whoever looks after the webhooks of the customer."""

NOTHING = "0" * 64


@dataclass(frozen=True, kw_only=True)
class ApiDoor:
    """One operation by its id; `of_one` marks what belongs to one customer."""

    operation: str
    method: str
    path: str
    expected: tuple[int, ...]
    body: object = None
    of_one: bool = True

    def __str__(self) -> str:
        return self.operation


DOORS = (
    ApiDoor(operation="read_me", method="GET", path="/me", expected=ANYBODY, of_one=False),
    ApiDoor(operation="read_calendar", method="GET", path="/calendar.ics", expected=ANYBODY, of_one=False),
    ApiDoor(operation="list_agreements", method="GET", path="/agreements", expected=ANYBODY, of_one=False),
    ApiDoor(operation="list_waiting", method="GET", path="/agreements/waiting", expected=ANYBODY, of_one=False),
    ApiDoor(
        operation="begin_agreement",
        method="POST",
        path="/agreements",
        body={"id": "sur-new", "customer": "sur", "text": "id: sur-new\n"},
        expected=(401, 404, 403, 403, 404, 403, 201),
        of_one=False,
    ),
    ApiDoor(operation="read_agreement", method="GET", path="/agreements/sur-2026", expected=SEE),
    ApiDoor(operation="read_version", method="GET", path="/agreements/sur-2026/versions/1", expected=SEE),
    ApiDoor(operation="read_version_text", method="GET", path="/agreements/sur-2026/versions/1.yaml", expected=SEE),
    ApiDoor(operation="read_version_content", method="GET", path="/agreements/sur-2026/versions/1.json", expected=SEE),
    ApiDoor(
        operation="read_draft",
        method="GET",
        path="/agreements/sur-2026/draft",
        expected=(401, 404, 404, 200, 404, 404, 404),
    ),
    ApiDoor(
        operation="write_draft",
        method="PUT",
        path="/agreements/sur-2026/draft",
        body={"text": "id: a\n", "revision": 0},
        expected=(401, 404, 403, 409, 404, 403, 201),
    ),
    ApiDoor(operation="list_moves", method="GET", path="/agreements/sur-2026/acts", expected=SEE),
    ApiDoor(
        operation="make_move",
        method="POST",
        path="/agreements/sur-2026/acts",
        body={"kind": "accept", "version": 1, "content": NOTHING, "seen": 1},
        expected=(401, 404, 403, 409, 404, 403, 409),
    ),
    ApiDoor(operation="read_journal", method="GET", path="/agreements/sur-2026/journal", expected=SEE),
    ApiDoor(
        operation="verify_journal",
        method="POST",
        path="/agreements/sur-2026/journal/verify",
        body={"anchors": [{"number": 1, "head": NOTHING}]},
        expected=SEE,
    ),
    ApiDoor(operation="list_decisions", method="GET", path="/decisions", expected=ANYBODY, of_one=False),
    ApiDoor(operation="list_comments", method="GET", path="/agreements/sur-2026/comments", expected=SEE),
    ApiDoor(
        operation="write_comment",
        method="POST",
        path="/agreements/sur-2026/comments",
        body={"text": "Why so slow?", "path": "commitments[first].within"},
        expected=(401, 404, 403, 201, 404, 403, 201),
    ),
    ApiDoor(
        operation="settle_comment",
        method="POST",
        path=f"/agreements/sur-2026/comments/{UUID(int=1)}/settle",
        expected=(401, 404, 403, 404, 404, 403, 404),
    ),
    ApiDoor(operation="read_life", method="GET", path="/agreements/sur-2026/life", expected=SEE),
    ApiDoor(
        operation="change_life",
        method="POST",
        path="/agreements/sur-2026/life",
        body={"kind": "open_review", "words": "too slow"},
        expected=(401, 404, 403, 409, 404, 403, 409),
    ),
    ApiDoor(
        operation="move_renewal",
        method="POST",
        path="/agreements/sur-2026/renewals",
        body={"kind": "accept", "until_on": "2027-12-31", "seen": 1},
        expected=(401, 404, 403, 404, 404, 403, 404),
    ),
    ApiDoor(operation="list_webhooks", method="GET", path="/webhooks", expected=ANYBODY, of_one=False),
    ApiDoor(
        operation="make_webhook",
        method="POST",
        path="/webhooks",
        body={"name": "crm", "url": HOOK, "events": ["agreement.agreed"], "customer": "sur"},
        expected=(401, 404, 403, 201, 404, 403, 201),
        of_one=False,
    ),
    ApiDoor(
        operation="list_deliveries",
        method="GET",
        path=f"/webhooks/{IDENT}/deliveries",
        expected=LOOK_AFTER,
        of_one=False,
    ),
    ApiDoor(
        operation="rotate_webhook", method="POST", path=f"/webhooks/{IDENT}/rotate", expected=LOOK_AFTER, of_one=False
    ),
    ApiDoor(
        operation="pause_webhook",
        method="POST",
        path=f"/webhooks/{IDENT}/pause",
        body={"paused": True},
        expected=LOOK_AFTER,
        of_one=False,
    ),
    ApiDoor(
        operation="replay_delivery",
        method="POST",
        path=f"/webhooks/{IDENT}/deliveries/msg_nothing/replay",
        expected=(401, 404, 404, 404, 404, 404, 404),
        of_one=False,
    ),
    ApiDoor(
        operation="remove_webhook",
        method="DELETE",
        path=f"/webhooks/{IDENT}",
        expected=(401, 404, 404, 204, 404, 404, 404),
        of_one=False,
    ),
    ApiDoor(
        operation="check_document",
        method="POST",
        path="/documents/check",
        body={"text": TEXT},
        expected=ANYBODY,
        of_one=False,
    ),
)
