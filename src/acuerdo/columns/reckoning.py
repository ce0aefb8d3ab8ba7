"""Targets over arrays: which target was in force from when, where it is used up, and whether it was kept.

The targets of one clock are the rows of a room (int64) that is used for clock after clock.
"""

from typing import NamedTuple

import numpy as np

from acuerdo.columns.arrays import (
    AGREED_INSTANT,
    DAYS,
    ENDED_FROM,
    NONE,
    RESTART,
    RETROACTIVE,
    Deadlines,
    Rules,
    Whole,
)
from acuerdo.columns.compiling import compiled
from acuerdo.columns.laying import (
    AT,
    CALENDAR,
    KIND,
    NAMED,
    OPENS,
    OWN,
    REASON,
    STAGE_CODE,
    TERM_AMOUNT,
    TERM_CALENDAR,
    TERM_KIND,
    WORKED,
    counted,
    promises,
    worked_by,
)
from acuerdo.columns.slots import BEYOND, DAY_US, Slots
from acuerdo.columns.working import earliest, latest, latest_back, worked

SINCE, BASE, BY_AGREEMENT, AMOUNT, DEADLINE, BINDS, TERMS = range(7)
"""The columns of an epoch: the pieces from which it is in force and from which it counts, whether it is an agreed
instant, its target in microseconds, the agreed instant (each `NONE` where there is none), since when such bind, and
the terms, the last ones of those that say the same."""
EPOCH_WIDTH = 7


def make_epochs(count: int) -> Whole:
    """Return room for so many epochs."""
    return np.zeros((count, EPOCH_WIDTH), np.int64)


@compiled
def days_target(slots: Slots, deadlines: Deadlines, table: int, calendar: int, base: int) -> int:
    """Turn a target in days into open time from `base`; `NONE` where a table ends before the answer."""
    rows = deadlines.rows
    low, high = deadlines.first[table], deadlines.first[table + 1] - 1
    if base < rows[low, 0] or base >= rows[high, 0]:
        return NONE
    while low < high:
        middle = (low + high + 1) // 2
        if rows[middle, 0] <= base:
            low = middle
        else:
            high = middle - 1
    deadline = rows[low, 1] + rows[low, 2] * base
    if deadline < base or deadline > (slots.first_day + slots.days) * DAY_US:
        return NONE
    return worked(slots, calendar, deadline) - worked(slots, calendar, base)


@compiled
def find_epochs(
    rules: Rules, terms: Whole, deadlines: Deadlines, slots: Slots, count: int, room: Whole, epochs: Whole
) -> int:
    """Fill the targets in force one after the other and return how many; -1 where a table ends before an answer."""
    found = 0
    last = -1
    for piece in range(count):
        code = room[piece, KIND]
        if not room[piece, OWN] or not promises(terms, code):
            continue
        if code == last and terms[code, TERM_KIND] != AGREED_INSTANT:
            continue
        base = epochs[found - 1, BASE] if found > 0 else 0
        if rules.on_change == RESTART and last >= 0 and code != last:
            base = piece
        if not _fill_epoch(terms, deadlines, slots, piece, base, room, epochs, found):
            return -1
        found += 0 if found > 0 and _same(epochs, found) else 1
        epochs[found - 1, TERMS] = last = code
    return _final(rules, epochs, found)


@compiled
def _final(rules: Rules, epochs: Whole, found: int) -> int:
    """Keep the last target alone where terms are retroactive; return how many there are then."""
    if rules.on_change != RETROACTIVE or found == 0:
        return found
    for column in range(EPOCH_WIDTH):
        epochs[0, column] = epochs[found - 1, column]
    return 1


