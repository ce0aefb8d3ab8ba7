"""The texts of a document and what they are read as."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.core.terms.targets import AgreedInstant, BusinessDays, CalendarDays, Duration, NoTarget, Target
from acuerdo.documents import scalars
from acuerdo.documents.scalars import (
    DAY_US,
    HOUR_US,
    MINUTE_US,
    SECOND_US,
    Interval,
    Money,
    ScalarRefused,
    read_duration,
    read_percent,
    read_target,
)


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("90s", 90 * SECOND_US),
        ("15m", 15 * MINUTE_US),
        ("4h", 4 * HOUR_US),
        ("1h30m", 90 * MINUTE_US),
        ("1h0m1s", HOUR_US + SECOND_US),
        ("PT4H", 4 * HOUR_US),
        ("PT1H30M", 90 * MINUTE_US),
        ("PT90S", 90 * SECOND_US),
        ("87840h", 3660 * DAY_US),
    ],
)
def test_a_duration_is_open_time_in_microseconds(text: str, us: int) -> None:
    assert read_duration(text) == us


@settings(deadline=None)
@given(st.integers(0, 87_000), st.integers(0, 59), st.integers(1, 59))
def test_every_way_to_write_a_duration_reads_the_same(hours: int, minutes: int, seconds: int) -> None:
    us = ((hours * 60 + minutes) * 60 + seconds) * SECOND_US
    total = us // SECOND_US
    assert read_duration(f"{hours}h{minutes}m{seconds}s") == us
    assert read_duration(f"PT{hours}H{minutes}M{seconds}S") == us
    assert read_duration(f"{total}s") == us


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2d", "48h, 2bd or 2cd"),
        ("1w", "168h, 7bd or 7cd"),
        ("P2D", "48h, 2bd or 2cd"),
        ("P1W", "168h, 7bd or 7cd"),
        ("P1M", "months and years"),
        ("P1Y", "months and years"),
        ("1mo", "months and years"),
        ("1y", "months and years"),
        ("4", "4m or 4h"),
        ("-4h", "never negative"),
        ("-PT4H", "never negative"),
        ("1.5h", "1h30m instead of 1.5h"),
        ("1h 30m", "did you mean 1h30m?"),
        ("4H", "did you mean 4h?"),
        ("30m1h", "hours come first"),
        ("soon", "hours come first"),
        ("", "hours come first"),
        ("PT", "hours come first"),
    ],
)
def test_what_is_no_duration_is_refused_with_a_hint(text: str, hint: str) -> None:
    with pytest.raises(ScalarRefused) as refused:
        read_duration(text)
    assert refused.value.code == "bad_duration"
    assert hint in refused.value.hint
    assert "90s, 15m, 4h or 1h30m" in str(refused.value)


@pytest.mark.parametrize("text", ["0h", "PT0S", "87841h", "999999999h", "99999bd", "3661cd", "0bd", "0cd"])
def test_an_absurd_target_is_refused(text: str) -> None:
    with pytest.raises(ScalarRefused) as refused:
        read_target(text)
    assert refused.value.code == "absurd_duration"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("4h", Duration(4 * HOUR_US)),
        ("2bd", BusinessDays(days=2)),
        ("2 bd", BusinessDays(days=2)),
        ("2bd end", BusinessDays(days=2, end=True)),
        ("0bd end", BusinessDays(days=0, end=True)),
        ("7cd", CalendarDays(days=7)),
        ("7cd end", CalendarDays(days=7, end=True)),
        ("none", NoTarget()),
        ("agreed", AgreedInstant()),
    ],
)
def test_a_target_is_a_duration_days_agreed_or_none(text: str, target: Target) -> None:
    assert read_target(text) == target


def test_a_target_that_is_none_of_these_names_them_all() -> None:
    with pytest.raises(ScalarRefused, match=r"working days .*, calendar days .*, none or agreed"):
        read_target("2d")


@pytest.mark.parametrize(
    ("text", "share"),
    [("95%", Fraction(19, 20)), ("99.90%", Fraction(999, 1000)), ("0%", Fraction(0)), ("100 %", Fraction(1))],
)
def test_a_percent_is_an_exact_share(text: str, share: Fraction) -> None:
    assert read_percent(text) == share


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("95", "95%"),
        ("0.95", "95%"),
        ("0.999", "99.9%"),
        ("1.5", "1.5%"),
        ("1", "1%"),
        ("99,9%", "99.9%"),
        ("all", ""),
    ],
)
def test_a_share_without_its_sign_is_refused_with_the_percent_that_was_meant(text: str, hint: str) -> None:
    with pytest.raises(ScalarRefused) as refused:
        read_percent(text)
    assert refused.value.hint == (f"did you mean {hint}?" if hint else "")


def test_more_than_everything_is_refused() -> None:
    with pytest.raises(ScalarRefused, match="at most 100%"):
        read_percent("100.1%")


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (scalars.read_number, "0.5", Decimal("0.5")),
        (scalars.read_whole, "20", 20),
        (scalars.read_amount, "95%", Fraction(19, 20)),
        (scalars.read_amount, "20", Decimal(20)),
        (scalars.read_amount, "20s", 20 * SECOND_US),
        (scalars.read_flag, "yes", True),
        (scalars.read_flag, "false", False),
        (scalars.read_time, "16:00", 16 * HOUR_US),
        (scalars.read_interval, "3mo", Interval(count=3, unit="mo")),
        (scalars.read_rolling, "30d", 30),
        (scalars.read_statistic, "p99.9", "p99.9"),
        (scalars.read_statistic, "median", "median"),
        (scalars.read_money, "95/h", Money(amount=Decimal(95), per="h")),
        (scalars.read_money, "1200.50 EUR/month", Money(amount=Decimal("1200.50"), currency="EUR", per="month")),
        (scalars.read_currency, "EUR", "EUR"),
        (scalars.read_id, "first-response", "first-response"),
        (scalars.read_id, "приоритет.1", "приоритет.1"),
        (scalars.read_words, " x ", " x "),
        (scalars.read_moment, "breach", "breach"),
    ],
)
def test_each_kind_of_text_has_its_value(reader: Callable[[str], object], text: str, value: object) -> None:
    assert reader(text) == value


@pytest.mark.parametrize(
    ("reader", "text", "code"),
    [
        (scalars.read_number, "0,5", "bad_number"),
        (scalars.read_number, "-1", "bad_number"),
        (scalars.read_whole, "2.5", "bad_number"),
        (scalars.read_whole, "٣", "bad_number"),
        (scalars.read_flag, "maybe", "bad_flag"),
        (scalars.read_date, "2026-02-30", "bad_date"),
        (scalars.read_date, "01/02/2026", "bad_date"),
        (scalars.read_time, "24:00", "bad_time"),
        (scalars.read_interval, "0d", "bad_interval"),
        (scalars.read_interval, "monthly", "bad_interval"),
        (scalars.read_rolling, "1mo", "bad_interval"),
        (scalars.read_rolling, "9999d", "bad_interval"),
        (scalars.read_period, "week", "bad_period"),
        (scalars.read_statistic, "p0", "bad_statistic"),
        (scalars.read_statistic, "max", "bad_statistic"),
        (scalars.read_money, "95 euros", "bad_money"),
        (scalars.read_money, "95/fortnight", "bad_money"),
        (scalars.read_currency, "euro", "bad_currency"),
        (scalars.read_id, "first response", "bad_id"),
        (scalars.read_id, "", "bad_id"),
        (scalars.read_words, "  ", "empty_text"),
        (scalars.read_warning, "10m", "bad_warning"),
        (scalars.read_warning, "+10", "bad_duration"),
    ],
)
def test_each_kind_of_text_refuses_others_by_its_code(reader: Callable[[str], object], text: str, code: str) -> None:
    with pytest.raises(ScalarRefused) as refused:
        reader(text)
    assert refused.value.code == code


def test_a_decimal_comma_is_refused_with_the_point() -> None:
    with pytest.raises(ScalarRefused, match="a point before the decimals"):
        scalars.read_number("0,5")


def test_an_interval_is_written_as_it_is_read() -> None:
    assert str(scalars.read_interval("12mo")) == "12mo"


def test_warnings_are_shares_or_offsets_from_due() -> None:
    assert scalars.read_warning("80%").share == Fraction(4, 5)
    assert scalars.read_warning("-10m").offset_us == -10 * MINUTE_US
    assert scalars.read_warning("+1h").offset_us == HOUR_US
