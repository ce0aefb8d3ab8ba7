"""Numbers, dates, durations and money in three languages."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acuerdo.words import (
    Language,
    NaiveInstant,
    say_attained,
    say_duration,
    say_instant,
    say_money,
    say_number,
    say_percent,
    say_weekday,
)

MADRID = ZoneInfo("Europe/Madrid")


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 4))
def test_a_ratio_is_never_shown_better_than_it_is(met: int, missed: int, places: int) -> None:
    ratio = Fraction(met, met + missed)
    shown = Fraction(say_percent(Language.EN, ratio, places=places).replace(",", "").rstrip("%")) / 100
    assert shown <= ratio < shown + Fraction(1, 100 * 10**places)


@given(st.integers(0, 10**5), st.integers(1, 10**5), st.integers(0, 10**5), st.booleans())
def test_what_was_attained_and_what_was_promised_never_contradict_each_other(
    met: int,
    missed: int,
    target: int,
    at_most: bool,  # noqa: FBT001 - drawn by the law
) -> None:
    ratio, promised = Fraction(met, met + missed), Fraction(target, 10**5)
    said = say_attained(Language.EN, ratio, promised, at_most=at_most)
    shown = Fraction(said.replace(",", "").rstrip("%")) / 100
    assert abs(shown - ratio) < Fraction(1, 1000)
    assert (shown <= promised, shown >= promised)[not at_most] == (ratio <= promised, ratio >= promised)[not at_most]


def test_a_share_of_which_nothing_is_promised_is_rounded_down() -> None:
    assert [say_attained(Language.EN, Fraction(9, 112), None, at_most=one) for one in (False, True)] == ["8.0%", "8.0%"]


@given(st.integers(0, 10_000))
def test_a_float_that_was_meant_as_a_round_percent_is_not_cut_below_it(hundredths: int) -> None:
    assert say_percent(Language.EN, hundredths / 10_000, places=2) == f"{hundredths // 100}.{hundredths % 100:02d}%"


def test_a_falling_difference_is_rounded_down_too() -> None:
    assert say_percent(Language.EN, Decimal("-0.0312")) == "-3.2%"


def test_a_target_is_written_without_idle_zeros() -> None:
    shown = [say_percent(Language.EN, ratio, places=3, least_places=0) for ratio in (0.95, 0.999, Decimal("0.99995"))]
    assert shown == ["95%", "99.9%", "99.995%"]


def test_percent_follows_the_language() -> None:
    assert [plain(say_percent(language, 0.9615)) for language in Language] == ["96.1%", "96,1 %", "96,1 %"]


def test_a_number_follows_the_language() -> None:
    assert [plain(say_number(language, 24918.25, places=1)) for language in Language] == [
        "24,918.2",
        "24.918,2",
        "24 918,2",
    ]


def test_money_has_its_currency_and_its_decimals() -> None:
    amount = Decimal("1234.5")
    assert [plain(say_money(language, amount, "EUR")) for language in Language] == [
        "€1,234.50",
        "1.234,50 €",
        "1 234,50 €",
    ]
    assert say_money(Language.EN, Decimal(1234), "JPY") == "JP¥1,234"


@pytest.mark.parametrize(
    ("duration", "english", "russian"),
    [
        (timedelta(0), "0 s", "0 с"),
        (timedelta(microseconds=2500), "0.0025 s", "0,0025 с"),
        (timedelta(seconds=59), "59 s", "59 с"),
        (timedelta(minutes=5), "5 min", "5 мин"),
        (timedelta(minutes=5, seconds=3.7), "5 min 3 s", "5 мин 3 с"),
        (timedelta(hours=8), "8 h", "8 ч"),
        (timedelta(hours=8, seconds=59), "8 h", "8 ч"),
        (timedelta(hours=1234, minutes=12), "1,234 h 12 min", "1 234 ч 12 мин"),
        (-timedelta(minutes=10), "-10 min", "-10 мин"),
    ],
)
def test_a_duration_is_said_in_hours_minutes_and_seconds(duration: timedelta, english: str, russian: str) -> None:
    assert plain(say_duration(Language.EN, duration)) == english
    assert plain(say_duration(Language.RU, duration)) == russian


def test_an_exact_duration_leaves_nothing_out() -> None:
    lasted = timedelta(hours=8, minutes=0, seconds=1, microseconds=20)
    assert plain(say_duration(Language.ES, lasted, exact=True)) == "8 h 1,00002 s"


@given(st.timedeltas(timedelta(microseconds=1), timedelta(days=4000)))
def test_what_lasted_never_reads_as_zero(duration: timedelta) -> None:
    assert not say_duration(Language.EN, duration).startswith("0\N{NO-BREAK SPACE}")


@given(st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_an_exact_duration_can_be_read_back(duration: timedelta) -> None:
    words = plain(say_duration(Language.EN, duration, exact=True)).replace(",", "").split()
    units = {"h": 3_600_000_000, "min": 60_000_000, "s": 1_000_000}
    us = sum(Fraction(number) * units[unit] for number, unit in zip(words[::2], words[1::2], strict=True))
    assert us == duration // timedelta(microseconds=1)


def test_an_instant_is_shown_by_the_clocks_of_the_zone_that_is_named() -> None:
    at = datetime(2026, 3, 3, 11, 0, tzinfo=timezone(timedelta(hours=3)))
    assert [plain(say_instant(language, at, zone=MADRID)) for language in Language] == [
        "3 Mar 2026, 09:00 (Madrid)",
        "3 mar 2026, 09:00 (Madrid)",
        "3 мар. 2026 г., 09:00 (Мадрид)",
    ]


def test_an_instant_may_be_exact_and_leave_its_zone_to_the_table() -> None:
    at = datetime(2026, 3, 3, 8, 0, 7, 250_000, tzinfo=UTC)
    assert plain(say_instant(Language.ES, at, zone=MADRID, named=False, exact=True)) == "3 mar 2026, 09:00:07,25"
    assert say_instant(Language.EN, at.replace(microsecond=0), zone=MADRID, exact=True).startswith(
        "3 Mar 2026, 09:00:07 ("
    )


def test_the_two_readings_of_an_autumn_night_differ_in_words() -> None:
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert say_instant(Language.EN, first, zone=MADRID, named=False) == "25 Oct 2026, 02:30 (UTC+02:00)"
    assert say_instant(Language.EN, second, zone=MADRID, named=False) == "25 Oct 2026, 02:30 (UTC+01:00)"


def test_an_instant_without_an_offset_is_refused() -> None:
    naive = datetime.combine(date(2026, 3, 3), datetime.min.time())
    with pytest.raises(NaiveInstant, match="no offset") as refusal:
        say_instant(Language.EN, naive, zone=MADRID)
    assert refusal.value.code == "words.naive_instant"


def test_days_of_the_week_start_on_monday() -> None:
    assert [say_weekday(Language.RU, weekday) for weekday in (0, 6)] == ["понедельник", "воскресенье"]
