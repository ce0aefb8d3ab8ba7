"""What a page says when a request could not be answered as it was meant.

These pages ask nothing of the database, which may be the very thing that fails.
"""

import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import urlsplit

import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import is_valid_path
from django.utils.http import url_has_allowed_host_and_scheme

from acuerdo.faces.logs import places_of
from acuerdo.surroundings import trouble_of
from acuerdo.words import Language, Phrase, phrase, speak

RETRY_S: Mapping[str, int] = MappingProxyType({"disk_full": 120, "database_away": 10})
"""After how many seconds to try again what did not work for want of something that comes back."""
API = "/api/"
UNSENT = "#unsent"
"""Led so to a page, the browser puts back what was typed there and not sent (`unsent.js`)."""
_BEGIN = phrase("To the first page")
_BACK = phrase("Back to the form")
_log = structlog.get_logger("web")
_SAID: Mapping[str, tuple[HTTPStatus, Phrase, Phrase]] = MappingProxyType(
    {
        "unusable": (
            HTTPStatus.BAD_REQUEST,
            phrase("This cannot be used"),
            phrase(
                "What came in cannot be read as it is: it may have been cut short on its way, or something in it cannot"
                " be kept. Nothing was changed. Go back, look at it once more, and send it again."
            ),
        ),
        "too_large": (
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            phrase("That is too large"),
            phrase(
                "What you sent is larger than may come in at once: a file has 20 MB at most, a text 1 MB. Nothing of it"
                " was kept. Go back, and send something smaller."
            ),
        ),
        "not_there": (
            HTTPStatus.NOT_FOUND,
            phrase("There is nothing here"),
            phrase(
                "The address may be mistyped, what it names may be gone, or it is not for you. If somebody sent it"
                " to you, ask whether you may see it."
            ),
        ),
        "not_allowed": (
            HTTPStatus.FORBIDDEN,
            phrase("This is not for your role"),
            phrase("Nothing was changed. Whoever looks after the people of your company can give you a role for it."),
        ),
        "stale": (
            HTTPStatus.FORBIDDEN,
            phrase("Nothing was sent"),
            phrase(
                "Somebody signed in or out in this browser since that page was opened, or it keeps no cookies. Nothing"
                " was changed: go back to the form, and send it again."
            ),
        ),
        "defect": (
            HTTPStatus.INTERNAL_SERVER_ERROR,
            phrase("Something went wrong"),
            phrase(
                "That is a fault of the program and not of yours. Whoever runs it finds it in the log under {request}."
            ),
        ),
        "disk_full": (
            HTTPStatus.SERVICE_UNAVAILABLE,
            phrase("Nothing can be kept just now"),
            phrase(
                "The disk of the server is full. What you sent was not kept, and nothing was changed. Keep your text,"
                " tell whoever runs Acuerdo, and try again once there is room."
            ),
        ),
        "database_away": (
            HTTPStatus.SERVICE_UNAVAILABLE,
            phrase("Try again in a moment"),
            phrase(
                "The database does not answer just now: it begins anew, or somebody else writes for long. Keep your"
                " text. In a moment, look whether what you sent is there, and send it again where it is not; if this"
                " lasts, tell whoever runs Acuerdo."
            ),
        ),
    }
)


_BARE: Mapping[int, str] = MappingProxyType({400: "unusable", 413: "too_large"})


class Failure(HttpResponse):
    """A page that says why a request could not be answered; `code` says it to programs."""

    def __init__(self, code: str, content: str, status: HTTPStatus) -> None:
        super().__init__(content, status=status)
        self.code = code


class Failures:
    """Gives an answer that says no more than that a request cannot be used, or is too large, its page.

    Whoever opens an address that only takes forms (a page shown again, a language chosen there) is led to the page
    above it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        response = self._answer(request)
        bare = isinstance(response, HttpResponse) and not response.content
        if isinstance(response, HttpResponseNotAllowed) and _is_looked_at(request):
            return HttpResponseRedirect(_page_above(request.path))
        code = _BARE.get(response.status_code) if bare else None
        return response if code is None else _page(request, code)


def show_unusable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a request cannot be used, or that it is too large."""
    large = isinstance(exception, RequestDataTooBig)
    return _page(request, "too_large" if large else "unusable")


def show_missing(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - as Django calls it
    """Say that there is nothing at an address that whoever asks may see."""
    return _page(request, "not_there")


def show_refused(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - as Django calls it
    """Say that whoever asks may not do this."""
    return _page(request, "not_allowed")


def show_stale(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - as Django calls it
    """Say that a form came from a page of another session, and lead back to it."""
    return _page(request, "stale", back=form_of(request) + UNSENT)


def form_of(request: HttpRequest) -> str:
    """Return the address of the page from which a form was sent, as far as the browser says it; else the first page."""
    sent_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(sent_from, {request.get_host()}):
        return "/"
    found = urlsplit(sent_from)
    return f"{found.path or '/'}?{found.query}" if found.query else found.path or "/"


def show_failure(request: HttpRequest) -> HttpResponse:
    """Say what keeps from working just now, or that something is defect, and tell the log.

    A defect is told by its kind and its places in the code, not by what it says.
    """
    fault = sys.exception()
    code = trouble_of(fault)
    if code:
        _log.error(code, places=[] if fault is None else places_of(fault))
        answer = _page(request, code)
        answer.headers["Retry-After"] = str(RETRY_S[code])
        return answer
    if fault is not None:
        _log.error("request_failed", fault=type(fault).__name__, places=places_of(fault))
    return _page(request, "defect")


def _is_looked_at(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD") and not request.path.startswith(API)


def _page_above(path: str) -> str:
    """Return the nearest address above a path at which there is something."""
    while "/" in path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0]
        for known in (path, f"{path}/"):
            if is_valid_path(known):
                return known
    return "/"


def _page(request: HttpRequest, code: str, back: str = "") -> Failure:
    language = Language(getattr(request, "LANGUAGE_CODE", "en"))
    status, title, said = _SAID[code]
    known = structlog.contextvars.get_contextvars()
    values = {"request": str(known.get("request", ""))} if "{request}" in said.text else {}
    words = {
        "language": language,
        "title": speak(language, title),
        "said": speak(language, said, **values),
        "begin": speak(language, _BEGIN),
        "back": back,
        "back_said": speak(language, _BACK),
    }
    return Failure(code, render_to_string("web/failure.html", words), status)
