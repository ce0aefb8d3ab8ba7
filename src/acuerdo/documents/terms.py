"""From the shape of a document to the values to judge by: conditions, cases, scales, measures."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

from acuerdo.core.clock.facts import Event
from acuerdo.core.hours import WorkingCalendar
from acuerdo.core.terms.conditions import EVERY, Case, Cases, Condition
from acuerdo.core.terms.measures import (
    ANY_WAIT,
    NEVER,
    NO_PAUSE,
    OPENED,
    PRESETS,
    Cycling,
    Measure,
    Pauses,
    Stage,
    Trigger,
    with_answers,
    with_team,
)
from acuerdo.core.terms.notices import Notice
from acuerdo.core.terms.priorities import NO_SCALE, PriorityScale
from acuerdo.documents.findings import Severity
from acuerdo.documents.ground import OPENED_IN, REPLY, WORK_STARTED, Ground
from acuerdo.documents.shapes.agreement import ScaleShape
from acuerdo.documents.shapes.commitments import ClockShape, MeasureShape, PausesShape, TriggerShape
from acuerdo.texts.nodes import Path

T = TypeVar("T")

DEFAULT = "default"
ANY = "any"
_ANSWERED = ("first_response", "next_response", "update")
_STAGE_EVENTS = {
    Event.RESOLVED.value: Stage.RESOLVED,
    Event.CLOSED.value: Stage.CLOSED,
    Event.CANCELLED.value: Stage.CANCELLED,
    Event.MERGED.value: Stage.MERGED,
}


def build_condition(fields: Mapping[str, Sequence[str]] | None, path: Path, ground: Ground) -> Condition:
    """Build a condition on a ticket's fields and on the calendars open at its opening."""
    if fields is None:
        return EVERY
    parts: list[tuple[str, frozenset[str]]] = []
    opened_in: frozenset[str] = frozenset()
    for name, values in fields.items():
        here = (*path, name)
        if name == OPENED_IN:
            for value in values:
                ground.require_calendar(value, here)
            opened_in = frozenset(values)
            continue
        if ground.require_field(name, here):
            for value in values:
                ground.require_value(name, value, here)
        parts.append((name, frozenset(values)))
    return Condition(fields=tuple(sorted(parts)), opened_in=opened_in)


def build_cases(form: object, path: Path, ground: Ground, make: Callable[[Any, Path], T]) -> Cases[T]:
    """Build cases of one value, of values by priority with `default`, or of a list of cases."""
    if isinstance(form, dict):
        for name in form:
            if name != DEFAULT:
                ground.require_value("priority", name, (*path, name))
        ordered = sorted(form, key=lambda name: name == DEFAULT)
        return Cases(tuple(Case(when=_for_priority(name), value=make(form[name], (*path, name))) for name in ordered))
    if isinstance(form, list):
        return Cases(
            tuple(
                Case(
                    when=build_condition(case.when, (*path, number, "when"), ground),
                    value=make(case.value, (*path, number, "is")),
                )
                for number, case in enumerate(form)
            )
        )
    return Cases.always(make(form, path))


def _for_priority(name: str) -> Condition:
    return EVERY if name == DEFAULT else Condition(fields=(("priority", frozenset({name})),))


def build_scale(shape: ScaleShape | None, path: Path, ground: Ground) -> PriorityScale:
    """Build a priority scale; holes of its matrix are noted."""
    if shape is None:
        return NO_SCALE
    by, rows = _matrix_of(shape, path, ground)
    named = [((*path, "by_type", kind), level) for kind, level in shape.by_type.items()]
    named += [((*path, "meaning", level), level) for level in shape.meaning]
    named += [((*path, "matrix", *pair), level) for pair, level in rows.items()]
    for here, level in named:
        ground.require(level, shape.levels, "unknown_priority", here)
    doubled = sorted({level for level in shape.levels if shape.levels.count(level) > 1})
    for level in doubled:
        ground.ledger.note("duplicate_id", (*path, "levels"), found=f"{level!r} twice", expected="every level once")
    _note_holes(rows, (*path, "matrix"), ground)
    return PriorityScale(
        levels=shape.levels, matrix_by=by, matrix=MappingProxyType(rows), by_type=MappingProxyType(dict(shape.by_type))
    )


def _matrix_of(shape: ScaleShape, path: Path, ground: Ground) -> tuple[tuple[str, str], dict[tuple[str, str], str]]:
    by = ("impact", "urgency")
    rows: dict[tuple[str, str], str] = {}
    for name, row in shape.matrix.items():
        here = (*path, "matrix", name)
        if name == "by" and isinstance(row, tuple):
            by = row
            for number, field in enumerate(row):
                ground.require_field(field, (*here, number))
        elif isinstance(row, dict):
            rows |= {(name, column): level for column, level in row.items()}
        else:
            ground.ledger.note("wrong_shape", here, found="a list", expected="a level for each value, like {high: P1}")
    return by, rows


def _note_holes(rows: Mapping[tuple[str, str], str], path: Path, ground: Ground) -> None:
    firsts = list(dict.fromkeys(first for first, _ in rows))
    seconds = list(dict.fromkeys(second for _, second in rows))
    for first in firsts:
        missing = [second for second in seconds if (first, second) not in rows]
        if missing:
            ground.ledger.note(
                "matrix_hole",
                (*path, first),
                found=f"no level for {', '.join(missing)}",
                expected="a level for every pair of values",
                hint="a ticket with such a pair has no priority",
                severity=Severity.WARNING,
            )


