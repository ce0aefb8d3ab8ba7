"""Jira's webhooks: an issue was made, changed or deleted, or somebody commented.

After the webhooks page of Jira Cloud's developer documentation, with its example of an issue's callback.
"""

from acuerdo.connectors.hooks.messages import Row, instant_at, instant_of_ms, needed_at, said, value_at, word_at
from acuerdo.core.chains.canonical import Json
from acuerdo.core.clock.facts import CLEARED, SYSTEM

_COLUMNS = {"status": "status", "priority": "priority", "issuetype": "type", "assignee": "owner", "summary": "title"}


def translate(message: Json) -> list[Row]:
    """Return the opening, what changed, and the comment; nothing for what is not about an issue.

    Raises `NotUnderstood`.
    """
    kind = needed_at(message, "webhookEvent")
    ticket = word_at(message, "issue.key")
    if ticket is None:
        return []
    opened = value_at(message, "issue.fields.created")
    begun = [] if opened is None else [_opening(message, ticket)]
    if kind == "jira:issue_deleted":
        return [*begun, said(ticket=ticket, at=instant_of_ms(message, "timestamp"), event="cancelled")]
    if kind == "jira:issue_created":
        return [*begun, _state(message, ticket, instant_at(message, "issue.fields.created"))]
    if kind == "jira:issue_updated":
        return [*begun, *_changed(message, ticket), *_written(message, ticket)]
    return [*begun, *_written(message, ticket)] if kind == "comment_created" else []


def _opening(message: Json, ticket: str) -> Row:
    title = word_at(message, "issue.fields.summary")  # as it is now: any later fact's title is newer
    return said(ticket=ticket, at=instant_at(message, "issue.fields.created"), event="opened", title=title)


def _state(message: Json, ticket: str, at: str) -> Row:
    components = value_at(message, "issue.fields.components")
    first = components[0] if isinstance(components, list) and components else None
    return said(
        ticket=ticket,
        at=at,
        event="changed",
        status=word_at(message, "issue.fields.status.name"),
        priority=word_at(message, "issue.fields.priority.name"),
        type=word_at(message, "issue.fields.issuetype.name"),
        service=word_at(first, "name"),
        title=word_at(message, "issue.fields.summary"),
        customer=word_at(message, "issue.fields.project.key"),
        owner=_person(message, "issue.fields.assignee") or CLEARED,
    )


def _changed(message: Json, ticket: str) -> list[Row]:
    """Return what the log of changes says; where a message has none, the state as it is."""
    at = instant_of_ms(message, "timestamp")
    items = value_at(message, "changelog.items")
    if not isinstance(items, list):
        return [_state(message, ticket, at)]
    cells: Row = {}
    for item in items:
        column = _COLUMNS.get(word_at(item, "fieldId", "field") or "")
        if column == "owner":
            cells[column] = word_at(item, "to") or CLEARED
        elif column is not None:
            cells[column] = word_at(item, "toString") or CLEARED
    ident = word_at(message, "changelog.id")
    key = None if ident is None else f"changelog-{ident}"
    if not cells:
        return []
    cells.setdefault("title", word_at(message, "issue.fields.summary"))
    return [said(ticket=ticket, at=at, event="changed", key=key, **cells)]


def _written(message: Json, ticket: str) -> list[Row]:
    comment = value_at(message, "comment")
    ident = word_at(comment, "id")
    if ident is None:
        return []
    author = _person(comment, "author")
    kind = word_at(comment, "author.accountType")
    asked = kind == "customer" or (author is not None and author == _person(message, "issue.fields.reporter"))
    hidden = value_at(comment, "jsdPublic") is False or value_at(comment, "visibility") is not None
    return [
        said(
            ticket=ticket,
            at=instant_at(comment, "created"),
            event="asked" if asked else "replied",
            by=SYSTEM if kind == "app" else author,
            public="false" if hidden else None,
            key=f"comment-{ident}",
        )
    ]


def _person(message: Json, path: str) -> str | None:
    return word_at(message, f"{path}.accountId", f"{path}.name", f"{path}.key")
