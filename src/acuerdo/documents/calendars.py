"""The calendars of a document, their holidays resolved and frozen year by year."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from acuerdo.core.hours import CalendarRefused, WorkingCalendar
from acuerdo.documents.findings import Ledger, Severity, one_of, shorten, suggest
from acuerdo.documents.public_holidays import (
    FIRST_YEAR,
    LAST_YEAR,
    PUBLISHED_UNTIL,
    Festivities,
    UnknownPlace,
    list_holidays,
)
from acuerdo.documents.shapes.agreement import AgreementShape, TermShape
from acuerdo.documents.shapes.calendars import CalendarShape, HolidaysShape
from acuerdo.documents.worked_days import take_hours
from acuerdo.texts.nodes import Path, Plain, split_steps

if TYPE_CHECKING:
    from datetime import date

ALWAYS = "24x7"
_ZONE = "a time zone of the IANA database, such as Europe/Madrid"
_HISTORY_FROM = 2010
_AFTER_TERM = 2
_AFTER_OPEN_TERM = 10

Spec = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    """The calendars by name, and which years of which are provisional."""

    known: Mapping[str, WorkingCalendar]
    provisional: Mapping[str, tuple[int, ...]]


def make_calendars(shape: AgreementShape, plain: Mapping[str, Plain], ledger: Ledger) -> Calendars:
    """Make the calendars of a document; what is wrong is noted, and that calendar is left out.

    Holidays are resolved from 2010 to two years after the term; to ten years after it, and after the last year that is
    published, where the term is open or renews tacitly. All later years are provisional. A calendar that an `any_of`
    names is made first. The word 24x7 is a calendar in the agreement's zone that needs no definition.
    """
    return _Making(shape, plain, ledger).make()


class _Making:
    def __init__(self, shape: AgreementShape, plain: Mapping[str, Plain], ledger: Ledger) -> None:
        self._shape = shape
        self._ledger = ledger
        texts = plain.get("calendars", {})
        self._texts = texts if isinstance(texts, dict) else {}
        self._made: dict[str, WorkingCalendar] = {}
        self._provisional: dict[str, tuple[int, ...]] = {}
        first_year = min(_HISTORY_FROM, max(shape.term.from_.year, FIRST_YEAR))
        self._years = range(first_year, min(_last_year(shape.term), LAST_YEAR) + 1)

    def make(self) -> Calendars:
        if ALWAYS not in self._shape.calendars:
            self._build(ALWAYS, ALWAYS, ("time_zone",))
        for name in self._in_order():
            form = self._shape.calendars[name]
            path: Path = ("calendars", name)
            spec = form if isinstance(form, str) else self._spec(form, self._texts[name], path)
            self._build(name, spec, path)
        return Calendars(known=self._made, provisional=self._provisional)

    def _in_order(self) -> list[str]:
        """The names, those that others are made of first; a circle is noted and left out."""
        order: list[str] = []
        waiting = list(self._shape.calendars)
        while waiting:
            ready = [name for name in waiting if not any(part in waiting for part in self._parts(name))]
            if not ready:
                for name in waiting:
                    self._ledger.note(
                        "calendar_circle",
                        ("calendars", name, "any_of"),
                        found=f"{name!r} is made of calendars that are made of it",
                        expected="a union of calendars that do not name each other in a circle",
                    )
                return order
            order += ready
            waiting = [name for name in waiting if name not in ready]
        return order

    def _parts(self, name: str) -> list[str]:
        form = self._shape.calendars[name]
        return [] if isinstance(form, str) else [part for part in form.any_of if isinstance(part, str)]

    def _build(self, name: str, spec: Spec | str, path: Path) -> None:
        known = [*self._shape.calendars, ALWAYS]
        missing = [part for part in self._parts(name) if part not in self._made] if name in known[:-1] else []
        for part in missing:
            if part not in known:
                self._ledger.note(
                    "unknown_calendar", (*path, "any_of"), found=part, expected=one_of(known), hint=suggest(part, known)
                )
        if missing:
            return
        try:
            calendar = WorkingCalendar.from_spec(spec, others=self._made, name=name, time_zone=self._shape.time_zone)
        except CalendarRefused as refused:
            place = (*path, *split_steps(refused.path)) if path[0] == "calendars" else path
            self._note(refused, place)
            return
        if name == ALWAYS and not calendar.always:
            self._ledger.note(
                "reserved_name",
                path,
                found="other hours under the name 24x7",
                expected="another name: 24x7 is every instant",
            )
        self._made[name] = calendar

    def _note(self, refused: CalendarRefused, place: Path) -> None:
        found = self._found(place)
        expected, _, hint = str(refused.args[0]).partition("; ")
        if refused.code == "unknown_zone":
            if not found:  # the agreement's own zone, of which it is said there
                return
            expected, hint = _ZONE, hint if hint.startswith("did you mean") else ""
        self._ledger.note(refused.code, place, found=found, expected=expected, hint=hint)

    def _found(self, path: Path) -> str:
        node: object = {"calendars": self._texts, "time_zone": self._shape.time_zone}
        for step in path:
            if isinstance(node, dict) and isinstance(step, str):
                node = node.get(step)
            elif isinstance(node, list) and isinstance(step, int):
                node = node[step] if step < len(node) else None
        return shorten(node) if isinstance(node, str) else ""

    def _spec(self, form: CalendarShape, texts: Plain, path: Path) -> Spec:
        """The texts of a calendar as they stand, holidays resolved into closures and openings."""
        spec: Spec = dict(texts) if isinstance(texts, dict) else {}
        for own in ("holidays", "title"):  # said in the document; working time knows neither
            spec.pop(own, None)
        if form.any_of:
            parts = texts["any_of"] if isinstance(texts, dict) else []
            spec["any_of"] = [
                part if isinstance(part, str) else self._spec(part, parts[number], (*path, "any_of", number))
                for number, part in enumerate(form.any_of)
                if isinstance(parts, list)
            ]
        found = [
            festivities
            for number, asked in enumerate(form.holidays)
            if (festivities := self._festivities(asked, (*path, "holidays", number))) is not None
        ]
        if form.holidays:
            _add_festivities(spec, form, found)
            years = {year for one in found for year in one.provisional}
            if not all(asked.years for asked in form.holidays):
                years.update(range(self._years.stop, LAST_YEAR + 1))
            spec["provisional_years"] = sorted({*form.provisional_years, *map(str, years)})
        self._note_provisional(path, spec)
        return spec

    def _note_provisional(self, path: Path, spec: Spec) -> None:
        years = spec.get("provisional_years", ())
        last = self._shape.term.to or self._shape.term.from_
        inside = range(self._shape.term.from_.year, last.year + 1)
        told = (
            [int(year) for year in years if year.isdecimal() and int(year) in inside] if isinstance(years, list) else []
        )
        self._provisional[str(path[1])] = tuple(told)
        if told:
            self._ledger.note(
                "provisional_year",
                path,
                found="holidays of " + ", ".join(map(str, told)) + " as far as they are foreseen",
                expected="holidays that the country has published",
                hint="verdicts that use such a year say so; confirm the year when it is published",
                severity=Severity.INFO,
            )

    def _festivities(self, asked: HolidaysShape, path: Path) -> Festivities | None:
        years: Sequence[int] = self._years
        if asked.years:
            wrong = [year for year in asked.years if not re.fullmatch(r"(19[7-9]\d|20\d\d|2100)", year)]
            if wrong:
                self._ledger.note(
                    "bad_year", (*path, "years"), found=wrong[0], expected=f"a year from {FIRST_YEAR} to {LAST_YEAR}"
                )
                return None
            years = [int(year) for year in asked.years]
        try:
            return list_holidays(asked.country, asked.subdivision, years, self._shape.language)
        except UnknownPlace as refused:
            self._ledger.note(
                refused.code, (*path, refused.key), found=refused.found, expected=refused.expected, hint=refused.hint
            )
            return None


def _last_year(term: TermShape) -> int:
    """The last year whose holidays are resolved: an agreement that nobody ends is judged long after its dates."""
    last = max(term.from_.year, term.to.year if term.to else 0)
    if term.to is None or term.renewal == "tacit":
        return max(last, PUBLISHED_UNTIL) + _AFTER_OPEN_TERM
    return last + _AFTER_TERM


def _add_festivities(spec: Spec, form: CalendarShape, found: Sequence[Festivities]) -> None:
    closed = spec.get("closed", [])
    own_closures = closed if isinstance(closed, list) else []
    special = {opening.date for opening in form.open}
    names: dict[date, str] = {}
    for festivities in found:
        for day, name in festivities.days:
            names.setdefault(day, name)
    spec["closed"] = [
        *own_closures,
        *({"on": day.isoformat(), "holiday": name} for day, name in sorted(names.items())),
    ]
    opened = spec.get("open", [])
    worked = {day: like for festivities in found for day, like in festivities.worked}
    spec["open"] = [
        *(opened if isinstance(opened, list) else []),
        *(
            {"date": day.isoformat(), "hours": hours, "name": "worked day off"}
            for day, like in sorted(worked.items())
            if day.isoformat() not in special and (hours := take_hours(form, day, like, own_closures))
        ),
    ]
