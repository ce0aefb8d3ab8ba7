"""Periods of judgement: months, quarters, half-years, years and rolling windows, in the agreement's zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from acuerdo.core.terms.agreement import Period

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY_US = 86_400_000_000
_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
_IN_YEAR = 12
_YEARS = range(1970, 2101)
"""The years of working calendars; there is room before and behind them for the periods that a trend shows."""

_LABEL = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<part>[QH])(?P<number>\d)|(?P<month>\d{2})))?", re.ASCII)


class PeriodRefused(ValueError):
    """A period that cannot be read; `code` is `bad_period`."""

    code = "bad_period"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodSpan:
    """One period, `[from_us, until_us)` in microseconds since 1970-01-01 UTC, by its label: `2026-04`, `2026-Q2`."""

    label: str
    from_us: int
    until_us: int


def periods_over(period: Period, zone: str, from_us: int, until_us: int) -> list[PeriodSpan]:
    """Return the consecutive periods that cover `[from_us, until_us)`; at least one.

    Rolling windows end at `until_us` and go back from there, each of so many days of 24 hours.

    >>> [found.label for found in periods_over(Period(unit="quarter"), "Europe/Madrid", 0, 200 * 86_400_000_000)]
    ['1970-Q1', '1970-Q2', '1970-Q3']
    """
    local = ZoneInfo(zone)
    if period.rolling_days is not None:
        return _rolling(period.rolling_days, local, from_us, until_us)
    months = _MONTHS[period.unit]
    first = (_EPOCH + timedelta(microseconds=from_us)).astimezone(local)
    place = first.year * _IN_YEAR + (first.month - 1) // months * months
    return list(_calendar_periods(period.unit, months, place, local, until_us))


def periods_before(period: Period, zone: str, until_us: int, count: int) -> list[PeriodSpan]:
    """Return so many consecutive periods, the last of which ends at `until_us`; a rolling window may end anywhere.

    >>> ends = period_named("2026-Q1", "UTC").until_us
    >>> [found.label for found in periods_before(Period(unit="quarter"), "UTC", ends, 3)]
    ['2025-Q3', '2025-Q4', '2026-Q1']
    """
    local = ZoneInfo(zone)
    if period.rolling_days is not None:
        return _rolling(
            period.rolling_days, local, until_us - (count - 1) * period.rolling_days * _DAY_US - 1, until_us
        )
    months = _MONTHS[period.unit]
    last = (_EPOCH + timedelta(microseconds=until_us - 1)).astimezone(local)
    place = last.year * _IN_YEAR + (last.month - 1) // months * months
    return list(_calendar_periods(period.unit, months, place - (count - 1) * months, local, until_us))


def period_named(label: str, zone: str) -> PeriodSpan:
    """Return the period of a label: `2026-04`, `2026-Q2`, `2026-H1` or `2026`, of the years 1970 to 2100.

    Raises `PeriodRefused`.

    >>> period_named("2026-04", "UTC").label
    '2026-04'
    """
    match = _LABEL.fullmatch(label)
    refused = PeriodRefused(f"period {label!r}: expected 2026-04, 2026-Q2, 2026-H1 or 2026")
    if match is None:
        raise refused
    kind, number = _part(*match.group("part", "number", "month"))
    if not 1 <= number <= _IN_YEAR // _MONTHS[kind] or int(match["year"]) not in _YEARS:
        raise refused
    start = int(match["year"]) * _IN_YEAR + (number - 1) * _MONTHS[kind]
    return next(_calendar_periods(kind, _MONTHS[kind], start, ZoneInfo(zone), 0))


def _part(part: str | None, number: str | None, month: str | None) -> tuple[str, int]:
    if part is not None and number is not None:
        return ("quarter" if part == "Q" else "half-year"), int(number)
    return ("year", 1) if month is None else ("month", int(month))


def _calendar_periods(unit: str, months: int, place: int, zone: ZoneInfo, until_us: int) -> Iterator[PeriodSpan]:
    """Yield periods from a month (counted from year 0) on, until one ends at or after `until_us`."""
    start = _month_start(place, zone)
    while True:
        stop = _month_start(place + months, zone)
        yield PeriodSpan(label=_label(unit, place), from_us=start, until_us=stop)
        if stop >= until_us:
            return
        place, start = place + months, stop


def _month_start(place: int, zone: ZoneInfo) -> int:
    year, month = divmod(place, _IN_YEAR)
    return (datetime(year, month + 1, 1, tzinfo=zone).astimezone(UTC) - _EPOCH) // _MICROSECOND


def _label(unit: str, place: int) -> str:
    year, month = divmod(place, _IN_YEAR)
    match unit:
        case "month":
            return f"{year:04}-{month + 1:02}"
        case "quarter":
            return f"{year:04}-Q{month // 3 + 1}"
        case "half-year":
            return f"{year:04}-H{month // 6 + 1}"
        case _:
            return f"{year:04}"


def _rolling(days: int, zone: ZoneInfo, from_us: int, until_us: int) -> list[PeriodSpan]:
    spans: list[PeriodSpan] = []
    stop = until_us
    while not spans or stop > from_us:
        start = stop - days * _DAY_US
        until = (_EPOCH + timedelta(microseconds=stop)).astimezone(zone).date().isoformat()
        spans.append(PeriodSpan(label=f"{days}d to {until}", from_us=start, until_us=stop))
        stop = start
    return spans[::-1]
