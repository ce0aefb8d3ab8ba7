"""The calendars of a document: their hours, their holidays frozen year by year, and what is wrong with them."""

from datetime import UTC, datetime, timedelta

import pytest

from acuerdo.core.hours import WorkingCalendar
from acuerdo.documents.public_holidays import UnknownPlace, list_holidays
from tests.documents.drafts import CLEAN, codes, found, only, read

OFFICE = "    week: {mon-fri: [09:00-17:00]}\n"


def with_calendar(lines: str, *, zone: str = "Europe/Madrid") -> str:
    body = "".join(f"    {line}\n" for line in lines.strip().splitlines())
    return CLEAN.replace(OFFICE, body).replace("Europe/Madrid", zone)


def office(lines: str, *, zone: str = "Europe/Madrid") -> WorkingCalendar:
    return read(with_calendar(lines, zone=zone)).terms.calendars["office"]


def hours_on(calendar: WorkingCalendar, date: str) -> list[str]:
    """The open hours of a date in Moscow, as a clock on the wall shows them."""
    midnight = datetime.fromisoformat(f"{date}T00:00+03:00")
    spans = calendar.spans(midnight, midnight + timedelta(days=1))
    return [f"{a.astimezone(midnight.tzinfo):%H:%M}-{b.astimezone(midnight.tzinfo):%H:%M}" for a, b in spans]


def is_open(calendar: WorkingCalendar, moment: str) -> bool:
    return calendar.is_open(datetime.fromisoformat(moment))


def test_the_zone_of_the_agreement_is_that_of_its_calendars() -> None:
    assert office("week: {mon-fri: [09:00-17:00]}").time_zone == "Europe/Madrid"
    assert office("week: {mon-fri: [09:00-17:00]}\ntime_zone: America/Lima").time_zone == "America/Lima"


def test_everything_a_calendar_may_say_is_understood() -> None:
    calendar = office("""
week: {mon-fri: [09:00-14:00, 15:00-18:00], sat: [22:00-06:00]}
seasons: [{from: 06-15, to: 09-15, week: {mon-fri: [08:00-15:00]}}]
closed: [2026-08-15, 2026-12-24 14:00-24:00, 2026-08-01..2026-08-07, 12-31, {on: 2026-03-02, name: Move}]
open: [{date: 2026-01-03, hours: [10:00-14:00]}]
""")
    assert is_open(calendar, "2026-01-03T10:30+01:00")
    assert not is_open(calendar, "2026-03-02T10:00+01:00")
    assert is_open(calendar, "2026-07-01T08:30+02:00")
    assert not is_open(calendar, "2026-12-24T15:30+01:00")


def test_holidays_close_with_their_names() -> None:
    calendar = office("week: {mon-fri: [09:00-17:00]}\nholidays: {country: ES, subdivision: MD}")
    start = datetime(2026, 5, 1, 7, tzinfo=UTC)
    causes = calendar.closed_us(int(start.timestamp()) * 1_000_000, int(start.timestamp() + 3600) * 1_000_000)
    assert [cause for _, _, cause in causes] == ["holiday:Labor Day"]
    assert is_open(calendar, "2026-04-30T10:00+02:00")


def test_holidays_are_known_for_the_history_before_the_term() -> None:
    calendar = office("week: {mon-fri: [09:00-17:00]}\nholidays: {country: ES}")
    assert not is_open(calendar, "2010-01-01T10:00+01:00")
    assert not is_open(calendar, "2028-01-06T10:00+01:00")


def test_holidays_of_named_years_only() -> None:
    calendar = office("week: {mon-fri: [09:00-17:00]}\nholidays: [{country: ES, years: [2026]}]")
    assert not is_open(calendar, "2026-01-06T10:00+01:00")
    assert is_open(calendar, "2025-01-06T10:00+01:00")


def test_a_day_of_special_hours_is_stronger_than_a_holiday() -> None:
    lines = (
        "week: {mon-fri: [09:00-17:00]}\nholidays: [{country: ES}]\nopen: [{date: 2026-01-06, hours: [10:00-12:00]}]"
    )
    assert is_open(office(lines), "2026-01-06T10:30+01:00")


RUSSIA = "week: {mon-thu: [09:00-18:00], fri: [09:00-17:00]}\nholidays: [{country: RU}]"


def test_russia_works_some_saturdays_by_the_hours_of_the_day_that_is_free_for_it() -> None:
    calendar = office(RUSSIA, zone="Europe/Moscow")
    # The Saturday is worked for Monday 29 April, whose hours are longer than a Friday's.
    assert hours_on(calendar, "2024-04-27") == ["09:00-18:00"]
    assert hours_on(calendar, "2024-04-29") == []
    # An ordinary Saturday.
    assert hours_on(calendar, "2024-04-20") == []


