"""A calendar's spec (the shape of an agreement document) read into rules."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from acuerdo.core.hours.refusals import CalendarRefused
from acuerdo.core.hours.rules import Rules, Union, ZonedSchedule
from acuerdo.core.hours.schedule import WHOLE, Closure, Opening, Schedule, Season, Stretch, Week
from acuerdo.core.hours.texts import (
    DAY_NAMES,
    join_path,
    read_closed_hours,
    read_date,
    read_dated_hours,
    read_days,
    read_intervals,
    read_list,
    read_mapping,
    read_stretch,
    read_text,
    write_dated_hours,
)
from acuerdo.core.hours.zones import DAY, EPOCH_ORDINAL, FIRST_US, LAST_US, Zone, read_zone, thaw_zone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from acuerdo.core.hours.spans import Span

ALWAYS = "24x7"
FIRST_ON = FIRST_US // DAY + EPOCH_ORDINAL - 1
"""The local date of the first instant, in the zone furthest to the west."""
LAST_ON = LAST_US // DAY + EPOCH_ORDINAL
"""The local date of the last instant, in the zone furthest to the east."""
_SHARED = ("time_zone", "transitions", "provisional_years")
_SCHEDULE_KEYS = (*_SHARED, "week", "seasons", "closed", "open", "valid_from", "valid_until")
_UNION_KEYS = (*_SHARED, "any_of", "working_days")


def read_rules(spec: object, *, others: Mapping[str, Rules], time_zone: str, path: str = "") -> Rules:
    """Read a calendar's spec; ``time_zone`` is the zone of a calendar that names none, if not empty."""
    if spec == ALWAYS:
        spec = {"week": ALWAYS, "time_zone": time_zone or "UTC"}
    keys = read_mapping(spec, path)
    if "any_of" in keys:
        _require_known(keys, _UNION_KEYS, path)
        return _read_union(keys, others, time_zone, path)
    _require_known(keys, _SCHEDULE_KEYS, path)
    if "week" not in keys and "open" not in keys:
        raise CalendarRefused(
            "a calendar needs its hours: week, open, any_of, or the word 24x7", code="never_opens", path=path
        )
    return ZonedSchedule(
        zone=_read_zone(keys, time_zone, path),
        schedule=Schedule(
            week=_read_week(keys.get("week", {}), join_path(path, "week")),
            seasons=_read_seasons(keys.get("seasons", ()), join_path(path, "seasons")),
            closures=_read_closures(keys.get("closed", ()), join_path(path, "closed")),
            openings=_read_openings(keys.get("open", ()), join_path(path, "open")),
            valid=_read_valid(keys, path),
        ),
        provisional_years=_read_years(keys, path),
    )


def _require_known(keys: dict[str, object], known: tuple[str, ...], path: str) -> None:
    for key in keys:
        if key in known:
            continue
        if key == "holidays":
            hint = "holidays are resolved into closed and open dates, and frozen, before a calendar is made of them"
        elif key in (*_SCHEDULE_KEYS, *_UNION_KEYS):
            hint = f"it does not go together with {'any_of' if 'any_of' in keys else 'a week of its own'}"
        else:
            near = get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
        raise CalendarRefused(f"unexpected key {key!r}; {hint}", code="unknown_key", path=join_path(path, key))


def _read_zone(keys: dict[str, object], time_zone: str, path: str) -> Zone:
    name = read_text(keys.get("time_zone", time_zone), join_path(path, "time_zone"))
    if not name:
        raise CalendarRefused(
            "which time zone? Write a name of the IANA database such as Europe/Madrid",
            code="missing_zone",
            path=join_path(path, "time_zone"),
        )
    if "transitions" in keys:
        return _read_transitions(name, keys["transitions"], join_path(path, "transitions"))
    return read_zone(name, join_path(path, "time_zone"))


def _read_transitions(name: str, value: object, path: str) -> Zone:
    pairs: list[tuple[str, str]] = []
    for i, item in enumerate(read_list(value, path)):
        here = f"{path}[{i}]"
        texts = [read_text(part, here) for part in read_list(item, here)]
        if len(texts) != 2:  # noqa: PLR2004 - a pair
            raise CalendarRefused("expected an instant and an offset in seconds", code="bad_transitions", path=here)
        pairs.append((texts[0], texts[1]))
    return thaw_zone(name, pairs, path)


def _read_week(value: object, path: str) -> Week:
    if value == ALWAYS:
        return (WHOLE,) * 7
    days: dict[int, tuple[Span, ...]] = {}
    for key, hours in read_mapping(value, path).items():
        here = join_path(path, key)
        intervals = read_intervals(hours, here)
        for day in read_days(key, here):
            if day in days:
                raise CalendarRefused(
                    f"{DAY_NAMES[day]} is named twice; name each day once", code="duplicate_day", path=here
                )
            days[day] = intervals
    return tuple(days.get(day, ()) for day in range(7))


def _read_seasons(value: object, path: str) -> tuple[Season, ...]:
    found: list[Season] = []
    for i, item in enumerate(read_list(value, path)):
        here = f"{path}[{i}]"
        keys = read_mapping(item, here)
        _require_keys(keys, ("from", "to", "week"), (), here)
        season = Season(stretch=_read_range(keys, here), week=_read_week(keys["week"], join_path(here, "week")))
        for other in found:
            if _meet(season.stretch, other.stretch):
                raise CalendarRefused(
                    "this season meets another of its kind; let each date belong to one",
                    code="overlapping_seasons",
                    path=here,
                )
        found.append(season)
    return tuple(sorted(found))


