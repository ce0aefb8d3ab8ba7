"""What the points ask for, said briefly."""

from acuerdo.documents.guide.fields import Asked, Kind, One, Slot
from acuerdo.texts.nodes import Path
from acuerdo.words import Phrase, phrase

Parts = tuple[Phrase, tuple[Asked, ...]]

ID = phrase("Short name", context="id of a part of an agreement")
ALL_PRIORITIES = phrase("Every priority")
SHARE = phrase("At least")
AT_MOST = phrase("At most")
CALENDAR = phrase("Calendar")
BINDING = phrase("How it binds")
TEXT = phrase("Text")
SERVICE = phrase("Service")
EVERY = phrase("How often")
COMMITMENTS = phrase("About these promises")
PERIOD = phrase("Judged each")

BINDINGS = ("guarantee", "target", "best_effort")
PERIODS = ("month", "quarter", "half-year", "year")
OWN_ID = Slot(key=("id",), title=ID)


def texts(*key: str, title: Phrase = TEXT) -> Slot:
    """A text in each language."""
    return Slot(key=key, title=title, kind=Kind.TEXTS)


def text(key: str, title: Phrase, example: str = "") -> Slot:
    """One line."""
    return Slot(key=(key,), title=title, example=example)


def choice(key: str, title: Phrase, *options: str) -> Slot:
    """A choice."""
    return Slot(key=(key,), title=title, kind=Kind.CHOICE, options=options)


def lines(key: str, title: Phrase, example: str = "") -> Slot:
    """A list, by lines."""
    return Slot(key=(key,), title=title, kind=Kind.LIST, example=example)


def kinds(*kinds: str) -> tuple[str, tuple[str, ...]]:
    """Only commitments of some kinds."""
    return ("kind", kinds)


def clause(name: str) -> One:
    """A clause of legal text."""
    return One(path=("clauses",), slots=(texts(name),))


TARGET_SLOTS = (
    text("at_least", SHARE, "95%"),
    choice("calendar", CALENDAR, "@calendars"),
    choice("binding", BINDING, *BINDINGS),
)
OF_SERVICE: Path = ("services", "*")
THEN = choice("then", phrase("Such a ticket is", context="out of scope"), "decline", "quote", "authorise")
