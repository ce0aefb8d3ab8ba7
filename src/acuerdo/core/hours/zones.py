"""Time zones as values: the offsets from UTC that hold between two instants, from 1970 to 2100.

A zone is read once from the zone database and kept as numbers, so that a calendar means the same for ever, also when
the database changes. Instants are whole microseconds since 1970-01-01T00:00Z; a *reading* is what a wall clock shows,
counted in the same way as if it were UTC.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from acuerdo.core.hours.refusals import CalendarRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acuerdo.core.hours.spans import Span

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 1440 * MINUTE
_ONE_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
FIRST_US = 0
"""The first instant that a calendar knows: 1970-01-01T00:00Z."""
LAST_US = (date(2101, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY
"""The end of what a calendar knows: 2101-01-01T00:00Z."""

_FURTHEST = 26 * 60 * MINUTE
"""No zone was ever further from UTC than this, nor any instant from its reading."""

# Names that depend on the machine, or that count leap seconds: no two sides can agree on them.
_MACHINE_ZONES = ("posix/", "right/", "localtime", "posixrules", "Factory")


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """The offsets of one zone: ``offsets_us[i]`` holds from ``starts_us[i]`` (the first is 1970-01-01T00:00Z)."""

    name: str
    starts_us: tuple[int, ...]
    offsets_us: tuple[int, ...]

    def regimes(self, start_us: int, end_us: int) -> list[tuple[int, int, int]]:
        """Cut ``[start_us, end_us)`` where the offset changes: (from, to, offset), all in microseconds."""
        first = max(bisect_right(self.starts_us, start_us) - 1, 0)
        last = bisect_left(self.starts_us, end_us)
        edges = [start_us, *self.starts_us[first + 1 : last], end_us]
        return [(edges[i], edges[i + 1], self.offsets_us[first + i]) for i in range(len(edges) - 1)]

    def reading(self, instant_us: int) -> int:
        """What the wall clock shows at an instant."""
        return instant_us + self.offsets_us[max(bisect_right(self.starts_us, instant_us) - 1, 0)]

    def instants(self, start: int, end: int) -> list[Span]:
        """The instants whose readings lie in ``[start, end)``, in order: none in a gap, two spans in an overlap."""
        offset = self._offset_around(start, end)
        if offset is not None:
            return [(start - offset, end - offset)] if start < end else []
        found: list[Span] = []
        for a, b, offset in self.regimes(start - _FURTHEST, end + _FURTHEST):
            lower, upper = max(a, start - offset), min(b, end - offset)
            if lower < upper:
                found.append((lower, upper))
        return found

    def _offset_around(self, start: int, end: int) -> int | None:
        """The offset of every instant whose reading may lie in ``[start, end)``; None where it is not one alone."""
        at = bisect_right(self.starts_us, start - _FURTHEST)
        alone = at > 0 and (at == len(self.starts_us) or self.starts_us[at] >= end + _FURTHEST)
        return self.offsets_us[at - 1] if alone else None

    def instant(self, reading: int) -> int:
        """The instant of a reading: the first of two; a missing one takes the offset before the transition."""
        offset = self._offset_around(reading, reading + 1)
        if offset is not None:
            return reading - offset
        first = self.instants(reading, reading + 1)
        if first:
            return first[0][0]
        after = next(i for i in range(1, len(self.starts_us)) if self.starts_us[i] + self.offsets_us[i] > reading)
        return reading - self.offsets_us[after - 1]

    def end_of_date(self, midnight: int) -> int:
        """The end of the date whose first reading is ``midnight``: its last instant, and what follows is another's."""
        inside = self.instants(midnight, midnight + DAY)
        return inside[-1][1] if inside else self.instant(midnight + DAY)


def read_zone(name: str, path: str = "time_zone") -> Zone:
    """Read a zone of the IANA database, with every change of offset from 1970 to 2100.

    Raises CalendarRefused (``unknown_zone``) for a name that the database does not hold.

    >>> read_zone("Europe/Madrid").offsets_us[0] // 3_600_000_000
    1
    """
    zone = _find_zone(name)
    if zone is not None:
        return _read_changes(name, zone)
    near = get_close_matches(name, available_timezones(), n=1)
    hint = f"did you mean {near[0]}?" if near else "use a name of the IANA database such as Europe/Madrid"
    raise CalendarRefused(f"there is no time zone {name!r}; {hint}", code="unknown_zone", path=path)


def thaw_zone(name: str, pairs: Sequence[tuple[str, str]], path: str = "transitions") -> Zone:
    """Read a zone from its frozen transitions: pairs of an instant in UTC and the offset in seconds from there on.

    Raises CalendarRefused (``bad_transitions``) when they do not begin in 1970, do not rise, or lie between seconds.
    """
    try:
        starts = tuple((datetime.fromisoformat(instant) - EPOCH) // _MICROSECOND for instant, _ in pairs)
        offsets = tuple(int(offset) * SECOND for _, offset in pairs)
    except (ValueError, TypeError):
        starts, offsets = (), ()
    rising = all(before < after and after % SECOND == 0 for before, after in pairwise(starts))
    if not starts or starts[0] != FIRST_US or not rising or max(map(abs, offsets)) > DAY:
        raise CalendarRefused(
            "expected rising pairs of an instant in whole seconds and an offset of at most a day in seconds, the first "
            "of 1970-01-01T00:00:00Z",
            code="bad_transitions",
            path=path,
        )
    return Zone(name=name, starts_us=starts, offsets_us=offsets)


def freeze_zone(zone: Zone) -> list[list[object]]:
    """Write the transitions of a zone as pairs of an instant in UTC (text) and the offset in seconds."""
    instants = [(EPOCH + timedelta(microseconds=start)).strftime("%Y-%m-%dT%H:%M:%SZ") for start in zone.starts_us]
    return [[instant, offset // SECOND] for instant, offset in zip(instants, zone.offsets_us, strict=True)]


@cache
def _read_changes(name: str, zone: ZoneInfo) -> Zone:
    starts, offsets = [FIRST_US], [_offset(zone, 0)]
    # A day is shorter than any period between two changes of offset (the shortest on record lasted seven), so that
    # none is missed. Both datetimes carry the zone: their difference is that of the readings, the offset itself.
    day, from_utc = datetime(1970, 1, 1, tzinfo=zone), zone.fromutc
    for day_s in range(86_400, LAST_US // SECOND + 1, 86_400):
        day += _ONE_DAY
        offset = from_utc(day) - day
        if offset != offsets[-1]:
            starts.append(_find_change(zone, day_s - 86_400, day_s, offsets[-1]) * SECOND)
            offsets.append(offset)
    return Zone(name=name, starts_us=tuple(starts), offsets_us=tuple(offset // _MICROSECOND for offset in offsets))


def _find_zone(name: str) -> ZoneInfo | None:
    if name.startswith(_MACHINE_ZONES):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _offset(zone: ZoneInfo, instant_s: int) -> timedelta:
    instant = datetime(1970, 1, 1, tzinfo=zone) + timedelta(seconds=instant_s)
    return zone.fromutc(instant) - instant


def _find_change(zone: ZoneInfo, before_s: int, after_s: int, offset_before: timedelta) -> int:
    """Find by halving the first second at which the offset is no longer the one before."""
    while after_s - before_s > 1:
        middle = (before_s + after_s) // 2
        if _offset(zone, middle) == offset_before:
            before_s = middle
        else:
            after_s = middle
    return after_s
