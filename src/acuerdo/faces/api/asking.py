"""What is asked: who sent the token, how often, and the body as JSON that every database can keep."""

import json
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import Throttled
from ninja.parser import Parser
from ninja.security import HttpBearer

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tokens.queries import note_use, open_by
from acuerdo.apps.tokens.shapes import Bearer, Purpose
from acuerdo.core.chains.canonical import can_be_kept
from acuerdo.faces.api.problems import Refused
from acuerdo.flows.tokens_kept import note_refusal
from acuerdo.words import Language

_PERIOD_S = 60
_WRONG_TOKENS = 60


class TokenNeeded(HttpBearer):
    """Lets in whoever sends a good token."""

    def __call__(self, request: HttpRequest) -> Bearer:
        """Return who sent the token. Raises `Refused` and `Throttled`."""
        found: Bearer | None = super().__call__(request)
        if found is None:
            count_wrong(request)
            raise Refused(HTTPStatus.UNAUTHORIZED, "no_token", "send Authorization: Bearer and a token that is good")
        _count(f"token:{found.token.id}", settings.API_PER_MINUTE)
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Bearer | None:  # noqa: ARG002 - the package's own
        """Return who a token belongs to."""
        now = timezone.now()
        found = open_by(token.strip(), now)
        if found is None:
            note_refusal(token.strip(), Purpose.API, now)
        else:
            note_use(found.token, now)
        return found


def bearer_of(request: HttpRequest) -> Bearer:
    """Return who sent a request that was let in."""
    found = getattr(request, "auth", None)
    if not isinstance(found, Bearer):
        raise TypeError("asked of a request that nobody let in")
    return found


def viewer_of(request: HttpRequest) -> Viewer:
    """Return the viewer of a request that was let in."""
    return bearer_of(request).viewer


def language_of(request: HttpRequest) -> Language:
    """Return the language that a request asked for by `Accept-Language`."""
    return Language(getattr(request, "LANGUAGE_CODE", "en"))


def count_wrong(request: HttpRequest) -> None:
    """Count a wrong token or signature of an address. Raises `Throttled` where there are too many in a minute."""
    _count(f"wrong:{request.META.get('REMOTE_ADDR', '')}", _WRONG_TOKENS)


def _count(name: str, most: int) -> None:
    """Count requests in this minute. Raises `Throttled` where there are too many."""
    minute, second = divmod(int(timezone.now().timestamp()), _PERIOD_S)
    key = f"asked:{name}:{minute}"
    cache.add(key, 0, timeout=2 * _PERIOD_S)
    try:
        found = cache.incr(key)
    except ValueError:  # the cache forgot it between the two
        return
    if found > most:
        raise Throttled(_PERIOD_S - second)


class JsonParser(Parser):
    """Reads bodies: JSON whose texts every database can keep."""

    def parse_body(self, request: HttpRequest) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Return the body. Raises `Refused`."""
        try:
            found = json.loads(request.body)
        except (ValueError, RecursionError) as fault:
            raise Refused(HTTPStatus.BAD_REQUEST, "not_json", str(fault)) from fault
        if not can_be_kept(found):
            raise Refused(HTTPStatus.BAD_REQUEST, "not_json", "a text holds NUL or half a character")
        return found
