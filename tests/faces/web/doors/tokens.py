"""The page of tokens."""

from datetime import timedelta

from django.utils import timezone

from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.tokens.commands import NewToken, make_token
from tests.faces.web.doors.shapes import ANYBODY, Door
from tests.people import Cast

MINE = 990_001


def prepare(cast: Cast) -> None:
    from acuerdo.apps.tokens.models import Token  # noqa: PLC0415 - rows, once the application is set up

    now = timezone.now()
    scopes = frozenset({Permission.SEE_AGREEMENTS})
    made = make_token(cast.boris, NewToken(name="report", scopes=scopes, expires_at=now + timedelta(days=1)), now)
    Token.objects.filter(pk=made.line.id).update(id=MINE)


DOORS = (
    Door(name="tokens", method="GET", address="/account/tokens/", expected=ANYBODY, of_one=False),
    Door(
        name="token_make",
        method="POST",
        address="/account/tokens/make",
        expected=(302, 200, 200, 200, 422, 200, 200),
        form={"name": "report", "scope": "see_agreements", "days": "30"},
        of_one=False,
    ),
    Door(name="calendar", method="GET", address="/calendar.ics", expected=ANYBODY, of_one=False),
    Door(name="calendar_feed", method="GET", address="/calendar/acu_nothing.ics", expected=(404,) * 7, of_one=False),
    Door(name="calendar_make", method="POST", address="/account/calendar/make", expected=ANYBODY, of_one=False),
    Door(
        name="token_revoke",
        method="POST",
        address=f"/account/tokens/{MINE}/revoke",
        expected=(302, 404, 404, 302, 404, 404, 404),
        of_one=False,
    ),
)
