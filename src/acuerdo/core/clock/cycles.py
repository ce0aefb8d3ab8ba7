"""When the clocks of a commitment start and stop on a ticket, before anything is counted."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from acuerdo.core.clock.facts import SYSTEM, Event, Fact
from acuerdo.core.clock.inforce import TermsInForce
from acuerdo.core.clock.timeline import Moment, State, Timeline
from acuerdo.core.terms.agreement import Commitment, OnReopen
from acuerdo.core.terms.measures import CUSTOMER, ENDED, OPENED, REPLY, Cycling, Stage, Trigger


class Ending(StrEnum):
    """How a clock came to its stop: by its own event, or by the ticket's end without it."""

    OWN = "own"
    WITHOUT = "resolved_without"
    CANCELLED = "cancelled"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


_OWN, _FINAL = Ending.OWN, frozenset({Ending.MERGED, Ending.WITHDRAWN})
_FIRST, _NEW_CYCLE = OnReopen.FIRST, OnReopen.NEW_CYCLE


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
    """A moment together with the state before it (None at the opening), and what triggers ask of it.

    `events` are those that its facts say, or that its change of stage stands for (`brought`); `by_people` those of
    them that are not a machine's. `messages` are those of people. `turned` says whether the stage is another one,
    `refilled` whether the fields may be others, `changed` whether anything is that a clock goes by.
    """

    place: int
    before: State | None
    moment: Moment
    now: State
    ended: bool
    ended_before: bool
    events: frozenset[str]
    by_people: frozenset[str]
    messages: frozenset[str]
    brought: frozenset[str]
    turned: bool
    refilled: bool
    changed: bool


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
    special = _SPECIAL.get(commitment.measure.cycling)
    return _runs(_Watch(commitment, steps, in_force, opened_in)) if special is None else special(commitment, steps)


def steps_of(timeline: Timeline) -> list[Step]:
    """Return the moments of a ticket, each with the state before it."""
    before: State | None = None
    steps: list[Step] = []
    ended = False
    for place, moment in enumerate(timeline.moments):
        now, ended_before = moment.state, ended
        turned = before is None or now.stage is not before.stage
        ended = now.stage in ENDED
        events, by_people, messages = _signs_at(moment.facts)
        brought = _brought(before, now) if turned else _NOTHING
        if brought:
            events |= brought
            by_people = by_people | brought if by_people else by_people
        changed = before is None or now[:-1] != before[:-1]  # who spoke last is no matter
        refilled = before is None or now.fields is not before.fields
        steps.append(
            Step(
                place=place,
                before=before,
                moment=moment,
                now=now,
                ended=ended,
                ended_before=ended_before,
                events=events,
                by_people=by_people,
                messages=messages,
                brought=brought,
                turned=turned,
                refilled=refilled,
                changed=changed,
            )
        )
        before = now
    return steps


# --- what fires ---------------------------------------------------------------------------------


class _Signs(NamedTuple):
    """What facts say to triggers, as `Step` has it."""

    events: frozenset[str]
    by_people: frozenset[str]
    messages: frozenset[str]


_NOTHING = frozenset[str]()
_EVENTS_BY_STAGE = {stage: frozenset({str(stage)}) for stage in (Stage.RESOLVED, Stage.CLOSED, Stage.CANCELLED)}
_REOPENED = frozenset({"reopened"})
_MERGED, _CANCELLED = Stage.MERGED, Stage.CANCELLED
_DONE = frozenset({Stage.RESOLVED, Stage.CLOSED})
_MESSAGES: Mapping[str, frozenset[str]] = {Event.REPLIED: frozenset({REPLY}), Event.ASKED: frozenset({CUSTOMER})}


def _signs_at(facts: tuple[Fact, ...]) -> _Signs:
    if len(facts) == 1:
        return _signs(facts[0].event, facts[0].public, facts[0].by == SYSTEM)
    return _Signs(*(frozenset().union(*said) for said in zip(*map(_signs_of, facts), strict=True)))


def _signs_of(fact: Fact) -> _Signs:
    return _signs(fact.event, fact.public, fact.by == SYSTEM)


@lru_cache(maxsize=500)
def _signs(event: str, public: bool, by_system: bool) -> _Signs:  # noqa: FBT001 - as the cache takes them
    said = frozenset({event})
    if by_system:
        return _Signs(said, _NOTHING, _NOTHING)
    messages = _MESSAGES.get(event, _NOTHING) if public else _NOTHING
    return _Signs(said, said, messages)


