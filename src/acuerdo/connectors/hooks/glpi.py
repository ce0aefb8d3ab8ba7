"""GLPI 11's webhooks with their default payload: a ticket as it is now, or a followup that was written.

After GLPI's own source (its class of webhooks and the schemas of its high-level API): the payload holds `event` and
`item`, for a followup also `parent_item`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from acuerdo.connectors.hooks.messages import NotUnderstood, Row, instant_at, needed_at, said, value_at, word_at
from acuerdo.core.chains.canonical import Json
from acuerdo.core.clock.facts import CLEARED

_STATUSES: Mapping[str, str] = MappingProxyType(
    {
        "1": "New",
        "2": "Processing (assigned)",
        "3": "Processing (planned)",
        "4": "Pending",
        "5": "Solved",
        "6": "Closed",
    }
)
_DEGREES: Mapping[str, str] = MappingProxyType(
    {"1": "Very low", "2": "Low", "3": "Medium", "4": "High", "5": "Very high", "6": "Major"}
)
_TYPES: Mapping[str, str] = MappingProxyType({"1": "Incident", "2": "Request"})


def translate(message: Json) -> list[Row]:
    """Return what a message says of a ticket, or of a followup; nothing for items of other kinds.

    Raises `NotUnderstood`.
    """
    event = needed_at(message, "event")
    item = value_at(message, "item")
    if word_at(item, "status.id", "status") is not None:
        return _ticket(item, event)
    if word_at(item, "itemtype") == "Ticket" and value_at(item, "content") is not None:
        return _followup(message) if event == "new" else []
    if not isinstance(item, Mapping):
        raise NotUnderstood("item", "nothing", "what the webhook is about")
    return []


def _ticket(item: Json, event: str) -> list[Row]:
    ticket = needed_at(item, "id")
    opened = said(ticket=ticket, at=instant_at(item, "date", "date_creation"), event="opened")
    at = instant_at(item, "date_mod", "date_creation", "date")
    if event == "delete" or value_at(item, "is_deleted") is True:
        return [opened, said(ticket=ticket, at=at, event="cancelled")]
    holders = _of_team(item, "assigned", "User")
    teams = _of_team(item, "assigned", "Group")
    state = said(
        ticket=ticket,
        at=at,
        event="changed",
        status=_word(_STATUSES, item, "status"),
        priority=_word(_DEGREES, item, "priority"),
        urgency=_word(_DEGREES, item, "urgency"),
        impact=_word(_DEGREES, item, "impact"),
        type=_word(_TYPES, item, "type"),
        title=word_at(item, "name"),
        category=word_at(item, "category.name"),
        customer=word_at(item, "entity.name"),
        site=word_at(item, "location.name"),
        team=teams[0] if teams else None,
        owner=holders[0] if holders else CLEARED,
    )
    return [opened, state]


def _followup(message: Json) -> list[Row]:
    item = value_at(message, "item")
    author = word_at(item, "user.name", "user.id")
    asked = author is not None and author in _of_team(value_at(message, "parent_item"), "requester", "User")
    private = value_at(item, "is_private") in (True, 1)
    return [
        said(
            ticket=needed_at(item, "items_id"),
            at=instant_at(item, "date", "date_creation"),
            event="asked" if asked else "replied",
            by=author,
            public="false" if private else None,
            key=f"followup-{needed_at(item, 'id')}",
        )
    ]


def _word(words: Mapping[str, str], item: Json, name: str) -> str | None:
    """Return what a number of GLPI stands for: its names are in the language of whoever set it up."""
    found = word_at(item, f"{name}.id", name)
    return None if found is None else words.get(found, found)


def _of_team(item: Json, role: str, kind: str) -> list[str]:
    members = value_at(item, "team")
    found = members if isinstance(members, list) else []
    ours = [one for one in found if word_at(one, "role") == role and word_at(one, "type") == kind]
    return [name for one in ours if (name := word_at(one, "name", "id")) is not None]
