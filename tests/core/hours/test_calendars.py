"""A calendar as a value, and the deadlines it counts."""

import itertools
import pickle
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from acuerdo.core import BeyondHorizon, WorkingCalendar
from acuerdo.core.hours import to_datetime, to_us
from acuerdo.core.hours.zones import LAST_US

WEEK = {"mon-fri": ["09:00-14:00", "15:00-18:00"]}
OFFICE = WorkingCalendar.from_spec({"time_zone": "Europe/Madrid", "week": WEEK}, name="office")
ALWAYS = WorkingCalendar.from_spec("24x7", time_zone="Europe/Madrid")
UNION = WorkingCalendar.from_spec(
    {
        "any_of": ["office", {"time_zone": "America/Lima", "week": {"mon-fri": ["08:00-17:00"]}}],
        "working_days": ["mon-fri"],
    },
    others={"office": OFFICE},
)
NOON = datetime(2026, 12, 16, 12, tzinfo=UTC)


def _at(text: str, zone: str = "Europe/Madrid") -> int:
    return to_us(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC))


def _wall(instant_us: int, zone: str = "Europe/Madrid") -> str:
    return to_datetime(instant_us).astimezone(ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize("calendar", [OFFICE, ALWAYS, UNION], ids=["office", "always", "union"])
def test_a_calendar_is_the_same_after_freezing_and_pickling(calendar: WorkingCalendar) -> None:
    for same in (WorkingCalendar.from_spec(calendar.freeze()), pickle.loads(pickle.dumps(calendar))):  # noqa: S301 - we wrote it ourselves
        assert same == calendar
        assert hash(same) == hash(calendar)
        assert same.elapsed(NOON, NOON + timedelta(days=9)) == calendar.elapsed(NOON, NOON + timedelta(days=9))
        assert same.freeze() == calendar.freeze()


def test_meaning_makes_calendars_equal_not_their_names_nor_the_order_of_their_texts() -> None:
    one = {"time_zone": "Europe/Madrid", "week": WEEK, "closed": ["12-25", "2026-12-24 14:00-24:00"]}
    other = {"closed": ["2026-12-24 14:00-24:00", {"on": "12-25"}], "week": {"mon-fri": WEEK["mon-fri"][::-1]}}
    left = WorkingCalendar.from_spec(one, name="a")
    right = WorkingCalendar.from_spec(other, name="b", time_zone="Europe/Madrid")
    assert left == right
    assert len({left, right}) == 1
    assert left != OFFICE
    assert left != "24x7"
    assert left != WorkingCalendar.from_spec({**one, "time_zone": "Europe/Paris"})


def test_a_frozen_zone_rules_over_the_database() -> None:
    frozen = OFFICE.freeze()
    moved = WorkingCalendar.from_spec({**frozen, "transitions": [["1970-01-01T00:00:00Z", 0]]})
    assert not OFFICE.is_open(datetime(2026, 12, 16, 17, 30, tzinfo=UTC))
    assert moved.is_open(datetime(2026, 12, 16, 17, 30, tzinfo=UTC))
    assert moved != OFFICE


def test_everything_of_a_spec_is_in_its_frozen_form() -> None:
    spec = {
        "time_zone": "Europe/Madrid",
        "week": {"mon": ["22:00-06:00"]},
        "seasons": [{"from": "06-15", "to": "09-15", "week": {"sun": ["00:00-24:00"]}}],
        "closed": [
            "12-31",
            "2026-12-24 14:00-24:00",
            {"on": "2026-12-25", "holiday": "Navidad"},
            {"from": "08-01", "to": "08-07", "name": "Agosto"},
        ],
        "open": [
            {"date": "2026-01-03", "hours": ["10:00-14:00"], "name": "Rebajas"},
            {"date": "2026-01-04", "hours": []},
        ],
        "valid_from": "2026-01-01",
        "valid_until": "2027-12-31",
        "provisional_years": ["2027"],
    }
    frozen = WorkingCalendar.from_spec(spec).freeze()
    assert frozen.pop("transitions") == WorkingCalendar.from_spec({**spec, "week": WEEK}).freeze()["transitions"]
    assert frozen.pop("closed") == [
        {"on": "2026-12-24", "hours": ["14:00-24:00"]},
        {"on": "2026-12-25", "holiday": "Navidad"},
        {"from": "08-01", "to": "08-07", "name": "Agosto"},
        {"on": "12-31"},
    ]
    assert frozen == {key: value for key, value in spec.items() if key != "closed"}


def test_a_closure_is_frozen_whatever_its_dates_hours_and_name() -> None:
    closed: list[dict[str, object]] = [
        {"on": "2026-05-01", "name": "1.º de mayo"},
        {"on": "2026-12-24", "hours": ["00:00-12:00"]},
        {"on": "2026-12-31", "hours": ["15:00-16:00", "17:00-24:00"]},
        {"from": "12-24", "to": "01-02"},
        {"from": "12-26", "to": "01-01", "hours": ["00:00-10:00"], "name": ""},
    ]
    calendar = WorkingCalendar.from_spec({"time_zone": "Europe/Madrid", "week": WEEK, "closed": closed})
    frozen = calendar.freeze()
    assert frozen["closed"] == closed
    assert WorkingCalendar.from_spec(frozen) == calendar


def test_only_what_is_said_is_frozen_and_the_week_always() -> None:
    special = {"date": "2026-12-16", "hours": ["10:00-11:00"]}
    bare = WorkingCalendar.from_spec({"time_zone": "Europe/Madrid", "open": [special]}).freeze()
    assert list(bare) == ["time_zone", "transitions", "week", "open"]
    assert bare["week"] == {}
    union = WorkingCalendar.from_spec({"any_of": ["office"]}, others={"office": OFFICE}).freeze()
    assert list(union) == ["time_zone", "transitions", "any_of"]
    assert union["any_of"] == [OFFICE.freeze()]
    assert list(OFFICE.freeze()) == ["time_zone", "transitions", "week"]


def test_a_calendar_never_changes() -> None:
    with pytest.raises(AttributeError, match="never changes"):
        OFFICE.name = "other"
    with pytest.raises(AttributeError, match="never changes"):
        del OFFICE.name
    assert repr(OFFICE) == "WorkingCalendar('office', 'Europe/Madrid')"
    assert repr(ALWAYS) == "WorkingCalendar('unnamed', 'Europe/Madrid')"


@pytest.mark.parametrize(
    ("spec", "always"),
    [
        ("24x7", True),
        ({"time_zone": "Europe/Madrid", "week": {"mon-sun": ["00:00-12:00", "12:00-24:00"]}}, True),
        ({"time_zone": "Europe/Madrid", "week": "24x7", "closed": ["12-25"]}, False),
        ({"time_zone": "Europe/Madrid", "week": "24x7", "valid_until": "2027-12-31"}, False),
        ({"time_zone": "Europe/Madrid", "week": "24x7", "valid_from": "2020-01-01"}, False),
        ({"any_of": ["24x7", {"time_zone": "Europe/Madrid", "week": WEEK}]}, True),
        ({"any_of": ["24x7", {"time_zone": "Europe/Madrid", "week": WEEK, "valid_until": "2027-12-31"}]}, False),
        ({"any_of": ["24x7", {"time_zone": "Europe/Madrid", "week": WEEK, "valid_from": "2020-01-01"}]}, False),
        ({"time_zone": "Europe/Madrid", "week": {"mon-sun": ["00:00-12:00"]}}, False),
        ({"time_zone": "Europe/Madrid", "week": WEEK}, False),
    ],
)
def test_a_calendar_knows_whether_it_is_always_open(spec: dict[str, object] | str, *, always: bool) -> None:
    assert WorkingCalendar.from_spec(spec).always is always


def test_a_calendar_without_a_zone_of_its_own_takes_the_one_given_or_that_of_its_first_part() -> None:
    assert WorkingCalendar.from_spec("24x7").time_zone == "UTC"
    assert ALWAYS.time_zone == "Europe/Madrid"
    assert UNION.time_zone == "Europe/Madrid"
    assert WorkingCalendar.from_spec(UNION.freeze(), time_zone="UTC").time_zone == "Europe/Madrid"
    assert WorkingCalendar.from_spec({"any_of": ["24x7"]}, time_zone="Asia/Tokyo").time_zone == "Asia/Tokyo"
    assert WorkingCalendar.from_spec({"any_of": ["24x7"], "time_zone": "Asia/Seoul"}).time_zone == "Asia/Seoul"


def test_a_question_about_one_month_builds_a_few_years_only() -> None:
    calendar = WorkingCalendar.from_spec(OFFICE.freeze())
    calendar.elapsed(datetime(2022, 3, 1, tzinfo=UTC), datetime(2022, 4, 1, tzinfo=UTC))
    line = calendar._line  # noqa: SLF001 - what is built is seen from inside only
    assert len(line.table.starts) < 4 * 366 * 2
    calendar.is_open(datetime(2019, 6, 1, tzinfo=UTC))
    assert len(line.table.starts) < 5 * 366 * 2


def test_answers_are_the_same_before_and_after_a_year_is_built() -> None:
    calendar = WorkingCalendar.from_spec(ALWAYS.freeze())
    new_year = datetime(2020, 1, 1, tzinfo=UTC)
    for _ in range(2):
        assert calendar.is_open(new_year)
        assert calendar.add(new_year, timedelta(days=500)) == new_year + timedelta(days=500)
        assert calendar.add(new_year, timedelta(days=300)) == new_year + timedelta(days=300)
        assert calendar.elapsed(new_year - timedelta(days=900), new_year) == timedelta(days=900)
        assert calendar.add(new_year - timedelta(days=900), timedelta(days=1)) == new_year - timedelta(days=899)
        assert calendar.subtract(new_year, timedelta(days=2000)) == new_year - timedelta(days=2000)
        assert calendar.is_open(datetime(2023, 1, 1, tzinfo=UTC))


def test_more_than_is_built_is_built_and_then_answered_in_the_same_way() -> None:
    calendar = WorkingCalendar.from_spec(ALWAYS.freeze())
    spring = datetime(2020, 3, 1, tzinfo=UTC)
    assert calendar.elapsed(spring, spring + timedelta(days=9)) == timedelta(days=9)
    assert calendar.elapsed(spring, spring + timedelta(days=700)) == timedelta(days=700)
    for days in (2000, 306, 305, 2000):
        assert calendar.add(spring, timedelta(days=days)) == spring + timedelta(days=days)


def test_the_last_years_are_reached_in_long_steps_and_not_passed() -> None:
    calendar = WorkingCalendar.from_spec(ALWAYS.freeze())
    start = datetime(2096, 6, 1, tzinfo=UTC)
    assert calendar.add(start, timedelta(days=1500)) == start + timedelta(days=1500)
    first = datetime(1977, 6, 1, tzinfo=UTC)
    assert calendar.subtract(first, timedelta(days=2700)) == first - timedelta(days=2700)


def test_what_is_built_is_indexed_by_day_once() -> None:
    calendar = WorkingCalendar.from_spec(OFFICE.freeze())
    calendar.elapsed(NOON, NOON + timedelta(days=9))
    indexed = calendar._dated  # noqa: SLF001 - what is indexed is seen from inside only
    assert indexed.source is calendar._line.table  # noqa: SLF001 - the same
    calendar.add(NOON, timedelta(0))
    assert calendar._dated is indexed  # noqa: SLF001 - the same


def test_asking_inside_what_is_built_builds_nothing_again() -> None:
    calendar = WorkingCalendar.from_spec(OFFICE.freeze())
    start, end = _at("2018-06-01T00:00"), _at("2026-06-01T00:00")
    calendar.elapsed_us(start, end)
    table = calendar._line.table  # noqa: SLF001 - what is built is seen from inside only
    march = calendar.spans_us(_at("2024-03-04T00:00"), _at("2024-03-05T00:00"))
    assert march == [
        (_at("2024-03-04T09:00"), _at("2024-03-04T14:00")),
        (_at("2024-03-04T15:00"), _at("2024-03-04T18:00")),
    ]
    assert calendar._line.table is table  # noqa: SLF001 - the same
    assert calendar.elapsed_us(_at("2019-03-04T09:00"), _at("2019-03-05T10:00")) == 9 * 3_600_000_000


def test_adding_nothing_moves_nothing_even_where_it_is_closed() -> None:
    sunday = datetime(2026, 12, 20, 12, tzinfo=UTC)
    assert OFFICE.elapsed(sunday, sunday + timedelta(days=1)) == timedelta(hours=4)  # the days are indexed from here on
    assert OFFICE.add(sunday, timedelta(0)) == sunday
    assert OFFICE.subtract(sunday, timedelta(0)) == sunday
    assert OFFICE.add_us(to_us(sunday), 0) == to_us(sunday)


def test_one_microsecond_is_already_a_duration() -> None:
    closing = _at("2026-12-16T14:00")
    assert OFFICE.add_us(closing, 1) == _at("2026-12-16T15:00") + 1
    assert OFFICE.subtract_us(_at("2026-12-16T15:00"), 1) == closing - 1
    assert OFFICE.elapsed_us(closing - 1, closing + 1) == 1
    instant = to_datetime(closing + 1)
    assert to_us(instant) == closing + 1
    assert OFFICE.subtract(instant, timedelta(microseconds=1)) == to_datetime(closing - 1)
    assert OFFICE.add(instant, timedelta(microseconds=1)) == to_datetime(_at("2026-12-16T15:00") + 1)


def test_an_interval_open_at_the_end_of_a_year_is_one_span() -> None:
    start, end = _at("2026-06-01T00:00"), _at("2028-06-01T00:00")
    assert ALWAYS.spans_us(start, end) == [(start, end)]
    closed = WorkingCalendar.from_spec(
        {"time_zone": "UTC", "open": [{"date": "2026-06-01", "hours": ["10:00-11:00"]}]}
    ).closed_us(_at("2026-06-02T00:00"), end)
    assert closed == [(_at("2026-06-02T00:00"), end, "week")]
    assert ALWAYS.closed_us(LAST_US, LAST_US) == []
    assert OFFICE.closed_us(LAST_US - 1, LAST_US) == [(LAST_US - 1, LAST_US, "week")]


def test_an_interval_has_nothing_closed_from_its_start_to_its_end() -> None:
    opens, closes = _at("2026-12-16T09:00"), _at("2026-12-16T14:00")
    assert OFFICE.closed_us(opens, closes) == []
    assert OFFICE.closed_us(opens, closes + 1) == [(closes, closes + 1, "week")]
    assert OFFICE.closed_us(opens - 1, closes) == [(opens - 1, opens, "week")]


def test_a_union_with_a_part_that_never_closes_has_nothing_closed() -> None:
    union = WorkingCalendar.from_spec({"any_of": ["24x7", "office"]}, others={"office": OFFICE})
    assert union.closed_us(_at("2026-12-16T00:00"), _at("2028-12-16T00:00")) == []
    bounded = WorkingCalendar.from_spec(
        {"any_of": ["24x7", {"time_zone": "UTC", "week": WEEK, "valid_until": "2027-06-30"}]}
    )
    start, end = _at("2026-12-16T00:00"), _at("2028-12-16T00:00")
    assert bounded.closed_us(start, end) == [(_at("2027-07-01T00:00", "UTC"), end, "horizon")]


def test_open_time_is_counted_the_same_before_2020() -> None:
    calendar = WorkingCalendar.from_spec(OFFICE.freeze())
    a, b = _at("2016-03-01T00:00"), _at("2019-06-01T00:00")
    assert calendar.elapsed_us(a, b) == sum(end - start for start, end in calendar.spans_us(a, b))
    assert calendar.elapsed_us(_at("2016-01-01T00:00", "UTC"), _at("2016-01-01T10:00")) == 3_600_000_000


def test_what_is_closed_over_several_years_is_what_is_not_open() -> None:
    for calendar in (OFFICE, ALWAYS, UNION):
        for start, end in (("2026-12-30T10:00", "2028-01-04T20:00"), ("2026-12-31T23:59", "2027-01-01T09:01")):
            a, b = _at(start), _at(end)
            closed = calendar.closed_us(a, b)
            assert {cause for _, _, cause in closed} <= {"week"}
            pieces = sorted([*calendar.spans_us(a, b), *((lower, upper) for lower, upper, _ in closed)])
            edges = [a, *(upper for _, upper in pieces)]
            assert edges == [*(lower for lower, _ in pieces), b]


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "America/Lima", "UTC", "Asia/Tokyo", "Pacific/Kiritimati"])
def test_years_built_apart_join_without_a_hole_in_every_zone(zone: str) -> None:
    calendar = WorkingCalendar.from_spec("24x7", time_zone=zone)
    start, end = _at("2018-06-01T00:00"), _at("2023-06-01T00:00")
    assert calendar.spans_us(start, end) == [(start, end)]
    assert calendar.closed_us(start, end) == []


