"""What the pages of the catalogue say in words: texts by language, costs, routes and distances."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from acuerdo.apps.catalogue.shapes import Cost, Texts, choose_text
from acuerdo.studies.levels import Distance, Mark
from acuerdo.words import Language, Phrase, phrase, say_money, speak

LANGUAGE_NAMES: Mapping[str, str] = MappingProxyType({"en": "English", "es": "Español", "ru": "Русский"})

_PER: Mapping[str, Phrase] = MappingProxyType(
    {
        "h": phrase("{amount} an hour", context="what a service costs"),
        "day": phrase("{amount} a day", context="what a service costs"),
        "month": phrase("{amount} a month", context="what a service costs"),
        "quarter": phrase("{amount} a quarter", context="what a service costs"),
        "year": phrase("{amount} a year", context="what a service costs"),
        "ticket": phrase("{amount} per ticket", context="what a service costs"),
        "user": phrase("{amount} per user", context="what a service costs"),
        "asset": phrase("{amount} per asset", context="what a service costs"),
        "site": phrase("{amount} per site", context="what a service costs"),
    }
)
_ROUTES: Mapping[str, tuple[Phrase, Phrase, str, str]] = MappingProxyType(
    {
        "decline": (
            phrase("declined", context="an out-of-scope request"),
            phrase("The provider says no and says why; nobody starts working."),
            "✕",
            "bad",
        ),
        "quote": (
            phrase("quoted", context="an out-of-scope request"),
            phrase("The provider names a price; work begins when the customer accepts it."),
            "€",
            "calm",
        ),
        "authorise": (
            phrase("authorised", context="an out-of-scope request"),
            phrase("Work begins when somebody who may decide for the customer has agreed to it."),
            "✓",
            "warn",
        ),
        "": (
            phrase("not said", context="an out-of-scope request"),
            phrase("The agreement does not say what happens; agree on it before the first one comes."),
            "?",
            "rest",
        ),
    }
)
_DISTANCES: Mapping[Distance, tuple[Phrase, str, str]] = MappingProxyType(
    {
        Distance.LESS: (phrase("less than the level", context="what an agreement promises"), "▼", "warn"),
        Distance.MISSING: (phrase("not promised", context="what an agreement promises"), "∅", "bad"),
        Distance.MORE: (phrase("more than the level", context="what an agreement promises"), "▲", "good"),
        Distance.EXTRA: (phrase("beyond the level", context="what an agreement promises"), "+", "good"),
        Distance.OTHER: (phrase("something else", context="what an agreement promises"), "≠", "calm"),
    }
)
_MARKS: Mapping[Mark, tuple[Phrase, str, str]] = MappingProxyType(
    {
        Mark.MORE: (phrase("more", context="a level beside another"), "▲", "good"),
        Mark.LESS: (phrase("less", context="a level beside another"), "▼", "warn"),
        Mark.OTHER: (phrase("different", context="a level beside another"), "≠", "calm"),
    }
)


@dataclass(frozen=True, slots=True)
class Sign:
    """A word with its sign and its tone, a class of the stylesheet."""

    word: str
    sign: str
    tone: str


@dataclass(frozen=True, slots=True)
class Told:
    """A text and the language it is in, where that is not the reader's."""

    text: str
    language: str


def tell(texts: Texts, language: Language) -> Told:
    """Choose a text for a reader; one that is missing in the reader's language says which one it is in."""
    found = choose_text(texts, language)
    spoken = "" if texts.get(language) or not found else next(one for one, text in texts.items() if text == found)
    return Told(found, spoken)


def say_cost(cost: Cost | None, language: Language) -> str:
    """Say what a service costs; empty where the catalogue does not say it."""
    if cost is None:
        return ""
    amount = say_money(language, cost.amount, cost.currency)
    return amount if not cost.per else speak(language, _PER[cost.per], amount=amount)


def say_route(route: str, language: Language) -> tuple[Sign, str]:
    """Say what happens with a request out of scope, and what that means."""
    word, meaning, sign, tone = _ROUTES[route]
    return Sign(speak(language, word), sign, tone), speak(language, meaning)


def say_distance(distance: Distance, language: Language) -> Sign:
    """Say on which side of a level an agreement is."""
    word, sign, tone = _DISTANCES[distance]
    return Sign(speak(language, word), sign, tone)


def say_mark(mark: Mark, language: Language) -> Sign | None:
    """Say how a level differs from the one it is held against; None where it does not."""
    if mark is Mark.SAME:
        return None
    word, sign, tone = _MARKS[mark]
    return Sign(speak(language, word), sign, tone)