@compiled
def _fill_epoch(
    terms: Whole, deadlines: Deadlines, slots: Slots, piece: int, base: int, room: Whole, epochs: Whole, place: int
) -> bool:
    """Fill an epoch that begins with a piece; say whether its target could be found."""
    code = room[piece, KIND]
    epochs[place, SINCE] = piece
    epochs[place, BASE] = base
    epochs[place, AMOUNT] = NONE
    epochs[place, DEADLINE] = NONE
    epochs[place, BY_AGREEMENT] = terms[code, TERM_KIND] == AGREED_INSTANT
    epochs[place, BINDS] = room[0, AT]
    if place > 0:
        epochs[place, BINDS] = epochs[place - 1, BINDS] if epochs[place - 1, BY_AGREEMENT] else room[piece, AT]
    if epochs[place, BY_AGREEMENT]:
        if room[piece, NAMED] != NONE:
            epochs[place, DEADLINE] = max(room[piece, NAMED], epochs[place, BINDS])
        return True
    amount = terms[code, TERM_AMOUNT]
    if terms[code, TERM_KIND] == DAYS:
        amount = days_target(slots, deadlines, amount, terms[code, TERM_CALENDAR], room[base, AT])
    epochs[place, AMOUNT] = amount
    return bool(amount != NONE)


@compiled
def _same(epochs: Whole, place: int) -> bool:
    same = True
    for column in range(BASE, BINDS):
        same = same and epochs[place, column] == epochs[place - 1, column]
    return same


class Found(NamedTuple):
    """What a clock comes to: its instants (`NONE` for none), and the epoch that decided (-1: none was in force).

    `at_once` says that the target was already exceeded when it came into force, `beyond` that a table ends before the
    answer.
    """

    due: int
    breaches: int
    breached: bool
    epoch: int
    at_once: bool
    beyond: bool


@compiled
def reckon(
    slots: Slots,
    count: int,
    moves: bool,
    end: int,
    room: Whole,
    epochs: Whole,
    number: int,
) -> Found:
    """Go through the targets in order; a breach ends the search. `moves`: instants in an end that was undone move."""
    found = Found(NONE, NONE, False, -1, False, False)
    for epoch in range(number):
        final = epoch + 1 == number
        stop = count if final else epochs[epoch + 1, SINCE]
        seen = end if final else min(end, room[stop, AT])
        found = _by_instant(seen, room, epochs, epoch)
        if not epochs[epoch, BY_AGREEMENT]:
            found = _against(slots, stop, seen, final, room, epochs, epoch)
        if moves:
            due = found.due
            if not epochs[epoch, BY_AGREEMENT]:
                due = _moved(room, count, due, 0 if found.at_once else 1)
            breaches = _moved(room, count, found.breaches, 0)
            found = Found(due, breaches, found.breached, epoch, found.at_once, found.beyond)
        if found.breached or found.beyond:
            break
    return found


@compiled
def _by_instant(seen: int, room: Whole, epochs: Whole, epoch: int) -> Found:
    """Reckon against an agreed instant, or against none yet."""
    deadline = epochs[epoch, DEADLINE]
    if deadline == NONE:
        return Found(NONE, NONE, False, epoch, False, False)
    return Found(deadline, max(deadline, room[epochs[epoch, SINCE], AT]), deadline < seen, epoch, False, False)


@compiled
def _against(
    slots: Slots,
    stop: int,
    seen: int,
    final: bool,
    room: Whole,
    epochs: Whole,
    epoch: int,
) -> Found:
    """Reckon against one target, in force until piece `stop` (the final one without end) and known until `seen`."""
    base, left = epochs[epoch, BASE], epochs[epoch, AMOUNT]
    came = room[epochs[epoch, SINCE], AT]
    if _spent(room, base, epochs[epoch, SINCE]) > left:
        return Found(came, came, True, epoch, True, False)
    due = NONE if left > 0 else came
    for piece in range(base, stop):
        if room[piece, REASON] != 0:
            continue
        endless = final and piece + 1 == stop
        if due == NONE and (endless or room[piece, OPENS] >= left):
            due = _reach(slots, room, piece, left)
            if due == BEYOND:
                return Found(NONE, NONE, False, epoch, False, True)
        if endless or room[piece, OPENS] > left:
            last = _leave(slots, room, piece, left, due)
            if last == BEYOND:
                return Found(NONE, NONE, False, epoch, False, True)
            return Found(max(due, came), max(last, came), last < seen, epoch, False, False)
        left -= room[piece, OPENS]
    return Found(due if due == NONE else max(due, came), NONE, False, epoch, False, False)


