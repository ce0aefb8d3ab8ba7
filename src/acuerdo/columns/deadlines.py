"""Targets in days as tables: where a clock that starts at an instant falls due, asked of the calendar."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from acuerdo.columns.arrays import NONE, Deadlines
from acuerdo.columns.slots import DAY_US
from acuerdo.core.clock.intake import LATEST_US
from acuerdo.core.hours import BeyondHorizon, WorkingCalendar
from acuerdo.core.terms.targets import BusinessDays, CalendarDays, DayCounting

Row = tuple[int, int, int]
_QUARTER_US = DAY_US // 96
_BLOCK_US = 32 * DAY_US


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysTarget:
    """A target in days of one calendar, by the commitment's way of counting."""

    calendar: WorkingCalendar
    target: BusinessDays | CalendarDays
    counting: DayCounting

    def deadline(self, start: int) -> int:
        """Return the deadline of a clock that starts then, or `NONE` where the calendar ends before."""
        target, calendar = self.target, self.calendar
        one, roll = self.counting.day_one, self.counting.roll
        try:
            if isinstance(target, CalendarDays):
                return calendar.calendar_deadline_us(start, target.days, end=target.end, day_one=one, roll=roll)
            return calendar.business_deadline_us(
                start, target.days, end=target.end, cut_off_us=target.cut_off_us, day_one=one, roll=roll
            )
        except BeyondHorizon:
            return NONE


class DeadlineTables:
    """The deadlines of targets in days, tabulated block by block where somebody asks.

    Days are cut where a deadline can leap: at the calendar's edges, local midnights and the hour that cuts a day off.
    In each piece it stands still or moves with the start; where it leaps all the same, because the clocks change on the
    day of the deadline, the piece is cut in halves down to that instant.
    """

    def __init__(self) -> None:
        self._blocks: dict[tuple[int, int], list[Row]] = {}

    def build(self, targets: Sequence[DaysTarget], low_us: int, high_us: int) -> Deadlines:
        """Return the tables of clocks that start in `[low_us, high_us]`; each ends with a row of its end."""
        first, rows = [0], list[Row]()
        blocks = range(low_us // _BLOCK_US, high_us // _BLOCK_US + 1)
        for place, target in enumerate(targets):
            for block in blocks:
                if (place, block) not in self._blocks:
                    begin = block * _BLOCK_US
                    self._blocks[place, block] = _merged(_stretches(target, begin, begin + _BLOCK_US))
                rows += self._blocks[place, block]
            rows.append((blocks.stop * _BLOCK_US, NONE, 0))
            first.append(len(rows))
        return Deadlines(np.array(first, np.int64), np.array(rows or [(0, NONE, 0)], np.int64))


def _merged(rows: Iterator[Row]) -> list[Row]:
    kept: list[Row] = []
    for row in rows:
        if not kept or kept[-1][1:] != row[1:]:
            kept.append(row)
    return kept


def _stretches(target: DaysTarget, low: int, high: int) -> Iterator[Row]:
    high = min(high, LATEST_US)
    spans = target.calendar.spans_us(low, high)
    opens = {since for since, _ in spans}
    edges = {low, high, *(edge for span in spans for edge in span), *_leaps(target, low, high)}
    # Between openings every start counts from the next one, unless dates are counted.
    waits = target.counting.day_one == "next_opening"
    deadline = cache(target.deadline)
    openings = sorted(opens)
    inside = False
    closes = {until for _, until in spans}
    for since, until in pairwise(sorted(edge for edge in edges if low <= edge <= high)):
        inside = since in opens or (inside and since not in closes)
        if waits and not inside:
            following = bisect_left(openings, until)
            yield since, deadline(openings[following] if following < len(openings) else since), 0
        else:
            yield from _halved(target, since, until, deadline(since), target.deadline(until - 1))


def _leaps(target: DaysTarget, low: int, high: int) -> Iterator[int]:
    """Yield local midnights, the instants of the hour that cuts a day off, and quarters where the clocks change."""
    cut_off = target.target.cut_off_us if isinstance(target.target, BusinessDays) else None
    midnight = low - DAY_US
    while midnight < high:
        after = _next_midnight(target.calendar, midnight)
        yield after
        if cut_off is not None:  # a start at the very hour is still in time
            yield from (midnight + cut_off + 1, after - DAY_US + cut_off + 1)
        if after - midnight != DAY_US:
            yield from range(midnight, after, _QUARTER_US)
        midnight = after


def _next_midnight(calendar: WorkingCalendar, instant: int) -> int:
    """Return where the local date of an instant ends; beyond the calendar's years, a day later."""
    try:
        return max(calendar.calendar_deadline_us(max(instant, 0), 0, end=True, day_one="next_date"), instant + 1)
    except BeyondHorizon:
        return instant + DAY_US


def _halved(target: DaysTarget, since: int, until: int, first: int, last: int) -> Iterator[Row]:
    """Yield rows for a stretch with these deadlines at its first and its last instant."""
    if first == last:
        yield since, first, 0
    elif NONE not in (first, last) and last - first == until - 1 - since:
        yield since, first - since, 1
    else:
        middle = (since + until) // 2
        yield from _halved(target, since, middle, first, target.deadline(middle - 1))
        yield from _halved(target, middle, until, target.deadline(middle), last)
