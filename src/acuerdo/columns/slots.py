"""Open time over arrays: one row per calendar and UTC day, so that no question about an instant needs a search."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Halves = NDArray[np.int32]
Spans = tuple[Whole, Whole]

DAY_US = 86_400_000_000
PIECES = 3
"""Open pieces of a day that fit into its row; where there are more, they all stand in a list of their own."""

WIDTH = 8
"""Half words in a row, which is half a line of a processor's cache: two for the open time before the day, then start
and length of each piece in ticks. A last length below 0: the pieces stand in `more`, from row `-length - 1` on."""

TICK = 6
"""A tick is this power of two in microseconds: 64 µs, so that a day's ticks fit into half a word.

Edges of calendars are whole seconds, and a second is 15,625 ticks.
"""

BEYOND = -1
"""The answer that lies outside the table."""


class Pieces(NamedTuple):
    """Open pieces of days, in order: the day (counted in the table), start since its midnight, and length."""

    day: Whole
    begin: Whole
    length: Whole


class Slots(NamedTuple):
    """The table: `rows` of shape (calendars * (days + 1), `WIDTH`), int32, and the same memory as `before`, int64.

    `before[row, 0]` is the open time before the day. `more` of shape (pieces, 2), int64, holds start and length (in
    microseconds since midnight) of crowded days' pieces, each day closed by a piece of length 0. The first day is
    `first_day` (days since 1970-01-01 UTC); every calendar has one closed row after its last day.
    """

    rows: Halves
    before: Whole
    more: Whole
    first_day: int
    days: int


def build_slots(open_spans: Sequence[Spans], first_day: int, days: int) -> Slots:
    """Build the table from each calendar's maximal open spans (starts and ends in microseconds, in order, disjoint).

    Spans are cut at the table's ends. Raises `ValueError` for an edge between two ticks.

    >>> nine_to_five = (np.array([9 * 3_600_000_000]), np.array([17 * 3_600_000_000]))
    >>> build_slots([nine_to_five], 0, 1).before[:, 0].tolist()
    [0, 28800000000]
    """
    rows = _aligned(len(open_spans) * (days + 1))
    before = rows.view(np.int64)
    more: list[Whole] = []
    behind = 0
    for number, (starts, ends) in enumerate(open_spans):
        own = slice(number * (days + 1), (number + 1) * (days + 1))
        extra = _fill(rows[own], before[own], _pieces(starts, ends, first_day, days), behind)
        behind += len(extra)
        more.append(extra)
    return Slots(rows, before, np.concatenate(more) if behind else np.zeros((1, 2), np.int64), first_day, days)


def _aligned(count: int) -> Halves:
    """Return rows of zeros, none of them across two 64-byte lines."""
    room = np.zeros(count * WIDTH + 2 * WIDTH, np.int32)
    shift = (-room.ctypes.data % 64) // 4
    return room[shift : shift + count * WIDTH].reshape(count, WIDTH)


def _pieces(starts: Whole, ends: Whole, first_day: int, days: int) -> Pieces:
    """Cut spans at UTC midnights."""
    low, high = first_day * DAY_US, (first_day + days) * DAY_US
    starts, ends = np.clip(starts, low, high), np.clip(ends, low, high)
    kept = ends > starts
    starts, ends = starts[kept], ends[kept]
    if ((starts | ends) & ((1 << TICK) - 1)).any():
        raise ValueError("an open span begins or ends between two seconds")
    first = starts // DAY_US
    count = (ends - 1) // DAY_US - first + 1
    span = np.repeat(np.arange(len(starts)), count)
    day = first[span] + np.arange(len(span)) - np.repeat(np.cumsum(count) - count, count)
    begin = np.maximum(starts[span], day * DAY_US)
    length = np.minimum(ends[span], (day + 1) * DAY_US) - begin
    return Pieces(day - first_day, begin - day * DAY_US, length)


def _fill(rows: Halves, before: Whole, pieces: Pieces, behind: int) -> Whole:
    """Fill a calendar's rows, and return its pieces for `more`, which has `behind` rows so far."""
    totals = np.zeros(len(rows), np.int64)
    np.add.at(totals, pieces.day + 1, pieces.length)
    before[:, 0] = np.cumsum(totals)
    place = np.arange(len(pieces.day)) - np.searchsorted(pieces.day, pieces.day)
    crowded = np.bincount(pieces.day, minlength=len(rows))[pieces.day] > PIECES
    fitting, column = Pieces(*(values[~crowded] for values in pieces)), 2 + 2 * place[~crowded]
    rows[fitting.day, column] = fitting.begin >> TICK
    rows[fitting.day, column + 1] = fitting.length >> TICK
    return _spill(rows, Pieces(*(values[crowded] for values in pieces)), behind)


def _spill(rows: Halves, pieces: Pieces, behind: int) -> Whole:
    """Write down the pieces of crowded days, day by day, each day closed by a piece of length 0."""
    crowded, first, count = np.unique(pieces.day, return_index=True, return_counts=True)
    extra = np.zeros((len(pieces.day) + len(crowded), 2), np.int64)
    place = np.arange(len(pieces.day)) + np.repeat(np.arange(len(crowded)), count)
    extra[place, 0] = pieces.begin
    extra[place, 1] = pieces.length
    rows[crowded, WIDTH - 1] = -(behind + first + np.arange(len(crowded)) + 1)
    return extra
