"""The cast of the tests: calendars, agreements and histories made of a few readable words.

Commitments are written with the keys of an agreement document, facts as lines: ``Mon 09:00 opened P1 team=desk``.
A line names its day (``Mon`` to ``Sun`` of the first week of March 2026, or a date) or stays on the day before it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from acuerdo.core.clock.exclusions import Exclusion, Scope
from acuerdo.core.clock.facts import STATUS_WORDS, Fact
from acuerdo.core.clock.fold import Judge
from acuerdo.core.clock.history import admit
from acuerdo.core.clock.intake import instant_us, read_fact
from acuerdo.core.clock.timeline import unfold
from acuerdo.core.clock.verdict import Mark, Verdict
from acuerdo.core.hours import WorkingCalendar
from acuerdo.core.terms.agreement import Agreement, Commitment, OnChange, OnReopen, WarningPoint
from acuerdo.core.terms.conditions import EVERY, Case, Cases, Condition
from acuerdo.core.terms.measures import (
    ANY_WAIT,
    NEVER,
    NO_PAUSE,
    OPENED,
    PRESETS,
    Measure,
    Pauses,
    Stage,
    Trigger,
    with_answers,
    with_team,
)
from acuerdo.core.terms.priorities import NO_SCALE, PriorityScale
from acuerdo.core.terms.targets import (
    AgreedInstant,
    BusinessDays,
    CalendarDays,
    DayCounting,
    Duration,
    NoTarget,
    Target,
)

Spec = Mapping[str, Any]
T = TypeVar("T")

MONDAY = "2026-03-02"
ZONE = "Europe/Madrid"
MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US

OFFICE_SPEC: Spec = {"time_zone": ZONE, "week": {"mon-fri": ["09:00-17:00"]}}
NIGHT_SPEC: Spec = {"time_zone": ZONE, "week": {"mon-fri": ["22:00-06:00"]}}
CALENDARS: Mapping[str, WorkingCalendar] = {
    "office": WorkingCalendar.from_spec(OFFICE_SPEC, name="office"),
    "night": WorkingCalendar.from_spec(NIGHT_SPEC, name="night"),
    "always": WorkingCalendar.from_spec("24x7", name="always", time_zone=ZONE),
}

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_INSTANT = re.compile(
    r"(?:(?P<name>[A-Z][a-z]{2})|(?P<date>\d{4}-\d\d-\d\d))?\s*(?P<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?P<off>[+-]\d\d:\d\d|Z)?"
)
_LENGTHS = {"h": HOUR_US, "m": MINUTE_US, "s": 1_000_000, "us": 1}


def moment(text: str, *, day: str = MONDAY, zone: str = ZONE) -> datetime:
    """Read ``Tue 09:00``, ``2026-03-03 09:00`` or ``09:00``, by the wall clock of a zone unless an offset follows."""
    match = _INSTANT.fullmatch(text.strip())
    assert match, f"not an instant: {text!r}"
    date = match["date"] or day
    if match["name"]:
        week = datetime.fromisoformat(MONDAY) + timedelta(days=_DAYS.index(match["name"]))
        date = week.date().isoformat()
    if match["off"]:
        return datetime.fromisoformat(f"{date}T{match['time']}{match['off']}").astimezone(UTC)
    return datetime.fromisoformat(f"{date}T{match['time']}").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def us(text: str, *, day: str = MONDAY, zone: str = ZONE) -> int:
    """Read an instant as microseconds since 1970-01-01 UTC."""
    return instant_us(moment(text, day=day, zone=zone))


def length_us(text: str) -> int:
    """Read ``4h``, ``1h30m``, ``0`` or ``-5m`` as microseconds."""
    sign = -1 if text.startswith("-") else 1
    parts = re.findall(r"(\d+)(us|h|m|s)", text)
    assert parts or text == "0", f"not a length: {text!r}"
    return sign * sum(int(number) * _LENGTHS[unit] for number, unit in parts)


def history(
    *lines: str,
    ticket: str = "T1",
    day: str = MONDAY,
    zone: str = ZONE,
    own_events: Iterable[str] = (),
    own_fields: Mapping[str, frozenset[str]] | None = None,
) -> list[Fact]:
    """Read facts, one to a line: an instant, an event, a priority or a status word if need be, and fields."""
    found = []
    for number, line in enumerate(lines, start=1):
        row, day = cells(line, day, zone)
        found.append(
            read_fact(
                {"ticket": ticket, **row},
                number=number,
                own_events=frozenset(own_events),
                own_fields=own_fields or {},
            )
        )
    return found


def cells(line: str, day: str, zone: str) -> tuple[dict[str, object], str]:
    match = _INSTANT.match(line.strip())
    assert match, f"a fact begins with its instant: {line!r}"
    at = moment(match[0], day=day, zone=zone)
    day = at.astimezone(ZoneInfo(zone)).date().isoformat()
    event, *words = line.strip()[match.end() :].split()
    row: dict[str, object] = {"at": at, "event": event}
    for word in words:
        name, sign, value = word.partition("=")
        if name in {"until", "recorded_at"}:
            row[name] = moment(value.replace("_", " "), day=day, zone=zone)
        elif sign:
            row[name] = value
        else:
            row["status" if name in STATUS_WORDS else "priority"] = name
    return row, day


def target(text: str, cut_off: str | None = None) -> Target:
    """Read the target of a commitment."""
    number, end = re.match(r"\d*", text), text.endswith(" end")
    count = int(number[0]) if number and number[0] else 0
    if text == "none":
        return NoTarget()
    if text == "agreed":
        return AgreedInstant()
    if "bd" in text:
        return BusinessDays(days=count, end=end, cut_off_us=None if cut_off is None else _time_us(cut_off))
    if "cd" in text:
        return CalendarDays(days=count, end=end)
    return Duration(length_us(text))


def _time_us(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * HOUR_US + int(minute) * MINUTE_US


def _some(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]  # a text or a list of them


def condition(spec: Spec | None) -> Condition:
    """Read ``{priority: [P1, P2], opened_in: office}``."""
    if not spec:
        return EVERY
    return Condition(
        fields=tuple((name, frozenset(_some(value))) for name, value in spec.items() if name != "opened_in"),
        opened_in=frozenset(_some(spec.get("opened_in", ()))),
    )


def _cases(spec: object, read: Any) -> Cases[Any]:  # noqa: ANN401 - a target, a calendar or a share
    if isinstance(spec, str):
        return Cases.always(read(spec))
    if isinstance(spec, Mapping):
        rows = [
            Case(when=condition({"priority": name}), value=read(v)) for name, v in spec.items() if name != "default"
        ]
        return Cases((*rows, *([Case(value=read(spec["default"]))] if "default" in spec else [])))
    assert isinstance(spec, Sequence)
    return Cases(tuple(Case(when=condition(row.get("when")), value=read(row["is"])) for row in spec))


def pauses(spec: object) -> Pauses:
    """Read the reasons for waiting in which a clock pauses; ``any`` is every one of them."""
    reasons = frozenset(_some(spec))
    return ANY_WAIT if reasons == {"any"} else Pauses(reasons=reasons)


def trigger(spec: Spec | None, otherwise: Trigger = NEVER) -> Trigger:
    """Read what starts, stops or cancels a measure of one's own."""
    if spec is None:
        return otherwise
    return Trigger(
        events=frozenset(_some(spec.get("event", ()))),
        stages=frozenset(Stage(name) for name in _some(spec.get("stage", ()))),
        fields=tuple((name, frozenset(_some(value))) for name, value in spec.get("field", {}).items()),
        messages=frozenset(_some(spec.get("message", ()))),
        given=frozenset(_some(spec.get("given", ()))),
        matched=bool(spec.get("matched", "")),
    )


