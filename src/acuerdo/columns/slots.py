"""Open time over arrays: one number per calendar and UTC day, so that no question about an instant needs a search."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Spans = tuple[Whole, Whole]

DAY_US = 86_400_000_000
SECOND_US = 1_000_000

KIND_BITS = 28
"""A day is one number: the open seconds before it, and in so many last bits its kind. Edges of calendars are whole
seconds, and this leaves room for a thousand years of them."""
KIND = (1 << KIND_BITS) - 1

PIECES = 3
"""Open pieces of a day that stand in its kind; further ones stand in a list of their own."""

MORE = 2 * PIECES
"""The place in a kind that says where its further pieces begin; behind it stands where they end."""

WIDTH = MORE + 2
"""Words of a kind, which is one line of a processor's cache."""

BEYOND = -1
"""The answer that lies outside the table."""


class Pieces(NamedTuple):
    """Open pieces of days, in order: the day (counted in the table), start since its midnight, and length."""

    day: Whole
    begin: Whole
    length: Whole


class Slots(NamedTuple):
    """The table: `rows` of shape (calendars * (days + 1)), one number per day, and what happens on `kinds` of days.

    `kinds` of shape (kinds, `WIDTH`) holds start and length of up to three pieces (in microseconds since midnight;
    length 0: no piece), and where in `more` of shape (pieces, 2) further ones stand. Days are few in kind, so that
    these stay in the processor's cache. The first day is `first_day` (days since 1970-01-01 UTC); every calendar has
    one closed row after its last day.
    """

    rows: Whole
    kinds: Whole
    more: Whole
    first_day: int
    days: int


def build_slots(open_spans: Sequence[Spans], first_day: int, days: int) -> Slots:
    """Build the table from each calendar's maximal open spans (starts and ends in microseconds, in order, disjoint).

    Spans are cut at the table's ends. Raises `ValueError` for an edge between two seconds.

    >>> nine_to_five = (np.array([9 * 3_600_000_000]), np.array([17 * 3_600_000_000]))
    >>> open_before(build_slots([nine_to_five], 0, 1).rows).tolist()
    [0, 28800000000]
    """
    rows = [np.zeros(0, np.int64)]
    kinds: dict[bytes, int] = {}
    more = [np.zeros((0, 2), np.int64)]
    for starts, ends in open_spans:
        pieces = _pieces(starts, ends, first_day, days)
        own, further = _kinds(pieces, days, sum(map(len, more)))
        words = (own[day].tobytes() for day in range(days + 1))
        kind = np.array([kinds.setdefault(word, len(kinds)) for word in words], np.int64)
        rows.append(_seconds_before(pieces, days) << KIND_BITS | kind)
        more.append(further)
    every = np.frombuffer(b"".join(kinds), np.int64).reshape(-1, WIDTH)
    return Slots(np.concatenate(rows), _aligned(every), np.concatenate(more), first_day, days)


def open_before(rows: Whole) -> Whole:
    """Return the open time before the days of these rows, in microseconds."""
    return (rows >> KIND_BITS) * SECOND_US


def _aligned(kinds: Whole) -> Whole:
    """Return kinds of which none lies across two 64-byte lines."""
    room = np.empty(kinds.size + WIDTH, np.int64)
    shift = (-room.ctypes.data % 64) // 8
    found = room[shift : shift + kinds.size].reshape(kinds.shape)
    found[:] = kinds
    return found


def _pieces(starts: Whole, ends: Whole, first_day: int, days: int) -> Pieces:
    """Cut spans at UTC midnights."""
    low, high = first_day * DAY_US, (first_day + days) * DAY_US
    starts, ends = np.clip(starts, low, high), np.clip(ends, low, high)
    kept = ends > starts
    starts, ends = starts[kept], ends[kept]
    if (starts % SECOND_US).any() or (ends % SECOND_US).any():
        raise ValueError("an open span begins or ends between two seconds")
    first = starts // DAY_US
    count = (ends - 1) // DAY_US - first + 1
    span = np.repeat(np.arange(len(starts)), count)
    day = first[span] + np.arange(len(span)) - np.repeat(np.cumsum(count) - count, count)
    begin = np.maximum(starts[span], day * DAY_US)
    length = np.minimum(ends[span], (day + 1) * DAY_US) - begin
    return Pieces(day - first_day, begin - day * DAY_US, length)


def _seconds_before(pieces: Pieces, days: int) -> Whole:
    """Return the open seconds before each day of a calendar."""
    totals = np.zeros(days + 1, np.int64)
    np.add.at(totals, pieces.day + 1, pieces.length // SECOND_US)
    return np.cumsum(totals)


def _kinds(pieces: Pieces, days: int, behind: int) -> tuple[Whole, Whole]:
    """Return what happens on each day of a calendar, and its pieces for `more`, which has `behind` rows so far."""
    found = np.zeros((days + 1, WIDTH), np.int64)
    place = np.arange(len(pieces.day)) - np.searchsorted(pieces.day, pieces.day)
    held = place < PIECES
    found[pieces.day[held], 2 * place[held]] = pieces.begin[held]
    found[pieces.day[held], 2 * place[held] + 1] = pieces.length[held]
    crowded, first, count = np.unique(pieces.day[~held], return_index=True, return_counts=True)
    found[crowded, MORE] = behind + first
    found[crowded, MORE + 1] = behind + first + count
    return found, np.stack((pieces.begin[~held], pieces.length[~held]), axis=1)
