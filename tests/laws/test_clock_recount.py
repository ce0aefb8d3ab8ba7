"""Every clock equals its recount minute by minute, under every rule, over every calendar."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.intake import instant_us, read_fact
from acuerdo.core.clock.verdict import Verdict
from acuerdo.core.hours import WorkingCalendar, to_datetime
from acuerdo.core.terms.agreement import Agreement, OnChange, OnReopen
from tests.cast import MINUTE_US, ZONE, agreement, exclusion, verdicts
from tests.laws import brute_hours
from tests.laws.brute_clock import Count, Promise, Stroke, Terms, recount

SPECS = {
    "office": {"time_zone": ZONE, "week": {"mon-fri": ["09:00-14:00", "15:00-18:00"]}, "closed": ["2026-03-04"]},
    "night": {"time_zone": ZONE, "week": {"mon-sun": ["22:00-06:00"]}},
    "always": {"time_zone": ZONE, "week": {"mon-sun": ["00:00-24:00"]}},
    "lima": {"time_zone": "America/Lima", "week": {"mon-fri": ["08:00-17:00"]}},
}
CALENDARS = {name: WorkingCalendar.from_spec(spec, name=name) for name, spec in SPECS.items()}
ORIGINS = [datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)]
DAYS = 21
REASONS = ["customer", "supplier"]
PRIORITIES = ["P1", "P2", "P3", "P4"]
"""P1 to P3 are promised something (P3 perhaps nothing, on purpose), P4 is outside the scope."""


@cache
def open_minutes(name: str, origin: datetime) -> list[bool]:
    return brute_hours.Minutes.walk(SPECS[name], origin, DAYS).opened


gaps = st.one_of(st.integers(0, 90), st.sampled_from([0, 1, 60, 480, 1440]), st.integers(0, 2000))
lengths = st.one_of(st.integers(0, 600), st.sampled_from([0, 1, 60, 240, 480, 1440]))
stages = ["open", "open", "resolved", "resolved", "closed", "reopened", "cancelled", "merged"]
words = st.one_of(
    st.tuples(st.just("priority"), st.sampled_from(PRIORITIES)),
    st.tuples(st.just("waiting"), st.sampled_from(REASONS)),
    st.tuples(
        st.sampled_from(["open", "open", "resolved", "resolved", "closed", "reopened", "cancelled", "merged"]),
        st.just(""),
    ),
)


@st.composite
def lives(draw: st.DrawFn) -> list[Stroke]:
    """A ticket's life in the first ten days."""
    minute = draw(st.integers(0, 1440))
    found = [Stroke(minute, "opened")]
    if draw(st.booleans()):
        found.append(Stroke(minute, "priority", draw(st.sampled_from(PRIORITIES))))
    for gap, (what, value) in draw(st.lists(st.tuples(gaps, words), max_size=9)):
        minute += gap
        if minute < 10 * 1440:
            found.append(Stroke(minute, what, value))
    return found


@st.composite
def promises(draw: st.DrawFn) -> Promise:
    calendars = st.sampled_from(sorted(SPECS)) if draw(st.booleans()) else st.just(draw(st.sampled_from(sorted(SPECS))))
    targets = {name: draw(lengths) for name in PRIORITIES[:2]}
    terms = {name: Terms(target, draw(calendars)) for name, target in targets.items()}
    terms["P3"] = Terms(draw(st.none() | lengths), draw(calendars))
    return Promise(
        terms=terms,
        on_change=draw(st.sampled_from(list(OnChange))),
        on_reopen=draw(st.sampled_from(list(OnReopen))),
        pausing=frozenset(draw(st.sets(st.sampled_from(REASONS)))),
    )


def as_agreement(promise: Promise) -> Agreement:
    return agreement(
        {
            "measure": "resolution",
            "applies_to": {"priority": sorted(promise.terms)},
            "calendar": {name: terms.calendar for name, terms in promise.terms.items()},
            "within": {
                name: "none" if terms.target is None else f"{terms.target}m" for name, terms in promise.terms.items()
            },
            "pauses_in": sorted(promise.pausing),
            "on_change": promise.on_change,
            "on_reopen": promise.on_reopen,
        },
        calendars=CALENDARS,
    )


def as_fact(stroke: Stroke, row: int, origin_us: int) -> Fact:
    """The fact of a stroke."""
    at = to_datetime(origin_us + stroke.minute * MINUTE_US)
    cells: dict[str, object] = {"ticket": "T1", "at": at, "seq": row}
    match stroke.what:
        case "priority":
            cells |= {"event": "changed", "priority": stroke.value}
        case "waiting":
            cells |= {"event": "changed", "status": f"waiting_{stroke.value}"}
        case "open":
            cells |= {"event": "changed", "status": "open"}
        case other:
            cells |= {"event": other}
    return read_fact(cells, number=row)


def as_exclusion(span: range, origin_us: int) -> Exclusion:
    return replace(exclusion(), from_us=origin_us + span.start * MINUTE_US, until_us=origin_us + span.stop * MINUTE_US)


def minutes(verdict: Verdict, origin_us: int) -> Count:
    """A verdict in the minutes of the recount."""

    def since(instant: int | None) -> int | None:
        return None if instant is None else whole(instant - origin_us)

    def whole(us: int) -> int:
        assert us % MINUTE_US == 0
        return us // MINUTE_US

    assert verdict.started_us is not None
    return Count(
        start=whole(verdict.started_us - origin_us),
        stop=since(verdict.stopped_us),
        verdict=str(verdict.verdict),
        sums={
            "outside": whole(verdict.outside_us),
            "paused": whole(verdict.paused_us),
            "excluded": whole(verdict.excluded_us),
            "counted": whole(verdict.consumed_us),
        },
        due=since(verdict.due_us),
        breaches=since(verdict.breaches_us),
        breached=since(verdict.breached_us),
        late=None if verdict.late_us is None else whole(verdict.late_us),
    )


def comparable(count: Count) -> Count:
    """What is left to compare where nothing is promised: that nothing is promised."""
    if count.verdict != "not_applicable":
        return count
    return Count(start=count.start, stop=count.stop, verdict=count.verdict)


@settings(max_examples=150, deadline=None)
@given(
    promise=promises(),
    strokes=lives(),
    origin=st.sampled_from(ORIGINS),
    later=st.integers(0, 4000),
    spans=st.lists(st.tuples(st.integers(0, 8000), st.integers(1, 1500)), max_size=2),
)
def test_a_clock_equals_its_recount_minute_by_minute(
    promise: Promise, strokes: list[Stroke], origin: datetime, later: int, spans: list[tuple[int, int]]
) -> None:
    origin_us = instant_us(origin)
    as_of = strokes[0].minute + later
    excluded = [range(start, start + length) for start, length in spans]
    calendars = {name: open_minutes(name, origin) for name in SPECS}
    expected = recount(promise, strokes, as_of, calendars, excluded)
    facts = [as_fact(stroke, row, origin_us) for row, stroke in enumerate(strokes)]
    exclusions = [as_exclusion(span, origin_us) for span in excluded]
    found = verdicts(as_agreement(promise), facts, origin_us + as_of * MINUTE_US, exclusions=exclusions)
    assert [comparable(minutes(one, origin_us)) for one in found] == [comparable(one) for one in expected]