def test_open_time_is_measured_from_the_first_instant_of_2020() -> None:
    assert ALWAYS.worked_us(_at("2020-01-01T00:00", "UTC")) == 0
    assert ALWAYS.worked_us(_at("2019-12-31T00:00", "UTC")) == -86_400_000_000
    assert ALWAYS.worked_us(_at("2020-01-02T00:00", "UTC")) == 86_400_000_000
    for closed in ("2020-01-01T00:00", "2020-01-01T07:30"):
        assert OFFICE.worked_us(_at(closed, "UTC")) == 0


def test_asking_for_spans_of_built_years_leaves_the_other_answers_as_they_were() -> None:
    calendar = WorkingCalendar.from_spec(OFFICE.freeze())
    start, end = _at("2021-01-01T00:00"), _at("2026-06-01T00:00")
    before = calendar.elapsed_us(start, end)
    spans = calendar.spans_us(start, end)
    calendar.spans_us(_at("2024-03-01T00:00"), _at("2024-04-01T00:00"))
    assert calendar.elapsed_us(start, end) == before == sum(b - a for a, b in spans)
    assert calendar.spans_us(start, end) == spans


def test_the_first_instant_of_2020_starts_no_span_where_it_is_closed() -> None:
    spans = OFFICE.spans_us(_at("2019-12-31T17:00"), _at("2020-01-01T10:00"))
    assert spans == [
        (_at("2019-12-31T17:00"), _at("2019-12-31T18:00")),
        (_at("2020-01-01T09:00"), _at("2020-01-01T10:00")),
    ]


