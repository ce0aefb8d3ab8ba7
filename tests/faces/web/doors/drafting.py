"""The desk of people who draft."""

from tests.faces.web.doors.shapes import NEGOTIATE, Door

DOORS = (
    Door(
        name="draft_edit",
        method="POST",
        address="/agreements/sur-2026/draft/edit",
        expected=NEGOTIATE,
        form={"text": "id: a\n", "f:/title/es": "A", "w:/title/es": ""},
    ),
)
