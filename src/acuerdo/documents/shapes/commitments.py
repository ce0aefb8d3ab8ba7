"""The shape of commitments and of the measures behind them."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from acuerdo.core.terms.agreement import Binding, CountedBy, FirstContact, Metric, OnChange, OnReopen
from acuerdo.core.terms.measures import Stage
from acuerdo.documents.shapes.kinds import (
    Amount,
    ConditionShape,
    DurationCases,
    DurationUs,
    Id,
    IdList,
    IntervalText,
    NameCases,
    Number,
    Percent,
    PeriodShape,
    Shape,
    ShareCases,
    Statistic,
    TargetCases,
    Texts,
    TimeUs,
    Warn,
    Whole,
    WordList,
    Words,
    as_list,
)

StageWord = Literal[Stage.OPEN, Stage.WAITING, Stage.RESOLVED, Stage.CLOSED, Stage.CANCELLED, Stage.MERGED]
Conditions = Annotated[
    tuple[ConditionShape, ...], BeforeValidator(as_list, json_schema_input_type=ConditionShape | list[ConditionShape])
]
Counts = Literal["counts"]
True_ = Literal["true"]


class TriggerShape(Shape):
    """What starts, stops or cancels a clock: any of its parts is enough.

    `event`: one of these events; `stage`: the ticket enters one of these; `field`: a field takes one of these values;
    `message`: of the provider's people (`reply`) or of the customer's; `given`: a field gets any value, `given_later`
    after the opening; `matched`: the commitment first applies.
    """

    event: IdList = ()
    stage: Annotated[
        tuple[StageWord, ...], BeforeValidator(as_list, json_schema_input_type=StageWord | list[StageWord])
    ] = ()
    field: dict[Words, WordList] = Field(default_factory=dict)
    message: Literal["reply", "customer"] | None = None
    given: IdList = ()
    given_later: IdList = ()
    matched: True_ | None = None


class PausesShape(Shape):
    """In which waits a clock pauses: the named reasons, or `any`."""

    waiting: IdList


class MeasureShape(Shape):
    """An own measure; without `starts_when` it starts at the opening."""

    starts_when: TriggerShape | None = None
    stops_when: TriggerShape
    cancels_when: TriggerShape | None = None
    pauses_while: PausesShape | None = None
    cycles: Literal["one", "many"] = "one"
    title: Texts | None = None


class DayCountingShape(Shape):
    """Where the counting of days begins, and what happens to a last day that is off."""

    day_one: Literal["next_opening", "next_date"] = "next_opening"
    roll: Literal["next_working_day"] | None = None


class PromiseShape(Shape):
    """What every kind of commitment may say."""

    id: Id
    title: Texts | None = None
    note: Texts | None = None
    binding: Binding = Binding.GUARANTEE
    period: PeriodShape | None = None
    min_sample: Whole = 0
    terms: dict[Words, Texts] = Field(default_factory=dict)


class ClockShape(PromiseShape):
    """A promise judged by clocks: a measure, a calendar, and what is allowed."""

    kind: Literal["clock"] = "clock"
    measure: Id
    answered_by: IdList = ()
    applies_to: ConditionShape | None = None
    exceptions: Conditions = Field(default=(), alias="except")
    calendar: NameCases | None = None
    within: TargetCases | None = None
    cut_off: TimeUs | None = None
    day_counting: DayCountingShape | None = None
    pauses_in: IdList | None = None
    team: Counts | None = None
    warn_at: Annotated[tuple[Warn, ...], BeforeValidator(as_list, json_schema_input_type=Warn | list[Warn])] = ()
    at_least: ShareCases | None = None
    per: IdList = ()
    statistic: Statistic | None = None
    at_most: DurationCases | None = None
    counted_by: CountedBy = CountedBy.DUE_OR_STOP
    on_change: OnChange = OnChange.CARRY
    on_reopen: OnReopen | None = None
    escalation: Id | None = None


class RatioShape(PromiseShape):
    """A promised share of tickets."""

    kind: Literal["ratio"]
    metric: Metric
    definition: FirstContact | None = None
    applies_to: ConditionShape | None = None
    exceptions: Conditions = Field(default=(), alias="except")
    at_least: Percent | None = None
    at_most: Percent | None = None
    older_than: DurationUs | None = None
    calendar: Words | None = None


class CountingShape(Shape):
    """The clauses that decide an availability."""

    excluded_time: Literal["stays", "leaves"] | None = None
    unknown: Literal["up", "down", "excluded"] | None = None
    shortest_outage: DurationUs | None = None
    combine: Words | None = None
    from_: Literal["detection", "notice"] | None = Field(default=None, alias="from")
    weighted_by: Words | None = None


class AvailabilityShape(PromiseShape):
    """A promised availability of a service."""

    kind: Literal["availability"]
    service: Id | None = None
    calendar: Words | None = None
    at_least: Percent
    counting: CountingShape | None = None
    per: IdList = ()


class PerformanceShape(PromiseShape):
    """A promised value of something measured; a limit is a share (95%), open time (20s) or a number in `unit`."""

    kind: Literal["performance"]
    metric: Words
    unit: Words | None = None
    service: Id | None = None
    calendar: Words | None = None
    statistic: Words | None = None
    threshold: Amount | None = None
    at_least: Amount | None = None
    at_most: Amount | None = None
    per: IdList = ()


class RecoveryShape(PromiseShape):
    """A promised time to restore (`rto`) and the most data that may be lost (`rpo`)."""

    kind: Literal["recovery"]
    service: Id | None = None
    calendar: Words | None = None
    rto: DurationUs | None = None
    rpo: DurationUs | None = None


class DutyShape(PromiseShape):
    """Something that a party does again and again, or once: `every`, else `within` of what `after` names."""

    kind: Literal["duty"]
    by: Literal["provider", "customer", "supplier"]
    service: Id | None = None
    every: IntervalText | None = None
    within: IntervalText | None = None
    after: Texts | None = None
    grace: IntervalText | None = None
    calendar: Words | None = None


class SatisfactionShape(PromiseShape):
    """A promised satisfaction: `csat` (with the answers that count as satisfied in `box`), `nps` or `ces`."""

    kind: Literal["satisfaction"]
    metric: Literal["csat", "nps", "ces"]
    service: Id | None = None
    box: WordList = ()
    at_least: Amount
    response_rate: Percent | None = None
    scale: Number | None = None


_KINDS = ("ratio", "availability", "performance", "recovery", "duty", "satisfaction")


def kind_of(value: object) -> str:
    """Say which kind of commitment a mapping is; whatever is not known is read as a clock, which then refuses it."""
    kind = value.get("kind") if isinstance(value, dict) else None
    return f"({kind})" if kind in _KINDS else "(clock)"


OtherShape = AvailabilityShape | PerformanceShape | RecoveryShape | DutyShape | SatisfactionShape
CommitmentShape = Annotated[
    Annotated[ClockShape, Tag("(clock)")]
    | Annotated[RatioShape, Tag("(ratio)")]
    | Annotated[AvailabilityShape, Tag("(availability)")]
    | Annotated[PerformanceShape, Tag("(performance)")]
    | Annotated[RecoveryShape, Tag("(recovery)")]
    | Annotated[DutyShape, Tag("(duty)")]
    | Annotated[SatisfactionShape, Tag("(satisfaction)")],
    Discriminator(kind_of),
]
