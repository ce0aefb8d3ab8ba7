"""Intervals for a share, against scipy's own, closed forms and exact enumeration."""

from __future__ import annotations

from fractions import Fraction
from math import comb, sqrt
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.statistics import ConfidenceOutside, ImpossibleCounts, NoCases, UnknownSide, clopper_pearson, wilson

if TYPE_CHECKING:
    from acuerdo.statistics import Side


@st.composite
def some_counts(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 100_000))
    return draw(st.integers(0, n)), n


confidences = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99, 0.999])


@pytest.mark.parametrize(("met", "n"), [(0, 1), (1, 1), (0, 30), (30, 30), (1, 30), (29, 30), (49, 51), (980, 1000)])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_two_sided_intervals_are_those_of_scipy(met: int, n: int, confidence: float) -> None:
    from scipy.stats import binomtest  # noqa: PLC0415 - three seconds to load, for this test alone

    test = binomtest(met, n)
    theirs = test.proportion_ci(confidence, method="wilson")
    ours = wilson(met, n, confidence)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    theirs = test.proportion_ci(confidence, method="exact")
    ours = clopper_pearson(met, n, confidence)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@pytest.mark.parametrize(("met", "n"), [(0, 12), (12, 12), (5, 12), (980, 1000)])
@pytest.mark.parametrize(("side", "alternative"), [("lower", "greater"), ("upper", "less")])
def test_one_sided_bounds_are_those_of_scipy(
    met: int, n: int, side: Side, alternative: Literal["greater", "less"]
) -> None:
    from scipy.stats import binomtest  # noqa: PLC0415 - three seconds to load, for this test alone

    theirs = binomtest(met, n, alternative=alternative).proportion_ci(0.95, method="exact")
    ours = clopper_pearson(met, n, 0.95, side)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@settings(deadline=None)
@given(some_counts(), confidences)
def test_every_interval_holds_its_estimate_and_stays_between_0_and_1(counts: tuple[int, int], level: float) -> None:
    met, n = counts
    sides: tuple[Side, ...] = ("two", "lower", "upper")
    for interval in (wilson(met, n, level), *(clopper_pearson(met, n, level, side) for side in sides)):
        assert 0.0 <= interval.low <= met / n <= interval.high <= 1.0


@settings(deadline=None)
@given(some_counts())
def test_more_confidence_never_narrows_an_interval(counts: tuple[int, int]) -> None:
    for narrow, wide in ((wilson(*counts, 0.9), wilson(*counts, 0.99)),):
        assert wide.low <= narrow.low
        assert narrow.high <= wide.high
    narrow, wide = clopper_pearson(*counts, 0.9), clopper_pearson(*counts, 0.99)
    assert wide.low <= narrow.low
    assert narrow.high <= wide.high


@settings(deadline=None)
@given(some_counts(), confidences)
def test_counting_misses_instead_of_met_mirrors_every_interval(counts: tuple[int, int], level: float) -> None:
    met, n = counts
    for interval, mirror in (
        (wilson(met, n, level), wilson(n - met, n, level)),
        (clopper_pearson(met, n, level), clopper_pearson(n - met, n, level)),
        (clopper_pearson(met, n, level, "lower"), clopper_pearson(n - met, n, level, "upper")),
    ):
        assert (interval.low, interval.high) == pytest.approx((1 - mirror.high, 1 - mirror.low), abs=1e-12)


@pytest.mark.parametrize("n", [1, 7, 365])
def test_nothing_met_and_all_met_have_their_closed_forms(n: int) -> None:
    assert clopper_pearson(0, n).low == 0.0
    assert clopper_pearson(0, n).high == pytest.approx(1 - 0.025 ** (1 / n), rel=1e-12)
    assert clopper_pearson(n, n).low == pytest.approx(0.025 ** (1 / n), rel=1e-12)
    assert clopper_pearson(n, n).high == 1.0
    z2 = 1.959963984540054**2
    assert (wilson(0, n).low, wilson(n, n).high) == (0.0, 1.0)
    assert wilson(0, n).high == pytest.approx(z2 / (n + z2), rel=1e-12)


def test_the_ends_of_wilson_lie_exactly_z_deviations_from_the_estimate() -> None:
    met, n, z = 37, 41, 1.959963984540054
    interval = wilson(met, n)
    for end in (interval.low, interval.high):
        assert abs(met / n - end) == pytest.approx(z * sqrt(end * (1 - end) / n), rel=1e-9)


@pytest.mark.parametrize("n", range(1, 13))
@pytest.mark.parametrize("side", ["two", "lower", "upper"])
def test_clopper_pearson_covers_every_true_share_as_often_as_it_says(n: int, side: Side) -> None:
    intervals = [clopper_pearson(met, n, 0.95, side) for met in range(n + 1)]
    for share in (Fraction(step, 60) for step in range(61)):
        covered = sum(
            comb(n, met) * share**met * (1 - share) ** (n - met)
            for met, interval in enumerate(intervals)
            if interval.low <= share <= interval.high
        )
        assert covered >= Fraction(95, 100)


def test_numbers_that_make_no_sense_are_refused_with_their_code() -> None:
    with pytest.raises(ImpossibleCounts, match="met 3 of 2") as refused:
        wilson(3, 2)
    assert refused.value.code == "counts_impossible"
    with pytest.raises(ImpossibleCounts):
        clopper_pearson(-1, 2)
    with pytest.raises(NoCases) as empty:
        wilson(0, 0)
    assert empty.value.code == "no_cases"
    with pytest.raises(UnknownSide, match="expected 'two'") as side:
        clopper_pearson(1, 2, side="both")  # type: ignore[arg-type]  # the very mistake that is refused
    assert side.value.code == "side_unknown"


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95, float("nan")])
def test_a_confidence_outside_0_to_1_is_refused(confidence: float) -> None:
    with pytest.raises(ConfidenceOutside) as refused:
        wilson(1, 2, confidence)
    assert refused.value.code == "confidence_outside"
    with pytest.raises(ConfidenceOutside):
        clopper_pearson(1, 2, confidence)
