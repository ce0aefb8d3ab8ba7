"""Years of calendars that both sides agree on once their holidays are published: written as lines, put into the text.

A line is a date, the hours of that date where it is not closed for all of it, and what it is called:
`2027-01-06 Epifanía`, `2027-02-20 09:00-17:00 Рабочая суббота`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from acuerdo.core.chains.canonical import Json, write_canonical
from acuerdo.documents.findings import DocumentRefused
from acuerdo.documents.reading import read_agreement
from acuerdo.documents.sources import Written

MOST_DATES = 366
LONGEST_NAME = 200
_LINE = re.compile(r"(\S+)(?:\s+(\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*))?(?:\s+(.*))?")


class YearRefused(ValueError):  # a refusal is named by what is wrong, as everywhere in the product
    """A year that cannot be agreed on as it is written.

    `code` is `odd_year_line`, `other_year`, `date_twice`, `many_dates`, `odd_year_hours` or `not_provisional`; `line`
    is the number of the line, from 1, 0 for none.
    """

    def __init__(self, code: str, found: str, expected: str, line: int = 0) -> None:
        self.code = code
        self.found = found
        self.expected = expected
        self.line = line
        super().__init__(f"{code}: found {found}, expected {expected}")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SpecialDate:
    """A date that is not like its weekday: closed, or (`hours`) open at hours of its own, local readings."""

    on: date
    hours: tuple[str, ...] = ()
    name: str = ""


def provisional_years(canonical: str) -> dict[str, tuple[int, ...]]:
    """Return the years of each calendar whose holidays were not published when the text was frozen.

    >>> provisional_years('{"calendars": {"office": {"provisional_years": ["2028"]}, "always": "24x7"}}')
    {'office': (2028,)}
    """
    return {
        name: years
        for name, calendar in json.loads(canonical).get("calendars", {}).items()
        if isinstance(calendar, dict) and (years := tuple(int(one) for one in calendar.get("provisional_years", ())))
    }


def dates_of(canonical: str, calendar: str, year: int) -> tuple[SpecialDate, ...]:
    """Return the dates of a year that a frozen calendar holds to be holidays or days with hours of their own.

    A calendar that is not there has none.
    """
    spec = json.loads(canonical).get("calendars", {}).get(calendar)
    if not isinstance(spec, dict):
        return ()
    closed = [SpecialDate(on=date.fromisoformat(one["on"]), name=one["holiday"]) for one in _holidays(spec, year)]
    opened = [
        SpecialDate(on=date.fromisoformat(one["date"]), hours=tuple(one["hours"]), name=one.get("name", ""))
        for one in spec.get("open", ())
        if one["date"].startswith(f"{year}-")
    ]
    return tuple(sorted([*closed, *opened]))


def write_dates(dates: tuple[SpecialDate, ...]) -> str:
    """Write dates as lines.

    >>> write_dates((SpecialDate(on=date(2027, 2, 20), hours=("09:00-17:00",), name="a worked Saturday"),))
    '2027-02-20 09:00-17:00 a worked Saturday'
    """
    return "\n".join(
        " ".join(part for part in (one.on.isoformat(), ",".join(one.hours), one.name) if part) for one in sorted(dates)
    )


def read_dates(text: str, year: int) -> tuple[SpecialDate, ...]:
    """Read lines, in any order. Raises `YearRefused`.

    >>> [one.name for one in read_dates("2027-01-06 Epifanía", 2027)]
    ['Epifanía']
    """
    found: dict[date, SpecialDate] = {}
    for number, one in _read_lines(text):
        if one.on.year != year:
            raise YearRefused("other_year", one.on.isoformat(), f"a date of {year}", number)
        if one.on in found:
            raise YearRefused("date_twice", one.on.isoformat(), "each date once", number)
        found[one.on] = one
    if len(found) > MOST_DATES:
        raise YearRefused("many_dates", str(len(found)), f"at most {MOST_DATES}")
    return tuple(sorted(found.values()))


def with_year(canonical: str, calendar: str, year: int, dates: tuple[SpecialDate, ...]) -> str:
    """Return the canonical text with a year of a calendar as both sides agreed on it: not provisional any more.

    The holidays and the dates with hours of their own of that year are those that were agreed; other closures stay.
    Raises `YearRefused`.
    """
    content = json.loads(canonical)
    spec = content.get("calendars", {}).get(calendar)
    if not isinstance(spec, dict) or str(year) not in spec.get("provisional_years", ()):
        raise YearRefused("not_provisional", f"{calendar} {year}", "a year that is provisional in this calendar")
    gone = _holidays(spec, year)
    closed = [one for one in spec.get("closed", ()) if one not in gone]
    opened = [one for one in spec.get("open", ()) if not one["date"].startswith(f"{year}-")]
    for one in dates:
        name: dict[str, Json] = {"name": one.name} if one.name else {}
        if one.hours:
            opened.append({"date": one.on.isoformat(), "hours": list(one.hours), **name})
        else:
            closed.append({"on": one.on.isoformat(), "holiday": one.name})
    spec["closed"] = sorted(closed, key=lambda one: str(one.get("on", one.get("from", ""))))
    spec["open"] = sorted(opened, key=lambda one: str(one["date"]))
    spec["provisional_years"] = [one for one in spec["provisional_years"] if one != str(year)]
    written = write_canonical(content)
    try:
        return read_agreement(Written(written), name="agreed.json").canonical
    except DocumentRefused as refused:
        first = refused.findings[0]
        raise YearRefused("odd_year_hours", first.found, first.expected) from None


def _holidays(spec: dict[str, list[dict[str, str]]], year: int) -> list[dict[str, str]]:
    return [one for one in spec.get("closed", ()) if "holiday" in one and one.get("on", "").startswith(f"{year}-")]


def _read_lines(text: str) -> Iterator[tuple[int, SpecialDate]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        said = _LINE.fullmatch(line.strip())
        try:
            on = date.fromisoformat(said[1] if said else "")
        except ValueError:
            found, expected = line.strip()[:80], "a date like 2027-01-06 and its name"
            raise YearRefused("odd_year_line", found, expected, number) from None
        assert said is not None  # noqa: S101  # without it there was no date
        hours = tuple(said[2].split(",")) if said[2] else ()
        yield number, SpecialDate(on=on, hours=hours, name=(said[3] or "").strip()[:LONGEST_NAME])
