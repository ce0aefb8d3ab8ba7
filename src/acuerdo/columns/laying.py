"""A clock's life over arrays: pieces between the changes of its ticket, each under its terms, counted or paused.

The pieces of one clock are the rows of a room (int64) that is used for clock after clock.
"""

import numpy as np

from acuerdo.columns.arrays import (
    CANCELLED,
    COUNT,
    ENDED_FROM,
    EXCLUSION,
    JUST_WAITING,
    NO_COMMITMENT,
    NO_REASON,
    NO_TARGET,
    NONE,
    OWN_REASONS,
    RESOLVED,
    RETROACTIVE,
    WAITING,
    WAS_CANCELLED,
    WAS_RESOLVED,
    Codes,
    Moments,
    Rules,
    Spans,
    Truths,
    Whole,
)
from acuerdo.columns.compiling import compiled
from acuerdo.columns.slots import Slots
from acuerdo.columns.working import worked

AT, KIND, CALENDAR, REASON, OWN, WORKED, OPENS, STATE_CODE, STAGE_CODE, NAMED = range(10)
"""The columns of a piece: where it begins, its terms (or -1), its calendar (-1: always open), why it is paused (0: it
counts), whether its own state has terms, W at its beginning, its open time, state, stage, and the agreed instant."""
PIECE_WIDTH = 10

TERM_CALENDAR, TERM_KIND, TERM_AMOUNT = range(3)
"""The columns of terms (int64): calendar, kind of target, and its microseconds or its table of deadlines."""


def make_room(count: int) -> Whole:
    """Return room for so many pieces."""
    return np.zeros((count, PIECE_WIDTH), np.int64)


@compiled
def lay_out(
    rules: Rules,
    waits: Truths,
    by_state: Codes,
    terms: Whole,
    moments: Moments,
    first: int,
    count: int,
    minds: bool,
    room: Whole,
) -> int:
    """Fill the pieces of a clock, all but their open time, and return how many there are.

    `minds`: time after the ticket's end is not the clock's. What changes nothing of an open ticket makes no piece.
    """
    begun, piece = False, 0
    for moment in range(first, first + count):
        if piece > 0 and moments.stage[moment] < ENDED_FROM and _stands_still(moments, moment):
            continue
        code = by_state[moments.state[moment]]
        room[piece, AT] = moments.at[moment]
        room[piece, STATE_CODE] = moments.state[moment]
        room[piece, STAGE_CODE] = moments.stage[moment]
        room[piece, OWN] = code >= 0
        room[piece, KIND] = code
        room[piece, NAMED] = NONE
        if moments.agreed[moment] != NONE:
            room[piece, NAMED] = max(moments.agreed[moment], moments.named[moment])
        room[piece, REASON] = _pause(rules, waits, minds, moments.stage[moment], moments.reason[moment])
        if code >= 0 and not begun:
            begun = True
            for earlier in range(piece):
                room[earlier, KIND] = code
        piece += 1
    if rules.on_change == RETROACTIVE:
        _put_final(terms, room, piece)
    _find_calendars(terms, room, piece)
    return piece


@compiled
def _stands_still(moments: Moments, moment: int) -> bool:
    """Say whether a moment leaves its ticket as it was."""
    before = moment - 1
    return bool(
        moments.state[moment] == moments.state[before]
        and moments.stage[moment] == moments.stage[before]
        and moments.reason[moment] == moments.reason[before]
        and moments.agreed[moment] == moments.agreed[before]
        and moments.named[moment] == moments.named[before]
    )


@compiled
def promises(terms: Whole, code: int) -> bool:
    """Say whether terms hold a target."""
    return code >= 0 and terms[code, TERM_KIND] != NO_TARGET


@compiled
def _put_final(terms: Whole, room: Whole, count: int) -> None:
    """Put the final terms in the place of all earlier ones; time without a promise stays so."""
    final = -1
    for piece in range(count):
        if promises(terms, room[piece, KIND]):
            final = room[piece, KIND]
    for piece in range(count):
        if promises(terms, room[piece, KIND]):
            room[piece, KIND] = final


