"""The working calendar: which instants are open, and how much open time lies between them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from acuerdo.core.hours.dated import DatedTable
from acuerdo.core.hours.days import (
    Counting,
    DayOne,
    Roll,
    WorkingDays,
    business_deadline,
    calendar_deadline,
    find_working_days,
)
from acuerdo.core.hours.freezing import freeze_rules
from acuerdo.core.hours.refusals import CalendarRefused, NaiveInstant, NegativeDuration
from acuerdo.core.hours.rules import Rules, ZonedSchedule
from acuerdo.core.hours.spec import read_rules
from acuerdo.core.hours.worktime import OpenLine
from acuerdo.core.hours.zones import DAY, EPOCH, EPOCH_ORDINAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from acuerdo.core.hours.schedule import Cause
    from acuerdo.core.hours.spans import Span

_NOTHING = timedelta(0)


class WorkingCalendar:
    """A set of open instants, from 1970 to 2100, with a zone whose wall clock decides.

    Instants are aware datetimes (answers are in UTC) or, at the doors ending in ``_us``, whole microseconds since
    1970-01-01T00:00Z. Two calendars are equal when they mean the same: hours, dates, reasons and zone with its
    transitions; the name does not count.

    >>> from datetime import datetime, timedelta, UTC
    >>> office = WorkingCalendar.from_spec({
    ...     "time_zone": "Europe/Madrid",
    ...     "week": {"mon-fri": ["09:00-14:00", "15:00-18:00"]},
    ...     "closed": ["2026-12-25"],
    ... })
    >>> thursday_noon = datetime(2026, 12, 24, 11, tzinfo=UTC)
    >>> office.add(thursday_noon, timedelta(hours=6)).isoformat()
    '2026-12-28T09:00:00+00:00'
    >>> office.elapsed(thursday_noon, datetime(2026, 12, 28, 9, tzinfo=UTC))
    datetime.timedelta(seconds=21600)
    """

    __slots__ = ("_dated", "_days", "_hash", "_line", "_rules", "always", "may_be_provisional", "name")

    name: str
    """How documents call it; it does not count when calendars are compared."""
    always: bool
    """Whether every instant is open (24x7)."""
    may_be_provisional: bool
    """Whether the holidays of any year are not yet published."""
    _rules: Rules
    _line: OpenLine
    _dated: DatedTable
    _days: WorkingDays
    _hash: int

    def __init__(self, rules: Rules, *, name: str = "") -> None:
        line = OpenLine(rules)
        line.require_open()
        for slot, value in (
            ("name", name),
            ("always", rules.always),
            ("may_be_provisional", _any_provisional(rules)),
            ("_rules", rules),
            ("_line", line),
            ("_dated", DatedTable(line.table)),
            ("_days", find_working_days(rules, line)),
            ("_hash", hash(rules)),
        ):
            object.__setattr__(self, slot, value)

    @classmethod
    def from_spec(
        cls,
        spec: Mapping[str, object] | str,
        *,
        others: Mapping[str, WorkingCalendar] | None = None,
        name: str = "",
        time_zone: str = "",
    ) -> WorkingCalendar:
        """Make a calendar of its spec: the keys of an agreement document, scalars as text, or the word ``24x7``.

        ``others`` are the calendars that ``any_of`` may name; ``time_zone`` is the zone of a calendar that names none.
        Raises CalendarRefused with a code and the path inside the spec.
        """
        known = {other: calendar._rules for other, calendar in (others or {}).items()}  # noqa: SLF001 - its own class
        rules = read_rules(spec, others=known, time_zone=time_zone)
        return cls(rules, name=name)

    @property
    def time_zone(self) -> str:
        """The name of the zone whose wall clock decides."""
        return self._rules.zone.name

    def elapsed(self, a: datetime, b: datetime) -> timedelta:
        """Open time from ``a`` to ``b``; negative when b < a.

        Raises NaiveInstant, and BeyondHorizon outside 1970 to 2100.
        """
        try:
            since_a, since_b = a - EPOCH, b - EPOCH
        except TypeError:
            raise _refuse_naive(a, b) from None
        worked_b, worked_a = self._dated.worked(since_b), self._dated.worked(since_a)
        if worked_a is None or worked_b is None:
            return timedelta(0, 0, self._widen(self.elapsed_us(to_us(a), to_us(b))))
        return worked_b - worked_a

    def add(self, a: datetime, d: timedelta) -> datetime:
        """The earliest instant t with ``elapsed(a, t) == d``; ``a`` itself when d is 0.

        Raises NegativeDuration, NaiveInstant, and BeyondHorizon when there is no such instant by 2100 or by the end
        of the calendar.
        """
        try:
            since = a - EPOCH
        except TypeError:
            raise _refuse_naive(a) from None
        worked = self._dated.worked(since)
        if d > _NOTHING and worked is not None:
            found = self._dated.earliest(worked + d)
            if found is not None:
                return EPOCH + found
        return to_datetime(self._widen(self.add_us(to_us(a), _duration_us(d))))

    def subtract(self, b: datetime, d: timedelta) -> datetime:
        """The latest instant t with ``elapsed(t, b) == d``; ``b`` itself when d is 0. Raises as `add` does."""
        return to_datetime(self.subtract_us(to_us(b), _duration_us(d)))

    def is_open(self, t: datetime) -> bool:
        """Whether an instant is open. Raises NaiveInstant, and BeyondHorizon outside 1970 to 2100."""
        return self._line.is_open(to_us(t))

    def spans(self, a: datetime, b: datetime) -> list[tuple[datetime, datetime]]:
        """The maximal open spans inside ``[a, b)``, as (from, to) pairs in UTC. Raises as `is_open` does."""
        return [(to_datetime(start), to_datetime(end)) for start, end in self.spans_us(to_us(a), to_us(b))]

    def _widen(self, answer: int) -> int:
        """Pass an answer on, and index by date what was built to find it, for the questions that follow."""
        if self._dated.source is not self._line.table:
            object.__setattr__(self, "_dated", DatedTable(self._line.table))
        return answer

    def worked_us(self, t: int) -> int:
        """W(t): open microseconds from the first instant of 2020 in UTC to ``t``, negative before it."""
        return self._line.worked(t)

    def elapsed_us(self, a: int, b: int) -> int:
        """Open microseconds from ``a`` to ``b``; negative when b < a."""
        return self._line.elapsed(a, b)

    def add_us(self, a: int, d: int) -> int:
        """The earliest t with ``elapsed_us(a, t) == d``; ``a`` itself when d is 0."""
        if d <= 0:
            return _unmoved(self._line, a, d)
        return self._line.earliest(self._line.worked(a) + d)

    def used_up_us(self, a: int, d: int) -> Span:
        """The earliest and the latest t with ``elapsed_us(a, t) == d``; with d = 0 the earliest is ``a`` itself.

        Raises BeyondHorizon when the calendar ends with that open time, and NegativeDuration.
        """
        if d <= 0:
            _unmoved(self._line, a, d)
            return a, self._line.kept(self._line.worked(a))[1]
        return self._line.kept(self._line.worked(a) + d)

    def subtract_us(self, b: int, d: int) -> int:
        """The latest t with ``elapsed_us(t, b) == d``; ``b`` itself when d is 0."""
        if d <= 0:
            return _unmoved(self._line, b, d)
        return self._line.latest(self._line.worked(b) - d)

    def is_open_us(self, t: int) -> bool:
        """Whether an instant is open."""
        return self._line.is_open(t)

    def next_open_us(self, t: int) -> int:
        """The first open instant at or after ``t``. Raises BeyondHorizon when there is none."""
        return self._line.next_open(t)

    def spans_us(self, a: int, b: int) -> list[Span]:
        """The maximal open spans inside ``[a, b)``; none when b <= a."""
        return self._line.open_spans(a, b)

    def closed_us(self, a: int, b: int) -> list[Cause]:
        """The closed spans inside ``[a, b)`` with what closed each: what would have to go for it to be open.

        Words: ``week``, ``season`` (the week is open then, the season's is not), ``holiday:<name>``,
        ``closure:<name, or its text>``, ``special`` (special opening hours), ``horizon`` (outside the dates for which
        the calendar was made). Neighbours of one cause are joined.
        """
        return self._line.closed_spans(a, b)

    def business_deadline_us(  # noqa: PLR0913 - an agreement's clause on counting days has so many parts
        self,
        start: int,
        days: int,
        *,
        end: bool = False,
        cut_off_us: int | None = None,
        day_one: str = "next_opening",
        roll: str | None = None,
    ) -> int:
        """The instant ``days`` working days after ``start``: the same wall time, or with ``end`` the end of that day.

        Counted from the start, or the next opening when it is closed then (``day_one="next_opening"``), or by dates
        after the start's (``"next_date"``). A start later than ``cut_off_us`` (a time of day, in microseconds) counts
        as the opening of the next working day. A working day never rolls, so ``roll`` changes nothing here.
        """
        counting = _read_counting(end=end, cut_off_us=cut_off_us, day_one=day_one, roll=roll)
        return business_deadline(self._line, self._days, start, days, counting)

    def calendar_deadline_us(  # noqa: PLR0913 - an agreement's clause on counting days has so many parts
        self,
        start: int,
        days: int,
        *,
        end: bool = False,
        cut_off_us: int | None = None,
        day_one: str = "next_opening",
        roll: str | None = None,
    ) -> int:
        """The instant ``days`` calendar days after ``start``: the same wall time, or with ``end`` the midnight after.

        The other arguments are those of `business_deadline_us`; ``roll="next_working_day"`` moves a deadline on a date
        that is not a working day to the next one that is.
        """
        counting = _read_counting(end=end, cut_off_us=cut_off_us, day_one=day_one, roll=roll)
        return calendar_deadline(self._line, self._days, start, days, counting)

    def provisional_between_us(self, a: int, b: int) -> bool:
        """Whether ``[a, b)`` touches a year whose holidays are not yet published, in the calendar's zone."""
        return a < b and _provisional(self._rules, a, b)

    def freeze(self) -> dict[str, object]:
        """Write the spec with the zone's transitions in it: the same calendar, whatever the zone database will say.

        >>> lima = WorkingCalendar.from_spec({"time_zone": "America/Lima", "week": {"mon-fri": ["08:00-17:00"]}})
        >>> lima.freeze()["transitions"][0], WorkingCalendar.from_spec(lima.freeze()) == lima
        (['1970-01-01T00:00:00Z', -18000], True)
        """
        return freeze_rules(self._rules)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, WorkingCalendar) and self._rules == other._rules)

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"WorkingCalendar({self.name or 'unnamed'!r}, {self.time_zone!r})"

    def __reduce__(self) -> tuple[object, ...]:
        """Carry the meaning alone: what was built along the way is built again where somebody asks."""
        return (_restore, (self._rules, self.name))

    def __setattr__(self, key: str, value: object) -> None:
        raise AttributeError(f"a calendar never changes: {key!r} stays; make another from its spec")

    def __delattr__(self, key: str) -> None:
        raise AttributeError(f"a calendar never changes: {key!r} stays")


