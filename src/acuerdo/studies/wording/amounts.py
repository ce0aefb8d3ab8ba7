"""One value of a document in words: a share, open time, an interval, a date, money; whatever is none of them stays."""

from collections.abc import Callable
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from acuerdo.core.terms.agreement import WarningPoint
from acuerdo.documents import scalars
from acuerdo.documents.scalars import Interval, Money, ScalarRefused
from acuerdo.studies.report.hours_words import day_text
from acuerdo.studies.report.terms_words import say_target
from acuerdo.studies.report.voice import Voice
from acuerdo.words import phrase, say_date, say_money, say_number

T = TypeVar("T")

_UNITS = MappingProxyType(
    {
        "m": phrase("{n} minute", plural="{n} minutes"),
        "h": phrase("{n} hour", plural="{n} hours"),
        "bd": phrase("{n} business day", plural="{n} business days"),
        "d": phrase("{n} day", plural="{n} days"),
        "w": phrase("{n} week", plural="{n} weeks"),
        "mo": phrase("{n} month", plural="{n} months"),
        "y": phrase("{n} year", plural="{n} years"),
    }
)
_PER = MappingProxyType(
    {
        "h": phrase("{amount} per hour"),
        "day": phrase("{amount} per day"),
        "month": phrase("{amount} per month"),
        "quarter": phrase("{amount} per quarter"),
        "year": phrase("{amount} per year"),
        "ticket": phrase("{amount} per ticket"),
        "user": phrase("{amount} per user"),
        "asset": phrase("{amount} per asset"),
        "site": phrase("{amount} per site"),
    }
)
_OF_TARGET = phrase("{share} of the target")
_BEFORE_DUE = phrase("{duration} before it is due")
_AFTER_DUE = phrase("{duration} after it was due")
_PAID = frozenset({"rate", "amount", "beyond", "least", "cap", "credit"})
"""The keys under which a bare number is an amount of money."""


def say_amount(text: str, key: str, voice: Voice) -> str:
    """Say a text of a document as the value that it is; `key` is where it stands."""
    if key == "warn_at" or (key == "at" and text[:1] in ("+", "-", *"0123456789")):
        warning = _tried(scalars.read_warning, text)
        if warning is not None:
            return say_warning(warning, voice)
    for said in (_share, _target, _interval, _date):
        found = said(text, voice)
        if found is not None:
            return found
    money = _tried(scalars.read_money, text)
    if money is not None and (key in _PAID or money.currency or money.per):
        return say_price(money, voice)
    return text


def say_warning(warning: WarningPoint, voice: Voice) -> str:
    """Say when somebody is warned."""
    if warning.share is not None:
        return voice.say(_OF_TARGET, share=voice.target_share(warning.share))
    offset = warning.offset_us or 0
    return voice.say(_BEFORE_DUE if offset < 0 else _AFTER_DUE, duration=voice.lasting(abs(offset)))


def say_interval(interval: Interval, voice: Voice) -> str:
    """Say how often, or how long on the wall calendar."""
    return voice.say(_UNITS[interval.unit], n=interval.count)


def say_price(money: Money, voice: Voice) -> str:
    """Say an amount with its currency, and what it is paid for."""
    currency = money.currency or voice.document.currency
    places = max(0, -int(money.amount.as_tuple().exponent))
    plain = say_number(voice.language, money.amount, places=places)
    said = plain if currency is None else say_money(voice.language, money.amount, currency)
    return said if money.per is None else voice.say(_PER[money.per], amount=said)


def _share(text: str, voice: Voice) -> str | None:
    found = _tried(scalars.read_percent, text)
    return None if found is None else voice.target_share(found)


def _target(text: str, voice: Voice) -> str | None:
    found = _tried(scalars.read_target, text)
    return None if found is None else say_target(found, voice)


def _interval(text: str, voice: Voice) -> str | None:
    found = _tried(scalars.read_interval, text)
    return None if found is None else say_interval(found, voice)


def _date(text: str, voice: Voice) -> str | None:
    found = _tried(scalars.read_date, text)
    return None if found is None else say_date(voice.language, found)


def _tried(reader: Callable[[str], T], text: str) -> T | None:
    try:
        return reader(text)
    except ScalarRefused:
        return None


def say_day(text: str, voice: Voice) -> str:
    """Say a date, or a day of every year (06-15); anything else as it stands."""
    try:
        return (
            day_text(text, voice) if len(text) == len("06-15") else say_date(voice.language, date.fromisoformat(text))
        )
    except ValueError:
        return text
