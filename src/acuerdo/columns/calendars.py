"""Open time for whole columns: many calendars, many instants, one answer each."""

from collections.abc import Iterator, Sequence

import numpy as np

from acuerdo.columns import working
from acuerdo.columns.arrays import Codes, Provisional, Truths, Whole
from acuerdo.columns.compiling import COMPILED
from acuerdo.columns.slots import BEYOND, DAY_US, KIND, MORE, Slots, Spans, build_slots, open_before
from acuerdo.core.hours import WorkingCalendar

LAST_DAY = 47_847
"""The first day that no calendar knows, 2101-01-01, in days since 1970-01-01 UTC."""

_CHUNK = 1 << 16
_SEEN = 1 << 10
"""So many of the instants are looked at, evenly over all, to see whether they are in order."""
_OFTEN = 24
"""So many instants to a calendar's day make it worth while to hold the stretch that was asked about."""


class OpenTime:
    """The open time of some calendars between two days, for arrays of instants (int64 microseconds since 1970 UTC).

    Calendars are named by their place, `codes` (int32, one per instant). Instants outside the table are refused with
    `IndexError`; answers outside it are -1.

    >>> nine_to_five = WorkingCalendar.from_spec({"time_zone": "UTC", "week": {"mon-sun": ["09:00-17:00"]}})
    >>> table = OpenTime([nine_to_five], first_day=0, days=2)
    >>> noon, code = np.array([12 * 3_600_000_000]), np.array([0], np.int32)
    >>> int(table.add(noon, np.array([6 * 3_600_000_000]), code)[0]) // 3_600_000_000
    34
    """

    def __init__(
        self, calendars: Sequence[WorkingCalendar], *, first_day: int, days: int, compiled: bool = COMPILED
    ) -> None:
        self._compiled = compiled
        self.slots: Slots = build_slots([_spans(item, first_day, days) for item in calendars], first_day, days)

    def worked(self, instants: Whole, codes: Codes, out: Whole | None = None) -> Whole:
        """Return the open time between the table's first midnight and each instant, in `out` if it is given."""
        found = np.empty(len(instants), np.int64) if out is None else out
        if self._compiled and self._work(instants, codes, found):
            return found
        self._require_inside(instants)
        for part in _parts(len(instants)):
            found[part] = worked_arrays(self.slots, instants[part], codes[part])
        return found

    def _work(self, instants: Whole, codes: Codes, found: Whole) -> bool:
        """Fill `found` by compiled code; say whether all instants are inside the table."""
        calendars = len(self.slots.rows) // (self.slots.days + 1)
        if _is_dense(instants, calendars):
            held = np.zeros((calendars, working.HELD_WIDTH), np.int64)
            return working.worked_in_order(self.slots, codes, instants, held, found)
        return working.worked_each(self.slots, codes, instants, found)

    def elapsed(self, since: Whole, until: Whole, codes: Codes) -> Whole:
        """Return the open time from each instant to the other, negative where the other is earlier."""
        return self.worked(until, codes) - self.worked(since, codes)

    def add(self, instants: Whole, durations: Whole, codes: Codes) -> Whole:
        """Return the earliest instant that lies each duration (0 or more) of open time after each instant."""
        self._require_inside(instants)
        found = np.empty(len(instants), np.int64)
        if self._compiled:
            working.add_each(self.slots, codes, instants, durations, found)
            return found
        wanted = worked_arrays(self.slots, instants, codes) + durations
        reached = reached_arrays(self.slots, wanted, codes, latest=False)
        return np.where(durations == 0, instants, reached)

    def subtract(self, instants: Whole, durations: Whole, codes: Codes) -> Whole:
        """Return the latest instant that lies each duration (0 or more) of open time before each instant."""
        self._require_inside(instants)
        found = np.empty(len(instants), np.int64)
        if self._compiled:
            working.subtract_each(self.slots, codes, instants, durations, found)
            return found
        wanted = worked_arrays(self.slots, instants, codes) - durations
        reached = reached_arrays(self.slots, wanted, codes, latest=True)
        return np.where(durations == 0, instants, np.where(wanted < 0, BEYOND, reached))

    def is_open(self, instants: Whole, codes: Codes) -> Truths:
        """Say of each instant whether its calendar is open then."""
        return np.asarray(self.elapsed(instants, instants + 1, codes) > 0)

    def _require_inside(self, instants: Whole) -> None:
        low, high = self.slots.first_day * DAY_US, (self.slots.first_day + self.slots.days) * DAY_US
        if len(instants) and not (low <= instants.min() and instants.max() <= high):
            raise IndexError(
                f"an instant outside the table: found {instants.min()} to {instants.max()}, "
                f"expected {low} to {high}; build the table for more days"
            )