def _restore(rules: Rules, name: str) -> WorkingCalendar:
    return WorkingCalendar(rules, name=name)


def to_us(instant: datetime) -> int:
    """Give an aware datetime as microseconds since 1970; raises NaiveInstant for a naive one.

    >>> from datetime import datetime, UTC
    >>> to_us(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000
    """
    try:
        since = instant - EPOCH
    except TypeError:
        raise _refuse_naive(instant) from None
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def to_datetime(instant_us: int) -> datetime:
    """Give microseconds since 1970 as a datetime in UTC.

    >>> to_datetime(1_000_000).isoformat()
    '1970-01-01T00:00:01+00:00'
    """
    return EPOCH + timedelta(0, 0, instant_us)


def _refuse_naive(*instants: datetime) -> NaiveInstant:
    naive = next(instant for instant in instants if instant.utcoffset() is None)
    return NaiveInstant(f"{naive!r} has no offset from UTC; give it a time zone")


def _duration_us(duration: timedelta) -> int:
    return (duration.days * 86_400 + duration.seconds) * 1_000_000 + duration.microseconds


def _unmoved(line: OpenLine, instant_us: int, duration_us: int) -> int:
    if duration_us < 0:
        raise NegativeDuration(f"{duration_us} microseconds: a duration is 0 or more; use the opposite question")
    line.worked(instant_us)  # an instant outside 1970 to 2100 is refused here too
    return instant_us


def _read_counting(*, end: bool, cut_off_us: int | None, day_one: str, roll: str | None) -> Counting:
    try:
        first = DayOne(day_one)
        rolled = None if roll is None else Roll(roll)
    except ValueError as unknown:
        words = ", ".join((*DayOne, *Roll))
        raise CalendarRefused(f"{unknown}; known are {words}", code="bad_day_counting", path="day_counting") from None
    return Counting(end=end, cut_off_us=cut_off_us, day_one=first, roll=rolled)


def _any_provisional(rules: Rules) -> bool:
    if rules.provisional_years:
        return True
    return not isinstance(rules, ZonedSchedule) and any(map(_any_provisional, rules.parts))


def _provisional(rules: Rules, start_us: int, end_us: int) -> bool:
    if rules.provisional_years:
        bounds = (rules.zone.reading(start_us), rules.zone.reading(end_us - 1))
        first, last = (EPOCH.fromordinal(bound // DAY + EPOCH_ORDINAL).year for bound in bounds)
        if not rules.provisional_years.isdisjoint(range(first, last + 1)):
            return True
    return not isinstance(rules, ZonedSchedule) and any(_provisional(part, start_us, end_us) for part in rules.parts)
