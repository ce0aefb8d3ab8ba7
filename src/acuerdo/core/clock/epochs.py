"""Epochs: how long which target was in force, and the reckoning of a clock against them."""

from collections.abc import Sequence
from typing import NamedTuple, assert_never

from acuerdo.core.clock.cycles import Cycle
from acuerdo.core.clock.inforce import Terms
from acuerdo.core.clock.pieces import FAR_US, Crossing, Life, Segment, counted_us, crossing_of, restarted
from acuerdo.core.hours import BeyondHorizon
from acuerdo.core.terms.agreement import Commitment, OnChange
from acuerdo.core.terms.measures import ENDED
from acuerdo.core.terms.targets import AgreedInstant, BusinessDays, CalendarDays, Duration, NoTarget

_RESTART = OnChange.RESTART


class Epoch(NamedTuple):
    """A target in force from `since_us` on: `target_us` of open time counted from `base_us`, or the agreed instant.

    With neither, the parties have not agreed an instant yet, or the calendar ends before the days that were promised:
    then `beyond` is set, and no open time of the calendar is too much. An agreed instant cannot fall before `binds_us`,
    since when agreed instants are what is promised.
    """

    since_us: int
    base_us: int
    terms: Terms
    target_us: int | None = None
    deadline_us: int | None = None
    binds_us: int = 0
    beyond: bool = False

    @property
    def awaits_agreement(self) -> bool:
        """Whether the target is an agreed instant that nobody has named yet."""
        return self.terms.by_agreement and self.deadline_us is None


class Reckoning(NamedTuple):
    """What a clock's life comes to against its targets, as far as the facts go.

    `epoch` is the one that decided (the breached one, else the last); `life` is what counts in it.
    """

    epoch: Epoch
    life: Life
    due_us: int | None
    breaches_us: int | None
    breached: bool
    beyond: bool = False


def by_final_terms(segments: Sequence[Segment]) -> list[Segment]:
    """Put the final terms in the place of all earlier ones (`retroactive`); time without a promise stays so."""
    final = next((segment.terms for segment in reversed(segments) if _promises(segment)), None)
    return [segment._replace(terms=final) if _promises(segment) else segment for segment in segments]


def _promises(segment: Segment) -> bool:
    return segment.terms is not None and segment.terms.promises


def epochs_of(commitment: Commitment, segments: Sequence[Segment]) -> list[Epoch]:
    """Return the targets as the facts brought them; equal neighbours are one."""
    start = segments[0].from_us
    epochs: list[Epoch] = []
    for segment in segments:
        if segment.terms is None or not segment.terms.promises or not segment.own:
            continue
        last = epochs[-1] if epochs else None
        if last is not None and segment.terms is last.terms and not last.terms.by_agreement:
            continue
        epoch = _epoch(commitment, segment, segment.terms, last, start)
        if last is None or not _same(epoch, last):
            epochs.append(epoch)
        else:
            epochs[-1] = last._replace(terms=segment.terms)
    return epochs


def _epoch(commitment: Commitment, segment: Segment, terms: Terms, last: Epoch | None, start: int) -> Epoch:
    base = start if last is None else last.base_us
    if commitment.on_change is _RESTART and last is not None and terms != last.terms:
        base = segment.from_us
    binds = _binding_since(segment, last, start)
    try:
        amount = target_us(commitment, terms, base)
    except BeyondHorizon:
        return Epoch(since_us=segment.from_us, base_us=base, terms=terms, binds_us=binds, beyond=True)
    state, deadline = segment.state, None
    if terms.by_agreement and state.agreed_us is not None and state.named_us is not None:
        deadline = max(state.agreed_us, state.named_us, binds)
    return Epoch(
        since_us=segment.from_us, base_us=base, terms=terms, target_us=amount, deadline_us=deadline, binds_us=binds
    )


def _binding_since(segment: Segment, last: Epoch | None, start: int) -> int:
    """Return since when agreed instants bind: one that is past when they come into force falls due at once."""
    if last is None:
        return start
    return last.binds_us if last.terms.by_agreement else segment.from_us


