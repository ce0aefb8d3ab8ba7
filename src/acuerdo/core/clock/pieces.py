"""The life of a clock cut into pieces: each under one calendar, and counted, paused or excluded."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from acuerdo.core.clock.cycles import Cycle, moments_between
from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.inforce import Terms, TermsInForce
from acuerdo.core.clock.timeline import State, Timeline
from acuerdo.core.hours import BeyondHorizon, WorkingCalendar
from acuerdo.core.terms.agreement import Commitment, OnReopen
from acuerdo.core.terms.measures import Stage

FAR_US = 1 << 62
"""Stands for 'without end'; later than every instant that can be judged."""


class SpanClass(StrEnum):
    """What a span of a clock's life is to the clock."""

    COUNTED = "counted"
    PAUSED = "paused"
    EXCLUDED = "excluded"
    OUTSIDE = "outside_hours"


_COUNTED, _PAUSED, _EXCLUDED = SpanClass.COUNTED, SpanClass.PAUSED, SpanClass.EXCLUDED
_DONE = frozenset({Stage.RESOLVED, Stage.CLOSED})
_WAITING, _CANCELLED = Stage.WAITING, Stage.CANCELLED


class Segment(NamedTuple):
    """A stretch of a clock in one state of its ticket.

    `terms` are those that count there: the state's own, or before the first match those of the first matching state,
    or None. `own` says whether the state itself matches.
    """

    from_us: int
    until_us: int
    state: State
    terms: Terms | None
    own: bool


class Piece(NamedTuple):
    """A stretch of a clock that is counted, paused or excluded whenever its calendar is open (None: always open)."""

    from_us: int
    until_us: int
    calendar: WorkingCalendar | None
    kind: SpanClass
    status: str | None = None
    reason: str | None = None

    def open_us(self, from_us: int, until_us: int) -> int:
        """Return the open time of the piece inside `[from_us, until_us)`, in microseconds."""
        start, stop = _shared(self, from_us, until_us)
        if stop <= start:
            return 0
        return stop - start if self.calendar is None else self.calendar.elapsed_us(start, stop)


def _shared(piece: Piece, from_us: int, until_us: int) -> tuple[int, int]:
    """Return what a piece and a span have in common; it ends before it begins where that is nothing."""
    own_from, own_until = piece.from_us, piece.until_us
    return own_from if own_from > from_us else from_us, own_until if own_until < until_us else until_us  # noqa: FURB136 - calls cost too much here


def segments_of(cycle: Cycle, timeline: Timeline, in_force: TermsInForce, opened_in: frozenset[str]) -> list[Segment]:
    """Cut a clock's life at the changes of its ticket; the last segment goes on without end.

    A stopped clock's last segment also goes on, as it would have without the stop: due instants are read from it.
    """
    moments = list(moments_between(timeline, cycle.first, cycle.last))
    own = [in_force.at(moment.state, opened_in) for moment in moments]
    first_match = next((terms for terms in own if terms is not None), None)
    begun = False
    segments = []
    for index, moment in enumerate(moments):
        begun = begun or own[index] is not None
        segments.append(
            Segment(
                from_us=moment.at_us,
                until_us=moments[index + 1].at_us if index + 1 < len(moments) else FAR_US,
                state=moment.state,
                terms=own[index] if begun else first_match,
                own=own[index] is not None,
            )
        )
    return segments


def pieces_of(
    commitment: Commitment,
    cycle: Cycle,
    ticket: str,
    segments: Sequence[Segment],
    exclusions: Sequence[Exclusion],
) -> list[Piece]:
    """Say of each segment whether it is counted, paused or excluded, each state by the terms that count there."""
    pieces: list[Piece] = []
    calendar: WorkingCalendar | None = None
    for segment in segments:
        calendar = segment.terms.calendar if segment.terms is not None else calendar
        piece = _whole(commitment, cycle, segment, calendar)
        if exclusions and piece.kind is _COUNTED:
            service = segment.state.fields.get("service")
            pieces += _with_exclusions(piece, _spans(exclusions, commitment.id, ticket, service))
        else:
            pieces.append(piece)
    return pieces


