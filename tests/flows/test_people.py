"""People come by invitation, get roles from those who may give them, and leave; both sides choose their own."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.sessions.backends.db import SessionStore

from acuerdo.apps.journal.models import Entry
from acuerdo.apps.journal.queries import verify
from acuerdo.apps.parties.granting import PartyRefused, roles_to_give
from acuerdo.apps.parties.models import Grant, Invitation, Party, Person
from acuerdo.apps.parties.people import OPEN_FOR, Arrival, Letter, Wanted
from acuerdo.apps.parties.queries import find_invitation, find_person, list_people, list_serving, target_of
from acuerdo.apps.parties.roles import ALLOWED, SPEAKING, PartyKind, Permission, Role
from acuerdo.apps.parties.shapes import Presence
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer, view_as
from acuerdo.apps.tokens.commands import NewToken
from acuerdo.apps.tokens.queries import open_by
from acuerdo.apps.tokens.shapes import Purpose
from acuerdo.flows import people_changed as flow
from acuerdo.flows.accounts_run import end_access
from acuerdo.flows.tokens_kept import make_calendar, make_token
from tests.flows.test_at_once import at_once
from tests.people import NOW, Cast, make_cast, party, person

LATER = NOW + timedelta(hours=1)
COMING = Arrival(name="Эва", language="ru", time_zone="Europe/Samara", password="una-clave-larga-1")  # noqa: S106 - a test's


def wanted(role: Role = Role.USER, email: str = "eva@sur.example", customer: str = "") -> Wanted:
    return Wanted(name="Eva", email=email, language="es", role=role, customer=customer)


def invited(cast: Cast, role: Role = Role.USER) -> Letter:
    return flow.invite(cast.boris, "sur", wanted(role), NOW)


def code_of(refused: pytest.ExceptionInfo[PartyRefused]) -> str:
    return refused.value.code


def ident_of(viewer: Viewer) -> UUID:
    return UUID(viewer.ident)


@pytest.fixture
def cast(db: None) -> Cast:  # noqa: ARG001 - its rows stand in it
    return make_cast()


def test_a_sponsor_invites_somebody_of_their_side_who_comes_by_the_link(cast: Cast) -> None:
    letter = invited(cast, Role.CUSTOMER_CONTACT)
    waiting = find_person(cast.boris, letter.person.ident)
    assert (waiting.presence, waiting.invited_until) == (Presence.INVITED, NOW + OPEN_FOR)
    assert not view_as(letter.person).may(Permission.SEE_AGREEMENTS, cast.sur.pk)
    seen = find_invitation(letter.token, LATER)
    assert (seen.name, seen.party_name, seen.by) == ("Eva", "Sur", "Boris")
    eva = flow.accept(letter.token, COMING, LATER)
    assert (eva.name, eva.language, eva.time_zone, eva.joined_at) == ("Эва", "ru", "Europe/Samara", LATER)
    assert eva.check_password("una-clave-larga-1")
    assert view_as(eva).roles(cast.sur.pk) == {Role.CUSTOMER_CONTACT}


def test_a_link_is_good_once_and_until_its_end(cast: Cast) -> None:
    letter = invited(cast)
    with pytest.raises(NotThere):
        flow.accept(letter.token, COMING, NOW + OPEN_FOR)
    flow.accept(letter.token, COMING, NOW + OPEN_FOR - timedelta(seconds=1))
    for use in (lambda: flow.accept(letter.token, COMING, LATER), lambda: find_invitation(letter.token, LATER)):
        with pytest.raises(NotThere):
            use()


def test_a_new_link_ends_the_old_one_and_whoever_came_gets_none(cast: Cast) -> None:
    first = invited(cast)
    second = flow.invite_again(cast.boris, first.person.ident, LATER)
    with pytest.raises(NotThere):
        find_invitation(first.token, LATER)
    flow.accept(second.token, COMING, LATER)
    with pytest.raises(PartyRefused) as refused:
        flow.invite_again(cast.boris, first.person.ident, LATER)
    assert code_of(refused) == "already_joined"


def test_of_a_link_only_its_hash_is_kept_and_the_journal_names_nobody(cast: Cast) -> None:
    letter = invited(cast)
    flow.accept(letter.token, COMING, LATER)
    assert letter.token not in str(list(Invitation.objects.values()))
    kept = " ".join(Entry.objects.values_list("body", flat=True))
    assert str(letter.person.ident) in kept
    assert [word for word in ("Eva", "Эва", "eva@", letter.token) if word in kept] == []
    assert list(Entry.objects.values_list("kind", flat=True)) == ["person_invited", "person_joined"]
    assert verify("party:sur").faults == ()


def test_an_address_belongs_to_one_person_whatever_its_capitals(cast: Cast) -> None:
    with pytest.raises(PartyRefused) as refused:
        flow.invite(cast.boris, "sur", wanted(email="BORIS@Sur.example"), NOW)
    assert code_of(refused) == "email_taken"


def test_nobody_invites_to_another_side_or_without_the_permission(cast: Cast) -> None:
    for viewer, to, raised in (
        (cast.vera, "sur", NotThere),
        (cast.boris, "norte", NotThere),
        (cast.nadie, "sur", NotThere),
        (cast.carla, "sur", NotAllowed),
        (cast.tomas, "sur", NotAllowed),
        (cast.tomas, "norte", NotAllowed),
    ):
        with pytest.raises(raised):
            flow.invite(viewer, to, wanted(), NOW)
    assert not Person.objects.filter(email="eva@sur.example").exists()


@pytest.mark.parametrize("role", [role for role in Role if role not in ALLOWED[PartyKind.CUSTOMER]])
def test_a_customers_people_hold_a_customers_roles(cast: Cast, role: Role) -> None:
    for viewer in (cast.boris, cast.ana):
        with pytest.raises(PartyRefused) as refused:
            flow.invite(viewer, "sur", wanted(role), NOW)
        assert code_of(refused) == "role_of_another_side"


def test_the_provider_names_the_first_sponsor_and_none_after_that(cast: Cast) -> None:
    lakes = party("lakes", PartyKind.CUSTOMER)
    letter = flow.invite(cast.ana, "lakes", wanted(Role.SPONSOR, "grace@lakes.example"), NOW)
    flow.invite(cast.ana, "lakes", wanted(Role.EXECUTIVE, "hugh@lakes.example"), NOW)
    flow.accept(letter.token, COMING, LATER)
    assert set(roles_to_give(cast.ana, target_of(lakes))) == {Role.CUSTOMER_CONTACT, Role.USER, Role.AUDITOR}
    for role in (Role.SPONSOR, Role.EXECUTIVE):
        with pytest.raises(PartyRefused) as refused:
            flow.invite(cast.ana, "lakes", wanted(role, "evil@norte.example"), LATER)
        assert code_of(refused) == "their_own_choice"
    flow.invite(cast.ana, "lakes", wanted(Role.USER, "ivy@lakes.example"), LATER)


def test_the_provider_does_not_send_away_who_speaks_for_a_customer(cast: Cast) -> None:
    held = Grant.objects.get(person_id=cast.boris.person)
    with pytest.raises(PartyRefused) as kept:
        flow.deactivate(cast.ana, ident_of(cast.boris), NOW)
    with pytest.raises(PartyRefused) as held_on:
        flow.revoke(cast.ana, ident_of(cast.boris), held.pk, NOW)
    assert code_of(kept) == code_of(held_on) == "their_own_choice"
    flow.deactivate(cast.ana, ident_of(cast.carla), NOW)
    assert not Person.objects.get(pk=cast.carla.person).is_active


def test_nobody_gives_more_than_they_hold_nor_anything_to_themselves(cast: Cast) -> None:
    lead = view_as(person(cast.norte, "Lia", Role.ACCOUNT_MANAGER, customer=cast.sur))
    flow.grant(lead, ident_of(cast.nadie), Role.TECHNICIAN, "sur", NOW)
    for customer in ("", "volga"):
        with pytest.raises((NotAllowed, NotThere)):
            flow.grant(lead, ident_of(cast.nadie), Role.TECHNICIAN, customer, NOW)
    with pytest.raises(PartyRefused) as refused:
        flow.grant(cast.ana, ident_of(cast.ana), Role.EXECUTIVE, "", NOW)
    assert code_of(refused) == "not_yourself"
    sponsor = ALLOWED[PartyKind.CUSTOMER][Role.SPONSOR]
    assert sponsor >= SPEAKING
    assert Permission.MANAGE_PARTIES not in sponsor
    assert not cast.boris.may(Permission.MANAGE_PEOPLE)


def test_a_role_is_given_once_and_taken_again(cast: Cast) -> None:
    flow.grant(cast.ana, ident_of(cast.nadie), Role.SERVICE_OWNER, "volga", NOW)
    with pytest.raises(PartyRefused) as refused:
        flow.grant(cast.ana, ident_of(cast.nadie), Role.SERVICE_OWNER, "volga", NOW)
    assert code_of(refused) == "already_held"
    nadie = find_person(cast.ana, ident_of(cast.nadie))
    assert [(one.role, one.customer) for one in nadie.grants] == [(Role.SERVICE_OWNER, "volga")]
    assert [one.name for one in list_serving(cast.vera, cast.volga)] == ["Ana", "Nadie"]
    flow.revoke(cast.ana, ident_of(cast.nadie), nadie.grants[0].id, NOW)
    assert find_person(cast.ana, ident_of(cast.nadie)).grants == ()
    with pytest.raises(NotThere):
        flow.revoke(cast.ana, ident_of(cast.nadie), nadie.grants[0].id, NOW)


def test_whoever_left_sees_nothing_and_can_come_back(cast: Cast) -> None:
    letter = invited(cast)
    flow.deactivate(cast.boris, letter.person.ident, NOW)
    with pytest.raises(NotThere):
        find_invitation(letter.token, NOW)
    with pytest.raises(NotThere):
        flow.reactivate(cast.boris, letter.person.ident, NOW)  # never came
    flow.deactivate(cast.boris, ident_of(cast.carla), NOW)
    carla = Person.objects.get(pk=cast.carla.person)
    assert view_as(carla).held == ()
    flow.reactivate(cast.boris, ident_of(cast.carla), NOW)
    carla.refresh_from_db()
    assert view_as(carla).roles(cast.sur.pk) == {Role.USER}
    with pytest.raises(PartyRefused) as refused:
        flow.deactivate(cast.boris, ident_of(cast.boris), NOW)
    assert code_of(refused) == "not_yourself"


def test_an_open_session_ends_with_the_access_and_does_not_come_back_with_it(cast: Cast) -> None:
    session = SessionStore()
    session["_auth_user_id"] = str(cast.carla.person)
    session.save()
    flow.deactivate(cast.boris, ident_of(cast.carla), NOW)
    flow.reactivate(cast.boris, ident_of(cast.carla), NOW)
    assert not SessionStore().exists(session.session_key or "")


def test_tokens_and_calendars_end_with_the_access_and_do_not_come_back_with_it(cast: Cast) -> None:
    wanted = NewToken(name="report", scopes=frozenset({Permission.SEE_AGREEMENTS}), expires_at=NOW + OPEN_FOR)
    token, calendar = make_token(cast.carla, wanted, NOW), make_calendar(cast.carla, "Mine", NOW)
    over = make_token(cast.carla, replace(wanted, name="over", expires_at=NOW + timedelta(minutes=1)), NOW)
    other = make_token(cast.boris, wanted, NOW)
    flow.deactivate(cast.boris, ident_of(cast.carla), LATER)
    flow.reactivate(cast.boris, ident_of(cast.carla), LATER)
    assert open_by(token.secret, LATER) is open_by(calendar.secret, LATER, Purpose.CALENDAR) is None
    assert open_by(other.secret, LATER) is not None
    ended = [
        json.loads(one.body)["token"] for one in Entry.objects.filter(kind="token_revoked", actor=cast.boris.ident)
    ]
    assert ended == [token.line.id, calendar.line.id]
    assert over.line.id not in ended
    again = make_token(cast.carla, wanted, LATER)
    end_access("carla@sur.example", LATER)
    assert json.loads(Entry.objects.get(kind="token_revoked", actor="").body)["token"] == again.line.id
    assert verify("party:sur").faults == ()


def test_addresses_are_shown_to_those_who_look_after_the_people(cast: Cast) -> None:
    shown = {
        viewer.name: {one.name: one.email for one in list_people(viewer, cast.sur)}
        for viewer in (cast.boris, cast.ana, cast.carla, cast.tomas)
    }
    assert shown["Boris"] == shown["Ana"] == {"Boris": "boris@sur.example", "Carla": "carla@sur.example"}
    assert shown["Carla"] == {"Boris": "", "Carla": "carla@sur.example"}
    assert shown["Tomas"] == {"Boris": "", "Carla": ""}


@pytest.mark.usefixtures("real_transactions")
def test_of_two_who_use_a_link_at_once_one_comes_in() -> None:
    letter = invited(make_cast())
    found = at_once(*[lambda: flow.accept(letter.token, COMING, LATER)] * 3)
    assert sorted(type(item).__name__ for item in found) == ["NotThere", "NotThere", "Person"]
    assert Entry.objects.filter(kind="person_joined").count() == 1


@pytest.mark.usefixtures("real_transactions")
def test_of_two_who_send_each_other_away_one_stays() -> None:
    cast = make_cast()
    other = view_as(person(cast.sur, "Zoe", Role.SPONSOR))
    found = at_once(
        lambda: flow.deactivate(cast.boris, ident_of(other), NOW),
        lambda: flow.deactivate(other, ident_of(cast.boris), NOW),
    )
    assert sum(isinstance(item, NotAllowed) for item in found) == 1, found
    assert (
        Person.objects.filter(party=Party.objects.get(key="sur"), grants__role=Role.SPONSOR, is_active=True).count()
        == 1
    )
