"""The fold: from an agreement and one ticket's timeline to a verdict for each promise."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from acuerdo.core.clock.cycles import Cycle, Ending, Step, cycles_of, steps_of
from acuerdo.core.clock.epochs import Epoch, Reckoning, by_final_terms, epochs_of, reckon
from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.facts import Event
from acuerdo.core.clock.inforce import TermsInForce
from acuerdo.core.clock.pieces import (
    FAR_US,
    Life,
    Piece,
    Segment,
    SpanClass,
    counted_us,
    crossing_of,
    life_of,
    pieces_of,
    segments_of,
)
from acuerdo.core.clock.timeline import State, Timeline
from acuerdo.core.clock.verdict import Mark, Outcome, TermsChange, Verdict, WarningInstant
from acuerdo.core.hours import BeyondHorizon, WorkingCalendar
from acuerdo.core.terms.agreement import Agreement, Commitment, OnChange
from acuerdo.core.terms.groups import write_group
from acuerdo.core.terms.measures import ENDED, Stage


class _Clock(NamedTuple):
    """One clock on its way to a verdict: `told` are the targets as the facts brought them, `segments` what decides."""

    agreement: Agreement
    commitment: Commitment
    sitting: "_Sitting"
    cycle: Cycle
    told: Sequence[Epoch]
    segments: Sequence[Segment]
    life: Life
    whole_exclusion: str | None
    stopped_us: int | None

    @property
    def started_us(self) -> int:
        return self.segments[0].from_us


class _Sitting(NamedTuple):
    """One ticket before the judge: as of when, what is to be said of its evidence, and when it ended."""

    timeline: Timeline
    steps: list[Step]
    as_of_us: int
    marks: tuple[Mark, ...]
    resolved_us: int | None
    ended_us: int | None


class Judge:
    """Judges tickets by one version of an agreement; keeps what tickets have in common."""

    def __init__(self, agreement: Agreement, exclusions: Sequence[Exclusion] = ()) -> None:
        self._agreement = agreement
        accepted = [exclusion for exclusion in exclusions if exclusion.accepted]
        self._whole: dict[str, list[Exclusion]] = {}
        for exclusion in accepted:
            if exclusion.whole_ticket:
                self._whole.setdefault(exclusion.scope_id, []).append(exclusion)
        self._spans = [exclusion for exclusion in accepted if not exclusion.whole_ticket]
        self._in_force = [(item, TermsInForce(agreement, item)) for item in agreement.commitments]

    @property
    def agreement(self) -> Agreement:
        """The version of an agreement that it judges by."""
        return self._agreement

    def verdicts(self, timeline: Timeline, *, as_of_us: int, marks: tuple[Mark, ...] = ()) -> list[Verdict]:
        """Judge one ticket as of an instant (microseconds): a verdict per commitment and cycle.

        A commitment none of whose clocks started gives one verdict `not_applicable` (`never_started`). Raises
        `BeyondHorizon` when the instant lies outside 1970 to 2100.
        """
        steps = steps_of(timeline)
        sitting = _Sitting(
            timeline=timeline,
            steps=steps,
            as_of_us=as_of_us,
            marks=marks,
            resolved_us=_entered_us(steps, _DONE),
            ended_us=_entered_us(steps, ENDED),
        )
        found: list[Verdict] = []
        for commitment, in_force in self._in_force:
            opened_in = in_force.opened_in(timeline) if in_force.opening_calendars else frozenset()
            cycles = cycles_of(commitment, sitting.steps, in_force, opened_in)
            if not cycles:
                found.append(self._never_started(commitment, sitting))
            for cycle in cycles:
                segments = segments_of(cycle, sitting.steps, in_force, opened_in)
                found.append(self._judge(commitment, sitting, cycle, segments))
        return found

    def _judge(self, commitment: Commitment, sitting: _Sitting, cycle: Cycle, segments: list[Segment]) -> Verdict:
        ticket, last = sitting.timeline.ticket, cycle.last
        stopped_us = None if last is None else sitting.steps[last].moment.at_us
        told = epochs = epochs_of(commitment, segments)
        if commitment.on_change is _RETROACTIVE:
            segments = by_final_terms(segments)
            epochs = epochs_of(commitment, segments)[-1:]
        pieces = pieces_of(commitment, cycle, ticket, segments, self._spans)
        life = life_of(pieces, sitting.as_of_us if stopped_us is None else stopped_us)
        clock = _Clock(
            agreement=self._agreement,
            commitment=commitment,
            sitting=sitting,
            cycle=cycle,
            told=told,
            segments=segments,
            life=life,
            whole_exclusion=self._whole_exclusion(commitment, ticket) if self._whole else None,
            stopped_us=stopped_us,
        )
        return _verdict(clock, reckon(epochs, cycle, segments, life))

    def _whole_exclusion(self, commitment: Commitment, ticket: str) -> str | None:
        for exclusion in self._whole.get(ticket, ()):
            if exclusion.concerns(commitment.id, ticket, None):
                return exclusion.id
        return None

    def _never_started(self, commitment: Commitment, sitting: _Sitting) -> Verdict:
        timeline = sitting.timeline
        state = timeline.moments[-1].state
        excluded = self._whole_exclusion(commitment, timeline.ticket)
        return Verdict(
            ticket=timeline.ticket,
            commitment=commitment.id,
            measure=commitment.measure.name,
            cycle=1,
            priority=state.fields.get("priority"),
            verdict=_NOT_APPLICABLE if excluded is None else Outcome.EXCLUDED,
            reason="never_started" if excluded is None else excluded,
            marks=sitting.marks,
            started_us=None,
            stopped_us=None,
            target_us=None,
            consumed_us=0,
            paused_us=0,
            outside_us=0,
            excluded_us=0,
            due_us=None,
            breaches_us=None,
            breached_us=None,
            late_us=None,
            group=_group(commitment, state),
            agreement=self._agreement.id,
            version_hash=self._agreement.version_hash,
            opened_us=timeline.opened_us,
            resolved_us=sitting.resolved_us,
            ended_us=sitting.ended_us,
            fields=state.fields,
        )


def _group(commitment: Commitment, state: State) -> str | None:
    if not commitment.per:
        return None
    return write_group(commitment.per, state.fields)


def _entered_us(steps: Sequence[Step], stages: frozenset[Stage]) -> int | None:
    """Return when the ticket entered these stages for the last time, or None while it is in none of them."""
    found: int | None = None
    for step in reversed(steps):
        if step.now.stage not in stages:
            break
        found = step.moment.at_us
    return found


_DONE = frozenset({Stage.RESOLVED, Stage.CLOSED})
_COUNTED, _PAUSED, _EXCLUDED = SpanClass.COUNTED, SpanClass.PAUSED, SpanClass.EXCLUDED
_RETROACTIVE, _AGREED = OnChange.RETROACTIVE, Event.AGREED
_NOT_APPLICABLE, _BREACHED = Outcome.NOT_APPLICABLE, Outcome.BREACHED
_BY_ENDING = {
    Ending.OWN: (Outcome.MET, None),
    Ending.WITHOUT: (Outcome.MET, str(Ending.WITHOUT)),
    Ending.CANCELLED: (Outcome.CANCELLED, str(Ending.CANCELLED)),
    Ending.MERGED: (Outcome.CANCELLED, str(Ending.MERGED)),
    Ending.WITHDRAWN: (Outcome.CANCELLED, str(Ending.WITHDRAWN)),
}
"""How a clock ends that no breach stands against, and what is said of it."""


def _verdict(clock: _Clock, reckoning: Reckoning | None) -> Verdict:
    life = clock.life if reckoning is None else reckoning.life
    start, end = clock.started_us, life.end_us
    totals = _totals(life, start)
    outcome, reason = _outcome(clock, reckoning, life)
    judged = reckoning if outcome is not _NOT_APPLICABLE else None
    breached_us = reckoning.breaches_us if reckoning is not None and reckoning.breached else None
    sitting, commitment, fields = clock.sitting, clock.commitment, clock.segments[-1].state.fields
    return Verdict(
        ticket=sitting.timeline.ticket,
        commitment=commitment.id,
        measure=commitment.measure.name,
        priority=fields.get("priority"),
        agreement=clock.agreement.id,
        version_hash=clock.agreement.version_hash,
        opened_us=sitting.timeline.opened_us,
        resolved_us=sitting.resolved_us,
        ended_us=sitting.ended_us,
        fields=fields,
        cycle=clock.cycle.number,
        verdict=outcome,
        reason=reason,
        marks=_marked(sitting.marks, life.pieces, start, end if judged is None else max(end, judged.due_us or end)),
        started_us=start,
        stopped_us=clock.stopped_us,
        target_us=None if judged is None else judged.epoch.target_us,
        consumed_us=totals.counted,
        paused_us=totals.paused,
        outside_us=totals.outside,
        excluded_us=totals.excluded,
        due_us=None if judged is None else judged.due_us,
        breaches_us=None if judged is None else judged.breaches_us,
        breached_us=breached_us,
        late_us=None if breached_us is None else counted_us(life, breached_us, end),
        group=_group(commitment, _state_at(clock.segments, breached_us)) if commitment.per else None,
        end_us=end,
        warnings=_warnings(clock, judged) if judged is not None and commitment.warn_at else (),
        changes=_changes(clock) if clock.told and clock.told[-1].since_us > start else (),
        pieces=life.pieces,
    )


class _Totals(NamedTuple):
    """The wall time of a clock's life, by what it was to the clock."""

    counted: int
    paused: int
    excluded: int
    outside: int


