"""Reading tokens, and finding out who sent one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Q

from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer, view_as
from acuerdo.apps.tokens.models import Token
from acuerdo.apps.tokens.shapes import Bearer, Purpose, TokenLine

_NOTED_EVERY = timedelta(minutes=1)


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
    row = Token.objects.filter(hash=hash_of(secret), purpose=purpose).select_related("person__party").first()
    if row is None or not row.person.is_active:
        return None
    line = line_of(row)
    if not line.lets_in(at):
        return None
    return Bearer(viewer=narrow(view_as(row.person), line.scopes), token=line)


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
    known = set(Permission)
    return TokenLine(
        id=row.pk,
        name=row.name,
        ending=row.ending,
        scopes=tuple(Permission(word) for word in row.scopes.split() if word in known),
        made_at=row.made_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
