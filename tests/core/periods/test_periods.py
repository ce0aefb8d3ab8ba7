"""Periods of judgement, in the agreement's zone."""

from itertools import pairwise

import pytest

from acuerdo.core.periods import PeriodRefused, period_named, periods_over
from acuerdo.core.terms.agreement import Period
from tests.cast import us


def test_months_begin_at_local_midnight_also_where_clocks_change() -> None:
    march = period_named("2026-03", "Europe/Madrid")
    assert (march.from_us, march.until_us) == (us("2026-03-01 00:00"), us("2026-04-01 00:00"))
    assert march.until_us - march.from_us == (31 * 24 - 1) * 3_600_000_000


@pytest.mark.parametrize(
    ("label", "first", "after"),
    [
        ("2026-Q2", "2026-04-01 00:00", "2026-07-01 00:00"),
        ("2026-H2", "2026-07-01 00:00", "2027-01-01 00:00"),
        ("2026", "2026-01-01 00:00", "2027-01-01 00:00"),
        ("2026-12", "2026-12-01 00:00", "2027-01-01 00:00"),
    ],
)
def test_a_label_names_its_period(label: str, first: str, after: str) -> None:
    found = period_named(label, "Europe/Madrid")
    assert (found.label, found.from_us, found.until_us) == (label, us(first), us(after))


@pytest.mark.parametrize(
    "label",
    [
        "2026-13",
        "2026-00",
        "2026-Q5",
        "2026-Q0",
        "2026-H3",
        "april",
        "",
        "99999-01",
        "9999",
        "0001-02",
        "1969-12",
        "2101-01",
        "9999-11",
    ],
)
def test_a_label_that_is_none_is_refused(label: str) -> None:
    with pytest.raises(PeriodRefused, match="expected 2026-04, 2026-Q2, 2026-H1 or 2026"):
        period_named(label, "UTC")


@pytest.mark.parametrize("label", ["2026-", " 2026", "+2026", "2026-+4", "2026-4", "2026-Q", "2026-Q 1", "２０２６"])
def test_a_label_that_is_almost_one_is_refused_too(label: str) -> None:
    with pytest.raises(PeriodRefused, match="expected 2026-04, 2026-Q2, 2026-H1 or 2026"):
        period_named(label, "UTC")


@pytest.mark.parametrize(
    ("unit", "labels"),
    [
        ("month", ["2026-05", "2026-06", "2026-07"]),
        ("quarter", ["2026-Q2", "2026-Q3"]),
        ("half-year", ["2026-H1", "2026-H2"]),
        ("year", ["2026"]),
    ],
)
def test_periods_cover_a_span_without_a_gap(unit: str, labels: list[str]) -> None:
    found = periods_over(Period(unit=unit), "Europe/Madrid", us("2026-05-20 10:00"), us("2026-07-01 00:01"))
    assert [period.label for period in found] == labels
    assert all(one.until_us == other.from_us for one, other in pairwise(found))


def test_rolling_windows_go_back_from_the_end() -> None:
    found = periods_over(Period(rolling_days=30), "UTC", us("2026-01-15 00:00Z"), us("2026-03-01 00:00Z"))
    assert [period.label for period in found] == ["30d to 2026-01-30", "30d to 2026-03-01"]
    assert found[-1].until_us == us("2026-03-01 00:00Z")


def test_a_rolling_window_is_named_by_the_date_in_its_own_zone() -> None:
    half_past_midnight = us("2026-04-01 00:30")
    for zone, label in (("Europe/Madrid", "30d to 2026-04-01"), ("UTC", "30d to 2026-03-31")):
        [found] = periods_over(Period(rolling_days=30), zone, half_past_midnight - 1, half_past_midnight)
        assert found.label == label
