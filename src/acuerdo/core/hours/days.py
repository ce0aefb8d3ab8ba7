"""Working days: which local dates count, where they end, and deadlines counted in them.

A working day is a local date on which an interval begins. A night belongs to the date on which it began, also after
midnight, unless its whole evening is closed: then what is left of it belongs to its own local date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from acuerdo.core.hours.refusals import BeyondHorizon, CalendarRefused
from acuerdo.core.hours.rules import Rules, ZonedSchedule
from acuerdo.core.hours.schedule import Window
from acuerdo.core.hours.spans import Span, intersect, merge, subtract
from acuerdo.core.hours.worktime import OpenLine, show
from acuerdo.core.hours.zones import DAY, EPOCH_ORDINAL, LAST_US, MINUTE


class DayOne(StrEnum):
    """From where days are counted: the clock's start or the next opening, or the dates after the start's."""

    NEXT_OPENING = "next_opening"
    NEXT_DATE = "next_date"


class Roll(StrEnum):
    """What happens to a deadline on a date that is not a working day."""

    NEXT_WORKING_DAY = "next_working_day"


class WorkingDays:
    """The working days of one calendar, found date by date and kept."""

    __slots__ = ("_days", "_end_us", "_line", "_owned", "_rules", "_windows", "zone")

    def __init__(self, rules: Rules, line: OpenLine) -> None:
        self._rules = rules
        self._line = line
        self.zone = rules.zone
        self._end_us = rules.horizon()[1]
        self._days: dict[int, Span | None] = {}
        self._owned: dict[int, list[Span]] = {}
        self._windows: dict[int, Window] = {}

    def day(self, on: int) -> Span | None:
        """First and last-but-end instant of the working day of a date: (opens, ends), or None for any other date."""
        if on not in self._days:
            rules = self._rules
            spans = self._intervals(on) if isinstance(rules, ZonedSchedule) else self._opened(on)
            self._days[on] = (spans[0][0], spans[-1][1]) if spans else None
        return self._days[on]

    def owner(self, instant_us: int) -> int:
        """The date to whose working day an open instant belongs."""
        reading = self.zone.reading(instant_us)
        on, minute = divmod(reading, DAY)
        on += EPOCH_ORDINAL
        if isinstance(self._rules, ZonedSchedule):
            minute //= MINUTE
            if any(a <= minute < b for a, b in self._tails(on)):
                return on - 1
        return on

    def date_of(self, instant_us: int) -> int:
        """The local date of an instant."""
        return self.zone.reading(instant_us) // DAY + EPOCH_ORDINAL

    def require_known(self, instant_us: int) -> int:
        """Give the instant back, or raise BeyondHorizon where the calendar says nothing about it."""
        if instant_us > self._end_us:
            raise BeyondHorizon(f"{show(instant_us)} lies after the calendar's end, {show(self._end_us)}")
        return instant_us

    def next_day(self, on: int, count: int = 1) -> int:
        """The count-th working day after a date; raises BeyondHorizon where the calendar ends before it."""
        while count:
            # No date before that of the next opening has any open time: closed years are passed in one step.
            opening = self._line.next_open(self.zone.instant(_midnight(on + 1)))
            on = max(on + 1, self.date_of(opening))
            if self.day(on) is not None:
                count -= 1
        return on

    def span(self, on: int) -> Span:
        """The working day of a date that is one."""
        found = self.day(on)
        if found is None:
            raise CalendarRefused(f"{date.fromordinal(on)} is not a working day", code="not_a_working_day")
        return found

    def _opened(self, on: int) -> list[Span]:
        """What is open on a local date of a union whose weekday counts."""
        rules = self._rules
        if not isinstance(rules, ZonedSchedule) and rules.working_days and (on - 1) % 7 not in rules.working_days:
            return []
        midnight = (on - EPOCH_ORDINAL) * DAY
        inside = [span for span in self.zone.instants(midnight, midnight + DAY) if span[1] <= LAST_US and span[0] >= 0]
        return [span for a, b in inside for span in self._line.open_spans(a, b)]

    def _intervals(self, on: int) -> list[Span]:
        """The instants of the intervals that begin on a date, the tails of its nights included."""
        own = subtract(self._window(on).readings(on), self._tails(on))
        return merge([*self._instants(on, own), *self._instants(on + 1, self._tails(on + 1))])

    def _tails(self, on: int) -> list[Span]:
        """The readings of a date that belong to nights of the date before."""
        if on not in self._owned:
            window, before = self._window(on), self._window(on - 1)
            heads = before.nights(on - 1)
            tails = (window.week_tail(on), window.special_tail(on))
            lived = before.readings(on - 1)
            self._owned[on] = merge(
                span
                for head, tail in zip(heads, tails, strict=True)
                if self._instants(on - 1, intersect(lived, head))
                for span in intersect(window.readings(on), tail)
            )
        return self._owned[on]

    def _instants(self, on: int, readings: list[Span]) -> list[Span]:
        midnight = (on - EPOCH_ORDINAL) * DAY
        return [span for a, b in readings for span in self.zone.instants(midnight + a * MINUTE, midnight + b * MINUTE)]

    def _window(self, on: int) -> Window:
        """The schedule resolved for the year of a date."""
        year = date.fromordinal(on).year
        if year not in self._windows:
            rules = self._rules
            if not isinstance(rules, ZonedSchedule):
                raise TypeError(type(rules))
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            self._windows[year] = Window(rules.schedule, first, last)
        return self._windows[year]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How days are counted; ``cut_off_us`` is a time of day after which a start counts as the next working day's."""

    end: bool = False
    cut_off_us: int | None = None
    day_one: DayOne = DayOne.NEXT_OPENING
    roll: Roll | None = None