def _brought(before: State | None, now: State) -> frozenset[str]:
    """Return the event that a change of stage stands for, by whatever word it was said."""
    if before is not None and before.stage in ENDED and now.stage not in ENDED:
        return _REOPENED
    return _EVENTS_BY_STAGE.get(now.stage, _NOTHING)


def _fires(trigger: Trigger, step: Step, watch: _Watch) -> bool:
    return _is_said(trigger, step) or ((step.turned or step.refilled) and _became(trigger, step, watch))


def _is_said(trigger: Trigger, said: "Step | _Signs") -> bool:
    """Say whether what facts say, or a change of stage stands for, fires the trigger."""
    events = said.by_people if trigger.by_person else said.events
    return not (trigger.events.isdisjoint(events) and trigger.messages.isdisjoint(said.messages))


def _became(trigger: Trigger, step: Step, watch: _Watch) -> bool:
    """Say whether the change of state at a moment fires the trigger."""
    before = step.before
    if step.turned and step.now.stage in trigger.stages and (before is None or before.stage not in trigger.stages):
        return True
    return step.refilled and (_was_filled(trigger, step) or _matched(trigger, step, watch))


def _was_filled(trigger: Trigger, step: Step) -> bool:
    before, now = step.before, step.now
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


def _matched(trigger: Trigger, step: Step, watch: _Watch) -> bool:
    """Say whether the commitment applies from a moment on, and the trigger waits for that."""
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
        if commitment.on_reopen is _NEW_CYCLE and end[1] is not Ending.CANCELLED:
            return Cycle(number=number, first=start, last=end[0], ending=end[1]), again
        end = _first_end(watch, again, free=free)
    last, ending = (None, None) if end is None else end
    return Cycle(number=number, first=start, last=last, ending=ending, free=free), None


def _starts_free(commitment: Commitment, step: Step) -> bool:
    if step.ended_before:
        return step.ended
    return step.ended and commitment.measure.starts != OPENED


def _first_end(watch: _Watch, start: int, *, free: bool) -> tuple[int, Ending] | None:
    measure = watch.commitment.measure
    stops, cancels = measure.stops, None if measure.cancels.is_empty else measure.cancels
    for step in watch.steps[start:]:
        if _fires(stops, step, watch):
            return step.place, _OWN
        if cancels is not None and _fires(cancels, step, watch):
            return step.place, Ending.WITHDRAWN
        ending = _ticket_ending(step.now, free=free) if step.ended else None
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
    if not commitment.measure.reopens or ending in _FINAL:
        return None
    if commitment.on_reopen is _FIRST and ending is not Ending.CANCELLED:
        return None
    if not watch.steps[last].ended:
        return None
    return next((step.place for step in watch.steps[last:] if not step.ended), None)


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

    def go_on(self, step: Step) -> None:
        """Start the clock, unless one runs."""
        if not self.running:
            self.start(step)

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
    stops = commitment.measure.stops
    unanswered = False  # a message that came while the ticket had ended
    for step in steps:
        for fact in step.moment.facts:
            if fact.is_customer_message:
                unanswered = unanswered or step.ended
                if not step.ended:
                    book.go_on(step)
            elif _is_said(stops, _signs_of(fact)):
                unanswered = False
                book.stop(step, _OWN)
        if not stops.events.isdisjoint(step.brought) and (step.by_people or not stops.by_person):
            book.stop(step, _OWN)
        book.stop_with_ticket(step)
        if unanswered and not step.ended:
            book.go_on(step)
            unanswered = False
    return book.finish()


def _updates(commitment: Commitment, steps: list[Step]) -> list[Cycle]:
    book = _Book()
    stops = commitment.measure.stops
    for step in steps:
        if step.before is None or (step.ended_before and not step.ended):
            book.start(step)
        if _is_said(stops, step):
            book.stop(step, _OWN)
            if not step.ended:
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
            book.stop(step, _OWN)
        if before != now and now is not None:
            book.start(step, free=step.ended and step.before is not None)
        book.stop_with_ticket(step)
    return book.finish()


_SPECIAL = {Cycling.NEXT_RESPONSE: _next_responses, Cycling.UPDATE: _updates, Cycling.HANDLING: _handlings}