def test_a_worked_day_off_takes_the_hours_of_its_season() -> None:
    seasons = RUSSIA + "\nseasons: [{from: 04-01, to: 05-31, week: {mon: [07:00-12:00]}}]"
    assert hours_on(office(seasons, zone="Europe/Moscow"), "2024-04-27") == ["07:00-12:00"]
    over_new_year = RUSSIA + "\nseasons: [{from: 12-01, to: 01-31, week: {mon: [07:00-12:00]}}]"
    assert hours_on(office(over_new_year, zone="Europe/Moscow"), "2024-12-28") == ["07:00-12:00"]
    dated = seasons.replace("]}}]", "]}}, {from: 2024-04-01, to: 2024-04-30, week: {mon: [08:00-10:00]}}]")
    assert hours_on(office(dated, zone="Europe/Moscow"), "2024-04-27") == ["08:00-10:00"]


def test_what_the_document_says_of_a_worked_day_off_is_stronger() -> None:
    special = RUSSIA + "\nopen: [{date: 2024-04-27, hours: [10:00-11:00]}]"
    assert hours_on(office(special, zone="Europe/Moscow"), "2024-04-27") == ["10:00-11:00"]
    closed = RUSSIA + "\nclosed: [2024-04-27, 2024-11-02 12:00-24:00]"
    assert hours_on(office(closed, zone="Europe/Moscow"), "2024-04-27") == []
    assert hours_on(office(closed, zone="Europe/Moscow"), "2024-11-02") == ["09:00-12:00"]


def test_a_worked_night_keeps_its_tail_with_its_head() -> None:
    nights = "week: {mon-fri: [22:00-06:00]}\nholidays: [{country: RU}]\nclosed: [2024-04-27 23:00-24:00]"
    calendar = office(nights, zone="Europe/Moscow")
    assert hours_on(calendar, "2024-11-02") == ["00:00-06:00", "22:00-00:00"]
    assert hours_on(calendar, "2024-04-27") == ["00:00-06:00", "22:00-23:00"]
    assert hours_on(calendar, "2024-04-28") == []


def test_hours_that_are_wrong_are_found_once_with_worked_days_too() -> None:
    wrong = with_calendar("week: {mon: [09:00-25:00]}\nholidays: [{country: RU}]", zone="Europe/Moscow")
    assert codes(wrong) == ["bad_interval"]


def test_24x7_has_no_hours_to_take_over() -> None:
    assert office("week: 24x7\nholidays: [{country: RU}]").is_open(datetime(2024, 4, 27, 12, tzinfo=UTC))


def test_a_year_that_is_not_published_is_provisional() -> None:
    text = with_calendar("week: {mon-fri: [09:00-17:00]}\nholidays: [{country: ES}]").replace(
        "2026-12-31", "2028-06-30"
    )
    finding = only(text)
    assert (finding.code, finding.severity, finding.path) == ("provisional_year", "info", "calendars.office")
    assert finding.found.startswith("holidays of 2027, 2028 ")
    calendar = read(text).terms.calendars["office"]
    year = int(datetime(2027, 6, 1, tzinfo=UTC).timestamp()) * 1_000_000
    assert calendar.provisional_between_us(year, year + 1)


TERM = "term: {from: 2026-01-01, to: 2026-12-31}"


