"""Refusals as programs get them: problem details (RFC 9457) with the stable code of what refused."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja.errors import HttpError, Throttled, ValidationError
from pydantic import BaseModel

from acuerdo.documents import DocumentRefused, Finding, Severity
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.words import Language, Phrase, phrase, speak

CONTENT_TYPE = "application/problem+json"
TYPE = "urn:acuerdo:refusal:"


class Found(BaseModel):
    """A finding in a document: where, what was found, what was expected, and what to do."""

    severity: Severity
    code: str
    path: str
    line: int | None
    column: int | None
    found: str
    expected: str
    hint: str

    @classmethod
    def of(cls, finding: Finding) -> "Found":
        """Return a finding of the documents as programs read it."""
        return cls(**{name: getattr(finding, name) for name in cls.model_fields})


class Fault(BaseModel):
    """What is wrong in a request, and where, like `body.moves.0`."""

    path: str
    message: str


class Problem(BaseModel):
    """Why a request was refused. `code` is stable; `title` is a sentence in the language that was asked for."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    findings: list[Found] | None = None
    faults: list[Fault] | None = None


class Refused(Exception):
    """A request that this face itself refuses."""

    def __init__(self, status: HTTPStatus, code: str, detail: str) -> None:
        self.status = status
        self.code = code
        super().__init__(detail)


