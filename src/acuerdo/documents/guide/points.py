"""The twenty points of an agreement, and the one that comes before them, each with what it asks for."""

from dataclasses import dataclass

from acuerdo.documents.completeness import EIGHT, TWELVE
from acuerdo.documents.guide.eight import EIGHT_PARTS
from acuerdo.documents.guide.fields import Asked, One
from acuerdo.documents.guide.slots import choice, text, texts
from acuerdo.documents.guide.twelve import TWELVE_PARTS
from acuerdo.words import Phrase, phrase

_PARTS = {**EIGHT_PARTS, **TWELVE_PARTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidePoint:
    """One point: its name, its title, what helps to say it, and what it asks for."""

    name: str
    title: Phrase
    help: Phrase
    parts: tuple[Asked, ...]


_FIRST = GuidePoint(
    name="parties",
    title=phrase("Title and parties"),
    help=phrase("What this agreement is called, in which language it prevails, and who makes it."),
    parts=(
        One(
            path=(),
            slots=(
                texts("title", title=phrase("Title")),
                choice("language", phrase("Language that prevails"), "en", "es", "ru"),
                text("time_zone", phrase("Time zone"), "Europe/Madrid"),
                text("currency", phrase("Currency"), "EUR"),
            ),
        ),
        One(path=("parties", "provider"), slots=(text("name", phrase("The provider")),)),
        One(path=("parties", "customer"), slots=(text("name", phrase("The customer")),)),
    ),
)

POINTS: tuple[GuidePoint, ...] = (
    _FIRST,
    *(
        GuidePoint(name=name, title=title, help=_PARTS[name][0], parts=_PARTS[name][1])
        for name, title in (*EIGHT.items(), *TWELVE.items())
    ),
)
"""The points in the order in which an agreement is drafted."""
