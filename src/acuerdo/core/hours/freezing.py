"""Rules written back as a spec that means the same for ever, whatever happens to the zone database."""

from __future__ import annotations

from datetime import date

from acuerdo.core.hours.rules import Rules, ZonedSchedule
from acuerdo.core.hours.schedule import WHOLE, Closure, Opening, Season, Week
from acuerdo.core.hours.spec import FIRST_ON, LAST_ON
from acuerdo.core.hours.texts import DAY_NAMES, write_dated_hours, write_interval, write_stretch
from acuerdo.core.hours.zones import freeze_zone


def freeze_rules(rules: Rules) -> dict[str, object]:
    """Write rules as a spec of lists, mappings, texts and whole numbers, the zone's transitions included."""
    spec: dict[str, object] = {"time_zone": rules.zone.name, "transitions": freeze_zone(rules.zone)}
    if isinstance(rules, ZonedSchedule):
        schedule = rules.schedule
        spec["week"] = _week(schedule.week)
        spec["seasons"] = [_season(season) for season in schedule.seasons]
        spec["closed"] = [_closure(closure) for closure in schedule.closures]
        spec["open"] = [_opening(opening) for opening in schedule.openings]
        first, last = schedule.valid
        spec["valid_from"] = date.fromordinal(first).isoformat() if first > FIRST_ON else ""
        spec["valid_until"] = date.fromordinal(last).isoformat() if last < LAST_ON else ""
    else:
        spec["any_of"] = [freeze_rules(part) for part in rules.parts]
        spec["working_days"] = [DAY_NAMES[day] for day in sorted(rules.working_days)]
    spec["provisional_years"] = [str(year) for year in sorted(rules.provisional_years)]
    return {key: value for key, value in spec.items() if value or key == "week"}


def _week(week: Week) -> dict[str, object]:
    return {
        name: [write_interval(span) for span in hours] for name, hours in zip(DAY_NAMES, week, strict=True) if hours
    }


def _season(season: Season) -> dict[str, object]:
    first, last = write_stretch(season.stretch)
    return {"from": first, "to": last, "week": _week(season.week)}


def _closure(closure: Closure) -> dict[str, object]:
    first, last = write_stretch(closure.stretch)
    spec: dict[str, object] = {"on": first} if first == last else {"from": first, "to": last}
    if closure.hours != WHOLE:
        spec["hours"] = [write_interval(span) for span in closure.hours]
    kind, _, name = closure.label.partition(":")
    if kind == "holiday":
        spec["holiday"] = name
    elif name != write_dated_hours(closure.stretch, closure.hours):
        spec["name"] = name
    return spec


def _opening(opening: Opening) -> dict[str, object]:
    spec: dict[str, object] = {
        "date": date.fromordinal(opening.on).isoformat(),
        "hours": [write_interval(span) for span in opening.hours],
    }
    return {**spec, "name": opening.name} if opening.name else spec
