"""The shape of a whole agreement."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, WithJsonSchema

from acuerdo.documents.shapes.calendars import CalendarForm
from acuerdo.documents.shapes.carried import (
    AfterHoursShape,
    ClauseForm,
    ConsequenceShape,
    CoveredShape,
    CreditShape,
    CreditsShape,
    EntitlementShape,
    EscalationShape,
    FeesShape,
    MaintenanceShape,
    MeasurementShape,
    OutOfScope,
    ReportShape,
    ResponsibilityShape,
    ReviewsShape,
    VolumeShape,
)
from acuerdo.documents.shapes.commitments import CommitmentShape, DayCountingShape, MeasureShape
from acuerdo.documents.shapes.kinds import (
    CurrencyCode,
    Day,
    Id,
    IdList,
    IntervalText,
    Language,
    Shape,
    Texts,
    WordList,
    Words,
    shape_of,
)


class PartyShape(Shape):
    """A party to the agreement."""

    id: Id
    name: Words
    legal_name: Words | None = None
    tax_id: Words | None = None
    address: Words | None = None
    contacts: tuple[Words, ...] = ()


class PartiesShape(Shape):
    """Who promises, and to whom."""

    provider: PartyShape
    customer: PartyShape
    suppliers: tuple[PartyShape, ...] = ()


class TermShape(Shape):
    """From when until when, both dates inclusive; without `to` until somebody ends it."""

    from_: Day = Field(alias="from")
    to: Day | None = None
    renewal: Literal["never", "tacit", "express"] = "express"
    notice: IntervalText | None = None
    exit: Texts | None = None


class UnderpinsShape(Shape):
    """Which commitments of which agreement this one makes possible."""

    agreement: Id
    commitments: IdList = ()


class ChannelShape(Shape):
    """How the provider is reached, when, and in which languages."""

    kind: Words
    address: Words | None = None
    calendar: Words | None = None
    languages: tuple[Language, ...] = ()
    note: Texts | None = None


MatrixRow = Annotated[
    Annotated[tuple[Words, Words], Tag("(list)")] | Annotated[dict[Words, Words], Tag("(mapping)")],
    Discriminator(shape_of),
]


class ScaleShape(Shape):
    """The priorities, the most urgent first, and how a ticket comes to one.

    The matrix names two fields in `by`; then each value of the first gives a level for each value of the second.
    """

    levels: tuple[Words, ...] = Field(min_length=1, max_length=100)
    matrix: dict[Words, MatrixRow] = Field(default_factory=dict)
    by_type: dict[Words, Words] = Field(default_factory=dict)
    meaning: dict[Words, Texts] = Field(default_factory=dict)
    claimed_by: Texts | None = None
    agreed_by: Texts | None = None


class ServiceShape(Shape):
    """A service, in the customer's words."""

    id: Id
    name: Texts
    description: Texts | None = None
    owner: Words | None = None
    depends_on: IdList = ()
    in_scope: tuple[Texts, ...] = ()
    out_of_scope: tuple[OutOfScope, ...] = ()
    calendar: Words | None = None
    after_hours: AfterHoursShape | None = None
    responsibilities: tuple[ResponsibilityShape, ...] = ()
    priorities: ScaleShape | None = None


class PrerequisiteShape(Shape):
    """What the customer sees to; unmet and accepted as such, it excuses the named commitments."""

    id: Id
    text: Texts
    excuses: IdList = ()


class AgreementShape(Shape):
    """An agreement between a provider and a customer, version 1 of the format."""

    acuerdo: Annotated[Literal["1"], WithJsonSchema({"enum": [1, "1"]})]
    id: Id
    type: Literal["sla", "ola", "underpinning"] = "sla"
    underpins: tuple[UnderpinsShape, ...] = ()
    title: Texts
    language: Language
    time_zone: Words
    currency: CurrencyCode | None = None
    parties: PartiesShape
    term: TermShape
    based_on: Words | None = None
    channels: tuple[ChannelShape, ...] = ()
    calendars: dict[Words, CalendarForm] = Field(default_factory=dict)
    fields: dict[Words, WordList] = Field(default_factory=dict)
    events: IdList = ()
    services: tuple[ServiceShape, ...] = Field(default=(), max_length=1000)
    priorities: ScaleShape | None = None
    prerequisites: tuple[PrerequisiteShape, ...] = ()
    measures: dict[Words, MeasureShape] = Field(default_factory=dict)
    day_counting: DayCountingShape | None = None
    commitments: tuple[CommitmentShape, ...] = Field(default=(), max_length=1000)
    reviews: ReviewsShape | None = None
    reports: tuple[ReportShape, ...] = ()
    credits: Annotated[
        Annotated[tuple[CreditShape, ...], Tag("(list)")] | Annotated[CreditsShape, Tag("(mapping)")],
        Discriminator(shape_of),
    ] = ()
    consequences: tuple[ConsequenceShape, ...] = ()
    entitlements: tuple[EntitlementShape, ...] = ()
    volumes: tuple[VolumeShape, ...] = ()
    escalation: tuple[EscalationShape, ...] = ()
    clauses: dict[Words, ClauseForm] = Field(default_factory=dict)
    maintenance: MaintenanceShape | None = None
    fees: FeesShape | None = None
    covered: CoveredShape | None = None
    measurement: MeasurementShape | None = None