def _totals(life: Life, start: int) -> _Totals:
    counted = paused = excluded = 0
    for piece, open_us in zip(life.pieces, life.open_us, strict=True):
        kind = piece.kind
        if kind is _COUNTED:
            counted += open_us
        elif kind is _PAUSED:
            paused += open_us
        else:
            excluded += open_us
    return _Totals(counted, paused, excluded, life.end_us - start - counted - paused - excluded)


def _outcome(clock: _Clock, reckoning: Reckoning | None, life: Life) -> tuple[Outcome, str | None]:
    ending = clock.cycle.ending
    if clock.whole_exclusion is not None:
        return Outcome.EXCLUDED, clock.whole_exclusion
    if reckoning is not None and reckoning.breached:
        return _BREACHED, None if ending is None else _BY_ENDING[ending][1]
    without = _without_promise(clock.segments[-1], reckoning)
    if without is not None:
        return _NOT_APPLICABLE, without
    beyond = "calendar_ends" if reckoning is not None and reckoning.beyond else None
    if ending is None:
        return _under_way(clock.sitting.as_of_us, beyond, life.pieces)
    outcome, stopped_by = _BY_ENDING[ending]
    return outcome, stopped_by or beyond


def _under_way(as_of_us: int, beyond: str | None, pieces: Sequence[Piece]) -> tuple[Outcome, str | None]:
    """Say whether a clock that has not stopped runs or pauses now, and why."""
    now = next(piece for piece in reversed(pieces) if piece.from_us <= as_of_us)
    if now.kind is _PAUSED:
        return Outcome.PAUSED, now.reason
    if now.kind is _EXCLUDED:  # it has an end that is known, and so the clock has its due instants
        return Outcome.RUNNING, "exclusion"
    return Outcome.RUNNING, beyond


