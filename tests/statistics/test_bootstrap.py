"""The bootstrap by week, against weeks counted out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.statistics import (
    Counts,
    DrawsOutside,
    Method,
    NoCases,
    Note,
    PeriodLengthOutside,
    ShareRefused,
    attains,
    binomial_chance,
    block_bootstrap_chance,
    bootstrap,
    pool,
)

UNEVEN = [Counts(met=8, n=8), Counts(met=3, n=6), Counts(met=10, n=11)]


@given(st.integers(1, 40), st.integers(0, 40), st.integers(1, 60), st.fractions(0, 1, max_denominator=50))
@settings(max_examples=30, deadline=None)
def test_weeks_that_are_all_alike_leave_nothing_to_chance(met: int, missed: int, weeks: int, target: Fraction) -> None:
    week = Counts(met=met, n=met + missed)
    chance = block_bootstrap_chance([week] * weeks, target=target, seed=3, draws=100)
    expected = 0.0 if attains(week.met, week.n, target) else 1.0
    assert (chance.p_miss_period, chance.p_miss_any_of_12) == (expected, expected)


@pytest.mark.parametrize("length", [1, 2, 3])
@pytest.mark.parametrize("target", [Fraction(3, 4), Fraction(9, 10)])
def test_the_chance_is_that_of_counting_every_way_to_draw_the_weeks(length: int, target: Fraction) -> None:
    ways = [pool(drawn) for drawn in product(UNEVEN, repeat=length)]
    exact = Fraction(sum(not attains(way.met, way.n, target) for way in ways), len(ways))
    chance = block_bootstrap_chance(UNEVEN, target=target, seed=11, weeks_per_period=length, draws=20_000)
    assert abs(chance.p_miss_period - exact) < 4 * chance.error_period
    assert abs(chance.p_miss_any_of_12 - (1 - (1 - exact) ** 12)) < 4 * chance.error_any_of_12 + 1e-4


def test_months_take_four_four_and_five_weeks_in_turn() -> None:
    # Two kinds of weeks; a month misses only if all of its weeks are bad.
    weeks = [Counts(met=1, n=1), Counts(met=0, n=1)]
    exact = (2 * Fraction(1, 2) ** 4 + Fraction(1, 2) ** 5) / 3
    chance = block_bootstrap_chance(weeks, target=Fraction(1, 1000), seed=5, draws=20_000)
    assert abs(chance.p_miss_period - exact) < 4 * chance.error_period
    assert chance.n_expected == 4


def test_the_same_seed_gives_the_same_answer_on_every_machine() -> None:
    one = block_bootstrap_chance(UNEVEN, target=Fraction(4, 5), seed=42, draws=2_000)
    assert one == block_bootstrap_chance(UNEVEN, target=Fraction(4, 5), seed=42, draws=2_000)
    assert one != block_bootstrap_chance(UNEVEN, target=Fraction(4, 5), seed=43, draws=2_000)
    assert (one.p_miss_period * 24_000, one.p_miss_any_of_12 * 2_000) == pytest.approx((8_215, 1_989), abs=1e-6)


def test_what_is_held_in_memory_at_once_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = block_bootstrap_chance(UNEVEN, target=Fraction(4, 5), seed=42, draws=500)
    monkeypatch.setattr(bootstrap, "DRAWN_AT_ONCE", 60)
    assert block_bootstrap_chance(UNEVEN, target=Fraction(4, 5), seed=42, draws=500) == whole
    monkeypatch.setattr(bootstrap, "DRAWN_AT_ONCE", 3_000)
    assert block_bootstrap_chance(UNEVEN, target=Fraction(4, 5), seed=42, draws=500) == whole


def test_numbers_beyond_64_bits_are_still_judged_exactly() -> None:
    big = [Counts(met=week.met * 10**18, n=week.n * 10**18) for week in UNEVEN]
    small_chance = block_bootstrap_chance(UNEVEN, target=Fraction(4, 5), seed=1, draws=300)
    big_chance = block_bootstrap_chance(big, target=Fraction(4, 5), seed=1, draws=300)
    assert big_chance.p_miss_any_of_12 == small_chance.p_miss_any_of_12
    assert big_chance.p_miss_period == small_chance.p_miss_period


histories = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 4)).map(lambda pair: Counts(met=pair[0], n=sum(pair))),
    min_size=1,
    max_size=30,
).filter(lambda weeks: pool(weeks).n > 0)


@given(histories, st.fractions(0, 1, max_denominator=40), st.fractions(0, 1, max_denominator=40))
@settings(max_examples=40, deadline=None)
def test_a_higher_target_is_never_easier_to_keep(weeks: list[Counts], one: Fraction, other: Fraction) -> None:
    easier = block_bootstrap_chance(weeks, target=min(one, other), seed=9, draws=100)
    harder = block_bootstrap_chance(weeks, target=max(one, other), seed=9, draws=100)
    assert easier.p_miss_period <= harder.p_miss_period
    assert easier.p_miss_any_of_12 <= harder.p_miss_any_of_12
    assert harder.p_miss_period <= harder.p_miss_any_of_12 <= 12 * harder.p_miss_period + 1e-12


@given(histories, st.data())
@settings(max_examples=40, deadline=None)
def test_one_clock_met_more_never_raises_the_chance(weeks: list[Counts], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(weeks) - 1))
    week = weeks[at]
    better = [*weeks[:at], Counts(met=min(week.met + 1, week.n), n=week.n), *weeks[at + 1 :]]
    before = block_bootstrap_chance(weeks, target=Fraction(9, 10), seed=4, draws=100)
    after = block_bootstrap_chance(better, target=Fraction(9, 10), seed=4, draws=100)
    assert after.p_miss_period <= before.p_miss_period
    assert after.p_miss_any_of_12 <= before.p_miss_any_of_12


def test_misses_that_come_in_bad_weeks_are_riskier_than_single_clocks_would_say() -> None:
    weeks = ([Counts(met=20, n=20)] * 9 + [Counts(met=8, n=20)]) * 5
    drawn = block_bootstrap_chance(weeks, target=Fraction(9, 10), seed=2)
    single = binomial_chance(weeks, target=Fraction(9, 10), n_expected=drawn.n_expected)
    # 4 weeks miss when 1 is bad (12 of 80 > 8), 5 weeks too (12 of 100 > 10).
    exact = 1 - (2 * Fraction(9, 10) ** 4 + Fraction(9, 10) ** 5) / 3
    assert abs(drawn.p_miss_period - exact) < 4 * drawn.error_period
    assert drawn.p_miss_period > 3 * single.p_miss_period


def test_the_errors_shrink_with_the_draws_and_never_vanish() -> None:
    few = block_bootstrap_chance(UNEVEN, target=Fraction(4, 5), seed=1, draws=100)
    many = block_bootstrap_chance(UNEVEN, target=Fraction(4, 5), seed=1, draws=10_000)
    assert many.error_any_of_12 < few.error_any_of_12
    assert many.error_period < few.error_period
    for never_or_always in (Counts(met=1, n=1), Counts(met=0, n=1)):
        assert block_bootstrap_chance([never_or_always], target=1, seed=1).error_any_of_12 > 0


def test_the_answer_says_what_it_rests_on() -> None:
    chance = block_bootstrap_chance(UNEVEN, target=Decimal("0.8"), seed=1, weeks_per_period=6, draws=100)
    assert (chance.method, chance.target) == (Method.BLOCK_BOOTSTRAP, Fraction(4, 5))
    assert (chance.n_expected, chance.allowed_misses) == (50, 10)
    assert chance.notes == (Note.FEW_WEEKS,)
    assert block_bootstrap_chance(UNEVEN * 4, target=1, seed=1, draws=100).notes == (Note.FEW_WEEKS,)
    assert block_bootstrap_chance([*UNEVEN * 4, *UNEVEN[:1]], target=1, seed=1, draws=100).notes == ()
    quiet = [Counts(met=1, n=1), Counts(met=0, n=0)] * 7
    assert block_bootstrap_chance(quiet, target=1, seed=1, draws=100).notes == (Note.NO_MISSES_SEEN, Note.EMPTY_WEEKS)


def test_the_expected_size_of_a_drawn_period_is_rounded_halves_up() -> None:
    for size, expected in ((4, 17), (5, 22), (1, 4)):  # 17.33, 21.67 and 4.33 clocks in 52/12 weeks
        chance = block_bootstrap_chance([Counts(met=size, n=size)], target=1, seed=1, draws=100)
        assert chance.n_expected == expected
    halves = [Counts(met=1, n=1), Counts(met=2, n=2)]
    assert block_bootstrap_chance(halves, target=1, seed=1, weeks_per_period=1, draws=100).n_expected == 2


def test_a_drawn_period_without_clocks_misses_nothing() -> None:
    weeks = [Counts(met=0, n=0)] * 3 + [Counts(met=0, n=1)]
    chance = block_bootstrap_chance(weeks, target=1, seed=8, weeks_per_period=1, draws=10_000)
    assert abs(chance.p_miss_period - 0.25) < 4 * chance.error_period


def test_nonsense_is_refused_with_its_code() -> None:
    with pytest.raises(NoCases, match="no clock in any week"):
        block_bootstrap_chance([], target=1, seed=1)
    with pytest.raises(NoCases):
        block_bootstrap_chance([Counts(met=0, n=0)], target=1, seed=1)
    with pytest.raises(ShareRefused):
        block_bootstrap_chance(UNEVEN, target=Decimal(95), seed=1)
    for length in (Fraction(1, 2), 523, 0):
        with pytest.raises(PeriodLengthOutside) as refused:
            block_bootstrap_chance(UNEVEN, target=1, seed=1, weeks_per_period=length)
        assert refused.value.code == "weeks_per_period_outside"
    for draws, seed in ((99, 1), (1_000_001, 1), (100, -1)):
        with pytest.raises(DrawsOutside) as outside:
            block_bootstrap_chance(UNEVEN, target=1, seed=seed, draws=draws)
        assert outside.value.code == "draws_outside"
