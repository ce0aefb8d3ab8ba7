"""Who asks: the person behind the token, and what the token allows."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import bearer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.shapes import Told
from acuerdo.faces.web.calendar_feed import CONTENT_TYPE
from acuerdo.faces.web.calendars import write_calendar
from acuerdo.surroundings import from_surroundings

router = Router(tags=["people"])


class Asker(Told):
    """The person in whose name the token acts."""

    person: str = Field(description="the id that stands in the journal")
    name: str
    side: PartyKind
    language: str
    time_zone: str
    token: str = Field(description="what its owner calls the token")
    scopes: list[Permission]
    expires_at: datetime


@router.get("/me", response={200: Asker, **refusals()}, operation_id="read_me")
def show(request: HttpRequest) -> HttpResponse:
    """Who you are here, and what your token allows."""
    bearer = bearer_of(request)
    viewer, token = bearer.viewer, bearer.token
    return answer(
        Asker(
            person=viewer.ident,
            name=viewer.name,
            side=viewer.kind,
            language=viewer.language,
            time_zone=viewer.time_zone,
            token=token.name,
            scopes=list(token.scopes),
            expires_at=token.expires_at,
        )
    )


@router.get("/calendar.ics", response={200: str, **refusals()}, operation_id="read_calendar")
def show_calendar(request: HttpRequest) -> HttpResponse:
    """The dates of the agreements that you may see, for a calendar program."""
    written = write_calendar(bearer_of(request).viewer, from_surroundings().public_url, timezone.now())
    return HttpResponse(written, content_type=CONTENT_TYPE)
