"""Tokens: whoever sends one acts as its person, and never as more than that."""

from datetime import timedelta

import pytest

from acuerdo.apps.agreements.lists import list_agreements
from acuerdo.apps.parties.models import Grant, Person
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.tokens.commands import (
    KEPT_FOR,
    MOST,
    NewToken,
    OtherRequest,
    TokenRefused,
    claim_key,
    keep_answer,
    make_token,
    revoke_token,
)
from acuerdo.apps.tokens.models import Token
from acuerdo.apps.tokens.queries import list_tokens, note_use, open_by
from acuerdo.apps.tokens.shapes import Answer, MadeToken
from acuerdo.faces.web.token_page import SCOPES
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db

SEE = frozenset({Permission.SEE_AGREEMENTS})
SOON, LATER = NOW + timedelta(days=1), NOW + timedelta(days=2)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def made(viewer: Viewer, scopes: frozenset[Permission] = SEE, name: str = "report") -> MadeToken:
    return make_token(viewer, NewToken(name=name, scopes=scopes, expires_at=LATER), NOW)


def test_who_sends_a_token_acts_as_its_person_within_its_scopes(cast: Cast) -> None:
    bearer = open_by(made(cast.boris).secret, SOON)
    assert bearer is not None
    assert bearer.viewer.ident == cast.boris.ident
    sur = cast.sur.pk
    assert cast.boris.may(Permission.NEGOTIATE, sur)
    assert [bearer.viewer.may(permission, sur) for permission in (Permission.SEE_AGREEMENTS, Permission.NEGOTIATE)] == [
        True,
        False,
    ]
    assert bearer.viewer.customers(Permission.NEGOTIATE) == frozenset()
    assert list_agreements(bearer.viewer, NOW, NOW.date()) == []


def test_the_secret_itself_is_kept_nowhere(cast: Cast) -> None:
    secret = made(cast.boris).secret
    kept = [str(value) for row in Token.objects.values() for value in row.values()]
    assert not any(secret in value or secret.removeprefix("acu_") in value for value in kept)
    assert len(secret) > 40


def test_a_revoked_expired_unknown_or_orphaned_token_lets_nobody_in(cast: Cast) -> None:
    token = made(cast.boris)
    assert open_by(token.secret, LATER - timedelta(microseconds=1)) is not None
    assert open_by(token.secret, LATER) is None
    assert open_by(token.secret + "x", SOON) is None
    assert open_by("", SOON) is None
    Person.objects.filter(pk=cast.boris.person).update(is_active=False)
    assert open_by(token.secret, SOON) is None
    Person.objects.filter(pk=cast.boris.person).update(is_active=True)
    revoke_token(cast.boris, token.line.id, SOON)
    assert open_by(token.secret, SOON) is None
    revoke_token(cast.boris, token.line.id, LATER)
    assert list_tokens(cast.boris)[0].revoked_at == SOON


def test_a_role_that_was_taken_away_is_taken_from_the_token_too(cast: Cast) -> None:
    token = made(cast.boris)
    Grant.objects.filter(person_id=cast.boris.person).delete()
    bearer = open_by(token.secret, SOON)
    assert bearer is not None
    assert not bearer.viewer.may(Permission.SEE_AGREEMENTS, cast.sur.pk)


def test_tokens_are_seen_and_revoked_by_their_owner_alone(cast: Cast) -> None:
    token = made(cast.boris)
    assert [line.name for line in list_tokens(cast.boris)] == ["report"]
    assert list_tokens(cast.ana) == []
    for viewer in (cast.ana, cast.vera, cast.carla):
        with pytest.raises(NotThere):
            revoke_token(viewer, token.line.id, SOON)
    assert open_by(token.secret, SOON) is not None


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (NewToken(name="", scopes=SEE, expires_at=LATER), "no_name"),
        (NewToken(name="x" * 101, scopes=SEE, expires_at=LATER), "long_name"),
        (NewToken(name="a", scopes=frozenset(), expires_at=LATER), "no_scope"),
        (NewToken(name="a", scopes=frozenset({Permission.EDIT_DRAFTS}), expires_at=LATER), "scope_not_held"),
        (NewToken(name="a", scopes=SEE, expires_at=NOW), "bad_expiry"),
        (NewToken(name="a", scopes=SEE, expires_at=NOW + timedelta(days=367)), "bad_expiry"),
    ],
)
def test_an_odd_token_is_refused(cast: Cast, wanted: NewToken, code: str) -> None:
    with pytest.raises(TokenRefused) as told:
        make_token(cast.boris, wanted, NOW)
    assert told.value.code == code
    assert not Token.objects.exists()


def test_a_token_cannot_make_a_wider_one(cast: Cast) -> None:
    bearer = open_by(made(cast.boris).secret, SOON)
    assert bearer is not None
    wanted = NewToken(name="a", scopes=frozenset({Permission.NEGOTIATE}), expires_at=LATER)
    with pytest.raises(TokenRefused):
        make_token(bearer.viewer, wanted, NOW)


def test_nobody_has_tokens_without_end(cast: Cast) -> None:
    for _ in range(MOST):
        made(cast.boris)
    with pytest.raises(TokenRefused) as told:
        made(cast.boris)
    assert told.value.code == "too_many"


def test_its_last_use_is_noted_at_most_once_a_minute(cast: Cast) -> None:
    made(cast.boris)
    for seconds in (0, 30, 61, 90):
        note_use(list_tokens(cast.boris)[0], NOW + timedelta(seconds=seconds))
    assert list_tokens(cast.boris)[0].last_used_at == NOW + timedelta(seconds=61)


def test_a_request_sent_twice_is_answered_the_same_for_a_day(cast: Cast) -> None:
    line = made(cast.boris).line
    assert claim_key(line, "k", "a", NOW) is None
    keep_answer(line, "k", Answer(status=201, body="{}"))
    assert claim_key(line, "k", "a", SOON - timedelta(seconds=1)) == Answer(status=201, body="{}")
    with pytest.raises(OtherRequest):
        claim_key(line, "k", "b", NOW)
    assert claim_key(made(cast.boris).line, "k", "b", NOW) is None
    assert claim_key(line, "k", "b", NOW + KEPT_FOR) is None


def test_every_permission_has_words_in_which_a_token_offers_it() -> None:
    assert set(SCOPES) == set(Permission)
