"""Webhooks that come in: the address of a source, and the secret that makes sure of who sends."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_bytes
from uuid import UUID

from django.conf import settings

from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.tickets.models import Hook, Source
from acuerdo.apps.tickets.shapes import HookLine
from acuerdo.apps.tickets.sources import MOST_WORDS, SourceRefused, find_source_row, keep_source
from acuerdo.core.clock.facts import STATUS_WORDS
from acuerdo.surroundings.sealing import Unsealable, seal, unseal

BOTH_GOOD = timedelta(days=1)
"""How long the old secret is good beside the new one."""

_PURPOSE = "hook"
_SHORTEST, _LONGEST = 16, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHook:
    """Who sends, the secret that the sender made (empty: ours is made), and the words that it is known to use.

    `statuses` and `priorities` are taken over where the source does not say itself what such a word means.
    """

    sender: str
    secret: str = ""
    gives_secret: bool = False
    statuses: Mapping[str, tuple[str, str | None]]
    priorities: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardHook:
    """A hook to which something was sent: its row, its source, who sends, and the secrets that are good now."""

    id: int
    source: str
    sender: str
    secrets: tuple[str, ...]


def connect_hook(viewer: Viewer, key: str, wanted: NewHook, at: datetime) -> tuple[HookLine, str]:
    """Give a source an address for webhooks, or another secret; return it and the secret, which nobody sees again.

    The secret is empty where the sender made it. Raises `NotThere`, `SourceRefused`.
    """
    source = keep_source(viewer, key)
    if wanted.gives_secret and not wanted.secret:
        raise SourceRefused("needs_secret", "none", "the secret that the sender made")
    if wanted.secret and not (_SHORTEST <= len(wanted.secret) <= _LONGEST and wanted.secret.isprintable()):
        raise SourceRefused("odd_secret", f"{len(wanted.secret)} characters", f"{_SHORTEST} to {_LONGEST}")
    secret = wanted.secret or "whsec_" + b64encode(token_bytes(32)).decode()
    known = Hook.objects.filter(source=source).first()
    old = "" if known is None or known.sender != wanted.sender else known.sealed
    values = {"sender": wanted.sender, "sealed": _seal(secret), "old_sealed": old, "changed_at": at}
    row, fresh = Hook.objects.update_or_create(source=source, defaults={**values, "refused_code": ""})
    _learn(source, wanted)
    kind = "hook_connected" if fresh else "hook_changed"
    record(source.chain, at=at, actor=viewer.ident, kind=kind, body={"sender": wanted.sender})
    return _line(row), "" if wanted.secret else secret


def disconnect_hook(viewer: Viewer, key: str, at: datetime) -> None:
    """Take no webhooks for a source any more. Raises `NotThere`, `SourceRefused` (`no_hook`)."""
    source = keep_source(viewer, key)
    if not Hook.objects.filter(source=source).delete()[0]:
        raise SourceRefused("no_hook", "a source without an address for webhooks", "one that has it")
    record(source.chain, at=at, actor=viewer.ident, kind="hook_disconnected", body={})


def find_hook(viewer: Viewer, key: str) -> HookLine | None:
    """Return the hook of a source into which the viewer may tell facts, None where it has none. Raises `NotThere`."""
    found = Hook.objects.filter(source=find_source_row(viewer, key, Permission.TELL_FACTS)).first()
    return None if found is None else _line(found)


def hear_hook(ident: UUID, at: datetime) -> HeardHook:
    """Return the hook of an address. Raises `NotThere`."""
    row = Hook.objects.select_related("source").filter(ident=ident).first()
    if row is None:
        raise NotThere("webhook")
    sealed = [row.sealed]
    if row.old_sealed and at < row.changed_at + BOTH_GOOD:
        sealed.append(row.old_sealed)
    return HeardHook(id=row.pk, source=row.source.key, sender=row.sender, secrets=_unsealed(sealed))


def note_heard(hook: int, at: datetime) -> None:
    """Note when a message was last taken."""
    Hook.objects.filter(pk=hook).update(heard_at=at)


def note_refused(hook: int, code: str, at: datetime) -> None:
    """Note when a message was last refused, and why, for those who look after the source."""
    Hook.objects.filter(pk=hook).update(refused_at=at, refused_code=code)


def _learn(source: Source, wanted: NewHook) -> None:
    """Take over the words that a sender is known to use, where the source says nothing of them."""
    own = {word: list(means) for word, means in wanted.statuses.items() if STATUS_WORDS.get(word) != means}
    statuses = {**own, **source.statuses}
    priorities = {**wanted.priorities, **source.values.get("priority", {})}
    values = {**source.values, "priority": priorities} if priorities else source.values
    if max(len(statuses), len(priorities)) <= MOST_WORDS:
        source.statuses, source.values = statuses, values
        source.save(update_fields=["statuses", "values"])


def _line(row: Hook) -> HookLine:
    return HookLine(
        ident=row.ident,
        sender=row.sender,
        changed_at=row.changed_at,
        heard_at=row.heard_at,
        refused_at=row.refused_at,
        refused_code=row.refused_code,
    )


def _seal(secret: str) -> str:
    return seal(secret, key=settings.SECRET_KEY, purpose=_PURPOSE)


def _unsealed(sealed: list[str]) -> tuple[str, ...]:
    """Return what can be unsealed: after the installation's key was changed, that is nothing."""
    found: list[str] = []
    for one in sealed:
        try:
            found.append(unseal(one, key=settings.SECRET_KEY, purpose=_PURPOSE))
        except Unsealable:
            continue
    return tuple(found)
