"""Periods that both sides freeze."""

from tests.faces.web.doors.shapes import Door

_NOTHING = (302, *(404,) * 6)
"""Nothing binds in the agreement of these doors, so that it has no periods."""

DOORS = (
    Door(
        name="periods",
        method="GET",
        address="/agreements/sur-2026/periods/",
        expected=(302, 404, 200, 200, 404, 200, 200),
    ),
    Door(name="period", method="GET", address="/agreements/sur-2026/periods/2026-03", expected=_NOTHING),
    Door(name="period_csv", method="GET", address="/agreements/sur-2026/periods/2026-03.csv", expected=_NOTHING),
    Door(
        name="period_act",
        method="POST",
        address="/agreements/sur-2026/periods/2026-03/act",
        expected=(302, 404, 403, 404, 404, 403, 404),
        form={"move": "propose", "seen": "0"},
    ),
)
