"""Making and revoking tokens, and keeping answers for requests that are sent twice."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.tokens.models import KeptAnswer, Token
from acuerdo.apps.tokens.queries import hash_of, line_of
from acuerdo.apps.tokens.shapes import Answer, MadeToken, Purpose, TokenLine

PREFIX = "acu_"
LONGEST = timedelta(days=366)
CALENDAR_LIVES = timedelta(days=3_660)
LONGEST_NAME = 100
MOST = 50
KEPT_FOR = timedelta(hours=24)


class TokenRefused(ValueError):
    """A token that cannot be made.

    `code` is stable: `no_name`, `long_name`, `no_scope`, `scope_not_held`, `bad_expiry`, `too_many`.
    """

    def __init__(self, code: str, found: str, expected: str) -> None:
        self.code = code
        super().__init__(f"{code}: found {found}, expected {expected}")


class OtherRequest(ValueError):
    """An idempotency key that came with another request before. `code` is `other_request`."""

    code = "other_request"

    def __init__(self, key: str) -> None:
        super().__init__(f"the idempotency key {key!r} was sent with another request; choose a new key")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """What a token is to be: what its owner calls it, what it may do, and until when."""

    name: str
    scopes: frozenset[Permission]
    expires_at: datetime


def make_token(viewer: Viewer, wanted: NewToken, at: datetime) -> MadeToken:
    """Make a token of the viewer and return its secret, which nobody sees again. Raises `TokenRefused`."""
    _refuse_odd(viewer, wanted, at)
    return _keep(viewer, wanted, Purpose.API, at)


def make_calendar(viewer: Viewer, name: str, at: datetime) -> MadeToken:
    """Make the secret part of the address of the viewer's calendar; the one before leads nowhere any more."""
    before = Token.objects.filter(person_id=viewer.person, purpose=Purpose.CALENDAR, revoked_at__isnull=True)
    before.update(revoked_at=at)
    scopes = frozenset({Permission.SEE_AGREEMENTS})
    wanted = NewToken(name=name, scopes=scopes, expires_at=at + CALENDAR_LIVES)
    return _keep(viewer, wanted, Purpose.CALENDAR, at)


def _keep(viewer: Viewer, wanted: NewToken, purpose: Purpose, at: datetime) -> MadeToken:
    secret = PREFIX + secrets.token_urlsafe(32)
    row = Token.objects.create(
        person_id=viewer.person,
        purpose=purpose,
        name=wanted.name,
        hash=hash_of(secret),
        ending=secret[-4:],
        scopes="\n".join(sorted(wanted.scopes)),
        made_at=at,
        expires_at=wanted.expires_at,
    )
    return MadeToken(secret=secret, line=line_of(row))


def revoke_token(viewer: Viewer, token: int, at: datetime) -> None:
    """Make a token of the viewer useless from now on. Raises `NotThere`."""
    mine = Token.objects.filter(pk=token, person_id=viewer.person)
    if not mine.exists():
        raise NotThere("token")
    mine.filter(revoked_at__isnull=True).update(revoked_at=at)


def end_tokens(person: int, at: datetime) -> list[int]:
    """Make every token of a person (the row's id) useless for ever, those of calendars too; return which were good."""
    good = Token.objects.filter(person=person, revoked_at__isnull=True, expires_at__gt=at)
    ended = list(good.order_by("pk").values_list("pk", flat=True))
    good.update(revoked_at=at)
    return ended


def claim_key(token: TokenLine, key: str, asked: str, at: datetime) -> Answer | None:
    """Claim an idempotency key inside the transaction of its request; return the answer where one is kept.

    Whoever comes second waits for the first. Raises `OtherRequest`.
    """
    KeptAnswer.objects.filter(token_id=token.id, kept_until__lte=at).delete()
    try:
        with transaction.atomic():
            KeptAnswer.objects.create(token_id=token.id, key=key, asked=asked, kept_until=at + KEPT_FOR)
    except IntegrityError:
        kept = KeptAnswer.objects.get(token_id=token.id, key=key)
        if kept.asked != asked:
            raise OtherRequest(key) from None
        return Answer(status=kept.status, body=kept.body)
    return None


def keep_answer(token: TokenLine, key: str, answer: Answer) -> None:
    """Keep the answer to the request that claimed a key."""
    KeptAnswer.objects.filter(token_id=token.id, key=key).update(status=answer.status, body=answer.body)


def _refuse_odd(viewer: Viewer, wanted: NewToken, at: datetime) -> None:
    if not wanted.name:
        raise TokenRefused("no_name", "nothing", "a name, like the program that will use it")
    if len(wanted.name) > LONGEST_NAME:
        raise TokenRefused("long_name", f"{len(wanted.name)} characters", f"at most {LONGEST_NAME}")
    if not wanted.scopes:
        raise TokenRefused("no_scope", "nothing", "at least one thing that it may do")
    beyond = sorted(scope for scope in wanted.scopes if not viewer.may_anywhere(scope))
    if beyond:
        raise TokenRefused("scope_not_held", ", ".join(beyond), "what you may do yourself")
    if not at < wanted.expires_at <= at + LONGEST:
        raise TokenRefused("bad_expiry", wanted.expires_at.isoformat(), f"within {LONGEST.days} days from now")
    if Token.objects.filter(person_id=viewer.person, revoked_at__isnull=True, expires_at__gt=at).count() >= MOST:
        raise TokenRefused("too_many", f"{MOST} tokens in use", "fewer: revoke one that is not needed")