def test_the_first_open_instant_at_or_after_another() -> None:
    assert OFFICE.next_open_us(_at("2026-12-16T10:30")) == _at("2026-12-16T10:30")
    assert OFFICE.next_open_us(_at("2026-12-16T14:00")) == _at("2026-12-16T15:00")
    assert OFFICE.next_open_us(_at("2026-12-16T18:00")) == _at("2026-12-17T09:00")


def test_years_not_yet_published_are_provisional_by_the_local_clock() -> None:
    spec = {"time_zone": "Europe/Madrid", "week": WEEK, "provisional_years": ["2027"]}
    calendar = WorkingCalendar.from_spec(spec)
    union = WorkingCalendar.from_spec({"any_of": [{"time_zone": "UTC", "week": WEEK}, spec], "time_zone": "UTC"})
    new_year = _at("2027-01-01T00:00")
    for one in (calendar, union):
        assert not one.provisional_between_us(_at("2026-12-01T00:00"), new_year)
        assert one.provisional_between_us(_at("2026-12-01T00:00"), new_year + 1)
        assert one.provisional_between_us(_at("2027-12-31T23:00"), _at("2028-02-01T00:00"))
        assert not one.provisional_between_us(_at("2028-01-01T00:00"), _at("2028-02-01T00:00"))
        assert not one.provisional_between_us(new_year + 1, new_year + 1)
        assert not one.provisional_between_us(new_year + 86_400_000_000, new_year + 1)
    assert not OFFICE.provisional_between_us(0, new_year)
    assert UNION.provisional_between_us(0, new_year) is False


