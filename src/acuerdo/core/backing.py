"""What backs a promise: whether a path of internal or suppliers' targets ends before the promise is broken.

The links of a path are worked one after the other, each in its own hours. What counts is the promise's own time: open
time of its calendar from the start to the end of the last link, held against its target.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod

from acuerdo.core.hours import WorkingCalendar
from acuerdo.core.hours.spans import intersect
from acuerdo.core.terms.targets import BusinessDays, CalendarDays, DayCounting, Duration

_HOUR_US = 3_600_000_000
_DAY_US = 24 * _HOUR_US

Length = Duration | BusinessDays | CalendarDays
"""The targets that have an end of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A target in the hours of a calendar: a promise, or what somebody behind it promised."""

    name: str
    calendar: WorkingCalendar
    target: Length
    counting: DayCounting = field(default_factory=DayCounting)

    def end_us(self, start_us: int) -> int:
        """Return when it is used up at the latest, for work that begins at an instant. Raises `BeyondHorizon`."""
        match self.target:
            case Duration(us):
                return self.calendar.add_us(start_us, us)
            case BusinessDays() as days:
                return self.calendar.business_deadline_us(
                    start_us,
                    days.days,
                    end=days.end,
                    cut_off_us=days.cut_off_us,
                    day_one=self.counting.day_one,
                    roll=self.counting.roll,
                )
            case CalendarDays() as days:
                return self.calendar.calendar_deadline_us(
                    start_us, days.days, end=days.end, day_one=self.counting.day_one, roll=self.counting.roll
                )

    def allowed_us(self, start_us: int) -> int:
        """Return the open time of its calendar that it allows for work that begins at an instant."""
        if isinstance(self.target, Duration):
            return self.target.us
        return self.calendar.elapsed_us(start_us, self.end_us(start_us))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How a path fits into a promise at its worst start; times are open time of the promise's calendar.

    `breaking` is the link (counted from 0) after which the promise is broken, None where the path fits.
    """

    worst_at_us: int
    allowed_us: int
    taken_us: int
    breaking: int | None

    @property
    def holds(self) -> bool:
        """Say whether the path ends within the promise whenever it begins."""
        return self.breaking is None

    @property
    def excess_us(self) -> int:
        """By how much the path is too long at its worst; negative: what is left."""
        return self.taken_us - self.allowed_us


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of a promise's hours lie outside those of a link: open time of both over a stretch of the calendar."""

    open_us: int
    outside_us: int


def fit(promise: Link, path: Sequence[Link], since_us: int, until_us: int) -> Fit:
    """Find the worst start in `[since_us, until_us)`: where the path takes most beyond what the promise allows.

    With targets in open time the answer is exact to the microsecond; with targets in days the starts are also tried
    hour by hour. Raises `BeyondHorizon` where a calendar ends too early.

    >>> always = WorkingCalendar.from_spec("24x7")
    >>> promise = Link(name="fix", calendar=always, target=Duration(4 * _HOUR_US))
    >>> path = [Link(name=name, calendar=always, target=Duration(h * _HOUR_US)) for name, h in (("a", 1), ("b", 5))]
    >>> found = fit(promise, path, 0, 1_000_000)
    >>> found.holds, found.breaking, found.excess_us // _HOUR_US
    (False, 1, 2)
    """
    worst = max(_starts(promise, path, since_us, until_us), key=lambda start: _excess(promise, path, start))
    allowed = promise.allowed_us(worst)
    taken, breaking, end = 0, None, worst
    for place, link in enumerate(path):
        end = link.end_us(end)
        taken = promise.calendar.elapsed_us(worst, end)
        if taken > allowed and breaking is None:
            breaking = place
    return Fit(worst_at_us=worst, allowed_us=allowed, taken_us=taken, breaking=breaking)


def cover(promise: WorkingCalendar, link: WorkingCalendar, since_us: int, until_us: int) -> Coverage:
    """Return how much of a promise's hours a link's hours leave out.

    >>> always = WorkingCalendar.from_spec("24x7")
    >>> office = WorkingCalendar.from_spec({"time_zone": "UTC", "week": {"mon-sun": ["09:00-17:00"]}})
    >>> cover(always, office, 0, _DAY_US).outside_us // _HOUR_US, cover(office, always, 0, _DAY_US).outside_us
    (16, 0)
    """
    promised = promise.spans_us(since_us, until_us)
    both = intersect(promised, link.spans_us(since_us, until_us))
    whole = sum(end - start for start, end in promised)
    return Coverage(open_us=whole, outside_us=whole - sum(end - start for start, end in both))


def in_series(shares: Iterable[Fraction]) -> Fraction:
    """Return the availability of what needs every one of some parts, which fail independently: their product.

    >>> in_series([Fraction(999, 1000), Fraction(99, 100)])
    Fraction(98901, 100000)
    """
    return prod(shares, start=Fraction(1))


def surely_met(shares: Iterable[Fraction]) -> Fraction:
    """Return the share of work that surely meets every one of some targets: misses may fall on different work.

    >>> surely_met([Fraction(95, 100), Fraction(90, 100)])
    Fraction(17, 20)
    """
    return max(Fraction(0), 1 - sum((1 - share for share in shares), start=Fraction(0)))


def _excess(promise: Link, path: Sequence[Link], start_us: int) -> int:
    end = start_us
    for link in path:
        end = link.end_us(end)
    return promise.calendar.elapsed_us(start_us, end) - promise.allowed_us(start_us)


def _starts(promise: Link, path: Sequence[Link], since_us: int, until_us: int) -> list[int]:
    """Return the starts between which the excess changes evenly, each also a microsecond later, where it may jump."""
    turns = _turns(promise.calendar, since_us, until_us)
    for link in reversed(path):
        before = _before(link, turns, since_us)
        turns = {*before, *_turns(link.calendar, since_us, until_us)}
    turns |= _turns(promise.calendar, since_us, until_us)
    if any(not isinstance(link.target, Duration) for link in (promise, *path)):
        turns.update(range(since_us, until_us, _HOUR_US))
    found = {since_us, *(turn for turn in turns if since_us <= turn < until_us)}
    return sorted(found | {turn + 1 for turn in found})


def _turns(calendar: WorkingCalendar, since_us: int, until_us: int) -> set[int]:
    """Return the instants at which a calendar opens or closes, a month beyond the end too: work ends later."""
    return {edge for span in calendar.spans_us(since_us, until_us + 31 * _DAY_US) for edge in span}


def _before(link: Link, ends: Iterable[int], since_us: int) -> set[int]:
    """Return when work would have to begin to end at some instants."""
    if isinstance(link.target, Duration):
        us = link.target.us
        return {link.calendar.subtract_us(end, us) for end in ends if end > since_us}
    return set()