def _whole(commitment: Commitment, cycle: Cycle, segment: Segment, calendar: WorkingCalendar | None) -> Piece:
    if segment.terms is None or not segment.terms.promises:
        reason: str | None = "no_commitment"
    else:
        reason = _pause(commitment, cycle, segment.state)
    return Piece(
        from_us=segment.from_us,
        until_us=segment.until_us,
        calendar=calendar,
        kind=_COUNTED if reason is None else _PAUSED,
        status=segment.state.status,
        reason=reason,
    )


def _pause(commitment: Commitment, cycle: Cycle, state: State) -> str | None:
    """Return why a state pauses the clock, or None."""
    stage = state.stage
    if stage is _WAITING:
        return (state.reason or "waiting") if commitment.pausing.cover(state.reason) else None
    if stage is _CANCELLED:
        return "cancelled" if cycle.minds_the_end else None
    ended = stage in _DONE and cycle.minds_the_end and commitment.on_reopen is not OnReopen.COUNT
    return "resolved" if ended else None


def _spans(
    exclusions: Sequence[Exclusion], commitment: str, ticket: str, service: str | None
) -> list[tuple[int, int, str]]:
    return sorted(
        (exclusion.from_us, exclusion.until_us, exclusion.id)
        for exclusion in exclusions
        if exclusion.from_us is not None
        and exclusion.until_us is not None
        and exclusion.concerns(commitment, ticket, service)
    )


def _with_exclusions(piece: Piece, spans: list[tuple[int, int, str]]) -> Iterator[Piece]:
    """Cut excluded spans out of a counted piece; where two overlap, the one that began first is named."""
    position = piece.from_us
    for from_us, until_us, name in spans:
        start, stop = max(from_us, position), min(until_us, piece.until_us)
        if stop <= start:
            continue
        if start > position:
            yield piece._replace(from_us=position, until_us=start)
        yield piece._replace(from_us=start, until_us=stop, kind=_EXCLUDED, reason=name)
        position = stop
    if position < piece.until_us:
        yield piece._replace(from_us=position)


def restarted(pieces: Sequence[Piece], base_us: int) -> Sequence[Piece]:
    """Return the pieces with everything counted or excluded before `base_us` paused by the restart."""
    if pieces[0].from_us >= base_us:
        return pieces
    found = []
    for piece in pieces:
        if piece.from_us < base_us and piece.kind is not _PAUSED:
            found.append(piece._replace(kind=_PAUSED, reason="restart"))
        else:
            found.append(piece)
    return found


def counted_us(pieces: Sequence[Piece], from_us: int, until_us: int) -> int:
    """Return the counted time inside `[from_us, until_us)`, in microseconds."""
    if until_us <= from_us:
        return 0
    return sum(piece.open_us(from_us, until_us) for piece in pieces if piece.kind is _COUNTED)


class Crossing(NamedTuple):
    """Where a target is used up (`due_us`) and where it is last kept (`breaches_us`); None where that never comes.

    `beyond` says that the calendar ends before the answer.
    """

    due_us: int | None
    breaches_us: int | None
    beyond: bool = False


def crossing_of(pieces: Sequence[Piece], from_us: int, target_us: int, until_us: int = FAR_US) -> Crossing:
    """Find where the counted time from `from_us` on uses up `target_us`, looking no further than `until_us`."""
    left = target_us
    due = None if target_us else from_us
    for piece in pieces:
        calendar = piece.calendar
        if calendar is None or piece.kind is not _COUNTED:
            continue  # where there is no calendar, nothing was promised, and nothing counts
        start, stop = _shared(piece, from_us, until_us)
        if stop <= start:
            continue
        if stop == FAR_US:
            return _in_the_open(calendar, start, left, due)
        inside = calendar.elapsed_us(start, stop)
        if due is None and inside >= left:
            due = calendar.add_us(start, left)
        if inside > left:
            return Crossing(due, calendar.add_us(start, left + 1) - 1)
        left -= inside
    return Crossing(due, None)


def _in_the_open(calendar: WorkingCalendar, start: int, left: int, due: int | None) -> Crossing:
    """Answer for a piece without end, whose calendar may end before the answer."""
    try:
        due = calendar.add_us(start, left) if due is None else due
        return Crossing(due, calendar.add_us(start, left + 1) - 1)
    except BeyondHorizon:
        return Crossing(due, None, beyond=True)
