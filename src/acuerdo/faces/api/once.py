"""Writes that happen once, however often they are sent: idempotency keys."""

from collections.abc import Callable, Iterable
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Concatenate, ParamSpec, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils import timezone

from acuerdo.apps.tokens.commands import claim_key, keep_answer
from acuerdo.apps.tokens.shapes import Answer
from acuerdo.faces.api.asking import bearer_of
from acuerdo.faces.api.problems import CONTENT_TYPE, Refused, problem_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
_LONGEST_KEY = 255


def once(view: View[P]) -> View[P]:
    """Make a write repeatable: with the same key and the same request, the same answer.

    The key, what the request does and its answer are kept in one transaction: who repeats a request whose answer was
    lost is told what happened, and who sends it twice at once waits for the first.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        key = request.headers.get(HEADER)
        if key is None:
            return view(request, *args, **kwargs)
        if not (0 < len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
            detail = f"{HEADER}: expected 1 to {_LONGEST_KEY} letters, digits and signs"
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "unusable", detail)
        token = bearer_of(request).token
        with transaction.atomic():
            kept = claim_key(token, key, _fingerprint(request), timezone.now())
            if kept is not None:
                return _again(kept)
            response = _carry_out(request, lambda: view(request, *args, **kwargs))
            keep_answer(token, key, Answer(status=response.status_code, body=response.content.decode()))
        return response

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", answered)


def _carry_out(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Do what is asked; a refusal undoes it, and is an answer too."""
    try:
        with transaction.atomic():
            return act()
    except Exception as refused:
        response = problem_of(request, refused)
        if response is None:
            raise
        return response


def _again(kept: Answer) -> HttpResponse:
    kind = CONTENT_TYPE if kept.status >= HTTPStatus.BAD_REQUEST else "application/json"
    return HttpResponse(kept.body, status=kept.status, content_type=kind, headers={REPLAYED: "true"})


def _fingerprint(request: HttpRequest) -> str:
    asked = sha256(f"{request.method} {request.get_full_path()}\n".encode())
    try:
        asked.update(request.body)
    except RawPostDataException:  # a form with a file, read already: its parts count, not what stood between them
        asked.update(repr(sorted(request.POST.lists())).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                asked.update(f"{name}\n{file.name}\n{_digest(file.chunks())}".encode())
                file.seek(0)
    return asked.hexdigest()


def _digest(parts: Iterable[bytes]) -> str:
    found = sha256()
    for part in parts:
        found.update(part)
    return found.hexdigest()
