"""Zendesk's event webhooks (`zen:event-type:ticket.…`): what changed, with the ticket as it is then.

After the event types of ticket events in Zendesk's developer documentation (Webhooks > Event types > Ticket events).
"""

from acuerdo.connectors.hooks.messages import Row, instant_at, needed_at, said, value_at, word_at
from acuerdo.core.chains.canonical import Json
from acuerdo.core.clock.facts import CLEARED

_TICKETS = "zen:event-type:ticket."
_GONE = frozenset({"soft_deleted", "permanently_deleted"})
_NONE = "0"


def translate(message: Json) -> list[Row]:
    """Return the opening, the state at the event, and what was written; nothing for what is not about a ticket.

    Raises `NotUnderstood`.
    """
    kind = needed_at(message, "type")
    if not kind.startswith(_TICKETS):
        return []
    ticket = needed_at(message, "detail.id")
    at = instant_at(message, "time")
    opened = said(ticket=ticket, at=instant_at(message, "detail.created_at"), event="opened")
    if kind.removeprefix(_TICKETS) in _GONE:
        return [opened, said(ticket=ticket, at=at, event="cancelled")]
    owner = word_at(message, "detail.assignee_id")
    organization = word_at(message, "detail.organization_id")
    team = word_at(message, "detail.group_id")
    state = said(
        ticket=ticket,
        at=at,
        event="changed",
        status=_plain(word_at(message, "detail.status")),
        priority=_plain(word_at(message, "detail.priority")),
        type=_plain(word_at(message, "detail.type")),
        team=None if team == _NONE else team,
        customer=None if organization == _NONE else organization,
        channel=word_at(message, "detail.via.channel"),
        title=word_at(message, "detail.subject"),
        owner=CLEARED if owner in (None, _NONE) else owner,
    )
    return [opened, state, *_written(message, ticket, at)]


def _written(message: Json, ticket: str, at: str) -> list[Row]:
    comment = value_at(message, "event.comment")
    ident = word_at(comment, "id")
    if ident is None:
        return []
    staff = value_at(comment, "author.is_staff") is True
    private = value_at(comment, "is_public") is False
    return [
        said(
            ticket=ticket,
            at=at,
            event="replied" if staff else "asked",
            by=word_at(comment, "author.id"),
            public="false" if private else None,
            key=f"comment-{ident}",
        )
    ]


def _plain(word: str | None) -> str | None:
    """Return a word as Zendesk's pages write it: events have it in capitals."""
    return None if word is None else word.capitalize()
