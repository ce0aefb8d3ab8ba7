"""Laws of working days: deadlines against counting every open minute's day."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from acuerdo.core import BeyondHorizon, WorkingCalendar
from acuerdo.core.hours import to_datetime, to_us
from tests.laws.brute_hours import Days
from tests.laws.hours_specs import Case, cases, instants, union_cases

ANY_CASE = st.one_of(cases(days=9), cases(days=9), union_cases(days=9))
FEW = settings(max_examples=25, deadline=None)


@FEW
@given(ANY_CASE, st.data())
def test_business_deadlines_are_those_of_asking_every_minute_for_its_day(case: Case, data: st.DataObject) -> None:
    days = Days(case.spec, case.start, case.days)
    for _ in range(6):
        # The nights before the first minute counted by hand are not known to it.
        start = max(data.draw(instants(case)), case.start + timedelta(days=2))
        count, end = data.draw(st.integers(0, 3)), data.draw(st.booleans())
        cut_off = data.draw(st.sampled_from([None, 720, 960]))
        try:
            expected = days.deadline(start, count, end=end, cut_off=cut_off)
        except (ValueError, IndexError):  # the days counted by hand are used up
            continue
        # The last day may go on after the minutes counted by hand.
        if expected >= case.end - timedelta(days=2):
            continue
        try:
            found = case.calendar.business_deadline_us(
                to_us(start), count, end=end, cut_off_us=None if cut_off is None else cut_off * 60_000_000
            )
        except BeyondHorizon:
            assert "valid_until" in case.spec
            assert expected.astimezone(ZoneInfo(case.spec["time_zone"])).date() > date.fromisoformat(
                case.spec["valid_until"]
            )
            continue
        assert to_datetime(found) == expected


@FEW
@given(cases(), st.data())
def test_counting_two_days_is_counting_one_day_twice(case: Case, data: st.DataObject) -> None:
    calendar, start = case.calendar, to_us(data.draw(instants(case)))
    count = data.draw(st.integers(0, 5))
    try:
        end = calendar.business_deadline_us(start, count, end=True)
        after = calendar.business_deadline_us(start, count + 1, end=True)
        opening = calendar.next_open_us(start)
    except BeyondHorizon:
        assume(condition=False)
    assert start <= opening < end < after


@FEW
@given(case=cases(), data=st.data(), day_one=st.sampled_from(["next_opening", "next_date"]), end=st.booleans())
def test_a_rolled_deadline_is_on_a_working_day_and_never_earlier(
    case: Case, data: st.DataObject, day_one: str, *, end: bool
) -> None:
    calendar, start = case.calendar, to_us(data.draw(instants(case)))
    count = data.draw(st.integers(0, 9))
    try:
        plain = calendar.calendar_deadline_us(start, count, end=end, day_one=day_one)
        rolled = calendar.calendar_deadline_us(start, count, end=end, day_one=day_one, roll="next_working_day")
    except BeyondHorizon:
        assume(condition=False)
    assert plain <= rolled
    if end:
        same_day = calendar.business_deadline_us(rolled - 1, 0, end=True, day_one="next_date")
        assert to_datetime(same_day - 1).date() >= to_datetime(rolled - 1).date() - timedelta(days=2)


@cache
def _office() -> WorkingCalendar:
    return WorkingCalendar.from_spec(
        {
            "time_zone": "Europe/Madrid",
            "week": {"mon-fri": ["09:00-14:00", "15:00-18:00"]},
            "closed": ["2026-12-25"],
            "open": [{"date": "2026-12-26", "hours": ["10:00-13:00"]}],
        }
    )


@cache
def _nights() -> WorkingCalendar:
    return WorkingCalendar.from_spec(
        {"time_zone": "Europe/Madrid", "week": {"mon-fri": ["22:00-06:00"]}, "closed": ["2026-12-25", "2026-12-29"]}
    )


def _at(text: str, zone: str = "Europe/Madrid") -> int:
    return to_us(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC))


def _wall(instant_us: int, zone: str = "Europe/Madrid") -> str:
    return to_datetime(instant_us).astimezone(ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("start", "days", "end", "due"),
    [
        ("2026-12-16T10:30", 1, False, "Thu 2026-12-17 10:30"),
        ("2026-12-20T11:00", 1, False, "Tue 2026-12-22 09:00"),  # Sunday: from Monday's opening
        ("2026-12-18T17:00", 2, False, "Tue 2026-12-22 17:00"),
        ("2026-12-24T17:00", 1, False, "Sat 2026-12-26 17:00"),  # the special Saturday counts, Christmas does not
        ("2026-12-24T17:00", 1, True, "Sat 2026-12-26 13:00"),
        ("2026-12-24T17:00", 2, True, "Mon 2026-12-28 18:00"),
        ("2026-12-16T10:30", 0, True, "Wed 2026-12-16 18:00"),
        ("2026-12-16T18:00", 0, True, "Thu 2026-12-17 18:00"),  # closed at 18:00: the next opening's day
        ("2026-12-16T10:30", 0, False, "Wed 2026-12-16 10:30"),
        ("2026-12-20T11:00", 0, False, "Mon 2026-12-21 09:00"),
    ],
)
def test_office_days_are_counted_from_the_start_or_the_next_opening(
    start: str, days: int, due: str, *, end: bool
) -> None:
    assert _wall(_office().business_deadline_us(_at(start), days, end=end)) == due


@pytest.mark.parametrize(
    ("start", "days", "end", "due"),
    [
        ("2026-12-19T02:00", 1, False, "Tue 2026-12-22 02:00"),  # Saturday 02:00 is Friday's: Monday's night
        ("2026-12-19T02:00", 0, True, "Sat 2026-12-19 06:00"),
        ("2026-12-18T23:00", 0, True, "Sat 2026-12-19 06:00"),
        ("2026-12-18T23:00", 1, True, "Tue 2026-12-22 06:00"),
        ("2026-12-24T23:00", 0, True, "Fri 2026-12-25 00:00"),  # Christmas closes the tail
        ("2026-12-30T03:00", 0, True, "Thu 2026-12-31 06:00"),  # Tuesday evening is closed: Wednesday's own
        ("2026-12-28T23:00", 1, True, "Thu 2026-12-31 06:00"),  # Monday's night loses its tail, Tuesday is none
    ],
)
def test_a_night_belongs_to_the_date_on_which_it_began(start: str, days: int, due: str, *, end: bool) -> None:
    assert _wall(_nights().business_deadline_us(_at(start), days, end=end)) == due


def test_what_is_left_of_a_night_whose_evening_is_closed_is_a_part_of_its_own_date() -> None:
    # Wednesday 30 holds Tuesday's tail until 06:00 and its own night from 22:00, which ends on Thursday.
    span = _nights().spans_us(_at("2026-12-29T12:00"), _at("2026-12-31T12:00"))
    assert [_wall(edge) for pair in span for edge in pair] == [
        "Wed 2026-12-30 00:00",
        "Wed 2026-12-30 06:00",
        "Wed 2026-12-30 22:00",
        "Thu 2026-12-31 06:00",
    ]