def measure(name: str, spec: Spec | None = None) -> Measure:
    """Return a measure of the presets, or one of one's own."""
    if spec is None:
        return PRESETS[name]
    stops = trigger(spec.get("stops_when"))
    return Measure(
        name=name,
        starts=trigger(spec.get("starts_when"), OPENED),
        stops=stops,
        cancels=trigger(spec.get("cancels_when")),
        pauses=pauses(spec["pauses_while"]["waiting"]) if "pauses_while" in spec else NO_PAUSE,
        reopens=Stage.RESOLVED in stops.stages,
    )


def commitment(spec: Spec, measures: Mapping[str, Spec] | None = None) -> Commitment:
    """Read one commitment by the keys of an agreement document."""
    kind = measure(spec["measure"], (measures or {}).get(spec["measure"]))
    if "answered_by" in spec:
        kind = with_answers(kind, frozenset(_some(spec["answered_by"])))
    if spec.get("team") == "counts":
        kind = with_team(kind)
    except_ = spec.get("except", ())
    return Commitment(
        id=spec.get("id", spec["measure"]),
        measure=kind,
        calendar=_cases(spec.get("calendar", "office"), str),
        within=_cases(spec["within"], lambda text: target(text, spec.get("cut_off"))) if "within" in spec else None,
        applies_to=condition(spec.get("applies_to")),
        exceptions=tuple(condition(one) for one in ([except_] if isinstance(except_, Mapping) else except_)),
        pauses=pauses(spec["pauses_in"]) if "pauses_in" in spec else None,
        on_change=OnChange(spec.get("on_change", "carry")),
        on_reopen=OnReopen(spec.get("on_reopen", "continue")),
        warn_at=tuple(_warning(text) for text in _some(spec.get("warn_at", ()))),
        day_counting=DayCounting(**spec.get("day_counting", {})),
        at_least=_cases(spec["at_least"], _share) if "at_least" in spec else None,
        per=_some(spec.get("per", ())),
    )


