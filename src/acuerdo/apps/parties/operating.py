"""What whoever runs the installation does about accounts, at the command line: there is no viewer."""

from datetime import datetime

from allauth.mfa.models import Authenticator

from acuerdo.apps.parties.erasing import drop_sessions
from acuerdo.apps.parties.granting import PartyRefused
from acuerdo.apps.parties.models import Invitation, Party, Person
from acuerdo.apps.parties.people import Letter, Wanted, make_letter, new_person
from acuerdo.apps.parties.queries import looking_after
from acuerdo.apps.parties.roles import ALLOWED, PartyKind
from acuerdo.apps.parties.viewers import NotThere


def begin(key: str, name: str, language: str, at: datetime) -> Party:
    """Make the provider of an empty installation. Raises `PartyRefused` (`party_key_taken`)."""
    if Party.objects.filter(kind=PartyKind.PROVIDER).exists():
        raise PartyRefused("party_key_taken")
    return Party.objects.create(key=key, kind=PartyKind.PROVIDER, name=name, language=language, created_at=at)


def list_left_alone() -> list[Party]:
    """Return the parties that have nobody who looks after their people."""
    return [row for row in Party.objects.order_by("name", "pk") if not looking_after(row).exists()]


def let_in(party_key: str, wanted: Wanted, at: datetime) -> Letter:
    """Invite somebody to a party that has nobody left who looks after its people.

    Raises `NotThere`, `PartyRefused` (`their_own_choice`, `role_of_another_side`, ...).
    """
    party = Party.objects.select_for_update().filter(key=party_key).first()
    if party is None:
        raise NotThere("party")
    if looking_after(party).exists():
        raise PartyRefused("their_own_choice")
    if wanted.role not in ALLOWED[PartyKind(party.kind)]:
        raise PartyRefused("role_of_another_side")
    return make_letter(None, new_person(party, wanted, None), at)


def end_access(email: str) -> Person:
    """End somebody's access. Raises `NotThere`."""
    person = _find(email)
    Invitation.objects.filter(person=person, accepted_at__isnull=True).delete()
    person.is_active = False
    person.save(update_fields=["is_active"])
    drop_sessions(person)
    return person


def reset_second_factor(email: str) -> Person:
    """Drop every second factor of somebody who lost them, and the open sessions. Raises `NotThere`."""
    person = _find(email)
    Authenticator.objects.filter(user=person).delete()
    drop_sessions(person)
    return person


def _find(email: str) -> Person:
    rows = Person.objects.select_related("party").select_for_update(of=("self",))
    found = rows.filter(email__iexact=email, erased_at__isnull=True).first()
    if found is None:
        raise NotThere("person")
    return found
