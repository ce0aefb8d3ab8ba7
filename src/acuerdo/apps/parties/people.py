"""Letting people in and out, and saying what they are there for: one fact each, inside the transaction of a flow."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from acuerdo.apps.parties.erasing import drop_sessions
from acuerdo.apps.parties.granting import PartyRefused, check_role, speaks
from acuerdo.apps.parties.models import Grant, Invitation, Party, Person
from acuerdo.apps.parties.queries import find_party, find_person, hash_of, open_invitations, target_of, towards
from acuerdo.apps.parties.roles import LEADING, PartyKind, Permission, Role
from acuerdo.apps.parties.viewers import NotThere, Viewer, view_as

OPEN_FOR = timedelta(days=7)
"""How long an invitation can be accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whom somebody invites, and what for; `customer` is the key of the customer for whom a provider's role holds."""

    name: str
    email: str
    language: str
    role: Role
    customer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An invitation that was just made: its row and the secret of its link, which is kept nowhere."""

    person: Person
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What somebody says who accepts an invitation."""

    name: str
    language: str
    time_zone: str
    password: str


def invite(viewer: Viewer, party_key: str, wanted: Wanted, at: datetime, *, by_mail: bool) -> Letter:
    """Invite somebody to a party with a first role. Raises `NotThere`, `NotAllowed`, `PartyRefused`.

    Where the other side has nobody left who looks after its people, whoever is to speak for it is invited `by_mail`
    alone (`mail_needed`): a link that is shown could be used by the side that made it.
    """
    viewer, party = _still(viewer, party_key)
    customer = _customer(viewer, party, wanted.customer)
    check_role(viewer, target_of(party, customer), wanted.role)
    if not by_mail and leads_back(viewer.kind, party, wanted.role):
        raise PartyRefused("mail_needed")
    person = new_person(party, wanted, customer)
    return make_letter(viewer.person, person, at)


def leads_back(kind: PartyKind, party: Party, role: Role) -> bool:
    """Say whether a role would speak for another side than `kind`, whose own people have come before."""
    other = PartyKind(party.kind)
    if other is kind or not speaks(other, role):
        return False
    return Person.objects.filter(party=party, joined_at__isnull=False).exists()


def new_person(party: Party, wanted: Wanted, customer: Party | None) -> Person:
    """Write somebody down who is to come, with a first role. Raises `PartyRefused`."""
    if not wanted.name.strip():
        raise PartyRefused("empty_name")
    if Person.objects.filter(email__iexact=wanted.email).exists():
        raise PartyRefused("email_taken")
    person = Person(
        party=party,
        name=wanted.name,
        email=wanted.email,
        language=wanted.language,
        time_zone=party.time_zone,
        is_active=False,
        joined_at=None,
    )
    person.set_unusable_password()
    person.save()
    Grant.objects.create(person=person, role=wanted.role, customer=customer)
    return person


def invite_again(viewer: Viewer, ident: UUID, at: datetime, *, by_mail: bool) -> Letter:
    """Make a new link for somebody who has not come yet; the old one ends. Raises as `invite`."""
    viewer, person = _looked_after(viewer, ident)
    if person.joined_at is not None:
        raise PartyRefused("already_joined")
    held = Grant.objects.filter(person=person)
    if not by_mail and any(leads_back(viewer.kind, person.party, Role(one.role)) for one in held):
        raise PartyRefused("mail_needed")
    return make_letter(viewer.person, person, at)


def join(token: str, arrival: Arrival, at: datetime) -> Person:
    """Use a link: it ends, and its person is there. Raises `NotThere` for one that was used, ended or never made."""
    row = open_invitations(token, at).select_for_update().first()
    if row is None:
        raise NotThere("invitation")
    row.accepted_at = at
    row.save(update_fields=["accepted_at"])
    person = Person.objects.get(pk=row.person_id)
    person.name, person.language, person.time_zone = arrival.name, arrival.language, arrival.time_zone
    person.joined_at, person.is_active = at, True
    person.set_password(arrival.password)
    person.save(update_fields=["name", "language", "time_zone", "joined_at", "is_active", "password"])
    return person


def grant(viewer: Viewer, ident: UUID, role: Role, customer_key: str, *, by_mail: bool) -> Grant:
    """Give somebody a role, for a customer where a key is given. Raises `NotThere`, `NotAllowed`, `PartyRefused`.

    Where the other side has nobody left who looks after its people, somebody of it who is there can be made to lead
    it, where a letter tells them (`by_mail`).
    """
    viewer, person = _looked_at(viewer, ident)
    if person.pk == viewer.person:
        raise PartyRefused("not_yourself")
    customer = _customer(viewer, person.party, customer_key)
    check_role(viewer, target_of(person.party, customer), role)
    if leads_back(viewer.kind, person.party, role):
        _check_leading(person, role, by_mail=by_mail)
    given, fresh = Grant.objects.get_or_create(person=person, role=role, customer=customer)
    if not fresh:
        raise PartyRefused("already_held")
    return given


