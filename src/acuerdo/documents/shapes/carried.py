"""The shape of the sections that are carried: kept, shown, and computed elsewhere."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from acuerdo.documents.shapes.kinds import (
    Amount,
    CurrencyCode,
    DurationUs,
    Flag,
    Id,
    IdList,
    IntervalText,
    Moment,
    MoneyText,
    Number,
    Percent,
    Shape,
    Texts,
    TextsShape,
    Whole,
    WordList,
    Words,
    shape_of,
)


class OutOfScopeShape(Shape):
    """What a service leaves out, and what happens to such a ticket."""

    text: Texts
    then: Literal["decline", "quote", "authorise"] | None = None


def _item_of(value: object) -> str:
    return "(item)" if isinstance(value, dict) and "text" in value else shape_of(value)


OutOfScope = Annotated[
    Annotated[Words, Tag("(one)")]
    | Annotated[TextsShape, Tag("(mapping)")]
    | Annotated[OutOfScopeShape, Tag("(item)")],
    Discriminator(_item_of),
]


class AfterHoursShape(Shape):
    """Whether work outside the hours is done, and at which rate."""

    covered: Literal["none", "included", "charged"]
    rate: MoneyText | None = None
    note: Texts | None = None


class ResponsibilityShape(Shape):
    """Who answers for what, in which failure."""

    when: Texts
    provider: Texts | None = None
    customer: Texts | None = None
    third_party: Texts | None = None


class ReviewsShape(Shape):
    """How often both sides meet, and whether a review must be held before billing."""

    sync: IntervalText | None = None
    monthly: IntervalText | None = None
    qbr: IntervalText | None = None
    annual: IntervalText | None = None
    other: dict[Words, IntervalText] = Field(default_factory=dict)
    gates_billing: Flag = False
    note: Texts | None = None


class ReportShape(Shape):
    """A report that is owed: how often, within which time after the period, to whom."""

    id: Id
    every: IntervalText
    within: IntervalText | None = None
    to: tuple[Words, ...] = ()
    languages: tuple[Literal["en", "es", "ru"], ...] = ()
    text: Texts | None = None


class TierShape(Shape):
    """One step: below this attained value (or from this lateness on), this credit."""

    below: Percent | None = None
    from_: Amount | None = Field(default=None, alias="from")
    credit: Amount


class CreditShape(Shape):
    """A credit of one of six kinds.

    `tiers`: by attained value; `per_breach`: for every miss; `per_unit_late`: for each (started) unit of lateness;
    `proportional`: as the time lost; `pool`: the amount at risk, by shares of the commitments; `fixed`: once.
    """

    id: Id
    kind: Literal["tiers", "per_breach", "per_unit_late", "proportional", "pool", "fixed"]
    commitments: IdList = ()
    base: Words | None = None
    tiers: tuple[TierShape, ...] = ()
    credit: Amount | None = None
    amount: MoneyText | None = None
    every: DurationUs | None = None
    started: Flag = True
    at_risk: Percent | None = None
    shares: dict[Words, Percent] = Field(default_factory=dict)
    threshold: Percent | None = None
    cap: Amount | None = None
    least: MoneyText | None = None
    claim_within: IntervalText | None = None
    earn_back: Texts | None = None
    note: Texts | None = None


class ConsequenceShape(Shape):
    """What repeated failure entitles to."""

    id: Id
    commitments: IdList = ()
    below: Percent | None = None
    times: Whole | None = None
    in_: IntervalText | None = Field(default=None, alias="in")
    running: Flag = False
    entitles: Literal["justification", "improvement_plan", "escalation", "suspension", "termination", "other"]
    text: Texts | None = None


class EntitlementShape(Shape):
    """What the customer may use, and how much of it."""

    id: Id
    text: Texts
    quantity: Number | None = None
    unit: Words | None = None
    every: IntervalText | None = None
    beyond: MoneyText | None = None


class VolumeShape(Shape):
    """The volume that the agreement was made for, and what happens outside it."""

    id: Id
    text: Texts | None = None
    of: Words | None = None
    from_: Number | None = Field(default=None, alias="from")
    to: Number | None = None
    every: IntervalText | None = None
    beyond: Texts | None = None


class StepShape(Shape):
    """One step of an escalation: at a moment of the clock (`80%`, `-10m`, `due`, `breach`), whom to tell, how."""

    at: Moment
    notify: WordList
    by: WordList = ()
    note: Texts | None = None


class EscalationShape(Shape):
    """A path of escalation, for all commitments or the named ones."""

    id: Id
    commitments: IdList = ()
    title: Texts | None = None
    steps: tuple[StepShape, ...] = Field(min_length=1)


class ClauseShape(Shape):
    """A legal text, and what it is about where its id does not say it."""

    text: Texts
    title: Texts | None = None
    about: IdList = ()


ClauseForm = Annotated[
    Annotated[Words, Tag("(one)")] | Annotated[TextsShape, Tag("(mapping)")] | Annotated[ClauseShape, Tag("(item)")],
    Discriminator(_item_of),
]


class WindowShape(Shape):
    """A maintenance window: when, how long, how often."""

    id: Id | None = None
    calendar: Words | None = None
    at: Words | None = None
    longest: DurationUs | None = None
    times: Whole | None = None
    every: IntervalText | None = None
    note: Texts | None = None


class MaintenanceShape(Shape):
    """Planned works: the notice that excuses them, and their windows."""

    notice: IntervalText | None = None
    windows: tuple[WindowShape, ...] = ()
    emergency: Texts | None = None
    text: Texts | None = None


class FeeShape(Shape):
    """One fee."""

    id: Id
    amount: MoneyText
    text: Texts | None = None


class FeesShape(Shape):
    """What it costs, how it is billed, and how prices follow an index."""

    items: tuple[FeeShape, ...] = ()
    currency: CurrencyCode | None = None
    billed: IntervalText | None = None
    pay_within: IntervalText | None = None
    indexation: Texts | None = None
    text: Texts | None = None


class CoveredShape(Shape):
    """Whom and what the agreement covers."""

    users: Whole | None = None
    assets: Whole | None = None
    sites: tuple[Words, ...] = ()
    contacts: tuple[Words, ...] = ()
    text: Texts | None = None


class MeasurementShape(Shape):
    """Where the figures come from, who computes them, and whose reading stands in doubt."""

    source: Words | None = None
    by: Literal["provider", "customer", "third_party", "both"] | None = None
    in_doubt: Texts | None = None
    text: Texts | None = None


class CreditsShape(Shape):
    """The credits with what bounds them together."""

    items: tuple[CreditShape, ...]
    cap: Amount | None = None
    sole_remedy: Flag = False
    note: Texts | None = None
