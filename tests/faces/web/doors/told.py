"""Who was told of a clock, and how people want to be told."""

from uuid import UUID

from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.alerts.models import Alert, Messenger
from acuerdo.apps.tickets.models import Ticket
from tests.faces.web.doors.shapes import ANYBODY, Door
from tests.faces.web.doors.tickets import SOURCE, TICKET
from tests.people import NOW, Cast

_NAME = "a" * 32
_MESSENGER = UUID(int=7)


def prepare(cast: Cast) -> None:
    Messenger.objects.create(
        ident=_MESSENGER, person_id=cast.ana.person, name="pager", service="ntfy", sealed="", added_at=NOW
    )
    Alert.objects.create(
        name=_NAME,
        ticket=Ticket.objects.get(name=TICKET),
        agreement=Agreement.objects.get(key="sur-2026"),
        commitment="fix",
        cycle=1,
        point="due",
        stage="due",
        at_us=0,
        raised_us=0,
    )


DOORS = (
    Door(
        name="alert_take",
        method="POST",
        address=f"/alerts/{_NAME}/take/{SOURCE}/{TICKET}",
        expected=(302, 404, 404, 403, 404, 302, 302),
        form={"then": "take"},
    ),
    Door(
        name="messenger_try",
        method="POST",
        address=f"/profile/messengers/{_MESSENGER}/try",
        expected=(302, 404, 404, 404, 404, 404, 302),
        of_one=False,
    ),
    Door(
        name="messenger_forget",
        method="POST",
        address=f"/profile/messengers/{_MESSENGER}/forget",
        expected=(302, 404, 404, 404, 404, 404, 302),
        of_one=False,
    ),
    Door(name="messengers", method="GET", address="/profile/messengers", expected=ANYBODY, of_one=False),
    Door(name="wishes", method="GET", address="/profile/told", expected=ANYBODY, of_one=False),
)
