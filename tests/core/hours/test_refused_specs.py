from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from acuerdo.core import BeyondHorizon, CalendarRefused, NaiveInstant, NegativeDuration, NeverOpens, WorkingCalendar
from acuerdo.core.hours import to_us
from acuerdo.core.hours.zones import LAST_US

WEEK = {"mon-fri": ["09:00-18:00"]}


def _spec(**keys: object) -> dict[str, object]:
    return {"time_zone": "Europe/Madrid", "week": WEEK, **keys}


OFFICE = WorkingCalendar.from_spec(_spec())
NOON = datetime(2026, 12, 16, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

REFUSED: list[tuple[object, str, str, str]] = [
    ("office", "bad_shape", "", "the text 'office'"),
    ({"time_zone": "Europe/Madrid"}, "never_opens", "", "needs its hours"),
    ({"week": WEEK}, "missing_zone", "time_zone", "Europe/Madrid"),
    (_spec(time_zone="Europe/Madird"), "unknown_zone", "time_zone", "did you mean Europe/Madrid?"),
    (_spec(time_zone="Nowhere at all"), "unknown_zone", "time_zone", "IANA"),
    (_spec(time_zone="../Europe/Madrid"), "unknown_zone", "time_zone", "no time zone"),
    (_spec(time_zone="right/Europe/Madrid"), "unknown_zone", "time_zone", "no time zone"),
    (_spec(time_zone="Europe"), "unknown_zone", "time_zone", "no time zone"),
    (_spec(holidays=[{"country": "ES"}]), "unknown_key", "holidays", "frozen, before"),
    (_spec(clsed=[]), "unknown_key", "clsed", "did you mean closed?"),
    (_spec(xyzzy=[]), "unknown_key", "xyzzy", "known are"),
    (_spec(working_days=["mon-fri"]), "unknown_key", "working_days", "a week of its own"),
    (_spec(week="always"), "bad_shape", "week", "the text 'always'"),
    (_spec(week={"mon-fri": "09:00-18:00"}), "bad_shape", "week.mon-fri", "a list"),
    (_spec(week={"mon-fri": None}), "bad_shape", "week.mon-fri", "found nothing"),
    (_spec(week={"mon": [["09:00-18:00"]]}), "bad_shape", "week.mon[0]", "found list"),
    (_spec(week={"mon": [True]}), "bad_shape", "week.mon[0]", "found bool"),
    (_spec(week={"monday": []}), "bad_day", "week.monday", "sat,sun"),
    (_spec(week={"mon-": []}), "bad_day", "week.mon-", "mon-fri"),
    (_spec(week={"mon-xyz": []}), "bad_day", "week.mon-xyz", "mon-fri"),
    (_spec(week={"mon-fri": [], "wed": []}), "duplicate_day", "week.wed", "wed is named twice"),
    (_spec(week={"mon": ["9-18"]}), "bad_interval", "week.mon[0]", "09:00-14:00"),
    (_spec(week={"mon": ["09:60-18:00"]}), "bad_interval", "week.mon[0]", "09:00-14:00"),
    (_spec(week={"mon": ["09:75-18:00"]}), "bad_interval", "week.mon[0]", "09:00-14:00"),
    (_spec(week={"mon": ["09:00-18:60"]}), "bad_interval", "week.mon[0]", "09:00-14:00"),
    (_spec(week={"mon": ["09:00-24:01"]}), "bad_interval", "week.mon[0]", "up to 24:00"),
    (_spec(week={"mon": ["24:00-06:00"]}), "bad_interval", "week.mon[0]", "up to 24:00"),
    (_spec(week={"mon": ["08:00-08:00"]}), "bad_interval", "week.mon[0]", "00:00-24:00"),
    (_spec(week={"mon": ["09:00-14:00", "13:59-18:00"]}), "overlapping_intervals", "week.mon", "overlap"),
    (_spec(week={"mon": ["22:00-06:00", "23:00-23:30"]}), "overlapping_intervals", "week.mon", "22:00-06:00"),
    (
        _spec(week={"mon": ["08:00-09:00", "10:00-12:00", "11:00-13:00"]}),
        "overlapping_intervals",
        "week.mon",
        "10:00-12:00 and 11:00-13:00 overlap",
    ),
    (_spec(seasons=[{"from": "06-15", "week": WEEK}]), "missing_key", "seasons[0]", "'to'"),
    (_spec(seasons=[{"from": "06-15", "to": "2026-07-01", "week": WEEK}]), "bad_range", "seasons[0]", "two kinds"),
    (_spec(seasons=[{"from": "2026-06-15", "to": "07-01", "week": WEEK}]), "bad_range", "seasons[0]", "two kinds"),
    (_spec(seasons=[{"from": "06-15", "to": "06-31", "week": WEEK}]), "bad_date", "seasons[0]", "day of the year"),
    (
        _spec(seasons=[{"from": "11-15", "to": "02-01", "week": WEEK}, {"from": "02-01", "to": "03-01", "week": WEEK}]),
        "overlapping_seasons",
        "seasons[1]",
        "meets another",
    ),
    (
        _spec(
            seasons=[
                {"from": "2026-06-01", "to": "2026-06-30", "week": WEEK},
                {"from": "2026-06-30", "to": "2026-07-01", "week": WEEK},
            ]
        ),
        "overlapping_seasons",
        "seasons[1]",
        "meets another",
    ),
    (_spec(closed="2026-12-25"), "bad_shape", "closed", "a list"),
    (_spec(closed=["2026-02-30"]), "bad_date", "closed[0]", "2026-12-25"),
    (_spec(closed=["25/12/2026"]), "bad_date", "closed[0]", "2026-12-25"),
    (_spec(closed=["2026-08-07..2026-08-01"]), "bad_range", "closed[0]", "ends before it begins"),
    (_spec(closed=["2026-12-24 22:00-06:00"]), "bad_interval", "closed[0]", "close the next date apart"),
    (_spec(closed=[{"on": "2026-12-24", "hours": []}]), "bad_interval", "closed[0].hours", "24:00"),
    (_spec(closed=[{"on": "2026-12-24", "why": "x"}]), "unknown_key", "closed[0].why", "known are"),
    (_spec(closed=[{"name": "x"}]), "missing_key", "closed[0]", "'from'"),
    (_spec(open=[{"date": "2026-01-03"}]), "missing_key", "open[0]", "'hours'"),
    (_spec(open=[{"date": "01-03", "hours": []}]), "bad_date", "open[0].date", "2026-12-25"),
    (_spec(open=[{"date": "2026-01-03", "hours": []}] * 2), "duplicate_date", "open[1]", "once"),
    (_spec(valid_from="2027-01-01", valid_until="2026-12-31"), "bad_range", "valid_until", "before it begins"),
    (_spec(provisional_years=["soon"]), "bad_date", "provisional_years", "not a year"),
    (_spec(transitions=[]), "bad_transitions", "transitions", "1970"),
    (_spec(transitions=[["1970-01-01T00:00:00Z"]]), "bad_transitions", "transitions[0]", "offset in seconds"),
    (
        _spec(transitions=[["1970-01-01T00:00:00Z", "0", "CET"]]),
        "bad_transitions",
        "transitions[0]",
        "offset in seconds",
    ),
    (_spec(transitions=[["1970-01-01T00:00:00", "0"]]), "bad_transitions", "transitions", "1970"),
    (_spec(transitions=[["1980-01-01T00:00:00Z", "0"]]), "bad_transitions", "transitions", "1970"),
    (_spec(transitions=[["1960-01-01T00:00:00Z", "0"]]), "bad_transitions", "transitions", "1970"),
    (_spec(transitions=[["1970-01-01T00:00:00Z", "90000"]]), "bad_transitions", "transitions", "at most a day"),
    (
        _spec(transitions=[["1970-01-01T00:00:00Z", "0"], ["1980-01-01T00:00:00.5Z", "60"]]),
        "bad_transitions",
        "transitions",
        "whole seconds",
    ),
    (
        _spec(transitions=[["1970-01-01T00:00:00Z", "0"], ["1970-01-01T00:00:00Z", "60"]]),
        "bad_transitions",
        "transitions",
        "rising",
    ),
    (
        _spec(transitions=[["1970-01-01T00:00:00Z", 0], ["1980-01-01T00:00:00Z", 60], ["1975-01-01T00:00:00Z", 0]]),
        "bad_transitions",
        "transitions",
        "rising",
    ),
    ({"any_of": []}, "never_opens", "any_of", "no calendars"),
    ({"any_of": ["office"]}, "unknown_calendar", "any_of[0]", "no other calendar"),
    ({"any_of": ["1st line"]}, "unknown_calendar", "any_of[0]", "no other calendar"),
    ({"any_of": ["24x7"], "week": WEEK}, "unknown_key", "week", "any_of"),
    ({"any_of": [_spec(week={"mon": ["x"]})]}, "bad_interval", "any_of[0].week.mon[0]", "09:00-14:00"),
    ({"any_of": ["24x7"], "working_days": ["monday"]}, "bad_day", "working_days", "mon-fri"),
    (_spec(week={}), "never_opens", "", "not one open instant"),
    (_spec(closed=["01-01..12-31"]), "never_opens", "", "not one open instant"),
    (_spec(valid_from="2026-01-03", valid_until="2026-01-04"), "never_opens", "", "not one open instant"),
    (
        {"any_of": [_spec(valid_until="2025-12-31"), _spec(valid_from="2026-02-01")]},
        "never_opens",
        "",
        "not one open instant",
    ),
    (
        {"any_of": [_spec(valid_until="2026-06-30"), _spec(valid_from="2026-08-01"), "24x7"]},
        "never_opens",
        "",
        "not one open instant",
    ),
]


@pytest.mark.parametrize(
    ("on", "hours", "bound"),
    [("2026-07-01", "00:00-01:00", "valid_until"), ("2025-12-31", "23:00-24:00", "valid_from")],
)
def test_hours_that_only_touch_what_a_union_knows_never_open(on: str, hours: str, bound: str) -> None:
    open_there = _spec(week={}, open=[{"date": on, "hours": [hours]}])
    closed = _spec(week={}, **{bound: {"valid_until": "2026-06-30", "valid_from": "2026-01-01"}[bound]})
    with pytest.raises(NeverOpens):
        WorkingCalendar.from_spec({"any_of": [open_there, closed]})


@pytest.mark.parametrize(("spec", "code", "path", "words"), REFUSED, ids=[f"{row[1]}-{row[2]}" for row in REFUSED])
def test_a_spec_is_refused_with_its_code_its_place_and_a_hint(
    spec: Mapping[str, object] | str, code: str, path: str, words: str
) -> None:
    with pytest.raises(CalendarRefused) as refusal:
        WorkingCalendar.from_spec(spec)
    assert (refusal.value.code, refusal.value.path) == (code, path)
    assert words in str(refusal.value)


SUMMER = ("06-10", "06-20")


@pytest.mark.parametrize(
    ("first", "last", "meets"),
    [
        ("06-01", "06-09", False),
        ("06-01", "06-10", True),
        ("06-01", "06-15", True),
        ("06-10", "06-20", True),
        ("06-01", "06-30", True),
        ("06-12", "06-18", True),
        ("06-15", "06-30", True),
        ("06-20", "06-30", True),
        ("06-21", "06-30", False),
    ],
)
@pytest.mark.parametrize("year", ["", "2026-"], ids=["yearly", "once"])
def test_two_seasons_of_one_kind_share_no_date(first: str, last: str, year: str, *, meets: bool) -> None:
    summer = {"from": year + SUMMER[0], "to": year + SUMMER[1], "week": WEEK}
    other = {"from": year + first, "to": year + last, "week": WEEK}
    for seasons in ([summer, other], [other, summer]):
        if meets:
            with pytest.raises(CalendarRefused, match="meets another") as refusal:
                WorkingCalendar.from_spec(_spec(seasons=seasons))
            assert refusal.value.path == "seasons[1]"
        else:
            assert len(WorkingCalendar.from_spec(_spec(seasons=seasons)).freeze()["seasons"]) == 2  # type: ignore[arg-type] # a list


@pytest.mark.parametrize("year", [2001, 2026])
def test_a_season_of_one_time_may_meet_one_of_every_year(year: int) -> None:
    yearly = {"from": "06-01", "to": "06-30", "week": {"mon-sun": ["10:00-12:00"]}}
    once = {"from": f"{year}-06-10", "to": f"{year}-06-20", "week": {"mon-sun": ["08:00-09:00"]}}
    left, right = (WorkingCalendar.from_spec(_spec(seasons=seasons)) for seasons in ([yearly, once], [once, yearly]))
    assert left == right
    half_past_eight = datetime(year, 6, 15, 6, 30, tzinfo=UTC)
    assert right.is_open(half_past_eight)
    assert not right.is_open(half_past_eight + 2 * HOUR)
    assert not right.is_open(half_past_eight + timedelta(days=7))


def test_a_calendar_may_be_valid_on_one_date_only() -> None:
    calendar = WorkingCalendar.from_spec(_spec(valid_from="2026-12-16", valid_until="2026-12-16"))
    day = datetime(2026, 12, 16, tzinfo=UTC)
    assert calendar.elapsed(day - timedelta(days=99), day + timedelta(days=99)) == timedelta(hours=9)


def test_dates_before_and_after_every_known_instant_bound_nothing() -> None:
    assert WorkingCalendar.from_spec(_spec(valid_from="1969-12-31", valid_until="2101-01-01")) == OFFICE
    assert WorkingCalendar.from_spec(_spec(valid_from="1970-01-01")) != OFFICE
    assert WorkingCalendar.from_spec(_spec(valid_until="2100-12-31")) != OFFICE


def test_a_date_that_was_skipped_never_opens() -> None:
    spec = {"time_zone": "Pacific/Apia", "open": [{"date": "2011-12-30", "hours": ["09:00-17:00"]}]}
    with pytest.raises(NeverOpens):
        WorkingCalendar.from_spec(spec)


def test_hours_that_the_clock_skips_never_open() -> None:
    # On 29 March 2026 the clock goes from 02:00 to 03:00.
    with pytest.raises(NeverOpens):
        WorkingCalendar.from_spec(_spec(week={}, open=[{"date": "2026-03-29", "hours": ["02:00-03:00"]}]))


@pytest.mark.parametrize(
    ("on", "opens"),
    [("1969-12-31", False), ("1970-01-01", True), ("2100-12-31", True), ("2101-01-01", False), ("2101-06-01", False)],
)
def test_one_open_hour_from_1970_to_2100_is_enough(on: str, *, opens: bool) -> None:
    spec = {"time_zone": "UTC", "open": [{"date": on, "hours": ["09:00-10:00"]}]}
    if opens:
        assert WorkingCalendar.from_spec(spec).is_open(datetime.fromisoformat(f"{on}T09:30:00Z"))
    else:
        with pytest.raises(NeverOpens):
            WorkingCalendar.from_spec(spec)


def test_known_calendars_are_named_when_another_is_asked_for() -> None:
    office = WorkingCalendar.from_spec(_spec())
    with pytest.raises(CalendarRefused, match=r"any_of\[0\]: there is no calendar 'ofice'; known are office"):
        WorkingCalendar.from_spec({"any_of": ["ofice"]}, others={"office": office})


def test_naive_datetimes_are_refused_at_every_door() -> None:
    naive = datetime(2026, 12, 16, 12)  # noqa: DTZ001 - it is what must be refused
    questions: list[Callable[[], object]] = [
        lambda: OFFICE.elapsed(naive, NOON),
        lambda: OFFICE.elapsed(NOON, naive),
        lambda: OFFICE.add(naive, HOUR),
        lambda: OFFICE.subtract(naive, HOUR),
        lambda: OFFICE.is_open(naive),
        lambda: OFFICE.spans(NOON, naive),
    ]
    for question in questions:
        with pytest.raises(NaiveInstant, match="has no offset") as refusal:
            question()
        assert refusal.value.code == "naive_instant"


def test_negative_durations_are_refused() -> None:
    assert OFFICE.elapsed(NOON, NOON + HOUR) == HOUR  # the days are indexed from here on
    for question in (OFFICE.add, OFFICE.subtract):
        with pytest.raises(NegativeDuration) as refusal:
            question(NOON, -HOUR)
        assert refusal.value.code == "negative_duration"
    with pytest.raises(NegativeDuration):
        OFFICE.add_us(0, -1)


@pytest.mark.parametrize(
    "outside", [datetime(1969, 12, 31, 23, 59, tzinfo=UTC), datetime(2101, 1, 1, 0, 1, tzinfo=UTC)]
)
def test_instants_outside_1970_to_2100_are_beyond_the_horizon(outside: datetime) -> None:
    questions: list[Callable[[], object]] = [
        lambda: OFFICE.elapsed(NOON, outside),
        lambda: OFFICE.add(outside, HOUR),
        lambda: OFFICE.add(outside, timedelta(0)),
        lambda: OFFICE.is_open(outside),
        lambda: OFFICE.spans(NOON, outside),
        lambda: OFFICE.closed_us(to_us(outside), to_us(NOON)),
    ]
    for question in questions:
        with pytest.raises(BeyondHorizon, match="1970 to 2100") as refusal:
            question()
        assert refusal.value.code == "beyond_horizon"


@pytest.mark.parametrize(
    ("outside", "words"), [(-1, "1969-12-31T23:59:59Z lies"), (LAST_US + 1_000_000, "2101-01-01T00:00:01Z lies")]
)
def test_an_instant_outside_is_named_to_the_second(outside: int, words: str) -> None:
    with pytest.raises(BeyondHorizon, match=words):
        OFFICE.worked_us(outside)


def test_an_instant_in_no_calendar_of_people_is_still_refused_by_name() -> None:
    with pytest.raises(BeyondHorizon, match="microseconds from 1970-01-01"):
        OFFICE.worked_us(10**20)


def test_the_first_and_the_last_instant_are_inside() -> None:
    first, last = datetime(1970, 1, 1, tzinfo=UTC), datetime(2101, 1, 1, tzinfo=UTC)
    always = WorkingCalendar.from_spec("24x7")
    assert always.elapsed(first, last) == last - first
    assert always.is_open(first)
    assert not always.is_open(last)
    assert always.add(first, last - first) == last
    assert always.subtract(last, last - first) == first


def test_more_open_time_than_there_is_lies_beyond_the_horizon() -> None:
    years = timedelta(days=366 * 131)
    with pytest.raises(BeyondHorizon, match="after 2101-01-01T00:00:00Z"):
        OFFICE.add(NOON, years)
    with pytest.raises(BeyondHorizon, match="before that instant"):
        OFFICE.subtract(NOON, years)
    with pytest.raises(BeyondHorizon):
        OFFICE.business_deadline_us(to_us(NOON), 40_000)
    with pytest.raises(BeyondHorizon):
        OFFICE.calendar_deadline_us(to_us(NOON), 40_000)


def test_open_time_before_1970_or_after_2100_lies_beyond_the_horizon() -> None:
    always = WorkingCalendar.from_spec("24x7")
    with pytest.raises(BeyondHorizon, match="before that instant"):
        always.subtract(datetime(1970, 6, 1, tzinfo=UTC), timedelta(days=300))
    with pytest.raises(BeyondHorizon, match="after 2101-01-01T00:00:00Z"):
        always.add(datetime(2100, 6, 1, tzinfo=UTC), timedelta(days=300))


def test_days_are_not_counted_backwards_nor_by_unknown_rules() -> None:
    with pytest.raises(CalendarRefused, match="0 or more") as refusal:
        OFFICE.business_deadline_us(to_us(NOON), -1)
    assert refusal.value.code == "negative_days"
    with pytest.raises(CalendarRefused, match="known are next_opening, next_date, next_working_day") as refusal:
        OFFICE.calendar_deadline_us(to_us(NOON), 1, roll="nearest")
    assert (refusal.value.code, refusal.value.path) == ("bad_day_counting", "day_counting")
    with pytest.raises(CalendarRefused):
        OFFICE.business_deadline_us(to_us(NOON), 1, day_one="tomorrow")
