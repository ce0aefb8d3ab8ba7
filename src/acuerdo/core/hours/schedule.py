"""What a wall clock's readings are open: a week, its seasons, closures and special openings.

Readings of a date are counted in minutes from its midnight, 0 to 1440; a night runs past 1440 and is cut there: its
tail belongs to the readings of the next date. Dates are proleptic ordinals (`date.toordinal`).
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from acuerdo.core.hours.spans import Span, cut, intersect, merge, subtract

if TYPE_CHECKING:
    from collections.abc import Sequence

FULL_DAY = 1440
WHOLE: tuple[Span, ...] = ((0, FULL_DAY),)
Cause = tuple[int, int, str]
"""A closed span and what closed it."""
Week = tuple[tuple[Span, ...], ...]
"""Seven days from Monday, each with the intervals that begin on it; an end past 1440 is a night."""
_LEAP_DAY = 229


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Stretch:
    """A range of dates, both inclusive.

    Of one time (``yearly`` false; ``first`` and ``last`` are ordinals), or of every year (they are month * 100 + day;
    where last < first the stretch runs over the new year; 29 February is there in leap years only).
    """

    yearly: bool = False
    first: int
    last: int

    def ranges(self, lower: int, upper: int) -> list[Span]:
        """Its dates inside ``[lower, upper]``, as ranges of ordinals with both ends inclusive."""
        if not self.yearly:
            found = [(self.first, self.last)]
        else:
            over = 1 if self.last < self.first else 0
            years = range(date.fromordinal(lower).year - 1, date.fromordinal(upper).year + 1)
            found = [(_on_or_after(year, self.first), _on_or_before(year + over, self.last)) for year in years]
        inside = [(max(a, lower), min(b, upper)) for a, b in found]
        return [(a, b) for a, b in inside if a <= b]


def _on_or_after(year: int, month_day: int) -> int:
    if month_day == _LEAP_DAY and not isleap(year):
        return date(year, 3, 1).toordinal()
    return date(year, month_day // 100, month_day % 100).toordinal()


def _on_or_before(year: int, month_day: int) -> int:
    if month_day == _LEAP_DAY and not isleap(year):
        return date(year, 2, 28).toordinal()
    return date(year, month_day // 100, month_day % 100).toordinal()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Season:
    """Another week for a stretch of dates; one of one time is stronger than one of every year."""

    stretch: Stretch
    week: Week


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Closure:
    """Readings that are closed on each date of a stretch; ``label`` says to people what closed them."""

    stretch: Stretch
    hours: tuple[Span, ...] = WHOLE
    label: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Opening:
    """The special hours of one date: they replace all its readings."""

    on: int
    hours: tuple[Span, ...]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A week with everything that changes it; ``valid`` bounds the dates that it speaks about (others are closed)."""

    week: Week
    seasons: tuple[Season, ...] = ()
    closures: tuple[Closure, ...] = ()
    openings: tuple[Opening, ...] = ()
    valid: Span


