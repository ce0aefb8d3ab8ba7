"""Numbers, dates, durations and money as each language writes them. A ratio is rounded against whoever promised it.

Babel is imported by the functions that need it, not before: a command that says nothing yet starts without it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from zoneinfo import ZoneInfo

from acuerdo.words.languages import Language
from acuerdo.words.phrases import phrase
from acuerdo.words.speaking import locale_of, speak

_JOINED = "\N{NO-BREAK SPACE}"
_HOURS = phrase("h", context="hours, after a number")
_MINUTES = phrase("min", context="minutes, after a number")
_SECONDS = phrase("s", context="seconds, after a number")

_US_PER_S = 1_000_000
_US_PER_MIN = 60 * _US_PER_S
_US_PER_H = 60 * _US_PER_MIN


class NaiveInstant(ValueError):
    """An instant without an offset was to be shown."""

    code = "words.naive_instant"


def say_number(language: Language, value: float | Decimal, /, *, places: int = 0) -> str:
    """Write a number with exactly ``places`` decimals, rounded half to even.

    >>> say_number(Language.EN, 24918), say_number(Language.ES, 1234.5, places=1)
    ('24,918', '1.234,5')
    """
    from babel.numbers import format_decimal

    rounded = round(_decimal(value), places)
    return format_decimal(rounded, format=_pattern(places, places), locale=locale_of(language))


def say_percent(
    language: Language,
    ratio: float | Decimal | Fraction,
    /,
    *,
    places: int = 1,
    least_places: int | None = None,
    up: bool = False,
) -> str:
    """Write a ratio (1 is everything) as percent with ``places`` decimals, rounded **down**: 99.97 % is never 100 %.

    With ``least_places``, zeros at the end are left out down to that many decimals, as targets are written; ``up``
    rounds up instead.

    >>> say_percent(Language.EN, 0.99979), say_percent(Language.EN, 0.95)
    ('99.9%', '95.0%')
    >>> say_percent(Language.EN, 0.95, places=2, least_places=0)
    '95%'
    >>> say_percent(Language.RU, Fraction(49, 51)).replace("\N{NO-BREAK SPACE}", " ")
    '96,0 %'
    """
    from babel.numbers import format_decimal

    step = Decimal(1).scaleb(-places)
    percent = _whole_percent(ratio, places, up=up) * step
    pattern = _pattern(places if least_places is None else least_places, places)
    locale = locale_of(language)
    manner: str = locale.percent_formats[None].pattern
    return manner.replace("#,##0", format_decimal(percent, format=pattern, locale=locale))


def say_attained(
    language: Language, share: float | Decimal | Fraction, target: Decimal | Fraction | None, /, *, at_most: bool
) -> str:
    """Write an attained share beside its target (both 0..1; None: nothing is promised), so that they do not contradict.

    A share that is to be at most something is rounded up, any other down, to as many decimals as the target has, and
    at least one: what breaks a promise never looks as if it kept it, nor the other way round.

    >>> say_attained(Language.EN, Fraction(9, 112), Decimal("0.08"), at_most=True)
    '8.1%'
    >>> say_attained(Language.EN, Fraction(9997, 10_000), Decimal("0.9995"), at_most=False)
    '99.97%'
    """
    places = next((one for one in (1, 2) if target is None or Fraction(target) * 10 ** (one + 2) % 1 == 0), 3)
    return say_percent(language, share, places=places, up=at_most and target is not None)


def say_date(language: Language, on: date, /) -> str:
    r"""Write a date, its month in letters so that nobody takes it for the day.

    >>> [say_date(language, date(2026, 3, 3)) for language in Language]
    ['3 Mar 2026', '3 mar 2026', '3 мар. 2026\xa0г.']
    """
    from babel.dates import format_date

    return _plain(format_date(on, "medium", locale=locale_of(language)))


def say_month(language: Language, on: date, /) -> str:
    r"""Write the month in which a date lies.

    >>> [say_month(language, date(2026, 3, 3)) for language in Language]
    ['March 2026', 'marzo de 2026', 'март 2026\xa0г.']
    """
    from babel.dates import format_skeleton

    return _plain(format_skeleton("yMMMM", on, locale=locale_of(language)))


def say_weekday(language: Language, weekday: int, /, *, short: bool = False) -> str:
    """Name a day of the week, Monday being 0.

    >>> say_weekday(Language.ES, 0), say_weekday(Language.EN, 6, short=True)
    ('lunes', 'Sun')
    """
    from babel.dates import get_day_names

    names = get_day_names("abbreviated" if short else "wide", context="stand-alone", locale=locale_of(language))
    return str(names[weekday])


def say_instant(language: Language, at: datetime, /, *, zone: ZoneInfo, named: bool = True, exact: bool = False) -> str:
    """Write an instant as the clocks of a zone show it, to the minute, with the zone's name.

    ``exact`` adds seconds and what is below them; ``named=False`` leaves out the zone, for tables that name it once.
    Where the clocks were set back and show a reading twice, the offset says which one is meant. Raises `NaiveInstant`.

    >>> from datetime import UTC
    >>> madrid = ZoneInfo("Europe/Madrid")
    >>> say_instant(Language.EN, datetime(2026, 3, 3, 8, 0, tzinfo=UTC), zone=madrid)
    '3 Mar 2026, 09:00 (Madrid)'
    >>> say_instant(Language.EN, datetime(2026, 10, 25, 1, 30, tzinfo=UTC), zone=madrid)
    '25 Oct 2026, 02:30 (Madrid, UTC+01:00)'
    """
    if at.utcoffset() is None:
        raise NaiveInstant(f"The instant {at.isoformat()} has no offset: give an aware datetime.")
    local = at.astimezone(zone)
    clock = f"{local:%H:%M}"
    if exact:
        clock += f":{local:%S}" + _fraction(language, local.microsecond)
    remarks = [_zone_name(language, zone)] if named else []
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        remarks.append(_offset(local))
    tail = f" ({', '.join(remarks)})" if remarks else ""
    return f"{say_date(language, local.date())}, {clock}{tail}"


def say_duration(language: Language, duration: timedelta, /, *, exact: bool = False) -> str:
    """Write a duration in hours and minutes, below an hour in minutes and seconds; what is smaller is left out.

    ``exact`` says everything, to the microsecond. Days are not used: a day of work is not a day. A duration that is
    shorter than what would be shown is written exactly, so that nothing which lasted reads as zero.

    >>> [say_duration(language, timedelta(hours=8, minutes=12)).replace(_JOINED, " ") for language in Language]
    ['8 h 12 min', '8 h 12 min', '8 ч 12 мин']
    >>> say_duration(Language.EN, timedelta(seconds=62.5), exact=True).replace(_JOINED, " ")
    '1 min 2.5 s'
    """
    from babel.numbers import get_minus_sign_symbol

    us = duration // timedelta(microseconds=1)
    sign = get_minus_sign_symbol(locale_of(language)) if us < 0 else ""
    parts = _duration_parts(language, abs(us), exact=exact or abs(us) < _US_PER_S)
    return sign + " ".join(parts)


def say_money(language: Language, amount: Decimal, currency: str, /) -> str:
    """Write an amount with its currency (ISO 4217 code), in the decimals that the currency has.

    >>> say_money(Language.EN, Decimal("1234.5"), "EUR")
    '€1,234.50'
    """
    from babel.numbers import format_currency

    return _plain(format_currency(amount, currency, locale=locale_of(language)))


def say_list(language: Language, items: Sequence[str], /) -> str:
    """Write an enumeration.

    >>> [say_list(language, ["a", "b", "c"]) for language in Language]
    ['a, b and c', 'a, b y c', 'a, b и c']
    """
    from babel.lists import format_list

    return format_list(items, locale=locale_of(language))


def _plain(text: str) -> str:
    # Many fonts lack the narrow no-break space.
    return text.replace("\N{NARROW NO-BREAK SPACE}", _JOINED)


def _decimal(value: float | Decimal) -> Decimal:
    # The shortest text of a float is the number that was meant.
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _whole_percent(ratio: float | Decimal | Fraction, places: int, *, up: bool) -> int:
    exact = ratio if isinstance(ratio, Fraction) else Fraction(_decimal(ratio))
    steps: int = 10 ** (places + 2)
    return ceil(exact * steps) if up else floor(exact * steps)


def _pattern(least: int, most: int) -> str:
    return "#,##0" + ("." + "0" * least + "#" * (most - least) if most else "")


def _duration_parts(language: Language, us: int, *, exact: bool) -> list[str]:
    hours, rest = divmod(us, _US_PER_H)
    minutes, rest = divmod(rest, _US_PER_MIN)
    seconds, below_us = divmod(rest, _US_PER_S)
    second = say_number(language, seconds) + (_fraction(language, below_us) if exact else "")
    shown = [
        (say_number(language, hours), _HOURS, hours > 0),
        (say_number(language, minutes), _MINUTES, minutes > 0),
        (second, _SECONDS, rest > 0 and (exact or hours == 0)),
    ]
    units = [(number, unit) for number, unit, is_shown in shown if is_shown] or [(second, _SECONDS)]
    return [f"{number}{_JOINED}{speak(language, unit)}" for number, unit in units]


def _fraction(language: Language, below_us: int) -> str:
    from babel.numbers import get_decimal_symbol

    digits = f"{below_us:06d}".rstrip("0")
    return get_decimal_symbol(locale_of(language)) + digits if digits else ""


def _zone_name(language: Language, zone: ZoneInfo) -> str:
    from babel.dates import get_timezone_location

    return get_timezone_location(zone, locale=locale_of(language), return_city=True)


def _offset(local: datetime) -> str:
    text = f"{local:%z}"
    return f"UTC{text[:3]}:{text[3:5]}"
