"""Weekly hours, seasons and single days in words, as they stand in a document."""

from collections.abc import Mapping

from acuerdo.studies.report.hours_words import DASH, say_hours, say_week
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.wording.amounts import say_day
from acuerdo.texts.nodes import Plain
from acuerdo.words import phrase

_CLOSED = phrase("closed", context="a day without hours")
_NAMED = phrase("{day} ({name})", context="a day and what it is called")
_STRETCH = phrase("{first} to {last}", context="from a day to another")
_HOURS = phrase("{day} {hours}", context="a day with its hours")
_SEASON = phrase("{days}: {hours}", context="a season with its weekly hours")


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
    return voice.say(_HOURS, day=said, hours=hours.replace("-", DASH)) if hours else said


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
