"""Calendars that Hypothesis invents, around the nights and dates on which zones do something strange."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from acuerdo.core import NeverOpens, WorkingCalendar
from tests.laws.brute_hours import NAMES

STRANGE_NIGHTS = [
    ("Europe/Madrid", date(2026, 3, 29)),
    ("Europe/Madrid", date(2026, 10, 25)),
    ("Europe/Moscow", date(2011, 3, 27)),
    ("Europe/Moscow", date(2014, 10, 26)),
    ("Pacific/Apia", date(2011, 12, 30)),  # this date never was
    ("America/Sao_Paulo", date(2018, 11, 4)),  # midnight is missing
    ("America/Sao_Paulo", date(2018, 2, 18)),  # the clock falls back to the date before
    ("Asia/Tehran", date(2021, 3, 22)),
    ("Asia/Tehran", date(2021, 9, 22)),
    ("America/Havana", date(2024, 3, 10)),
    ("America/Havana", date(2024, 11, 3)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),  # half an hour
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("America/St_Johns", date(2006, 4, 2)),  # one minute past midnight
    ("America/St_Johns", date(2006, 10, 29)),
    ("America/Nuuk", date(2024, 3, 31)),  # the last hour of Saturday is missing
    ("America/Nuuk", date(2024, 10, 27)),
    ("Asia/Kathmandu", date(2026, 5, 1)),
    ("Antarctica/Troll", date(2026, 3, 29)),  # two hours
    ("UTC", date(2028, 2, 29)),
]


def write_clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@st.composite
def day_hours(draw: st.DrawFn, *, nights: bool = True, least: int = 0) -> list[str]:
    """Draw the intervals that begin on one date; the last may be a night, as long as it leaves no overlap."""
    grid = st.one_of(st.integers(0, 48).map(lambda half: half * 30), st.integers(0, 1440))
    cuts = sorted(draw(st.sets(grid, min_size=2 * least, max_size=6)))
    cuts = cuts[: len(cuts) // 2 * 2]
    if nights and cuts and cuts[-1] < 1440 and draw(st.booleans()):
        cuts = [*cuts[1:], cuts[0]]
    return [f"{write_clock(a)}-{write_clock(b)}" for a, b in zip(cuts[::2], cuts[1::2], strict=True)]


@st.composite
def weeks(draw: st.DrawFn) -> dict[str, list[str]]:
    """Draw a week, by ranges of days or day by day."""
    if draw(st.booleans()):
        hours = draw(day_hours(least=1))
        return {draw(st.sampled_from(["mon-fri", "mon-sun", "sat,sun", "fri-mon", "sun,tue-wed"])): hours}
    return {name: draw(day_hours()) for name in draw(st.sets(st.sampled_from(NAMES), min_size=3))}


@dataclass(frozen=True)
class Case:
    """A spec, its calendar, and the days around which something happens."""

    spec: Mapping[str, Any]
    calendar: WorkingCalendar
    start: datetime
    days: int

    @property
    def end(self) -> datetime:
        return self.start + timedelta(days=self.days)


def instants(case: Case) -> st.SearchStrategy[datetime]:
    """Draw instants of a case's days, most of them on whole minutes, where the edges are."""
    minutes = st.integers(0, case.days * 1440).map(lambda minute: case.start + timedelta(minutes=minute))
    micros = st.integers(0, case.days * 86_400_000_000).map(lambda us: case.start + timedelta(microseconds=us))
    return st.one_of(minutes, micros)


@st.composite
def zoned_specs(draw: st.DrawFn, zone: str, near: list[date]) -> dict[str, Any]:
    """Draw a spec in a zone with closures, seasons and special openings on the given dates."""
    spec: dict[str, Any] = {"time_zone": zone, "week": draw(weeks())}
    dates = st.sampled_from(near)
    if draw(st.booleans()):
        spec["closed"] = draw(st.lists(closures(dates), max_size=3))
    if draw(st.booleans()):
        spec["seasons"] = draw(seasons(dates))
    if draw(st.booleans()):
        special = draw(st.lists(dates, unique=True, max_size=3))
        spec["open"] = [{"date": day.isoformat(), "hours": draw(day_hours())} for day in special]
    if draw(st.integers(0, 9)) == 0:
        spec[draw(st.sampled_from(["valid_from", "valid_until"]))] = draw(dates).isoformat()
    return spec


