"""When the clocks of a commitment start and stop on a ticket, before anything is counted."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.inforce import TermsInForce
from acuerdo.core.clock.timeline import Moment, State, Timeline
from acuerdo.core.terms.agreement import Commitment, OnReopen
from acuerdo.core.terms.measures import CUSTOMER, OPENED, REPLY, Cycling, Stage, Trigger


class Ending(StrEnum):
    """How a clock came to its stop: by its own event, or by the ticket's end without it."""

    OWN = "own"
    WITHOUT = "resolved_without"
    CANCELLED = "cancelled"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Cycle(NamedTuple):
    """One run of a clock: from moment `first` (index in the timeline) to moment `last`, or still running.

    A `free` clock started at or after the ticket's end; resolving and closing do not touch it.
    """

    number: int
    first: int
    last: int | None = None
    ending: Ending | None = None
    free: bool = False

    @property
    def minds_the_end(self) -> bool:
        """Whether time after the ticket's end is not this clock's; one stopped at its start knows no other time."""
        return not self.free and self.first != self.last


class Step(NamedTuple):
    """A moment together with the state before it (None at the opening)."""

    place: int
    before: State | None
    moment: Moment

    @property
    def now(self) -> State:
        """The state after the moment."""
        return self.moment.state

    @property
    def ended_before(self) -> bool:
        """Whether the ticket had ended before this moment."""
        return self.before is not None and self.before.ended


class _Watch(NamedTuple):
    """A commitment over the steps of one ticket."""

    commitment: Commitment
    steps: list[Step]
    in_force: TermsInForce
    opened_in: frozenset[str]

    def applies(self, state: State) -> bool:
        return self.in_force.at(state, self.opened_in) is not None


def cycles_of(
    commitment: Commitment, steps: list[Step], in_force: TermsInForce, opened_in: frozenset[str]
) -> list[Cycle]:
    """Return the runs of a commitment's clock on a ticket (see `steps_of`), in order."""
    match commitment.measure.cycling:
        case Cycling.NEXT_RESPONSE:
            return _next_responses(commitment, steps)
        case Cycling.UPDATE:
            return _updates(commitment, steps)
        case Cycling.HANDLING:
            return _handlings(commitment, steps)
        case _:
            return _runs(_Watch(commitment, steps, in_force, opened_in))


def steps_of(timeline: Timeline) -> list[Step]:
    """Return the moments of a ticket, each with the state before it."""
    before: State | None = None
    steps = []
    for index, moment in enumerate(timeline.moments):
        steps.append(Step(index, before, moment))
        before = moment.state
    return steps


# --- what fires ---------------------------------------------------------------------------------


def _said(trigger: Trigger, fact: Fact) -> bool:
    """Say whether a fact by itself fires the trigger."""
    if fact.event in trigger.events:
        return not (trigger.by_person and fact.by_system)
    if REPLY in trigger.messages and fact.is_reply:
        return True
    return CUSTOMER in trigger.messages and fact.is_customer_message


_EVENTS_BY_STAGE = {Stage.RESOLVED: "resolved", Stage.CLOSED: "closed", Stage.CANCELLED: "cancelled"}
_REOPENED = "reopened"
_MERGED, _CANCELLED = Stage.MERGED, Stage.CANCELLED
_DONE = frozenset({Stage.RESOLVED, Stage.CLOSED})


def _is_said(trigger: Trigger, step: Step) -> bool:
    if not (trigger.events or trigger.messages):
        return False
    for fact in step.moment.facts:  # noqa: SIM110 - any() takes twice as long here
        if _said(trigger, fact):
            return True
    return False


def _turned(trigger: Trigger, step: Step) -> bool:
    """Say whether a moment brings about what an event of the trigger stands for, by whatever word it was said."""
    if not trigger.events or (trigger.by_person and all(fact.by_system for fact in step.moment.facts)):
        return False
    now = step.now.stage
    if (step.before is None or step.before.stage is not now) and _EVENTS_BY_STAGE.get(now) in trigger.events:
        return True
    return _REOPENED in trigger.events and step.ended_before and not step.now.ended


