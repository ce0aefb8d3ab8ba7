"""The shift: until when today's service hours last, by the calendars of the promises whose clocks are open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from acuerdo.apps.agreements.models import Version
from acuerdo.apps.clocks.governing import Governing, read_versions
from acuerdo.core.hours import BeyondHorizon, to_datetime, to_us
from acuerdo.documents import AgreementDocument

MOST_VERSIONS = 50
_AHEAD_US = 14 * 24 * 3_600_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Until when a shift lasts, how much of it is left in open time, and by which calendar (empty: a calendar day).

    `document` is the text that says what the calendar is called.
    """

    until_us: int
    left_us: int
    calendar: str
    time_zone: str
    document: AgreementDocument | None = None


def find_shift(versions: Iterable[int], at_us: int, time_zone: str) -> Shift:
    """Return the shift that runs at an instant, or else begins next; of several that are open, the one that ends last.

    `versions` are rows' ids. Where every promise is held around the clock, it lasts until midnight in `time_zone`.
    """
    found = [one for rules in rules_of(versions) for one in _shifts(rules.document, at_us)]
    if not found:
        return _day(at_us, time_zone)
    begins = min(begin for begin, _ in found)
    return max((shift for begin, shift in found if begin == begins), key=lambda shift: shift.until_us)


def rules_of(versions: Iterable[int]) -> list[Governing]:
    """Return what versions (rows' ids) say, of the first `MOST_VERSIONS` of them."""
    wanted = sorted(set(versions))[:MOST_VERSIONS]
    rows = list(Version.objects.filter(pk__in=wanted).select_related("agreement", "offer")) if wanted else []
    return read_versions(rows)


def _shifts(document: AgreementDocument, at_us: int) -> Iterator[tuple[int, Shift]]:
    for calendar in document.terms.calendars.values():
        if calendar.always:
            continue
        zone = ZoneInfo(calendar.time_zone)
        try:
            spans = calendar.spans_us(at_us, at_us + _AHEAD_US)
        except BeyondHorizon:
            continue
        if not spans:
            continue
        first = to_datetime(spans[0][0]).astimezone(zone).date()
        today = [span for span in spans if to_datetime(span[0]).astimezone(zone).date() == first]
        left = sum(until - start for start, until in today)
        yield (
            today[0][0],
            Shift(
                until_us=today[-1][1],
                left_us=left,
                calendar=calendar.name,
                time_zone=calendar.time_zone,
                document=document,
            ),
        )


def _day(at_us: int, time_zone: str) -> Shift:
    local = to_datetime(at_us).astimezone(ZoneInfo(time_zone))
    midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    until = to_us(midnight)
    return Shift(until_us=until, left_us=until - at_us, calendar="", time_zone=time_zone)
