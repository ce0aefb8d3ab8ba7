"""Zammad's webhooks: the ticket as it is now, and the article that was written.

After the default payload in the Zammad administrator's documentation (Webhook > Payload, with its example).
"""

from acuerdo.connectors.hooks.messages import Row, instant_at, needed_at, said, value_at, word_at
from acuerdo.core.chains.canonical import Json
from acuerdo.core.clock.facts import CLEARED, SYSTEM

_NOBODY = "1"


def translate(message: Json) -> list[Row]:
    """Return the opening, the state as of the last change, and what was written. Raises `NotUnderstood`."""
    ticket = needed_at(message, "ticket.number", "ticket.id")
    opened_at = instant_at(message, "ticket.created_at")
    nobody = word_at(message, "ticket.owner_id") == _NOBODY
    state = said(
        ticket=ticket,
        at=instant_at(message, "ticket.updated_at", "ticket.created_at"),
        event="changed",
        status=word_at(message, "ticket.state.name", "ticket.state"),
        priority=word_at(message, "ticket.priority.name", "ticket.priority"),
        team=word_at(message, "ticket.group.name", "ticket.group"),
        customer=word_at(message, "ticket.organization.name", "ticket.organization"),
        channel=word_at(message, "ticket.create_article_type"),
        title=word_at(message, "ticket.title"),
        owner=CLEARED if nobody else word_at(message, "ticket.owner.login", "ticket.owner.email", "ticket.owner"),
    )
    return [said(ticket=ticket, at=opened_at, event="opened"), state, *_written(message, ticket)]


def _written(message: Json, ticket: str) -> list[Row]:
    article = value_at(message, "article")
    ident = word_at(article, "id")
    if ident is None:
        return []
    sender = word_at(article, "sender") or ""
    first = value_at(message, "ticket.article_ids")
    if sender == "Customer" and isinstance(first, list) and first and str(first[0]) == ident:
        return []  # what the ticket was opened with
    internal = value_at(article, "internal") is True
    by = word_at(article, "origin_by", "created_by.login", "created_by.email")
    return [
        said(
            ticket=ticket,
            at=instant_at(article, "created_at"),
            event="asked" if sender == "Customer" else "replied",
            by=SYSTEM if sender == "System" else by,
            public="false" if internal else None,
            key=f"article-{ident}",
        )
    ]
