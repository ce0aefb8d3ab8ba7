"""What a page says when a request could not be answered as it was meant.

These pages ask nothing of the database, which may be the very thing that fails.
"""

import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType

import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from acuerdo.faces.logs import places_of
from acuerdo.surroundings import lacks_room
from acuerdo.words import Language, Phrase, phrase, speak

RETRY_S = 120
_BEGIN = phrase("To the first page")
_log = structlog.get_logger("web")
_SAID: Mapping[HTTPStatus, tuple[Phrase, Phrase]] = MappingProxyType(
    {
        HTTPStatus.BAD_REQUEST: (
            phrase("This cannot be used"),
            phrase(
                "What came in cannot be read as it is: it may have been cut short on its way, or something in it cannot"
                " be kept. Nothing was changed. Go back, look at it once more, and send it again."
            ),
        ),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
            phrase("That is too large"),
            phrase(
                "What you sent is larger than may come in at once: a file has 20 MB at most, a text 1 MB. Nothing of it"
                " was kept. Go back, and send something smaller."
            ),
        ),
        HTTPStatus.INTERNAL_SERVER_ERROR: (
            phrase("Something went wrong"),
            phrase(
                "That is a fault of the program and not of yours. Whoever runs it finds it in the log under {request}."
            ),
        ),
        HTTPStatus.SERVICE_UNAVAILABLE: (
            phrase("Nothing can be kept just now"),
            phrase(
                "The disk of the server is full. What you sent was not kept, and nothing was changed. Keep your text,"
                " tell whoever runs Acuerdo, and try again once there is room."
            ),
        ),
    }
)


class Failures:
    """Gives an answer that says no more than that a request cannot be used, or is too large, its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        response = self._answer(request)
        bare = isinstance(response, HttpResponse) and not response.content
        if bare and response.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE):
            return _page(request, HTTPStatus(response.status_code))
        return response


def show_unusable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a request cannot be used, or that it is too large."""
    large = isinstance(exception, RequestDataTooBig)
    return _page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE if large else HTTPStatus.BAD_REQUEST)


def show_failure(request: HttpRequest) -> HttpResponse:
    """Say that there is no room to keep anything, or that something is defect, and tell the log.

    A defect is told by its kind and its places in the code, not by what it says.
    """
    fault = sys.exception()
    if fault is not None and lacks_room(fault):
        _log.error("disk_full", places=places_of(fault))
        answer = _page(request, HTTPStatus.SERVICE_UNAVAILABLE)
        answer.headers["Retry-After"] = str(RETRY_S)
        return answer
    if fault is not None:
        _log.error("request_failed", fault=type(fault).__name__, places=places_of(fault))
    return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def _page(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    language = Language(getattr(request, "LANGUAGE_CODE", "en"))
    title, said = _SAID[status]
    known = structlog.contextvars.get_contextvars()
    values = {"request": str(known.get("request", ""))} if "{request}" in said.text else {}
    words = {
        "language": language,
        "title": speak(language, title),
        "said": speak(language, said, **values),
        "begin": speak(language, _BEGIN),
    }
    return HttpResponse(render_to_string("web/failure.html", words), status=status)
