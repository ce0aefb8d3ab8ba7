"""What every answer of the interface has in common: its tag, how it may be kept, refusals that are JSON."""

from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from pydantic import BaseModel

from acuerdo.faces.api.problems import CONTENT_TYPE, write
from acuerdo.faces.web.failures import Failure

BASE = "/api/"
_OWN = ("application/json", CONTENT_TYPE)
_CODES = {
    HTTPStatus.BAD_REQUEST: "unusable",
    HTTPStatus.NOT_FOUND: "not_there",
    HTTPStatus.METHOD_NOT_ALLOWED: "not_this_way",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.INTERNAL_SERVER_ERROR: "defect",
}


class ApiAnswers:
    """Gives the interface's answers their ETag, answers 304 where it is known, and writes refusals as problems."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if not request.path.startswith(BASE):
            return self._answer(request)
        if (
            "\0" in request.path
            or "\0" in request.META.get("QUERY_STRING", "")
            or any("\0" in text for _, texts in request.GET.lists() for text in texts)
        ):
            return write(request, HTTPStatus.BAD_REQUEST, "unusable", "the address holds NUL")
        response = self._answer(request)
        if not isinstance(response, HttpResponse):
            return response
        response.headers["Cache-Control"] = "private, no-cache"
        if (response.status_code in _CODES or isinstance(response, Failure)) and not response.headers.get(
            "Content-Type", ""
        ).startswith(_OWN):
            return _as_problem(request, response)
        if request.method == "GET" and response.status_code == HTTPStatus.OK:
            tag = f'"{sha256(response.content).hexdigest()[:32]}"'
            response.headers["ETag"] = tag
            return get_conditional_response(request, etag=tag, response=response) or response
        return response


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    status = HTTPStatus(response.status_code)
    code = response.code if isinstance(response, Failure) else _CODES[status]
    found = write(request, status, code, "")
    for name in ("Allow", "Retry-After"):
        if name in response.headers:
            found.headers[name] = response.headers[name]
    return found


def answer(body: BaseModel, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """Write an answer as JSON: instants in UTC with Z."""
    return HttpResponse(body.model_dump_json(by_alias=True), content_type="application/json", status=status)
