"""Verdicts over arrays: every run of a commitment's clock becomes a line."""

from acuerdo.columns.arrays import (
    BREACHED,
    BREACHED_AT,
    BREACHES,
    BY_CANCEL,
    BY_MERGE,
    CONSUMED,
    CYCLE,
    DUE,
    ENDED,
    ENDED_EARLY,
    EXCLUDED_FOR,
    EXCLUSION,
    GROUP,
    LATE,
    LINE_WIDTH,
    MET,
    NEVER_STARTED,
    NO_AGREED_DATE,
    NO_REASON,
    NONE,
    NOT_APPLICABLE,
    NOT_COVERED,
    OUTSIDE,
    PAUSED,
    PAUSED_FOR,
    PROVISIONAL,
    REASON,
    RESOLVED_WITHOUT,
    RUN_ENDING,
    RUN_FIRST,
    RUN_FREE,
    RUN_LAST,
    RUN_NUMBER,
    RUN_TICKET,
    RUNNING,
    RUNS,
    STARTED,
    STATE,
    STOPPED,
    TARGET,
    TICKET,
    VERDICT,
    WAS_CANCELLED,
    WAS_MERGED,
    WAS_WITHDRAWN,
    WITHDRAWN,
    WITHOUT,
    WITHOUT_TARGET,
    Codes,
    Deadlines,
    Moments,
    Provisional,
    Rules,
    Spans,
    Truths,
    Whole,
)
from acuerdo.columns.compiling import compiled
from acuerdo.columns.laying import (
    AT,
    CALENDAR,
    KIND,
    OPENS,
    OWN,
    STATE_CODE,
    WORKED,
    counted,
    cut_out,
    find_open,
    lay_out,
    promises,
    worked_by,
)
from acuerdo.columns.laying import (
    REASON as WHY,
)
from acuerdo.columns.reckoning import (
    AMOUNT,
    BASE,
    BY_AGREEMENT,
    DEADLINE,
    Found,
    ends_between,
    find_epochs,
    late_by,
    offset_at,
    reckon,
    warned_at,
)
from acuerdo.columns.slots import BEYOND, Slots


@compiled
def judge_each(
    rules: Rules,
    waits: Truths,
    by_state: Codes,
    spans: Spans,
    terms: Whole,
    deadlines: Deadlines,
    provisional: Provisional,
    slots: Slots,
    moments: Moments,
    points: Whole,
    runs: Codes,
    as_of: int,
    places: Whole,
    room: Whole,
    epochs: Whole,
    lines: Whole,
    odd: Truths,
) -> None:
    """Judge every run; `places` says where each ticket's lines begin, `odd` marks tickets that the tables cannot tell.

    `points` are the shares of its target at which somebody is warned, or offsets from due (of 0). `room` and `epochs`
    are room for the longest clock.
    """
    for run in range(len(runs)):
        ticket, first, last = runs[run, RUN_TICKET], runs[run, RUN_FIRST], runs[run, RUN_LAST]
        place = places[ticket] + runs[run, RUN_NUMBER] - 1
        for column in range(lines.shape[0]):
            lines[column, place] = 0 if column < STARTED else NONE
        lines[TICKET, place] = ticket
        lines[CYCLE, place] = runs[run, RUN_NUMBER]
        if first < 0:
            _never_started(lines, place, moments.state[moments.first[ticket + 1] - 1])
            continue
        end = as_of if last < 0 else moments.at[last]
        count = max(1, (moments.first[ticket + 1] if last < 0 else last) - first)
        free = runs[run, RUN_FREE] != 0
        lines[STARTED, place] = moments.at[first]
        lines[STOPPED, place] = NONE if last < 0 else end
        lines[ENDED, place] = end
        count = lay_out(rules, waits, by_state, terms, moments, first, count, not free and first != last, room)
        if len(spans.since) > 0:
            count = cut_out(spans, room, count)
            if count < 0:
                odd[ticket] = True
                continue
        find_open(slots, count, end, room)
        number = find_epochs(rules, terms, deadlines, slots, count, room, epochs)
        if number < 0:
            odd[ticket] = True
            continue
        found = reckon(slots, count, not free and ends_between(room, count), end, room, epochs, number)
        odd[ticket] |= found.beyond
        _write(terms, provisional, slots, count, end, runs[run, RUN_ENDING], room, epochs, found, lines, place)
        odd[ticket] |= _warn(slots, terms, count, points, room, epochs, found, lines, place)


@compiled
def _write(
    terms: Whole,
    provisional: Provisional,
    slots: Slots,
    count: int,
    end: int,
    ending: int,
    room: Whole,
    epochs: Whole,
    found: Found,
    lines: Whole,
    place: int,
) -> None:
    """Write down what a clock came to."""
    base = epochs[found.epoch, BASE] if found.epoch >= 0 else 0
    _add_up(slots, count, end, room, base, lines, place)
    _decide(terms, count, end, ending, room, epochs, found, base, lines, place)
    lines[STATE, place] = lines[GROUP, place] = room[count - 1, STATE_CODE]
    if found.breached:
        lines[LATE, place] = late_by(slots, count, end, room, base, found.breaches)
        lines[GROUP, place] = _state_at(room, count, found.breaches)
    until = max(end, lines[DUE, place])
    lines[PROVISIONAL, place] = _is_provisional(provisional, count, until, room)


