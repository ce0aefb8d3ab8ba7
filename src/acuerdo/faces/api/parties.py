"""Customers, suppliers, their sites, and the provider's teams."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from acuerdo.apps.parties.commands import PartyWords, SiteWords
from acuerdo.apps.parties.models import Party, Site
from acuerdo.apps.parties.queries import find_parties, find_party, find_team, list_sites, list_teams
from acuerdo.apps.parties.roles import PartyKind
from acuerdo.apps.parties.shapes import TeamRecord
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.paging import Cursor, Limit, page_of, start_after
from acuerdo.faces.api.shapes import Key, Page, Said, Told
from acuerdo.flows import parties_changed as flow
from acuerdo.flows.parties_changed import NewParty
from acuerdo.words import Language

router = Router(tags=["parties"])

ONE = "/parties/{slug:party}"
TEAM = "/teams/{slug:team}"
Name = Annotated[str, Field(min_length=1, max_length=200)]
Zone = Annotated[str, Field(max_length=64)]


class PartyTold(Told):
    """A customer or supplier in a list, with how many open sites and people it has."""

    key: str = Field(examples=["sur"])
    name: str
    language: Language
    time_zone: str
    sites: int
    people: int


class SiteTold(Told):
    """A place of a party at which services are given."""

    key: str = Field(examples=["warehouse"])
    name: str = Field(examples=["Warehouse"])
    address: str
    time_zone: str
    closed_on: date | None

    @classmethod
    def of(cls, row: Site) -> "SiteTold":
        """Tell a site."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class PartyWhole(Told):
    """A party with its open sites; its key stays, since agreements name it."""

    key: str = Field(examples=["sur"])
    kind: PartyKind
    name: str
    language: Language
    time_zone: str
    sites: list[SiteTold]


class PartySaid(Said):
    """What is said about a party: its name, the language of its letters, its time zone."""

    name: Name
    language: Language
    time_zone: Zone

    def words(self) -> PartyWords:
        """Return what was said."""
        return PartyWords(name=self.name, language=str(self.language), time_zone=self.time_zone)


class NewPartySaid(PartySaid):
    """A new customer or supplier."""

    key: Key
    kind: Literal["customer", "supplier"]


class SiteSaid(Said):
    """What is said about a site: its name, its time zone, its address."""

    name: Annotated[str, Field(min_length=1, max_length=200, examples=["Shop"])]
    time_zone: Zone
    address: Annotated[str, Field(max_length=400)] = ""

    def words(self) -> SiteWords:
        """Return what was said."""
        return SiteWords(name=self.name, address=self.address, time_zone=self.time_zone)


class NewSiteSaid(SiteSaid):
    """A new site."""

    key: Key


class MemberTold(Told):
    """Somebody in a team."""

    person: UUID
    name: str = Field(examples=["Tomas"])
    leads: bool


class TeamTold(Told):
    """A team of the provider with its people, those who lead it first."""

    key: str = Field(examples=["network"])
    name: str = Field(examples=["Network"])
    members: list[MemberTold]

    @classmethod
    def of(cls, record: TeamRecord) -> "TeamTold":
        """Tell a team."""
        members = [MemberTold(person=UUID(ident), name=name, leads=leads) for ident, name, leads in record.members]
        return cls(key=record.key, name=record.name, members=members)


class TeamSaid(Said):
    """A new team."""

    key: Annotated[Key, Field(examples=["network"])]
    name: Annotated[str, Field(min_length=1, max_length=200, examples=["Network"])]


class MemberSaid(Said):
    """Whether somebody leads the team."""

    leads: bool = False


@router.get("/parties", response={200: Page[PartyTold], **refusals()}, operation_id="list_parties")
def list_all(
    request: HttpRequest,
    cursor: Cursor = "",
    limit: Limit = 50,
    kind: Literal["customer", "supplier"] = "customer",
    q: Annotated[str, Query(max_length=100, description="words of names and keys")] = "",
) -> HttpResponse:
    """The customers (or suppliers) that you may see, in the order of their keys."""
    found = find_parties(viewer_of(request), PartyKind(kind), q, start_after(cursor), limit + 1)
    told = [
        PartyTold(
            key=line.key,
            name=line.name,
            language=Language(line.language),
            time_zone=line.time_zone,
            sites=line.sites,
            people=line.people,
        )
        for line in found
    ]
    return answer(page_of(told, limit, lambda one: one.key))


