"""Sources, and the facts that they tell about tickets."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Body, Router
from pydantic import Field

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.ahead import count_ahead
from acuerdo.apps.tickets.models import SourceKind
from acuerdo.apps.tickets.queries import find_source, list_sources
from acuerdo.apps.tickets.shapes import Answer, SourceRecord, Taken
from acuerdo.apps.tickets.sources import SourceIntent
from acuerdo.core.terms.measures import Stage
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.shapes import Key, Page, Said, Told
from acuerdo.flows import sources_kept
from acuerdo.flows.ahead_told import tell_ahead
from acuerdo.flows.ticket_event import tell_rows

router = Router(tags=["tickets"])

ONE = "/sources/{slug:source}"
MOST_FACTS = 10_000
_FACT = {
    "ticket": "4711",
    "title": "Printer on the third floor is off",
    "at": "2026-03-02T09:00:00Z",
    "event": "opened",
    "key": "4711-1",
    "priority": "P1",
}
_TOLD = (
    "objects with the columns of a file of facts: `ticket`, `at`, `event`, and what else it says;"
    " `title` is kept with the ticket alone"
)
Word = Annotated[str, Field(min_length=1, max_length=200)]
Customers = Annotated[
    dict[Word, str], Field(description="the words by which it knows customers, and whose they are", examples=[{}])
]


class StatusMeans(Said):
    """The stage for which a status word stands, and for waiting its reason."""

    stage: Literal[Stage.OPEN, Stage.WAITING, Stage.RESOLVED, Stage.CLOSED, Stage.CANCELLED]
    reason: Annotated[str | None, Field(max_length=100, examples=["customer"])] = None


Statuses = Annotated[
    dict[Word, StatusMeans],
    Field(description="its own status words", examples=[{"Espera": {"stage": "waiting", "reason": "customer"}}]),
]


Values = Annotated[
    dict[str, dict[Word, Word]],
    Field(
        description="its own words in other columns, and what the agreements call them",
        examples=[{"priority": {"3 high": "P2"}}],
    ),
]


class SourceTold(Told):
    """A source. Its tickets are those of `customer`; null: of those whose words in `customers` they carry."""

    key: str = Field(examples=["desk"])
    kind: SourceKind
    name: str = Field(examples=["Help desk"])
    customer: str | None
    customers: Customers
    statuses: Statuses
    values: Values
    created_at: datetime
    closed_at: datetime | None
    tickets: int
    refused: int = Field(description="rows that were refused and that nobody has looked at")
    last_at: datetime | None = Field(description="when it told something last")

    @classmethod
    def of(cls, record: SourceRecord) -> "SourceTold":
        """Tell a source."""
        statuses = {
            word: StatusMeans.model_validate({"stage": stage, "reason": reason})
            for word, (stage, reason) in record.statuses.items()
        }
        return cls(
            key=record.key,
            kind=SourceKind(record.kind),
            name=record.name,
            customer=record.customer or None,
            customers=dict(record.customers),
            statuses=statuses,
            values={column: dict(words) for column, words in record.values.items()},
            created_at=record.created_at,
            closed_at=record.closed_at,
            tickets=record.tickets,
            refused=record.refused,
            last_at=record.last_at,
        )


class SourceSaid(Said):
    """What a source is called, and what its words mean from now on."""

    name: Annotated[str, Field(min_length=1, max_length=200, examples=["Help desk"])]
    customers: Annotated[Customers, Field(default_factory=dict)]
    statuses: Annotated[Statuses, Field(default_factory=dict)]
    values: Annotated[Values, Field(default_factory=dict)]


class NewSourceSaid(SourceSaid):
    """A new source: of one customer, or with the words by which it knows several."""

    key: Annotated[Key, Field(examples=["desk"])]
    kind: SourceKind = SourceKind.API
    customer: Annotated[str | None, Field(max_length=64)] = None


class FactAnswer(Told):
    """What became of a fact: `recorded` is durable, `duplicate` was there before, `refused` says why."""

    taken: Taken
    code: str | None = Field(examples=["unmapped_status"])
    column: str | None = Field(examples=["status"])
    found: str | None = Field(examples=["Espera"])
    expected: str | None = Field(examples=["one of closed, new, open"])
    hint: str | None

    @classmethod
    def of(cls, said: Answer) -> "FactAnswer":
        """Tell what became of a fact."""
        refused = said.refused
        if refused is None:
            return cls(taken=said.taken, code=None, column=None, found=None, expected=None, hint=None)
        return cls(
            taken=said.taken,
            code=refused.code,
            column=refused.column or None,
            found=refused.found or None,
            expected=refused.expected or None,
            hint=refused.hint or None,
        )


class FactAnswers(Told):
    """What became of each fact, in the order in which they were sent, and how many of each."""

    recorded: int
    duplicate: int
    refused: int
    items: list[FactAnswer]


class ToldAgain(Told):
    """How many facts that were ahead of their receipt were told again, and how many still wait for it."""

    recorded: int
    waiting: int


@router.get("/sources", response={200: Page[SourceTold], **refusals()}, operation_id="list_sources")
def list_all(request: HttpRequest) -> HttpResponse:
    """The sources into which you may tell facts."""
    return answer(Page[SourceTold](items=[SourceTold.of(one) for one in list_sources(viewer_of(request))]))


@router.post("/sources", response={201: SourceTold, **refusals(403, 404, 409, 413)}, operation_id="add_source")
@once
def add(request: HttpRequest, said: NewSourceSaid) -> HttpResponse:
    """Begin a source of facts."""
    viewer = viewer_of(request)
    wanted = _intent(said.key, said, kind=said.kind, customer=said.customer or "")
    sources_kept.add(viewer, wanted, timezone.now())
    return _told(viewer, said.key, HTTPStatus.CREATED)


@router.get(ONE, response={200: SourceTold, **refusals(404)}, operation_id="read_source")
def read(request: HttpRequest, source: str) -> HttpResponse:
    """A source, with what its words mean."""
    return _told(viewer_of(request), source)


@router.put(ONE, response={200: SourceTold, **refusals(404, 409, 413)}, operation_id="change_source")
@once
def change(request: HttpRequest, source: str, said: SourceSaid) -> HttpResponse:
    """Change what a source is called and what its words mean; what it told stays as it was understood then."""
    viewer = viewer_of(request)
    sources_kept.change(viewer, _intent(source, said), timezone.now())
    return _told(viewer, source)


@router.post(ONE + "/close", response={200: SourceTold, **refusals(404, 409)}, operation_id="close_source")
@once
def close(request: HttpRequest, source: str) -> HttpResponse:
    """Take no facts from a source any more."""
    viewer = viewer_of(request)
    sources_kept.close(viewer, source, timezone.now())
    return _told(viewer, source)


@router.post(ONE + "/reopen", response={200: SourceTold, **refusals(404, 409)}, operation_id="reopen_source")
@once
def reopen(request: HttpRequest, source: str) -> HttpResponse:
    """Take facts from a closed source again."""
    viewer = viewer_of(request)
    sources_kept.close(viewer, source, timezone.now(), again=True)
    return _told(viewer, source)


@router.post(ONE + "/tell-again", response={200: ToldAgain, **refusals(404, 409)}, operation_id="tell_again")
@once
def tell_again(request: HttpRequest, source: str) -> HttpResponse:
    """Tell again what was quarantined as from the future and whose time has come, up to 10,000 facts."""
    viewer, now = viewer_of(request), timezone.now()
    recorded = tell_ahead(viewer, source, now)
    return answer(ToldAgain(recorded=recorded, waiting=count_ahead(viewer, source, now)))


@router.post(
    ONE + "/facts",
    response={200: FactAnswers, **refusals(404, 409, 413)},
    operation_id="tell_facts",
)
@once
def tell(
    request: HttpRequest,
    source: str,
    said: Annotated[
        dict[str, Any] | Annotated[list[Any], Field(max_length=MOST_FACTS)], Body(examples=[[_FACT]], description=_TOLD)
    ],
) -> HttpResponse:
    """Tell one fact, or an array of up to 10,000; each is answered for itself, and what is recorded is durable."""
    rows = said if isinstance(said, list) else [said]
    found = tell_rows(viewer_of(request), source, rows, timezone.now())
    counts = {str(taken): sum(one.taken is taken for one in found) for taken in Taken}
    return answer(FactAnswers(items=[FactAnswer.of(one) for one in found], **counts))


def _intent(key: str, said: SourceSaid, *, kind: SourceKind = SourceKind.API, customer: str = "") -> SourceIntent:
    statuses = {word: (str(means.stage), means.reason) for word, means in said.statuses.items()}
    return SourceIntent(
        key=key,
        name=said.name,
        kind=kind,
        customer=customer,
        customers=said.customers,
        statuses=statuses,
        values=said.values,
    )


def _told(viewer: Viewer, key: str, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    return answer(SourceTold.of(find_source(viewer, key)), status)
