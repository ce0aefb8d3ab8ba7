"""People are invited, come, get and lose roles, and leave; what happened is written down by ids."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from acuerdo.apps.journal.commands import record
from acuerdo.apps.notices.commands import put
from acuerdo.apps.notices.shapes import Channel, Notice
from acuerdo.apps.parties import people
from acuerdo.apps.parties.models import Grant, Person, chain_of
from acuerdo.apps.parties.people import Arrival, Letter, Wanted
from acuerdo.apps.parties.queries import hash_of
from acuerdo.apps.parties.roles import Role
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.core.chains.canonical import Json
from acuerdo.flows.tokens_kept import end_tokens


def invite(viewer: Viewer, party_key: str, wanted: Wanted, at: datetime, *, by_mail: bool = False) -> Letter:
    """Invite somebody, and with `by_mail` let the link leave by the outbox.

    Raises `NotThere`, `NotAllowed`, `PartyRefused`.
    """
    with transaction.atomic():
        letter = people.invite(viewer, party_key, wanted, at, by_mail=by_mail)
        back = people.leads_back(viewer.kind, letter.person.party, wanted.role)
        kind = "way_back_opened" if back else "person_invited"
        _note(viewer.ident, letter.person, kind, {"role": str(wanted.role), "for": wanted.customer}, at)
        if by_mail:
            _send(viewer, letter, at)
    return letter


def invite_again(viewer: Viewer, ident: UUID, at: datetime, *, by_mail: bool = False) -> Letter:
    """Make a new link for somebody who has not come yet. Raises as `invite`."""
    with transaction.atomic():
        letter = people.invite_again(viewer, ident, at, by_mail=by_mail)
        _note(viewer.ident, letter.person, "person_invited_again", {}, at)
        if by_mail:
            _send(viewer, letter, at)
    return letter


def accept(token: str, arrival: Arrival, at: datetime) -> Person:
    """Accept an invitation. Raises `NotThere`."""
    with transaction.atomic():
        person = people.join(token, arrival, at)
        _note(str(person.ident), person, "person_joined", {}, at)
    return person


def grant(  # noqa: PLR0913 - who gives whom which role, when, and whether a letter can tell of it
    viewer: Viewer, ident: UUID, role: Role, customer: str, at: datetime, *, by_mail: bool = False
) -> None:
    """Give somebody a role; whoever is made to lead a side that had nobody left gets a letter, with `by_mail`.

    Raises `NotThere`, `NotAllowed`, `PartyRefused`.
    """
    with transaction.atomic():
        given = people.grant(viewer, ident, role, customer, by_mail=by_mail)
        back = people.leads_back(viewer.kind, given.person.party, role)
        _note(viewer.ident, given.person, "way_back_given" if back else "role_granted", _said(given), at)
        if back:
            _tell_leader(viewer, given, at)


def revoke(viewer: Viewer, ident: UUID, grant_id: int, at: datetime) -> None:
    """Take a role from somebody. Raises `NotThere`, `NotAllowed`, `PartyRefused`."""
    with transaction.atomic():
        taken = people.revoke(viewer, ident, grant_id)
        _note(viewer.ident, Person.objects.get(ident=ident), "role_revoked", _said(taken), at)


def deactivate(viewer: Viewer, ident: UUID, at: datetime) -> None:
    """End somebody's access, sessions and tokens for good. Raises `NotThere`, `NotAllowed`, `PartyRefused`."""
    with transaction.atomic():
        person = people.deactivate(viewer, ident)
        _note(viewer.ident, person, "person_deactivated", {}, at)
        end_tokens(person, at, actor=viewer.ident)


def reactivate(viewer: Viewer, ident: UUID, at: datetime) -> None:
    """Give somebody their access back. Raises `NotThere`, `NotAllowed`, `PartyRefused`."""
    with transaction.atomic():
        _note(viewer.ident, people.reactivate(viewer, ident), "person_reactivated", {}, at)


def _send(viewer: Viewer, letter: Letter, at: datetime) -> None:
    """Put the letter into the outbox; its body, which holds the link, is emptied when it is delivered."""
    put(
        Notice(
            key=f"invitation:{letter.person.ident}:{hash_of(letter.token)[:16]}",
            kind="invitation",
            channel=Channel.MAIL,
            person=letter.person.pk,
            body={"path": f"/invitations/{letter.token}", "party": letter.person.party.name, "by": viewer.name},
        ),
        at,
    )


def _tell_leader(viewer: Viewer, given: Grant, at: datetime) -> None:
    """Put the letter to whoever leads a side from now on."""
    person = given.person
    put(
        Notice(
            key=f"made_to_lead:{person.ident}:{given.pk}",
            kind="made_to_lead",
            channel=Channel.MAIL,
            person=person.pk,
            body={"path": f"/people/{person.ident}", "party": person.party.name, "by": viewer.name},
        ),
        at,
    )


def _said(one: Grant) -> dict[str, Json]:
    return {"role": one.role, "for": "" if one.customer is None else one.customer.key}


def _note(actor: str, person: Person, kind: str, body: dict[str, Json], at: datetime) -> None:
    party = person.party.key
    record(chain_of(party), at=at, actor=actor, kind=kind, body={"party": party, "person": str(person.ident), **body})