@router.post("/parties", response={201: PartyWhole, **refusals(409, 413)}, operation_id="add_party")
@once
def add(request: HttpRequest, said: NewPartySaid) -> HttpResponse:
    """Add a customer or a supplier."""
    viewer = viewer_of(request)
    wanted = NewParty(key=said.key, kind=PartyKind(said.kind), words=said.words())
    return answer(_whole(viewer, flow.add_party(viewer, wanted, timezone.now())), HTTPStatus.CREATED)


@router.get(ONE, response={200: PartyWhole, **refusals(404)}, operation_id="read_party")
def show(request: HttpRequest, party: str) -> HttpResponse:
    """A customer, a supplier or the provider, with its open sites."""
    viewer = viewer_of(request)
    return answer(_whole(viewer, find_party(viewer, party)))


@router.put(ONE, response={200: PartyWhole, **refusals(404, 413)}, operation_id="change_party")
@once
def change(request: HttpRequest, party: str, said: PartySaid) -> HttpResponse:
    """Change what is said about a party."""
    viewer = viewer_of(request)
    flow.change_party(viewer, party, said.words(), timezone.now())
    return answer(_whole(viewer, find_party(viewer, party)))


@router.post(ONE + "/sites", response={201: PartyWhole, **refusals(404, 409, 413)}, operation_id="add_site")
@once
def add_site(request: HttpRequest, party: str, said: NewSiteSaid) -> HttpResponse:
    """Add a site to a party."""
    viewer = viewer_of(request)
    flow.add_site(viewer, party, said.key, said.words(), timezone.now())
    return answer(_whole(viewer, find_party(viewer, party)), HTTPStatus.CREATED)


@router.put(ONE + "/sites/{slug:site}", response={200: PartyWhole, **refusals(404, 413)}, operation_id="change_site")
@once
def change_site(request: HttpRequest, party: str, site: str, said: SiteSaid) -> HttpResponse:
    """Change what is said about an open site; its key stays."""
    viewer = viewer_of(request)
    flow.change_site(viewer, party, site, said.words(), timezone.now())
    return answer(_whole(viewer, find_party(viewer, party)))


@router.post(ONE + "/sites/{slug:site}/close", response={200: PartyWhole, **refusals(404)}, operation_id="close_site")
@once
def close_site(request: HttpRequest, party: str, site: str) -> HttpResponse:
    """Close a site from today on."""
    viewer = viewer_of(request)
    flow.close_site(viewer, party, site, timezone.now())
    return answer(_whole(viewer, find_party(viewer, party)))


@router.get("/teams", response={200: Page[TeamTold], **refusals(404)}, operation_id="list_teams")
def list_our_teams(request: HttpRequest) -> HttpResponse:
    """The provider's teams with their people, for its own people."""
    return answer(Page[TeamTold](items=[TeamTold.of(team) for team in list_teams(viewer_of(request))]))


@router.post("/teams", response={201: TeamTold, **refusals(404, 409, 413)}, operation_id="add_team")
@once
def add_team(request: HttpRequest, said: TeamSaid) -> HttpResponse:
    """Add a team."""
    viewer = viewer_of(request)
    flow.add_team(viewer, said.key, said.name, timezone.now())
    return answer(TeamTold.of(find_team(viewer, said.key)), HTTPStatus.CREATED)


@router.put(
    TEAM + "/people/{uuid:person}", response={200: TeamTold, **refusals(404, 413)}, operation_id="put_into_team"
)
@once
def put_into_team(request: HttpRequest, team: str, person: UUID, said: MemberSaid) -> HttpResponse:
    """Put somebody of the provider into a team, or say anew whether they lead it."""
    viewer = viewer_of(request)
    flow.put_into_team(viewer, team, str(person), timezone.now(), leads=said.leads)
    return answer(TeamTold.of(find_team(viewer, team)))


@router.delete(
    TEAM + "/people/{uuid:person}", response={200: TeamTold, **refusals(404)}, operation_id="take_out_of_team"
)
@once
def take_out(request: HttpRequest, team: str, person: UUID) -> HttpResponse:
    """Take somebody out of a team."""
    viewer = viewer_of(request)
    flow.take_out_of_team(viewer, team, str(person), timezone.now())
    return answer(TeamTold.of(find_team(viewer, team)))


def _whole(viewer: Viewer, row: Party) -> PartyWhole:
    return PartyWhole(
        key=row.key,
        kind=PartyKind(row.kind),
        name=row.name,
        language=Language(row.language),
        time_zone=row.time_zone,
        sites=[SiteTold.of(site) for site in list_sites(viewer, row)],
    )
