"""The texts of a document read into values: durations, targets, shares, dates, money, and the usual mistakes."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from acuerdo.core.terms.agreement import Period, WarningPoint
from acuerdo.core.terms.targets import AgreedInstant, BusinessDays, CalendarDays, Duration, NoTarget, Target

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US
LONGEST_US = 10 * 366 * DAY_US
MOST_DAYS = 3660

_DURATION = re.compile(r"(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,12})s)?", re.ASCII)
_ISO_DURATION = re.compile(r"PT(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,12})S)?", re.ASCII)
_WALL = re.compile(r"(\d+)\s*(d|day|days|w|mo|y)", re.ASCII | re.IGNORECASE)
_ISO_DAYS = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?", re.ASCII)
_DAYS = re.compile(r"(\d{1,9})\s?(bd|cd)(\s+end)?", re.ASCII)
_PERCENT = re.compile(r"(\d{1,9}(?:\.\d{1,12})?)\s?%", re.ASCII)
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,12})?", re.ASCII)
_INTERVAL = re.compile(r"(\d{1,5})\s?(m|h|bd|d|w|mo|y)", re.ASCII)
_MONEY = re.compile(r"(\d{1,15}(?:\.\d{1,6})?)(?:\s?([A-Z]{3}))?(?:\s?/\s?([a-z]+))?", re.ASCII)
_STATISTIC = re.compile(r"mean|median|p(\d{1,2}(?:\.\d{1,3})?)", re.ASCII)
_DURATION_FORM = "a duration of open time like 90s, 15m, 4h or 1h30m"
_PERIODS = ("month", "quarter", "half-year", "year")
MONEY_PER = ("h", "day", "month", "quarter", "year", "ticket", "user", "asset", "site")


class ScalarRefused(ValueError):  # a refusal is named by what is wrong, as everywhere in the product
    """A text that is not the value that its place needs. `code` is stable."""

    def __init__(self, code: str, *, expected: str, hint: str = "") -> None:
        self.code = code
        self.expected = expected
        self.hint = hint
        super().__init__(f"expected {expected}" + (f"; {hint}" if hint else ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A stretch of the wall calendar: `m h d w mo y`, or working days `bd`."""

    count: int
    unit: str

    def __str__(self) -> str:
        """Write it as documents do."""
        return f"{self.count}{self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount, its currency (None: the agreement's) and what it is paid for (None: once)."""

    amount: Decimal
    currency: str | None = None
    per: str | None = None


def read_duration(text: str) -> int:
    """Read open time into microseconds: more than nothing, at most ten years.

    >>> read_duration("1h30m") == read_duration("PT90M") == 90 * MINUTE_US
    True
    """
    match = (_DURATION.fullmatch(text) or _ISO_DURATION.fullmatch(text)) if text not in ("", "PT") else None
    if match is None:
        raise ScalarRefused("bad_duration", expected=_DURATION_FORM, hint=_duration_hint(text))
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    us = hours * HOUR_US + minutes * MINUTE_US + seconds * SECOND_US
    if us > LONGEST_US:
        raise ScalarRefused("absurd_duration", expected="at most ten years")
    if us == 0:
        raise ScalarRefused("absurd_duration", expected="more than nothing", hint="no promise is written `none`")
    return us


def _duration_hint(text: str) -> str:
    wall = _WALL.fullmatch(text) or _ISO_DAYS.fullmatch(text)
    count = next((int(part) for part in wall.groups() if part and part.isdecimal()), None) if wall else None
    if count is not None:
        days = count * 7 if "w" in text.lower() else count
        if "mo" in text or "y" in text.lower() or re.fullmatch(r"P\d+M.*", text):
            return "months and years are not open time; write hours, working days (20bd) or calendar days (30cd)"
        return f"a day of open time is not a day: did you mean {days * 24}h, {days}bd or {days}cd?"
    return _other_duration_hint(text)


def _other_duration_hint(text: str) -> str:
    if text.startswith(("-", "P-")):
        return "a target is never negative"
    if text.isdecimal():
        return f"a unit is missing: did you mean {text}m or {text}h?"
    if re.fullmatch(r"\d+[.,]\d+\s*[hms]", text):
        return "write whole numbers: 1h30m instead of 1.5h"
    packed = "".join(text.split()).lower()
    if packed and _DURATION.fullmatch(packed):
        return f"did you mean {packed}?"
    return "hours come first, then minutes (1h30m); minutes are m, hours h, working days bd, calendar days cd"


def read_target(text: str) -> Target:
    """Read what a commitment allows.

    >>> read_target("2bd end"), read_target("none")
    (BusinessDays(days=2, end=True, cut_off_us=None), NoTarget())
    """
    if text == "none":
        return NoTarget()
    if text == "agreed":
        return AgreedInstant()
    match = _DAYS.fullmatch(text)
    if match is None:
        return _duration_target(text)
    days, unit, end = int(match[1]), match[2], match[3] is not None
    if days > MOST_DAYS:
        raise ScalarRefused("absurd_duration", expected="at most ten years")
    if days == 0 and not end:
        raise ScalarRefused("absurd_duration", expected="at least one day", hint=f"the same day is written 0{unit} end")
    return BusinessDays(days=days, end=end) if unit == "bd" else CalendarDays(days=days, end=end)


def _duration_target(text: str) -> Duration:
    try:
        return Duration(read_duration(text))
    except ScalarRefused as refused:
        if refused.code != "bad_duration":
            raise
        expected = f"{_DURATION_FORM}, working days (2bd, 2bd end), calendar days (7cd), none or agreed"
        raise ScalarRefused(refused.code, expected=expected, hint=refused.hint) from None