def _same(one: Epoch, other: Epoch) -> bool:
    return (
        one.base_us == other.base_us
        and one.target_us == other.target_us
        and one.deadline_us == other.deadline_us
        and one.terms.by_agreement == other.terms.by_agreement
    )


def target_us(commitment: Commitment, terms: Terms, base_us: int) -> int | None:
    """Turn a target into open time of its calendar, counted from `base_us`; None when it is none of open time.

    Raises `BeyondHorizon` when the calendar ends before the days that were promised.
    """
    if isinstance(terms.target, Duration):  # as a rule
        return terms.target.us
    counting = commitment.day_counting
    match terms.target:
        case BusinessDays() as days:
            deadline = terms.calendar.business_deadline_us(
                base_us,
                days.days,
                end=days.end,
                cut_off_us=days.cut_off_us,
                day_one=counting.day_one,
                roll=counting.roll,
            )
        case CalendarDays() as days:
            deadline = terms.calendar.calendar_deadline_us(
                base_us, days.days, end=days.end, day_one=counting.day_one, roll=counting.roll
            )
        case AgreedInstant() | NoTarget():
            return None
        case never:
            assert_never(never)
    return terms.calendar.elapsed_us(base_us, deadline)


def reckon(epochs: Sequence[Epoch], cycle: Cycle, segments: Sequence[Segment], life: Life) -> Reckoning | None:
    """Go through the epochs in order; a breach ends the search. None when no target was ever in force."""
    reopenings = _reopened_spans(cycle, segments)
    found: Reckoning | None = None
    for index, epoch in enumerate(epochs):
        life = restarted(life, epoch.base_us)
        until = epochs[index + 1].since_us if index + 1 < len(epochs) else FAR_US
        found = _against(epoch, life, until, reopenings)
        if found.breached:
            break
    return found


def _against(epoch: Epoch, life: Life, until: int, reopenings: list[tuple[int, int]]) -> Reckoning:
    """Reckon against one epoch, in force until `until`."""
    seen_until, since = min(until, life.end_us), epoch.since_us
    if epoch.target_us is None:
        deadline = epoch.deadline_us
        breaches = _moved(Crossing(deadline, deadline), since, reopenings).breaches_us
        breached = deadline is not None and deadline < seen_until
        return Reckoning(epoch, life, deadline, breaches, breached, epoch.beyond)
    if counted_us(life, epoch.base_us, since) > epoch.target_us:
        at_once = _moved(Crossing(since, since), since, reopenings).breaches_us
        return Reckoning(epoch, life, at_once, at_once, breached=True)
    crossing = crossing_of(life, epoch.base_us, epoch.target_us, until)
    breached = crossing.breaches_us is not None and crossing.breaches_us < seen_until
    if reopenings or since > epoch.base_us:
        crossing = _moved(crossing, since, reopenings)
    return Reckoning(epoch, life, crossing.due_us, crossing.breaches_us, breached, crossing.beyond)


def _reopened_spans(cycle: Cycle, segments: Sequence[Segment]) -> list[tuple[int, int]]:
    """Return the stretches in which the ticket had ended before it reopened: nobody breaches a promise in them."""
    spans: list[tuple[int, int]] = []
    for segment in () if cycle.free else segments[:-1]:
        if segment.state.stage not in ENDED:
            continue
        if spans and spans[-1][1] == segment.from_us:
            spans[-1] = (spans[-1][0], segment.until_us)
        else:
            spans.append((segment.from_us, segment.until_us))
    return spans


def _moved(crossing: Crossing, since_us: int, reopenings: list[tuple[int, int]]) -> Crossing:
    """Keep a crossing from falling before the target was in force, or inside a stop that only a reopening undid."""
    due, breaches = crossing.due_us, crossing.breaches_us
    due = None if due is None else max(due, since_us)
    breaches = None if breaches is None else max(breaches, since_us)
    for resolved_us, reopened_us in reopenings:
        if due is not None and resolved_us < due < reopened_us:
            due = reopened_us
        if breaches is not None and resolved_us <= breaches < reopened_us:
            breaches = reopened_us
    return Crossing(due, breaches, crossing.beyond)