def provisional_years(term: str) -> set[int]:
    """The years until 2099 of which a calendar with the holidays of Madrid says that they are provisional."""
    text = with_calendar("week: {mon-fri: [09:00-17:00]}\nholidays: [{country: ES, subdivision: MD}]")
    assert TERM in text
    calendar = read(text.replace(TERM, f"term: {{{term}}}")).terms.calendars["office"]
    noon = {year: int(datetime(year, 6, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000 for year in range(2010, 2100)}
    return {year for year, at in noon.items() if calendar.provisional_between_us(at, at + 1)}


@pytest.mark.parametrize(
    "term", ["from: 2022-01-01", "from: 2022-01-01, to: 2022-12-31, renewal: tacit, notice: 60d", "from: 2012-05-01"]
)
def test_an_agreement_that_nobody_ends_keeps_its_holidays_for_many_years(term: str) -> None:
    text = with_calendar("week: {mon-fri: [09:00-17:00]}\nholidays: [{country: ES, subdivision: MD}]")
    calendar = read(text.replace(TERM, f"term: {{{term}}}")).terms.calendars["office"]
    assert not is_open(calendar, "2026-01-01T10:00+01:00")
    assert not is_open(calendar, "2036-01-01T10:00+01:00")
    assert provisional_years(term) == set(range(2027, 2100))


def test_every_year_whose_holidays_are_not_resolved_is_provisional() -> None:
    assert provisional_years("from: 2022-01-01, to: 2022-12-31, renewal: never") == set(range(2025, 2100))
    named = office("week: {mon-fri: [09:00-17:00]}\nholidays: [{country: ES, years: [2026]}]")
    noon = int(datetime(2029, 6, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000
    assert not named.provisional_between_us(noon, noon + 1)


def test_holidays_are_named_in_the_language_that_prevails_where_they_can() -> None:
    assert dict(list_holidays("ES", None, [2026], "es").days)[datetime(2026, 1, 6, tzinfo=UTC).date()] == (
        "Epifanía del Señor"
    )
    assert dict(list_holidays("ES", None, [2026], "ru").days)[datetime(2026, 1, 6, tzinfo=UTC).date()] == (
        "Epifanía del Señor"
    )


@pytest.mark.parametrize(
    ("lines", "code", "path"),
    [
        ("week: {mon-fri: [09:00-17:00]}\nholidays: [{country: XX}]", "unknown_holidays", "holidays[0].country"),
        (
            "week: {mon-fri: [09:00-17:00]}\nholidays: {country: ES, subdivision: MX}",
            "unknown_holidays",
            "holidays.subdivision",
        ),
        ("week: {mon-fri: [09:00-17:00]}\nholidays: [{country: ES, years: [26]}]", "bad_year", "holidays[0].years"),
        ("week: {}", "never_opens", ""),
        ("week: {mon: [09:00-17:00]}\nclosed: [01-01..12-31]", "never_opens", ""),
        ("week: {mon: [09:00-25:00]}", "bad_interval", "week.mon[0]"),
        ("week: {mon: [09:00-14:00, 13:00-15:00]}", "overlapping_intervals", "week.mon"),
        ("week: {monday: [09:00-14:00]}", "bad_day", "week.monday"),
        ("week: {mon: [09:00-14:00]}\nclosed: [2026-02-30]", "bad_date", "closed[0]"),
        ("week: {mon: [09:00-14:00]}\ntime_zone: Europe/Madriz", "unknown_zone", "time_zone"),
        ("week: {mon: [09:00-14:00]}\nany_of: [always]", "unknown_key", "week"),
        ("any_of: [alwais]", "unknown_calendar", "any_of"),
        ("any_of: []", "never_opens", "any_of"),
        ("week: {mon: [09:00-14:00]}\nopen: [{date: 2026-01-01}]", "missing_key", "open[0].hours"),
        ("week: {mon: [09:00-14:00]}\nclosed: {on: 2026-01-01}", "wrong_shape", "closed"),
        ("week: 9to5", "unknown_word", "week"),
    ],
)
def test_what_is_wrong_with_a_calendar_is_found_where_it_stands(lines: str, code: str, path: str) -> None:
    findings = [(finding.code, finding.path) for finding in found(with_calendar(lines))]
    assert (code, f"calendars.office.{path}" if path else "calendars.office") in findings


def test_an_unknown_zone_of_the_agreement_is_found_at_its_place() -> None:
    findings = found(CLEAN.replace("Europe/Madrid", "Europe/Madriz"))
    assert ("unknown_zone", "time_zone", 5) in [(one.code, one.path, one.line) for one in findings]
    assert "Europe/Madrid" in findings[0].hint


def test_unions_may_name_calendars_that_come_later_and_hold_calendars_of_their_own() -> None:
    union = """
any_of: [later, {time_zone: America/Lima, week: {mon-fri: [08:00-17:00]}, holidays: [{country: PE}]}]
working_days: [mon-fri]
"""
    text = with_calendar(union).replace("services:", "  later: {week: {sat: [09:00-10:00]}}\nservices:")
    calendar = read(text).terms.calendars["office"]
    assert is_open(calendar, "2026-01-10T09:30+01:00")
    assert is_open(calendar, "2026-01-09T09:30-05:00")
    assert not is_open(calendar, "2026-07-28T09:30-05:00")


def test_calendars_made_of_each_other_are_found() -> None:
    text = with_calendar("any_of: [later]").replace("services:", "  later: {any_of: [office]}\nservices:")
    assert [(one.code, one.path) for one in found(text) if one.code == "calendar_circle"] == [
        ("calendar_circle", "calendars.office.any_of"),
        ("calendar_circle", "calendars.later.any_of"),
    ]


def test_a_union_of_a_calendar_that_is_wrong_is_left_out_in_silence() -> None:
    text = with_calendar("week: {}").replace("  always: 24x7", "  always: 24x7\n  both: {any_of: [office, always]}")
    assert codes(text) == ["never_opens"]


def test_24x7_means_every_instant() -> None:
    assert codes(CLEAN.replace("  always: 24x7", "  24x7: {week: {mon: [09:00-10:00]}}\n  always: 24x7")) == [
        "reserved_name"
    ]
    assert codes(CLEAN.replace("  always: 24x7", "  24x7: 24x7\n  always: 24x7")) == []


def test_an_unknown_country_or_part_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UnknownPlace, match="expected a country"):
        list_holidays("Spain", None, [2026])
    with pytest.raises(UnknownPlace, match="AN, AR, AS"):
        list_holidays("ES", "Madrid", [2026])