CUT_OFF = 16 * 3_600_000_000


@pytest.mark.parametrize(
    ("start", "days", "end", "due"),
    [
        ("2026-12-16T16:00", 0, True, "Wed 2026-12-16 18:00"),  # at the cut-off it is not yet later
        ("2026-12-16T16:01", 0, True, "Thu 2026-12-17 18:00"),
        ("2026-12-16T16:01", 1, False, "Fri 2026-12-18 09:00"),
        ("2026-12-16T16:01", 2, False, "Mon 2026-12-21 09:00"),
        ("2026-12-16T19:00", 0, True, "Thu 2026-12-17 18:00"),  # the next opening is not moved again
        ("2026-12-19T17:00", 0, True, "Mon 2026-12-21 18:00"),
    ],
)
def test_a_start_after_the_cut_off_counts_as_the_next_working_day_s(
    start: str, days: int, due: str, *, end: bool
) -> None:
    assert _wall(OFFICE.business_deadline_us(_at(start), days, end=end, cut_off_us=CUT_OFF)) == due


@pytest.mark.parametrize(
    ("start", "days", "end", "cut_off", "due"),
    [
        ("2026-12-20T15:00", 1, False, None, "Mon 2026-12-21 15:00"),  # Sunday: day one is the next working date
        ("2026-12-20T15:00", 1, True, None, "Mon 2026-12-21 18:00"),
        ("2026-12-20T15:00", 0, True, None, "Mon 2026-12-21 18:00"),
        ("2026-12-20T15:00", 0, False, None, "Mon 2026-12-21 09:00"),
        ("2026-12-16T19:00", 1, False, None, "Thu 2026-12-17 19:00"),
        ("2026-12-16T19:00", 0, True, None, "Wed 2026-12-16 18:00"),
        ("2026-12-16T19:00", 1, True, CUT_OFF, "Fri 2026-12-18 18:00"),
        ("2026-12-19T19:00", 1, True, CUT_OFF, "Mon 2026-12-21 18:00"),  # a Saturday has no cut-off
        ("2026-12-16T19:00", 0, False, None, "Wed 2026-12-16 19:00"),
    ],
)
def test_dates_may_be_counted_instead(start: str, days: int, cut_off: int | None, due: str, *, end: bool) -> None:
    found = OFFICE.business_deadline_us(_at(start), days, end=end, cut_off_us=cut_off, day_one="next_date")
    assert _wall(found) == due


