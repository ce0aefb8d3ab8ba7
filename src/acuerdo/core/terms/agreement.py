"""An agreement as values: what the clocks and the judgement of periods need of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from acuerdo.core.hours import WorkingCalendar
from acuerdo.core.terms.conditions import EVERY, Case, Cases, Condition
from acuerdo.core.terms.measures import Cycling, Measure, Pauses
from acuerdo.core.terms.notices import Notice
from acuerdo.core.terms.priorities import NO_SCALE, PriorityScale
from acuerdo.core.terms.targets import DayCounting, Duration, Target


class OnChange(StrEnum):
    """What a change of priority or other terms does to a running clock."""

    CARRY = "carry"
    RETROACTIVE = "retroactive"
    RESTART = "restart"


class OnReopen(StrEnum):
    """What a reopening does to a stopped clock."""

    CONTINUE = "continue"
    COUNT = "count"
    FIRST = "first"
    NEW_CYCLE = "new_cycle"


class Binding(StrEnum):
    """How firmly a promise binds: only a guarantee carries credits."""

    GUARANTEE = "guarantee"
    TARGET = "target"
    BEST_EFFORT = "best_effort"


class CountedBy(StrEnum):
    """To which period a clock belongs."""

    DUE_OR_STOP = "due_or_stop"
    OPENED = "opened"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """How long a commitment is judged at a time: month, quarter, half-year, year, or the last `rolling_days`."""

    unit: str = "month"
    rolling_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningPoint:
    """When to warn: at a share of the target consumed, or a working-time offset from due (negative: before)."""

    share: Fraction | None = None
    offset_us: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """One promise about tickets, judged by clocks.

    `at_least` is a share in 0..1 (exact), by case; `per` names the fields whose values are judged as groups of their
    own. With `statistic` the consumed times of the clocks are judged instead of the share met, against `at_most_us`.
    """

    id: str
    measure: Measure
    calendar: Cases[str]
    within: Cases[Target] | None = None
    applies_to: Condition = EVERY
    exceptions: tuple[Condition, ...] = ()
    pauses: Pauses | None = None
    on_change: OnChange = OnChange.CARRY
    on_reopen: OnReopen = OnReopen.CONTINUE
    binding: Binding = Binding.GUARANTEE
    warn_at: tuple[WarningPoint, ...] = ()
    day_counting: DayCounting = field(default_factory=DayCounting)
    at_least: Cases[Fraction] | None = None
    per: tuple[str, ...] = ()
    statistic: str | None = None
    at_most_us: Cases[int] | None = None
    period: Period = field(default_factory=Period)
    counted_by: CountedBy = CountedBy.DUE_OR_STOP
    min_sample: int = 0

    @property
    def targets(self) -> Cases[Target] | None:
        """What each clock is held against: `within`, else the limit of the statistic."""
        if self.within is not None or self.at_most_us is None:
            return self.within
        limits: tuple[Case[Target], ...] = tuple(
            Case(when=row.when, value=Duration(row.value)) for row in self.at_most_us.rows
        )
        return Cases(limits)

    @property
    def pausing(self) -> Pauses:
        """The pauses in force: the commitment's own, else the measure's."""
        return self.measure.pauses if self.pauses is None else self.pauses


class Metric(StrEnum):
    """Ratios over tickets that need no clock."""

    FIRST_CONTACT_RESOLUTION = "first_contact_resolution"
    ESCALATION = "escalation"
    REOPEN_RATE = "reopen_rate"
    BACKLOG_AGE = "backlog_age"


class FirstContact(StrEnum):
    """What counts as resolved at the first contact; never one that was reopened.

    `single_reply`: with at most one public reply of a person of the provider. `no_handover`: by the team, tier and
    owner that held it first. `first_tier`: without leaving the tier that held it first. `same_contact`: at the very
    instant of the opening or of the first public reply.
    """

    SINGLE_REPLY = "single_reply"
    NO_HANDOVER = "no_handover"
    FIRST_TIER = "first_tier"
    SAME_CONTACT = "same_contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioCommitment:
    """A share of tickets: at least or at most so many of them.

    `definition` says what counts as first contact; `older_than_us` is the age that counts for the backlog, in open time
    of `calendar`, or wall time without one.
    """

    id: str
    metric: Metric
    definition: FirstContact | None = None
    applies_to: Condition = EVERY
    exceptions: tuple[Condition, ...] = ()
    at_least: Fraction | None = None
    at_most: Fraction | None = None
    older_than_us: int | None = None
    calendar: str | None = None
    binding: Binding = Binding.GUARANTEE
    period: Period = field(default_factory=Period)
    min_sample: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One version of an agreement, ready to judge by.

    `calendars` are frozen; `scales` holds the priority scale of a service that has one of its own. `not_judged` names
    the commitments that are carried and cannot be judged from ticket facts, with their kind.
    """

    id: str
    version_hash: str
    time_zone: str
    calendars: Mapping[str, WorkingCalendar]
    commitments: tuple[Commitment, ...]
    ratios: tuple[RatioCommitment, ...] = ()
    scale: PriorityScale = NO_SCALE
    scales: Mapping[str, PriorityScale] = field(default_factory=lambda: MappingProxyType({}))
    not_judged: tuple[tuple[str, str], ...] = ()
    own_events: frozenset[str] = frozenset()
    own_fields: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    maintenance_notice: Notice | None = None

    def scale_for(self, service: str | None) -> PriorityScale:
        """Return the priority scale of a service, or the agreement's."""
        return self.scale if service is None else self.scales.get(service, self.scale)

    @property
    def scale_fields(self) -> frozenset[str]:
        """The ticket's fields that the priority derived by the agreement's rules can depend on."""
        found = {"service"} if self.scales else set[str]()
        for scale in (self.scale, *self.scales.values()):
            found.update(["type"] if scale.by_type else [], scale.matrix_by if scale.matrix else [])
        return frozenset(found)

    @property
    def fields_read(self) -> frozenset[str]:
        """The ticket's fields that any verdict, group or ratio of this agreement can depend on."""
        found = {"priority", "service", "owner", *self.own_fields, *self.scale_fields}
        for commitment in self.commitments:
            found.update(commitment.per, _measure_fields(commitment.measure))
            tables = (commitment.calendar, commitment.targets, commitment.at_least, commitment.at_most_us)
            for table in tables:
                found.update(name for row in (table.rows if table else ()) for name, _ in row.when.fields)
        scopes = [(item.applies_to, *item.exceptions) for item in self.commitments]
        scopes += [(item.applies_to, *item.exceptions) for item in self.ratios]
        found.update(name for scope in scopes for condition in scope for name, _ in condition.fields)
        return frozenset(found | ({"team", "tier"} if self.ratios else set()))


def _measure_fields(measure: Measure) -> set[str]:
    triggers = (measure.starts, measure.stops, measure.cancels)
    named = {name for trigger in triggers for name in (*trigger.given, *trigger.given_later)}
    named.update(name for trigger in triggers for name, _ in trigger.fields)
    return named | ({"team", "tier"} if measure.cycling is Cycling.HANDLING else set())
