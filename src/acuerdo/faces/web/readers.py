"""Who reads a page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer, view_as
from acuerdo.faces.web.failures import UNSENT, form_of
from acuerdo.words import Language, phrase, speak

P = ParamSpec("P")
_ENDED = phrase("Your session has ended, so nothing was sent. Sign in, and what you typed is there again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The reader of a page: the language it speaks, the zone of its times, and the viewer if somebody signed in."""

    language: Language
    time_zone: str
    viewer: Viewer | None


def reader_of(request: HttpRequest) -> Reader:
    """Return who reads a page; asked again in the same request, the same answer."""
    known: Reader | None = getattr(request, "reader", None)
    if known is not None:
        return known
    person = request.user if hasattr(request, "user") and isinstance(request.user, Person) else None
    viewer = None if person is None else view_as(person)
    language = Language(getattr(request, "LANGUAGE_CODE", "en"))
    found = Reader(language=language, time_zone="UTC" if viewer is None else viewer.time_zone, viewer=viewer)
    request.reader = found  # type: ignore[attr-defined] # kept where it is asked for again
    return found


def cannot_be_kept(request: HttpRequest) -> bool:
    """Say whether an address or a form holds a text that no database keeps, or looks for."""
    texts = (text for said in (request.GET, request.POST) for _, several in said.lists() for text in several)
    return "\0" in request.path or any("\0" in text for text in texts)


def for_viewers(
    page: Callable[Concatenate[HttpRequest, Viewer, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Make a page for people who signed in; what a viewer may not see is not there.

    A form that comes without a session leads to the sign-in, and from there back to where it stood. A part of a page
    that is asked for without one is answered with nothing but the word of it: a sign-in is no part of a page
    (`unsent.js`).
    """

    @wraps(page)
    def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        reader = reader_of(request)
        viewer = reader.viewer
        if viewer is None:
            return _lead_to_sign_in(request, reader.language)
        if cannot_be_kept(request):
            return HttpResponse(status=400)
        try:
            return page(request, viewer, *args, **kwargs)
        except NotThere as missing:
            raise Http404(str(missing)) from missing
        except NotAllowed as refused:
            raise PermissionDenied(str(refused)) from refused

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", shown)


def _lead_to_sign_in(request: HttpRequest, language: Language) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Trigger": "signed-out"})
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    messages.warning(request, speak(language, _ENDED))
    return redirect_to_login(form_of(request) + UNSENT)
