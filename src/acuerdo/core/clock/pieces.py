"""The life of a clock cut into pieces: each under one calendar, and counted, paused or excluded."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from acuerdo.core.clock.cycles import Cycle, Step
from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.inforce import Terms, TermsInForce
from acuerdo.core.clock.timeline import State
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
_OPEN, _WAITING, _CANCELLED = Stage.OPEN, Stage.WAITING, Stage.CANCELLED
_COUNT = OnReopen.COUNT


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


def segments_of(
    cycle: Cycle, steps: Sequence[Step], in_force: TermsInForce, opened_in: frozenset[str]
) -> list[Segment]:
    """Cut a clock's life at the changes of its ticket; the last segment goes on without end.

    A stopped clock's last segment also goes on, as it would have without the stop: due instants are read from it.
    """
    first = cycle.first
    until = len(steps) if cycle.last is None else cycle.last
    lived = [steps[first], *(step for step in steps[first + 1 : until] if step.changed)]
    own = [in_force.at(step.now, opened_in) for step in lived]
    counting = own if own[0] is not None else _from_the_first_match(own)
    begins = [step.moment.at_us for step in lived]
    return [
        Segment(from_us, until_us, step.now, terms, mine is not None)
        for from_us, until_us, step, terms, mine in zip(
            begins, [*begins[1:], FAR_US], lived, counting, own, strict=True
        )
    ]


def _from_the_first_match(own: Sequence[Terms | None]) -> list[Terms | None]:
    """Let time before the first matching state count by that state's terms."""
    before = next((place for place, terms in enumerate(own) if terms is not None), 0)
    return [*[own[before]] * before, *own[before:]]


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
    state, terms = segment.state, segment.terms
    if terms is None or not terms.promises:
        reason: str | None = "no_commitment"
    elif state.stage is _OPEN:
        reason = None
    else:
        reason = _pause(commitment, cycle, state)
    kind = _COUNTED if reason is None else _PAUSED
    return Piece(segment.from_us, segment.until_us, calendar, kind, state.status, reason)


def _pause(commitment: Commitment, cycle: Cycle, state: State) -> str | None:
    """Return why a state that is not open pauses the clock, or None."""
    stage = state.stage
    if stage is _WAITING:
        return (state.reason or "waiting") if commitment.pausing.cover(state.reason) else None
    if stage is _CANCELLED:
        return "cancelled" if cycle.minds_the_end else None
    ended = stage in _DONE and cycle.minds_the_end and commitment.on_reopen is not _COUNT
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


class Life(NamedTuple):
    """The pieces of a clock's life, and the open time of each of them up to the clock's end, in microseconds."""

    pieces: tuple[Piece, ...]
    open_us: tuple[int, ...]
    end_us: int


def life_of(pieces: Sequence[Piece], end_us: int) -> Life:
    """Take the open time of each piece up to the clock's end."""
    return Life(tuple(pieces), tuple([open_in(piece, piece.from_us, end_us) for piece in pieces]), end_us)


def open_in(piece: Piece, from_us: int, until_us: int) -> int:
    """Return the open time of a piece inside `[from_us, until_us)`, in microseconds."""
    start, stop, calendar = piece.from_us, piece.until_us, piece.calendar
    start = start if start > from_us else from_us  # noqa: FURB136 - calls cost too much here
    stop = stop if stop < until_us else until_us  # noqa: FURB136 - as above
    if stop <= start:
        return 0
    return stop - start if calendar is None else calendar.elapsed_us(start, stop)


def restarted(life: Life, base_us: int) -> Life:
    """Return a life with everything counted or excluded before `base_us` paused by the restart."""
    if life.pieces[0].from_us >= base_us:
        return life
    found = []
    for piece in life.pieces:
        if piece.from_us < base_us and piece.kind is not _PAUSED:
            found.append(piece._replace(kind=_PAUSED, reason="restart"))
        else:
            found.append(piece)
    return life._replace(pieces=tuple(found))


def counted_us(life: Life, from_us: int, until_us: int) -> int:
    """Return the counted time inside `[from_us, until_us)`, in microseconds."""
    if until_us <= from_us:
        return 0
    return sum(open_in(piece, from_us, until_us) for piece in life.pieces if piece.kind is _COUNTED)


class Crossing(NamedTuple):
    """Where a target is used up (`due_us`) and where it is last kept (`breaches_us`); None where that never comes.

    `beyond` says that the calendar ends before the answer.
    """

    due_us: int | None
    breaches_us: int | None
    beyond: bool = False


def crossing_of(life: Life, from_us: int, target_us: int, until_us: int = FAR_US) -> Crossing:
    """Find where the counted time from `from_us` on uses up `target_us`, looking no further than `until_us`."""
    left = target_us
    due = None if target_us else from_us
    for piece, known_us in zip(life.pieces, life.open_us, strict=True):
        start, stop, calendar, kind = piece[:4]
        if calendar is None or kind is not _COUNTED or stop <= from_us or start >= until_us:
            continue  # where there is no calendar, nothing was promised, and nothing counts
        if stop == until_us == FAR_US:
            return _in_the_open(calendar, max(start, from_us), left, due)
        whole = start >= from_us and stop <= until_us and stop <= life.end_us
        inside = known_us if whole else open_in(piece, from_us, until_us)
        if inside > left:
            earliest, latest = calendar.used_up_us(max(start, from_us), left)
            return Crossing(earliest if due is None else due, latest)
        if inside == left and due is None:
            due = calendar.add_us(max(start, from_us), left)
        left -= inside
    return Crossing(due, None)


def _in_the_open(calendar: WorkingCalendar, start: int, left: int, due: int | None) -> Crossing:
    """Answer for a piece without end, whose calendar may end before the answer."""
    try:
        earliest, latest = calendar.used_up_us(start, left)
    except BeyondHorizon:
        return Crossing(_due(calendar, start, left) if due is None else due, None, beyond=True)
    return Crossing(earliest if due is None else due, latest)


def _due(calendar: WorkingCalendar, start: int, left: int) -> int | None:
    """Return when so much is used up: a calendar that ends at that very instant does not say how long it is kept."""
    try:
        return calendar.add_us(start, left)
    except BeyondHorizon:
        return None