@pytest.mark.parametrize(
    ("start", "days", "end", "day_one", "roll", "cut_off", "due"),
    [
        ("2026-12-16T10:30", 7, False, "next_opening", None, None, "Wed 2026-12-23 10:30"),
        ("2026-12-16T10:30", 7, True, "next_opening", None, None, "Thu 2026-12-24 00:00"),
        ("2026-12-19T10:30", 1, False, "next_opening", None, None, "Tue 2026-12-22 09:00"),
        ("2026-12-19T10:30", 1, False, "next_date", None, None, "Sun 2026-12-20 10:30"),
        ("2026-12-19T10:30", 1, False, "next_date", "next_working_day", None, "Mon 2026-12-21 10:30"),
        ("2026-12-19T10:30", 0, True, "next_date", "next_working_day", None, "Tue 2026-12-22 00:00"),
        ("2026-12-17T10:30", 1, True, "next_date", "next_working_day", None, "Sat 2026-12-19 00:00"),
        ("2026-12-19T10:30", 0, False, "next_date", None, None, "Sat 2026-12-19 10:30"),
        ("2026-12-16T17:00", 0, False, "next_date", None, CUT_OFF, "Thu 2026-12-17 00:00"),
        ("2026-12-16T16:00", 0, False, "next_date", None, CUT_OFF, "Wed 2026-12-16 16:00"),
        ("2026-12-16T10:30", 0, False, "next_date", None, CUT_OFF, "Wed 2026-12-16 10:30"),
        ("2026-12-16T17:00", 1, True, "next_opening", None, CUT_OFF, "Sat 2026-12-19 00:00"),
    ],
)
def test_calendar_days_are_counted_by_the_local_clock(
    *, start: str, days: int, day_one: str, roll: str | None, cut_off: int | None, due: str, end: bool
) -> None:
    found = OFFICE.calendar_deadline_us(_at(start), days, end=end, day_one=day_one, roll=roll, cut_off_us=cut_off)
    assert _wall(found) == due


