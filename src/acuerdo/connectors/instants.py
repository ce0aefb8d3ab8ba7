"""Instants as other systems write them: many formats, and a zone that somebody must have named."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from acuerdo.core.clock.intake import EARLIEST_US, LATEST_US, FactRefused

ISO = "iso"
EXCEL = "excel"
EPOCH_S = "epoch_s"
EPOCH_MS = "epoch_ms"
NAMED_FORMATS = (ISO, EXCEL, EPOCH_S, EPOCH_MS)

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - local readings are counted from a local epoch, the zone comes after
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - the same: a serial number is a local reading
_US = timedelta(microseconds=1)
_TOKENS = MappingProxyType(
    {
        "d": "(?P<d>[0-9]{1,2})",
        "m": "(?P<m>[0-9]{1,2})",
        "Y": "(?P<Y>[0-9]{4})",
        "y": "(?P<y>[0-9]{2})",
        "H": "(?P<H>[0-9]{1,2})",
        "I": "(?P<I>[0-9]{1,2})",
        "M": "(?P<M>[0-9]{1,2})",
        "S": "(?P<S>[0-5]?[0-9])",
        "f": "(?P<f>[0-9]{1,9})",
        "p": r"(?P<p>[aApP]\.?\s?[mM]\.?)",
        "b": r"(?P<b>[^\W\d_]+\.?)",
        "a": r"[^\W\d_]+\.?",
        "z": r"(?P<z>[zZ]|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})",
    }
)
PLAIN_TOKENS = frozenset("dmYHMS")
"""Tokens that mean the same to every reader of dates."""
_MONTHS: tuple[tuple[str, ...], ...] = (
    ("jan", "ene", "янв"),
    ("feb", "фев"),
    ("mar", "мар"),
    ("apr", "abr", "апр"),
    ("may", "май", "мая"),
    ("jun", "июн"),
    ("jul", "июл"),
    ("aug", "ago", "авг"),
    ("sep", "set", "сен"),
    ("oct", "окт"),
    ("nov", "ноя"),
    ("dec", "dic", "дек"),
)
MONTHS: Mapping[str, int] = MappingProxyType(
    {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
)
_ISO = re.compile(
    r"(?P<Y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"
    r"(?:[Tt ](?P<H>[0-9]{2}):(?P<M>[0-9]{2})(?::(?P<S>[0-5][0-9])(?:[.,](?P<f>[0-9]{1,9}))?)?"
    r" ?(?P<z>[zZ]|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_NUMBER = re.compile(r"[0-9]{1,14}(?:[.,][0-9]{1,15})?")


class Reading(NamedTuple):
    """An instant in microseconds, and what was odd about its local reading: `ambiguous`, `skipped` or nothing."""

    us: int
    oddity: str


class BadFormat(ValueError):
    """A date format that a profile cannot name."""


@cache
def compiled(form: str) -> re.Pattern[str]:
    """Return the pattern of a date format with the tokens of strptime (%d %m %Y %y %H %I %M %S %f %p %b %a %z).

    >>> bool(compiled("%d/%m/%Y %H:%M").fullmatch("3/6/2016 9:05"))
    True
    """
    if form == ISO:
        return _ISO
    pieces = re.split(r"%(.)", form.replace("%B", "%b").replace("%A", "%a"))
    unknown = [token for token in pieces[1::2] if token not in _TOKENS]
    if unknown or len(pieces) == 1:
        raise BadFormat(f"{form}: not a date format" + (f", %{unknown[0]} is not known" if unknown else ""))
    try:
        return re.compile("".join(_TOKENS[piece] if odd % 2 else re.escape(piece) for odd, piece in enumerate(pieces)))
    except re.error:
        raise BadFormat(f"{form}: each part of a date once") from None


def local_reading(text: str, form: str) -> datetime | None:
    """Read a text by one format: naive when the text names no offset; None when it does not match or cannot be."""
    if form in (EXCEL, EPOCH_S, EPOCH_MS):
        return _counted(text, form)
    match = compiled(form).fullmatch(text)
    return None if match is None else _composed(match.groupdict())


def _counted(text: str, form: str) -> datetime | None:
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text.replace(",", "."))
    try:
        if form == EXCEL:
            # Serials carry a float's error; a workbook shows whole seconds, and so do we.
            return _EXCEL_EPOCH + timedelta(seconds=round(number * 86_400))
        return datetime.fromtimestamp(0, UTC) + timedelta(seconds=number / (1 if form == EPOCH_S else 1_000))
    except OverflowError:
        return None


def _composed(parts: Mapping[str, str | None]) -> datetime | None:
    month = _month(parts)
    hour = _hour(parts)
    if month is None or hour is None:
        return None
    try:
        moment = datetime(  # noqa: DTZ001 - the offset, if the text has one, is added below
            _year(parts),
            month,
            int(parts.get("d") or 1),
            hour,
            int(parts.get("M") or 0),
            int(parts.get("S") or 0),
            int(f"{parts.get('f') or '0':0<6}"[:6]),
        )
    except ValueError:
        return None
    zone = parts.get("z")
    return moment if zone is None else _with_offset(moment, zone)


def _year(parts: Mapping[str, str | None]) -> int:
    short = parts.get("y")
    if short is None:
        return int(parts.get("Y") or 0)
    return int(short) + (2000 if int(short) < 70 else 1900)  # noqa: PLR2004 - every year is from 1970 to 2069


def _month(parts: Mapping[str, str | None]) -> int | None:
    name = parts.get("b")
    if name is None:
        return int(parts.get("m") or 1)
    return MONTHS.get(name.lower()[:3])


def _hour(parts: Mapping[str, str | None]) -> int | None:
    twelve = parts.get("I")
    if twelve is None:
        return int(parts.get("H") or 0)
    hour = int(twelve)
    if not 1 <= hour <= 12:  # noqa: PLR2004 - a clock face
        return None
    afternoon = (parts.get("p") or "a").lower().startswith("p")
    return hour % 12 + (12 if afternoon else 0)


def _with_offset(moment: datetime, zone: str) -> datetime | None:
    if zone.upper() in ("Z", "UTC", "GMT"):
        return moment.replace(tzinfo=UTC)
    sign = -1 if zone[0] == "-" else 1
    minutes = sign * (int(zone[1:3]) * 60 + int(zone[-2:]))
    try:
        return moment.replace(tzinfo=UTC) - timedelta(minutes=minutes)
    except OverflowError:
        return None


def local_us(naive: datetime) -> int:
    """Return a local reading as microseconds since a local 1970-01-01."""
    return (naive - _EPOCH) // _US


def offset_us(zone: ZoneInfo, naive: datetime) -> tuple[int, str]:
    """Return the offset of a local reading and its oddity; the earlier offset wins where there are two or none.

    >>> from zoneinfo import ZoneInfo
    >>> offset_us(ZoneInfo("Europe/Madrid"), datetime(2026, 10, 25, 2, 30))
    (7200000000, 'ambiguous')
    """
    first = zone.utcoffset(naive.replace(fold=0)) or timedelta()
    second = zone.utcoffset(naive.replace(fold=1)) or timedelta()
    oddity = "" if first == second else "ambiguous" if first > second else "skipped"
    return first // _US, oddity


@dataclass(slots=True, kw_only=True)
class InstantReader:
    """Reads one import's instants; remembers what it has read, because exports repeat themselves."""

    formats: tuple[str, ...]
    zone: ZoneInfo | None
    known: dict[str, Reading] = field(default_factory=dict)

    def read(self, value: object, column: str) -> Reading:
        """Read a text, an aware or naive datetime, or a date. Raises `FactRefused`."""
        if isinstance(value, str):
            found = self.known.get(value)
            if found is None:
                found = self.known[value] = self._read_text(value, column)
            return found
        return self._placed(_as_datetime(value, column), str(value), column)

    def _read_text(self, text: str, column: str) -> Reading:
        for form in self.formats:
            moment = local_reading(text, form)
            if moment is not None:
                return self._placed(moment, text, column)
        raise FactRefused(
            "bad_instant",
            column=column,
            found=text,
            expected="a date that exists, written as " + ", ".join(self.formats),
            hint="name its format under `dates:` in the import profile",
        )

    def _placed(self, moment: datetime, text: str, column: str) -> Reading:
        if moment.tzinfo is not None:
            naive, offset, oddity = moment.astimezone(UTC).replace(tzinfo=None), 0, ""
        elif self.zone is not None:
            naive, (offset, oddity) = moment, offset_us(self.zone, moment)
        else:
            raise FactRefused(
                "naive_instant",
                column=column,
                found=text,
                expected="an instant with its offset",
                hint="name the time zone in the import profile, or with --time-zone",
            )
        us = local_us(naive) - offset
        if not EARLIEST_US <= us < LATEST_US:
            raise FactRefused("beyond_years", column=column, found=text, expected="a year from 1970 to 2100")
        return Reading(us, oddity)


def _as_datetime(value: object, column: str) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - placed in the profile's zone by the caller
    raise FactRefused("bad_instant", column=column, found=str(value), expected="a date")
