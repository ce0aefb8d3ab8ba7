"""Forgetting a person: the name and all that leads to it go, the id stays, for journals and facts know nothing else."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from acuerdo.apps.parties.granting import PartyRefused, check_role
from acuerdo.apps.parties.models import Grant, Invitation, Membership, Party, Person
from acuerdo.apps.parties.queries import find_person, looking_after, target_of, towards
from acuerdo.apps.parties.roles import PartyKind, Permission, Role
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.core.chains.canonical import Json

_WAYS_IN = (EmailAddress, Authenticator, SocialAccount)
"""Tables of ways to sign in; what hangs on their rows goes with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongings:
    """What goes with a person: how many ways to sign in, open sessions, invitations, roles and places in teams."""

    ways_in: int
    sessions: int
    invitations: int
    roles: int
    teams: int


def may_erase(viewer: Viewer, party: Party) -> bool:
    """Say whether a viewer may erase people of a party: its own side's, or, for the whole installation, everybody's."""
    if viewer.kind is PartyKind.PROVIDER:
        return viewer.may(Permission.MANAGE_PEOPLE)  # whoever runs the installation answers for what it keeps
    return viewer.party == party.pk and viewer.may(Permission.MANAGE_PEOPLE, towards(party))


def find_to_erase(viewer: Viewer | None, ident: UUID, *, lock: bool = True) -> Person:
    """Return somebody who can be erased, locked. Whoever runs the installation asks without a viewer.

    Nobody erases themselves, nor somebody of their own side whose roles do more than theirs. Raises `NotThere`,
    `NotAllowed`, `PartyRefused` (`not_yourself`, `more_than_yours`).
    """
    if viewer is not None:
        find_person(viewer, ident)
    rows = Person.objects.select_related("party").filter(ident=ident, erased_at__isnull=True)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NotThere("person")
    if viewer is not None:
        _require(viewer, found)
    return found


def leaves_nobody(person: Person) -> bool:
    """Say whether nobody would be left who can look after the people of a person's party."""
    rows = looking_after(person.party)
    return rows.filter(person=person).exists() and not rows.exclude(person=person).exists()


def count_belongings(person: Person) -> Belongings:
    """Count what goes with a person."""
    return Belongings(
        ways_in=sum(table.objects.filter(user=person).count() for table in _WAYS_IN) + person.has_usable_password(),
        sessions=sum(1 for _ in _sessions(person)),
        invitations=Invitation.objects.filter(person=person, accepted_at__isnull=True).count(),
        roles=Grant.objects.filter(person=person).count(),
        teams=Membership.objects.filter(person=person).count(),
    )


def erase(person: Person, at: datetime) -> None:
    """Empty a person's row and drop every way to sign in; what they were there for ends."""
    drop_sessions(person)
    for table in _WAYS_IN:
        table.objects.filter(user=person).delete()
    for rows in (Invitation, Grant, Membership):
        rows.objects.filter(person=person).delete()
    person.name, person.phone, person.email = "", "", f"{person.ident}@erased.invalid"
    person.language, person.time_zone = person.party.language, person.party.time_zone
    person.is_active, person.erased_at, person.last_login = False, at, None
    person.set_unusable_password()
    emptied = ["name", "phone", "email", "language", "time_zone", "is_active", "erased_at", "last_login", "password"]
    person.save(update_fields=emptied)


def drop_sessions(person: Person) -> None:
    """End every session of a person."""
    Session.objects.filter(pk__in=list(_sessions(person))).delete()
    UserSession.objects.filter(user=person).delete()


def without(said: Json, texts: Collection[str]) -> Json:
    """Return a value with every text in it that is one of `texts` emptied.

    >>> without({"by": "Boris", "for": ["Sur", "Boris"], "n": 1}, {"Boris"})
    {'by': '', 'for': ['Sur', ''], 'n': 1}
    """
    if isinstance(said, str):
        return "" if said in texts else said
    if isinstance(said, Mapping):
        return {name: without(value, texts) for name, value in said.items()}
    if isinstance(said, Sequence):
        return [without(value, texts) for value in said]
    return said


def _require(viewer: Viewer, person: Person) -> None:
    if not may_erase(viewer, person.party):
        raise NotAllowed(Permission.MANAGE_PEOPLE)
    if person.pk == viewer.person:
        raise PartyRefused("not_yourself")
    if viewer.kind is PartyKind(person.party.kind):
        for one in Grant.objects.filter(person=person):
            check_role(viewer, target_of(person.party, one.customer), Role(one.role))


def _sessions(person: Person) -> Iterator[str]:
    """Yield the keys of a person's sessions: whose a session is stands inside it alone."""
    for session in Session.objects.all().iterator():
        if str(session.get_decoded().get("_auth_user_id", "")) == str(person.pk):
            yield session.session_key
