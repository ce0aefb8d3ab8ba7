"""Instants: formats, zones, and the two ways to read them, which must agree."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.connectors.cells import Words, read_duration_us
from acuerdo.connectors.instant_columns import placed, read_instants
from acuerdo.connectors.instants import BadFormat, InstantReader, Reading, compiled
from acuerdo.core.clock.intake import FactRefused
from acuerdo.core.hours import to_datetime
from tests.connectors.files import snapshots

MADRID = ZoneInfo("Europe/Madrid")


def read(text: object, *formats: str, zone: ZoneInfo | None = MADRID) -> str:
    return to_datetime(InstantReader(formats=formats or ("iso",), zone=zone).read(text, "at").us).isoformat()


def refused(text: object, *formats: str, zone: ZoneInfo | None = MADRID) -> str:
    with pytest.raises(FactRefused) as caught:
        read(text, *formats, zone=zone)
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "form", "instant"),
    [
        ("2026-03-02T09:00:00Z", "iso", "2026-03-02T09:00:00+00:00"),
        ("2026-03-02 09:00:00.1234567 +0100", "iso", "2026-03-02T08:00:00.123456+00:00"),
        ("2026-03-02 09:00 UTC", "iso", "2026-03-02T09:00:00+00:00"),
        ("2026-03-02", "iso", "2026-03-01T23:00:00+00:00"),
        ("2/3/2026 9:05", "%d/%m/%Y %H:%M", "2026-03-02T08:05:00+00:00"),
        ("02.03.2026 09:05:07", "%d.%m.%Y %H:%M:%S", "2026-03-02T08:05:07+00:00"),
        ("3/2/26 12:05 a.m.", "%m/%d/%y %I:%M %p", "2026-03-01T23:05:00+00:00"),
        ("02/Mar/26 3:04 PM", "%d/%b/%y %I:%M %p", "2026-03-02T14:04:00+00:00"),
        ("02 ene. 2026 15:04", "%d %b %Y %H:%M", "2026-01-02T14:04:00+00:00"),
        ("2 мая 2026 15:04", "%d %b %Y %H:%M", "2026-05-02T13:04:00+00:00"),
        ("Mon Mar 02 09:30:00 2026", "%a %b %d %H:%M:%S %Y", "2026-03-02T08:30:00+00:00"),
        ("02/03/2026 09:00 -05:00", "%d/%m/%Y %H:%M %z", "2026-03-02T14:00:00+00:00"),
        ("46083.375", "excel", "2026-03-02T08:00:00+00:00"),
        ("46083,375", "excel", "2026-03-02T08:00:00+00:00"),
        ("1772442000", "epoch_s", "2026-03-02T09:00:00+00:00"),
        ("1772442000123", "epoch_ms", "2026-03-02T09:00:00.123000+00:00"),
    ],
)
def test_a_format_reads_its_texts(text: str, form: str, instant: str) -> None:
    assert read(text, form) == instant


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("31/2/2026 10:00", "%d/%m/%Y %H:%M"),
        ("1/13/2026 10:00", "%d/%m/%Y %H:%M"),
        ("1/1/2026 24:00", "%d/%m/%Y %H:%M"),
        ("1/1/2026 10:00:60", "%d/%m/%Y %H:%M:%S"),
        ("1/1/+2026 10:00", "%d/%m/%Y %H:%M"),
        ("1/1/26 10:00", "%d/%m/%Y %H:%M"),
        ("1/1/2026 13:00 PM", "%d/%m/%Y %I:%M %p"),
        ("1/Foo/26 10:00", "%d/%b/%y %H:%M"),
        ("tomorrow", "iso"),
        ("1e9", "epoch_s"),
        ("99999999999999", "excel"),
        ("0000-01-01T00:00:00+23:00", "iso"),
    ],
)
def test_what_cannot_be_a_date_is_refused(text: str, form: str) -> None:
    assert refused(text, form) == "bad_instant"


def test_the_first_format_that_fits_is_taken() -> None:
    assert read("13/2/2026 10:00", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M") == "2026-02-13T09:00:00+00:00"


def test_a_naive_time_without_a_zone_is_refused_and_never_guessed() -> None:
    assert refused("2026-03-02 09:00:00", zone=None) == "naive_instant"
    assert read("2026-03-02T09:00:00+01:00", zone=None) == "2026-03-02T08:00:00+00:00"


def test_years_before_1970_and_after_2100_are_refused() -> None:
    assert refused("1969-12-31T23:59:59Z") == refused("2101-01-01T00:00:00Z") == "beyond_years"


def test_a_value_of_another_kind_is_refused() -> None:
    assert refused(17) == "bad_instant"


def test_a_reading_that_occurs_twice_takes_the_earlier_offset_and_one_that_never_occurs_too() -> None:
    reader = InstantReader(formats=("iso",), zone=MADRID)
    twice = reader.read("2026-10-25 02:30:00", "at")
    never = reader.read("2026-03-29 02:30:00", "at")
    assert (to_datetime(twice.us).hour, twice.oddity) == (0, "ambiguous")
    assert (to_datetime(never.us).hour, never.oddity) == (1, "skipped")


@pytest.mark.parametrize("form", ["", "plain", "%Q", "%d %d"])
def test_a_format_that_means_nothing_is_refused(form: str) -> None:
    with pytest.raises(BadFormat):
        compiled(form)


ZONES = ("UTC", "Europe/Madrid", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kolkata", "Africa/Monrovia", "Etc/GMT+5")


@settings(deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    locals_=st.lists(st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 31)), min_size=1, max_size=8),  # noqa: DTZ001 - a local reading
)
def test_a_column_of_local_readings_is_placed_as_each_by_itself(zone: str, locals_: list[datetime]) -> None:
    reader = InstantReader(formats=("iso",), zone=ZoneInfo(zone))
    alone = [reader.read(moment, "at") for moment in locals_]
    epoch = datetime(1970, 1, 1)  # noqa: DTZ001 - a local epoch
    local = np.array([(moment - epoch) // timedelta(microseconds=1) for moment in locals_])
    us, oddity = placed(local, ZoneInfo(zone))
    assert us.tolist() == [reading.us for reading in alone]
    assert [int(kind) for kind in oddity] == [{"": 0, "ambiguous": 1, "skipped": 2}[r.oddity] for r in alone]


@pytest.mark.parametrize("zone", ["Europe/Madrid", "America/Sao_Paulo", "Pacific/Apia", "Africa/Monrovia"])
def test_every_minute_around_a_clock_change_is_placed_alike(zone: str) -> None:
    starts = {
        "Europe/Madrid": [datetime(2026, 3, 28, 22), datetime(2026, 10, 24, 22)],  # noqa: DTZ001 - a local reading
        "America/Sao_Paulo": [datetime(2016, 10, 15, 22), datetime(2016, 2, 20, 22)],  # noqa: DTZ001 - a local reading
        "Pacific/Apia": [datetime(2011, 12, 29, 22)],  # noqa: DTZ001 - the day after does not exist
        "Africa/Monrovia": [datetime(1972, 1, 6, 22)],  # noqa: DTZ001 - by 44 minutes and 30 seconds
    }[zone]
    reader = InstantReader(formats=("iso",), zone=ZoneInfo(zone))
    moments = [start + timedelta(minutes=minute) for start in starts for minute in range(0, 3_000, 7)]
    us, oddity = placed(pl.Series(moments).dt.epoch("us").to_numpy(), ZoneInfo(zone))
    alone = [reader.read(moment, "at") for moment in moments]
    assert us.tolist() == [reading.us for reading in alone]
    assert set(oddity.tolist()) == {{"": 0, "ambiguous": 1, "skipped": 2}[r.oddity] for r in alone}


TEXTS = st.one_of(
    st.sampled_from(
        ["3/6/2016 16:29", " 3/6/2016 16:29 ", "31/2/2016 1:00", "?", "", "2016-06-03T16:29:00Z", "x",
         "29/3/2026 2:30", "25/10/2026 2:30", "2026-03-02 09:00:00", "2026-03-02T09:00:00.123456Z", "1/1/1969 0:00",
         "2016-06-03T16:29:00+02:00", "3/6/2016\u00a016:29", "٣/6/2016 16:29", "1/1/2016 9:5"]
    ),
    st.datetimes(datetime(1960, 1, 1), datetime(2110, 1, 1)).map(lambda moment: moment.strftime("%d/%m/%Y %H:%M")),  # noqa: DTZ001 - a local reading
    st.none(),
)  # fmt: skip


@settings(deadline=None)
@given(
    texts=st.lists(TEXTS, max_size=12),
    formats=st.sampled_from([("%d/%m/%Y %H:%M", "iso"), ("iso", "%d/%m/%Y %H:%M"), ("%d/%b/%y", "%d/%m/%Y %H:%M")]),
    zone=st.sampled_from([None, "UTC", "Europe/Madrid"]),
)
def test_a_column_of_texts_is_read_as_each_by_itself(
    texts: list[str | None], formats: tuple[str, ...], zone: str | None
) -> None:
    words = Words(snapshots())
    place = None if zone is None else ZoneInfo(zone)
    column = pl.Series("at", texts, dtype=pl.String)
    found = read_instants(column, InstantReader(formats=formats, zone=place), words, "at")
    alone = InstantReader(formats=formats, zone=place)
    for index, text in enumerate(texts):
        cell = words.raw(text)
        expected: Reading | None = None
        if cell is not None:
            try:
                expected = alone.read(cell, "at")
            except FactRefused:
                assert found.bad[index]
                continue
        assert not found.bad[index]
        assert found.given[index] == (expected is not None)
        if expected is not None:
            assert found.us[index] == expected.us
            assert found.oddity[index] == {"": 0, "ambiguous": 1, "skipped": 2}[expected.oddity]


@pytest.mark.parametrize(
    ("text", "unit", "comma", "seconds"),
    [
        ("90", "minutes", False, 5_400),
        ("1,5", "hours", True, 5_400),
        ("0.25", "days", False, 21_600),
        ("12", "seconds", True, 12),
        ("101:30", "clock", False, 365_400),
        ("00:00:30", "hours", False, 30),
    ],
)
def test_a_length_of_time_is_read_in_its_unit(text: str, unit: str, seconds: int, *, comma: bool) -> None:
    assert read_duration_us(text, unit, "x", comma=comma) == seconds * 1_000_000


@pytest.mark.parametrize(("text", "unit"), [("1.5", "hours"), ("-3", "minutes"), ("12", "clock"), ("1:75", "clock")])
def test_a_length_of_time_in_other_words_is_refused(text: str, unit: str) -> None:
    with pytest.raises(FactRefused) as caught:
        read_duration_us(text, unit, "x", comma=True)
    assert caught.value.code == "bad_number"