def revoke(viewer: Viewer, ident: UUID, grant_id: int) -> Grant:
    """Take a role from somebody. Raises `NotThere`, `NotAllowed`, `PartyRefused`."""
    viewer, person = _looked_at(viewer, ident)
    held = Grant.objects.filter(pk=grant_id, person=person).select_related("customer").first()
    if held is None:
        raise NotThere("role")
    if person.pk == viewer.person:
        raise PartyRefused("not_yourself")
    check_role(viewer, target_of(person.party, held.customer), Role(held.role))
    Grant.objects.filter(pk=held.pk).delete()
    return held


def deactivate(viewer: Viewer, ident: UUID) -> Person:
    """End somebody's access; roles stay written. Open invitations and sessions end too. Raises as `revoke`."""
    viewer, person = _looked_after(viewer, ident)
    if person.pk == viewer.person:
        raise PartyRefused("not_yourself")
    Invitation.objects.filter(person=person, accepted_at__isnull=True).delete()
    person.is_active = False
    person.save(update_fields=["is_active"])
    drop_sessions(person)  # or they would open again with the access
    return person


def reactivate(viewer: Viewer, ident: UUID) -> Person:
    """Give somebody who was there their access back. Raises as `revoke`."""
    _, person = _looked_after(viewer, ident)
    if person.joined_at is None:
        raise NotThere("person")
    person.is_active = True
    person.save(update_fields=["is_active"])
    return person


def change_profile(viewer: Viewer, name: str, language: str, time_zone: str) -> None:
    """Change what somebody says about themselves. Raises `PartyRefused`."""
    if not name.strip():
        raise PartyRefused("empty_name")
    Person.objects.filter(pk=viewer.person).update(name=name, language=language, time_zone=time_zone)


def make_letter(made_by: int | None, person: Person, at: datetime) -> Letter:
    """Make a link for somebody, by a person (the row's id) or by whoever runs the installation; the one before ends."""
    token = secrets.token_urlsafe(32)
    expires_at = at + OPEN_FOR
    Invitation.objects.filter(person=person, accepted_at__isnull=True).delete()
    Invitation.objects.create(
        person=person, token_hash=hash_of(token), made_by_id=made_by, made_at=at, expires_at=expires_at
    )
    return Letter(person=person, token=token, expires_at=expires_at)


def _still(viewer: Viewer, party_key: str) -> tuple[Viewer, Party]:
    """Lock a party, and look again at what its viewer may do: of two people who end each other's roles, one is first.

    Every change of the people of a party waits here.
    """
    party = find_party(viewer, party_key)
    Party.objects.select_for_update().get(pk=party.pk)
    now = view_as(Person.objects.select_related("party").get(pk=viewer.person))
    return replace(now, only=viewer.only), party


def _looked_at(viewer: Viewer, ident: UUID) -> tuple[Viewer, Person]:
    """Return somebody whom the viewer sees, as a row that nobody else changes meanwhile."""
    record = find_person(viewer, ident)
    viewer, _ = _still(viewer, record.party)
    return viewer, Person.objects.select_for_update().select_related("party").get(ident=ident)


def _looked_after(viewer: Viewer, ident: UUID) -> tuple[Viewer, Person]:
    """Return somebody for whom the viewer answers. Raises `NotAllowed`; whoever speaks for a side is its own matter."""
    viewer, person = _looked_at(viewer, ident)
    viewer.require(Permission.MANAGE_PEOPLE, towards(person.party))
    kind = PartyKind(person.party.kind)
    held = list(Grant.objects.filter(person=person))
    if kind is viewer.kind:
        for one in held:
            check_role(viewer, target_of(person.party, one.customer), Role(one.role))
    elif person.joined_at is not None and any(speaks(kind, Role(one.role)) for one in held):
        raise PartyRefused("their_own_choice")
    return viewer, person


def _check_leading(person: Person, role: Role, *, by_mail: bool) -> None:
    """Refuse to let somebody of another side lead it who cannot, or would not learn of it."""
    if person.joined_at is None or role is not LEADING[PartyKind(person.party.kind)]:
        raise PartyRefused("by_invitation")  # a link that was shown leads nobody to speak for another side
    if not person.is_active:
        raise PartyRefused("access_ended")
    if not by_mail:
        raise PartyRefused("mail_needed")


def _customer(viewer: Viewer, party: Party, key: str) -> Party | None:
    """Return the customer for whom a role of the provider holds. Raises `NotThere`."""
    if not key or party.kind != PartyKind.PROVIDER:
        return None
    found = find_party(viewer, key)
    if found.kind != PartyKind.CUSTOMER:
        raise NotThere("customer")
    return found