def _became(trigger: Trigger, step: Step) -> bool:
    """Say whether the change of state at a moment fires the trigger."""
    before, now = step.before, step.now
    if now.stage in trigger.stages and (before is None or before.stage not in trigger.stages):
        return True
    if trigger.fields and any(_takes(name, values, step) for name, values in trigger.fields):
        return True
    if trigger.given and any(_value(now, name) and not (before and _value(before, name)) for name in trigger.given):
        return True
    return before is not None and any(
        _value(now, name) and _value(now, name) != _value(before, name) for name in trigger.given_later
    )


def _takes(name: str, values: frozenset[str], step: Step) -> bool:
    return step.now.fields.get(name) in values and (step.before is None or step.before.fields.get(name) not in values)


def _value(state: State, name: str) -> str | None:
    return state.owner if name == "owner" else state.fields.get(name)


def _fires(trigger: Trigger, step: Step, watch: _Watch) -> bool:
    if _is_said(trigger, step) or _turned(trigger, step) or _became(trigger, step):
        return True
    return trigger.matched and watch.applies(step.now) and (step.before is None or not watch.applies(step.before))


# --- measures with one start and one stop -------------------------------------------------------


def _runs(watch: _Watch) -> list[Cycle]:
    found: list[Cycle] = []
    start = _first_start(watch, 0)
    while start is not None:
        cycle, again = _follow(watch, start, len(found) + 1)
        found.append(cycle)
        if again is not None:
            start = again
        elif watch.commitment.measure.cycling is Cycling.MANY and cycle.last is not None:
            start = _first_start(watch, cycle.last + 1)
        else:
            start = None
    return found


def _first_start(watch: _Watch, position: int) -> int | None:
    trigger = watch.commitment.measure.starts
    if trigger is OPENED or trigger == OPENED:
        return 0 if position == 0 else None
    return next((step.place for step in watch.steps[position:] if _fires(trigger, step, watch)), None)


def _follow(watch: _Watch, start: int, number: int) -> tuple[Cycle, int | None]:
    """Follow a clock from its start to its stop; also return where a reopening begins a new cycle, if one does."""
    commitment = watch.commitment
    free = _starts_free(commitment, watch.steps[start])
    end = _first_end(watch, start, free=free)
    while end is not None and not free:
        again = _reopening(watch, end)
        if again is None:
            break
        if commitment.on_reopen is OnReopen.NEW_CYCLE and end[1] is not Ending.CANCELLED:
            return Cycle(number=number, first=start, last=end[0], ending=end[1]), again
        end = _first_end(watch, again, free=free)
    last, ending = (None, None) if end is None else end
    return Cycle(number=number, first=start, last=last, ending=ending, free=free), None


def _starts_free(commitment: Commitment, step: Step) -> bool:
    if step.ended_before:
        return step.now.ended
    return step.now.ended and commitment.measure.starts != OPENED


def _first_end(watch: _Watch, start: int, *, free: bool) -> tuple[int, Ending] | None:
    measure = watch.commitment.measure
    cancels = None if measure.cancels.is_empty else measure.cancels
    for step in watch.steps[start:]:
        if _fires(measure.stops, step, watch):
            return step.place, Ending.OWN
        if cancels is not None and _fires(cancels, step, watch):
            return step.place, Ending.WITHDRAWN
        ending = _ticket_ending(step.now, free=free)
        if ending is not None:
            return step.place, ending
    return None


def _ticket_ending(state: State, *, free: bool) -> Ending | None:
    stage = state.stage
    if stage is _MERGED:
        return Ending.MERGED
    if stage is _CANCELLED:
        return Ending.CANCELLED
    return Ending.WITHOUT if stage in _DONE and not free else None


