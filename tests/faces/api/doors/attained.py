"""What was attained, the clocks behind it, the report and the facts: nothing binds yet, whoever asks."""

from tests.faces.api.doors.shapes import ApiDoor

HERE = "/agreements/sur-2026"
NOTHING = (401, 404, 409, 409, 404, 409, 409)
TICKETS = (401, 404, 403, 409, 404, 409, 409)

DOORS = (
    ApiDoor(operation="read_attained", method="GET", path=f"{HERE}/attained", expected=NOTHING),
    ApiDoor(operation="list_attained_clocks", method="GET", path=f"{HERE}/attained/clocks", expected=NOTHING),
    ApiDoor(operation="read_report", method="GET", path=f"{HERE}/report", expected=TICKETS),
    ApiDoor(operation="read_evidence", method="GET", path=f"{HERE}/evidence", expected=TICKETS),
)