def _without_promise(last: Segment, reckoning: Reckoning | None) -> str | None:
    """Say why no promise holds at the end of a clock, or None when one does."""
    if last.terms is None:
        return "not_covered"
    if reckoning is None or not last.terms.promises:
        return "no_target"
    return "no_agreed_date" if reckoning.epoch.awaits_agreement else None


def _marked(marks: tuple[Mark, ...], pieces: Sequence[Piece], start: int, end: int) -> tuple[Mark, ...]:
    for piece in pieces:
        calendar = piece.calendar
        if calendar is None or not calendar.may_be_provisional:
            continue
        if calendar.provisional_between_us(max(piece.from_us, start), min(piece.until_us, end)):
            return (*marks, Mark.PROVISIONAL_CALENDAR)
    return marks


def _state_at(segments: Sequence[Segment], instant: int | None) -> State:
    """Return the state at an instant of the clock's life; None: the last one."""
    if instant is None:
        return segments[-1].state
    return next(segment.state for segment in reversed(segments) if segment.from_us <= instant)


def _changes(clock: _Clock) -> tuple[TermsChange, ...]:
    """Return the changes of target after the start, each with the last fact of its instant that could bring it."""
    later = {epoch.since_us: epoch.target_us for epoch in clock.told if epoch.since_us > clock.started_us}
    found = []
    for moment in clock.sitting.timeline.moments:
        if moment.at_us in later:
            fact = next(fact for fact in reversed(moment.facts) if fact.fields or fact.event == _AGREED)
            found.append(TermsChange(moment.at_us, later[moment.at_us], fact.source, fact.key, fact.row))
    return tuple(found)


def _warnings(clock: _Clock, reckoning: Reckoning) -> tuple[WarningInstant, ...]:
    """Return when the commitment's warnings fall, as far as the facts go."""
    found = []
    epoch = reckoning.epoch
    for index, point in enumerate(clock.commitment.warn_at):
        at_us: int | None = None
        if point.share is not None and epoch.target_us is not None:
            at_us = _share_us(reckoning, point.share, epoch.target_us)
        elif point.offset_us is not None and reckoning.due_us is not None:
            at_us = _offset_us(epoch.terms.calendar, reckoning.due_us, point.offset_us)
        if at_us is not None:
            found.append(WarningInstant(index, max(at_us, epoch.since_us)))
    return tuple(found)


def _share_us(reckoning: Reckoning, share: Fraction, target_us: int) -> int | None:
    """Return when so much of the target is consumed; a share of a microsecond counts as a whole one."""
    threshold = -((-target_us * share.numerator) // share.denominator)
    return crossing_of(reckoning.life, reckoning.epoch.base_us, threshold, FAR_US).due_us


def _offset_us(calendar: WorkingCalendar, due_us: int, offset_us: int) -> int | None:
    try:
        return calendar.add_us(due_us, offset_us) if offset_us >= 0 else calendar.subtract_us(due_us, -offset_us)
    except BeyondHorizon:
        return None
