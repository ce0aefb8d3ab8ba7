"""What every page knows: who reads it, and where the reader can go."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.web import company_sign_in
from acuerdo.faces.web.outgoing_mail import mail_is_set_up
from acuerdo.faces.web.readers import reader_of
from acuerdo.faces.web.second_factor import is_asked_of
from acuerdo.words import Language, Phrase, phrase, speak

LANGUAGES = ((Language.ES, "Español"), (Language.RU, "Русский"), (Language.EN, "English"))

_PLACES: tuple[tuple[str, Phrase, Permission | None], ...] = (
    ("today", phrase("Today", context="page of what needs you now"), None),
    ("tickets", phrase("Tickets"), Permission.SEE_TICKETS),
    ("agreements", phrase("Agreements"), Permission.SEE_AGREEMENTS),
    ("attained_all", phrase("The month", context="page of where promises stand"), Permission.SEE_AGREEMENTS),
    ("catalogue", phrase("Catalogue"), Permission.SEE_CATALOGUE),
    ("decisions", phrase("Decisions", context="page of terms that end"), Permission.SEE_AGREEMENTS),
    ("customers", phrase("Customers"), Permission.SEE_PARTIES),
    ("ours", phrase("Our people", context="page of the own company"), Permission.SEE_PARTIES),
)

_LETTERS = {
    "today": "t",
    "tickets": "k",
    "agreements": "a",
    "attained_all": "m",
    "catalogue": "c",
    "decisions": "d",
    "customers": "u",
    "ours": "p",
}

_OF_PROVIDER = frozenset({"customers"})
"""Places for the provider's people alone."""

_QUEUE = "queue"
_WITHIN = {"tickets": (_QUEUE, "board", "sources")}
"""Pages that belong to a place of the menu."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the menu; `letter` is what goes there after a `g` on the keyboard."""

    address: str
    name: str
    here: bool
    letter: str


def reader(request: HttpRequest) -> dict[str, Any]:  # what a template can hold
    """Give every template its reader, the menu and the languages."""
    found = reader_of(request)
    return {
        "reader": found,
        "places": _places(request),
        "languages": LANGUAGES,
        "company_sign_in": company_sign_in.is_set_up(),
        "may_write": mail_is_set_up(),
        "second_factor_asked": bool(settings.SECOND_FACTOR_FOR)
        and isinstance(request.user, Person)
        and is_asked_of(request.user),
    }


def _places(request: HttpRequest) -> list[Place]:
    found = reader_of(request)
    viewer = found.viewer
    if viewer is None:
        return []
    open_to = [
        item
        for item in _PLACES
        if (item[2] is None or viewer.may_anywhere(item[2]))
        and (viewer.kind is PartyKind.PROVIDER or item[0] not in _OF_PROVIDER)
    ]
    return [
        Place(_begins(name, viewer), speak(found.language, words), _is_here(name, request.path), _LETTERS[name])
        for name, words, _ in open_to
    ]


def _begins(name: str, viewer: Viewer) -> str:
    """Return where a place begins: tickets, for the provider's people, with their own queue."""
    return reverse(_QUEUE if name == "tickets" and viewer.kind is PartyKind.PROVIDER else name)


def _is_here(name: str, path: str) -> bool:
    addresses = [reverse(one) for one in (name, *_WITHIN.get(name, ()))]
    return any(path == address or (len(address) > 1 and path.startswith(address)) for address in addresses)
