"""How big a value of a document is, where two values of its kind can be compared."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from acuerdo.core.terms.agreement import WarningPoint
from acuerdo.core.terms.targets import AgreedInstant, BusinessDays, CalendarDays, Duration, NoTarget
from acuerdo.documents import scalars
from acuerdo.documents.scalars import ScalarRefused
from acuerdo.texts.nodes import Plain

_DAY_MINUTES = 1440
_WALL = MappingProxyType({"m": 1, "h": 60, "d": _DAY_MINUTES, "w": 7 * _DAY_MINUTES})
_MONTHS = MappingProxyType({"mo": 1, "y": 12})
_FLAGS = MappingProxyType({"true": True, "yes": True, "false": False, "no": False})


@dataclass(frozen=True, slots=True)
class Size:
    """A number and what it is a number of; only sizes of the same unit compare."""

    unit: str
    number: Fraction


def size_of(text: str) -> Size | None:
    """Return the size of a value; None for what has none, or depends on the calendar.

    >>> size_of("60m") == size_of("1h"), size_of("2bd")
    (True, Size(unit='bd', number=Fraction(2, 1)))
    """
    for reader in (_share, _target, _interval, _money, _time):
        try:
            found = reader(text)
        except ScalarRefused:
            continue
        if found is not None:
            return found
    return None


def _share(text: str) -> Size:
    return Size("share", scalars.read_percent(text))


def _target(text: str) -> Size | None:
    match scalars.read_target(text):
        case Duration(us):
            return Size("us", Fraction(us))
        case BusinessDays(days=days, end=end):
            return Size("bd end" if end else "bd", Fraction(days))
        case CalendarDays(days=days, end=end):
            return Size("cd end" if end else "cd", Fraction(days))
        case NoTarget() | AgreedInstant():
            return None


def _interval(text: str) -> Size:
    found = scalars.read_interval(text)
    if found.unit in _WALL:
        return Size("us", Fraction(found.count * _WALL[found.unit] * scalars.MINUTE_US))
    return Size("months" if found.unit in _MONTHS else found.unit, Fraction(found.count * _MONTHS.get(found.unit, 1)))


def _money(text: str) -> Size:
    found = scalars.read_money(text)
    return Size(f"money {found.currency} {found.per}", Fraction(found.amount))


def _time(text: str) -> Size:
    return Size("time of day", Fraction(scalars.read_time(text)))


def means_the_same(before: Plain | None, after: Plain | None) -> bool:
    """Say whether two values differ in their writing alone: `60m` and `1h`, `a` and `[a]`, `yes` and `true`.

    >>> means_the_same("PT1H", "60m"), means_the_same(["a"], "a"), means_the_same("60m", "61m")
    (True, True, False)
    """
    if isinstance(before, str) and isinstance(after, str):
        return _alike(before, after)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(means_the_same, before, after))
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(means_the_same(before[key], after[key]) for key in before)
    if isinstance(before, list) or isinstance(after, list):
        one, many = (before, after) if isinstance(after, list) else (after, before)
        return isinstance(many, list) and len(many) == 1 and means_the_same(one, many[0])
    return False


_READERS: tuple[Callable[[str], Duration | Fraction | int | WarningPoint | object], ...] = (
    scalars.read_percent,
    scalars.read_target,
    scalars.read_warning,
)


def _alike(before: str, after: str) -> bool:
    if before == after or (before in _FLAGS and after in _FLAGS and _FLAGS[before] == _FLAGS[after]):
        return True
    for reader in _READERS:
        try:
            return reader(before) == reader(after)
        except ScalarRefused:
            continue
    return _numbers_alike(before, after)


def _numbers_alike(before: str, after: str) -> bool:
    """`99.90` and `99.9` are the same number; as texts of people they are not compared here."""
    try:
        one, other = scalars.read_money(before), scalars.read_money(after)
    except ScalarRefused:
        return False
    return one == other and Decimal(one.amount) == other.amount and (one.currency, one.per) != (None, None)
