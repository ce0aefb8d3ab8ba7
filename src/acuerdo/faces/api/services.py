"""The catalogue's services, and which of them customers use, with or without an agreement."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from acuerdo.apps.agreements.days import days_at
from acuerdo.apps.catalogue.commands import ServiceChange, change_service, define_service, retire_service
from acuerdo.apps.catalogue.queries import find_service, find_services
from acuerdo.apps.catalogue.shapes import Cost, ServiceLine
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.scope.commands import NewUse, forget_use, record_use, take_list
from acuerdo.apps.scope.queries import agreements_with, find_uses_after
from acuerdo.apps.scope.shapes import Origin, Use, UseFilter
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.paging import Cursor, Limit, page_of, start_after
from acuerdo.faces.api.problems import Refused
from acuerdo.faces.api.shapes import Day, Page, Revision, Said, Texts, Told
from acuerdo.faces.web.party_forms import TAKEN_WORDS
from acuerdo.words import Language

router = Router(tags=["catalogue"])

ONE = "/services/{slug:key}"


class CostTold(Told):
    """What a customer pays; `per` says for what (`month`, `user`, ...), empty: once."""

    amount: Decimal = Field(examples=["12.50"])
    currency: str
    per: str

    @classmethod
    def of(cls, cost: Cost | None) -> "CostTold | None":
        """Tell a cost."""
        return None if cost is None else cls(amount=cost.amount, currency=cost.currency, per=cost.per)


class ServiceTold(Told):
    """A service in a list; `owner` is null where nobody is named."""

    key: str = Field(examples=["desk"])
    name: Texts
    owner: str | None
    cost: CostTold | None
    retired_at: datetime | None

    @classmethod
    def of(cls, line: ServiceLine) -> "ServiceTold":
        """Tell a line of the catalogue."""
        return cls(
            key=line.key,
            name=dict(line.name),
            owner=line.owner or None,
            cost=CostTold.of(line.cost),
            retired_at=line.retired_at,
        )


class ServiceWhole(ServiceTold):
    """Everything that the catalogue says about a service, and the agreements in force that cover it."""

    description: Texts
    prerequisites: list[Texts] = Field(description="what the customer sees to")
    owner_person: UUID | None
    needs: list[str] = Field(description="keys of services that it needs")
    needed_by: list[str]
    agreements: list[str] = Field(description="ids of those in force that cover it and that you may see, at most 50")
    covered_by: int = Field(description="how many such agreements there are")
    revision: int


class CostSaid(Said):
    """What a customer pays."""

    amount: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2, examples=["12.50"])]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    per: Annotated[str, Field(max_length=16, examples=["month"])] = ""


class ServiceSaid(Said):
    """What a service shall be, whole; `owner` is somebody of the provider."""

    revision: Revision
    name: Texts
    description: Texts = Field(default_factory=dict)
    prerequisites: list[Texts] = Field(default_factory=list, max_length=50)
    owner: UUID | None = None
    cost: CostSaid | None = None
    needs: list[Annotated[str, Field(max_length=64)]] = Field(default_factory=list, max_length=200)

    def change(self) -> ServiceChange:
        """Return what was said."""
        cost = self.cost
        return ServiceChange(
            name=_words(self.name),
            description=_words(self.description),
            prerequisites=tuple(_words(one) for one in self.prerequisites),
            owner=str(self.owner or ""),
            cost=None if cost is None else Cost(amount=cost.amount, currency=cost.currency, per=cost.per),
            needs=tuple(dict.fromkeys(self.needs)),
        )


def _words(texts: Mapping[Language, str]) -> dict[str, str]:
    return {str(language): text for language, text in texts.items()}


class RetireSaid(Said):
    """Whether a service is out of the offer."""

    retired: bool


class UseTold(Told):
    """A service that a customer uses; `agreements` are those in force that cover it."""

    customer: str
    customer_name: str
    service: str
    name: Texts
    since_on: date
    origin: Origin
    note: str
    agreements: list[str]

    @classmethod
    def of(cls, use: Use) -> "UseTold":
        """Tell a use."""
        return cls(
            customer=use.customer_key,
            customer_name=use.customer,
            service=use.service,
            name=dict(use.name),
            since_on=use.since_on,
            origin=use.origin,
            note=use.note,
            agreements=list(use.agreements),
        )


class UseSaid(Said):
    """A customer that uses a service of the catalogue since a date."""

    customer: Annotated[str, Field(max_length=64)]
    service: Annotated[str, Field(max_length=64)]
    since_on: Day
    note: Annotated[str, Field(max_length=400)] = ""


class UsesSaid(Said):
    """A list of services in use: CSV with the columns customer, service, since and perhaps note."""

    csv: Annotated[str, Field(max_length=1_000_000, examples=["customer,service,since\nsur,erp,2026-01-01\n"])]


class LineRefused(Told):
    """A line that was not taken: its number, why (a stable code), what stood there."""

    line: int
    code: str
    found: str


class UsesTaken(Told):
    """What became of a list."""

    recorded: int
    known: int
    refused: list[LineRefused]


@router.get("/services", response={200: Page[ServiceTold], **refusals()}, operation_id="list_services")
def list_all(
    request: HttpRequest,
    cursor: Cursor = "",
    limit: Limit = 50,
    q: Annotated[str, Query(max_length=200, description="words that its texts hold")] = "",
    retired: Annotated[bool, Query(description="those that are out of the offer")] = False,  # noqa: FBT002 - a query
) -> HttpResponse:
    """The services of the catalogue, in the order of their keys."""
    found = find_services(viewer_of(request), q, start_after(cursor), limit + 1, retired=retired)
    return answer(page_of([ServiceTold.of(line) for line in found], limit, lambda told: told.key))


@router.get(ONE, response={200: ServiceWhole, **refusals(404)}, operation_id="read_service")
def show(request: HttpRequest, key: str) -> HttpResponse:
    """One service: what it is, what it needs, which agreements in force cover it."""
    return answer(_whole(viewer_of(request), key))


@router.put(
    ONE,
    response={200: ServiceWhole, 201: ServiceWhole, **refusals(404, 409, 413)},
    operation_id="write_service",
)
@once
def write(request: HttpRequest, key: str, said: ServiceSaid) -> HttpResponse:
    """Put a service into the catalogue (revision 0), or change what it says; refused where somebody did meanwhile."""
    viewer, now = viewer_of(request), timezone.now()
    if key in TAKEN_WORDS:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "odd_key", "expected a word that addresses do not use")
    if said.revision:
        change_service(viewer, key, said.change(), said.revision, now)
        return answer(_whole(viewer, key))
    define_service(viewer, key, said.change(), now)
    return answer(_whole(viewer, key), HTTPStatus.CREATED)


@router.post(ONE + "/retire", response={200: ServiceWhole, **refusals(404, 409, 413)}, operation_id="retire_service")
@once
def retire(request: HttpRequest, key: str, said: RetireSaid) -> HttpResponse:
    """Take a service out of the offer, or back into it; agreements that name it keep it."""
    viewer = viewer_of(request)
    find_service(viewer, key)
    retire_service(viewer, key, timezone.now(), back=not said.retired)
    return answer(_whole(viewer, key))


@router.get("/uses", response={200: Page[UseTold], **refusals()}, operation_id="list_uses")
def list_in_use(
    request: HttpRequest,
    cursor: Cursor = "",
    limit: Limit = 50,
    uncovered: Annotated[bool, Query(description="only those that no agreement in force covers")] = False,  # noqa: FBT002 - a query
    customer: Annotated[str, Query(max_length=64, description="only of this customer")] = "",
) -> HttpResponse:
    """The services that customers use."""
    on = days_at(timezone.now())
    wanted = UseFilter(customer=customer, uncovered=uncovered)
    after, slash, last = start_after(cursor).partition("/")
    if cursor and not slash:
        raise Refused(HTTPStatus.BAD_REQUEST, "bad_cursor", "expected next_cursor of another part")
    found = find_uses_after(viewer_of(request), wanted, on, (after, last), limit + 1)
    return answer(page_of([UseTold.of(use) for use in found], limit, _name))


@router.post("/uses", response={201: UseTold, **refusals(404, 413)}, operation_id="record_use")
@once
def record(request: HttpRequest, said: UseSaid) -> HttpResponse:
    """Write down that a customer uses a service; what is known of it already stays."""
    viewer, now = viewer_of(request), timezone.now()
    record_use(
        viewer,
        NewUse(customer=said.customer, service=said.service, since_on=said.since_on, note=said.note),
        now,
    )
    one = UseFilter(customer=said.customer, service=said.service)
    (found,) = find_uses_after(viewer, one, days_at(now), ("", ""), 1)
    return answer(UseTold.of(found), HTTPStatus.CREATED)


@router.post("/uses/list", response={200: UsesTaken, **refusals(404, 413)}, operation_id="take_uses")
@once
def take(request: HttpRequest, said: UsesSaid) -> HttpResponse:
    """Take a list of services in use; lines that name what is not there are refused by number and code."""
    viewer = viewer_of(request)
    if not viewer.may_anywhere(Permission.EDIT_DRAFTS):
        raise NotThere("customer")
    taken = take_list(viewer, said.csv, timezone.now())
    refused = [LineRefused(line=one.line, code=one.code, found=one.found) for one in taken.refused]
    return answer(UsesTaken(recorded=taken.recorded, known=taken.known, refused=refused))


@router.delete("/uses/{slug:customer}/{slug:service}", response={204: None, **refusals(404)}, operation_id="forget_use")
@once
def forget(request: HttpRequest, customer: str, service: str) -> HttpResponse:
    """Take back that a customer uses a service."""
    forget_use(viewer_of(request), customer, service, timezone.now())
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _name(use: UseTold) -> str:
    return f"{use.customer}/{use.service}"


def _whole(viewer: Viewer, key: str) -> ServiceWhole:
    found = find_service(viewer, key)
    covering = agreements_with(viewer, key, days_at(timezone.now()))
    return ServiceWhole(
        key=found.key,
        name=dict(found.name),
        owner=found.owner or None,
        cost=CostTold.of(found.cost),
        retired_at=found.retired_at,
        description=dict(found.description),
        prerequisites=[dict(one) for one in found.prerequisites],
        owner_person=UUID(found.owner_id) if found.owner_id else None,
        needs=[line.key for line in found.needs],
        needed_by=[line.key for line in found.needed_by],
        agreements=[one.key for one in covering.lines],
        covered_by=covering.total,
        revision=found.revision,
    )