STATUS: Mapping[str, HTTPStatus] = MappingProxyType(
    {
        "not_there": HTTPStatus.NOT_FOUND,
        "not_allowed": HTTPStatus.FORBIDDEN,
        "other_request": HTTPStatus.UNPROCESSABLE_ENTITY,
        "other_id": HTTPStatus.UNPROCESSABLE_ENTITY,
        "other_party": HTTPStatus.UNPROCESSABLE_ENTITY,
        "too_short": HTTPStatus.UNPROCESSABLE_ENTITY,
        "no_text": HTTPStatus.UNPROCESSABLE_ENTITY,
        "long_text": HTTPStatus.UNPROCESSABLE_ENTITY,
        "odd_year_line": HTTPStatus.UNPROCESSABLE_ENTITY,
        "other_year": HTTPStatus.UNPROCESSABLE_ENTITY,
        "date_twice": HTTPStatus.UNPROCESSABLE_ENTITY,
        "many_dates": HTTPStatus.UNPROCESSABLE_ENTITY,
        "odd_year_hours": HTTPStatus.UNPROCESSABLE_ENTITY,
        "unknown_clause": HTTPStatus.UNPROCESSABLE_ENTITY,
        "long_note": HTTPStatus.UNPROCESSABLE_ENTITY,
        "empty_paper": HTTPStatus.UNPROCESSABLE_ENTITY,
        "not_a_pdf": HTTPStatus.UNPROCESSABLE_ENTITY,
        "large_paper": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        **dict.fromkeys(
            (
                "half_a_span",
                "backward_span",
                "no_span",
                "far_span",
                "far_instant",
                "unknown_commitment",
                "unknown_reason",
                "long_evidence",
                "unknown_priority",
                "no_such_item",
            ),
            HTTPStatus.UNPROCESSABLE_ENTITY,
        ),
        "needs_secret": HTTPStatus.UNPROCESSABLE_ENTITY,
        "odd_secret": HTTPStatus.UNPROCESSABLE_ENTITY,
        "odd_key": HTTPStatus.UNPROCESSABLE_ENTITY,
        "odd_cost": HTTPStatus.UNPROCESSABLE_ENTITY,
        "no_name": HTTPStatus.UNPROCESSABLE_ENTITY,
        "empty_name": HTTPStatus.UNPROCESSABLE_ENTITY,
        "unknown_zone": HTTPStatus.UNPROCESSABLE_ENTITY,
        "unknown_service": HTTPStatus.UNPROCESSABLE_ENTITY,
        "other_level": HTTPStatus.UNPROCESSABLE_ENTITY,
        "no_requirement": HTTPStatus.UNPROCESSABLE_ENTITY,
        "long_requirement": HTTPStatus.UNPROCESSABLE_ENTITY,
        "one_end": HTTPStatus.UNPROCESSABLE_ENTITY,
        "role_of_another_side": HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)
"""The status of a code; every other refusal says that the thing does not stand as the request expects (409)."""

_WORDS: Mapping[str, Phrase] = MappingProxyType(
    {
        "not_there": phrase("There is nothing of that name that you may see."),
        "no_token": phrase("A token is needed, and this one lets nobody in."),
        "too_often": phrase("Too many requests. Wait a little."),
        "unusable": phrase("The request cannot be used as it is."),
        "not_json": phrase("The body is not JSON that can be read."),
        "bad_cursor": phrase("This cursor comes from no page of the list."),
        "too_large": phrase("The body is too large."),
        "defect": phrase("Something is wrong in the program; its log says what, under the id of this request."),
        "disk_full": phrase("The disk of the server is full: nothing was kept. Try again once there is room."),
        "database_away": phrase(
            "The database does not answer just now. Send the same again in a moment, under the same key: it is done"
            " once."
        ),
        "not_this_way": phrase("This address is not asked in this way."),
        "documents.refused": phrase("The document cannot be used as it is; the findings say why."),
        "other_request": phrase("This idempotency key came with another request before. Choose a new key."),
    }
)


def problem_of(request: HttpRequest, refused: Exception) -> HttpResponse | None:
    """Return the answer to a refusal; None for what is no refusal but a defect."""
    if isinstance(refused, HttpError) and isinstance(refused.__cause__, Refused):  # as the parser refused it
        refused = refused.__cause__
    if isinstance(refused, Throttled):
        answer = write(request, HTTPStatus.TOO_MANY_REQUESTS, "too_often", "")
        answer.headers["Retry-After"] = str(refused.wait or 1)
        return answer
    if isinstance(refused, ValidationError):
        faults = [Fault(path=_path(item.get("loc", ())), message=str(item.get("msg", ""))) for item in refused.errors]
        return write(request, HTTPStatus.UNPROCESSABLE_ENTITY, "unusable", str(faults[0].message), faults=faults)
    if isinstance(refused, DocumentRefused):
        findings = [Found.of(one) for one in refused.findings]
        return write(request, HTTPStatus.UNPROCESSABLE_ENTITY, refused.code, "", findings=findings)
    found = _plain(refused)
    return None if found is None else write(request, found[0], found[1], str(refused))


def _plain(refused: Exception) -> tuple[HTTPStatus, str] | None:
    """Return the status and the code of a refusal that says no more than its code."""
    if isinstance(refused, RequestDataTooBig):
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large"
    if isinstance(refused, MultiPartParserError):
        return HTTPStatus.BAD_REQUEST, "unusable"
    if isinstance(refused, HttpError):
        return HTTPStatus(refused.status_code), "unusable"
    code = getattr(refused, "code", None)
    if not isinstance(code, str):
        return None
    return (refused.status if isinstance(refused, Refused) else STATUS.get(code, HTTPStatus.CONFLICT)), code


def write(  # noqa: PLR0913 - the members of a problem
    request: HttpRequest,
    status: HTTPStatus,
    code: str,
    detail: str,
    *,
    findings: list[Found] | None = None,
    faults: list[Fault] | None = None,
) -> HttpResponse:
    """Write a problem in the language that was asked for."""
    language = Language(getattr(request, "LANGUAGE_CODE", "en"))
    problem = Problem(
        type=TYPE + code,
        title=title_of(language, code),
        status=status,
        code=code,
        detail=detail,
        findings=findings,
        faults=faults,
    )
    answer = HttpResponse(problem.model_dump_json(exclude_none=True), content_type=CONTENT_TYPE, status=status)
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="acuerdo"'
    return answer


def title_of(language: Language, code: str) -> str:
    """Return a refusal as a sentence."""
    words = _WORDS.get(code)
    return say_refusal(language, code) if words is None else speak(language, words)


def _path(parts: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in parts)