@st.composite
def closures(draw: st.DrawFn, dates: st.SearchStrategy[date]) -> str | dict[str, Any]:
    first, last = sorted((draw(dates), draw(dates)))
    shape = draw(st.sampled_from(["%Y-%m-%d", "%m-%d"]))
    one, other = first.strftime(shape), last.strftime(shape)
    hours = draw(day_hours(nights=False, least=1))
    shapes: list[str | dict[str, Any]] = [
        one,
        f"{one}..{other}",
        f"{one} {hours[0]}",
        f"{one}..{other} {hours[0]}",
        {"on": one, "holiday": "Feast"},
        {"from": one, "to": other, "hours": hours, "name": "Works"},
    ]
    return shapes[draw(st.integers(0, len(shapes) - 1))]


@st.composite
def seasons(draw: st.DrawFn, dates: st.SearchStrategy[date]) -> list[dict[str, Any]]:
    """Draw up to one season of every year, perhaps over the new year, and one of one time."""
    found: list[dict[str, Any]] = []
    if draw(st.booleans()):
        first, last = draw(dates), draw(dates)
        found.append({"from": f"{first:%m-%d}", "to": f"{last:%m-%d}", "week": draw(weeks())})
    if draw(st.booleans()):
        first, last = sorted((draw(dates), draw(dates)))
        found.append({"from": first.isoformat(), "to": last.isoformat(), "week": draw(weeks())})
    return found


@st.composite
def cases(draw: st.DrawFn, *, days: int = 4) -> Case:
    """Draw a calendar in one zone and the days around one of its strange nights."""
    zone, on = draw(st.sampled_from(STRANGE_NIGHTS))
    near = [on + timedelta(days=step) for step in range(-3, 4)]
    spec = draw(zoned_specs(zone, near))
    try:
        calendar = WorkingCalendar.from_spec(spec)
    except NeverOpens:
        spec = {**spec, "closed": [], "week": {"mon-sun": ["22:00-06:00"]}, "seasons": []}
        calendar = WorkingCalendar.from_spec({**spec, "valid_until": "2100-12-31"})
        spec = {**spec, "valid_until": "2100-12-31"}
    start = datetime(on.year, on.month, on.day, tzinfo=UTC) - timedelta(days=days // 2)
    return Case(spec, calendar, start, days)


@st.composite
def union_cases(draw: st.DrawFn, *, days: int = 4) -> Case:
    """Draw the union of two calendars, of one zone or of two."""
    zone, on = draw(st.sampled_from(STRANGE_NIGHTS))
    other, _ = draw(st.sampled_from(STRANGE_NIGHTS))
    near = [on + timedelta(days=step) for step in range(-3, 4)]
    parts = [draw(zoned_specs(name, near)) for name in (zone, other)]
    for part in parts:
        part.pop("valid_from", None)
        part.pop("valid_until", None)
    spec: dict[str, Any] = {"time_zone": zone, "any_of": parts}
    if draw(st.booleans()):
        spec["working_days"] = [draw(st.sampled_from(["mon-fri", "sat,sun,mon", "tue-sun"]))]
    start = datetime(on.year, on.month, on.day, tzinfo=UTC) - timedelta(days=days // 2)
    try:
        return Case(spec, WorkingCalendar.from_spec(spec), start, days)
    except NeverOpens:
        parts[0]["week"], parts[0]["closed"], parts[0]["seasons"] = {"mon-sun": ["08:00-17:00"]}, [], []
        return Case(spec, WorkingCalendar.from_spec(spec), start, days)
