"""Which date it is where: agreements begin and end at the midnights of their own zones, wherever it is looked at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from acuerdo.apps.agreements.models import Version

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The date in every zone: `on`, but in the zones `before` it is the day before, in those `after` the day after.

    >>> days = Days(on=date(2026, 3, 2), before=frozenset({"America/Lima"}), after=frozenset({"Asia/Tokyo"}))
    >>> [days.in_zone(zone).day for zone in ("America/Lima", "Europe/Madrid", "Asia/Tokyo")]
    [1, 2, 3]
    """

    on: date
    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()

    @property
    def first(self) -> date:
        """The earliest date that it is anywhere."""
        return self.on - _DAY if self.before else self.on

    @property
    def last(self) -> date:
        """The latest date that it is anywhere."""
        return self.on + _DAY if self.after else self.on

    def in_zone(self, zone: str) -> date:
        """Return the date in a zone; in one that is not known, the date in UTC."""
        if zone in self.after:
            return self.on + _DAY
        return self.on - _DAY if zone in self.before else self.on


On = date | Days
"""When something is asked about: at the midnights of each zone, or on the same date everywhere."""


def days_at(at: datetime) -> Days:
    """Return which date it is at an instant in each zone in which an agreement counts its dates; asks once for them."""
    return days_in(at, Version.objects.order_by().values_list("time_zone", flat=True).distinct())


def days_in(at: datetime, zones: Iterable[str]) -> Days:
    """Return which date it is at an instant in some zones."""
    on, dates = at.astimezone(UTC).date(), {zone: at.astimezone(_zone(zone)).date() for zone in zones if zone}
    return Days(
        on=on,
        before=frozenset(zone for zone, here in dates.items() if here < on),
        after=frozenset(zone for zone, here in dates.items() if here > on),
    )


def days_of(on: On) -> Days:
    """Return a date as one that is the same everywhere; what is said of each zone stays."""
    return on if isinstance(on, Days) else Days(on=on)


@cache
def _zone(name: str) -> ZoneInfo:
    """Return a zone, read once: reading it anew for every list would take longer than the list."""
    return ZoneInfo(name)
