"""Levels side by side: promise by promise, with what differs from the first marked."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from acuerdo.core.acts import Side
from acuerdo.core.terms.agreement import Commitment, RatioCommitment
from acuerdo.documents import AgreementDocument, LevelDocument
from acuerdo.studies.changes import Change, Weight, compare_agreements
from acuerdo.studies.report import terms_words as terms
from acuerdo.studies.report.hours_words import say_week
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.wording.amounts import say_warning
from acuerdo.studies.wording.labels import label_of
from acuerdo.studies.wording.values import say_value
from acuerdo.words import Language, phrase, speak


class Mark(StrEnum):
    """How a level differs from the first one, in one point: as its customer sees it, `more` or `less` is promised."""

    SAME = "same"
    MORE = "more"
    LESS = "less"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one level says, line by line; nothing where it is silent."""

    lines: tuple[str, ...]
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One aspect of a subject (its target, its hours, ...), a cell for each level."""

    label: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether the levels do not all say the same."""
        return any(cell.mark is not Mark.SAME for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A promise, a service or something else that levels speak about, with its rows."""

    title: str
    rows: tuple[Row, ...]


_HOURS = phrase("Hours", context="of levels side by side")
_PENALTIES = phrase("Penalties", context="of levels side by side")
_SHARE = phrase("Share promised", context="of levels side by side")
_TARGET = phrase("Target", context="of levels side by side")
_CALENDAR = phrase("Counted in", context="of levels side by side: the calendar")
_WARNINGS = phrase("Warnings", context="of levels side by side")
_BINDING = phrase("Binds as", context="of levels side by side")
_AFTER_HOURS = phrase("After hours", context="of levels side by side")
_REVIEWS = phrase("Reviews", context="of levels side by side")
_OPEN_HOURS = phrase("Calendar {name}", context="of levels side by side")
_NOT_SHOWN = frozenset({"id", "kind", "commitments", "base", "started"})

Said = Callable[[Voice], tuple[str, ...]]
"""Says one aspect of one level."""


class _Levels:
    """The levels that are compared, each with its voice and its changes from the first."""

    def __init__(self, levels: Sequence[LevelDocument], language: Language) -> None:
        self.documents = [level.document for level in levels]
        self.language = language
        self.voices = [Voice(language, document, ZoneInfo(document.time_zone)) for document in self.documents]
        first = self.documents[0]
        self._changes = [compare_agreements(first, document, language) for document in self.documents]

    def row(self, label: str, said: Said, *paths: tuple[str, ...]) -> Row:
        told = [said(voice) for voice in self.voices]
        cells = (
            Cell(lines=lines, mark=_mark_beside(lines, told[0]) or _mark(changes, paths))
            for lines, changes in zip(told, self._changes, strict=True)
        )
        return Row(label=label, cells=tuple(cells))

    def ids(self, of: Callable[[AgreementDocument], Sequence[str]]) -> list[str]:
        """Return the ids that any level knows, in the order in which the levels name them."""
        return list(dict.fromkeys(name for document in self.documents for name in of(document)))


def set_side_by_side(levels: Sequence[LevelDocument], language: Language) -> tuple[Subject, ...]:
    """Compare levels: their promises, then services, hours and reviews. The first is what the others are held against.

    Raises ValueError without a level.
    """
    if not levels:
        raise ValueError("there is no level to compare")
    found = _Levels(levels, language)
    subjects = [_promise(found, name) for name in found.ids(lambda document: document.commitment_ids)]
    subjects += [
        _service(found, name) for name in found.ids(lambda document: [one.id for one in document.shape.services])
    ]
    subjects += [_hours(found), _reviews(found)]
    kept = (_spoken(subject) for subject in subjects)
    return tuple(subject for subject in kept if subject.rows)


def _spoken(subject: Subject) -> Subject:
    """Leave out what no level says."""
    return Subject(
        title=subject.title, rows=tuple(row for row in subject.rows if any(cell.lines for cell in row.cells))
    )


def _mark_beside(lines: tuple[str, ...], first: tuple[str, ...]) -> Mark | None:
    """Mark what is said alike, or by one of the two alone; None where both say something else."""
    if lines == first:
        return Mark.SAME
    if lines and first:
        return None
    return Mark.MORE if lines else Mark.LESS


def _mark(changes: Sequence[Change], paths: Sequence[tuple[str, ...]]) -> Mark:
    weights = {
        (change.weight, change.side)
        for change in changes
        if any(change.path[: len(path)] == path or path[: len(change.path)] == change.path for path in paths)
    }
    if weights and weights <= {(Weight.STRICTER, Side.PROVIDER), (Weight.LOOSER, Side.CUSTOMER)}:
        return Mark.MORE
    if weights and weights <= {(Weight.LOOSER, Side.PROVIDER), (Weight.STRICTER, Side.CUSTOMER)}:
        return Mark.LESS
    return Mark.OTHER


def _promise(levels: _Levels, name: str) -> Subject:
    here = ("commitments", name)
    known = next(document for document in levels.documents if name in document.commitment_ids)
    rows = (
        levels.row(speak(levels.language, _TARGET), lambda voice: _targets(voice, name), (*here, "within")),
        levels.row(speak(levels.language, _CALENDAR), lambda voice: _calendars(voice, name), (*here, "calendar")),
        levels.row(
            speak(levels.language, _SHARE), lambda voice: _shares(voice, name), (*here, "at_least"), (*here, "at_most")
        ),
        levels.row(speak(levels.language, _WARNINGS), lambda voice: _warnings(voice, name), (*here, "warn_at")),
        levels.row(speak(levels.language, _BINDING), lambda voice: _binding(voice, name), (*here, "binding")),
        levels.row(speak(levels.language, _PENALTIES), lambda voice: _penalties(voice, name), ("credits", "items")),
    )
    return Subject(title=str(known.commitment_title(name, levels.language)), rows=rows)


def _clock(voice: Voice, name: str) -> Commitment | None:
    return next((one for one in voice.document.terms.commitments if one.id == name), None)


def _ratio(voice: Voice, name: str) -> RatioCommitment | None:
    return next((one for one in voice.document.terms.ratios if one.id == name), None)


def _targets(voice: Voice, name: str) -> tuple[str, ...]:
    clock = _clock(voice, name)
    return () if clock is None else terms.target_lines(clock.within, voice)


def _calendars(voice: Voice, name: str) -> tuple[str, ...]:
    clock = _clock(voice, name)
    return () if clock is None else terms.name_lines(clock.calendar, voice)


def _shares(voice: Voice, name: str) -> tuple[str, ...]:
    clock, ratio = _clock(voice, name), _ratio(voice, name)
    if clock is not None and clock.at_least is not None:
        return terms.share_lines(clock.at_least, voice)
    if clock is not None and clock.at_most_us is not None:
        return terms.limit_lines(clock.at_most_us, voice)
    if ratio is None:
        return ()
    if ratio.at_least is not None:
        return (terms.say_least(ratio.at_least, voice),)
    return () if ratio.at_most is None else (voice.say(terms.AT_MOST, limit=voice.target_share(ratio.at_most)),)


def _warnings(voice: Voice, name: str) -> tuple[str, ...]:
    clock = _clock(voice, name)
    return () if clock is None else tuple(say_warning(warning, voice) for warning in clock.warn_at)


def _binding(voice: Voice, name: str) -> tuple[str, ...]:
    promise = _clock(voice, name) or _ratio(voice, name)
    return () if promise is None else (say_value(str(promise.binding), ("commitments", name, "binding"), voice),)


def _penalties(voice: Voice, name: str) -> tuple[str, ...]:
    credits_ = json.loads(voice.document.canonical).get("credits", {})
    items = credits_.get("items", []) if isinstance(credits_, dict) else credits_
    lines: list[str] = []
    for item in items:
        if name in _listed(item.get("commitments", [])):
            shown = {key: value for key, value in item.items() if key not in _NOT_SHOWN}
            tiers = shown.pop("tiers", [])
            lines += [say_value(tier, ("credits", "items", item["id"], "tiers", 0), voice) for tier in tiers]
            lines += [say_value(shown, ("credits", "items", item["id"]), voice)] if shown else []
    return tuple(lines)


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


def _service(levels: _Levels, name: str) -> Subject:
    known = next(one for one in levels.documents if any(service.id == name for service in one.shape.services))
    row = levels.row(
        speak(levels.language, _AFTER_HOURS),
        lambda voice: _after_hours(voice, name),
        ("services", name, "after_hours"),
    )
    return Subject(title=str(known.service_name(name, levels.language)), rows=(row,))


def _after_hours(voice: Voice, name: str) -> tuple[str, ...]:
    service = next((one for one in voice.document.shape.services if one.id == name), None)
    if service is None or service.after_hours is None:
        return ()
    return (say_value(service.after_hours.covered, ("services", name, "after_hours", "covered"), voice),)


def _hours(levels: _Levels) -> Subject:
    names = levels.ids(lambda document: list(document.shape.calendars))
    rows = (
        levels.row(
            speak(levels.language, _OPEN_HOURS, name=_calendar(levels, name)),
            lambda voice, name=name: _week(voice, name),  # type: ignore[misc] # the name of this turn
            ("calendars", name),
        )
        for name in names
    )
    return Subject(title=speak(levels.language, _HOURS), rows=tuple(rows))


def _calendar(levels: _Levels, name: str) -> str:
    """Say what a calendar is called by the first level that has it."""
    return next(voice.calendar(name) for voice in levels.voices if name in voice.document.shape.calendars)


def _week(voice: Voice, name: str) -> tuple[str, ...]:
    calendars = json.loads(voice.document.canonical)["calendars"]
    if name not in calendars or name not in voice.document.shape.calendars:
        return ()
    calendar = calendars[name]
    week = calendar.get("week") if isinstance(calendar, dict) else calendar
    return () if week is None else tuple(say_week(week, voice).split("; "))


def _reviews(levels: _Levels) -> Subject:
    keys = ("sync", "monthly", "qbr", "annual")
    rows = (
        levels.row(
            _review(levels, key),
            lambda voice, key=key: _interval(voice, key),  # type: ignore[misc] # the key of this turn
            ("reviews", key),
        )
        for key in keys
    )
    return Subject(title=speak(levels.language, _REVIEWS), rows=tuple(rows))


def _review(levels: _Levels, key: str) -> str:
    label = label_of(key, "reviews")
    return key if label is None else speak(levels.language, label)


def _interval(voice: Voice, key: str) -> tuple[str, ...]:
    reviews = json.loads(voice.document.canonical).get("reviews", {})
    return (say_value(reviews[key], ("reviews", key), voice),) if key in reviews else ()
