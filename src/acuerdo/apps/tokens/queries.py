"""Reading tokens, and finding out who sent one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Q

from acuerdo.apps.journal.rows import ask, instant_of
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import PartyKind, Permission, Role
from acuerdo.apps.parties.viewers import Held, Viewer
from acuerdo.apps.tokens.models import Token
from acuerdo.apps.tokens.shapes import Bearer, Purpose, TokenLine

_NOTED_EVERY = timedelta(minutes=1)
_LINE = ("id", "name", "ending", "scopes", "made_at", "expires_at", "last_used_at", "revoked_at")
_KNOWN = {str(one): one for one in Permission}
_OPENED = (
    # asked with every request, in the same words; a line for each role that the person holds
    f"SELECT person.id, person.ident, person.name, party.kind, party.id, person.language, person.time_zone,"  # noqa: S608 - names of columns alone
    f" held.role, held.customer_id, {', '.join(f'token.{name}' for name in _LINE)} FROM tokens_token token"
    " JOIN parties_person person ON person.id = token.person_id JOIN parties_party party ON party.id = person.party_id"
    " LEFT JOIN parties_grant held ON held.person_id = person.id"
    " WHERE token.hash = %s AND token.purpose = %s AND person.is_active ORDER BY held.id"
)


def hash_of(secret: str) -> str:
    """Return what is kept of a secret. It holds 256 random bits, so that a plain SHA-256 is enough.

    >>> hash_of("acu_x")[:8]
    '215494c1'
    """
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def list_tokens(viewer: Viewer, purpose: Purpose = Purpose.API) -> list[TokenLine]:
    """Return the viewer's own tokens, the newest first."""
    mine = Token.objects.filter(person_id=viewer.person, purpose=purpose)
    return [line_of(row) for row in mine.order_by("-made_at", "-pk")]


def scopes_of(viewer: Viewer) -> tuple[Permission, ...]:
    """Return what the viewer may give to a token: the permissions held towards any customer."""
    return tuple(permission for permission in Permission if viewer.may_anywhere(permission))


def open_by(secret: str, at: datetime, purpose: Purpose = Purpose.API) -> Bearer | None:
    """Return who sent a token, None for one that is unknown, revoked, expired, or whose person has left."""
    rows = ask(_OPENED, (hash_of(secret), str(purpose)))
    if not rows:
        return None
    person, ident, name, kind, party, language, time_zone, _, _, *token = rows[0]
    line = _line(token)
    if not line.lets_in(at):
        return None
    viewer = Viewer(
        person=person,
        ident=str(UUID(ident) if isinstance(ident, str) else ident),
        name=name,
        kind=PartyKind(kind),
        party=party,
        language=language,
        time_zone=time_zone,
        held=tuple(Held(role=Role(row[7]), customer=row[8]) for row in rows if row[7] is not None),
    )
    return Bearer(viewer=narrow(viewer, line.scopes), token=line)


def refuse_ended(secret: str, at: datetime, purpose: Purpose = Purpose.API) -> tuple[Person, TokenLine] | None:
    """Return a token that somebody sent after its end, and whose it was, the first time; None for any other secret."""
    ended = Q(expires_at__lte=at) | Q(revoked_at__isnull=False) | Q(person__is_active=False)
    row = Token.objects.filter(ended, hash=hash_of(secret), purpose=purpose).select_related("person__party").first()
    if row is None or not Token.objects.filter(pk=row.pk, refused_at__isnull=True).update(refused_at=at):
        return None
    return row.person, line_of(row)


def note_use(token: TokenLine, at: datetime) -> None:
    """Remember that a token was used; at most once a minute, so that reading stays reading."""
    due = Q(last_used_at__isnull=True) | Q(last_used_at__lt=at - _NOTED_EVERY)
    if token.last_used_at is None or token.last_used_at < at - _NOTED_EVERY:
        Token.objects.filter(due, pk=token.id).update(last_used_at=at)


def narrow(viewer: Viewer, scopes: Iterable[Permission]) -> Viewer:
    """Return the viewer with no more than the given permissions."""
    wanted = frozenset(scopes)
    return replace(viewer, only=wanted if viewer.only is None else viewer.only & wanted)


def line_of(row: Token) -> TokenLine:
    """Return a row as its owner sees it."""
    return _line([getattr(row, name) for name in _LINE])


def _line(values: Sequence[Any]) -> TokenLine:
    """Return a token as its owner sees it, out of what its columns hold (`_LINE`)."""
    said = dict(zip(_LINE, values, strict=True))
    instants = {name: instant_of(value) for name, value in said.items() if name.endswith("_at")}
    scopes = tuple(_KNOWN[word] for word in said["scopes"].split() if word in _KNOWN)
    return TokenLine(**{**said, **instants, "scopes": scopes})
