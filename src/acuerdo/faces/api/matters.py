"""What both sides settle about a ticket: its priority, and work outside the scope; and the claims that wait."""

from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field, model_validator

from acuerdo.apps.acts.queries import list_waiting
from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.agreements.queries import may_negotiate
from acuerdo.apps.clocks.governing import Governing
from acuerdo.apps.clocks.queries import clocks_of
from acuerdo.apps.exclusions.commands import ACT_SUBJECT as EXCLUSION
from acuerdo.apps.exclusions.queries import find_waiting_exclusions
from acuerdo.apps.matters.commands import ACT_SUBJECT as MATTER
from acuerdo.apps.matters.models import MatterKind
from acuerdo.apps.matters.queries import find_waiting_matters, list_matters
from acuerdo.apps.matters.shapes import MatterRecord, PriorityOffer, RouteOffer
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.queries import find_ticket
from acuerdo.core.acts import MoveKind
from acuerdo.core.hours import to_datetime, to_us
from acuerdo.documents.shapes.carried import OutOfScopeShape
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import language_of, viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.shapes import ActTold, Page, Said, Told
from acuerdo.faces.api.tickets import ONE, Name
from acuerdo.flows.ticket_settled import MatterIntent, settle
from acuerdo.words import Language

router = Router(tags=["tickets"])

ALL = ONE + "/matters"
_OFFERS = frozenset({"propose", "counter"})
_Word = Annotated[str, Field(min_length=1, max_length=320)]
_MOST = 10**12
_Amount = Annotated[Decimal, Field(ge=0, le=_MOST, decimal_places=2, examples=["450.00"])]


class PrioritySaid(Said):
    """The priority that a ticket is to have: from its opening on, or from now on."""

    priority: Annotated[_Word, Field(examples=["P1"])]
    from_opening: bool = True


class RouteSaid(Said):
    """Work that an agreement leaves out, as its `routes` list it, and what it is to cost."""

    agreement: _Word
    service: _Word
    item: Annotated[int, Field(ge=0, le=10_000)]
    amount: _Amount | None = None


class MatterMoveSaid(Said):
    """A move; `seen` is the number of the last one that was seen, 0 for none. Propose and counter say what."""

    about: MatterKind
    kind: Literal["propose", "counter", "accept", "reject", "withdraw"]
    seen: Annotated[int, Field(ge=0, le=2**31 - 1)]
    priority: PrioritySaid | None = None
    route: RouteSaid | None = None
    note: Annotated[str, Field(max_length=4_000)] = ""

    @model_validator(mode="after")
    def _offers_what_it_is_about(self) -> "MatterMoveSaid":
        wanted = {self.about} if self.kind in _OFFERS else set[str]()
        said = {name for name in MatterKind.values if getattr(self, name) is not None}
        if said != wanted:
            raise ValueError(f"`{self.about}`: expected with propose and counter, and with nothing else")
        return self

    def offer(self, at: datetime) -> PriorityOffer | RouteOffer | None:
        """Return what is offered, None where nothing is."""
        if self.priority is not None:
            wanted = self.priority
            return PriorityOffer(priority=wanted.priority, from_opening=wanted.from_opening, since_us=to_us(at))
        return None if self.route is None else RouteOffer(**self.route.model_dump())


class PriorityTold(Told):
    """A claimed priority, from which instant on, and which one the ticket had when it was claimed."""

    priority: str = Field(examples=["P1"])
    was: str | None = Field(examples=["P2"])
    from_opening: bool
    since_at: datetime


class RouteTold(Told):
    """Work outside the scope: which item of which service, what happens to it, and what it is to cost."""

    service: str
    item: int
    then: str | None = Field(examples=["quote"])
    amount: Decimal | None
    currency: str | None


class MatterTold(Told):
    """Something that is settled, or to be: what is on the table, whether both sides `agreed`, and the act about it."""

    about: MatterKind
    number: int
    agreement: str
    agreed: bool
    priority: PriorityTold | None
    route: RouteTold | None
    act: ActTold

    @classmethod
    def of(cls, record: MatterRecord) -> "MatterTold":
        """Tell a matter."""
        said = record.said
        priority = record.kind is MatterKind.PRIORITY and bool(said)
        route = record.kind is MatterKind.ROUTE and bool(said)
        return cls(
            about=record.kind,
            number=record.number,
            agreement=record.agreement,
            agreed=record.act.standing.binds,
            priority=_priority(record) if priority else None,
            route=_route(record) if route else None,
            act=ActTold.of(record.act),
        )