def _meet(left: Stretch, right: Stretch) -> bool:
    """Whether two stretches of one kind share a date."""
    if left.yearly != right.yearly:
        return False
    # 2000 to 2002 hold every month and day, a leap day, and every way over a new year.
    lower, upper = (730_120, 731_215) if left.yearly else (left.first, left.last)
    return any(a <= d and c <= b for a, b in left.ranges(lower, upper) for c, d in right.ranges(lower, upper))


def _read_range(keys: dict[str, object], path: str) -> Stretch:
    first = read_text(keys["from"], join_path(path, "from"))
    return read_stretch(first, read_text(keys["to"], join_path(path, "to")), path)


def _read_closures(value: object, path: str) -> tuple[Closure, ...]:
    found = {_read_closure(item, f"{path}[{i}]") for i, item in enumerate(read_list(value, path))}
    return tuple(sorted(found))


def _read_closure(item: object, path: str) -> Closure:
    if isinstance(item, str | date):
        stretch, hours = read_dated_hours(read_text(item, path), path)
        return Closure(stretch=stretch, hours=hours, label=f"closure:{write_dated_hours(stretch, hours)}")
    keys = read_mapping(item, path)
    if "on" in keys:
        _require_keys(keys, ("on",), ("name", "holiday", "hours"), path)
        stretch, hours = read_dated_hours(read_text(keys["on"], join_path(path, "on")), join_path(path, "on"))
    else:
        _require_keys(keys, ("from", "to"), ("name", "holiday", "hours"), path)
        stretch, hours = _read_range(keys, path), WHOLE
    if "hours" in keys:
        hours = read_closed_hours(keys["hours"], join_path(path, "hours"))
    if "holiday" in keys:
        label = f"holiday:{read_text(keys['holiday'], join_path(path, 'holiday'))}"
    else:
        label = f"closure:{read_text(keys.get('name', write_dated_hours(stretch, hours)), join_path(path, 'name'))}"
    return Closure(stretch=stretch, hours=hours, label=label)


def _read_openings(value: object, path: str) -> tuple[Opening, ...]:
    found: dict[int, Opening] = {}
    for i, item in enumerate(read_list(value, path)):
        here = f"{path}[{i}]"
        keys = read_mapping(item, here)
        _require_keys(keys, ("date", "hours"), ("name",), here)
        on = read_date(read_text(keys["date"], join_path(here, "date")), join_path(here, "date"))
        if on in found:
            raise CalendarRefused(
                "this date has special hours already; write them once", code="duplicate_date", path=here
            )
        hours = read_intervals(keys["hours"], join_path(here, "hours"))
        found[on] = Opening(on=on, hours=hours, name=read_text(keys.get("name", ""), join_path(here, "name")))
    return tuple(sorted(found.values()))


def _require_keys(keys: dict[str, object], needed: tuple[str, ...], optional: tuple[str, ...], path: str) -> None:
    for key in needed:
        if key not in keys:
            raise CalendarRefused(f"{key!r} is missing", code="missing_key", path=path)
    for key in keys:
        if key not in needed and key not in optional:
            known = ", ".join((*needed, *optional))
            raise CalendarRefused(
                f"unexpected key {key!r}; known are {known}", code="unknown_key", path=join_path(path, key)
            )


def _read_valid(keys: dict[str, object], path: str) -> Span:
    first, last = FIRST_ON, LAST_ON
    if "valid_from" in keys:
        here = join_path(path, "valid_from")
        first = max(first, read_date(read_text(keys["valid_from"], here), here))
    if "valid_until" in keys:
        here = join_path(path, "valid_until")
        last = min(last, read_date(read_text(keys["valid_until"], here), here))
    if last < first:
        raise CalendarRefused(
            "the calendar ends before it begins", code="bad_range", path=join_path(path, "valid_until")
        )
    return first, last


def _read_years(keys: dict[str, object], path: str) -> frozenset[int]:
    here = join_path(path, "provisional_years")
    years = [read_text(year, here) for year in read_list(keys.get("provisional_years", ()), here)]
    for year in years:
        if not (year.isascii() and year.isdigit()):
            raise CalendarRefused(f"{year!r} is not a year", code="bad_date", path=here)
    return frozenset(map(int, years))


def _read_union(keys: dict[str, object], others: Mapping[str, Rules], time_zone: str, path: str) -> Union:
    here = join_path(path, "any_of")
    parts: list[Rules] = []
    for i, item in enumerate(read_list(keys["any_of"], here)):
        step = f"{here}[{i}]"
        if isinstance(item, str) and item in others:
            parts.append(others[item])
        elif isinstance(item, str) and item != ALWAYS:
            known = f"known are {', '.join(others)}" if others else "no other calendar is known"
            raise CalendarRefused(f"there is no calendar {item!r}; {known}", code="unknown_calendar", path=step)
        else:
            parts.append(read_rules(item, others=others, time_zone=time_zone, path=step))
    if not parts:
        raise CalendarRefused("a union of no calendars is never open", code="never_opens", path=here)
    days = join_path(path, "working_days")
    texts = [read_text(text, days) for text in read_list(keys.get("working_days", ()), days)]
    named = "time_zone" in keys or bool(time_zone)
    return Union(
        zone=_read_zone(keys, time_zone, path) if named else parts[0].zone,
        parts=tuple(parts),
        working_days=frozenset(day for text in texts for day in read_days(text, days)),
        provisional_years=_read_years(keys, path),
    )
