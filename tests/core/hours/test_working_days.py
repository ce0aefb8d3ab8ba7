"""To which working day a night belongs, and where a working day ends: one case for each rule and each edge."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from acuerdo.core import WorkingCalendar
from acuerdo.core.hours import to_datetime, to_us

ZONE = "Europe/Madrid"
DAY_AND_NIGHT = {"mon-sun": ["10:00-12:00", "22:00-06:00"]}


def _calendar(week: object, zone: str = ZONE, **keys: object) -> WorkingCalendar:
    return WorkingCalendar.from_spec({"time_zone": zone, "week": week, **keys})


def _at(text: str, zone: str = ZONE) -> int:
    return to_us(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC))


def _wall(instant_us: int, zone: str = ZONE) -> str:
    return to_datetime(instant_us).astimezone(ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize("on", ["2026-12-16", "2026-12-30", "2026-12-31", "2027-01-01"])
def test_a_morning_does_not_keep_the_night_of_a_closed_evening(on: str) -> None:
    calendar = _calendar(DAY_AND_NIGHT, closed=[f"{on} 20:00-24:00"])
    evening = datetime.fromisoformat(f"{on}T23:00")
    after_midnight = (evening + timedelta(hours=3)).isoformat()
    end = evening + timedelta(days=1, hours=7)
    due = calendar.business_deadline_us(_at(after_midnight), 0, end=True)
    assert _wall(due) == f"{end:%a %Y-%m-%d %H:%M}"
    morning = calendar.business_deadline_us(_at(f"{on}T10:00"), 0, end=True)
    assert _wall(morning) == f"{evening:%a %Y-%m-%d} 12:00"


@pytest.mark.parametrize("on", ["2026-12-22", "2026-12-23", "2026-12-24"])
def test_a_night_is_of_the_season_in_which_it_began(on: str) -> None:
    season = {"from": "2026-12-21", "to": "2026-12-23", "week": {"mon-fri": ["20:00-04:00"]}}
    calendar = _calendar({"mon-fri": ["09:00-18:00"]}, seasons=[season])
    due = calendar.business_deadline_us(_at(f"{on}T02:00"), 0, end=True)
    assert due == _at(f"{on}T04:00")


def test_at_the_end_of_a_night_the_day_that_begins_there_is_its_own() -> None:
    calendar = _calendar({"mon-sun": ["06:00-18:00", "18:00-06:00"]})
    assert _wall(calendar.business_deadline_us(_at("2026-12-16T05:59"), 0, end=True)) == "Wed 2026-12-16 06:00"
    assert _wall(calendar.business_deadline_us(_at("2026-12-16T06:00"), 0, end=True)) == "Thu 2026-12-17 06:00"


SKIPPED_EVENING = [["1970-01-01T00:00:00Z", -7200], ["2026-03-29T01:00:00Z", -3600]]
"""On Saturday, 28 March 2026 the clock goes from 23:00 to midnight."""


@pytest.mark.parametrize(
    "keys",
    [
        {"week": {"sat": ["10:00-12:00", "23:00-02:00"], "sun": ["09:00-18:00"]}},
        {
            "week": {"sun": ["09:00-18:00"]},
            "open": [{"date": "2026-03-28", "hours": ["10:00-12:00", "23:00-02:00"]}],
        },
    ],
    ids=["week", "special"],
)
def test_what_is_left_of_a_night_whose_evening_the_clock_skips_belongs_to_its_own_date(keys: dict[str, object]) -> None:
    spec = {"time_zone": "America/Scoresbysund", "transitions": SKIPPED_EVENING, **keys}
    calendar = WorkingCalendar.from_spec(spec)
    one = to_us(datetime(2026, 3, 29, 2, tzinfo=UTC))
    assert calendar.is_open_us(one)
    due = calendar.business_deadline_us(one, 0, end=True)
    assert to_datetime(due) == datetime(2026, 3, 29, 19, tzinfo=UTC)  # 18:00 of Sunday, not 02:00
    saturday = to_us(datetime(2026, 3, 28, 13, tzinfo=UTC))
    assert to_datetime(calendar.business_deadline_us(saturday, 0, end=True)) == datetime(2026, 3, 28, 14, tzinfo=UTC)


def test_an_evening_that_the_clock_repeats_is_one_working_day() -> None:
    # At one minute past midnight the clock goes back to 23:01 of Saturday, 6 November 2010.
    zone = "America/St_Johns"
    calendar = _calendar({"sat": ["23:30-23:59"]}, zone)
    first = to_us(datetime(2010, 11, 7, 2, 5, tzinfo=UTC))
    assert [_wall(first + hours * 3_600_000_000, zone) for hours in (0, 1)] == ["Sat 2010-11-06 23:35"] * 2
    assert _wall(calendar.business_deadline_us(first, 1), zone) == "Sat 2010-11-13 23:35"
    ends = calendar.business_deadline_us(first, 0, end=True)
    assert to_datetime(ends) == datetime(2010, 11, 7, 3, 29, tzinfo=UTC)


def test_the_second_date_that_is_known_has_its_working_day() -> None:
    calendar = _calendar({"mon-fri": ["09:00-18:00"]})
    assert _wall(calendar.business_deadline_us(_at("1970-01-02T10:00"), 0, end=True)) == "Fri 1970-01-02 18:00"
