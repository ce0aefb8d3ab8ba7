"""The term of an agreement: its periods, its decision dates, and when it ends after somebody gave notice.

Everything here counts dates of the agreement's own zone; both ends of a term are part of it.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import takewhile

_DAY = timedelta(days=1)
_HOURS_A_DAY = 24
_MINUTES_A_DAY = 1440
_MONTHS_A_YEAR = 12
_FRIDAY = 4
_MOST_MONTHS = 240


class Renewal(StrEnum):
    """What happens at the end of a term when nobody does anything: it ends, or with `tacit` it begins again."""

    NEVER = "never"
    TACIT = "tacit"
    EXPRESS = "express"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """So many units of the wall calendar: `d w mo y`, `bd` (Monday to Friday), `h m` (as whole days, rounded up)."""

    count: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """From when until when an agreement governs, how it goes on, and how long before its end notice has to be given.

    `renewed_to` is the last date of the latest renewal that both sides agreed on.
    """

    from_on: date
    to_on: date | None = None
    renewal: Renewal = Renewal.EXPRESS
    notice: Stretch | None = None
    renewed_to: date | None = None

    @property
    def own_end_on(self) -> date | None:
        """The last date before any tacit renewal."""
        return self.to_on if self.to_on is None or self.renewed_to is None else max(self.to_on, self.renewed_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Something to be decided about a term: by `decide_by`, so that notice can still be given by `notice_by`.

    Without a decision the agreement goes on until `renews_until`, or with None ends on `end_on`.
    """

    end_on: date
    notice_by: date
    decide_by: date
    renews_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What follows from a notice: the last date, whether it was given in time for the date that was wanted."""

    wanted_on: date
    earliest_on: date
    last_on: date
    in_time: bool


def after(on: date, stretch: Stretch) -> date:
    """Return the date a stretch after another one; of a month without that day, its last.

    >>> after(date(2026, 1, 31), Stretch(count=1, unit="mo")), after(date(2026, 3, 6), Stretch(count=2, unit="bd"))
    (datetime.date(2026, 2, 28), datetime.date(2026, 3, 10))
    """
    if stretch.unit in ("mo", "y"):
        return _months_after(on, stretch.count * (_MONTHS_A_YEAR if stretch.unit == "y" else 1))
    if stretch.unit == "bd":
        for _ in range(stretch.count):
            on += _DAY
            while on.weekday() > _FRIDAY:
                on += _DAY
        return on
    return on + timedelta(days=_days_of(stretch))


def latest_before(end_on: date, stretch: Stretch | None) -> date:
    """Return the latest date from which a whole stretch lies before the end of another one.

    >>> latest_before(date(2026, 12, 31), Stretch(count=60, unit="d"))
    datetime.date(2026, 11, 1)
    """
    if stretch is None:
        return end_on
    if stretch.unit in ("mo", "y"):
        found = _months_after(end_on, -stretch.count * (_MONTHS_A_YEAR if stretch.unit == "y" else 1))
    else:
        found = end_on - timedelta(days=_days_of(stretch))
    while not _fits(found, stretch, end_on):
        found -= _DAY
    while found < end_on and _fits(found + _DAY, stretch, end_on):
        found += _DAY
    return found


def ends(term: Term) -> Iterator[date]:
    """Yield the last dates of a term's periods: one, or with tacit renewal one after the other; none without an end.

    A term of whole months is renewed by as many months, any other by as many days.

    >>> year = Term(from_on=date(2026, 1, 1), to_on=date(2026, 12, 31), renewal=Renewal.TACIT)
    >>> [end for end, _ in zip(ends(year), range(2))]
    [datetime.date(2026, 12, 31), datetime.date(2027, 12, 31)]
    """
    if term.to_on is None or term.own_end_on is None:
        return
    yield term.own_end_on
    if term.renewal is not Renewal.TACIT:
        return
    months, days = _whole_months(term.from_on, term.to_on), (term.to_on - term.from_on).days + 1
    begun_on, count = term.own_end_on + _DAY, 0
    while True:
        count += 1
        try:
            yield (
                _months_after(begun_on, months * count) if months else begun_on + timedelta(days=days * count)
            ) - _DAY
        except (OverflowError, ValueError):
            return


def period_end(term: Term, on: date) -> date | None:
    """Return the last date of the period in which a date lies; None without an end, or when it is over."""
    return next((end for end in ends(term) if end >= on), None)


def coming_decisions(term: Term, on: date, buffer_days: int = 0) -> Iterator[Decision]:
    """Yield what has to be decided about a term, one end after the other, as far as it can still be decided on a date.

    `buffer_days` lie between the decision and the last date for the notice.
    """
    coming = ends(term)
    end_on = next(coming, None)
    while end_on is not None:
        later = next(coming, None)
        notice_by = latest_before(end_on, term.notice)
        if notice_by >= on:
            decide_by = max(notice_by - timedelta(days=buffer_days), term.from_on)
            yield Decision(end_on=end_on, notice_by=notice_by, decide_by=decide_by, renews_until=later)
        end_on = later


def decisions(term: Term, on: date, until: date, buffer_days: int = 0) -> list[Decision]:
    """Return the coming decisions that are due by a date, itself included.

    >>> year = Term(from_on=date(2026, 1, 1), to_on=date(2026, 12, 31), renewal=Renewal.TACIT,
    ...     notice=Stretch(count=60, unit="d"))
    >>> [(one.decide_by, one.renews_until) for one in decisions(year, date(2026, 3, 1), date(2027, 3, 1), 14)]
    [(datetime.date(2026, 10, 18), datetime.date(2027, 12, 31))]
    """
    return list(takewhile(lambda one: one.decide_by <= until, coming_decisions(term, on, buffer_days)))


def ending(term: Term, given_on: date, wanted_on: date | None = None) -> Ending:
    """Return when an agreement ends after a notice given on a date, by its own term.

    Without an end it ends once the notice has run; with one at the end of a period, the first that leaves the notice
    its time. `wanted_on` is the date that was asked for, otherwise the first possible end.

    >>> year = Term(from_on=date(2026, 1, 1), to_on=date(2026, 12, 31), renewal=Renewal.TACIT,
    ...     notice=Stretch(count=60, unit="d"))
    >>> ending(year, date(2026, 11, 1)).last_on, ending(year, date(2026, 11, 2)).last_on
    (datetime.date(2026, 12, 31), datetime.date(2027, 12, 31))
    """
    run_out = max(given_on if term.notice is None else after(given_on, term.notice), term.from_on)
    if term.to_on is None:
        wanted = run_out if wanted_on is None else wanted_on
        return Ending(wanted_on=wanted, earliest_on=run_out, last_on=max(wanted, run_out), in_time=wanted >= run_out)
    own = term.own_end_on or term.to_on
    first = period_end(term, given_on) or own
    wanted = first if wanted_on is None else wanted_on
    earliest = period_end(term, run_out) or own
    last = period_end(term, max(wanted, run_out)) or own
    return Ending(wanted_on=wanted, earliest_on=earliest, last_on=last, in_time=run_out <= wanted)


def _fits(on: date, stretch: Stretch, end_on: date) -> bool:
    try:
        return after(on, stretch) <= end_on
    except (OverflowError, ValueError):  # beyond the last date that there is
        return False


def _days_of(stretch: Stretch) -> int:
    if stretch.unit == "h":
        return -(-stretch.count // _HOURS_A_DAY)
    if stretch.unit == "m":
        return -(-stretch.count // _MINUTES_A_DAY)
    return stretch.count * (7 if stretch.unit == "w" else 1)


def _months_after(on: date, months: int) -> date:
    year, month = divmod(on.year * _MONTHS_A_YEAR + on.month - 1 + months, _MONTHS_A_YEAR)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def _whole_months(from_on: date, to_on: date) -> int | None:
    """Say how many months a term lasts, None where it is not whole ones."""
    months = (to_on.year - from_on.year) * _MONTHS_A_YEAR + to_on.month - from_on.month
    return next(
        (n for n in (months, months + 1) if 0 < n <= _MOST_MONTHS and _months_after(from_on, n) == to_on + _DAY), None
    )
