"""Any value of a document in words: what the format defines by its meaning, what people wrote as it stands."""

from collections.abc import Mapping, Sequence

from acuerdo.core.terms.conditions import Condition
from acuerdo.studies.report.hours_words import say_hours, say_week
from acuerdo.studies.report.terms_words import say_condition
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.wording.amounts import say_amount
from acuerdo.studies.wording.known_words import KNOWN
from acuerdo.studies.wording.labels import LABELS, label_of
from acuerdo.studies.wording.weeks import say_closing, say_season
from acuerdo.texts.nodes import Plain
from acuerdo.words import Language, Phrase, phrase

Path = tuple[str | int, ...]

NOTHING = phrase("nothing", context="an empty value of an agreement")
QUOTED = phrase("“{text}”", context="a text in quotation marks")
PAIR = phrase("{label}: {value}", context="a part of an agreement and what it says")
OTHERWISE = phrase("otherwise")
_CLOCK_CHANGES = phrase("{n} change of the clocks", plural="{n} changes of the clocks")
_FLAGS = frozenset({"gates_billing", "sole_remedy", "running", "started"})
_FREE = frozenset(
    {
        "id", "name", "legal_name", "tax_id", "address", "contacts", "owner", "years", "provisional_years", "levels",
        "country", "subdivision", "sites", "title", "text", "note", "description", "hours", "unit", "source", "base",
    }
)  # fmt: skip
"""The keys under which a text is never taken for a value of another kind."""
_CONDITIONS = frozenset({"when", "applies_to", "except"})
_PROMISES = frozenset({"excuses", "commitments", "shares"})
_SERVICES = frozenset({"service", "depends_on"})
_CALENDARS = frozenset({"calendar", "any_of", "opened_in"})
_DAYS = frozenset({"closed", "open"})


def say_value(value: Plain | None, path: Path, voice: Voice) -> str:
    """Say a value; `path` says where it stands."""
    if isinstance(value, str):
        return _text(value, path, voice)
    if isinstance(value, list) and path[-1:] == ("transitions",):
        return voice.say(_CLOCK_CHANGES, n=len(value))
    if isinstance(value, list):
        return _row(value, path, voice) if value else voice.say(NOTHING)
    if isinstance(value, dict):
        return _table(value, path, voice) if value else voice.say(NOTHING)
    return voice.say(NOTHING)


def keys_of(path: Path) -> tuple[str, str]:
    """Return the key under which a value stands, and the one above it; the places in lists do not count."""
    names = [step for step in path if isinstance(step, str)]
    key = next((name for name in reversed(names) if name in LABELS), names[-1] if names else "")
    above = names[: len(names) - 1 - names[::-1].index(key)] if key in names else []
    return key, (above[-1] if above else "")


def _text(text: str, path: Path, voice: Voice) -> str:
    key, parent = keys_of(path)
    if path and path[-1] in set(Language):
        return _quoted(text, voice)
    if "week" in path:
        return ", ".join(say_hours(text))
    if key in _FLAGS or text in KNOWN.get(key, ()):
        return _known("flag" if key in _FLAGS else key, text, voice)
    return _named(text, key, parent, voice)


def _named(text: str, key: str, parent: str, voice: Voice) -> str:
    """Say the name of a thing of the agreement, else a value."""
    if key in _SERVICES:
        return str(voice.document.service_name(text, voice.language))
    if key in _CALENDARS:
        return voice.calendar(text)
    if key in _PROMISES and text in voice.document.commitment_ids:
        return voice.name(text)
    if key in _DAYS:
        return say_closing(text, voice)
    return text if key in _FREE else say_amount(text, parent if key == "is" else key, voice)


def _quoted(text: str, voice: Voice) -> str:
    return voice.say(QUOTED, text=text) if voice.quotes else text


def _known(key: str, text: str, voice: Voice) -> str:
    spoken = KNOWN[key].get(text)
    return text if spoken is None else voice.say(spoken)


def _row(items: Sequence[Plain], path: Path, voice: Voice) -> str:
    said = [say_value(item, (*path, place), voice) for place, item in enumerate(items)]
    return ("; " if any(isinstance(item, dict) for item in items) else ", ").join(said)


def _table(table: Mapping[str, Plain], path: Path, voice: Voice) -> str:
    key, _ = keys_of(path)
    if table.keys() <= set(Language):
        return _texts(table, voice)
    if "is" in table and table.keys() <= {"when", "is"}:
        return _case(table, path, voice)
    if key in _CONDITIONS:
        return say_condition(condition_of(table), voice)
    hours = _hours(table, key, voice)
    if hours is not None:
        return hours
    return "; ".join(_part(name, value, path, voice) for name, value in table.items() if not _is_told(name, table))


def _hours(table: Mapping[str, Plain], key: str, voice: Voice) -> str | None:
    if key == "week":
        return say_week(dict(table), voice)
    if key == "seasons":
        return say_season(table, voice)
    return say_closing(dict(table), voice) if key in _DAYS else None


def _is_told(name: str, table: Mapping[str, Plain]) -> bool:
    """Say whether the id of an item needs no word: the item has a name that people know."""
    return name == "id" and any(other in table for other in ("name", "title", "text"))


def _case(case: Mapping[str, Plain], path: Path, voice: Voice) -> str:
    when = case.get("when")
    condition = say_condition(condition_of(when), voice) if isinstance(when, dict) else voice.say(OTHERWISE)
    return voice.say(PAIR, label=condition, value=say_value(case["is"], path, voice))


def _part(name: str, value: Plain, path: Path, voice: Voice) -> str:
    return voice.say(PAIR, label=say_label(name, (*path, name), voice), value=say_value(value, (*path, name), voice))


def _texts(texts: Mapping[str, Plain], voice: Voice) -> str:
    wished = (voice.language, voice.document.language, *Language)
    chosen = next(str(language) for language in wished if str(language) in texts)
    said = _quoted(str(texts[chosen]), voice)
    return said if chosen == voice.language else f"{said} [{chosen}]"


def condition_of(table: Mapping[str, Plain]) -> Condition:
    """Return a condition as it stands in a document as the core's."""
    rest = {name: _words(value) for name, value in table.items() if name != "opened_in"}
    return Condition(fields=tuple(rest.items()), opened_in=_words(table.get("opened_in", [])))


def _words(value: Plain) -> frozenset[str]:
    return frozenset(str(item) for item in (value if isinstance(value, list) else [value]))


def say_label(name: str, path: Path, voice: Voice) -> str:
    """Say how a key is called; a key that the user chose stands as it is, a promise or a service by its name."""
    parents = [step for step in path[:-1] if isinstance(step, str)]
    parent = parents[-1] if parents else ""
    if name == "default":
        return voice.say(OTHERWISE)
    if parent in _PROMISES and name in voice.document.commitment_ids:
        return voice.name(name)
    if parent == "calendars":
        return voice.calendar(name)
    if parent in _OWN or (len(parents) > 1 and "matrix" in parents):
        return name
    found: Phrase | None = label_of(name, parent)
    return name if found is None else voice.say(found)


_OWN = frozenset(
    {"calendars", "fields", "measures", "clauses", "other", "meaning", "by_type", "within", "field", "terms", "week"}
)
"""The mappings whose keys the user chooses."""