@compiled
def _find_calendars(terms: Whole, room: Whole, count: int) -> None:
    calendar = -1
    for piece in range(count):
        code = room[piece, KIND]
        if code >= 0:
            calendar = terms[code, TERM_CALENDAR]
        room[piece, CALENDAR] = calendar
        if not promises(terms, code):
            room[piece, REASON] = NO_COMMITMENT


@compiled
def _pause(rules: Rules, waits: Truths, minds: bool, stage: int, reason: int) -> int:
    """Return the code of why a state pauses the clock, or 0."""
    if stage == WAITING:
        if rules.every_wait or (reason >= 0 and waits[reason]):
            return OWN_REASONS + reason if reason >= 0 else JUST_WAITING
        return NO_REASON
    if stage == CANCELLED and minds:
        return WAS_CANCELLED
    if RESOLVED <= stage < CANCELLED and minds and rules.on_reopen != COUNT:
        return WAS_RESOLVED
    return NO_REASON


@compiled
def cut_out(spans: Spans, room: Whole, count: int) -> int:
    """Cut agreed spans out of the pieces that count; return how many pieces there are then.

    -1 where one that counts after its ticket's end would be cut. Time of two spans is that of the first one.
    """
    piece = 0
    while piece < count:
        span = _first_span(spans, room, count, piece) if room[piece, REASON] == NO_REASON else -1
        if span >= 0:
            if room[piece, STAGE_CODE] >= ENDED_FROM:
                return -1
            if spans.since[span] > room[piece, AT]:
                count = _split(room, count, piece, spans.since[span])
                piece += 1
            room[piece, REASON] = EXCLUSION
            until = spans.until[span]
            if piece + 1 == count or until < room[piece + 1, AT]:
                count = _split(room, count, piece, until)
                room[piece + 1, REASON] = NO_REASON
        piece += 1
    return count


@compiled
def _first_span(spans: Spans, room: Whole, count: int, piece: int) -> int:
    """Return the first span of which a part lies in a piece, -1 where none does."""
    for span in range(len(spans.since)):
        begins = piece + 1 == count or spans.since[span] < room[piece + 1, AT]
        if begins and spans.until[span] > room[piece, AT] and spans.holds[room[piece, STATE_CODE], span]:
            return span
    return -1


@compiled
def _split(room: Whole, count: int, piece: int, at: int) -> int:
    """Cut a piece in two at an instant inside it; return how many pieces there are then."""
    for behind in range(count, piece, -1):
        for column in range(PIECE_WIDTH):
            room[behind, column] = room[behind - 1, column]
    room[piece + 1, AT] = at
    return count + 1


@compiled
def worked_by(slots: Slots, calendar: int, instant: int) -> int:
    """Return W of a calendar; without one every instant is open."""
    if calendar < 0:
        return instant
    return worked(slots, calendar, instant)


@compiled
def find_open(slots: Slots, count: int, end: int, room: Whole) -> None:
    """Find the open time of each piece; the last one ends at `end`, at which others may still be to come."""
    for piece in range(count):
        calendar = room[piece, CALENDAR]
        if piece > 0 and calendar == room[piece - 1, CALENDAR]:
            room[piece, WORKED] = room[piece - 1, WORKED] + room[piece - 1, OPENS]
        else:
            room[piece, WORKED] = worked_by(slots, calendar, room[piece, AT])
        until = room[piece + 1, AT] if piece + 1 < count else max(end, room[piece, AT])
        room[piece, OPENS] = worked_by(slots, calendar, until) - room[piece, WORKED]


@compiled
def counted(room: Whole, piece: int, base: int) -> bool:
    """Say whether a piece counts, where counting begins with piece `base`."""
    return piece >= base and room[piece, REASON] == NO_REASON
