"""From the shape of a commitment to the promise to judge by."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from acuerdo.core.terms.agreement import Commitment, FirstContact, Metric, OnReopen, Period, RatioCommitment
from acuerdo.core.terms.conditions import Case, Cases, Condition
from acuerdo.core.terms.measures import Measure
from acuerdo.core.terms.targets import BusinessDays, DayCounting, Target
from acuerdo.documents.findings import Severity, one_of
from acuerdo.documents.ground import Ground
from acuerdo.documents.shapes.commitments import ClockShape, DayCountingShape, RatioShape
from acuerdo.documents.shapes.kinds import ConditionShape, RollingShape
from acuerdo.documents.terms import build_cases, build_condition, choose_measure, pauses_of
from acuerdo.texts.nodes import Path


def build_period(shape: Period | RollingShape | None) -> Period:
    """Build how long a commitment is judged at a time: a month where nothing is said."""
    if isinstance(shape, RollingShape):
        return Period(unit="rolling", rolling_days=shape.rolling)
    return Period() if shape is None else shape


def build_day_counting(shape: DayCountingShape | None) -> DayCounting:
    """Build the clause on the counting of days."""
    return DayCounting() if shape is None else DayCounting(day_one=shape.day_one, roll=shape.roll)


def build_commitment(
    shape: ClockShape, path: Path, measures: Mapping[str, Measure], ground: Ground
) -> Commitment | None:
    """Build a promise that clocks judge; None where its measure or its calendar is missing."""
    measure = choose_measure(shape, path, measures, ground)
    calendar = _calendar_cases(shape, path, ground)
    applies_to = build_condition(shape.applies_to, (*path, "applies_to"), ground)
    exceptions = _exceptions(shape.exceptions, path, ground)
    within = _target_cases(shape, path, ground)
    at_least, per = _share_cases(shape, path, ground)
    _check_judgement(shape, path, ground)
    if measure is None or calendar is None:
        return None
    return Commitment(
        id=shape.id,
        measure=measure,
        calendar=calendar,
        within=within,
        applies_to=applies_to,
        exceptions=exceptions,
        pauses=None if shape.pauses_in is None else pauses_of(shape.pauses_in),
        on_change=shape.on_change,
        on_reopen=_on_reopen(shape, measure, path, ground),
        binding=shape.binding,
        warn_at=shape.warn_at,
        day_counting=build_day_counting(shape.day_counting or ground.shape.day_counting),
        at_least=at_least,
        per=per,
        statistic=shape.statistic,
        at_most_us=None
        if shape.at_most is None
        else build_cases(shape.at_most, (*path, "at_most"), ground, lambda value, _: value),
        period=build_period(shape.period),
        counted_by=shape.counted_by,
        min_sample=shape.min_sample,
    )


def _exceptions(forms: tuple[ConditionShape, ...], path: Path, ground: Ground) -> tuple[Condition, ...]:
    here = (*path, "except")
    return tuple(
        build_condition(form, (*here, number) if len(forms) > 1 else here, ground) for number, form in enumerate(forms)
    )


def _calendar_cases(shape: ClockShape, path: Path, ground: Ground) -> Cases[str] | None:
    if shape.calendar is None:
        return _service_calendars(shape, path, ground)

    def know(name: str, here: Path) -> str:
        ground.require_calendar(name, here)
        return name

    return build_cases(shape.calendar, (*path, "calendar"), ground, know)


def _service_calendars(shape: ClockShape, path: Path, ground: Ground) -> Cases[str] | None:
    """Without a calendar of its own a commitment keeps the hours of each service it applies to.

    Where all services keep the same hours, those hold for a ticket that names no service too; where they differ, such
    a ticket would not be covered, which is worth a warning.
    """
    named = (shape.applies_to or {}).get("service", ())
    kept = [one for one in ground.shape.services if one.calendar is not None and (not named or one.id in named)]
    if len({one.calendar for one in kept}) == 1 and (named or len(kept) == len(ground.shape.services)):
        return Cases.always(str(kept[0].calendar))
    cases = tuple(
        Case(when=Condition(fields=(("service", frozenset({one.id})),)), value=str(one.calendar)) for one in kept
    )
    if cases and not named and len(kept) == len(ground.shape.services):
        ground.ledger.note(
            "calendar_by_service",
            path,
            found="no calendar, and services with different hours",
            expected="a calendar, or tickets that all name their service",
            hint="a ticket without a service is not covered; add `calendar:` if it should be",
            severity=Severity.WARNING,
        )
    if not cases:
        ground.ledger.note(
            "missing_key",
            (*path, "calendar"),
            expected="a calendar, here or on the services that it applies to",
            hint="without one nobody knows which time counts; round the clock is written `calendar: 24x7`",
        )
    return Cases(cases) if cases else None


def _target_cases(shape: ClockShape, path: Path, ground: Ground) -> Cases[Target] | None:
    if shape.within is None:
        return None

    def cut(target: Target, _: Path) -> Target:
        if isinstance(target, BusinessDays) and shape.cut_off is not None:
            return replace(target, cut_off_us=shape.cut_off)
        return target

    cases = build_cases(shape.within, (*path, "within"), ground, cut)
    if shape.cut_off is not None and not any(isinstance(row.value, BusinessDays) for row in cases.rows):
        ground.ledger.note(
            "misplaced_key",
            (*path, "cut_off"),
            found="a cut-off without working days",
            expected="a target in working days, like 0bd end",
        )
    return cases


def _share_cases(shape: ClockShape, path: Path, ground: Ground) -> tuple[Cases[Fraction] | None, tuple[str, ...]]:
    for field in shape.per:
        ground.require_field(field, (*path, "per"))
    if shape.at_least is None:
        return None, shape.per
    cases = build_cases(shape.at_least, (*path, "at_least"), ground, lambda value, _: value)
    # A share by cases judges each of its groups for itself, so that the fields of its conditions are the groups'.
    named = sorted({field for row in cases.rows for field, _ in row.when.fields})
    missing = [field for field in named if field not in shape.per]
    if shape.per and missing:
        ground.ledger.note(
            "group_missing",
            (*path, "per"),
            found=", ".join(shape.per),
            expected=f"also {', '.join(missing)}, on which at_least depends",
        )
    if any(row.when.opened_in for row in cases.rows):
        ground.ledger.note(
            "misplaced_key", (*path, "at_least"), found="opened_in", expected="fields of the ticket, which make groups"
        )
    return cases, shape.per or tuple(named)


def _check_judgement(shape: ClockShape, path: Path, ground: Ground) -> None:
    note = ground.ledger.note
    if shape.statistic is None and shape.within is None and shape.at_most is None:
        note("missing_key", (*path, "within"), expected="within, or a statistic with at_most", hint="what is promised?")
    if shape.statistic is not None and shape.at_most is None:
        note("statistic_without_limit", (*path, "statistic"), found=shape.statistic, expected="its limit in at_most")
    if shape.statistic is None and shape.at_most is not None:
        note(
            "limit_without_statistic",
            (*path, "at_most"),
            found="at_most alone",
            expected="the statistic that it limits: mean, median or a percentile like p90",
            hint="a limit for every single ticket is written `within`",
        )
    if shape.statistic is not None and shape.at_least is not None:
        note(
            "statistic_with_share",
            (*path, "at_least"),
            found="at_least beside a statistic",
            expected="one of the two",
            hint="make two commitments of it",
        )
    if shape.at_least is not None and shape.within is None:
        note("missing_key", (*path, "within"), expected="the target of which a share must be met")


def _on_reopen(shape: ClockShape, measure: Measure, path: Path, ground: Ground) -> OnReopen:
    if shape.on_reopen is not None and not measure.reopens:
        ground.ledger.note(
            "no_effect",
            (*path, "on_reopen"),
            found=f"on_reopen on {measure.name}",
            expected="it on a measure that stops at resolved",
            hint="a reopening does not undo this stop",
            severity=Severity.WARNING,
        )
    return shape.on_reopen or OnReopen.CONTINUE


def build_ratio(shape: RatioShape, path: Path, ground: Ground) -> RatioCommitment:
    """Build a promised share of tickets."""
    _check_ratio(shape, path, ground)
    if shape.calendar is not None:
        ground.require_calendar(shape.calendar, (*path, "calendar"))
    return RatioCommitment(
        id=shape.id,
        metric=shape.metric,
        definition=shape.definition,
        applies_to=build_condition(shape.applies_to, (*path, "applies_to"), ground),
        exceptions=_exceptions(shape.exceptions, path, ground),
        at_least=shape.at_least,
        at_most=shape.at_most,
        older_than_us=shape.older_than,
        calendar=shape.calendar,
        binding=shape.binding,
        period=build_period(shape.period),
        min_sample=shape.min_sample,
    )


def _check_ratio(shape: RatioShape, path: Path, ground: Ground) -> None:
    note = ground.ledger.note
    is_first_contact = shape.metric is Metric.FIRST_CONTACT_RESOLUTION
    if is_first_contact and shape.definition is None:
        note(
            "missing_key",
            (*path, "definition"),
            expected=one_of(FirstContact),
            hint="the four give different figures, so the agreement names one",
        )
    if not is_first_contact and shape.definition is not None:
        note(
            "misplaced_key",
            (*path, "definition"),
            found=shape.definition,
            expected="it only on first_contact_resolution",
        )
    if (shape.at_least is None) == (shape.at_most is None):
        found = "neither at_least nor at_most" if shape.at_least is None else "both at_least and at_most"
        note("bad_limit", path, found=found, expected="one of them")
    is_backlog = shape.metric is Metric.BACKLOG_AGE
    if is_backlog and shape.older_than is None:
        note("missing_key", (*path, "older_than"), expected="the age from which a ticket counts as old, like 240h")
    if not is_backlog and shape.older_than is not None:
        note("misplaced_key", (*path, "older_than"), found="older_than", expected="it only on backlog_age")