@compiled
def warned_at(slots: Slots, count: int, room: Whole, epochs: Whole, epoch: int, left: int) -> int:
    """Return when so much of a target is consumed, as far as the facts go: `NONE` for never, `BEYOND` the table."""
    base, came = epochs[epoch, BASE], room[epochs[epoch, SINCE], AT]
    if left == 0:
        return int(max(room[base, AT], came))
    for piece in range(base, count):
        if room[piece, REASON] != 0:
            continue
        if piece + 1 == count or room[piece, OPENS] >= left:
            at = _reach(slots, room, piece, left)
            return at if at == BEYOND else int(max(at, came))
        left -= room[piece, OPENS]
    return NONE


@compiled
def offset_at(slots: Slots, terms: Whole, room: Whole, epochs: Whole, epoch: int, due: int, offset: int) -> int:
    """Return the instant so much open time after due, or before it, as far as it is promised; else `BEYOND`."""
    came = room[epochs[epoch, SINCE], AT]
    if offset == 0:
        return int(max(due, came))
    if not slots.first_day * DAY_US <= due < (slots.first_day + slots.days) * DAY_US:
        return BEYOND
    calendar = terms[epochs[epoch, TERMS], TERM_CALENDAR]
    wanted = worked(slots, calendar, due) + offset
    at = earliest(slots, calendar, due, wanted) if offset > 0 else latest_back(slots, calendar, due, wanted)
    return at if at == BEYOND else int(max(at, came))


@compiled
def _spent(room: Whole, base: int, until: int) -> int:
    """Return the counted time between two pieces."""
    total = 0
    for piece in range(base, until):
        if room[piece, REASON] == 0:
            total += room[piece, OPENS]
    return total


@compiled
def _reach(slots: Slots, room: Whole, piece: int, left: int) -> int:
    """Return the earliest instant with so much open time after the beginning of a piece."""
    at, calendar = room[piece, AT], room[piece, CALENDAR]
    if left == 0:
        return int(at)
    if calendar < 0:
        return int(at + left)
    return earliest(slots, calendar, at, room[piece, WORKED] + left)


@compiled
def _leave(slots: Slots, room: Whole, piece: int, left: int, due: int) -> int:
    """Return the latest instant with so much open time after the beginning of a piece; `due` is the earliest one."""
    at, calendar = room[piece, AT], room[piece, CALENDAR]
    if calendar < 0:
        return int(at + left)
    return latest(slots, calendar, max(at, due), room[piece, WORKED] + left)


@compiled
def ends_between(room: Whole, count: int) -> bool:
    """Say whether the ticket was ended at a piece of the clock."""
    found = False
    for piece in range(count):
        found = found or room[piece, STAGE_CODE] >= ENDED_FROM
    return found


@compiled
def _moved(room: Whole, count: int, instant: int, margin: int) -> int:
    """Move an instant that falls inside an end of the ticket which a reopening undid to that reopening.

    With a `margin` of 1 the beginning of the end itself does not count as inside.
    """
    begin = NONE
    for piece in range(count):
        at = room[piece, AT]
        over = room[piece, STAGE_CODE] >= ENDED_FROM
        if begin != NONE and (not over or piece + 1 == count):
            instant = at if begin + margin <= instant < at else instant
            begin = NONE
        elif over and begin == NONE:
            begin = at
    return instant


@compiled
def late_by(slots: Slots, count: int, end: int, room: Whole, base: int, breached: int) -> int:
    """Return the counted time from the breach to the end."""
    total = 0
    for piece in range(count):
        since = max(room[piece, AT], breached)
        until = min(room[piece + 1, AT], end) if piece + 1 < count else end
        if until > since and counted(room, piece, base):
            calendar = room[piece, CALENDAR]
            total += worked_by(slots, calendar, until) - worked_by(slots, calendar, since)
    return total
