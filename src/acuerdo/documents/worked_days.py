"""Days off that are worked instead of another day: whose hours they take over."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from acuerdo.core.hours import CalendarRefused, WorkingCalendar
from acuerdo.core.hours.spans import Span, intersect, merge
from acuerdo.core.hours.texts import read_days, read_intervals, write_interval
from acuerdo.documents.shapes.calendars import CalendarShape, SeasonShape

_FRIDAY = 4
_MINUTES_A_DAY = 1440


def take_hours(form: CalendarShape, day: date, like: date | None, closed: Sequence[object]) -> list[str]:
    """Give the hours of a worked day off: those of the day it is worked for (else of its Friday), closures taken out.

    Nothing where the calendar knows no hours by weekday.
    """
    model = like or day + timedelta(days=_FRIDAY - day.weekday())
    try:
        hours = read_intervals(_week_hours(form, model), "week")
        night = read_intervals(_week_hours(form, day - timedelta(days=1)), "week")
        open_part = _not_closed(day, closed)
    except CalendarRefused:
        return []  # said when the calendar itself is made
    if not hours:
        return []
    # Special hours replace all readings of their date, so that the tail of the night before is said again.
    tails = [(0, end - _MINUTES_A_DAY) for _, end in night if end > _MINUTES_A_DAY]
    kept: list[Span] = intersect(open_part, tails)
    for start, end in hours:
        if end > _MINUTES_A_DAY:
            # A night: a closure is of its own date only, so that the tail stays with an open head.
            heads = intersect(open_part, [(start, _MINUTES_A_DAY)])
            kept += [(a, end if b == _MINUTES_A_DAY else b) for a, b in heads]
        else:
            kept += intersect(open_part, [(start, end)])
    return [write_interval(span) for span in merge(kept)]


def _week_hours(form: CalendarShape, model: date) -> list[str]:
    seasons = [season for season in form.seasons if _covers(season, model)]
    dated = [season for season in seasons if len(season.from_) > len("06-15")]
    week = next((season.week for season in (*dated, *seasons)), form.week)
    if not isinstance(week, dict):
        return []
    return [text for key, hours in week.items() if model.weekday() in read_days(key, "week") for text in hours]


def _covers(season: SeasonShape, day: date) -> bool:
    iso = day.isoformat()
    text = iso if len(season.from_) == len(iso) else iso[len("2026-") :]
    if season.from_ <= season.to:
        return season.from_ <= text <= season.to
    return text >= season.from_ or text <= season.to


def _not_closed(day: date, closed: Sequence[object]) -> list[Span]:
    """The minutes of a date that no closure takes; in UTC a reading is an instant, which makes it simple."""
    calendar = WorkingCalendar.from_spec({"time_zone": "UTC", "week": "24x7", "closed": list(closed)})
    start = datetime.combine(day, time(), UTC)
    spans = calendar.spans(start, start + timedelta(days=1))
    minute = timedelta(minutes=1)
    return [((a - start) // minute, (b - start) // minute) for a, b in spans]