def test_a_late_start_counts_from_the_very_first_instant_of_the_next_date() -> None:
    found = OFFICE.calendar_deadline_us(_at("2026-12-16T17:00"), 0, day_one="next_date", cut_off_us=CUT_OFF)
    assert found == _at("2026-12-17T00:00")


def test_no_days_after_the_second_of_two_equal_readings_is_that_very_instant() -> None:
    second = to_us(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    assert _wall(second) == _wall(second - 3_600_000_000)
    assert ALWAYS.business_deadline_us(second, 0) == second
    assert ALWAYS.calendar_deadline_us(second, 0) == second


@pytest.mark.parametrize("on", ["2026-12-31", "2027-01-01"])
def test_a_closure_at_the_turn_of_the_year_ends_its_working_day(on: str) -> None:
    spec = {"time_zone": "Europe/Madrid", "week": WEEK, "closed": [f"{on} 12:00-24:00"]}
    calendar = WorkingCalendar.from_spec(spec)
    assert calendar.business_deadline_us(_at(f"{on}T10:00"), 0, end=True) == _at(f"{on}T12:00")


def test_every_date_is_a_working_day_where_it_is_always_open() -> None:
    assert _wall(ALWAYS.business_deadline_us(_at("2026-12-19T23:30"), 1)) == "Sun 2026-12-20 23:30"
    assert _wall(ALWAYS.business_deadline_us(_at("2026-12-19T23:30"), 0, end=True)) == "Sun 2026-12-20 00:00"
    # The reading does not exist in the night of 29 March: the offset before the transition holds.
    assert _wall(ALWAYS.business_deadline_us(_at("2026-03-28T02:30"), 1)) == "Sun 2026-03-29 03:30"


@pytest.mark.parametrize(
    ("start", "days", "end", "due"),
    [
        ("2026-12-16T22:00", 1, False, "Thu 2026-12-17 22:00"),  # Lima is open, Madrid's date counts
        ("2026-12-16T22:00", 0, True, "Wed 2026-12-16 23:00"),
        ("2026-12-19T12:00", 1, False, "Tue 2026-12-22 09:00"),
        ("2026-12-19T12:00", 0, True, "Mon 2026-12-21 23:00"),
    ],
)
def test_a_union_counts_the_dates_of_its_own_zone_and_weekdays(start: str, days: int, due: str, *, end: bool) -> None:
    assert _wall(UNION.business_deadline_us(_at(start), days, end=end)) == due


def test_an_open_weekend_that_does_not_count_waits_for_the_next_working_day() -> None:
    tokyo = {"time_zone": "Asia/Tokyo", "week": {"mon-fri": ["08:00-17:00"]}}
    spec = {"time_zone": "America/Lima", "any_of": [tokyo], "working_days": ["mon-fri"]}
    union = WorkingCalendar.from_spec(spec)
    sunday = _at("2026-12-20T20:00", "America/Lima")  # Monday 10:00 in Tokyo
    assert union.is_open_us(sunday)
    assert _wall(union.business_deadline_us(sunday, 0), "America/Lima") == "Mon 2026-12-21 00:00"
    assert _wall(union.business_deadline_us(sunday, 1), "America/Lima") == "Tue 2026-12-22 00:00"
    friday = _at("2026-12-18T01:00", "America/Lima")
    assert _wall(union.business_deadline_us(friday, 1), "America/Lima") == "Mon 2026-12-21 01:00"
    anyway = WorkingCalendar.from_spec({**spec, "working_days": []})
    assert anyway.business_deadline_us(sunday, 0) == sunday


def test_special_hours_end_the_night_before_them_and_their_own_night_belongs_to_their_date() -> None:
    nights = {"mon-sun": ["22:00-06:00"]}
    special = [{"date": "2026-12-16", "hours": ["12:00-02:00"]}]
    calendar = WorkingCalendar.from_spec({"time_zone": "Europe/Madrid", "week": nights, "open": special})
    ends = [_wall(calendar.business_deadline_us(_at(f"2026-12-{day}T23:00"), 0, end=True)) for day in (14, 15, 16)]
    assert ends == ["Tue 2026-12-15 06:00", "Wed 2026-12-16 00:00", "Thu 2026-12-17 06:00"]


def test_after_midnight_a_special_night_still_belongs_to_its_date() -> None:
    special = [{"date": "2026-12-16", "hours": ["20:00-02:00"]}]
    calendar = WorkingCalendar.from_spec({"time_zone": "Europe/Madrid", "week": WEEK, "open": special})
    due = calendar.business_deadline_us(_at("2026-12-17T01:00"), 0, end=True)
    assert _wall(due) == "Thu 2026-12-17 02:00"


@pytest.mark.parametrize(
    ("closed", "start", "due"),
    [
        ("2026-12-16", "2026-12-17T02:00", "Fri 2026-12-18 06:00"),
        ("2026-12-15", "2026-12-17T02:00", "Thu 2026-12-17 06:00"),
        ("2026-12-31", "2027-01-01T02:00", "Sat 2027-01-02 06:00"),
        ("2027-01-02", "2027-01-01T02:00", "Fri 2027-01-01 06:00"),
    ],
)
def test_what_is_left_of_a_night_whose_evening_is_closed_belongs_to_its_own_date(
    closed: str, start: str, due: str
) -> None:
    spec = {"time_zone": "Europe/Madrid", "week": {"mon-sun": ["22:00-06:00"]}, "closed": [closed]}
    calendar = WorkingCalendar.from_spec(spec)
    assert _wall(calendar.business_deadline_us(_at(start), 0, end=True)) == due


@pytest.mark.parametrize("shift", range(7))
def test_a_night_of_one_weekday_belongs_to_the_date_on_which_it_began(shift: int) -> None:
    evening = datetime(2026, 12, 14, 22, tzinfo=UTC) + timedelta(days=shift)
    week = {f"{evening:%a}".lower(): ["22:00-06:00"]}
    calendar = WorkingCalendar.from_spec({"time_zone": "UTC", "week": week})
    for weeks, hours in itertools.product(range(7), (2, 4)):  # midnight itself, and later
        after_midnight = to_us(evening + timedelta(weeks=weeks, hours=hours))
        due = calendar.business_deadline_us(after_midnight, 1)
        assert to_datetime(due) == evening + timedelta(weeks=weeks + 1, hours=hours)
        ends = calendar.business_deadline_us(after_midnight, 1, end=True)
        assert to_datetime(ends) == evening + timedelta(weeks=weeks + 1, hours=8)


def test_a_deadline_after_the_calendar_s_end_is_beyond_the_horizon() -> None:
    calendar = WorkingCalendar.from_spec({"time_zone": "Europe/Madrid", "week": WEEK, "valid_until": "2026-12-31"})
    start = _at("2026-12-30T10:00")
    assert _wall(calendar.business_deadline_us(start, 1)) == "Thu 2026-12-31 10:00"
    assert _wall(calendar.calendar_deadline_us(start, 1, end=True)) == "Fri 2027-01-01 00:00"
    for question in (calendar.business_deadline_us, calendar.calendar_deadline_us):
        with pytest.raises(BeyondHorizon):
            question(start, 2)
    with pytest.raises(BeyondHorizon):
        calendar.add_us(start, 17 * 3_600_000_000)
    assert calendar.add_us(start, 15 * 3_600_000_000) == _at("2026-12-31T18:00")
