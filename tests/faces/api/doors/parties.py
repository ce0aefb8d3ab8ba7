"""Parties, sites, teams and people."""

from tests.faces.api.doors.shapes import ANYBODY, SEE, ApiDoor
from tests.faces.web.doors.parties import GRANT, PIA

PROVIDERS = (401, 404, 404, 404, 404, 200, 200)
"""What the provider's people with a role see."""
MANAGED = (401, 404, 403, 403, 404, 403)
"""Who may change what belongs to a customer, without the last answer."""
OURS = (401, 404, 404, 404, 404, 403)
"""Who may change the provider's teams, without the last answer."""
LOOK_AFTER = (401, 404, 403, 200, 404, 403, 200)
"""Who looks after the people of a customer."""
PERSON = f"/people/{PIA}"
_WORDS = {"name": "Lagos", "language": "es", "time_zone": "UTC"}
_INVITED = {"name": "Eva", "email": "eva@sur.example", "language": "es", "role": "user"}


def made(code: int) -> tuple[int, ...]:
    """Return what is answered where those who look after people succeed with a status."""
    return tuple(code if status == 200 else status for status in LOOK_AFTER)


def door(operation: str, method: str, path: str, expected: tuple[int, ...], body: object = None) -> ApiDoor:
    closed = None if expected[4] == 200 else expected[4]
    return ApiDoor(
        operation=operation, method=method, path=path, expected=expected, body=body, of_one=False, closed=closed
    )


DOORS = (
    door("list_parties", "GET", "/parties?q=sur", ANYBODY),
    door(
        "add_party", "POST", "/parties", (401, 403, 403, 403, 403, 403, 201), {**_WORDS, "key": "a", "kind": "customer"}
    ),
    door("read_party", "GET", "/parties/sur", SEE),
    door("change_party", "PUT", "/parties/sur", (*MANAGED, 200), _WORDS),
    door(
        "add_site", "POST", "/parties/sur/sites", (*MANAGED, 201), {"key": "shop", "name": "Tienda", "time_zone": "UTC"}
    ),
    door("change_site", "PUT", "/parties/sur/sites/warehouse", (*MANAGED, 200), {"name": "Nave", "time_zone": "UTC"}),
    door("close_site", "POST", "/parties/sur/sites/warehouse/close", (*MANAGED, 200)),
    door("list_teams", "GET", "/teams", PROVIDERS),
    door("add_team", "POST", "/teams", (*OURS, 201), {"key": "net", "name": "Red"}),
    door("put_into_team", "PUT", f"/teams/desk/people/{PIA}", (*OURS, 404), {"leads": True}),
    door("take_out_of_team", "DELETE", f"/teams/desk/people/{PIA}", (*OURS, 404)),
    door("list_people", "GET", "/parties/sur/people", SEE),
    door("invite_person", "POST", "/parties/sur/people", (401, 404, 403, 201, 404, 403, 409), _INVITED),
    door("read_person", "GET", PERSON, SEE),
    door("invite_again", "POST", f"{PERSON}/invitation", made(201)),
    door("withdraw_invitation", "DELETE", f"{PERSON}/invitation", LOOK_AFTER),
    door("change_access", "POST", f"{PERSON}/access", LOOK_AFTER, {"active": False}),
    door("give_role", "POST", f"{PERSON}/roles", (401, 404, 403, 201, 404, 403, 409), {"role": "auditor"}),
    door("end_role", "DELETE", f"{PERSON}/roles/{GRANT}", (401, 404, 403, 200, 404, 404, 404)),
)
