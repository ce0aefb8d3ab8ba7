"""The texts in a calendar's spec: times of day, intervals, dates, ranges of dates, names of weekdays.

Everything arrives as text, the way a document is read; each reader says what it expected and where.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from acuerdo.core.hours.refusals import CalendarRefused
from acuerdo.core.hours.schedule import FULL_DAY, WHOLE, Stretch

if TYPE_CHECKING:
    from acuerdo.core.hours.spans import Span

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_INTERVAL = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_YEARLY = re.compile(r"(\d{2})-(\d{2})", re.ASCII)


def read_text(value: object, path: str) -> str:
    """Read a scalar as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value).strip()
    raise CalendarRefused(f"expected a text, found {_kind(value)}", code="bad_shape", path=path)


def read_list(value: object, path: str) -> Sequence[object]:
    """Read a list."""
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return value
    raise CalendarRefused(f"expected a list such as [...], found {_kind(value)}", code="bad_shape", path=path)


def read_mapping(value: object, path: str) -> dict[str, object]:
    """Read a mapping with text keys."""
    if isinstance(value, Mapping):
        return {read_text(key, path): item for key, item in value.items()}
    raise CalendarRefused(f"expected keys with values, found {_kind(value)}", code="bad_shape", path=path)


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    return f"the text {value!r}" if isinstance(value, str) else type(value).__name__


def join_path(path: str, step: str) -> str:
    """Put a step behind a path."""
    return f"{path}.{step}" if path else step


def read_intervals(value: object, path: str) -> tuple[Span, ...]:
    """Read the intervals that begin on a date, in minutes; nights end past 1440. They may touch, not overlap."""
    texts = [read_text(item, f"{path}[{i}]") for i, item in enumerate(read_list(value, path))]
    found = sorted(read_interval(text, f"{path}[{i}]") for i, text in enumerate(texts))
    joined: list[Span] = []
    for start, end in found:
        if joined and start < joined[-1][1]:
            raise CalendarRefused(
                f"{write_interval(joined[-1])} and {write_interval((start, end))} overlap; "
                "write intervals that do not share any time",
                code="overlapping_intervals",
                path=path,
            )
        # Touching intervals are one, except into a night, whose working day would not change but whose text might.
        if joined and start == joined[-1][1] and end <= FULL_DAY:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def read_interval(text: str, path: str) -> Span:
    """Read ``09:00-14:00``; an end before the start is on the next date.

    >>> read_interval("22:00-06:00", "week.mon[0]")
    (1320, 1800)
    """
    match = _INTERVAL.fullmatch(text)
    start, end = (_minutes(*match.group(1, 2)), _minutes(*match.group(3, 4))) if match else (FULL_DAY, FULL_DAY)
    if start >= FULL_DAY or end > FULL_DAY:
        raise CalendarRefused(
            f"{text!r} is not an interval; write it as 09:00-14:00, up to 24:00", code="bad_interval", path=path
        )
    if start == end:
        raise CalendarRefused(
            f"{text!r} ends where it begins; write 00:00-24:00 for a whole day", code="bad_interval", path=path
        )
    return (start, end) if end > start else (start, end + FULL_DAY)


def write_interval(interval: Span) -> str:
    """Write an interval the way it is read.

    >>> write_interval((1320, 1800))
    '22:00-06:00'
    """
    start, end = interval
    end = end if end <= FULL_DAY else end - FULL_DAY
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


def _minutes(hour: str, minute: str) -> int:
    """Minutes from midnight; more than a day for what no clock shows."""
    return int(hour) * 60 + int(minute) if int(minute) < 60 else FULL_DAY + 1  # noqa: PLR2004 - minutes in an hour


def read_stretch(first: str, last: str, path: str) -> Stretch:
    """Read a range of dates, both ends inclusive: of one time (2026-06-15) or of every year (06-15)."""
    yearly = _YEARLY.fullmatch(first) is not None
    if yearly != (_YEARLY.fullmatch(last) is not None):
        raise CalendarRefused(
            f"{first!r} and {last!r} are of two kinds; write both with the year or both without it",
            code="bad_range",
            path=path,
        )
    if yearly:
        return Stretch(yearly=True, first=_month_day(first, path), last=_month_day(last, path))
    stretch = Stretch(first=read_date(first, path), last=read_date(last, path))
    if stretch.last < stretch.first:
        raise CalendarRefused(f"{first}..{last} ends before it begins", code="bad_range", path=path)
    return stretch


def read_date(text: str, path: str) -> int:
    """Read ``2026-12-25`` as an ordinal."""
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text).toordinal()
        except ValueError:
            pass  # refused below: no such day
    raise CalendarRefused(f"{text!r} is not a date; write it as 2026-12-25", code="bad_date", path=path)


def _month_day(text: str, path: str) -> int:
    try:
        on = date.fromisoformat(f"2000-{text}")
    except ValueError:
        raise CalendarRefused(
            f"{text!r} is not a day of the year; write it as 12-25", code="bad_date", path=path
        ) from None
    return on.month * 100 + on.day


def read_dated_hours(text: str, path: str) -> tuple[Stretch, tuple[Span, ...]]:
    """Read ``2026-08-15``, ``12-31``, ``2026-08-01..2026-08-07``, each with hours behind it or for the whole day."""
    dates, _, hours = text.partition(" ")
    first, _, last = dates.partition("..")
    return read_stretch(first, last or first, path), read_closed_hours([hours] if hours else None, path)


def read_closed_hours(value: object, path: str) -> tuple[Span, ...]:
    """Read the closed part of a date, the whole of it where nothing is said; it ends at midnight at the latest."""
    if value is None:
        return WHOLE
    hours = read_intervals(value, path)
    if not hours or any(end > FULL_DAY for _, end in hours):
        raise CalendarRefused(
            "a closure is of its own date only; end it at 24:00 and close the next date apart",
            code="bad_interval",
            path=path,
        )
    return hours


def write_stretch(stretch: Stretch) -> tuple[str, str]:
    """Write both ends of a range of dates."""
    if stretch.yearly:
        first, last = (f"{end // 100:02}-{end % 100:02}" for end in (stretch.first, stretch.last))
    else:
        first, last = (date.fromordinal(end).isoformat() for end in (stretch.first, stretch.last))
    return first, last


def write_dated_hours(stretch: Stretch, hours: tuple[Span, ...]) -> str:
    """Write dates and closed hours the way they are read; for a closure of at most one interval."""
    first, last = write_stretch(stretch)
    dates = first if first == last else f"{first}..{last}"
    return dates if hours == WHOLE else " ".join((dates, *(write_interval(span) for span in hours)))


def read_days(key: str, path: str) -> list[int]:
    """Read ``mon``, ``mon-fri`` or ``sat,sun`` as weekdays, Monday is 0.

    >>> read_days("fri-sun", "week")
    [4, 5, 6]
    """
    found: list[int] = []
    for part in key.split(","):
        first, dash, last = (name.strip() for name in part.partition("-"))
        if first not in DAY_NAMES or (dash and last not in DAY_NAMES):
            raise CalendarRefused(
                f"{key!r} names no weekdays; write mon, mon-fri or sat,sun", code="bad_day", path=path
            )
        start, end = DAY_NAMES.index(first), DAY_NAMES.index(last or first)
        found += [(start + step) % 7 for step in range((end - start) % 7 + 1)]
    return found