def business_deadline(line: OpenLine, days: WorkingDays, start_us: int, count: int, counting: Counting) -> int:
    """The instant ``count`` working days after a start: at the same wall time, or at the end of that day."""
    _require_count(count)
    if counting.day_one is DayOne.NEXT_OPENING:
        start_us = line.next_open(start_us)
        on = days.owner(start_us)
    else:
        on = days.date_of(start_us)
    working = days.day(on) is not None
    wall = days.zone.reading(start_us) - _midnight(on)
    late = working and counting.cut_off_us is not None and wall > counting.cut_off_us
    # Dates are counted from any date; whole days, and the same day, need a working day to stand on.
    if late or (not working and (counting.day_one is DayOne.NEXT_OPENING or count == 0)):
        on = days.next_day(on)
        start_us = days.span(on)[0]
        wall = days.zone.reading(start_us) - _midnight(on)
    if count == 0 and not counting.end:
        return start_us
    target = days.next_day(on, count)
    return days.require_known(days.span(target)[1] if counting.end else days.zone.instant(_midnight(target) + wall))


def calendar_deadline(line: OpenLine, days: WorkingDays, start_us: int, count: int, counting: Counting) -> int:
    """The instant ``count`` calendar days after a start: the same wall time, or the midnight after it."""
    _require_count(count)
    if counting.day_one is DayOne.NEXT_OPENING:
        start_us = line.next_open(start_us)
    on = days.date_of(start_us)
    wall = days.zone.reading(start_us) - _midnight(on)
    if counting.cut_off_us is not None and wall > counting.cut_off_us:
        on, wall = on + 1, 0
    target = on + count
    if counting.roll is Roll.NEXT_WORKING_DAY and days.day(target) is None:
        target = days.next_day(target)
    if counting.end:
        return days.require_known(days.zone.end_of_date(_midnight(target)))
    if target == on and wall:
        return start_us
    return days.require_known(days.zone.instant(_midnight(target) + wall))


def _require_count(count: int) -> None:
    if count < 0:
        raise CalendarRefused(f"{count} days: a deadline lies 0 or more days ahead", code="negative_days")


def _midnight(on: int) -> int:
    return (on - EPOCH_ORDINAL) * DAY
