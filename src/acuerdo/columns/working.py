"""W and its inverses over the table of days, compiled: open time before an instant, and the instants that reach it."""

import numpy as np
from numpy.typing import NDArray

from acuerdo.columns.compiling import COMPILED, compiled
from acuerdo.columns.slots import BEYOND, DAY_US, KIND, KIND_BITS, MORE, SECOND_US, Slots, Whole

Codes = NDArray[np.int32]


@compiled
def before_row(slots: Slots, row: int) -> int:
    """Return the open time before the day of this row."""
    return int((slots.rows[row] >> KIND_BITS) * SECOND_US)


@compiled
def worked_in_row(slots: Slots, row: int, offset: int) -> int:
    """Return the open time before an instant of the day of this row, given since its midnight."""
    kinds, kind = slots.kinds, slots.rows[row] & KIND
    total = before_row(slots, row)
    for piece in range(0, MORE, 2):
        total += min(max(offset - kinds[kind, piece], 0), kinds[kind, piece + 1])
    for place in range(kinds[kind, MORE], kinds[kind, MORE + 1]):
        total += min(max(offset - slots.more[place, 0], 0), slots.more[place, 1])
    return int(total)


@compiled
def worked(slots: Slots, calendar: int, instant: int) -> int:
    """Return the open time between the table's first midnight and an instant inside the table."""
    day = day_of(instant)
    return worked_in_row(slots, calendar * (slots.days + 1) + day - slots.first_day, instant - day * DAY_US)


