"""What targets mean on their calendars: tried on many starts over the first year of the term."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from acuerdo.core.hours import CalendarRefused, WorkingCalendar, to_us
from acuerdo.core.terms.agreement import Agreement, Commitment
from acuerdo.core.terms.targets import BusinessDays, CalendarDays, DayCounting, Duration, Target
from acuerdo.documents.checks.places import (
    clocks_with_places,
    fields_for,
    levels_of,
    meets,
    row_places,
)
from acuerdo.documents.findings import Severity
from acuerdo.documents.ground import Ground
from acuerdo.documents.nodes import Path
from acuerdo.documents.shapes.commitments import ClockShape

_STEP = timedelta(hours=1)
_LONG_STEP = timedelta(hours=6)
_YEAR = timedelta(days=365)
_WEEK = timedelta(days=8)
_RESPONSES = ("first_response", "acknowledgement")
_SOLUTIONS = ("resolution", "workaround")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Promise:
    """A target on its calendar."""

    target: Target
    calendar: WorkingCalendar
    counting: DayCounting

    def due_us(self, start: int) -> int | None:
        """When it is due if nothing pauses it; None where the calendar does not reach so far, or nothing is due."""
        target = self.target
        try:
            if isinstance(target, Duration):
                return self.calendar.add_us(start, target.us)
            if isinstance(target, BusinessDays):
                return self.calendar.business_deadline_us(
                    start,
                    target.days,
                    end=target.end,
                    cut_off_us=target.cut_off_us,
                    day_one=self.counting.day_one,
                    roll=self.counting.roll,
                )
            if isinstance(target, CalendarDays):
                return self.calendar.calendar_deadline_us(
                    start, target.days, end=target.end, day_one=self.counting.day_one, roll=self.counting.roll
                )
        except CalendarRefused:
            return None
        return None


def check_deadlines(terms: Agreement, ground: Ground) -> None:
    """Note targets that cross no open time or never come due, and responses that are longer than their resolution."""
    clocks = list(clocks_with_places(terms, ground))
    for commitment, shape, path in clocks:
        _check_crossings(terms, commitment, shape, (*path, "within"), ground)
    for response, _, path in clocks:
        for solution, _, _ in clocks:
            if response.measure.name in _RESPONSES and solution.measure.name in _SOLUTIONS:
                _compare(terms, response, solution, (*path, "within"), ground)


def _starts(start_on: date, length: timedelta, step: timedelta) -> Iterator[int]:
    moment = datetime.combine(start_on, time(), UTC)
    for _ in range(length // step):
        yield to_us(moment)
        moment += step


def _check_crossings(terms: Agreement, commitment: Commitment, shape: ClockShape, path: Path, ground: Ground) -> None:
    if commitment.within is None:
        return
    names = dict.fromkeys(row.value for row in commitment.calendar.rows)
    calendars = [terms.calendars[name] for name in names if name in terms.calendars]
    for row, here in zip(commitment.within.rows, row_places(shape.within, commitment.within, path), strict=True):
        for calendar in calendars:
            promise = _Promise(target=row.value, calendar=calendar, counting=commitment.day_counting)
            _try_promise(promise, here, ground)


def _try_promise(promise: _Promise, path: Path, ground: Ground) -> None:
    if not isinstance(promise.target, Duration | BusinessDays | CalendarDays):
        return
    # Open time, and days counted from an opening, cross open time by their nature; counted dates need many starts.
    by_dates = promise.counting.day_one == "next_date" and not isinstance(promise.target, Duration)
    for start in _starts(ground.shape.term.from_, _YEAR if by_dates else _LONG_STEP, _LONG_STEP):
        due = promise.due_us(start)
        name = promise.calendar.name
        if due is None:
            ground.ledger.note(
                "target_beyond_calendar",
                path,
                found=f"a target that calendar {name!r} does not reach",
                expected="a calendar that is open long enough",
            )
            return
        if promise.calendar.elapsed_us(start, due) == 0:
            moment = datetime.fromtimestamp(start // 1_000_000, UTC)
            ground.ledger.note(
                "target_without_open_time",
                path,
                found=f"no open time of calendar {name!r} between {moment:%Y-%m-%d %H:%M} UTC and due",
                expected="a target that crosses open time from every start",
                hint="count working days (bd), end on a working day (day_counting: {roll: next_working_day}), or take "
                "a calendar that is always open",
            )
            return


def _compare(terms: Agreement, response: Commitment, solution: Commitment, path: Path, ground: Ground) -> None:
    if not meets(response.applies_to, solution.applies_to):
        return
    covered = set(levels_of(terms, solution))
    for level, service in levels_of(terms, response):
        if (level, service) not in covered:
            continue
        fields = {**fields_for(solution, level, service), **fields_for(response, level, service)}
        tried: list[tuple[_Promise, _Promise]] = []
        for opened_in in (frozenset[str](), frozenset(terms.calendars)):
            first = _promise_for(terms, response, fields, opened_in)
            second = _promise_for(terms, solution, fields, opened_in)
            if first is not None and second is not None and (first, second) not in tried:
                tried.append((first, second))
                _compare_promises(first, second, (*path, level), f"{level} in {solution.id}", ground)


def _promise_for(
    terms: Agreement, commitment: Commitment, fields: Mapping[str, str], opened_in: frozenset[str]
) -> _Promise | None:
    target = None if commitment.within is None else commitment.within.choose(fields, opened_in)
    name = commitment.calendar.choose(fields, opened_in)
    if target is None or name is None or name not in terms.calendars:
        return None
    return _Promise(target=target, calendar=terms.calendars[name], counting=commitment.day_counting)


def _later(first: _Promise, second: _Promise, start_on: date) -> list[bool]:
    """Say for each of many starts whether the first promise comes due after the second."""
    one, other = first.target, second.target
    if isinstance(one, Duration) and isinstance(other, Duration) and first.calendar == second.calendar:
        return [one.us > other.us]
    pairs = [(first.due_us(start), second.due_us(start)) for start in _starts(start_on, _WEEK, _STEP)]
    return [left > right for left, right in pairs if left is not None and right is not None]


def _compare_promises(first: _Promise, second: _Promise, path: Path, what: str, ground: Ground) -> None:
    later = _later(first, second, ground.shape.term.from_)
    if not any(later):
        return
    ground.ledger.note(
        "response_longer_than_resolution",
        path,
        found=f"a response due after the resolution of {what}" + ("" if all(later) else ", from some starts"),
        expected="a response that is due before the resolution",
        severity=Severity.ERROR if all(later) else Severity.WARNING,
    )
