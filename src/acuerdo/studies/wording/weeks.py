"""Weekly hours, seasons and single days in words, as they stand in a document."""

from collections.abc import Mapping, Sequence

from acuerdo.core.hours.texts import DAY_NAMES
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.wording.amounts import say_day
from acuerdo.texts.nodes import Plain
from acuerdo.words import phrase, say_weekday

ALWAYS = phrase("open at all times, every day of the year")
_NO_WEEK = phrase("no weekly hours, only dates with hours of their own")
_CLOSED = phrase("closed", context="a day without hours")
_NAMED = phrase("{day} ({name})", context="a day and what it is called")
_STRETCH = phrase("{first} to {last}", context="from a day to another")
_HOURS = phrase("{day} {hours}", context="a day with its hours")
_SEASON = phrase("{days}: {hours}", context="a season with its weekly hours")
_DASH = "\N{EN DASH}"


def say_week(week: Plain, voice: Voice) -> str:
    """Say weekly hours; days with the same hours stand together."""
    if not isinstance(week, dict):
        return voice.say(ALWAYS)
    days = _by_day(week)
    if not any(days.values()):
        return voice.say(_NO_WEEK)
    return "; ".join(
        voice.say(_HOURS, day=_days(group, voice), hours=", ".join(hours)) for group, hours in _groups(days) if hours
    )


def week_rows(week: Plain, voice: Voice) -> list[tuple[str, str]]:
    """Return weekly hours as rows of a table: days of the same hours, and the hours."""
    if not isinstance(week, dict):
        return [("", voice.say(ALWAYS))]
    return [(_days(group, voice), ", ".join(hours) or voice.say(_CLOSED)) for group, hours in _groups(_by_day(week))]


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
    return _DASH.join(say_weekday(voice.language, day, short=True) for day in ends)


def say_hours(hours: Plain) -> list[str]:
    """Return the hours of a day, each with a dash between its ends."""
    items = hours if isinstance(hours, list) else [hours]
    return [item.replace("-", _DASH) for item in items if isinstance(item, str)]


def say_season(season: Mapping[str, Plain], voice: Voice) -> str:
    """Say the weekly hours of a part of the year."""
    return voice.say(_SEASON, days=_stretch(season, voice), hours=say_week(season.get("week", {}), voice))


def say_closing(closure: Plain, voice: Voice) -> str:
    """Say a day, a part of one, or several, on which a calendar is closed or has hours of its own."""
    if not isinstance(closure, dict):
        return say_stretch_text(str(closure), voice)
    said = _stretch(closure, voice)
    if "hours" in closure:
        said = voice.say(_HOURS, day=said, hours=", ".join(say_hours(closure["hours"])) or voice.say(_CLOSED))
    name = closure.get("holiday") or closure.get("name")
    return voice.say(_NAMED, day=said, name=name) if isinstance(name, str) else said


def say_stretch_text(text: str, voice: Voice) -> str:
    """Say `2026-08-01..2026-08-07`, `12-31` or `2026-12-24 14:00-24:00`."""
    days, _, hours = text.partition(" ")
    first, _, last = days.partition("..")
    said = say_day(first, voice)
    if last:
        said = voice.say(_STRETCH, first=said, last=say_day(last, voice))
    return voice.say(_HOURS, day=said, hours=hours.replace("-", _DASH)) if hours else said


def _stretch(spec: Mapping[str, Plain], voice: Voice) -> str:
    single = spec.get("on") or spec.get("date")
    if isinstance(single, str):
        return say_day(single, voice)
    return voice.say(_STRETCH, first=say_day(str(spec.get("from")), voice), last=say_day(str(spec.get("to")), voice))


def year_of(closure: Plain) -> str:
    """Return the year in which a closed or special day lies; empty for one of every year."""
    text = closure if isinstance(closure, str) else ""
    if isinstance(closure, dict):
        text = str(closure.get("on") or closure.get("date") or closure.get("from") or "")
    return text[:4] if text[:4].isdecimal() else ""
