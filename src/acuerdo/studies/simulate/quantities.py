"""Durations, shares, numbers and days of a scenario: text in, typed values out."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

SECOND_US = 1_000_000
_UNITS_US = {"s": SECOND_US, "m": 60 * SECOND_US, "h": 3600 * SECOND_US, "d": 86_400 * SECOND_US}
_DURATION = re.compile(r"(?:\d+[dhms])+", re.ASCII)
_PART = re.compile(r"(\d+)([dhms])", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,6})?", re.ASCII)
_MOST_US = 366 * 86_400 * SECOND_US
_HOURS = 24

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Unfit(ValueError):
    """A text that does not say what was expected."""

    def __init__(self, found: str, expected: str) -> None:
        self.found = f"'{found}'"
        self.expected = expected
        super().__init__(f"found {self.found}, expected {expected}")


def _text(found: object, expected: str) -> str:
    if not isinstance(found, str):
        raise Unfit("a list or a mapping", expected)
    return found


def parse_duration_us(found: object) -> int:
    """Microseconds of `90s`, `15m`, `4h`, `1h30m` or `3d` (24 hours each), from one second to 366 days.

    >>> parse_duration_us("1h30m")
    5400000000
    """
    text = _text(found, "a duration such as 15m or 4h")
    if not _DURATION.fullmatch(text) or len(text) > 30:  # noqa: PLR2004 - no honest duration is longer
        raise Unfit(text, "a duration such as 90s, 15m, 4h, 1h30m or 3d")
    total = sum(int(number) * _UNITS_US[unit] for number, unit in _PART.findall(text))
    if not SECOND_US <= total <= _MOST_US:
        raise Unfit(text, "something from 1s to 366d")
    return total


def parse_share(found: object) -> float:
    """A share 0..1 from `25%`.

    >>> parse_share("25%")
    0.25
    """
    text = _text(found, "a share such as 25%")
    if not text.endswith("%") or not _NUMBER.fullmatch(text[:-1]):
        raise Unfit(text, "a share with its sign, such as 25% or 0.5%")
    share = float(text[:-1]) / 100
    if share > 1:
        raise Unfit(text, "at most 100%")
    return share


def parse_number(found: object) -> float:
    """A number that is not negative, at most 1,000,000, with a decimal point.

    >>> parse_number("2.5")
    2.5
    """
    text = _text(found, "a number such as 3 or 2.5")
    if not _NUMBER.fullmatch(text) or float(text) > 1_000_000:  # noqa: PLR2004 - the limit is told in the message
        raise Unfit(text, "a number from 0 to 1000000, such as 3 or 2.5")
    return float(text)


def parse_day(found: object) -> date:
    """A date `2026-01-31`, from 1990 to 2099.

    >>> parse_day("2026-01-31")
    datetime.date(2026, 1, 31)
    """
    text = _text(found, "a date such as 2026-01-31")
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else None
    except ValueError:
        day = None
    if day is None:
        raise Unfit(text, "a date such as 2026-01-31")
    if not 1990 <= day.year <= 2099:  # noqa: PLR2004 - the limits are told in the message
        raise Unfit(text, "a year from 1990 to 2099")
    return day


def parse_days(found: object) -> tuple[date, date]:
    """First and last date of `2026-08-01..2026-08-15` or of one date.

    >>> parse_days("2026-08-01..2026-08-15")[1]
    datetime.date(2026, 8, 15)
    """
    text = _text(found, "a date or a range such as 2026-08-01..2026-08-15")
    first, dots, last = text.partition("..")
    span = (parse_day(first), parse_day(last if dots else first))
    if span[1] < span[0]:
        raise Unfit(text, "the earlier date first")
    return span


def parse_hours(found: object) -> tuple[int, int]:
    """First and last-but-one hour of a local day: `8-10` is from 8:00 to 10:00, `9` is one hour.

    >>> parse_hours("8-10"), parse_hours("23")
    ((8, 10), (23, 24))
    """
    text = _text(found, "hours such as 8-10")
    match = re.fullmatch(r"(\d{1,2})(?:-(\d{1,2}))?", text, re.ASCII)
    first = int(match[1]) if match else _HOURS
    last = int(match[2]) if match and match[2] else first + 1
    if not first < last <= _HOURS:
        raise Unfit(text, "hours of a day such as 8-10 or 23")
    return first, last


def parse_month(found: object) -> int:
    """A month 1..12."""
    text = _text(found, "a month from 1 to 12")
    if not re.fullmatch(r"\d{1,2}", text, re.ASCII) or not 1 <= int(text) <= 12:  # noqa: PLR2004 - months of a year
        raise Unfit(text, "a month from 1 to 12")
    return int(text)


_NAME = re.compile(r"[^\s\x00-\x1f\x7f,;|/\"'](?:[^\x00-\x1f\x7f,;|/\"']{0,62}[^\s\x00-\x1f\x7f,;|/\"'])?")


def parse_name(found: object) -> str:
    """A name or an id: 1 to 64 characters, without quotes, commas, slashes or line ends.

    >>> parse_name("María José")
    'María José'
    """
    text = _text(found, "a name")
    if not _NAME.fullmatch(text):
        raise Unfit(text, "1 to 64 characters without quotes, commas or slashes")
    return text


def _reads(parse: Callable[[object], object], *made: type) -> BeforeValidator:
    """Texts are read by `parse`; values that a program has made already pass as they are."""
    return BeforeValidator(lambda found: found if isinstance(found, made) else parse(found))


Duration = Annotated[int, _reads(parse_duration_us, int)]
Share = Annotated[float, _reads(parse_share, int, float), Field(ge=0, le=1)]
Number = Annotated[float, _reads(parse_number, int, float), Field(ge=0, le=1_000_000)]
Day = Annotated[date, _reads(parse_day, date)]
Days = Annotated[tuple[date, date], _reads(parse_days, tuple)]
Hours = Annotated[tuple[int, int], _reads(parse_hours, tuple)]
Month = Annotated[int, _reads(parse_month, int)]
Name = Annotated[str, BeforeValidator(parse_name)]
Mix = dict[Name, Number]
