"""The calendar as a file, and under a secret address that calendar programs ask."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tokens.queries import note_use, open_by
from acuerdo.apps.tokens.shapes import Purpose
from acuerdo.faces.web import token_page
from acuerdo.faces.web.calendars import write_calendar
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.flows.tokens_kept import make_calendar, note_refusal
from acuerdo.surroundings import from_surroundings
from acuerdo.words import phrase, speak

CONTENT_TYPE = "text/calendar; charset=utf-8"
_OWN = phrase("My calendar")


@for_viewers
def download(request: HttpRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001 - as every page
    """Give the reader's calendar as a file."""
    return _file(viewer)


@require_GET
def feed(request: HttpRequest, secret: str) -> HttpResponse:  # noqa: ARG001 - as every page
    """Give the calendar whose secret address this is."""
    now = timezone.now()
    found = open_by(secret, now, Purpose.CALENDAR)
    if found is None:
        note_refusal(secret, Purpose.CALENDAR, now)
        raise Http404
    note_use(found.token, now)
    return _file(found.viewer)


@require_POST
@for_viewers
def make(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Make the secret address, shown this once; the one before leads nowhere any more."""
    made = make_calendar(viewer, speak(reader_of(request).language, _OWN), timezone.now())
    address = f"{from_surroundings().public_url}/calendar/{made.secret}.ics"
    return token_page.page(request, viewer, address=address)


def _file(viewer: Viewer) -> HttpResponse:
    written = write_calendar(viewer, from_surroundings().public_url, timezone.now())
    headers = {"Content-Disposition": 'attachment; filename="acuerdo.ics"'}
    return HttpResponse(written, content_type=CONTENT_TYPE, headers=headers)
