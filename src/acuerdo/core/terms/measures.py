"""Measures: when a clock starts, when it stops, and in which stages it pauses."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType


class Stage(StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"


ENDED = frozenset({Stage.RESOLVED, Stage.CLOSED, Stage.CANCELLED, Stage.MERGED})


class Cycling(StrEnum):
    """How a measure makes clocks out of one ticket."""

    ONE = "one"
    MANY = "many"
    NEXT_RESPONSE = "next_response"
    UPDATE = "update"
    HANDLING = "handling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Something that happens at an instant of a ticket's timeline; any of its parts is enough.

    `events`: a fact with one of these events; `resolved`, `closed`, `cancelled`, `reopened` also when a status says so.
    `stages`: the ticket enters one of these stages. `fields`: a field takes one of these values. `messages`: `reply`
    (public, by a person of the provider) or `customer`. `given`: a field gets any value; `given_later`: gets it after
    the opening. `matched`: the commitment first applies. With `by_person` the events of a machine do not fire it.
    """

    events: frozenset[str] = frozenset()
    stages: frozenset[Stage] = frozenset()
    fields: tuple[tuple[str, frozenset[str]], ...] = ()
    messages: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    given_later: frozenset[str] = frozenset()
    matched: bool = False
    by_person: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing can fire it."""
        return self is NEVER or self == NEVER


NEVER = Trigger()
OPENED = Trigger(events=frozenset({"opened"}))
REPLY = "reply"
CUSTOMER = "customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses:
    """In which waiting reasons a clock pauses: every one, or the named ones."""

    every: bool = False
    reasons: frozenset[str] = frozenset()

    def cover(self, reason: str | None) -> bool:
        """Say whether waiting for this reason pauses the clock."""
        return self.every or (reason is not None and reason in self.reasons)


NO_PAUSE = Pauses()
ANY_WAIT = Pauses(every=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A named way to make clocks; `reopens` says whether a reopening can undo its stop."""

    name: str
    starts: Trigger = OPENED
    stops: Trigger = NEVER
    cancels: Trigger = NEVER
    pauses: Pauses = NO_PAUSE
    cycling: Cycling = Cycling.ONE
    reopens: bool = False


def _by_event(name: str, event: str, pauses: Pauses) -> Measure:
    return Measure(name=name, stops=Trigger(events=frozenset({event})), pauses=pauses)


def _presets() -> tuple[Measure, ...]:
    replied = Trigger(messages=frozenset({REPLY}))
    resolved = Trigger(stages=frozenset({Stage.RESOLVED}))
    resolved_or_closed = Trigger(stages=frozenset({Stage.RESOLVED, Stage.CLOSED}))
    return (
        Measure(name="first_response", stops=replied),
        Measure(name="next_response", stops=replied, cycling=Cycling.NEXT_RESPONSE),
        Measure(name="update", stops=replied, pauses=ANY_WAIT, cycling=Cycling.UPDATE),
        Measure(name="ownership", stops=Trigger(given=frozenset({"owner"}))),
        Measure(name="acknowledgement", stops=Trigger(events=frozenset({"acknowledged"}), by_person=True)),
        _by_event("diagnosis", "diagnosed", ANY_WAIT),
        _by_event("onsite", "arrived", ANY_WAIT),
        _by_event("plan", "planned", ANY_WAIT),
        _by_event("workaround", "restored", ANY_WAIT),
        Measure(name="resolution", stops=resolved_or_closed, pauses=ANY_WAIT, reopens=True),
        Measure(name="requester_wait", stops=resolved, pauses=Pauses(reasons=frozenset({"customer"})), reopens=True),
        Measure(name="handling", pauses=ANY_WAIT, cycling=Cycling.HANDLING),
    )


PRESETS: Mapping[str, Measure] = MappingProxyType({measure.name: measure for measure in _presets()})


def with_answers(measure: Measure, answered_by: frozenset[str]) -> Measure:
    """Return the measure stopped by what the agreement names as an answer: `reply`, or declared events.

    >>> with_answers(PRESETS["first_response"], frozenset({"acknowledged"})).stops.events
    frozenset({'acknowledged'})
    """
    messages = answered_by & {REPLY}
    return replace(measure, stops=Trigger(messages=frozenset(messages), events=answered_by - messages, by_person=True))


def with_team(measure: Measure) -> Measure:
    """Return the ownership measure for which a team set after the opening also counts (`team: counts`)."""
    return replace(measure, stops=replace(measure.stops, given_later=frozenset({"team"})))
