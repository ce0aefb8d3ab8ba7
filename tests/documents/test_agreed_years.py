"""Years of calendars as both sides agree on them: lines, and the text that binds with them."""

import json
from datetime import date

import pytest

from acuerdo.documents import Written, read_agreement
from acuerdo.documents.agreed_years import (
    MOST_DATES,
    SpecialDate,
    YearRefused,
    dates_of,
    provisional_years,
    read_dates,
    with_year,
    write_dates,
)

TEXT = """\
acuerdo: 1
id: sur
type: sla
title: T
language: ru
time_zone: Europe/Moscow
parties: {provider: {id: p, name: P}, customer: {id: c, name: C}}
term: {from: 2027-01-01, to: 2028-12-31}
calendars:
  office:
    week: {mon-fri: [09:00-17:00]}
    holidays: [{country: RU, years: [2027, 2028]}]
    open: [{date: 2027-05-15, hours: [10:00-12:00]}, {date: 2028-05-20, hours: [10:00-12:00], name: Fair}]
    closed: [2027-08-01..2027-08-07, 12-31, 2028-12-24 14:00-24:00]
  plain: {week: {mon-fri: [09:00-17:00]}}
services: [{id: desk, name: D, calendar: office}]
commitments: [{id: fix, measure: resolution, calendar: office, within: 4h}]
"""
CANONICAL = read_agreement(Written(TEXT)).canonical


def office(canonical: str) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(canonical)["calendars"]["office"]
    return found


def refusal(text: str, year: int = 2028, calendar: str = "office") -> tuple[str, int]:
    with pytest.raises(YearRefused) as refused:
        with_year(CANONICAL, calendar, year, read_dates(text, year))
    return refused.value.code, refused.value.line


def test_only_years_that_were_not_published_are_provisional() -> None:
    assert provisional_years(CANONICAL) == {"office": (2028,)}


def test_a_calendar_that_is_not_there_has_no_dates() -> None:
    assert dates_of(CANONICAL, "none", 2028) == ()


def test_a_year_that_is_agreed_on_as_it_was_foreseen_changes_nothing_but_that() -> None:
    foreseen = dates_of(CANONICAL, "office", 2028)
    assert SpecialDate(on=date(2028, 5, 20), hours=("10:00-12:00",), name="Fair") in foreseen
    assert read_dates(write_dates(foreseen), 2028) == foreseen
    agreed = with_year(CANONICAL, "office", 2028, foreseen)
    assert provisional_years(agreed) == {}
    before, after = json.loads(CANONICAL), json.loads(agreed)
    assert before["calendars"]["office"].pop("provisional_years") == ["2028"]
    after["calendars"]["office"].pop("provisional_years", None)
    assert after == before


def test_agreed_dates_stand_in_the_place_of_those_that_were_foreseen() -> None:
    agreed = with_year(
        CANONICAL, "office", 2028, read_dates("2028-03-10 Мост\n\n2028-03-11 09:00-12:00,13:00-15:00\n", 2028)
    )
    closed = office(agreed)["closed"]
    assert [one for one in closed if "holiday" in one and str(one["on"]).startswith("2028")] == [
        {"holiday": "Мост", "on": "2028-03-10"}
    ]
    assert {"hours": ["14:00-24:00"], "on": "2028-12-24"} in closed
    assert {"on": "12-31"} in closed
    assert sum(str(one.get("on")).startswith("2027") for one in closed) == sum(
        str(one.get("on")).startswith("2027") for one in office(CANONICAL)["closed"]
    )
    assert [one for one in office(agreed)["open"] if str(one["date"]).startswith("2028")] == [
        {"date": "2028-03-11", "hours": ["09:00-12:00", "13:00-15:00"]}
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2028-01-01 A\nsoon B", ("odd_year_line", 2)),
        ("2028-02-30 A", ("odd_year_line", 1)),
        ("2027-01-01 A", ("other_year", 1)),
        ("2028-01-01 A\n2028-01-01 B", ("date_twice", 2)),
        ("2028-01-01 25:00-26:00 A", ("odd_year_hours", 0)),
    ],
)
def test_lines_that_cannot_be_used_are_refused_by_their_number(text: str, expected: tuple[str, int]) -> None:
    assert refusal(text) == expected


def test_a_year_that_is_not_provisional_is_not_agreed_on() -> None:
    for calendar, year in (("office", 2027), ("plain", 2028), ("24x7", 2028), ("none", 2028)):
        assert refusal("", year, calendar) == ("not_provisional", 0)


def test_a_year_has_so_many_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_DATES == 366
    monkeypatch.setattr("acuerdo.documents.agreed_years.MOST_DATES", 1)
    assert refusal("2028-01-01 A\n2028-01-02 B") == ("many_dates", 0)
