"""People of a party: who they are, what for, inviting them, and ending what they may do."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Router
from ninja.errors import Throttled
from pydantic import AfterValidator, Field

from acuerdo.apps.parties.granting import PartyRefused
from acuerdo.apps.parties.people import Letter, Wanted
from acuerdo.apps.parties.queries import find_party, find_person, list_people
from acuerdo.apps.parties.roles import Role
from acuerdo.apps.parties.shapes import PersonRecord, Presence
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.paging import Cursor, Limit, part_of
from acuerdo.faces.api.parties import ONE as PARTY
from acuerdo.faces.api.parties import Name
from acuerdo.faces.api.shapes import Page, Said, Told
from acuerdo.faces.web.outgoing_mail import mail_is_set_up
from acuerdo.faces.web.throttles import slowed_down
from acuerdo.flows import people_changed as flow
from acuerdo.surroundings import from_surroundings
from acuerdo.words import Language

router = Router(tags=["people"])

ONE = "/people/{uuid:ident}"
_HOUR_S = 3_600


def _address(text: str) -> str:
    """Return an address of mail."""
    try:
        validate_email(text)
    except ValidationError as fault:
        raise ValueError("expected an address of mail") from fault
    return text


Email = Annotated[str, Field(max_length=254, examples=["eva@sur.example"]), AfterValidator(_address)]
Customer = Annotated[
    str, Field(max_length=64, description="of a role of the provider: only for this customer; empty: for all")
]


class RoleTold(Told):
    """A role that somebody holds; `customer` is null where it holds for all."""

    id: int
    role: Role
    customer: str | None


class PersonTold(Told):
    """A person; `email` is null for those who do not look after the people of that party."""

    id: UUID = Field(description="what stands in the journal")
    name: str = Field(examples=["Eva"])
    email: str | None
    party: str
    presence: Presence
    roles: list[RoleTold]
    invited_until_at: datetime | None

    @classmethod
    def of(cls, record: PersonRecord) -> "PersonTold":
        """Tell a person."""
        return cls(
            id=UUID(record.ident),
            name=record.name,
            email=record.email or None,
            party=record.party,
            presence=record.presence,
            roles=[RoleTold(id=one.id, role=one.role, customer=one.customer) for one in record.grants],
            invited_until_at=record.invited_until,
        )


class InvitedTold(Told):
    """Somebody invited; `link`, good once, is shown this once and only where no mail server is set."""

    person: PersonTold
    expires_at: datetime
    link: str | None


class InviteSaid(Said):
    """Whom to invite, and what for."""

    name: Annotated[Name, Field(examples=["Eva"])]
    email: Email
    language: Language
    role: Annotated[Role, Field(examples=["user"])]
    customer: Annotated[Customer, Field(examples=[""])] = ""


class RoleSaid(Said):
    """A role to give."""

    role: Role
    customer: Annotated[Customer, Field(examples=[""])] = ""


class AccessSaid(Said):
    """Whether somebody may come in."""

    active: bool


@router.get(PARTY + "/people", response={200: Page[PersonTold], **refusals(404)}, operation_id="list_people")
def list_all(request: HttpRequest, party: str, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """The people of a party with their roles, those who are there first."""
    viewer = viewer_of(request)
    told = [PersonTold.of(record) for record in list_people(viewer, find_party(viewer, party))]
    return answer(part_of(told, cursor, limit, lambda one: str(one.id)))


@router.post(
    PARTY + "/people",
    response={201: InvitedTold, **refusals(404, 409, 413)},
    operation_id="invite_person",
    openapi_extra={"x-keys": False},
)
def invite(request: HttpRequest, party: str, said: InviteSaid) -> HttpResponse:
    """Invite somebody to a party. It may show a secret link, so it takes no key; nobody is invited twice."""
    viewer = viewer_of(request)
    _slow_down(request, viewer)
    wanted = Wanted(
        name=said.name, email=said.email, language=str(said.language), role=said.role, customer=said.customer
    )
    letter = flow.invite(viewer, party, wanted, timezone.now(), by_mail=mail_is_set_up())
    return answer(_invited(viewer, letter), HTTPStatus.CREATED)


@router.get(ONE, response={200: PersonTold, **refusals(404)}, operation_id="read_person")
def show(request: HttpRequest, ident: UUID) -> HttpResponse:
    """A person with roles."""
    return answer(PersonTold.of(find_person(viewer_of(request), ident)))


@router.post(
    ONE + "/invitation",
    response={201: InvitedTold, **refusals(404, 409)},
    operation_id="invite_again",
    openapi_extra={"x-keys": False},
)
def invite_again(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Make a new link for somebody who has not come yet; the old one ends. It takes no key, as inviting."""
    viewer = viewer_of(request)
    find_person(viewer, ident)
    _slow_down(request, viewer)
    letter = flow.invite_again(viewer, ident, timezone.now(), by_mail=mail_is_set_up())
    return answer(_invited(viewer, letter), HTTPStatus.CREATED)


@router.delete(
    ONE + "/invitation", response={200: PersonTold, **refusals(404, 409)}, operation_id="withdraw_invitation"
)
@once
def withdraw(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Withdraw the invitation of somebody who has not come: its link ends."""
    viewer = viewer_of(request)
    if find_person(viewer, ident).presence is not Presence.INVITED:
        raise PartyRefused("already_joined")
    flow.deactivate(viewer, ident, timezone.now())
    return answer(PersonTold.of(find_person(viewer, ident)))


@router.post(ONE + "/access", response={200: PersonTold, **refusals(404, 409, 413)}, operation_id="change_access")
@once
def change_access(request: HttpRequest, ident: UUID, said: AccessSaid) -> HttpResponse:
    """End somebody's access, or give it back; roles stay written."""
    viewer = viewer_of(request)
    change = flow.reactivate if said.active else flow.deactivate
    change(viewer, ident, timezone.now())
    return answer(PersonTold.of(find_person(viewer, ident)))


@router.post(ONE + "/roles", response={201: PersonTold, **refusals(404, 409, 413)}, operation_id="give_role")
@once
def give_role(request: HttpRequest, ident: UUID, said: RoleSaid) -> HttpResponse:
    """Give somebody a role. One of another side that has nobody left can be made to lead it, and gets a letter."""
    viewer = viewer_of(request)
    flow.grant(viewer, ident, said.role, said.customer, timezone.now(), by_mail=mail_is_set_up())
    return answer(PersonTold.of(find_person(viewer, ident)), HTTPStatus.CREATED)


@router.delete(ONE + "/roles/{int:role}", response={200: PersonTold, **refusals(404, 409)}, operation_id="end_role")
@once
def end_role(request: HttpRequest, ident: UUID, role: int) -> HttpResponse:
    """End a role that somebody holds, by its id."""
    viewer = viewer_of(request)
    flow.revoke(viewer, ident, role, timezone.now())
    return answer(PersonTold.of(find_person(viewer, ident)))


def _invited(viewer: Viewer, letter: Letter) -> InvitedTold:
    here = from_surroundings().public_url.rstrip("/")
    return InvitedTold(
        person=PersonTold.of(find_person(viewer, letter.person.ident)),
        expires_at=letter.expires_at,
        link=None if mail_is_set_up() else here + reverse("invitation", args=[letter.token]),
    )


def _slow_down(request: HttpRequest, viewer: Viewer) -> None:
    """Count an invitation as the pages do. Raises `Throttled`."""
    if slowed_down(request, "invite", str(viewer.person)):
        raise Throttled(_HOUR_S)
