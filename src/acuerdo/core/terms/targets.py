"""What a commitment allows: a working duration, days, an agreed instant, or nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Duration:
    """Open time, in whole microseconds, at least 0."""

    us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessDays:
    """`n bd`, or `n bd end`: to the end of that working day.

    `cut_off_us` is the local wall-clock reading (microseconds since local midnight) after which a start counts as the
    next working day's.
    """

    days: int
    end: bool = False
    cut_off_us: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDays:
    """`n cd`, or `n cd end`: dates of the wall calendar, open or not."""

    days: int
    end: bool = False


@dataclass(frozen=True, slots=True)
class AgreedInstant:
    """The instant that the latest `agreed` fact names."""


@dataclass(frozen=True, slots=True)
class NoTarget:
    """No promise for these tickets, said on purpose."""


Target = Duration | BusinessDays | CalendarDays | AgreedInstant | NoTarget


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCounting:
    """The statutory clause that says where counting of days begins and what happens on a day off.

    `day_one` is `next_opening` or `next_date`; `roll` is None or `next_working_day`.
    """

    day_one: str = "next_opening"
    roll: str | None = None
