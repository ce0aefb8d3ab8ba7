"""Reading a message: a value at a path, whatever shape the message has."""

from collections.abc import Mapping
from datetime import UTC, datetime

from acuerdo.core.chains.canonical import Json

Row = dict[str, Json]
"""A row with the columns of a file of facts."""


class NotUnderstood(ValueError):
    """A message of which no facts can be made: `column` is the path that was looked at."""

    def __init__(self, column: str, found: str, expected: str) -> None:
        self.column = column
        self.found = found
        self.expected = expected
        super().__init__(f"{column}: found {found}, expected {expected}")


def value_at(message: Json, path: str) -> Json:
    """Return what stands at a path of names, None where there is nothing.

    >>> value_at({"ticket": {"state": {"name": "open"}}}, "ticket.state.name")
    'open'
    >>> value_at({"ticket": "none"}, "ticket.state.name") is None
    True
    """
    found = message
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def word_at(message: Json, *paths: str) -> str | None:
    """Return the first of some paths at which a word or a whole number stands, as text.

    >>> word_at({"ticket": {"id": 81, "number": ""}}, "ticket.number", "ticket.id")
    '81'
    """
    for path in paths:
        found = value_at(message, path)
        if isinstance(found, str | int) and not isinstance(found, bool) and str(found).strip():
            return str(found).strip()
    return None


def needed_at(message: Json, *paths: str) -> str:
    """Return a word as `word_at` does. Raises `NotUnderstood` where there is none."""
    found = word_at(message, *paths)
    if found is None:
        raise NotUnderstood(paths[0], "nothing", "a word or a number")
    return found


def instant_at(message: Json, *paths: str) -> str:
    """Return an instant at the first of some paths that has one, as RFC 3339 with its offset. Raises `NotUnderstood`.

    >>> instant_at({"created": "2021-01-20T15:58:12.797+1100"}, "created")
    '2021-01-20T15:58:12.797000+11:00'
    """
    text = needed_at(message, *paths)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise NotUnderstood(paths[0], repr(text[:40]), "an instant like 2026-03-02T09:00:00Z") from None
    if found.tzinfo is None:
        raise NotUnderstood(paths[0], repr(text[:40]), "an instant with its offset, like 2026-03-02T09:00:00Z")
    return found.isoformat()


def instant_of_ms(message: Json, path: str) -> str:
    """Return an instant that is written as milliseconds since 1970, as RFC 3339. Raises `NotUnderstood`."""
    found = value_at(message, path)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 1 << 42:
        raise NotUnderstood(path, repr(found)[:40], "milliseconds since 1970")
    return datetime.fromtimestamp(found / 1_000, UTC).isoformat()


def said(**cells: Json) -> Row:
    """Return a row of what is said: what is None or empty is left out."""
    return {name: value for name, value in cells.items() if value not in (None, "")}
