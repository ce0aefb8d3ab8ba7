"""A year of a calendar by its dates: what is open, what is special, and what has to be reviewed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from acuerdo.core.hours import WorkingCalendar

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """A date: its open time in local readings (from, to), and what is special about it.

    `kind` is `open`, `off`, `holiday`, `closed` (a closure of the whole day or a part of it) or `special` (hours of its
    own); `name` is what the calendar calls it.
    """

    on: date
    kind: str
    name: str
    hours: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    """A year of a calendar; `provisional` says that its holidays are not all published yet."""

    year: int
    days: tuple[CalendarDay, ...]
    provisional: bool

    @property
    def to_review(self) -> tuple[CalendarDay, ...]:
        """The dates that somebody has to look at before the year is agreed."""
        return tuple(one for one in self.days if one.kind in ("holiday", "closed", "special"))

    @property
    def working_days(self) -> int:
        """On how many dates it is open at all."""
        return sum(bool(one.hours) for one in self.days)


def year_of(calendar: WorkingCalendar, year: int) -> CalendarYear:
    """Lay out a year of a calendar (1971 to 2099), in its own zone.

    >>> spec = {"time_zone": "UTC", "week": {"mon-fri": ["09:00-17:00"]}, "closed": ["2026-12-25"]}
    >>> laid = year_of(WorkingCalendar.from_spec(spec), 2026)
    >>> laid.working_days, [one.on.isoformat() for one in laid.to_review]
    (260, ['2026-12-25'])
    """
    zone = ZoneInfo(calendar.time_zone)
    special = dict(_special(calendar.freeze()))
    first = date(year, 1, 1)
    dates = [first + _DAY * number for number in range((date(year, 12, 31) - first).days + 1)]
    start, end = _midnight(dates[0], zone), _midnight(date(year, 12, 31), zone) + _DAY
    return CalendarYear(
        year=year,
        days=tuple(_day(calendar, one, zone, special) for one in dates),
        provisional=calendar.provisional_between_us(_us(start), _us(end)),
    )


def _day(calendar: WorkingCalendar, on: date, zone: ZoneInfo, special: Mapping[str, tuple[str, str]]) -> CalendarDay:
    spans = calendar.spans(_midnight(on, zone), _midnight(on + _DAY, zone))
    hours = tuple((f"{a.astimezone(zone):%H:%M}", _end(b.astimezone(zone), on)) for a, b in spans)
    kind, name = special.get(on.isoformat(), special.get(on.isoformat()[5:], ("open" if hours else "off", "")))
    return CalendarDay(on=on, kind=kind, name=name, hours=hours)


def _end(reading: datetime, on: date) -> str:
    return "24:00" if reading.date() > on else f"{reading:%H:%M}"


def _special(spec: Mapping[str, object]) -> Iterable[tuple[str, tuple[str, str]]]:
    """The dates (or days of every year) that a frozen calendar names, those of its parts with them."""
    for part in _list(spec, "any_of"):
        yield from _special(part)
    for one in _list(spec, "closed"):
        kind = "holiday" if "holiday" in one else "closed"
        for on in _stretch(one):
            yield on, (kind, str(one.get("holiday", one.get("name", ""))))
    for one in _list(spec, "open"):
        yield str(one["date"]), ("special", str(one.get("name", "")))


def _list(spec: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    found = spec.get(key, [])
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _stretch(one: Mapping[str, object]) -> Iterable[str]:
    if "on" in one:
        yield str(one["on"])
        return
    first, last = str(one["from"]), str(one["to"])
    yearly = len(first) == len("12-31")
    prefix = "2028-" if yearly else ""  # a leap year knows every day
    on, end = date.fromisoformat(prefix + first), date.fromisoformat(prefix + last)
    while on <= end:
        yield on.isoformat()[5:] if yearly else on.isoformat()
        on += _DAY


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), zone).astimezone(UTC)


def _us(at: datetime) -> int:
    return round(at.timestamp()) * 1_000_000