def _is_dense(instants: Whole, calendars: int) -> bool:
    """Say whether instants seem to be in order, with so many to a day that a calendar is asked about one stretch often.

    What seems so and is not takes longer, and has the same answers.
    """
    if len(instants) < _SEEN:
        return False
    days = (int(instants[-1]) - int(instants[0])) // DAY_US + 1
    if not 0 < days * calendars * _OFTEN <= len(instants):
        return False
    seen = instants[:: len(instants) // _SEEN]
    return bool((np.diff(seen) >= 0).all())


def _parts(count: int) -> list[slice]:
    return [slice(begin, begin + _CHUNK) for begin in range(0, count, _CHUNK)]


def _spans(calendar: WorkingCalendar, first_day: int, days: int) -> Spans:
    spans = np.array(calendar.spans_us(first_day * DAY_US, (first_day + days) * DAY_US), np.int64).reshape(-1, 2)
    return np.ascontiguousarray(spans[:, 0]), np.ascontiguousarray(spans[:, 1])


def worked_arrays(slots: Slots, instants: Whole, codes: Codes) -> Whole:
    """Return what `worked` does, by numpy alone."""
    day = instants // DAY_US
    row = codes.astype(np.int64) * (slots.days + 1) + day - slots.first_day
    offset = instants - day * DAY_US
    pieces = slots.kinds[slots.rows[row] & KIND]
    total = open_before(slots.rows[row])
    for piece in range(0, MORE, 2):
        total += np.clip(offset - pieces[:, piece], 0, pieces[:, piece + 1])
    for place in np.flatnonzero(pieces[:, MORE] < pieces[:, MORE + 1]):
        total[place] = working.worked_in_row(slots, int(row[place]), int(offset[place]))
    return np.asarray(total)


def reached_arrays(slots: Slots, wanted: Whole, codes: Codes, *, latest: bool) -> Whole:
    """Return the earliest (or latest) instants at which the open time is `wanted`, by numpy alone."""
    found = np.full(len(wanted), BEYOND, np.int64)
    for code in np.unique(codes):
        own = np.flatnonzero(codes == code)
        before = open_before(slots.rows[code * (slots.days + 1) : (code + 1) * (slots.days + 1)])
        row = np.searchsorted(before, wanted[own], side="right" if latest else "left") - 1
        held = (row >= 0) & (row < slots.days)
        found[own[held]] = _in_rows(slots, row[held] + code * (slots.days + 1), wanted[own[held]], latest=latest)
    return found


def _in_rows(slots: Slots, row: Whole, wanted: Whole, *, latest: bool) -> Whole:
    pieces = slots.kinds[slots.rows[row] & KIND]
    left = wanted - open_before(slots.rows[row])
    midnight = (row % (slots.days + 1) + slots.first_day) * DAY_US
    found = np.full(len(row), BEYOND, np.int64)
    for piece in range(0, MORE, 2):
        begin, length = pieces[:, piece], pieces[:, piece + 1]
        here = (found == BEYOND) & ((left < length) if latest else (left <= length) & (length > 0))
        found[here] = midnight[here] + begin[here] + left[here]
        left = left - length
    for place in np.flatnonzero(found == BEYOND):
        ask = working.last_in_row if latest else working.first_in_row
        found[place] = midnight[place] + ask(slots, int(row[place]), int(wanted[place]))
    return found


def find_provisional(calendars: Sequence[WorkingCalendar], first_day: int, days: int) -> Provisional:
    """Return the spans whose holidays are not yet published, of each calendar in order."""
    first, spans = [0], list[tuple[int, int]]()
    for calendar in calendars:
        spans += _provisional_spans(calendar, first_day * DAY_US, (first_day + days) * DAY_US)
        first.append(len(spans))
    since = np.array([begin for begin, _ in spans], np.int64)
    return Provisional(np.array(first, np.int64), since, np.array([end for _, end in spans], np.int64))


def _provisional_spans(calendar: WorkingCalendar, low: int, high: int) -> list[tuple[int, int]]:
    """Find where the answer changes: hour by hour about each New Year, each change to the microsecond by halving."""
    if not calendar.provisional_between_us(low, high):
        return []
    spans: list[tuple[int, int]] = []
    was, since, before = calendar.provisional_between_us(low, low + 1), low, low
    for place in _hours_of_new_years(low, high):
        now = calendar.provisional_between_us(place, place + 1)
        if now != was:
            at = _change(calendar, before, place)
            if was:
                spans.append((since, at))
            was, since = now, at
        before = place
    return [*spans, (since, high)] if was else spans


def _hours_of_new_years(low: int, high: int) -> Iterator[int]:
    """Yield the hours in `(low, high)` at which the year may be another one somewhere on earth."""
    first, last = (int(np.datetime64(edge, "us").astype("M8[Y]").astype(int)) for edge in (low, high))
    for year in range(first, last + 2):
        begin = (int(np.datetime64(year, "Y").astype("M8[D]").astype(int)) - 1) * DAY_US
        yield from (hour for hour in range(begin, begin + 2 * DAY_US, DAY_US // 24) if low < hour < high)


def _change(calendar: WorkingCalendar, before: int, after: int) -> int:
    first = calendar.provisional_between_us(before, before + 1)
    while after - before > 1:
        middle = (before + after) // 2
        if calendar.provisional_between_us(middle, middle + 1) == first:
            before = middle
        else:
            after = middle
    return after
