"""The language in which a page speaks: the reader's own choice, else that of the browser."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from acuerdo.words import Language

COOKIE = "language"
_YEAR_S = 31_536_000


class ReaderLanguage:
    """Chooses the language of a request: the cookie that the language menu sets, else the browser's wishes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request in its reader's language."""
        chosen = choose(request)
        request.LANGUAGE_CODE = str(chosen)
        with translation.override(str(chosen)):
            response = self._answer(request)
        response.headers.setdefault("Content-Language", str(chosen))
        return response


def choose(request: HttpRequest) -> Language:
    """Return the language that a request asks for; English where it asks for none that is spoken here."""
    asked = request.COOKIES.get(COOKIE, "")
    if asked in list(Language):
        return Language(asked)
    for wish, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if wish[:2] in list(Language):
            return Language(wish[:2])
    return Language.EN


def keep_language(response: HttpResponse, request: HttpRequest, wanted: str) -> None:
    """Let the browser remember a language for a year."""
    response.set_cookie(COOKIE, wanted, max_age=_YEAR_S, secure=request.is_secure(), httponly=True, samesite="Lax")
