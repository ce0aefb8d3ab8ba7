"""When a person works: a calendar of the scenario, minus the days they are away."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from acuerdo.core.hours import BeyondHorizon, CalendarRefused, WorkingCalendar, to_us


def build_calendars(specs: Mapping[str, JsonValue], time_zone: str) -> dict[str, WorkingCalendar]:
    """The calendars of a scenario by name; a union may name only those that stand above it.

    Raises CalendarRefused, its path beginning with the calendar's name.

    >>> build_calendars({"always": "24x7"}, "UTC")["always"].always
    True
    """
    built: dict[str, WorkingCalendar] = {}
    for name, spec in specs.items():
        if not isinstance(spec, str | dict):
            raise CalendarRefused("found a list, expected '24x7' or the keys of a calendar", path=name)
        try:
            built[name] = WorkingCalendar.from_spec(spec, others=built, name=name, time_zone=time_zone)
        except CalendarRefused as refusal:
            path = f"{name}.{refusal.path}" if refusal.path else name
            raise CalendarRefused(str(refusal.args[0]), code=refusal.code, path=path) from refusal
    return built


def span_days(days: Sequence[tuple[date, date]], time_zone: str) -> tuple[tuple[int, int], ...]:
    """Inclusive ranges of local dates as rising, joined spans in microseconds since 1970.

    >>> span_days([(date(2026, 1, 2), date(2026, 1, 2)), (date(2026, 1, 1), date(2026, 1, 1))], "UTC")
    ((1767225600000000, 1767398400000000),)
    """
    zone = ZoneInfo(time_zone)
    joined: list[tuple[int, int]] = []
    for first, last in sorted(days):
        start, end = (to_us(datetime.combine(day, time.min, zone)) for day in (first, last + timedelta(1)))
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


class Shift:
    """The working time of one person. Instants and spans are microseconds; nothing here changes.

    Beyond the end of the calendar there is no working time: `next_open_us` and `finish_us` answer None.
    """

    def __init__(self, calendar: WorkingCalendar, absences: tuple[tuple[int, int], ...] = ()) -> None:
        if any(later[0] <= earlier[1] for earlier, later in pairwise(absences)):
            raise ValueError("absences must be rising and apart")
        self._calendar = calendar
        self._absences = absences

    def next_open_us(self, at_us: int) -> int | None:
        """The first instant at or after `at_us` at which the person works."""
        while True:
            opens = self._open_us(at_us)
            away = self._absence(opens) if opens is not None else None
            if opens is None or away is None:
                return opens
            at_us = away[1]

    def is_open_us(self, at_us: int) -> bool:
        """Whether the person works at that instant."""
        return self._calendar.is_open_us(at_us) and self._absence(at_us) is None

    def finish_us(self, at_us: int, work_us: int) -> int | None:
        """The earliest instant by which the person has worked `work_us` from `at_us` on; `work_us` > 0."""
        while True:
            end = self._add_us(at_us, work_us)
            away = None if end is None else self._next_absence(at_us, end)
            if end is None or away is None:
                return end
            work_us -= max(self._calendar.elapsed_us(at_us, away[0]), 0)
            at_us = away[1]

    def _absence(self, at_us: int) -> tuple[int, int] | None:
        return next((span for span in self._absences if span[0] <= at_us < span[1]), None)

    def _next_absence(self, from_us: int, to_us: int) -> tuple[int, int] | None:
        """The first absence that takes something of `[from, to)`."""
        return next((span for span in self._absences if span[0] < to_us and span[1] > from_us), None)

    def _open_us(self, at_us: int) -> int | None:
        try:
            return self._calendar.next_open_us(at_us)
        except BeyondHorizon:
            return None

    def _add_us(self, at_us: int, span_us: int) -> int | None:
        try:
            return self._calendar.add_us(at_us, span_us)
        except BeyondHorizon:
            return None
