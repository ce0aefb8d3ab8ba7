"""Sources, facts, tickets and clocks."""

from tests.faces.api.doors.shapes import ANYBODY, ApiDoor
from tests.faces.web.doors.tickets import SOURCE, TICKET

KEEP = (401, 404, 404, 404, 404, 404)
"""Who looks after a source, without the last answer: the provider's people with that role see that there is one."""
SEE_TICKET = (401, 404, 404, 200, 404, 200, 200)
_FACT = {"ticket": "4712", "at": "2026-03-02T09:00:00Z", "event": "opened", "key": "a"}
_CLAIM = {"ticket": "4711", "commitment": "fix", "met": True}
_NEW = {"key": "phone", "name": "Phone", "customer": "sur"}


def door(operation: str, method: str, path: str, expected: tuple[int, ...], body: object = None) -> ApiDoor:
    closed = None if expected[4] == 200 else expected[4]
    return ApiDoor(
        operation=operation, method=method, path=path, expected=expected, body=body, of_one=False, closed=closed
    )


DOORS = (
    door("list_sources", "GET", "/sources", ANYBODY),
    door("add_source", "POST", "/sources", (401, 404, 404, 404, 404, 404, 201), _NEW),
    door("read_source", "GET", f"/sources/{SOURCE}", (*KEEP, 200)),
    door("change_source", "PUT", f"/sources/{SOURCE}", (*KEEP, 200), {"name": "Help desk"}),
    door("close_source", "POST", f"/sources/{SOURCE}/close", (*KEEP, 200)),
    door("reopen_source", "POST", f"/sources/{SOURCE}/reopen", (*KEEP, 409)),
    door("tell_facts", "POST", f"/sources/{SOURCE}/facts", (*KEEP, 200), [_FACT]),
    door("list_refused_rows", "GET", f"/sources/{SOURCE}/refused", (*KEEP, 200)),
    door("settle_refused_rows", "POST", f"/sources/{SOURCE}/refused/settle", (*KEEP, 200), {"ids": [1]}),
    door("tell_again", "POST", f"/sources/{SOURCE}/tell-again", (*KEEP, 200)),
    door("tell_claims", "PUT", f"/sources/{SOURCE}/claims", (*KEEP, 200), [_CLAIM]),
    door("reconcile_claims", "GET", f"/sources/{SOURCE}/claims", (*KEEP, 200)),
    door("read_hook", "GET", f"/sources/{SOURCE}/hook", (*KEEP, 404)),
    door("connect_hook", "PUT", f"/sources/{SOURCE}/hook", (*KEEP, 200), {"sender": "zammad"}),
    door("disconnect_hook", "DELETE", f"/sources/{SOURCE}/hook", (*KEEP, 409)),
    door("hear_hook", "POST", "/hooks/8c3d1f0e-6a52-4a8e-9d39-2f6d0b1c7e55", (404,) * 7, {}),
    door("list_tickets", "GET", "/tickets", ANYBODY),
    door("read_ticket", "GET", f"/tickets/{SOURCE}/{TICKET}", SEE_TICKET),
    door("empty_title", "DELETE", f"/tickets/{SOURCE}/{TICKET}/title", (401, 404, 404, 204, 404, 403, 204)),
    door("list_alerts", "GET", f"/tickets/{SOURCE}/{TICKET}/alerts", SEE_TICKET),
    door(
        "take_alert", "POST", f"/tickets/{SOURCE}/{TICKET}/alerts/{'a' * 32}/take", (401, 404, 404, 403, 404, 404, 404)
    ),
    door("list_matters", "GET", f"/tickets/{SOURCE}/{TICKET}/matters", SEE_TICKET),
    door(
        "move_matter",
        "POST",
        f"/tickets/{SOURCE}/{TICKET}/matters",
        (401, 404, 404, 409, 404, 409, 409),
        {"about": "priority", "kind": "propose", "seen": 0, "priority": {"priority": "P1"}},
    ),
    door("list_waiting_claims", "GET", "/claims/waiting", ANYBODY),
    door("list_open_clocks", "GET", "/clocks?state=late", ANYBODY),
    door("read_board", "GET", "/board?service=desk", ANYBODY),
    door("list_clocks", "GET", f"/tickets/{SOURCE}/{TICKET}/clocks", SEE_TICKET),
    door("read_derivation", "GET", f"/tickets/{SOURCE}/{TICKET}/clocks/first/derivation", (*KEEP, 404)),
)
