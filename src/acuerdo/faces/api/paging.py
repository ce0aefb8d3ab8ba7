"""Lists in parts: a cursor says after what the next part begins."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Annotated, TypeVar

from ninja import Query
from pydantic import BaseModel

from acuerdo.faces.api.problems import Refused
from acuerdo.faces.api.shapes import Page

Item = TypeVar("Item", bound=BaseModel)
_LONGEST_PLACE = 18
Cursor = Annotated[str, Query(max_length=400, description="`next_cursor` of the part before")]
_LONGEST_NUMBER = 18
_NO_CURSOR = "expected next_cursor of another part"
Limit = Annotated[int, Query(ge=1, le=200, description="how many at most")]


def start_after(cursor: str) -> str:
    """Return what the part begins after; empty for the first one. Raises `Refused` for what is no cursor.

    >>> start_after(cursor_after("sur-2026"))
    'sur-2026'
    """
    try:
        after = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode()
    except ValueError as fault:
        raise Refused(HTTPStatus.BAD_REQUEST, "bad_cursor", _NO_CURSOR) from fault
    if not after.isprintable():
        raise Refused(HTTPStatus.BAD_REQUEST, "bad_cursor", _NO_CURSOR)
    return after


def place_after(cursor: str) -> int | None:
    """Return the number that the part begins after, None for the first one. Raises `Refused` for what is no cursor."""
    after = start_after(cursor)
    if after and not (after.isascii() and after.isdecimal() and len(after) <= _LONGEST_PLACE):
        raise Refused(HTTPStatus.BAD_REQUEST, "bad_cursor", "expected next_cursor of another part")
    return int(after) if after else None


def cursor_after(key: str) -> str:
    """Write the cursor that begins after a key."""
    return urlsafe_b64encode(key.encode()).decode().rstrip("=")


def page_of(found: Sequence[Item], limit: int, key: Callable[[Item], str]) -> Page[Item]:
    """Return a part of a list out of one item more than it may have."""
    items = list(found[:limit])
    return Page[Item](items=items, next_cursor=cursor_after(key(items[-1])) if len(found) > limit else None)


def place_of(cursor: str, parts: int) -> tuple[str, ...]:
    """Return what a part begins after where its place has several parts; empty ones for the first part of a list.

    Raises `Refused` for what is no cursor of such a list.

    >>> place_of(cursor_after("sur-2026/1"), 2), place_of("", 2)
    (('sur-2026', '1'), ('', ''))
    """
    after = tuple(start_after(cursor).split("/")) if cursor else ("",) * parts
    if len(after) != parts:
        raise Refused(HTTPStatus.BAD_REQUEST, "bad_cursor", _NO_CURSOR)
    return after


def number_of(text: str) -> int:
    """Return the number in a place, 0 for none. Raises `Refused` for anything else.

    >>> number_of(""), number_of("12")
    (0, 12)
    """
    if text and not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER):
        raise Refused(HTTPStatus.BAD_REQUEST, "bad_cursor", _NO_CURSOR)
    return int(text or "0")


def part_of(found: Sequence[Item], cursor: str, limit: int, key: Callable[[Item], str]) -> Page[Item]:
    """Return a part of a list that is known whole, in its order. Raises `Refused` for a cursor that is not of it."""
    after = start_after(cursor)
    places = [at for at, item in enumerate(found) if key(item) == after]
    if after and not places:
        raise Refused(HTTPStatus.BAD_REQUEST, "bad_cursor", _NO_CURSOR)
    start = places[0] + 1 if after else 0
    return page_of(found[start : start + limit + 1], limit, key)
