"""Working days: which local dates count, where they end, and deadlines counted in them.

A working day is a local date on which an interval begins. A night belongs to the date on which it began, also after
midnight, unless its whole evening is closed: then what is left of it belongs to its own local date.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from acuerdo.core.hours.refusals import BeyondHorizon, CalendarRefused
from acuerdo.core.hours.rules import Rules, Union, ZonedSchedule
from acuerdo.core.hours.schedule import Window
from acuerdo.core.hours.spans import Span, intersect, merge, subtract
from acuerdo.core.hours.worktime import OpenLine, show
from acuerdo.core.hours.zones import DAY, EPOCH_ORDINAL, FIRST_US, LAST_US, MINUTE


class DayOne(StrEnum):
    """From where days are counted: the clock's start or the next opening, or the dates after the start's."""

    NEXT_OPENING = "next_opening"
    NEXT_DATE = "next_date"


class Roll(StrEnum):
    """What happens to a deadline on a date that is not a working day."""

    NEXT_WORKING_DAY = "next_working_day"


class WorkingDays(ABC):
    """The working days of one calendar, found date by date and kept."""

    def __init__(self, rules: Rules, line: OpenLine) -> None:
        self.zone = rules.zone
        self._line = line
        self._end_us = rules.horizon()[1]
        self._days: dict[int, Span | None] = {}

    @abstractmethod
    def owner(self, instant_us: int) -> int:
        """The date to whose working day an open instant belongs."""

    @abstractmethod
    def _find(self, on: int) -> list[Span]:
        """The open spans of the working day of a date, in order; none where the date is not one."""

    def day(self, on: int) -> Span | None:
        """When the working day of a date opens and ends, or None where the date is not one."""
        if on not in self._days:
            spans = self._find(on)
            self._days[on] = (spans[0][0], spans[-1][1]) if spans else None
        return self._days[on]

    def next_day(self, on: int, count: int = 1) -> tuple[int, Span]:
        """The count-th working day after a date, and when it opens and ends.

        Raises BeyondHorizon where the calendar ends before it.
        """
        while True:
            on += 1
            day = self.day(on)
            if day is None:
                # No date before that of the next opening has any open time: closed years are passed in one step.
                opening = self._line.next_open(self.zone.instant(_midnight(on)))
                on = max(on, self.date_of(opening))
                day = self.day(on)
            if day is not None:
                count -= 1
                if not count:
                    return on, day

    def date_of(self, instant_us: int) -> int:
        """The local date of an instant."""
        return self.zone.reading(instant_us) // DAY + EPOCH_ORDINAL

    def wall(self, instant_us: int, on: int) -> int:
        """The reading of an instant, from the midnight of a date."""
        return self.zone.reading(instant_us) - _midnight(on)

    def instant(self, on: int, wall: int) -> int:
        """The instant of a reading, from the midnight of a date; raises BeyondHorizon after the calendar's end."""
        return self.require_known(self.zone.instant(_midnight(on) + wall))

    def require_known(self, instant_us: int) -> int:
        """Give the instant back, or raise BeyondHorizon where the calendar says nothing about it."""
        if instant_us > self._end_us:
            raise BeyondHorizon(f"{show(instant_us)} lies after the calendar's end, {show(self._end_us)}")
        return instant_us


class ScheduledDays(WorkingDays):
    """The working days of a schedule: the dates on which an interval begins."""

    def __init__(self, rules: ZonedSchedule, line: OpenLine) -> None:
        super().__init__(rules, line)
        self._schedule = rules.schedule
        self._owned: dict[int, list[Span]] = {}
        self._windows: dict[int, Window] = {}

    def owner(self, instant_us: int) -> int:
        """The date on which the interval began that holds an open instant."""
        on = self.date_of(instant_us)
        minute = self.wall(instant_us, on) // MINUTE
        return on - 1 if any(a <= minute < b for a, b in self._tails(on)) else on

    def _find(self, on: int) -> list[Span]:
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
        midnight = _midnight(on)
        return [span for a, b in readings for span in self.zone.instants(midnight + a * MINUTE, midnight + b * MINUTE)]

    def _window(self, on: int) -> Window:
        """The schedule resolved for the year of a date."""
        year = date.fromordinal(on).year
        if year not in self._windows:
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            self._windows[year] = Window(self._schedule, first, last)
        return self._windows[year]


class UnionDays(WorkingDays):
    """The working days of a union: the dates with open time whose weekday counts, each cut at its midnights."""

    def __init__(self, rules: Union, line: OpenLine) -> None:
        super().__init__(rules, line)
        self._weekdays = rules.working_days

    def owner(self, instant_us: int) -> int:
        """The local date of an open instant."""
        return self.date_of(instant_us)

    def _find(self, on: int) -> list[Span]:
        if self._weekdays and (on - 1) % 7 not in self._weekdays:
            return []
        known = [(FIRST_US, LAST_US)]
        inside = intersect(self.zone.instants(_midnight(on), _midnight(on + 1)), known)
        return [span for a, b in inside for span in self._line.open_spans(a, b)]


def find_working_days(rules: Rules, line: OpenLine) -> WorkingDays:
    """Give the working days of a calendar."""
    return ScheduledDays(rules, line) if isinstance(rules, ZonedSchedule) else UnionDays(rules, line)


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
    by_opening = counting.day_one is DayOne.NEXT_OPENING
    if by_opening:
        start_us = line.next_open(start_us)
    on = days.owner(start_us) if by_opening else days.date_of(start_us)
    wall = days.wall(start_us, on)
    working = days.day(on) is not None
    late = working and counting.cut_off_us is not None and wall > counting.cut_off_us
    # Dates are counted from any date; whole days, and the same day, need a working day to stand on.
    if late or (not working and (by_opening or count == 0)):
        on, (start_us, _) = days.next_day(on)
        wall = days.wall(start_us, on)
    if count == 0 and not counting.end:
        return start_us
    # A working day is the first after the date before it.
    target, (_, ends_us) = days.next_day(on, count) if count else days.next_day(on - 1)
    return days.require_known(ends_us) if counting.end else days.instant(target, wall)


def calendar_deadline(line: OpenLine, days: WorkingDays, start_us: int, count: int, counting: Counting) -> int:
    """The instant ``count`` calendar days after a start: the same wall time, or the midnight after it."""
    _require_count(count)
    if counting.day_one is DayOne.NEXT_OPENING:
        start_us = line.next_open(start_us)
    on = days.date_of(start_us)
    wall = days.wall(start_us, on)
    late = counting.cut_off_us is not None and wall > counting.cut_off_us
    target = on + late + count
    if counting.roll is Roll.NEXT_WORKING_DAY and days.day(target) is None:
        target, _ = days.next_day(target)
    if counting.end:
        return days.require_known(days.zone.end_of_date(_midnight(target)))
    return start_us if target == on else days.instant(target, 0 if late else wall)


def _require_count(count: int) -> None:
    if count < 0:
        raise CalendarRefused(f"{count} days: a deadline lies 0 or more days ahead", code="negative_days")


def _midnight(on: int) -> int:
    return (on - EPOCH_ORDINAL) * DAY