@compiled
def _warn(
    slots: Slots,
    terms: Whole,
    count: int,
    points: Whole,
    room: Whole,
    epochs: Whole,
    found: Found,
    lines: Whole,
    place: int,
) -> bool:
    """Write down when a clock's warnings fall; say whether a table ends before an answer."""
    target, due = lines[TARGET, place], lines[DUE, place]
    for point in range(len(points)):
        share, of = points[point, 0], points[point, 1]
        if (due if of == 0 else target) == NONE:
            continue
        if of == 0:
            at = offset_at(slots, terms, room, epochs, found.epoch, due, share)
        else:
            amount = -((-target * share) // of)  # a share of a microsecond counts as a whole one
            at = warned_at(slots, count, room, epochs, found.epoch, amount)
        if at == BEYOND:
            return True
        lines[LINE_WIDTH + point, place] = at
    return False


@compiled
def _never_started(lines: Whole, place: int, state: int) -> None:
    lines[VERDICT, place] = NOT_APPLICABLE
    lines[REASON, place] = NEVER_STARTED
    lines[STATE, place] = lines[GROUP, place] = state
    lines[CONSUMED, place] = lines[PAUSED_FOR, place] = lines[OUTSIDE, place] = lines[EXCLUDED_FOR, place] = 0


@compiled
def _add_up(slots: Slots, count: int, end: int, room: Whole, base: int, lines: Whole, place: int) -> None:
    consumed = paused = excluded = 0
    for piece in range(count):
        opens = room[piece, OPENS]
        if piece + 1 < count and room[piece + 1, AT] > end:  # agreed spans end later
            opens = worked_by(slots, room[piece, CALENDAR], end) - room[piece, WORKED] if room[piece, AT] < end else 0
        if counted(room, piece, base):
            consumed += opens
        elif piece >= base and room[piece, WHY] == EXCLUSION:
            excluded += opens
        else:
            paused += opens
    lines[CONSUMED, place] = consumed
    lines[PAUSED_FOR, place] = paused
    lines[EXCLUDED_FOR, place] = excluded
    lines[OUTSIDE, place] = end - room[0, AT] - consumed - paused - excluded


@compiled
def _word_of(ending: int) -> int:
    """Return the reason that goes with a clock's end."""
    if ending == WITHOUT:
        return RESOLVED_WITHOUT
    if ending == BY_CANCEL:
        return WAS_CANCELLED
    if ending == BY_MERGE:
        return WAS_MERGED
    return WAS_WITHDRAWN if ending == WITHDRAWN else NO_REASON


@compiled
def _without_promise(terms: Whole, room: Whole, last: int, epochs: Whole, found: Found) -> int:
    """Return why no promise holds at the end of a clock, or 0."""
    if not room[last, OWN]:
        return NOT_COVERED
    if found.epoch < 0 or not promises(terms, room[last, KIND]):
        return WITHOUT_TARGET
    if epochs[found.epoch, BY_AGREEMENT] and epochs[found.epoch, DEADLINE] == NONE:
        return NO_AGREED_DATE
    return NO_REASON


@compiled
def _decide(
    terms: Whole,
    count: int,
    end: int,
    ending: int,
    room: Whole,
    epochs: Whole,
    found: Found,
    base: int,
    lines: Whole,
    place: int,
) -> None:
    """Find the verdict and its reason."""
    last = count - 1
    without = NO_REASON if found.breached else _without_promise(terms, room, last, epochs, found)
    if without != NO_REASON:
        lines[VERDICT, place] = NOT_APPLICABLE
        lines[REASON, place] = without
        return
    lines[TARGET, place] = epochs[found.epoch, AMOUNT]
    lines[DUE, place] = found.due
    lines[BREACHES, place] = found.breaches
    lines[REASON, place] = _word_of(ending)
    if found.breached:
        lines[VERDICT, place] = BREACHED
        lines[BREACHED_AT, place] = found.breaches
    elif ending != RUNS:
        lines[VERDICT, place] = MET if ending <= WITHOUT else ENDED_EARLY
    else:
        _under_way(count, end, room, base, lines, place)


@compiled
def _under_way(count: int, now: int, room: Whole, base: int, lines: Whole, place: int) -> None:
    """Say whether a clock that has not stopped runs or pauses now, and why."""
    last = count - 1
    while last > 0 and room[last, AT] > now:  # agreed spans end later
        last -= 1
    if counted(room, last, base):
        lines[VERDICT, place] = RUNNING
        return
    lines[VERDICT, place] = RUNNING if room[last, WHY] == EXCLUSION else PAUSED
    lines[REASON, place] = room[last, WHY]


@compiled
def _state_at(room: Whole, count: int, instant: int) -> int:
    """Return the state of the clock's life at an instant."""
    found = 0
    for piece in range(count):
        if room[piece, AT] <= instant:
            found = piece
    return int(room[found, STATE_CODE])


@compiled
def _is_provisional(provisional: Provisional, count: int, until: int, room: Whole) -> bool:
    """Say whether a calendar whose holidays are not yet published counted anywhere up to `until`."""
    if len(provisional.since) == 0:
        return False
    for piece in range(count):
        calendar = room[piece, CALENDAR]
        if calendar < 0:
            continue
        stop = min(until, room[piece + 1, AT]) if piece + 1 < count else until
        for span in range(provisional.first[calendar], provisional.first[calendar + 1]):
            if max(room[piece, AT], provisional.since[span]) < min(stop, provisional.until[span]):
                return True
    return False
