"""When somebody is told: at once, when their quiet hours end, or with their summary. Local times, in their own zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices

MORNING = time(8, 0)
_FOLDS = (0, 1)


class Summary(TextChoices):
    """What comes in one letter instead of several: what quiet hours held back, or all that is not urgent."""

    HELD = "held"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """How somebody wants to be told. Without both ends there are no quiet hours; they may lie over midnight."""

    quiet_from: time | None = None
    quiet_until: time | None = None
    summary: str = Summary.HELD
    summary_at: time = MORNING
    urgent_passes: bool = True


def told_at(wanted: Quiet, time_zone: str, at: datetime, *, urgent: bool) -> datetime | None:
    """Return when somebody is to be told of what is told now; None: at once.

    >>> night = Quiet(quiet_from=time(22), quiet_until=time(7))
    >>> told_at(night, "Europe/Madrid", datetime(2026, 3, 2, 23, 30, tzinfo=UTC), urgent=False)
    datetime.datetime(2026, 3, 3, 6, 0, tzinfo=datetime.timezone.utc)
    >>> told_at(night, "Europe/Madrid", datetime(2026, 3, 2, 12, tzinfo=UTC), urgent=False)
    """
    if urgent and wanted.urgent_passes:
        return None
    zone = ZoneInfo(time_zone)
    if wanted.summary == Summary.ALL and not urgent:
        return _next(wanted.summary_at, zone, at)
    if wanted.quiet_from is None or wanted.quiet_until is None:
        return None
    today = at.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        begin = min(_instants(day, wanted.quiet_from, zone))
        end = _next(wanted.quiet_until, zone, begin)  # where it is shown twice: the first showing
        if begin <= at < end:
            return end
    return None


def _next(local: time, zone: ZoneInfo, at: datetime) -> datetime:
    """Return the first instant after `at` at which a zone's clocks show a time; one that is skipped: just after."""
    day = at.astimezone(zone).date()
    found = [one for ahead in range(3) for one in _instants(day + timedelta(days=ahead), local, zone) if one > at]
    return min(found)


def _instants(day: date, local: time, zone: ZoneInfo) -> list[datetime]:
    wanted = datetime.combine(day, local)
    found = [wanted.replace(fold=fold, tzinfo=zone).astimezone(UTC) for fold in _FOLDS]
    # of a time that is skipped, the second reading lies before the skip
    return [one for one in found if one.astimezone(zone).replace(tzinfo=None) >= wanted]
