"""Calendars and days in words: weekly hours, seasons, holidays, and the days of a period on which they were closed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from acuerdo.core.hours.texts import DAY_NAMES
from acuerdo.documents.shapes.calendars import CalendarForm, CalendarShape, WeekShape
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.vocabulary import say_closing
from acuerdo.texts.nodes import Plain
from acuerdo.words import phrase, say_date, say_weekday

if TYPE_CHECKING:
    from acuerdo.studies.report.model import ReportModel

ALWAYS = "24x7"
OPEN_ALWAYS = phrase("open at all times, every day of the year")
_ZONE = phrase("Clocks of {zone}.")
_WEEK = phrase("Weekly hours: {hours}.")
_SEASON = phrase("From {first} to {last}: {hours}.")
_HOLIDAYS = phrase("Closed on the public holidays of {places}.")
_UNION = phrase("Open whenever one of these is: {calendars}.")
_CLOSED = phrase("In this period closed or changed: {days}.")
_ON = phrase("{date} ({cause})")
_NO_WEEK = phrase("no weekly hours, only dates with hours of their own")
_DAY_OF_YEAR = phrase("{day}/{month}", context="a day of every year, in figures: 15/06")
_HOURS = phrase("{day} {hours}", context="a day with its hours")
_SHUT = phrase("closed", context="a day without hours")
DASH = "\N{EN DASH}"
_YEARLY_LENGTH = 5


def calendar_lines(name: str, form: CalendarForm, model: "ReportModel", voice: Voice) -> Iterator[str]:
    """Yield the sentences that say when a calendar is open."""
    if isinstance(form, str):
        yield _one_off(form, voice)
        return
    yield from _hours(form, voice)
    zone = form.time_zone or model.zone
    if not form.any_of:
        yield voice.say(_ZONE, zone=zone)
    closed = [(at, cause) for calendar, at, cause in model.days_off if calendar == name]
    if closed:
        days = [voice.say(_ON, date=voice.on(at), cause=say_closing(voice.language, cause)) for at, cause in closed]
        yield voice.say(_CLOSED, days="; ".join(days))


def _one_off(name: str, voice: Voice) -> str:
    said = voice.say(OPEN_ALWAYS) if name == ALWAYS else name
    return said[:1].upper() + said[1:] + "."


def _hours(shape: CalendarShape, voice: Voice) -> Iterator[str]:
    if shape.any_of:
        parts = [
            voice.calendar(part) if isinstance(part, str) else "; ".join(_hours(part, voice)) for part in shape.any_of
        ]
        yield voice.say(_UNION, calendars=voice.names(parts))
        return
    yield voice.say(_WEEK, hours=week_text(shape.week, voice))
    for season in shape.seasons:
        first, last = day_text(season.from_, voice), day_text(season.to, voice)
        yield voice.say(_SEASON, first=first, last=last, hours=week_text(season.week, voice))
    if shape.holidays:
        places = [f"{one.country}-{one.subdivision}" if one.subdivision else one.country for one in shape.holidays]
        yield voice.say(_HOLIDAYS, places=voice.names(places))


def week_text(week: WeekShape | None, voice: Voice) -> str:
    """Say weekly hours from Monday on; days with the same hours stand together."""
    if week is None or isinstance(week, str):
        return voice.say(_NO_WEEK if week is None else OPEN_ALWAYS)
    return say_week({days: list(hours) for days, hours in week.items()}, voice)


def say_week(week: Plain, voice: Voice) -> str:
    """Say weekly hours; days with the same hours stand together."""
    if not isinstance(week, dict):
        return voice.say(OPEN_ALWAYS)
    days = _by_day(week)
    if not any(days.values()):
        return voice.say(_NO_WEEK)
    return "; ".join(
        voice.say(_HOURS, day=_days(group, voice), hours=", ".join(hours)) for group, hours in _groups(days) if hours
    )


def week_rows(week: Plain, voice: Voice) -> list[tuple[str, str]]:
    """Return weekly hours as rows of a table: days of the same hours, and the hours."""
    if not isinstance(week, dict):
        return [("", voice.say(OPEN_ALWAYS))]
    return [(_days(group, voice), ", ".join(hours) or voice.say(_SHUT)) for group, hours in _groups(_by_day(week))]


def _by_day(week: Mapping[str, Plain]) -> dict[int, tuple[str, ...]]:
    """Return the hours of each day, Monday being 0."""
    found: dict[int, tuple[str, ...]] = dict.fromkeys(range(7), ())
    for key, hours in week.items():
        ends = [DAY_NAMES.index(word.strip().lower()[:3]) for word in key.split("-")]
        first, last = ends[0], ends[-1]
        span = range(first, last + 1) if first <= last else (*range(first, 7), *range(last + 1))
        for day in span:
            found[day] = tuple(say_hours(hours))
    return found


def _groups(days: Mapping[int, tuple[str, ...]]) -> list[tuple[list[int], tuple[str, ...]]]:
    groups: list[tuple[list[int], tuple[str, ...]]] = []
    for day, hours in days.items():
        if groups and groups[-1][1] == hours:
            groups[-1][0].append(day)
        else:
            groups.append(([day], hours))
    return groups


def _days(days: Sequence[int], voice: Voice) -> str:
    ends = [days[0], days[-1]] if len(days) > 1 else [days[0]]
    return DASH.join(say_weekday(voice.language, day, short=True) for day in ends)


def say_hours(hours: Plain) -> list[str]:
    """Return the hours of a day, each with a dash between its ends."""
    items = hours if isinstance(hours, list) else [hours]
    return [item.replace("-", DASH) for item in items if isinstance(item, str)]


def day_text(text: str, voice: Voice) -> str:
    """Say a day of one year (2026-06-15) or of every year (06-15)."""
    if len(text) == _YEARLY_LENGTH:
        month, _, day = text.partition("-")
        return voice.say(_DAY_OF_YEAR, day=day, month=month)
    return say_date(voice.language, date.fromisoformat(text))