class RouteThere(Told):
    """Work that an agreement leaves out, which can be claimed."""

    agreement: str
    service: str
    item: int
    text: str
    then: str | None = Field(examples=["quote"])


class MattersTold(Told):
    """What is settled about a ticket, the last first of each kind, and what you can claim: `levels` and `routes`."""

    items: list[MatterTold]
    levels: list[str] = Field(examples=[["P1", "P2"]])
    routes: list[RouteThere]


class WaitingTold(Told):
    """A claim that waits for an answer of your side: an exclusion by its number, else about which ticket."""

    about: Literal["exclusion", "priority", "route"]
    agreement: str
    customer_name: str
    source: str | None
    ticket: str | None
    exclusion: int | None


@router.get("/claims/waiting", response={200: Page[WaitingTold], **refusals()}, operation_id="list_waiting_claims")
def waiting(request: HttpRequest) -> HttpResponse:
    """Claims that wait for your side: exclusions, priorities, work outside the scope; of each the oldest first."""
    acts = list_waiting(viewer_of(request), (EXCLUSION, MATTER), timezone.now())
    matters = find_waiting_matters([one for one in acts if one.subject == MATTER])
    exclusions = find_waiting_exclusions([one for one in acts if one.subject == EXCLUSION])
    told = [
        WaitingTold(
            about="exclusion",
            agreement=one.agreement,
            customer_name=one.customer,
            source=one.said.source or None,
            ticket=one.said.ticket or None,
            exclusion=one.number,
        )
        for one in exclusions
    ]
    told += [
        WaitingTold(
            about="priority" if one.kind is MatterKind.PRIORITY else "route",
            agreement=one.agreement,
            customer_name=one.customer,
            source=one.source,
            ticket=one.ticket,
            exclusion=None,
        )
        for one in matters
    ]
    return answer(Page[WaitingTold](items=told))


@router.get(ALL, response={200: MattersTold, **refusals(404)}, operation_id="list_matters")
def show(request: HttpRequest, source: str, ticket: Name) -> HttpResponse:
    """What both sides settled about a ticket, or are about to, and what you can claim."""
    viewer, now = viewer_of(request), timezone.now()
    governing = clocks_of(viewer, source, ticket, to_us(now)).governing
    speaking = [one for one in governing if _promises(viewer, one)]
    service = find_ticket(viewer, source, ticket).service or None
    return answer(
        MattersTold(
            items=[MatterTold.of(one) for one in list_matters(viewer, source, ticket, now)],
            levels=list(speaking[0].terms.scale_for(service).levels) if speaking else [],
            routes=[route for rules in speaking for route in _routes(rules, language_of(request))],
        )
    )


@router.post(ALL, response={201: ActTold, **refusals(404, 409, 413)}, operation_id="move_matter")
@once
def move(request: HttpRequest, source: str, ticket: Name, said: MatterMoveSaid) -> HttpResponse:
    """Claim, answer, accept, reject or withdraw. Clocks follow a priority that both agree on. Done in your name."""
    now = timezone.now()
    intent = MatterIntent(
        kind=said.about, move=MoveKind(said.kind), seen=said.seen, offer=said.offer(now), note=said.note
    )
    return answer(ActTold.of(settle(viewer_of(request), source, ticket, intent, now)), HTTPStatus.CREATED)


def _promises(viewer: Viewer, rules: Governing) -> bool:
    agreement = rules.version.agreement
    return agreement.kind == AgreementKind.SLA and may_negotiate(viewer, agreement)


def _priority(record: MatterRecord) -> PriorityTold:
    said = record.said
    return PriorityTold(
        priority=str(said["priority"]),
        was=str(said["was"]) or None,
        from_opening=bool(said["opening"]),
        since_at=to_datetime(int(str(said["since_us"]))),
    )


def _route(record: MatterRecord) -> RouteTold:
    said = record.said
    return RouteTold.model_validate(
        {**{name: said[name] for name in RouteTold.model_fields}, "then": said["then"] or None}
    )


def _routes(rules: Governing, language: Language) -> list[RouteThere]:
    document, key = rules.document, rules.version.agreement.key
    return [
        RouteThere(
            agreement=key,
            service=service.id,
            item=place,
            text=str(document.say(item.text if isinstance(item, OutOfScopeShape) else item, language)),
            then=(item.then or None) if isinstance(item, OutOfScopeShape) else None,
        )
        for service in document.shape.services
        for place, item in enumerate(service.out_of_scope)
    ]
