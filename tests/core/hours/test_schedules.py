"""What is open on a date: the rules for special hours, closures, seasons and nights, one case each."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from acuerdo.core import WorkingCalendar
from acuerdo.core.hours import to_us
from acuerdo.core.hours.schedule import FULL_DAY
from acuerdo.core.hours.texts import read_interval, write_interval

ZONE = ZoneInfo("Europe/Madrid")
OFFICE = {"mon-fri": ["09:00-18:00"]}
NIGHTS = {"mon-sun": ["22:00-06:00"]}


def _calendar(week: object, **keys: object) -> WorkingCalendar:
    return WorkingCalendar.from_spec({"time_zone": "Europe/Madrid", "week": week, **keys})


def _hours(calendar: WorkingCalendar, on: str) -> str:
    """The open readings of a local date of an ordinary day, as text."""
    start = datetime.combine(date.fromisoformat(on), datetime.min.time(), ZONE)
    end = start + timedelta(days=1)
    spans = [(a.astimezone(ZONE), b.astimezone(ZONE)) for a, b in calendar.spans(start, end)]
    return " ".join(f"{a:%H:%M}-{'24:00' if b == end else f'{b:%H:%M}'}" for a, b in spans)


def _special(on: str, *hours: str) -> list[dict[str, Any]]:
    return [{"date": on, "hours": list(hours)}]


@pytest.mark.parametrize(
    ("calendar", "on", "hours"),
    [
        # The week, several intervals a day, touching ones, nights.
        (_calendar({"mon": ["09:00-14:00", "15:00-18:00"]}), "2026-12-14", "09:00-14:00 15:00-18:00"),
        (_calendar({"mon": ["14:00-18:00", "09:00-14:00"]}), "2026-12-14", "09:00-18:00"),
        (_calendar({"mon": ["22:00-00:00"]}), "2026-12-14", "22:00-24:00"),
        (_calendar({"mon": ["22:00-00:00"]}), "2026-12-15", ""),
        (_calendar({"fri": ["22:00-06:00"]}), "2026-12-18", "22:00-24:00"),
        (_calendar({"fri": ["22:00-06:00"]}), "2026-12-19", "00:00-06:00"),
        (_calendar({"sun": ["22:00-06:00"]}), "2026-12-21", "00:00-06:00"),
        (_calendar({"mon-sun": ["06:00-18:00", "18:00-06:00"]}), "2026-12-21", "00:00-24:00"),
        (_calendar({"sat-mon": ["09:00-10:00"], "tue,thu": []}), "2026-12-14", "09:00-10:00"),
        (_calendar({"sat-mon": ["09:00-10:00"], "tue,thu": []}), "2026-12-15", ""),
        # Special hours replace every reading of their date, the tail of the night before included.
        (_calendar(NIGHTS, open=_special("2026-12-15", "10:00-12:00")), "2026-12-15", "10:00-12:00"),
        (_calendar(NIGHTS, open=_special("2026-12-15")), "2026-12-15", ""),
        # A tail of the week that starts on a special date is kept.
        (_calendar(NIGHTS, open=_special("2026-12-15", "10:00-12:00")), "2026-12-16", "00:00-06:00 22:00-24:00"),
        (_calendar(NIGHTS, open=_special("2026-12-15")), "2026-12-16", "00:00-06:00 22:00-24:00"),
        # Their own tail is added to the next date, also to a closed one and to one with no hours.
        (_calendar(OFFICE, open=_special("2026-12-15", "20:00-02:00")), "2026-12-15", "20:00-24:00"),
        (_calendar(OFFICE, open=_special("2026-12-15", "20:00-02:00")), "2026-12-16", "00:00-02:00 09:00-18:00"),
        (
            _calendar(OFFICE, open=_special("2026-12-15", "20:00-02:00"), closed=["2026-12-16"]),
            "2026-12-16",
            "00:00-02:00",
        ),
        (
            _calendar(OFFICE, open=_special("2026-12-15", "20:00-02:00") + _special("2026-12-16")),
            "2026-12-16",
            "00:00-02:00",
        ),
        # They are stronger than closures and holidays.
        (
            _calendar(OFFICE, open=_special("2026-12-25", "10:00-12:00"), closed=["12-25", "2026-12-25 11:00-12:00"]),
            "2026-12-25",
            "10:00-12:00",
        ),
        # A closure removes the readings of its own date only.
        (_calendar(NIGHTS, closed=["2026-12-15"]), "2026-12-15", ""),
        (_calendar(NIGHTS, closed=["2026-12-15"]), "2026-12-14", "00:00-06:00 22:00-24:00"),
        (_calendar(NIGHTS, closed=["2026-12-15"]), "2026-12-16", "00:00-06:00 22:00-24:00"),
        (_calendar(OFFICE, closed=["2026-12-24 14:00-24:00"]), "2026-12-24", "09:00-14:00"),
        (_calendar(OFFICE, closed=["2026-12-24 12:00-13:00"]), "2026-12-24", "09:00-12:00 13:00-18:00"),
        (_calendar(OFFICE, closed=["2026-12-01..2026-12-24 12:00-13:00"]), "2026-12-15", "09:00-12:00 13:00-18:00"),
        (_calendar(OFFICE, closed=["2026-12-01..2026-12-24 12:00-13:00"]), "2026-12-25", "09:00-18:00"),
        (_calendar(OFFICE, closed=["2026-12-14..2026-12-15"]), "2026-12-15", ""),
        (_calendar(OFFICE, closed=["2026-12-14..2026-12-15"]), "2026-12-16", "09:00-18:00"),
        (
            _calendar(OFFICE, closed=[{"on": date(2026, 12, 24), "hours": ["09:00-10:00", "17:00-24:00"]}]),
            "2026-12-24",
            "10:00-17:00",
        ),
        (_calendar(OFFICE, closed=[date(2026, 12, 24)]), "2026-12-24", ""),
        # Every year, over the new year, and on 29 February.
        (_calendar(OFFICE, closed=["12-24..01-02"]), "2027-01-01", ""),
        (_calendar(OFFICE, closed=["12-24..01-02"]), "2026-12-24", ""),
        (_calendar(OFFICE, closed=["12-24..01-02"]), "2026-12-23", "09:00-18:00"),
        (_calendar(OFFICE, closed=["12-24..01-02"]), "2027-01-04", "09:00-18:00"),
        (_calendar(OFFICE, closed=["06-01..06-05"]), "2026-05-29", "09:00-18:00"),
        (_calendar(OFFICE, closed=["06-01..06-05"]), "2026-06-01", ""),
        (_calendar(OFFICE, closed=["02-29"]), "2024-02-29", ""),
        (_calendar(OFFICE, closed=["02-29"]), "2023-03-01", "09:00-18:00"),
        (_calendar(OFFICE, closed=["02-29"]), "2023-02-28", "09:00-18:00"),
        (_calendar(OFFICE, closed=["02-20..02-29"]), "2023-02-28", ""),
        (_calendar(OFFICE, closed=["02-20..02-29"]), "2023-03-01", "09:00-18:00"),
        (_calendar(OFFICE, closed=["02-29..03-02"]), "2023-03-01", ""),
        (_calendar(OFFICE, closed=["02-29..03-02"]), "2023-02-28", "09:00-18:00"),
    ],
)
def test_a_date_is_open_by_its_rules(calendar: WorkingCalendar, on: str, hours: str) -> None:
    assert _hours(calendar, on) == hours


SEASONS = [
    {"from": "11-15", "to": "02-15", "week": {"mon-fri": ["10:00-16:00"]}},
    {"from": "2026-12-21", "to": "2026-12-23", "week": {"mon-fri": ["20:00-04:00"]}},
]


@pytest.mark.parametrize(
    ("on", "hours"),
    [
        ("2026-11-13", "09:00-18:00"),
        ("2026-11-16", "10:00-16:00"),
        ("2027-01-08", "10:00-16:00"),
        ("2027-02-15", "10:00-16:00"),
        ("2027-02-16", "09:00-18:00"),
        ("2026-12-21", "20:00-24:00"),  # a season of one time is stronger than one of every year
        ("2026-12-23", "00:00-04:00 20:00-24:00"),
        ("2026-12-24", "00:00-04:00 10:00-16:00"),  # the last night of a season ends under its week
    ],
)
def test_a_date_is_open_by_the_week_of_its_season(on: str, hours: str) -> None:
    assert _hours(_calendar(OFFICE, seasons=SEASONS), on) == hours


def test_dates_outside_the_calendar_s_own_dates_are_closed() -> None:
    calendar = _calendar(NIGHTS, valid_from="2026-12-14", valid_until="2026-12-15")
    days = ("2026-12-13", "2026-12-14", "2026-12-15", "2026-12-16")
    assert [_hours(calendar, on) for on in days] == ["", "00:00-06:00 22:00-24:00", "00:00-06:00 22:00-24:00", ""]


def _causes(calendar: WorkingCalendar, on: str, days: int = 1) -> list[str]:
    start = datetime.combine(date.fromisoformat(on), datetime.min.time(), ZONE).astimezone(UTC)
    found = calendar.closed_us(to_us(start), to_us(start + timedelta(days=days)))
    hour = 3_600_000_000
    return [f"{(a - to_us(start)) // hour}-{(b - to_us(start)) // hour} {cause}" for a, b, cause in found]


def test_what_closed_a_reading_is_what_would_have_to_go_for_it_to_open() -> None:
    calendar = _calendar(
        {"mon-fri": ["09:00-18:00"]},
        seasons=[{"from": "2026-12-21", "to": "2026-12-24", "week": {"mon-thu": ["09:00-15:00"]}}],
        closed=[
            {"on": "2026-12-25", "holiday": "Navidad"},
            {"on": "2026-12-18", "hours": ["12:00-24:00"], "name": "Fiesta"},
            "2026-12-17 17:00-24:00",
            "2026-12-26..2026-12-27",
        ],
        open=[{"date": "2026-12-16", "hours": ["10:00-11:00"]}],
        valid_until="2026-12-31",
    )
    assert _causes(calendar, "2026-12-14") == ["0-9 week", "18-24 week"]
    assert _causes(calendar, "2026-12-16") == ["0-9 week", "9-10 special", "11-18 special", "18-24 week"]
    assert _causes(calendar, "2026-12-17") == ["0-9 week", "17-18 closure:2026-12-17 17:00-24:00", "18-24 week"]
    assert _causes(calendar, "2026-12-18") == ["0-9 week", "12-18 closure:Fiesta", "18-24 week"]
    assert _causes(calendar, "2026-12-21") == ["0-9 week", "15-18 season", "18-24 week"]
    assert _causes(calendar, "2026-12-25") == ["0-9 week", "9-18 holiday:Navidad", "18-24 week"]
    assert _causes(calendar, "2026-12-26", days=2) == ["0-48 week"]  # closed Saturday and Sunday anyway
    assert _causes(calendar, "2026-12-31", days=3) == ["0-9 week", "18-24 week", "24-72 horizon"]


def test_a_closure_without_a_name_is_called_by_its_text() -> None:
    closed = [
        "12-24..01-02",
        "2026-12-16..2026-12-17",
        "2026-12-18",
        "12-21",
        "2026-12-22 09:00-12:30",
        "2026-12-23 00:00-12:00",
    ]
    calendar = _calendar(OFFICE, closed=closed)
    for on, text in (
        ("2026-12-31", "12-24..01-02"),
        ("2026-12-17", "2026-12-16..2026-12-17"),
        ("2026-12-18", "2026-12-18"),
        ("2026-12-21", "12-21"),
    ):
        assert _causes(calendar, on) == ["0-9 week", f"9-18 closure:{text}", "18-24 week"]
    assert _causes(calendar, "2026-12-22") == ["0-9 week", "9-12 closure:2026-12-22 09:00-12:30", "18-24 week"]
    assert _causes(calendar, "2026-12-23") == ["0-9 week", "9-12 closure:2026-12-23 00:00-12:00", "18-24 week"]


def test_a_date_of_23_or_25_hours_is_closed_outside_its_hours_and_nowhere_else() -> None:
    calendar = _calendar({"sun": ["09:00-18:00"]})
    assert _causes(calendar, "2026-03-29") == ["0-8 week", "17-24 week"]
    assert _causes(calendar, "2026-10-25") == ["0-10 week", "19-24 week"]


def test_before_its_first_date_a_calendar_is_closed_by_its_horizon() -> None:
    calendar = _calendar({"mon-fri": ["09:00-18:00"]}, valid_from="2026-12-16")
    assert _causes(calendar, "2026-12-14", days=2) == ["0-48 horizon"]
    assert _causes(calendar, "2026-12-16") == ["0-9 week", "18-24 week"]


def test_a_season_closes_only_the_weekdays_that_were_open() -> None:
    season = {"from": "2026-03-02", "to": "2026-05-31", "week": {}}
    calendar = _calendar({"mon": ["09:00-18:00"]}, seasons=[season])
    for days in range(60):
        on = (date(2026, 4, 1) + timedelta(days=days)).isoformat()
        monday = date.fromisoformat(on).weekday() == 0
        assert _causes(calendar, on) == (["0-9 week", "9-18 season", "18-24 week"] if monday else ["0-24 week"])


def test_a_union_is_closed_by_its_first_part_that_has_more_to_say_than_its_week() -> None:
    madrid = _calendar(OFFICE, closed=[{"on": "2026-12-25", "holiday": "Navidad"}], valid_until="2026-12-30")
    early = _calendar({"mon-fri": ["07:00-12:00"]}, closed=["2026-12-25 07:00-10:00"])
    union = WorkingCalendar.from_spec({"any_of": ["early", "madrid"]}, others={"early": early, "madrid": madrid})
    assert _causes(union, "2026-12-24") == ["0-7 week", "18-24 week"]
    assert _causes(union, "2026-12-25") == [
        "0-7 week",
        "7-10 closure:2026-12-25 07:00-10:00",
        "12-18 holiday:Navidad",
        "18-24 week",
    ]
    # Where one part says nothing, the union is not known.
    assert _causes(union, "2026-12-30", days=2) == ["0-7 week", "18-24 week", "24-48 horizon"]


def test_a_union_is_open_only_where_every_part_speaks() -> None:
    late = _calendar({"mon-fri": ["08:00-10:00"]}, valid_from="2026-06-16", valid_until="2026-06-17")
    union = WorkingCalendar.from_spec(
        {"any_of": ["office", "late"]}, others={"office": _calendar(OFFICE), "late": late}
    )
    assert [_hours(union, f"2026-06-{day}") for day in (15, 16, 17, 18)] == ["", "08:00-18:00", "08:00-18:00", ""]
    year = datetime(2026, 1, 1, tzinfo=UTC)
    assert union.elapsed(year, year + timedelta(days=365)) == timedelta(hours=20)


def test_nothing_lies_between_an_instant_and_itself_or_an_earlier_one() -> None:
    calendar = _calendar(OFFICE)
    noon = to_us(datetime(2026, 12, 16, 12, tzinfo=UTC))
    assert calendar.closed_us(noon, noon) == []
    assert calendar.spans_us(noon, noon) == []
    assert calendar.spans_us(noon, noon - 10**12) == []
    assert calendar.closed_us(noon, noon - 10**12) == []


@pytest.mark.parametrize(
    "keys",
    [
        {"week": OFFICE, "open": _special("2026-12-31", "20:00-02:00")},
        {"week": {"thu": ["20:00-02:00"]}},
        {"week": {}, "seasons": [{"from": "12-31", "to": "12-31", "week": {"thu": ["20:00-02:00"]}}]},
    ],
    ids=["special", "week", "season"],
)
def test_a_night_over_the_new_year_is_whole_though_years_are_built_apart(keys: dict[str, object]) -> None:
    calendar = WorkingCalendar.from_spec({"time_zone": "UTC", **keys})
    evening = datetime(2026, 12, 31, 20, tzinfo=UTC)
    assert calendar.is_open(evening)
    assert calendar.spans(evening - timedelta(hours=1), evening + timedelta(hours=7)) == [
        (evening, evening + timedelta(hours=6))
    ]


def test_every_interval_is_written_the_way_it_is_read() -> None:
    for start in range(FULL_DAY):
        for length in (1, 59, 60, 61, 719, 1440 - start):
            assert read_interval(write_interval((start, start + length)), "") == (start, start + length)


def test_intervals_that_touch_are_one_except_into_a_night() -> None:
    texts = ["08:00-09:00", "10:00-12:00", "12:00-13:00", "20:00-22:00", "22:00-06:00"]
    joined = ["08:00-09:00", "10:00-13:00", "20:00-22:00", "22:00-06:00"]
    assert _calendar({"mon": texts}).freeze()["week"] == {"mon": joined}
    assert _calendar({"mon": texts}) == _calendar({"mon": joined})
