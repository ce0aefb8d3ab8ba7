"""Targets tried on their calendars: when a clock that starts at one of many instants would be due."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from acuerdo.core.hours import CalendarRefused, WorkingCalendar, to_us
from acuerdo.core.terms.targets import BusinessDays, CalendarDays, DayCounting, Duration, Target
from acuerdo.documents.public_holidays import FIRST_YEAR, LAST_YEAR

_HOUR = timedelta(hours=1)
_SIX_HOURS = timedelta(hours=6)
_WEEK = timedelta(days=8)
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A target on its calendar."""

    target: Target
    calendar: WorkingCalendar
    counting: DayCounting

    @property
    def has_due(self) -> bool:
        """Whether a start alone says when it is due."""
        return isinstance(self.target, Duration | BusinessDays | CalendarDays)

    def due_us(self, start: int) -> int | None:
        """When it is due if nothing pauses it; None where the calendar does not reach so far, or nothing is due."""
        target, counting = self.target, self.counting
        try:
            if isinstance(target, Duration):
                return self.calendar.add_us(start, target.us)
            if isinstance(target, BusinessDays):
                return self.calendar.business_deadline_us(
                    start,
                    target.days,
                    end=target.end,
                    cut_off_us=target.cut_off_us,
                    day_one=counting.day_one,
                    roll=counting.roll,
                )
            if isinstance(target, CalendarDays):
                return self.calendar.calendar_deadline_us(
                    start, target.days, end=target.end, day_one=counting.day_one, roll=counting.roll
                )
        except CalendarRefused:
            return None
        return None


class Trials:
    """Tries promises from a date on; what was tried once is remembered."""

    def __init__(self, start_on: date) -> None:
        self._start_on = start_on
        self._dues: dict[Promise, list[int | None]] = {}
        self._openings: dict[frozenset[str], dict[frozenset[str], list[int]]] = {}
        self._faults: dict[Promise, tuple[int, int | None] | None] = {}

    def openings(
        self, names: frozenset[str], calendars: Mapping[str, WorkingCalendar]
    ) -> Mapping[frozenset[str], list[int]]:
        """Give the positions of a week's starts by which of the named calendars are open there."""
        if names not in self._openings:
            found: dict[frozenset[str], list[int]] = {}
            for position, start in enumerate(self._starts(_WEEK, _HOUR)):
                is_open = frozenset(name for name in names if calendars[name].is_open_us(start))
                found.setdefault(is_open, []).append(position)
            self._openings[names] = found
        return self._openings[names]

    def later(self, first: Promise, second: Promise, starts: Sequence[int]) -> list[bool]:
        """Say for some starts of a week, by their position, whether the first promise comes due after the second."""
        one, other = first.target, second.target
        if isinstance(one, Duration) and isinstance(other, Duration) and first.calendar == second.calendar:
            return [one.us > other.us]
        dues, others = self._dues_of(first), self._dues_of(second)
        pairs = [(dues[position], others[position]) for position in starts]
        return [left > right for left, right in pairs if left is not None and right is not None]

    def fault(self, promise: Promise) -> tuple[int, int | None] | None:
        """Give a start from which a promise crosses no open time, with its due; None for a due beyond the calendar.

        None where every start that was tried is well.
        """
        if promise not in self._faults:
            self._faults[promise] = next(self._find_faults(promise), None)
        return self._faults[promise]

    def _find_faults(self, promise: Promise) -> Iterator[tuple[int, int | None]]:
        # Open time, and days counted from an opening, cross open time by their nature; counted dates may not.
        by_dates = promise.counting.day_one == "next_date" and not isinstance(promise.target, Duration)
        for start in self._starts(_YEAR if by_dates else _SIX_HOURS, _SIX_HOURS):
            due = promise.due_us(start)
            if due is None or promise.calendar.elapsed_us(start, due) == 0:
                yield start, due

    def _dues_of(self, promise: Promise) -> list[int | None]:
        if promise not in self._dues:
            self._dues[promise] = [promise.due_us(start) for start in self._starts(_WEEK, _HOUR)]
        return self._dues[promise]

    def _starts(self, length: timedelta, step: timedelta) -> Iterator[int]:
        if not FIRST_YEAR <= self._start_on.year <= LAST_YEAR:
            return
        moment = datetime.combine(self._start_on, time(), UTC)
        for _ in range(length // step):
            yield to_us(moment)
            moment += step