@compiled
def day_of(instant: int) -> int:
    """Return the day of an instant since 1970; without a sign the division is a multiplication."""
    return int(np.uint64(instant) // np.uint64(DAY_US)) if COMPILED else instant // DAY_US


@compiled
def _midnight(slots: Slots, day: int) -> int:
    """Return when a day of the table begins."""
    return (day + slots.first_day) * DAY_US


@compiled
def first_in_row(slots: Slots, row: int, wanted: int) -> int:
    """Return the earliest instant of a day, since its midnight, with open time `wanted`; the day must reach it."""
    kinds, kind = slots.kinds, slots.rows[row] & KIND
    left = wanted - before_row(slots, row)
    for piece in range(0, MORE, 2):
        if left <= kinds[kind, piece + 1] and kinds[kind, piece + 1] > 0:
            return int(kinds[kind, piece] + left)
        left -= kinds[kind, piece + 1]
    place = kinds[kind, MORE]
    while left > slots.more[place, 1]:
        left -= slots.more[place, 1]
        place += 1
    return int(slots.more[place, 0] + left)


@compiled
def last_in_row(slots: Slots, row: int, wanted: int) -> int:
    """Return the latest instant of a day, since its midnight, with open time `wanted`; the day must go beyond it."""
    kinds, kind = slots.kinds, slots.rows[row] & KIND
    left = wanted - before_row(slots, row)
    for piece in range(0, MORE, 2):
        if left < kinds[kind, piece + 1]:
            return int(kinds[kind, piece] + left)
        left -= kinds[kind, piece + 1]
    place = kinds[kind, MORE]
    while left >= slots.more[place, 1]:
        left -= slots.more[place, 1]
        place += 1
    return int(slots.more[place, 0] + left)


@compiled
def _day_before(slots: Slots, low: int, high: int, wanted: int) -> int:
    """Return the last row in `[low, high]` whose day begins with less than `wanted`; `low` must be such a row."""
    while low < high:
        middle = (low + high + 1) // 2
        if before_row(slots, middle) < wanted:
            low = middle
        else:
            high = middle - 1
    return low


@compiled
def earliest(slots: Slots, calendar: int, instant: int, wanted: int) -> int:
    """Return the earliest instant with open time `wanted`, more than at `instant`; `BEYOND` the table `BEYOND`."""
    first = calendar * (slots.days + 1)
    last = first + slots.days
    if before_row(slots, last) < wanted:
        return BEYOND
    low = first + day_of(instant) - slots.first_day
    step = 1
    while low + step <= last and before_row(slots, low + step) < wanted:
        low += step
        step *= 2
    row = _day_before(slots, low, min(low + step, last), wanted)
    return _midnight(slots, row - first) + first_in_row(slots, row, wanted)


@compiled
def latest(slots: Slots, calendar: int, instant: int, wanted: int) -> int:
    """Return the latest instant with open time `wanted`, not less than at `instant`; else `BEYOND`."""
    first = calendar * (slots.days + 1)
    last = first + slots.days
    if before_row(slots, last) <= wanted:
        return BEYOND
    low = first + day_of(instant) - slots.first_day
    step = 1
    while low + step <= last and before_row(slots, low + step) <= wanted:
        low += step
        step *= 2
    row = _day_before(slots, low, min(low + step, last), wanted + 1)
    return _midnight(slots, row - first) + last_in_row(slots, row, wanted)


@compiled
def latest_back(slots: Slots, calendar: int, instant: int, wanted: int) -> int:
    """Return the latest instant with open time `wanted`, less than at `instant`; before the table `BEYOND`."""
    if wanted < 0:
        return BEYOND
    first = calendar * (slots.days + 1)
    row = _day_before(slots, first, first + day_of(instant) - slots.first_day, wanted + 1)
    return _midnight(slots, row - first) + last_in_row(slots, row, wanted)


@compiled
def worked_each(slots: Slots, calendars: Codes, instants: Whole, found: Whole) -> bool:
    """Fill `found` with the open time before each instant; say whether all of them are inside the table."""
    # Without a sign, one comparison finds both ends and the division is a multiplication.
    low, width = np.uint64(slots.first_day * DAY_US), np.uint64(slots.days * DAY_US)
    height, day_us = np.uint64(slots.days + 1), np.uint64(DAY_US)
    for place in range(len(instants)):
        since = np.uint64(instants[place]) - low
        if since > width:
            return False
        day = since // day_us
        row = np.uint64(calendars[place]) * height + day
        found[place] = worked_in_row(slots, int(row), int(since - day * day_us))
    return True


HELD_SINCE, HELD_LENGTH, HELD_WORKED, HELD_OPEN = range(4)
"""What is held of a calendar: the stretch, open or closed throughout, in which it was asked last; W where it begins."""
HELD_WIDTH = 4


@compiled
def worked_in_order(slots: Slots, calendars: Codes, instants: Whole, held: Whole, found: Whole) -> bool:
    """Do what `worked_each` does for instants most of which lie where their calendar was asked last.

    `held` (calendars, `HELD_WIDTH`), zeros at first, keeps that stretch of each calendar. In order, and with many
    instants to a day, it takes a little more than half of the time.
    """
    low, width = slots.first_day * DAY_US, np.uint64(slots.days * DAY_US)
    for place in range(len(instants)):
        calendar = calendars[place]
        since = instants[place] - held[calendar, HELD_SINCE]
        if np.uint64(since) >= np.uint64(held[calendar, HELD_LENGTH]):
            if np.uint64(instants[place] - low) > width:
                return False
            _hold(slots, calendar, instants[place], held)
            since = instants[place] - held[calendar, HELD_SINCE]
        found[place] = held[calendar, HELD_WORKED] + since * held[calendar, HELD_OPEN]
    return True


@compiled
def _hold(slots: Slots, calendar: int, instant: int, held: Whole) -> None:
    """Find the stretch of a calendar's day in which an instant inside the table lies."""
    day = day_of(instant)
    row, midnight = calendar * (slots.days + 1) + day - slots.first_day, day * DAY_US
    kinds, kind, offset = slots.kinds, slots.rows[row] & KIND, instant - midnight
    begin, end, worked_before, is_open = 0, DAY_US, before_row(slots, row), 0
    if kinds[kind, MORE] < kinds[kind, MORE + 1]:  # a crowded day: this instant alone
        begin, end, worked_before = offset, offset + 1, worked_in_row(slots, row, offset)
    else:
        for piece in range(0, MORE, 2):
            opens, length = kinds[kind, piece], kinds[kind, piece + 1]
            if length == 0 or offset < opens:
                end = DAY_US if length == 0 else opens
                break
            if offset < opens + length:
                begin, end, is_open = opens, opens + length, 1
                break
            begin, worked_before = opens + length, worked_before + length
    held[calendar, HELD_SINCE] = midnight + begin
    held[calendar, HELD_LENGTH] = end - begin
    held[calendar, HELD_WORKED] = worked_before
    held[calendar, HELD_OPEN] = is_open


@compiled
def add_each(slots: Slots, calendars: Codes, instants: Whole, durations: Whole, found: Whole) -> None:
    """Fill `found` with the earliest instant that lies each duration of open time after each instant."""
    for place in range(len(instants)):
        instant, calendar, duration = instants[place], calendars[place], durations[place]
        if duration == 0:
            found[place] = instant
        else:
            wanted = worked(slots, calendar, instant) + duration
            found[place] = earliest(slots, calendar, instant, wanted)


@compiled
def subtract_each(slots: Slots, calendars: Codes, instants: Whole, durations: Whole, found: Whole) -> None:
    """Fill `found` with the latest instant that lies each duration of open time before each instant."""
    for place in range(len(instants)):
        instant, calendar, duration = instants[place], calendars[place], durations[place]
        if duration == 0:
            found[place] = instant
        else:
            wanted = worked(slots, calendar, instant) - duration
            found[place] = latest_back(slots, calendar, instant, wanted)
