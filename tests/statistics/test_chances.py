"""Chances in closed form, against exact fractions, scipy's distributions and simulation."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from math import comb, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.statistics import (
    ChanceOutside,
    Counts,
    ExpectedNumberOutside,
    ImpossibleCounts,
    Method,
    NoCases,
    Note,
    any_of_twelve,
    beta_binomial_chance,
    beta_binomial_tail,
    binomial_chance,
    binomial_tail,
    measure_dispersion,
    pool,
)

proper = st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=100)


def binomial_by_fractions(n: int, p: Fraction) -> list[Fraction]:
    return [comb(n, missed) * p**missed * (1 - p) ** (n - missed) for missed in range(n + 1)]


def beta_binomial_by_fractions(n: int, p: Fraction, rho: Fraction) -> list[Fraction]:
    mass = (1 - rho) / rho
    a, b = p * mass, (1 - p) * mass

    def rising(start: Fraction, steps: int) -> Fraction:
        return prod((start + step for step in range(steps)), start=Fraction(1))

    return [comb(n, missed) * rising(a, missed) * rising(b, n - missed) / rising(a + b, n) for missed in range(n + 1)]


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 25), proper, st.data())
def test_the_binomial_tail_is_the_sum_of_exact_fractions(n: int, p: Fraction, data: st.DataObject) -> None:
    allowed = data.draw(st.integers(0, n))
    exact = sum(binomial_by_fractions(n, p)[allowed + 1 :], Fraction(0))
    assert binomial_tail(n, allowed, float(p)) == pytest.approx(float(exact), rel=1e-10, abs=1e-300)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 25), proper, proper, st.data())
def test_the_beta_binomial_tail_is_the_sum_of_exact_fractions(
    n: int, p: Fraction, rho: Fraction, data: st.DataObject
) -> None:
    allowed = data.draw(st.integers(0, n))
    exact = sum(beta_binomial_by_fractions(n, p, rho)[allowed + 1 :], Fraction(0))
    assert beta_binomial_tail(n, allowed, float(p), float(rho)) == pytest.approx(float(exact), rel=1e-10, abs=1e-300)


@pytest.mark.parametrize("n", [40, 1000, 50_000])
def test_large_tails_are_those_of_scipy(n: int) -> None:
    from scipy.stats import betabinom, binom  # noqa: PLC0415 - three seconds to load, for this test alone

    for p_miss, rho, share in product((0.01, 0.05, 0.3), (0.001, 0.02, 0.4), (0.0, 0.02, 0.06, 0.4)):
        allowed, mass = int(n * share), (1 - rho) / rho
        theirs = float(betabinom.sf(allowed, n, p_miss * mass, (1 - p_miss) * mass))
        assert beta_binomial_tail(n, allowed, p_miss, rho) == pytest.approx(theirs, rel=1e-6, abs=1e-9)
        assert binomial_tail(n, allowed, p_miss) == pytest.approx(float(binom.sf(allowed, n, p_miss)), rel=1e-9)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 2000), st.floats(0.001, 0.999), st.data())
def test_the_beta_binomial_becomes_the_binomial_as_rho_vanishes(n: int, p: float, data: st.DataObject) -> None:
    allowed = data.draw(st.integers(0, n))
    limit = binomial_tail(n, allowed, p)
    assert beta_binomial_tail(n, allowed, p, 0.0) == limit
    assert beta_binomial_tail(n, allowed, p, 1e-14) == pytest.approx(limit, rel=1e-5, abs=1e-9)


@settings(deadline=None)
@given(st.integers(1, 300), st.floats(0, 1), st.floats(0, 1), st.data())
def test_allowing_more_misses_never_raises_the_chance(n: int, p: float, rho: float, data: st.DataObject) -> None:
    allowed = data.draw(st.integers(0, n - 1))
    for more, fewer in (
        (binomial_tail(n, allowed + 1, p), binomial_tail(n, allowed, p)),
        (beta_binomial_tail(n, allowed + 1, p, rho), beta_binomial_tail(n, allowed, p, rho)),
    ):
        assert 0.0 <= more <= fewer + 1e-12
        assert fewer <= 1.0


def test_the_ends_of_every_tail_are_exact() -> None:
    assert binomial_tail(5, 5, 0.9) == beta_binomial_tail(5, 5, 0.9, 0.5) == 0.0
    assert binomial_tail(5, 0, 0.0) == beta_binomial_tail(5, 0, 0.0, 0.5) == 0.0
    assert binomial_tail(5, 4, 1.0) == beta_binomial_tail(5, 4, 1.0, 0.5) == 1.0
    assert beta_binomial_tail(5, 2, 0.25, 1.0) == 0.25


def test_the_chance_of_a_miss_in_twelve_is_that_of_independent_periods() -> None:
    assert any_of_twelve(0.0) == 0.0
    assert any_of_twelve(1.0) == 1.0
    assert any_of_twelve(0.25) == pytest.approx(float(1 - Fraction(3, 4) ** 12), rel=1e-14)
    assert any_of_twelve(1e-18) == pytest.approx(1.2e-17, rel=1e-12)


def test_the_binomial_chance_can_be_checked_by_hand() -> None:
    history = [Counts(met=19, n=20), Counts(met=0, n=0), Counts(met=18, n=20), Counts(met=20, n=20)]
    chance = binomial_chance(history, target=Fraction(9, 10), n_expected=20)
    exact = sum(binomial_by_fractions(20, Fraction(3, 60))[3:], Fraction(0))
    assert (chance.method, chance.allowed_misses, chance.n_expected, chance.notes) == (Method.BINOMIAL, 2, 20, ())
    assert chance.target == Fraction(9, 10)
    assert chance.p_miss_period == pytest.approx(float(exact), rel=1e-12)
    assert chance.p_miss_any_of_12 == pytest.approx(float(1 - (1 - exact) ** 12), rel=1e-12)
    assert (chance.error_period, chance.error_any_of_12) == (0.0, 0.0)


def test_simulated_years_are_missed_as_often_as_the_beta_binomial_says() -> None:
    source = np.random.default_rng(20260102)
    p_miss, rho, n, allowed, years = 0.04, 0.03, 60, 5, 20_000
    mass = (1 - rho) / rho
    rates = source.beta(p_miss * mass, (1 - p_miss) * mass, size=(years, 12))
    missed = source.binomial(n, rates) > allowed
    period = beta_binomial_tail(n, allowed, p_miss, rho)
    assert missed.mean() == pytest.approx(period, abs=0.004)
    assert missed.any(axis=1).mean() == pytest.approx(any_of_twelve(period), abs=0.015)
    assert period > 2 * binomial_tail(n, allowed, p_miss)


def test_a_history_without_misses_does_not_promise_that_none_will_come() -> None:
    history = [Counts(met=10, n=10)] * 3
    for chance in (
        binomial_chance(history, target=1, n_expected=10),
        beta_binomial_chance(history, target=1, n_expected=10),
    ):
        assert chance.notes == (Note.NO_MISSES_SEEN,)
        assert chance.p_miss_period == pytest.approx(float(1 - Fraction(61, 62) ** 10), rel=1e-12)


def test_a_history_with_nothing_met_misses_every_promise() -> None:
    for chance in (
        binomial_chance([Counts(met=0, n=4)], target=Fraction(1, 100), n_expected=4),
        beta_binomial_chance([Counts(met=0, n=4)] * 3, target=Fraction(1, 100), n_expected=4),
    ):
        assert chance.notes == (Note.NOTHING_MET,)
        assert (chance.p_miss_period, chance.p_miss_any_of_12) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("history", "note"),
    [
        ([Counts(met=9, n=10)], Note.ONE_PERIOD),
        ([Counts(met=9, n=10), Counts(met=0, n=0)], Note.ONE_PERIOD),
        ([Counts(met=1, n=1), Counts(met=0, n=1)], Note.ONE_CLOCK_EACH),
        ([Counts(met=9, n=10), Counts(met=9, n=10)], Note.NO_OVERDISPERSION),
        ([Counts(met=3, n=8), Counts(met=5, n=8)], Note.NO_OVERDISPERSION),  # exactly what single clocks explain
    ],
)
def test_without_measurable_overdispersion_the_binomial_is_taken_with_its_reason(
    history: list[Counts], note: Note
) -> None:
    chance = beta_binomial_chance(history, target=Fraction(4, 5), n_expected=10)
    assert chance.method is Method.BETA_BINOMIAL
    assert chance.notes == (note,)
    assert chance.p_miss_period == binomial_chance(history, target=Fraction(4, 5), n_expected=10).p_miss_period


def test_wholly_good_and_wholly_bad_periods_are_all_or_nothing() -> None:
    history = [Counts(met=10, n=10), Counts(met=0, n=10), Counts(met=10, n=10), Counts(met=10, n=10)]
    chance = beta_binomial_chance(history, target=Fraction(1, 2), n_expected=10)
    assert chance.notes == (Note.ALL_OR_NOTHING,)
    assert chance.p_miss_period == 0.25


@pytest.mark.parametrize("sizes", [(2, 3), (3, 1, 4)])
def test_the_sum_of_squares_has_the_expectation_that_the_moments_rest_on(sizes: tuple[int, ...]) -> None:
    p, rho = Fraction(3, 10), Fraction(1, 5)
    n, k = sum(sizes), len(sizes)
    laws = [beta_binomial_by_fractions(size, p, rho) for size in sizes]
    expected = Fraction(0)
    for misses in product(*(range(size + 1) for size in sizes)):
        pooled = Fraction(sum(misses), n)
        chance = prod((law[missed] for law, missed in zip(laws, misses, strict=True)), start=Fraction(1))
        expected += chance * sum(
            size * (Fraction(missed, size) - pooled) ** 2 for size, missed in zip(sizes, misses, strict=True)
        )
    squares = Fraction(sum(size**2 for size in sizes), n)
    assert expected == p * (1 - p) * ((k - 1) * (1 - rho) + rho * (n - squares))


def test_dispersion_solves_its_own_equation_exactly() -> None:
    history = [Counts(met=20, n=20), Counts(met=15, n=20), Counts(met=33, n=40), Counts(met=19, n=20)]
    found = measure_dispersion(history)
    total = pool(history)
    p = Fraction(total.missed, total.n)
    assert found.miss_rate == p == Fraction(13, 100)
    spread = sum(period.n * (Fraction(period.missed, period.n) - p) ** 2 for period in history)
    assert 0 < found.rho < 1
    assert spread == p * (1 - p) * (3 * (1 - found.rho) + found.rho * (100 - 28))
    assert found.notes == ()


def test_dispersion_is_found_again_in_a_long_simulated_history() -> None:
    from scipy.stats import betabinom  # noqa: PLC0415 - three seconds to load, for this test alone

    source = np.random.default_rng(7)
    p, rho = 0.1, 0.05
    mass = (1 - rho) / rho
    sizes = source.integers(40, 160, size=600)
    misses = source.binomial(sizes, source.beta(p * mass, (1 - p) * mass, size=600))
    found = measure_dispersion([Counts(met=int(n - x), n=int(n)) for n, x in zip(sizes, misses, strict=True)])
    assert float(found.miss_rate) == pytest.approx(p, abs=0.01)
    assert float(found.rho) == pytest.approx(rho, abs=0.01)
    # The most likely rho, looked for on a grid, is the same within its own uncertainty.
    grid = np.arange(0.03, 0.08, 0.002)
    rate = float(found.miss_rate)
    masses = (1 - grid) / grid
    likely = [float(np.sum(betabinom.logpmf(misses, sizes, rate * m, (1 - rate) * m))) for m in masses]
    assert float(found.rho) == pytest.approx(float(grid[int(np.argmax(likely))]), abs=0.008)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=12), st.integers(1, 60))
def test_a_higher_target_is_never_easier_to_keep(raw: list[tuple[int, int]], n_expected: int) -> None:
    history = [Counts(met=met, n=met + missed) for met, missed in raw]
    if pool(history).n == 0:
        with pytest.raises(NoCases, match="no clock in the history"):
            binomial_chance(history, target=1, n_expected=n_expected)
        return
    for method in (binomial_chance, beta_binomial_chance):
        chances = [method(history, target=Fraction(step, 10), n_expected=n_expected) for step in range(11)]
        assert chances[0].p_miss_period == 0.0
        for easier, harder in pairwise(chances):
            assert easier.p_miss_period <= harder.p_miss_period + 1e-12
            assert easier.p_miss_any_of_12 <= harder.p_miss_any_of_12 + 1e-12


@pytest.mark.parametrize("n_expected", [0, -1, 10_000_001])
def test_an_expected_number_that_no_period_has_is_refused(n_expected: int) -> None:
    with pytest.raises(ExpectedNumberOutside) as refused:
        binomial_chance([Counts(met=1, n=2)], target=1, n_expected=n_expected)
    assert refused.value.code == "expected_n_outside"


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_probabilities_outside_0_to_1_are_refused(value: float) -> None:
    with pytest.raises(ChanceOutside, match="p_miss") as refused:
        binomial_tail(3, 1, value)
    assert refused.value.code == "chance_outside"
    with pytest.raises(ChanceOutside, match="rho"):
        beta_binomial_tail(3, 1, 0.5, value)
    with pytest.raises(ChanceOutside):
        any_of_twelve(value)


def test_allowing_more_misses_than_clocks_is_refused() -> None:
    with pytest.raises(ImpossibleCounts):
        binomial_tail(3, 4, 0.5)
    with pytest.raises(ImpossibleCounts):
        beta_binomial_tail(3, -1, 0.5, 0.5)
