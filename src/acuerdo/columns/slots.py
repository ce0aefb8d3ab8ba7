"""Open time over arrays: one row per calendar and UTC day, so that no question about an instant needs a search."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Spans = tuple[Whole, Whole]

DAY_US = 86_400_000_000
PIECES = 3
"""Open pieces of a day that fit into its row; the others stand in a list of their own."""

WIDTH = 8
"""Numbers in a row: open time before the day, then start and length of each piece, then the day's place in `more`.

A row is one line of a processor's cache. The last number is 0 where the row holds everything, else the first row of
`more` plus 1; `more` goes on until a piece of length 0.
"""

BEYOND = -1
"""The answer that lies outside the table."""


class Slots(NamedTuple):
    """The table: `rows` of shape (calendars * (days + 1), `WIDTH`), `more` of shape (pieces, 2), both int64.

    The first day is `first_day` (days since 1970-01-01 UTC); every calendar has one closed row after its last day.
    """

    rows: Whole
    more: Whole
    first_day: int
    days: int


def build_slots(open_spans: Sequence[Spans], first_day: int, days: int) -> Slots:
    """Build the table from each calendar's maximal open spans (starts and ends in microseconds, in order, disjoint).

    Spans are cut at the table's ends.

    >>> nine_to_five = (np.array([9 * 3_600_000_000]), np.array([17 * 3_600_000_000]))
    >>> build_slots([nine_to_five], 0, 1).rows[:, 0].tolist()
    [0, 28800000000]
    """
    rows = _aligned(len(open_spans) * (days + 1))
    more: list[Whole] = []
    behind = 0
    for number, (starts, ends) in enumerate(open_spans):
        own = rows[number * (days + 1) : (number + 1) * (days + 1)]
        extra = _fill(own, starts, ends, first_day, behind)
        behind += len(extra)
        more.append(extra)
    return Slots(rows, np.concatenate(more) if behind else np.zeros((1, 2), np.int64), first_day, days)


def _aligned(count: int) -> Whole:
    """Return rows of zeros, each on one 64-byte line."""
    room = np.zeros(count * WIDTH + WIDTH, np.int64)
    shift = (-room.ctypes.data % 64) // 8
    return room[shift : shift + count * WIDTH].reshape(count, WIDTH)


def _pieces(starts: Whole, ends: Whole, first_day: int, days: int) -> tuple[Whole, Whole, Whole]:
    """Cut spans at UTC midnights: the day (counted in the table), the start and the length of each piece."""
    low, high = first_day * DAY_US, (first_day + days) * DAY_US
    starts, ends = np.clip(starts, low, high), np.clip(ends, low, high)
    kept = ends > starts
    starts, ends = starts[kept], ends[kept]
    first = starts // DAY_US
    count = (ends - 1) // DAY_US - first + 1
    span = np.repeat(np.arange(len(starts)), count)
    day = first[span] + np.arange(len(span)) - np.repeat(np.cumsum(count) - count, count)
    begin = np.maximum(starts[span], day * DAY_US)
    return day - first_day, begin, np.minimum(ends[span], (day + 1) * DAY_US) - begin


def _fill(rows: Whole, starts: Whole, ends: Whole, first_day: int, behind: int) -> Whole:
    days = len(rows) - 1
    day, begin, length = _pieces(starts, ends, first_day, days)
    totals = np.zeros(days + 1, np.int64)
    np.add.at(totals, day + 1, length)
    rows[:, 0] = np.cumsum(totals)
    place = np.arange(len(day)) - np.searchsorted(day, day)
    fits = place < PIECES
    rows[day[fits], 1 + 2 * place[fits]] = begin[fits]
    rows[day[fits], 2 + 2 * place[fits]] = length[fits]
    return _spill(rows, day[~fits], begin[~fits], length[~fits], behind)


def _spill(rows: Whole, day: Whole, begin: Whole, length: Whole, behind: int) -> Whole:
    """Write down the pieces that did not fit, day by day, each day closed by a piece of length 0."""
    crowded, first, count = np.unique(day, return_index=True, return_counts=True)
    extra = np.zeros((len(day) + len(crowded), 2), np.int64)
    place = np.arange(len(day)) + np.repeat(np.arange(len(crowded)), count)
    extra[place, 0] = begin
    extra[place, 1] = length
    rows[crowded, WIDTH - 1] = behind + first + np.arange(len(crowded)) + 1
    return extra