class Window:
    """A schedule resolved for the dates from ``first`` to ``last`` (both inclusive)."""

    __slots__ = (
        "_base",
        "_closures",
        "_explained",
        "_first",
        "_known",
        "_last",
        "_openings",
        "_plain",
        "_touched",
        "_weeks",
    )

    def __init__(self, schedule: Schedule, first: int, last: int) -> None:
        self._base = schedule.week
        self._first, self._last = schedule.valid
        self._plain = [_week_readings(self._base, self._base, day) for day in range(7)]
        self._openings = {opening.on: opening for opening in schedule.openings if first - 1 <= opening.on <= last}
        self._weeks: dict[int, Week] = {}
        for season in sorted(schedule.seasons, key=lambda season: not season.stretch.yearly):
            for lower, upper in season.stretch.ranges(first - 1, last):
                self._weeks.update(dict.fromkeys(range(lower, upper + 1), season.week))
        self._closures: dict[int, list[Closure]] = {}
        for closure in schedule.closures:
            for lower, upper in closure.stretch.ranges(first, last):
                for on in range(lower, upper + 1):
                    self._closures.setdefault(on, []).append(closure)
        # The dates whose readings are not simply those of a week; a special night reaches the next date too.
        self._touched = {*self._closures, *self._openings, *(on + 1 for on in self._openings)}
        self._known: dict[tuple[int, int, int], tuple[Span, ...]] = {}
        self._explained: dict[tuple[tuple[Span, ...], int], list[Cause]] = {}

    def readings(self, on: int) -> tuple[Span, ...]:
        """The open readings of a date, as a set."""
        if not self._first <= on <= self._last:
            return ()
        if on not in self._touched:
            return self._scheduled(on)
        opening = self._openings.get(on)
        hours = subtract(self._scheduled(on), self._closed(on)) if opening is None else _heads(opening.hours)
        return tuple(merge([*hours, *self.special_tail(on)]))

    def week_tail(self, on: int) -> list[Span]:
        """What is left on a date of the week's nights that began on the date before, closures taken out."""
        if on in self._openings:
            return []
        tails = _tails(self._week(on - 1)[(on - 2) % 7])
        return subtract(merge(tails), self._closed(on))

    def special_tail(self, on: int) -> list[Span]:
        """The tail of a special opening of the date before; nothing on this date takes it away."""
        before = self._openings.get(on - 1)
        return [] if before is None else _tails(before.hours)

    def nights(self, on: int) -> tuple[list[Span], list[Span]]:
        """The heads on a date of the nights that begin on it: the week's and the special ones."""
        opening = self._openings.get(on)
        week = [(a, FULL_DAY) for a, b in self._week(on)[(on - 1) % 7] if b > FULL_DAY]
        special = [] if opening is None else [(a, FULL_DAY) for a, b in opening.hours if b > FULL_DAY]
        return week, special

    def causes(self, on: int) -> list[Cause]:
        """The closed readings of a date with what closed each: what would have to go for it to be open."""
        if not self._first <= on <= self._last:
            return [(0, FULL_DAY, "horizon")]
        if on in self._touched:
            return self._explain(on)
        # Other dates of one weekday and one week are alike.
        key = (self._scheduled(on), on % 7)
        if key not in self._explained:
            self._explained[key] = self._explain(on)
        return self._explained[key]

    def _explain(self, on: int) -> list[Cause]:
        left = subtract(WHOLE, self.readings(on))
        found: list[Cause] = []
        for area, label in self._layers(on):
            found += [(a, b, label) for a, b in intersect(left, area)]
            left = subtract(left, area)
        return sorted(found)

    def _layers(self, on: int) -> list[tuple[Sequence[Span], str]]:
        """What may have closed readings of a date, the strongest first."""
        scheduled = self._scheduled(on)
        layers: list[tuple[Sequence[Span], str]] = []
        if on in self._openings:
            layers.append((scheduled, "special"))
        else:
            layers += [(intersect(scheduled, closure.hours), closure.label) for closure in self._closures.get(on, ())]
        return [*layers, (self._plain[(on - 1) % 7], "season"), (WHOLE, "week")]

    def _week(self, on: int) -> Week:
        return self._weeks.get(on, self._base)

    def _scheduled(self, on: int) -> tuple[Span, ...]:
        """What the week says of a date; a tail is the affair of the week in which its night began."""
        if not self._weeks:
            return self._plain[(on - 1) % 7]
        week, before, day = self._week(on), self._week(on - 1), (on - 1) % 7
        key = (id(week), id(before), day)
        if key not in self._known:
            self._known[key] = _week_readings(week, before, day)
        return self._known[key]

    def _closed(self, on: int) -> list[Span]:
        return merge(span for closure in self._closures.get(on, ()) for span in closure.hours)


def _heads(intervals: tuple[Span, ...]) -> list[Span]:
    return cut(intervals, 0, FULL_DAY)


def _tails(intervals: tuple[Span, ...]) -> list[Span]:
    return [(0, b - FULL_DAY) for _, b in intervals if b > FULL_DAY]


def _week_readings(week: Week, week_before: Week, day: int) -> tuple[Span, ...]:
    return tuple(merge([*_heads(week[day]), *_tails(week_before[(day - 1) % 7])]))
