"""W(t) and its inverse on timedeltas since 1970: the quick door for aware datetimes.

Whole microseconds since 1970 need two digits of a Python integer, and turning datetimes into them and back costs more
than the search itself. Timedeltas compare and add as fast as small integers, and a slot for each day leaves a handful
of edges to search, so that a question costs the same at any distance. Built from the table of integers, which decides.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import timedelta
from typing import TYPE_CHECKING

from acuerdo.core.hours.zones import DAY

if TYPE_CHECKING:
    from acuerdo.core.hours.worktime import Table

_SECOND = 1_000_000


class DatedTable:
    """A table of open segments, indexed by day.

    ``_edges`` are the starts and ends of the segments in order, so that an instant with an odd number of edges at or
    before it is open; ``_values`` are then W(t) - t, else W itself. ``_worked`` is W at the ends of the segments.
    """

    __slots__ = ("_days", "_edges", "_first_day", "_paces", "_shifts", "_slots", "_values", "_worked", "source")

    def __init__(self, source: Table) -> None:
        self.source = source
        self._first_day = source.lower // DAY
        self._days = (source.upper - source.lower) // DAY
        edges = [edge for span in zip(source.starts, source.ends, strict=True) for edge in span]
        values = [value for pair in zip(source.shifts, source.worked, strict=True) for value in pair]
        self._edges = [_delta(edge) for edge in edges]
        self._values = [_delta(value) for value in (0, *values)]
        self._slots = [bisect_right(edges, source.lower + day * DAY) for day in range(self._days + 1)]
        low, high = source.worked[0] // DAY, source.worked[-1] // DAY
        self._paces = (low, high, [bisect_left(source.worked, day * DAY) for day in range(low, high + 2)])
        self._worked = [_delta(worked) for worked in source.worked]
        self._shifts = self._values[1::2]

    def worked(self, since: timedelta) -> timedelta | None:
        """W at an instant, given as the time since 1970; None outside the table."""
        day = since.days - self._first_day
        if not 0 <= day < self._days:
            return None
        slots = self._slots
        at = bisect_right(self._edges, since, slots[day], slots[day + 1])
        return since + self._values[at] if at & 1 else self._values[at]

    def earliest(self, worked: timedelta) -> timedelta | None:
        """The earliest instant with W = ``worked``, as the time since 1970; None outside the table."""
        low, high, paces = self._paces
        day = worked.days
        if not low <= day <= high:
            return None
        at = bisect_left(self._worked, worked, paces[day - low], paces[day - low + 1])
        return worked - self._shifts[at] if at < len(self._shifts) else None


def _delta(microseconds: int) -> timedelta:
    return timedelta(0, microseconds // _SECOND, microseconds % _SECOND)
