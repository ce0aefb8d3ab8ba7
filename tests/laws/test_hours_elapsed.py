"""Laws of open time: the calendar against counting minute by minute, and against itself."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.core import BeyondHorizon, WorkingCalendar
from tests.laws.brute_hours import Minutes
from tests.laws.hours_specs import Case, cases, instants, union_cases

MICROSECOND = timedelta(microseconds=1)
ANY_CASE = st.one_of(cases(), cases(), union_cases())
FEW = settings(max_examples=25, deadline=None)
MANY = settings(max_examples=40, deadline=None)


def _two(case: Case, data: st.DataObject) -> tuple[datetime, datetime]:
    return data.draw(instants(case)), data.draw(instants(case))


@FEW
@given(ANY_CASE)
def test_open_spans_are_those_of_counting_minute_by_minute(case: Case) -> None:
    assert case.calendar.spans(case.start, case.end) == Minutes.walk(case.spec, case.start, case.days).spans()


@FEW
@given(ANY_CASE, st.data())
def test_elapsed_and_is_open_are_those_of_counting_minute_by_minute(case: Case, data: st.DataObject) -> None:
    minutes = Minutes.walk(case.spec, case.start, case.days)
    for _ in range(5):
        a, b = _two(case, data)
        assert case.calendar.elapsed(a, b) == minutes.elapsed(a, b)
        at = (a - case.start) // timedelta(minutes=1)
        if at < len(minutes.opened):
            assert case.calendar.is_open(a) == minutes.opened[at]


@MANY
@given(ANY_CASE, st.data())
def test_open_time_is_monotone_additive_and_never_faster_than_the_clock(case: Case, data: st.DataObject) -> None:
    elapsed = case.calendar.elapsed
    a, b, c = sorted((*_two(case, data), data.draw(instants(case))))
    assert timedelta(0) <= elapsed(a, b) <= b - a
    assert elapsed(a, b) + elapsed(b, c) == elapsed(a, c)
    assert elapsed(b, a) == -elapsed(a, b)


@MANY
@given(ANY_CASE, st.data())
def test_add_finds_the_earliest_instant_and_subtract_the_latest(case: Case, data: st.DataObject) -> None:
    calendar = case.calendar
    a, b = sorted(_two(case, data))
    d = data.draw(st.sampled_from([calendar.elapsed(a, b), timedelta(hours=30), MICROSECOND]))
    try:
        due = calendar.add(a, d)
        begun = calendar.subtract(b, d)
    except BeyondHorizon:
        return
    assert calendar.elapsed(a, due) == d
    assert calendar.elapsed(begun, b) == d
    if d:
        assert calendar.elapsed(a, due - MICROSECOND) == d - MICROSECOND
        assert calendar.elapsed(begun + MICROSECOND, b) == d - MICROSECOND
    else:
        assert (due, begun) == (a, b)


@MANY
@given(ANY_CASE, st.data())
def test_closed_and_open_spans_add_up_to_the_wall_clock(case: Case, data: st.DataObject) -> None:
    calendar = case.calendar
    a, b = sorted(((x - datetime.fromisoformat("1970-01-01T00Z")) // MICROSECOND) for x in _two(case, data))
    opened, closed = calendar.spans_us(a, b), calendar.closed_us(a, b)
    pieces = sorted([(start, end) for start, end in opened] + [(start, end) for start, end, _ in closed])
    edges = [a, *(end for _, end in pieces)]
    assert [start for start, _ in pieces] == edges[:-1]
    assert edges[-1] == b
    assert all(start < end for start, end in pieces)
    assert all(one[1] < other[0] or one[2] != other[2] for one, other in pairwise(closed))


@MANY
@given(ANY_CASE)
def test_a_frozen_calendar_is_the_same_calendar(case: Case) -> None:
    frozen = WorkingCalendar.from_spec(case.calendar.freeze())
    assert frozen == case.calendar
    assert hash(frozen) == hash(case.calendar)
    assert frozen.spans(case.start, case.end) == case.calendar.spans(case.start, case.end)


@MANY
@given(ANY_CASE, st.lists(st.integers(2001, 2035), min_size=1, max_size=3))
def test_the_order_of_questions_changes_no_answer(case: Case, years: list[int]) -> None:
    calendar = case.calendar
    fresh = WorkingCalendar.from_spec(calendar.freeze())
    for year in years:
        fresh.is_open(case.start.replace(year=year, month=2, day=1))
    assert fresh.elapsed(case.start, case.end) == calendar.elapsed(case.start, case.end)
    instant = (case.start - datetime.fromisoformat("1970-01-01T00Z")) // MICROSECOND
    assert fresh.worked_us(instant) == calendar.worked_us(instant)
