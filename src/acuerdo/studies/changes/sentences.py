"""A change as a sentence: what it is about, what stands there now, what stood there before."""

from dataclasses import dataclass

from acuerdo.core.hours.texts import DAY_NAMES
from acuerdo.documents.differences import LANGUAGES, Kind
from acuerdo.studies.changes.parts import Part, Path
from acuerdo.studies.report.terms_words import say_condition
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.wording.known_words import KNOWN
from acuerdo.studies.wording.values import OTHERWISE, condition_of, say_label, say_value
from acuerdo.texts.nodes import Plain
from acuerdo.words import phrase, say_weekday

_CHANGED = phrase("{where}: {after} (was {before})", context="a change of an agreement")
_ADDED = phrase("{where}: {after} (new)", context="a change of an agreement")
_REMOVED = phrase("{where}: removed (was {before})", context="a change of an agreement")
_REORDERED = phrase("{where}: another order: {after} (was {before})", context="a change of an agreement")
_REWRITTEN = phrase(
    "{where}: written “{after}” instead of “{before}”, with the same meaning", context="a change of an agreement"
)
_SENTENCES = {
    Kind.CHANGED: _CHANGED,
    Kind.ADDED: _ADDED,
    Kind.REMOVED: _REMOVED,
    Kind.REORDERED: _REORDERED,
}
_IN_LANGUAGE = phrase("in {language}", context="a text in a language")
_CALENDAR = phrase("calendar {name}", context="a calendar by its name")
_NUMBERED = phrase("no. {number}", context="an item of a list by its place")
_EVERY_YEAR = phrase("every year")
_SECTIONS_OF_ITEMS = frozenset(
    {
        "commitments", "services", "calendars", "prerequisites", "reports", "credits", "consequences",
        "entitlements", "volumes", "escalation", "clauses", "measures",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A change in words."""

    before: str
    after: str
    sentence: str


def say_part(part: Part, voices: tuple[Voice, Voice], *, same: bool) -> Said:
    """Say a change; `same` says that only its way of writing is another."""
    before = _value(part.before, part, voices[0])
    after = _value(part.after, part, voices[1])
    spoken = _SENTENCES[part.kind]
    if same and part.kind is Kind.CHANGED:
        spoken, before, after = _REWRITTEN, _raw(part.before), _raw(part.after)
    elif before == after:  # told alike, although not the same: then as it is written
        before, after = _raw(part.before), _raw(part.after)
    where = ", ".join(text for text in (say_subject(part.path, voices), say_trail(part, voices[1])) if text)
    values = {"where": where, "before": before, "after": after}
    said = voices[1].say(spoken, **{name: values[name] for name in spoken.placeholders})
    return Said(
        before="" if part.kind is Kind.ADDED else before,
        after="" if part.kind is Kind.REMOVED else after,
        sentence=said,
    )


def _value(value: Plain | None, part: Part, voice: Voice) -> str:
    if isinstance(value, dict) and value.get("id") == part.path[-1]:
        value = {key: item for key, item in value.items() if key != "id"}  # the subject says it
    return say_value(value, part.path, voice)


def _raw(value: Plain | None) -> str:
    """Write a value as documents do, in one line."""
    if isinstance(value, list):
        return "[" + ", ".join(_raw(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_raw(item)}" for key, item in value.items()) + "}"
    return str(value)


def section_of(path: Path, voice: Voice) -> str:
    """Name the section of a document that a path is in."""
    return _capital(say_label(str(path[0]), path[:1], voice))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def say_subject(path: Path, voices: tuple[Voice, Voice]) -> str:
    """Name what a change is about: the promise, the service, the calendar, the item; else the section."""
    section, name = str(path[0]), path[1] if len(path) > 1 else None
    if section not in _SECTIONS_OF_ITEMS or not isinstance(name, str):
        return section_of(path, voices[1])
    if section == "commitments":
        return _commitment(name, voices)
    if section == "services":
        return _service(name, voices)
    if section == "calendars":
        voice = voices[1] if name in voices[1].document.shape.calendars else voices[0]
        called = voice.calendar(name)
        return _capital(voice.say(_CALENDAR, name=name) if called == name else called)
    return f"{section_of(path, voices[1])} \N{MIDDLE DOT} {name}" if name != "items" else section_of(path, voices[1])


def _commitment(name: str, voices: tuple[Voice, Voice]) -> str:
    voice = voices[1] if name in voices[1].document.commitment_ids else voices[0]
    return voice.name(name)


def _service(name: str, voices: tuple[Voice, Voice]) -> str:
    known = [service.id for service in voices[1].document.shape.services]
    voice = voices[1] if name in known else voices[0]
    return str(voice.document.service_name(name, voice.language))


def say_trail(part: Part, voice: Voice) -> str:
    """Say the place inside the subject: the keys that lead there, and the case."""
    path = part.path
    named = str(path[0]) in _SECTIONS_OF_ITEMS and len(path) > 1 and isinstance(path[1], str) and path[1] != "items"
    steps = [_step(path, place, voice) for place in range(2 if named else 1, len(path))]
    return ", ".join(text for text in (*steps, _case(part, voice)) if text)


def _step(path: Path, place: int, voice: Voice) -> str:
    step = path[place]
    if isinstance(step, int):
        return voice.say(_NUMBERED, number=step + 1)
    if step in LANGUAGES and place == len(path) - 1 and path[place - 1] != "by_type":
        return voice.say(_IN_LANGUAGE, language=voice.say(KNOWN["language"][step]))
    if step == "items":
        return ""
    if path[place - 1] == "week" and step in DAY_NAMES:
        return say_weekday(voice.language, DAY_NAMES.index(step))
    return say_label(step, path[: place + 1], voice)


def _case(part: Part, voice: Voice) -> str:
    if part.case is None:
        return ""
    if isinstance(part.case, str):
        if part.path[0] == "calendars":
            return part.case or voice.say(_EVERY_YEAR)
        return voice.say(OTHERWISE) if part.case == "default" else part.case
    return say_condition(condition_of(part.case), voice)
