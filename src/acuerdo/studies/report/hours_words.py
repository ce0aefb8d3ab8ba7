"""Calendars and days in words: weekly hours, seasons, holidays, and the days of a period on which they were closed."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from acuerdo.core.hours.texts import DAY_NAMES
from acuerdo.documents.shapes.calendars import CalendarForm, CalendarShape, WeekShape
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.vocabulary import say_closing
from acuerdo.words import phrase, say_date, say_weekday

if TYPE_CHECKING:
    from acuerdo.studies.report.model import ReportModel

ALWAYS = "24x7"
_ALWAYS = phrase("open at all times, every day of the year")
_ZONE = phrase("Clocks of {zone}.")
_WEEK = phrase("Weekly hours: {hours}.")
_SEASON = phrase("From {first} to {last}: {hours}.")
_HOLIDAYS = phrase("Closed on the public holidays of {places}.")
_UNION = phrase("Open whenever one of these is: {calendars}.")
_CLOSED = phrase("In this period closed or changed: {days}.")
_ON = phrase("{date} ({cause})")
_NO_WEEK = phrase("no weekly hours, only dates with hours of their own")
_DAY_OF_YEAR = phrase("{day}/{month}", context="a day of every year, in figures: 15/06")
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
    said = voice.say(_ALWAYS) if name == ALWAYS else name
    return said[:1].upper() + said[1:] + "."


def _hours(shape: CalendarShape, voice: Voice) -> Iterator[str]:
    if shape.any_of:
        parts = [part if isinstance(part, str) else "; ".join(_hours(part, voice)) for part in shape.any_of]
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
    """Say weekly hours: the days with the hours of each."""
    if week is None:
        return voice.say(_NO_WEEK)
    if isinstance(week, str):
        return voice.say(_ALWAYS)
    return "; ".join(
        f"{_days(days, voice)} {', '.join(text.replace('-', chr(0x2013)) for text in hours)}"
        for days, hours in week.items()
    )


def _days(text: str, voice: Voice) -> str:
    """Say `mon-fri` or `sat` by the short names of a language."""
    names = [word.strip().lower()[:3] for word in text.split("-")]
    if not all(name in DAY_NAMES for name in names):
        return text
    return "\N{EN DASH}".join(say_weekday(voice.language, DAY_NAMES.index(name), short=True) for name in names)


def day_text(text: str, voice: Voice) -> str:
    """Say a day of one year (2026-06-15) or of every year (06-15)."""
    if len(text) == _YEARLY_LENGTH:
        month, _, day = text.partition("-")
        return voice.say(_DAY_OF_YEAR, day=day, month=month)
    return say_date(voice.language, date.fromisoformat(text))
