"""Forgetting a person: the name and all that leads to it go, the id stays, for journals and facts know nothing else."""

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from acuerdo.apps.parties.models import Grant, Invitation, Person
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer


def find_to_erase(viewer: Viewer | None, ident: UUID) -> Person:
    """Return somebody who can be erased, locked. Whoever runs the installation asks without a viewer.

    A viewer needs the permission to manage the people of the whole installation. Raises `NotThere`, `NotAllowed`.
    """
    if viewer is not None:
        viewer.require(Permission.MANAGE_PEOPLE)
        if viewer.kind is not PartyKind.PROVIDER:  # whoever runs the installation answers for what it keeps
            raise NotAllowed(Permission.MANAGE_PEOPLE)
    found = Person.objects.select_for_update().filter(ident=ident, erased_at__isnull=True).first()
    if found is None:
        raise NotThere("person")
    return found


def erase(person: Person, at: datetime) -> None:
    """Empty a person's row and drop every way to sign in; what they were there for ends."""
    for table in (EmailAddress, Authenticator, SocialAccount):
        table.objects.filter(user=person).delete()
    Invitation.objects.filter(person=person).delete()
    Grant.objects.filter(person=person).delete()
    person.name, person.phone, person.email = "", "", f"{person.ident}@erased.invalid"
    person.is_active, person.erased_at, person.last_login = False, at, None
    person.set_unusable_password()
    person.save(update_fields=["name", "phone", "email", "is_active", "erased_at", "last_login", "password"])
