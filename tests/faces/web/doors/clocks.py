"""Lists of open clocks, and which person a name in a source is."""

from tests.faces.web.doors.shapes import Door

NAME = "00000000-0000-4000-8000-000000000000"

DOORS = (
    Door(name="queue", method="GET", address="/queue/", expected=(302, 404, 404, 404, 404, 200, 200), of_one=False),
    Door(
        name="queue_claim",
        method="POST",
        address="/queue/claim",
        expected=(302, 404, 404, 404, 404, 404, 404),
        form={"name": NAME},
        of_one=False,
    ),
    Door(name="board", method="GET", address="/board/", expected=(302, 200, 404, 200, 404, 200, 200), of_one=False),
    Door(
        name="view_keep",
        method="POST",
        address="/views/keep",
        expected=(302, 302, 403, 302, 403, 302, 302),
        form={"page": "board", "name": "Late", "query": "state=late"},
        of_one=False,
    ),
    Door(
        name="view_drop",
        method="POST",
        address="/views/1/drop",
        expected=(302, 404, 404, 404, 404, 404, 404),
        of_one=False,
    ),
    Door(
        name="source_people",
        method="GET",
        address="/sources/desk/people",
        expected=(302, 404, 404, 404, 404, 404, 200),
    ),
)
