"""A help desk sends a webhook: made sure of, read, recorded."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from acuerdo.apps.clocks.telling import read_rows
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.hooks import NewHook, connect_hook, disconnect_hook, hear_hook, note_heard, note_refused
from acuerdo.apps.tickets.models import Source
from acuerdo.apps.tickets.shapes import Answer, HookLine, RefusedTelling, Telling
from acuerdo.apps.tickets.sources import SourceRefused
from acuerdo.connectors.hooks.messages import NotUnderstood, Row
from acuerdo.connectors.hooks.signing import sent_at_s
from acuerdo.connectors.hooks.vendors import KNOWN, Sender
from acuerdo.connectors.profile_files import load_profile
from acuerdo.core.chains.canonical import Json, can_be_kept
from acuerdo.flows.ticket_event import tell_unattended


class HookRefused(ValueError):
    """A message that is not taken. `code` is `bad_signature`, or `other_time`: signed rightly, but not now."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What was sent: its headers, by their names in small letters, and its body as it came."""

    headers: Mapping[str, str]
    body: bytes


def connect(viewer: Viewer, source: str, sender: Sender, secret: str, at: datetime) -> tuple[HookLine, str]:
    """Give a source an address for webhooks; its words become those of the sender's shipped profile where it has none.

    Raises `NotThere`, `SourceRefused`.
    """
    known = KNOWN[sender]
    profile = load_profile(known.profile) if known.profile else None
    wanted = NewHook(
        sender=sender,
        secret=secret,
        gives_secret=known.gives_secret,
        statuses={}
        if profile is None
        else {word: (str(stage), reason) for word, (stage, reason) in profile.status_map.items()},
        priorities={} if profile is None else profile.words_of("priority"),
    )
    with transaction.atomic():
        return connect_hook(viewer, source, wanted, at)


def disconnect(viewer: Viewer, source: str, at: datetime) -> None:
    """Take no webhooks for a source any more. Raises `NotThere`, `SourceRefused`."""
    with transaction.atomic():
        disconnect_hook(viewer, source, at)


def hear(ident: UUID, message: Message, at: datetime) -> tuple[Answer, ...]:
    """Record what a webhook says; what cannot be read of it is kept as a refused row of its source.

    Raises `NotThere`, `HookRefused`, `SourceRefused` (`source_closed`).
    """
    hook = hear_hook(ident, at)
    known = KNOWN[Sender(hook.sender)]
    if not any(known.signed(one, message.headers, message.body, int(at.timestamp())) for one in hook.secrets):
        sent_s = sent_at_s(message.headers)
        then = sent_s is not None and any(
            known.signed(one, message.headers, message.body, sent_s) for one in hook.secrets
        )
        code = "other_time" if then else "bad_signature"
        note_refused(hook.id, code, at)
        raise HookRefused(code)

    def reading(source: Source) -> list[Telling]:
        try:
            rows = _kept(known.translate(_json_of(message.body), at), message.body)
        except NotUnderstood as odd:
            return [_refused(odd, hook.sender)]
        return read_rows(source, rows)

    try:
        answers = tell_unattended(hook.source, reading, at)
    except SourceRefused as refused:
        note_refused(hook.id, refused.code, at)
        raise
    note_heard(hook.id, at)
    return answers


def _json_of(body: bytes) -> Json:
    try:
        found: Json = json.loads(body)
    except (ValueError, RecursionError):
        raise NotUnderstood("body", repr(body[:20]), "JSON") from None
    return found


def _kept(rows: list[Row], body: bytes) -> list[Row]:
    try:
        kept = can_be_kept(rows)
    except RecursionError:
        raise NotUnderstood("body", repr(body[:20]), "texts that can be kept") from None
    if not kept:
        raise NotUnderstood("body", "NUL, or half of a character", "texts that can be kept")
    return rows


def _refused(odd: NotUnderstood, sender: str) -> RefusedTelling:
    return RefusedTelling(
        code="unreadable_message",
        column=odd.column,
        found=odd.found,
        expected=odd.expected,
        hint="look at what the help desk sends, and tell the fact in another way",
        said={"sender": sender},
    )