def read_percent(text: str) -> Fraction:
    """Read a share into 0..1, exactly.

    >>> read_percent("99.9%")
    Fraction(999, 1000)
    """
    match = _PERCENT.fullmatch(text)
    if match is None:
        raise ScalarRefused("bad_percent", expected="a percent like 95% or 99.9%", hint=_percent_hint(text))
    share = Fraction(match[1]) / 100
    if share > 1:
        raise ScalarRefused("bad_percent", expected="at most 100%")
    return share


def _percent_hint(text: str) -> str:
    number = text.replace(",", ".").rstrip(" %")
    if not _NUMBER.fullmatch(number):
        return ""
    value = Decimal(number)
    # What lies between 0 and 1 without a sign was meant as a ratio.
    if value <= 1 and "%" not in text and "." in number:
        return f"did you mean {(value * 100).normalize():f}%?"
    return f"did you mean {number}%?"


def read_number(text: str) -> Decimal:
    """Read a number that is not negative."""
    if not _NUMBER.fullmatch(text):
        hint = "write a point before the decimals" if _NUMBER.fullmatch(text.replace(",", ".")) else ""
        raise ScalarRefused("bad_number", expected="a number like 20 or 0.5", hint=hint)
    return Decimal(text)


def read_amount(text: str) -> Fraction | Decimal | int:
    """Read a limit in whatever it is measured: a share (95%), open time in microseconds (4h), or a bare number."""
    if "%" in text:
        return read_percent(text)
    return read_number(text) if _NUMBER.fullmatch(text) else read_duration(text)


def read_whole(text: str) -> int:
    """Read a whole number that is not negative."""
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise ScalarRefused("bad_number", expected="a whole number like 20")
    return int(text)


def read_flag(text: str) -> bool:
    """Read yes or no."""
    if text in ("true", "yes"):
        return True
    if text in ("false", "no"):
        return False
    raise ScalarRefused("bad_flag", expected="true or false")


def read_date(text: str) -> date:
    """Read a date."""
    hint = "write year-month-day"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        try:
            return date.fromisoformat(text)
        except ValueError:
            hint = "there is no such day"
    raise ScalarRefused("bad_date", expected="a date like 2026-12-31", hint=hint)


def read_time(text: str) -> int:
    """Read a time of day into microseconds since local midnight."""
    match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", text, re.ASCII)
    if match is None:
        raise ScalarRefused("bad_time", expected="a time of day like 16:00")
    return int(match[1]) * HOUR_US + int(match[2]) * MINUTE_US


def read_interval(text: str) -> Interval:
    """Read how often, or how long on the wall calendar."""
    match = _INTERVAL.fullmatch(text)
    if match is None or int(match[1]) == 0:
        raise ScalarRefused("bad_interval", expected="an interval like 12h, 1d, 2w, 1mo, 3mo, 1y or 5bd")
    return Interval(count=int(match[1]), unit=match[2])


def read_rolling(text: str) -> int:
    """Read the days of a rolling period."""
    match = re.fullmatch(r"([1-9]\d{0,3})d", text, re.ASCII)
    if match is None or int(match[1]) > MOST_DAYS:
        raise ScalarRefused("bad_interval", expected="a number of days like 30d, at most ten years")
    return int(match[1])


def read_period(text: str) -> Period:
    """Read the period of judgement that is one of the calendar's."""
    if text not in _PERIODS:
        raise ScalarRefused("bad_period", expected="one of month, quarter, half-year, year, or {rolling: 30d}")
    return Period(unit=text)


def read_warning(text: str) -> WarningPoint:
    """Read when to warn: a share of the target, or an offset from due.

    >>> read_warning("80%").share, read_warning("-10m").offset_us == -10 * MINUTE_US
    (Fraction(4, 5), True)
    """
    if text[:1] in ("-", "+"):
        offset = read_duration(text[1:])
        return WarningPoint(offset_us=-offset if text[0] == "-" else offset)
    if "%" not in text:
        raise ScalarRefused(
            "bad_warning",
            expected="a share of the target like 80%, or an offset from due like -10m or +1h",
            hint="a time before due has a minus",
        )
    return WarningPoint(share=read_percent(text))


def read_moment(text: str) -> WarningPoint | str:
    """Read a moment of a clock: its start, due, breach, or as a warning."""
    return text if text in ("start", "due", "breach") else read_warning(text)


def read_statistic(text: str) -> str:
    """Read the statistic of consumed times: mean, median or a percentile."""
    match = _STATISTIC.fullmatch(text)
    if match is None or (match[1] is not None and not Decimal(match[1])):
        raise ScalarRefused("bad_statistic", expected="mean, median, or a percentile like p90")
    return text


def read_money(text: str) -> Money:
    """Read an amount: `95/h`, `1200`, `1200.50 EUR/month`."""
    match = _MONEY.fullmatch(text)
    if match is None or (match[3] is not None and match[3] not in MONEY_PER):
        raise ScalarRefused(
            "bad_money",
            expected="an amount like 95/h, 1200 or 1200.50 EUR/month",
            hint="after the slash one of " + ", ".join(MONEY_PER),
        )
    return Money(amount=Decimal(match[1]), currency=match[2], per=match[3])


def read_currency(text: str) -> str:
    """Read a currency."""
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise ScalarRefused("bad_currency", expected="a currency of ISO 4217 like EUR, MXN or RUB")
    return text


def read_id(text: str) -> str:
    """Read a name that other places refer to."""
    if not re.fullmatch(r"[^\W_](?:[\w.-]{0,98}[^\W_])?", text):
        raise ScalarRefused(
            "bad_id", expected="a short name of letters, digits, dots, dashes and underscores", hint="without spaces"
        )
    return text


def read_words(text: str) -> str:
    """Read a text that is not empty."""
    if not text.strip():
        raise ScalarRefused("empty_text", expected="a text")
    return text
