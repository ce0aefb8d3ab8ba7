"""Calendars: the hours of each day of the week, seasons, and the days of each year that are closed or special."""

import json
from collections.abc import Iterator

from acuerdo.studies.agreement_text.pen import Item, Pen
from acuerdo.studies.report.blocks import Block, Cell, Clause, Column, Line, Section, Table
from acuerdo.studies.report.hours_words import OPEN_ALWAYS, week_rows
from acuerdo.studies.wording.weeks import say_closing, say_season, year_of
from acuerdo.texts.nodes import Plain
from acuerdo.words import phrase

_CALENDARS = phrase("Service hours and calendars", context="section of an agreement")
_ZONE = phrase("Clocks of {zone}.")
_UNION = phrase("Open whenever one of these is: {calendars}.")
_PART = phrase("a calendar of its own")
_DAYS = phrase("Days", context="column: days of the week")
_OPEN = phrase("Hours", context="column: hours of a day")
_WEEK = phrase("{name}: weekly hours")
_YEAR = phrase("{name}: closed days and special hours in {year}")
_PROVISIONAL = phrase("{name}: closed days and special hours in {year}, provisional until the year is published")
_EVERY_YEAR = phrase("{name}: closed days and special hours of every year")
_DAY = phrase("Day", context="column")
_WHAT = phrase("What holds", context="column: a day is closed, or has hours of its own")
_CLOSED = phrase("closed", context="a day without hours")
_SPECIAL = phrase("hours of its own", context="a day")
_SEASONS = phrase("Other hours for a part of the year: {season}.")
_LATER = phrase("Later years are resolved by the same rule, and both sides confirm them when they are published.")
_MOST_YEARS = 3


def calendars_section(pen: Pen) -> Section:
    """Say every calendar."""
    found = pen.table("calendars")
    used = [name for name in pen.document.shape.calendars if name in found]
    blocks = [block for name in used for block in _calendar(name, found[name], pen)]
    return Section(anchor="calendars", title=pen.say(_CALENDARS), blocks=tuple(blocks))


def _calendar(name: str, calendar: Plain, pen: Pen) -> Iterator[Block]:
    title, called = pen.calendar(name), pen.voice.calendar(name)
    if not isinstance(calendar, dict) or _is_always(calendar):
        said = pen.say(OPEN_ALWAYS)
        yield Clause(number="", title=title, lines=(Line(said[:1].upper() + said[1:] + "."),))
        return
    parts = calendar.get("any_of")
    if isinstance(parts, list) and parts:
        names = ", ".join(dict.fromkeys(_name_of(part, pen) for part in parts))
        yield Clause(number="", title=title, lines=(Line(pen.say(_UNION, calendars=names)),))
        return
    yield Clause(number="", title=title, lines=tuple(_lines(calendar, pen)))
    yield Table(
        caption=pen.say(_WEEK, name=called),
        columns=(Column(pen.say(_DAYS), share=1.0), Column(pen.say(_OPEN), share=3.0)),
        rows=tuple((Cell(days), Cell(hours)) for days, hours in week_rows(calendar.get("week", {}), pen.voice)),
    )
    yield from _years(called, calendar, pen)


def _is_always(calendar: Item) -> bool:
    hours = calendar.get("week")
    whole = ["00:00-24:00"]
    return isinstance(hours, dict) and len(hours) == 7 and all(day == whole for day in hours.values())  # noqa: PLR2004 - the days of a week


def _name_of(part: Plain, pen: Pen) -> str:
    """Name a part of a union: the calendar of the agreement that is the same."""
    if isinstance(part, str):
        return pen.voice.calendar(part)
    written = _hours_of(part)
    same = (name for name, other in pen.table("calendars").items() if _hours_of(other) == written)
    found = next(same, "")
    return pen.voice.calendar(found) if found else pen.say(_PART)


def _hours_of(calendar: Plain) -> str:
    """Write when a calendar is open, whatever it is called."""
    return json.dumps(
        {key: said for key, said in calendar.items() if key != "title"} if isinstance(calendar, dict) else calendar,
        sort_keys=True,
    )


def _lines(calendar: Item, pen: Pen) -> Iterator[Line]:
    yield Line(pen.say(_ZONE, zone=str(calendar.get("time_zone") or pen.document.time_zone)))
    seasons = calendar.get("seasons", [])
    for season in seasons if isinstance(seasons, list) else ():
        if isinstance(season, dict):
            yield Line(pen.say(_SEASONS, season=say_season(season, pen.voice)))
    if any(year > _last_year(pen) for year in _provisional(calendar)):
        yield Line(pen.say(_LATER))


def _years(name: str, calendar: Item, pen: Pen) -> Iterator[Table]:
    days = [(key, day) for key in ("closed", "open") for day in _listed(calendar.get(key))]
    first = pen.document.from_on.year
    for year in ("", *map(str, range(first, _last_year(pen) + 1))):
        found = [(key, day) for key, day in days if year_of(day) == year]
        if found:
            caption = _YEAR if int(year or 0) not in _provisional(calendar) else _PROVISIONAL
            said = pen.say(caption, name=name, year=year) if year else pen.say(_EVERY_YEAR, name=name)
            yield _days(said, sorted(found, key=_date_of), pen)


def _days(caption: str, days: list[tuple[str, Plain]], pen: Pen) -> Table:
    rows = [
        (Cell(say_closing(day, pen.voice)), Cell(pen.say(_SPECIAL if key == "open" or _in_part(day) else _CLOSED)))
        for key, day in days
    ]
    return Table(
        caption=caption,
        columns=(Column(pen.say(_DAY), share=3.0), Column(pen.say(_WHAT), share=1.0)),
        rows=tuple(rows),
        cards=False,
    )


def _in_part(day: Plain) -> bool:
    """Say whether only hours of a day are closed; the day says them."""
    return isinstance(day, dict) and "hours" in day


def _date_of(found: tuple[str, Plain]) -> str:
    day = found[1]
    return str(day.get("on") or day.get("date") or day.get("from")) if isinstance(day, dict) else str(day)


def _listed(value: Plain | None) -> list[Plain]:
    return value if isinstance(value, list) else []


def _provisional(calendar: Item) -> list[int]:
    return [int(str(year)) for year in _listed(calendar.get("provisional_years"))]


def _last_year(pen: Pen) -> int:
    """The last year that is shown: of the term, three years at most; of an open one the first two."""
    first, last = pen.document.from_on.year, pen.document.to_on
    return min(last.year, first + _MOST_YEARS - 1) if last else first + 1
