"""Statistics over consumed times, against their definitions and against every way the running clocks may end."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.statistics import (
    ConsumedTimes,
    NegativeTimes,
    NoCases,
    PercentileZero,
    ShareRefused,
    TimeStatistic,
    mean,
    median,
    percentile,
)

some_us = st.lists(st.integers(0, 10**15), min_size=1, max_size=40).map(tuple)
shares = st.fractions(Fraction(1, 1000), 1, max_denominator=1000)


@settings(deadline=None)
@given(some_us, shares)
def test_a_percentile_is_the_smallest_time_that_its_share_did_not_exceed(
    ended: tuple[int, ...], share: Fraction
) -> None:
    value = percentile(ConsumedTimes(ended_us=ended), share).value_us
    reached = [time for time in ended if sum(other <= time for other in ended) >= share * len(ended)]
    assert value == min(reached)


@pytest.mark.parametrize(
    ("share", "value"), [("0.9", 90), ("0.901", 100), ("0.95", 100), ("0.5", 50), ("0.001", 10), ("1", 100)]
)
def test_ten_times_have_these_percentiles(share: str, value: int) -> None:
    found = percentile(ConsumedTimes(ended_us=tuple(range(100, 0, -10))), Decimal(share))
    assert found == TimeStatistic(value_us=Fraction(value), n=10, running=0, lower_bound=False)


def test_the_rank_is_exact_where_floating_numbers_would_take_the_next_one() -> None:
    assert 0.07 * 100 > 7  # why: rounding that up would take the 8th time for p7
    assert percentile(ConsumedTimes(ended_us=tuple(range(1, 101))), Decimal("0.07")).value_us == 7


@settings(deadline=None)
@given(some_us)
def test_mean_and_median_are_exact(ended: tuple[int, ...]) -> None:
    from statistics import median as their_median  # noqa: PLC0415 - the namesake, beside ours

    times = ConsumedTimes(ended_us=ended)
    assert mean(times).value_us * len(ended) == sum(ended)
    assert median(times).value_us == their_median([Fraction(time) for time in ended])


def test_the_median_of_two_lies_between_them_and_p50_is_the_lower() -> None:
    two = ConsumedTimes(ended_us=(10, 5))
    assert median(two).value_us == Fraction(15, 2)
    assert percentile(two, Fraction(1, 2)).value_us == 5


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 30), max_size=12).map(tuple),
    st.lists(st.integers(0, 30), min_size=1, max_size=6).map(tuple),
    shares,
    st.data(),
)
def test_however_the_running_clocks_end_a_lower_bound_only_grows_and_the_rest_stands(
    ended: tuple[int, ...], running: tuple[int, ...], share: Fraction, data: st.DataObject
) -> None:
    now = ConsumedTimes(ended_us=ended, running_us=running)
    then = ConsumedTimes(ended_us=ended + tuple(lower + data.draw(st.integers(0, 40)) for lower in running))
    for before, after in (
        (percentile(now, share), percentile(then, share)),
        (median(now), median(then)),
        (mean(now), mean(then)),
    ):
        assert (before.n, before.running) == (len(ended) + len(running), len(running))
        assert not after.lower_bound
        assert after.value_us >= before.value_us
        assert before.lower_bound or after.value_us == before.value_us


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 30), max_size=12).map(tuple),
    st.lists(st.integers(0, 30), min_size=1, max_size=6).map(tuple),
    shares,
)
def test_what_is_marked_a_lower_bound_can_really_grow(
    ended: tuple[int, ...], running: tuple[int, ...], share: Fraction
) -> None:
    now = ConsumedTimes(ended_us=ended, running_us=running)
    never = ConsumedTimes(ended_us=ended + (10**6,) * len(running))
    for before, after in (
        (percentile(now, share), percentile(never, share)),
        (median(now), median(never)),
        (mean(now), mean(never)),
    ):
        assert before.lower_bound == (after.value_us > before.value_us)


def test_a_running_clock_beyond_the_percentile_leaves_it_final() -> None:
    found = percentile(ConsumedTimes(ended_us=tuple(range(1, 10)), running_us=(50,)), Fraction(9, 10))
    assert found == TimeStatistic(value_us=Fraction(9), n=10, running=1, lower_bound=False)
    early = percentile(ConsumedTimes(ended_us=tuple(range(1, 10)), running_us=(2,)), Fraction(9, 10))
    assert early == TimeStatistic(value_us=Fraction(8), n=10, running=1, lower_bound=True)


@settings(deadline=None)
@given(some_us, some_us)
def test_the_order_of_times_does_not_matter(ended: tuple[int, ...], running: tuple[int, ...]) -> None:
    assert ConsumedTimes(ended_us=ended, running_us=running) == ConsumedTimes(
        ended_us=tuple(sorted(ended)), running_us=tuple(sorted(running, reverse=True))
    )


def test_nonsense_is_refused_with_its_code() -> None:
    for statistic in (mean, median, lambda times: percentile(times, 1)):
        with pytest.raises(NoCases) as empty:
            statistic(ConsumedTimes())
        assert empty.value.code == "no_cases"
    with pytest.raises(PercentileZero) as zero:
        percentile(ConsumedTimes(ended_us=(1,)), 0)
    assert zero.value.code == "percentile_zero"
    with pytest.raises(ShareRefused):
        percentile(ConsumedTimes(ended_us=(1,)), 90)
    for times in ({"ended_us": (1, -1)}, {"running_us": (-2,)}):
        with pytest.raises(NegativeTimes, match="expected 0 or more") as negative:
            ConsumedTimes(**times)
        assert negative.value.code == "times_negative"