def _share(text: str) -> Fraction:
    return Fraction(text.removesuffix("%")) / 100


def _warning(text: str) -> WarningPoint:
    if text.endswith("%"):
        return WarningPoint(share=_share(text))
    return WarningPoint(offset_us=length_us(text.removeprefix("+")))


def agreement(
    *commitments: Spec | Commitment,
    calendars: Mapping[str, WorkingCalendar] | None = None,
    measures: Mapping[str, Spec] | None = None,
    scale: PriorityScale = NO_SCALE,
    scales: Mapping[str, PriorityScale] | None = None,
) -> Agreement:
    """Make an agreement of commitments; the calendars are an office, a night shift and 24x7 unless others are given."""
    return Agreement(
        id="sur-2026",
        version_hash="sha256:cast",
        time_zone=ZONE,
        calendars={**CALENDARS, **(calendars or {})},
        commitments=tuple(one if isinstance(one, Commitment) else commitment(one, measures) for one in commitments),
        scale=scale,
        scales=scales or {},
    )


def resolution(within: object = "4h", **more: object) -> Spec:
    """Say a commitment to resolve, 4 office hours unless told otherwise."""
    return {"measure": "resolution", "calendar": "office", "within": within, **more}


def exclusion(
    span: str = "",
    *,
    scope: str = "ticket:T1",
    accepted: bool = True,
    disputed: bool = False,
    commitments: Iterable[str] = (),
    zone: str = ZONE,
    name: str = "X1",
) -> Exclusion:
    """Make an exclusion of a span ``Mon 10:00 .. Mon 12:00``, or without one of the whole ticket."""
    start, _, end = span.partition(" .. ")
    kind, _, scope_id = scope.partition(":")
    return Exclusion(
        id=name,
        scope=Scope(kind),
        scope_id=scope_id,
        from_us=us(start, zone=zone) if start else None,
        until_us=us(end, zone=zone) if end else None,
        commitments=frozenset(commitments),
        accepted_by="Ana" if accepted else None,
        disputed=disputed,
    )


def verdicts(
    terms: Agreement,
    facts: Iterable[Fact],
    as_of: str | int,
    *,
    exclusions: Sequence[Exclusion] = (),
    known_at_us: int | None = None,
    marks: tuple[Mark, ...] = (),
    zone: str = ZONE,
) -> list[Verdict]:
    """Judge the facts of one ticket as of an instant."""
    as_of_us = us(as_of, zone=zone) if isinstance(as_of, str) else as_of
    timeline = unfold(admit(facts, as_of_us=as_of_us, known_at_us=known_at_us), terms)
    return [] if timeline is None else Judge(terms, exclusions).verdicts(timeline, as_of_us=as_of_us, marks=marks)


def verdict(terms: Agreement, facts: Iterable[Fact], as_of: str | int, **more: Any) -> Verdict:  # noqa: ANN401 - as above
    """Judge the facts of one ticket by an agreement that makes exactly one clock of them."""
    (only,) = verdicts(terms, facts, as_of, **more)
    return only
