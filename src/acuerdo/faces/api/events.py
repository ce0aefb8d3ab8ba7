"""What endpoints are told: the shape of each event's message, declared for programs and held by a test."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field
from pydantic.json_schema import models_json_schema

from acuerdo.apps.clocks.moments import Late
from acuerdo.apps.rejudging.models import Cause
from acuerdo.apps.webhooks.shapes import Event
from acuerdo.core.acts import Side, State
from acuerdo.faces.api.examples import example_of
from acuerdo.faces.api.shapes import ReceiptTold, Told

_TEMPLATE = "#/components/schemas/{model}"


class ClockReached(Told):
    """A clock has come to a moment: `point` (`80%`, `-10m`, `due`, `breach`), which lay at `at`.

    `late_s` says how much later it is told than it came, and `late` why: nobody looked in time (`worker`), or its facts
    came late (`facts`). An endpoint of a customer is told of the agreements that the customer is a party of.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    ticket: str
    customer: str
    agreement: str
    version: int
    commitment: str
    measure: str
    cycle: int
    priority: str
    point: str
    at: datetime
    due_at: datetime | None
    breaches_at: datetime | None
    late_s: int
    late: Late | None


class Happened(Told):
    """Something that happened to an agreement: no names and no words of people, ids and hashes only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agreement: str
    customer: str
    side: Side = Field(description="the side that did it")
    receipt: ReceiptTold


class Moved(Happened):
    """A move of an act: its number, the content that it is about, and where the act stands after it."""

    move: int
    content: str
    state: State


class VersionMoved(Moved):
    """A move about a version of an agreement."""

    version: int


class RenewalMoved(Moved):
    """A move about an express renewal of a version until a date."""

    version: int
    until_on: date


class YearMoved(Moved):
    """A move about the dates of a year of a calendar."""

    calendar: str
    year: int


class ExclusionMoved(Moved):
    """A move about a claim that something does not count, by its number in the agreement."""

    exclusion: int


class MatterMoved(Moved):
    """A move about the priority of a ticket, or about work outside the scope that it asks for."""

    source: str
    ticket: str


class PeriodMoved(Moved):
    """A move about freezing a period."""

    period: str


class VerdictsMoved(Told):
    """Verdicts moved after they had been given: why (`cause`, `about`), how many clocks; `rejudging` leads to them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agreement: str
    customer: str
    rejudging: UUID
    cause: Cause
    about: str
    moved: int
    receipt: ReceiptTold


class NoticeHappened(Happened):
    """A notice: the date that was wanted, and the last one that follows."""

    wanted_on: date
    last_on: date
    in_time: bool


class TakingBackMoved(Moved):
    """A move about taking back a notice that was acknowledged."""

    wanted_on: date
    last_on: date
    in_time: bool


class PaperHappened(Happened):
    """A signed paper, by its SHA-256, bound to the content of a version."""

    version: int
    content: str
    sha256: str


class CommentHappened(Happened):
    """A remark about a clause (`path`, empty for the whole) of a version."""

    comment: UUID
    version: int
    path: str


SHAPES: Mapping[Event, type[Told]] = MappingProxyType(
    {
        **dict.fromkeys(Event, VersionMoved),
        Event.PAPER_BOUND: PaperHappened,
        Event.REVIEW_OPENED: Happened,
        Event.REVIEW_CLOSED: Happened,
        Event.NOTICE_GIVEN: NoticeHappened,
        Event.NOTICE_ACKNOWLEDGED: NoticeHappened,
        Event.NOTICE_WITHDRAWN: NoticeHappened,
        Event.TAKING_BACK_PROPOSED: TakingBackMoved,
        Event.TAKING_BACK_ACCEPTED: TakingBackMoved,
        Event.TAKING_BACK_REJECTED: TakingBackMoved,
        Event.TAKING_BACK_WITHDRAWN: TakingBackMoved,
        Event.RENEWAL_PROPOSED: RenewalMoved,
        Event.RENEWAL_ACCEPTED: RenewalMoved,
        Event.RENEWAL_REJECTED: RenewalMoved,
        Event.RENEWAL_WITHDRAWN: RenewalMoved,
        Event.RENEWED: RenewalMoved,
        Event.YEAR_MOVED: YearMoved,
        Event.YEAR_AGREED: YearMoved,
        Event.EXCLUSION_MOVED: ExclusionMoved,
        Event.EXCLUSION_AGREED: ExclusionMoved,
        **dict.fromkeys(
            (Event.PRIORITY_MOVED, Event.PRIORITY_AGREED, Event.ROUTE_MOVED, Event.ROUTE_AGREED), MatterMoved
        ),
        Event.PERIOD_MOVED: PeriodMoved,
        Event.PERIOD_FROZEN: PeriodMoved,
        Event.VERDICTS_MOVED: VerdictsMoved,
        Event.COMMENT_WRITTEN: CommentHappened,
        Event.COMMENT_SETTLED: CommentHappened,
        Event.CLOCK_WARNED: ClockReached,
        Event.CLOCK_DUE: ClockReached,
        Event.CLOCK_BREACHED: ClockReached,
    }
)
"""The shape of `data` in the message of each event."""


def describe_events(schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the part `webhooks` of a description (OpenAPI 3.1); the shapes that it needs join the others."""
    shapes = sorted(set(SHAPES.values()), key=lambda shape: shape.__name__)
    _, found = models_json_schema([(shape, "serialization") for shape in shapes], ref_template=_TEMPLATE)
    schemas.update(found["$defs"])
    return {str(event): {"post": _describe(event, shape, schemas)} for event, shape in SHAPES.items()}


def _name(event: Event) -> str:
    """Name an event without its kind where an agreement is what it is about."""
    return event.removeprefix("agreement.").replace(".", "_")


def _describe(event: Event, shape: type[Told], schemas: dict[str, Any]) -> dict[str, Any]:
    message = {
        "type": "object",
        "required": ["id", "type", "timestamp", "data"],
        "properties": {
            "id": {"type": "string", "description": "the webhook-id, the same however often it is sent"},
            "type": {"const": str(event)},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"$ref": _TEMPLATE.format(model=shape.__name__)},
        },
    }
    example = example_of(message, schemas) | {"id": "msg_0b1c7e558c3d1f0e6a524a8e9d392f6d"}
    return {
        "operationId": "told_" + _name(event),
        "summary": _name(event).replace("_", " ").capitalize(),
        "description": shape.__doc__,
        "tags": ["events"],
        "requestBody": {"content": {"application/json": {"schema": message, "example": example}}},
        "responses": {"2XX": {"description": "taken; anything else is tried again, 410 ends it"}},
    }