def _reopening(watch: _Watch, end: tuple[int, Ending]) -> int | None:
    """Return where the ticket reopens after a stop that a reopening can undo: one that came with the ticket's end."""
    commitment = watch.commitment
    last, ending = end
    if not commitment.measure.reopens or ending in (Ending.MERGED, Ending.WITHDRAWN):
        return None
    if commitment.on_reopen is OnReopen.FIRST and ending is not Ending.CANCELLED:
        return None
    if not watch.steps[last].now.ended:
        return None
    return next((step.place for step in watch.steps[last:] if not step.now.ended), None)


# --- measures with many cycles ------------------------------------------------------------------


class _Book:
    """Collects cycles while the steps go by."""

    def __init__(self) -> None:
        self.cycles: list[Cycle] = []
        self._first: int | None = None
        self._free = False

    @property
    def running(self) -> bool:
        return self._first is not None

    def start(self, step: Step, *, free: bool = False) -> None:
        self._first, self._free = step.place, free

    def stop(self, step: Step, ending: Ending) -> None:
        """Stop the clock, if one runs."""
        self._add(step.place, ending)

    def stop_with_ticket(self, step: Step) -> None:
        """Stop the clock when the ticket's end stops it."""
        ending = _ticket_ending(step.now, free=self._free)
        if ending is not None:
            self._add(step.place, ending)

    def finish(self) -> list[Cycle]:
        self._add(None, None)
        return self.cycles

    def _add(self, last: int | None, ending: Ending | None) -> None:
        if self._first is not None:
            number = len(self.cycles) + 1
            self.cycles.append(Cycle(number=number, first=self._first, last=last, ending=ending, free=self._free))
        self._first = None


def _next_responses(commitment: Commitment, steps: list[Step]) -> list[Cycle]:
    book = _Book()
    unanswered = False  # a message that came while the ticket had ended
    for step in steps:
        for fact in step.moment.facts:
            if fact.is_customer_message:
                unanswered = unanswered or step.now.ended
                if not step.now.ended and not book.running:
                    book.start(step)
            elif _said(commitment.measure.stops, fact):
                unanswered = False
                book.stop(step, Ending.OWN)
        if _turned(commitment.measure.stops, step):
            book.stop(step, Ending.OWN)
        book.stop_with_ticket(step)
        if unanswered and not step.now.ended and not book.running:
            book.start(step)
            unanswered = False
    return book.finish()


def _updates(commitment: Commitment, steps: list[Step]) -> list[Cycle]:
    book = _Book()
    for step in steps:
        if step.before is None or (step.ended_before and not step.now.ended):
            book.start(step)
        stops = commitment.measure.stops
        if _is_said(stops, step) or _turned(stops, step):
            book.stop(step, Ending.OWN)
            if not step.now.ended:
                book.start(step)
        book.stop_with_ticket(step)
    return book.finish()


def _handlings(commitment: Commitment, steps: list[Step]) -> list[Cycle]:
    named = {name: values for name, values in commitment.applies_to.fields if name in ("team", "tier")}
    names = tuple(named) or ("team", "tier")

    def held_by(state: State | None) -> tuple[str | None, ...] | None:
        if state is None:
            return None
        key = tuple(state.fields.get(name) for name in names)
        covered = all(value in named[name] for name, value in zip(names, key, strict=True)) if named else any(key)
        return key if covered else None

    book = _Book()
    for step in steps:
        before, now = held_by(step.before), held_by(step.now)
        if before != now:
            book.stop(step, Ending.OWN)
        if before != now and now is not None:
            book.start(step, free=step.now.ended and step.before is not None)
        book.stop_with_ticket(step)
    return book.finish()


def moments_between(timeline: Timeline, first: int, last: int | None) -> Iterator[Moment]:
    """Yield the moments from index `first` up to, but not with, index `last`; always at least the first."""
    yield timeline.moments[first]
    yield from timeline.moments[first + 1 : last]