def build_trigger(shape: TriggerShape | None, path: Path, ground: Ground, *, absent: Trigger) -> Trigger:
    """Build what starts, stops or cancels a clock; an event that is a stage by another name counts as the stage."""
    if shape is None:
        return absent
    for number, name in enumerate((*shape.given, *shape.given_later)):
        key = "given" if number < len(shape.given) else "given_later"
        ground.require_field(name, (*path, key))
    fields = build_condition(shape.field, (*path, "field"), ground).fields
    stages = {Stage(stage) for stage in shape.stage} | {
        _STAGE_EVENTS[event] for event in shape.event if event in _STAGE_EVENTS
    }
    built = Trigger(
        events=frozenset(shape.event) - frozenset(_STAGE_EVENTS),
        stages=frozenset(stages),
        fields=fields,
        messages=frozenset({shape.message} if shape.message else ()),
        given=frozenset(shape.given),
        given_later=frozenset(shape.given_later),
        matched=shape.matched is not None,
    )
    if built.is_empty:
        ground.ledger.note(
            "empty_trigger",
            path,
            found="nothing that could happen",
            expected="one of event, stage, field, message, given, given_later, matched",
        )
    return built


def build_pauses(shape: PausesShape | None) -> Pauses:
    """Build the pauses of an own measure; without any it never pauses."""
    return NO_PAUSE if shape is None else pauses_of(shape.waiting)


def pauses_of(reasons: Sequence[str]) -> Pauses:
    """Build pauses from reasons for waiting; `any` is every one.

    >>> pauses_of(["any"]).every, pauses_of([]).every
    (True, False)
    """
    return ANY_WAIT if ANY in reasons else Pauses(reasons=frozenset(reasons))


def build_measures(ground: Ground) -> dict[str, Measure]:
    """Build the presets and the agreement's own measures."""
    own = {name: _own_measure(name, shape, ground) for name, shape in ground.shape.measures.items()}
    return {**own, **PRESETS}


def _own_measure(name: str, shape: MeasureShape, ground: Ground) -> Measure:
    path: Path = ("measures", name)
    stops = build_trigger(shape.stops_when, (*path, "stops_when"), ground, absent=NEVER)
    return Measure(
        name=name,
        starts=build_trigger(shape.starts_when, (*path, "starts_when"), ground, absent=OPENED),
        stops=stops,
        cancels=build_trigger(shape.cancels_when, (*path, "cancels_when"), ground, absent=NEVER),
        pauses=build_pauses(shape.pauses_while),
        cycling=Cycling(shape.cycles),
        reopens=Stage.RESOLVED in stops.stages,
    )


def choose_measure(shape: ClockShape, path: Path, measures: Mapping[str, Measure], ground: Ground) -> Measure | None:
    """Choose the measure of a commitment, with what it counts as an answer and as an owner."""
    if not ground.require(shape.measure, measures, "unknown_measure", (*path, "measure")):
        return None
    measure = measures[shape.measure]
    if shape.answered_by:
        measure = _answered(measure, shape, path, ground)
    if shape.team is not None:
        if measure.name != "ownership":
            _note_misplaced("team", "ownership", path, ground)
        measure = with_team(measure)
    return measure


def _answered(measure: Measure, shape: ClockShape, path: Path, ground: Ground) -> Measure:
    if measure.name not in _ANSWERED:
        _note_misplaced("answered_by", ", ".join(_ANSWERED), path, ground)
        return measure
    known = [REPLY, *Event, WORK_STARTED, *sorted(ground.declared_events)]
    for answer in shape.answered_by:
        ground.require(answer, known, "unknown_event", (*path, "answered_by"))
    return with_answers(measure, frozenset(shape.answered_by))


def _note_misplaced(key: str, measures: str, path: Path, ground: Ground) -> None:
    ground.ledger.note(
        "misplaced_key",
        (*path, key),
        found=f"{key} on another measure",
        expected=f"it only on {measures}",
        hint="leave it out, or choose the measure that it belongs to",
    )


_NOTICE_US = MappingProxyType(
    {"m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000, "w": 7 * 86_400_000_000, "bd": 86_400_000_000}
)


def build_notice(ground: Ground) -> Notice | None:
    """Build the notice of maintenance; working days are whole days, Monday to Friday, in the agreement's zone."""
    notice = None if ground.shape.maintenance is None else ground.shape.maintenance.notice
    if notice is None:
        return None
    if notice.unit not in _NOTICE_US:
        ground.ledger.note(
            "notice_not_judged",
            ("maintenance", "notice"),
            found=str(notice),
            expected="minutes, hours, days, weeks or working days",
            hint="a month is not a length of time; write 30d",
            severity=Severity.WARNING,
        )
        return None
    week = {"week": {"mon-fri": ["00:00-24:00"]}} if notice.unit == "bd" else "24x7"
    calendar = WorkingCalendar.from_spec(week, time_zone=ground.shape.time_zone)
    return Notice(us=notice.count * _NOTICE_US[notice.unit], calendar=calendar)
