"""Control limits, against the textbook formulas, and how often they cry wolf."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.statistics import (
    Chart,
    Counts,
    Signal,
    SignalKind,
    SignalSide,
    TrendPoint,
    TrendVerdict,
    ValueNotFinite,
    share_trend,
    value_trend,
)


def counts(*pairs: tuple[int, int]) -> list[Counts]:
    return [Counts(met=met, n=n) for met, n in pairs]


CALM = counts((95, 100), (93, 100), (96, 100), (190, 200), (94, 100), (48, 50), (95, 100), (94, 100))


def test_limits_of_a_p_chart_follow_each_periods_own_n() -> None:
    trend = share_trend(CALM)
    centre = 805 / 850
    assert trend.chart is Chart.P
    assert trend.centre == pytest.approx(centre, rel=1e-14)
    for point, period in zip(trend.points, CALM, strict=True):
        reach = 3 * sqrt(centre * (1 - centre) / period.n)
        assert point.value == period.met / period.n
        assert point.low == pytest.approx(centre - reach, rel=1e-12)
        assert point.high == pytest.approx(min(1.0, centre + reach), rel=1e-12)
    assert trend.points[3].low is not None
    assert trend.points[5].low is not None
    assert trend.points[3].low > trend.points[5].low
    assert (trend.verdict, trend.signals) == (TrendVerdict.NOISE, ())


def test_where_periods_differ_more_than_n_explains_the_limits_are_laneys() -> None:
    wild = counts(*((met, 10_000) for met in (9_300, 9_650, 9_200, 9_700, 9_350, 9_600, 9_250, 9_680, 9_400)))
    trend = share_trend(wild)
    shares = np.array([period.met / period.n for period in wild])
    centre = shares.mean()
    sigma = sqrt(centre * (1 - centre) / 10_000)
    widening = np.abs(np.diff((shares - centre) / sigma)).mean() / 1.1283791670955126
    assert trend.chart is Chart.P_PRIME
    assert widening > 10
    for point in trend.points:
        assert point.low == pytest.approx(max(0.0, centre - 3 * sigma * widening), rel=1e-9)
        assert point.high == pytest.approx(min(1.0, centre + 3 * sigma * widening), rel=1e-9)
    assert trend.verdict is TrendVerdict.NOISE


def test_a_month_far_outside_is_a_real_change() -> None:
    trend = share_trend([*CALM, Counts(met=60, n=100)])
    assert trend.verdict is TrendVerdict.REAL_CHANGE
    assert Signal(kind=SignalKind.OUTSIDE, side=SignalSide.BELOW, first=8, last=8) in trend.signals


def test_a_point_exactly_on_its_limit_is_not_outside() -> None:
    # Centre 1/2, n = 36: three sigma are exactly 1/4; the steps down keep the moving ranges small.
    on_it = counts((27, 36), (24, 36), (20, 36), (18, 36), (18, 36), (16, 36), (12, 36), (9, 36))
    trend = share_trend(on_it)
    assert trend.chart is Chart.P
    assert (trend.centre, trend.points[0].high, trend.points[0].value) == (0.5, 0.75, 0.75)
    assert trend.signals == ()
    beyond = share_trend(counts((28, 36), (24, 36), (20, 36), (18, 36), (18, 36), (16, 36), (12, 36), (8, 36)))
    assert [(signal.first, signal.side) for signal in beyond.signals] == [(0, "above"), (7, "below")]


def test_eight_in_a_row_on_one_side_are_a_real_change_and_seven_are_not() -> None:
    eight = share_trend(counts(*[(96, 100)] * 8, *[(93, 100)] * 8))
    assert eight.verdict is TrendVerdict.REAL_CHANGE
    assert eight.signals == (
        Signal(kind=SignalKind.RUN, side=SignalSide.ABOVE, first=0, last=7),
        Signal(kind=SignalKind.RUN, side=SignalSide.BELOW, first=8, last=15),
    )
    seven = share_trend(counts(*[(96, 100)] * 7, *[(93, 100)] * 7))
    assert (seven.verdict, seven.signals) == (TrendVerdict.NOISE, ())


def test_a_point_on_the_centre_breaks_a_run() -> None:
    trend = value_trend([1, 1, 1, 1, 0, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1])
    assert trend.centre == 0.0
    runs = [signal for signal in trend.signals if signal.kind is SignalKind.RUN]
    assert [(run.first, run.last) for run in runs] == [(9, 16)]


def test_a_period_without_clocks_has_no_point_and_does_not_break_a_run() -> None:
    above, below, none = (96, 100), (93, 100), (0, 0)
    trend = share_trend(counts(*[above] * 4, none, *[above] * 4, *[below] * 8))
    assert trend.points[4] == TrendPoint(value=None, low=None, high=None)
    assert [(signal.first, signal.last) for signal in trend.signals] == [(0, 8), (9, 16)]


@pytest.mark.parametrize("size", [0, 1, 7])
def test_below_eight_periods_there_are_no_limits_and_no_verdict(size: int) -> None:
    periods = [*counts(*[(9, 10)] * size), Counts(met=0, n=0)]
    trend = share_trend(periods)
    assert trend.verdict is TrendVerdict.TOO_FEW
    assert trend.centre == (0.9 if size else None)
    assert all(point.low is None and point.high is None for point in trend.points)
    assert [point.value for point in trend.points] == [*[0.9] * size, None]
    measured = value_trend([*[5] * size, None])
    assert (measured.verdict, measured.signals) == (TrendVerdict.TOO_FEW, ())
    assert measured.centre == (5.0 if size else None)


@pytest.mark.parametrize("met", [0, 50])
def test_periods_that_are_all_met_or_all_missed_are_noise_with_no_width(met: int) -> None:
    trend = share_trend(counts(*[(met, 50)] * 10))
    assert trend.verdict is TrendVerdict.NOISE
    assert {(point.low, point.high) for point in trend.points} == {(met / 50, met / 50)}


def test_limits_of_an_xmr_chart_come_from_the_mean_moving_range() -> None:
    values = [10.0, 12.0, 9.0, 11.0, 10.5, 12.5, 9.5, 11.5, 10.0]
    trend = value_trend(values)
    reach = 3 * np.abs(np.diff(values)).mean() / 1.1283791670955126
    assert trend.chart is Chart.XMR
    assert trend.centre == pytest.approx(np.mean(values))
    assert trend.points[0].low == pytest.approx(np.mean(values) - reach)
    assert trend.points[0].high == pytest.approx(np.mean(values) + reach)
    assert trend.verdict is TrendVerdict.NOISE


def test_times_have_no_limit_below_zero() -> None:
    trend = value_trend([1, 20, 2, 25, 1, 30, 2, 22], lowest=0.0)
    assert trend.points[0].low == 0.0
    assert trend.points[0].high is not None
    assert trend.points[0].high > 30


@settings(deadline=None)
@given(st.floats(-1e9, 1e9), st.integers(8, 30))
def test_a_value_that_never_moves_is_noise_whatever_its_digits(value: float, size: int) -> None:
    trend = value_trend([value] * size)
    assert (trend.verdict, trend.signals) == (TrendVerdict.NOISE, ())
    assert trend.centre == value


@settings(deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=8, max_size=30), st.integers(-100, 100), st.integers(1, 9))
def test_shifting_and_scaling_a_series_changes_no_signal(values: list[int], shift: int, scale: int) -> None:
    plain = value_trend(values)
    moved = value_trend([Fraction(shift + scale * value, 7) for value in values])
    assert moved.signals == plain.signals
    assert moved.verdict is plain.verdict


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=8, max_size=30))
def test_counting_misses_instead_of_met_mirrors_every_signal(raw: list[tuple[int, int]]) -> None:
    met = share_trend([Counts(met=one, n=one + other) for one, other in raw])
    missed = share_trend([Counts(met=other, n=one + other) for one, other in raw])
    assert missed.verdict is met.verdict
    turned = {SignalSide.ABOVE: SignalSide.BELOW, SignalSide.BELOW: SignalSide.ABOVE}
    assert [(signal.kind, turned[signal.side], signal.first) for signal in missed.signals] == [
        (signal.kind, signal.side, signal.first) for signal in met.signals
    ]
    for point in met.points:
        if point.low is not None and point.high is not None:
            assert 0.0 <= point.low <= point.high <= 1.0


def test_a_desk_that_never_changes_is_rarely_called_changed() -> None:
    source = np.random.default_rng(31)
    called = sum(
        share_trend(
            [Counts(met=int(met), n=int(n)) for met, n in zip(source.binomial(sizes, 0.9), sizes, strict=True)]
        ).verdict
        is TrendVerdict.REAL_CHANGE
        for sizes in source.integers(80, 200, size=(1000, 12))
    )
    assert called / 1000 < 0.06


def test_a_desk_whose_months_always_swing_is_rarely_called_changed_either() -> None:
    source = np.random.default_rng(32)
    called = 0
    for rates in source.beta(45, 5, size=(1000, 12)):
        met = source.binomial(500, rates)
        trend = share_trend([Counts(met=int(one), n=500) for one in met])
        called += trend.verdict is TrendVerdict.REAL_CHANGE
    assert called / 1000 < 0.10


def test_a_lasting_fall_of_ten_points_is_nearly_always_seen() -> None:
    source = np.random.default_rng(33)
    seen = 0
    for _ in range(300):
        met = [*source.binomial(150, 0.95, size=9), *source.binomial(150, 0.85, size=9)]
        seen += share_trend([Counts(met=int(one), n=150) for one in met]).verdict is TrendVerdict.REAL_CHANGE
    assert seen / 300 > 0.9


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_measurement_that_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueNotFinite, match="position 1") as refused:
        value_trend([1.0, value])
    assert refused.value.code == "value_not_finite"
