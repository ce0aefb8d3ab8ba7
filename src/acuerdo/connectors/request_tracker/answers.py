"""Reading what REST2 answers: numbers are texts, dates that are not set lie in 1970, and anything may be missing."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from acuerdo.connectors.request_tracker.shapes import DeskFault, Standing, Transaction
from acuerdo.core.chains.canonical import Json

_MOST_ITEMS = 100
_MOST_DIGITS = 18
NOBODY = "Nobody"


def items_of(answer: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    """Return the items of a page. Raises `DeskFault` (`garbage`)."""
    items = answer.get("items")
    if not isinstance(items, list) or len(items) > _MOST_ITEMS:
        raise DeskFault("garbage", "no items")
    return [_object(item, "item") for item in items]


def read_transaction(item: Mapping[str, Json]) -> Transaction:
    """Read a transaction. Raises `DeskFault` (`garbage`)."""
    creator = _object(item.get("Creator"), "Creator")
    return Transaction(
        id=number_in(item, "id"),
        ticket=number_in(item, "ObjectId"),
        kind=text_in(item, "Type"),
        field=text_in(item, "Field"),
        old=text_in(item, "OldValue"),
        new=text_in(item, "NewValue"),
        at=instant_in(item, "Created"),
        by=number_in(creator, "id"),
        by_name=shown_name(creator),
    )


def read_standing(item: Mapping[str, Json]) -> Standing:
    """Read a ticket as it stands. Raises `DeskFault` (`garbage`)."""
    return Standing(
        id=number_in(item, "id"),
        kind=text_in(item, "Type"),
        opened_at=instant_in(item, "Created"),
        queue=text_in(_object(item.get("Queue"), "Queue"), "Name"),
        status=text_in(item, "Status"),
        priority=text_in(item, "Priority"),
        owner=number_in(_object(item.get("Owner"), "Owner"), "id"),
        requestors=tuple(_requestors(item)),
        fields={text_in(one, "id"): _first_value(one) for one in objects_in(item, "CustomFields")},
        subject=text_in(item, "Subject"),
    )


def objects_in(item: Mapping[str, Json], name: str) -> Iterator[Mapping[str, Json]]:
    """Yield the objects of a list; RT says an empty text where there are none."""
    found = item.get(name)
    yield from (one for one in found if isinstance(one, Mapping)) if isinstance(found, list) else ()


def text_in(item: Mapping[str, Json], name: str) -> str:
    r"""Return a text, empty where there is none; a number as its text. What no database keeps is left out of it.

    >>> text_in({"Name": "An\0a", "id": 14}, "Name"), text_in({"id": 14}, "id"), text_in({"Name": "\ud83d"}, "Name")
    ('Ana', '14', '?')
    """
    found = item.get(name)
    return _keepable(str(found)) if isinstance(found, str | int) else ""


def number_in(item: Mapping[str, Json], name: str) -> int:
    """Return a whole number, which RT may write as a text. Raises `DeskFault` (`garbage`)."""
    found = text_in(item, name)
    if not (found.isascii() and found.isdecimal() and len(found) <= _MOST_DIGITS):
        raise DeskFault("garbage", f"{name}: {found[:40]!r}, not a number")
    return int(found)


def instant_in(item: Mapping[str, Json], name: str) -> datetime:
    """Return an instant; RT says them in UTC, whatever the time zone of its users. Raises `DeskFault` (`garbage`)."""
    try:
        found = datetime.fromisoformat(text_in(item, name))
    except ValueError:
        raise DeskFault("garbage", f"{name}: {text_in(item, name)[:40]!r}, not an instant") from None
    if found.tzinfo is None:
        raise DeskFault("garbage", f"{name}: {text_in(item, name)[:40]!r}, without an offset")
    return found


def shown_name(user: Mapping[str, Json]) -> str:
    """Return what somebody is called: the real name where there is one."""
    return text_in(user, "RealName") or text_in(user, "Name")


def _requestors(item: Mapping[str, Json]) -> Iterator[tuple[int, str]]:
    """Yield the users who asked; a group among them is nobody in particular."""
    for one in objects_in(item, "Requestor"):
        if one.get("type") == "user":
            yield number_in(one, "id"), text_in(one, "EmailAddress")


def _first_value(one: Mapping[str, Json]) -> str:
    values = one.get("values")
    return _keepable(values[0]) if isinstance(values, list) and values and isinstance(values[0], str) else ""


def _keepable(text: str) -> str:
    return text.replace("\0", "").encode(errors="replace").decode()


def _object(found: Json, name: str) -> Mapping[str, Json]:
    if not isinstance(found, Mapping):
        raise DeskFault("garbage", f"{name} is no object")
    return found
