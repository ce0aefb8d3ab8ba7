"""The pages of webhooks."""

from uuid import UUID

from django.utils import timezone

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.webhooks.commands import NewEndpoint, make_endpoint
from acuerdo.apps.webhooks.shapes import Event
from tests.faces.web.doors.shapes import Door
from tests.people import Cast

IDENT = UUID("00000000-0000-4000-8000-000000000077")
HOOK = "https://tickets.sur.example/hook"


def made(viewer: Viewer) -> None:
    """Make the endpoint of Sur that the doors are about."""
    from acuerdo.apps.webhooks.models import Endpoint  # noqa: PLC0415 - rows, once the application is set up

    wanted = NewEndpoint(name="tickets", url=HOOK, events=frozenset({Event.AGREED}), customer="sur")
    line = make_endpoint(viewer, wanted, (), timezone.now()).line
    Endpoint.objects.filter(ident=line.id).update(ident=IDENT)


def prepare(cast: Cast) -> None:
    made(cast.boris)


LOOK_AFTER = (302, 404, 404, 200, 404, 404, 200)
DOORS = (
    Door(
        name="webhooks", method="GET", address="/webhooks/", expected=(302, 200, 403, 200, 403, 403, 200), of_one=False
    ),
    Door(
        name="webhook_make",
        method="POST",
        address="/webhooks/make",
        expected=(302, 404, 403, 200, 404, 403, 200),
        form={"name": "crm", "url": HOOK, "customer": "sur", "event": "agreement.agreed"},
        of_one=False,
    ),
    Door(name="webhook", method="GET", address=f"/webhooks/{IDENT}", expected=LOOK_AFTER, of_one=False),
    Door(
        name="webhook_change",
        method="POST",
        address=f"/webhooks/{IDENT}/change",
        expected=(302, 404, 404, 302, 404, 404, 302),
        form={"then": "pause"},
        of_one=False,
    ),
    Door(
        name="webhook_replay",
        method="POST",
        address=f"/webhooks/{IDENT}/replay",
        expected=(302, 404, 404, 404, 404, 404, 404),
        form={"message": "msg_nothing"},
        of_one=False,
    ),
)
