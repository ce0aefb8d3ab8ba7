"""Misses that a promised share leaves, against counting them one by one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.statistics import (
    Counts,
    ImpossibleCounts,
    NoCases,
    ShareRefused,
    allowed_misses,
    attains,
    exact_share,
    expect_n,
    missed_periods,
    misses_left,
    pool,
)

shares = st.fractions(0, 1, max_denominator=1000)


@settings(deadline=None)
@given(st.integers(1, 400), shares)
def test_allowed_misses_are_the_most_that_still_attain(n: int, target: Fraction) -> None:
    one_by_one = max(missed for missed in range(n + 1) if Fraction(n - missed, n) >= target)
    assert allowed_misses(n, target) == one_by_one


@settings(deadline=None)
@given(st.integers(1, 10**12), st.fractions(0, 1))
def test_a_period_attains_exactly_while_its_misses_are_allowed(n: int, target: Fraction) -> None:
    allowed = allowed_misses(n, target)
    assert attains(n - allowed, n, target)
    assert allowed == n or not attains(n - allowed - 1, n, target)


@settings(deadline=None)
@given(st.integers(0, 1000), shares, shares)
def test_a_higher_target_never_allows_more_misses(n: int, one: Fraction, other: Fraction) -> None:
    assert allowed_misses(n, max(one, other)) <= allowed_misses(n, min(one, other))


@pytest.mark.parametrize(
    ("n", "target", "allowed"),
    [(51, "0.95", 2), (20, "0.95", 1), (19, "0.95", 0), (100, "0.93", 7), (1000, "0.999", 1), (0, "0.95", 0)],
)
def test_targets_of_agreements_allow_whole_tickets(n: int, target: str, allowed: int) -> None:
    assert allowed_misses(n, Decimal(target)) == allowed


def test_a_floating_share_would_lose_a_miss_and_is_refused() -> None:
    assert int(100 * (1 - 0.93)) == 6  # why: exactly, 93 % of 100 clocks leave 7 misses
    with pytest.raises(ShareRefused, match="is a float") as refused:
        allowed_misses(100, 0.93)  # type: ignore[arg-type]  # the very mistake that is refused
    assert refused.value.code == "share_refused"


@pytest.mark.parametrize("share", [Decimal(95), Decimal("NaN"), Decimal("Infinity"), Fraction(-1, 100), 2])
def test_a_share_outside_0_to_1_is_refused(share: Decimal | Fraction | int) -> None:
    with pytest.raises(ShareRefused, match="from 0 to 1"):
        exact_share(share)


def test_a_target_of_everything_allows_nothing_and_of_nothing_everything() -> None:
    assert allowed_misses(7, 1) == 0
    assert allowed_misses(7, 0) == 7


def test_misses_left_count_towards_the_expected_end_of_the_period() -> None:
    target = Decimal("0.95")
    assert misses_left(49, 51, target) == 0
    assert misses_left(49, 51, target, expected_n=60) == 1
    assert misses_left(48, 51, target) == -1
    assert misses_left(0, 0, target, expected_n=40) == 2
    # More clocks than expected: the expectation has been overtaken.
    assert misses_left(60, 60, target, expected_n=20) == 3


@settings(deadline=None)
@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200), shares)
def test_using_up_the_misses_left_attains_and_one_more_does_not(
    met: int, missed: int, further: int, target: Fraction
) -> None:
    n = met + missed
    end = n + further
    left = misses_left(met, n, target, expected_n=end)
    if end and 0 <= left <= further:
        assert attains(end - missed - left, end, target)
    if left < further:
        assert not attains(end - missed - max(left, -1) - 1, end, target)


def test_a_period_without_clocks_neither_attains_nor_misses() -> None:
    with pytest.raises(NoCases):
        attains(0, 0, 1)
    assert missed_periods([Counts(met=0, n=0), Counts(met=0, n=1)], 1) == (1,)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50))), shares)
def test_missed_periods_are_those_that_do_not_attain(raw: list[tuple[int, int]], target: Fraction) -> None:
    history = [Counts(met=met, n=met + missed) for met, missed in raw]
    expected = [at for at, period in enumerate(history) if period.n and not attains(period.met, period.n, target)]
    assert list(missed_periods(history, target)) == expected


def test_counts_are_pooled_and_never_averaged() -> None:
    assert pool([Counts(met=1, n=2), Counts(met=9, n=10)]) == Counts(met=10, n=12)
    assert pool([]) == Counts(met=0, n=0)


def test_the_expected_number_is_the_mean_of_all_periods_halves_up() -> None:
    assert expect_n([Counts(met=0, n=2), Counts(met=0, n=3)]) == 3
    assert expect_n([Counts(met=0, n=0), Counts(met=0, n=2)]) == 1
    assert expect_n([Counts(met=0, n=1), *[Counts(met=0, n=0)] * 9]) == 1
    with pytest.raises(NoCases):
        expect_n([Counts(met=0, n=0)])


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ImpossibleCounts, match="met 2 of 1"):
        Counts(met=2, n=1)
    with pytest.raises(ImpossibleCounts):
        Counts(met=-1, n=1)
    with pytest.raises(ImpossibleCounts):
        allowed_misses(-1, 1)
    with pytest.raises(ImpossibleCounts):
        misses_left(1, 1, 1, expected_n=-1)
