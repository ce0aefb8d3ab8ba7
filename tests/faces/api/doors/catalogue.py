"""Services, levels, what is in use, and requirements."""

from uuid import UUID

from tests.faces.api.doors.shapes import ANYBODY, SEE, ApiDoor

OF = "/agreements/sur-2026"
ROLES = (401, 200, 200, 200, 404, 200, 200)
"""Whoever has a role: what is on offer is the same for every customer."""
KEEP = (401, 403, 403, 403, 403, 403)
"""Whoever keeps the catalogue, without the last answer."""
WRITTEN = (401, 404, 403, 403, 404, 403)
NEGOTIATES = (401, 404, 403)
_ASKED = {"asked_by": "Boris", "text": "Somebody answers before nine"}


def shared(operation: str, method: str, path: str, expected: tuple[int, ...], body: object = None) -> ApiDoor:
    closed = None if expected[4] == 200 else expected[4]
    return ApiDoor(
        operation=operation, method=method, path=path, expected=expected, body=body, of_one=False, closed=closed
    )


def of_sur(operation: str, method: str, path: str, expected: tuple[int, ...], body: object = None) -> ApiDoor:
    return ApiDoor(operation=operation, method=method, path=OF + path, expected=expected, body=body)


DOORS = (
    shared("list_services", "GET", "/services", ANYBODY),
    shared("read_service", "GET", "/services/erp", ROLES),
    shared("write_service", "PUT", "/services/backup", (*KEEP, 201), {"revision": 0, "name": {"en": "Backup"}}),
    shared("retire_service", "POST", "/services/erp/retire", (401, 403, 403, 403, 404, 403, 200), {"retired": True}),
    shared("list_uses", "GET", "/uses?uncovered=true", ANYBODY),
    shared(
        "record_use",
        "POST",
        "/uses",
        (*WRITTEN, 201),
        {"customer": "sur", "service": "desk", "since_on": "2026-01-01"},
    ),
    shared("take_uses", "POST", "/uses/list", (401, 404, 404, 404, 404, 404, 200), {"csv": "customer,service,since\n"}),
    shared("forget_use", "DELETE", "/uses/sur/erp", (*WRITTEN, 204)),
    shared("list_levels", "GET", "/levels", ANYBODY),
    shared("read_level", "GET", "/levels/gold", ROLES),
    shared("publish_level", "POST", "/levels/gold/versions", (*KEEP, 422), {"text": "a"}),
    shared("read_level_draft", "GET", "/levels/gold/draft", (*KEEP, 404)),
    shared("write_level_draft", "PUT", "/levels/gold/draft", (*KEEP, 201), {"text": "a", "revision": 0}),
    of_sur("read_distance", "GET", "/distance?level=gold", (401, 404, 404, 404, 404, 404, 404)),
    of_sur("list_requirements", "GET", "/requirements", SEE),
    of_sur("add_requirement", "POST", "/requirements", (*NEGOTIATES, 201, 404, 403, 201), _ASKED),
    of_sur(
        "end_requirement",
        "POST",
        f"/requirements/{UUID(int=1)}/end",
        (*NEGOTIATES, 404, 404, 403, 404),
        {"refusal": "Nobody works then"},
    ),
    of_sur("reopen_requirement", "POST", f"/requirements/{UUID(int=1)}/reopen", (*NEGOTIATES, 404, 404, 403, 404)),
)
