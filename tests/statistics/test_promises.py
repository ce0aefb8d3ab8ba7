"""Honest targets and honest times, against trying every one of them; colours at their borders."""

from __future__ import annotations

import random
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.statistics import (
    ChanceOutside,
    Colour,
    ColourReason,
    ConsumedTimes,
    Counts,
    ImpossibleCounts,
    Method,
    MissedPeriods,
    NoCases,
    NoChances,
    Outlook,
    ShareRefused,
    StepOutside,
    WithinOutside,
    block_bootstrap_chance,
    count_within,
    is_honest,
    largest_honest_target,
    miss_chances,
    most_pessimistic,
    pool,
    smallest_honest_within,
    verdict_colour,
    would_have_missed,
)

OUTLOOK = Outlook(n_expected=40, seed=17, draws=200)
counted = st.tuples(st.integers(0, 40), st.integers(0, 4)).map(lambda pair: Counts(met=pair[0], n=sum(pair)))
weekly = st.lists(counted, min_size=4, max_size=16).filter(lambda weeks: pool(weeks).n > 0)
lasting = st.builds(
    ConsumedTimes,
    ended_us=st.lists(st.integers(0, 60), max_size=15).map(tuple),
    running_us=st.lists(st.integers(0, 90), max_size=1).map(tuple),
)


def months_of(weeks: list[Counts]) -> list[Counts]:
    return [pool(weeks[at : at + 4]) for at in range(0, len(weeks), 4)]


def test_every_method_answers_when_there_are_weeks_and_the_bootstrap_stays_out_without() -> None:
    weeks = [Counts(met=9, n=10)] * 13
    chances = miss_chances(months_of(weeks), target=Fraction(1, 2), outlook=OUTLOOK, weeks=weeks)
    assert [chance.method for chance in chances] == list(Method)
    assert chances[2] == block_bootstrap_chance(weeks, target=Fraction(1, 2), seed=17, draws=200)
    without = miss_chances(months_of(weeks), target=Fraction(1, 2), outlook=OUTLOOK)
    assert without == chances[:2]


def test_the_outlook_says_how_long_a_period_is() -> None:
    weeks = [Counts(met=9, n=10)] * 13
    quarter = Outlook(n_expected=130, seed=17, weeks_per_period=13, draws=200)
    assert miss_chances(weeks, target=1, outlook=quarter, weeks=weeks)[2].n_expected == 130


def test_the_most_pessimistic_is_the_riskiest_in_twelve_periods() -> None:
    weeks = ([Counts(met=10, n=10)] * 9 + [Counts(met=4, n=10)]) * 3
    chances = miss_chances(months_of(weeks), target=Fraction(9, 10), outlook=OUTLOOK, weeks=weeks)
    worst = most_pessimistic(chances)
    assert worst.p_miss_any_of_12 == max(chance.p_miss_any_of_12 for chance in chances)
    with pytest.raises(NoChances) as refused:
        most_pessimistic([])
    assert refused.value.code == "no_chances"


@given(weekly, st.booleans())
@settings(max_examples=25, deadline=None)
def test_the_largest_honest_target_is_the_last_of_all_steps_tried(weeks: list[Counts], with_weeks: bool) -> None:  # noqa: FBT001 - drawn by the law
    months, drawn = months_of(weeks), weeks if with_weeks else []
    step = Fraction(1, 20)
    found = largest_honest_target(months, outlook=OUTLOOK, weeks=drawn, step=step)
    honest = [
        steps * step
        for steps in range(1, 21)
        if is_honest(miss_chances(months, target=steps * step, outlook=OUTLOOK, weeks=drawn))
    ]
    assert found.target == (honest[-1] if honest else None)
    told = found.target or step
    assert found.chances == miss_chances(months, target=told, outlook=OUTLOOK, weeks=drawn)
    # What is honest has no gap: every lower step is honest as well.
    assert honest == [steps * step for steps in range(1, len(honest) + 1)]


def test_a_steady_desk_is_told_the_half_point_below_its_risk() -> None:
    months = [Counts(met=980, n=1000)] * 6
    found = largest_honest_target(months, outlook=Outlook(n_expected=1000, seed=1))
    assert found.target == Fraction(965, 1000)
    # From the binomial by hand (scipy.stats.binom): more than 35 of 1000 misses at 2 %, and more than 30.
    from scipy.stats import binom  # noqa: PLC0415 - three seconds to load, for this test alone

    assert 1 - (1 - binom.sf(35, 1000, 0.02)) ** 12 < 0.1 < 1 - (1 - binom.sf(30, 1000, 0.02)) ** 12
    assert found.chances[0].p_miss_period == pytest.approx(float(binom.sf(35, 1000, 0.02)), rel=1e-9)


def test_a_desk_that_meets_nothing_has_no_honest_target() -> None:
    found = largest_honest_target([Counts(met=0, n=50)] * 3, outlook=OUTLOOK)
    assert found.target is None
    assert found.chances[0].target == Fraction(1, 200)
    assert found.chances[0].p_miss_any_of_12 == 1.0


def test_everything_can_be_promised_only_after_a_very_long_history_without_a_miss() -> None:
    ahead = Outlook(n_expected=10, seed=1)
    assert largest_honest_target([Counts(met=10_000, n=10_000)] * 12, outlook=ahead).target == 1
    # Half a miss in 61 clocks: in a year one miss among ten is likely (63 %), two of them in one month are not (3 %).
    short = largest_honest_target([Counts(met=10, n=10)] * 6, outlook=ahead)
    assert short.target == Fraction(9, 10)


def test_a_step_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(StepOutside) as refused:
        largest_honest_target([Counts(met=1, n=1)], outlook=OUTLOOK, step=0)
    assert refused.value.code == "step_outside"
    with pytest.raises(ShareRefused):
        largest_honest_target([Counts(met=1, n=1)], outlook=OUTLOOK, step=Decimal(-1))


def test_a_time_used_up_exactly_is_met_and_a_clock_still_running_is_not() -> None:
    times = ConsumedTimes(ended_us=(30, 10, 20), running_us=(5,))
    assert count_within(times, 20) == Counts(met=2, n=4)
    assert count_within(times, 19) == Counts(met=1, n=4)
    with pytest.raises(WithinOutside) as refused:
        count_within(times, -1)
    assert refused.value.code == "within_outside"


def test_a_promise_would_have_been_missed_in_3_of_12_months() -> None:
    minute = 60_000_000
    good = ConsumedTimes(ended_us=(3 * minute, 9 * minute, 15 * minute))
    bad = ConsumedTimes(ended_us=(3 * minute, 9 * minute, 15 * minute + 1))
    months = [good, good, bad, good, good, good, bad, good, good, bad, good, good]
    found = would_have_missed(months, within_us=15 * minute, share=Decimal("0.9"))
    assert found == MissedPeriods(missed=(2, 6, 9), undecided=(), periods=12)


def test_clocks_still_within_the_time_leave_their_period_undecided_only_where_they_decide() -> None:
    decides = ConsumedTimes(ended_us=(1, 2, 3), running_us=(4,))
    too_long_already = ConsumedTimes(ended_us=(1, 2, 3), running_us=(11,))
    met_anyway = ConsumedTimes(ended_us=(1,) * 9, running_us=(4,))
    just_used_up = ConsumedTimes(ended_us=(1, 2, 3), running_us=(10,))
    missed_anyway = ConsumedTimes(ended_us=(1, 50, 50), running_us=(4,))
    months = [decides, too_long_already, met_anyway, missed_anyway, just_used_up, ConsumedTimes()]
    found = would_have_missed(months, within_us=10, share=Decimal("0.9"))
    assert found == MissedPeriods(missed=(1, 3), undecided=(0, 4), periods=5)


@settings(deadline=None)
@given(st.lists(lasting, max_size=6), st.integers(0, 60), st.fractions(0, 1, max_denominator=20), st.data())
def test_however_the_running_clocks_end_only_the_undecided_periods_can_turn(
    periods: list[ConsumedTimes], within_us: int, share: Fraction, data: st.DataObject
) -> None:
    found = would_have_missed(periods, within_us=within_us, share=share)
    more = st.integers(0, 100)
    ended = [
        ConsumedTimes(ended_us=times.ended_us + tuple(lower + data.draw(more) for lower in times.running_us))
        for times in periods
    ]
    final = would_have_missed(ended, within_us=within_us, share=share)
    assert final.undecided == ()
    assert set(found.missed) <= set(final.missed) <= set(found.missed) | set(found.undecided)


@given(st.lists(lasting, min_size=2, max_size=8), st.sampled_from([1, 7]), st.booleans())
@settings(max_examples=40, deadline=None)
def test_the_smallest_honest_time_is_the_first_of_all_tried(
    weeks: list[ConsumedTimes],
    step_us: int,
    with_weeks: bool,  # noqa: FBT001 - drawn by the law
) -> None:
    share, drawn = Fraction(3, 5), weeks if with_weeks else []
    if not any(times.ended_us for times in weeks):
        with pytest.raises(NoCases, match="no ended clock"):
            smallest_honest_within(weeks, share=share, outlook=OUTLOOK, step_us=step_us)
        return

    def honest(within_us: int) -> bool:
        counts = [count_within(times, within_us) for times in weeks]
        return is_honest(miss_chances(counts, target=share, outlook=OUTLOOK, weeks=counts if with_weeks else []))

    found = smallest_honest_within(weeks, share=share, outlook=OUTLOOK, weeks=drawn, step_us=step_us)
    one_by_one = next((within_us for within_us in range(0, 70, step_us) if honest(within_us)), None)
    assert found.within_us == one_by_one
    assert is_honest(found.chances) == (one_by_one is not None)


def test_running_clocks_can_leave_no_honest_time() -> None:
    months = [ConsumedTimes(ended_us=(1, 2, 3), running_us=(10, 10, 10))] * 4
    found = smallest_honest_within(months, share=Decimal("0.9"), outlook=OUTLOOK)
    assert found.within_us is None
    assert found.chances[0].p_miss_any_of_12 > 0.99


def test_thousands_of_times_are_searched_quickly_even_when_months_differ() -> None:
    source = random.Random(5)  # noqa: S311 - a repeatable sample, no secret
    months = [
        ConsumedTimes(ended_us=tuple(int(source.lognormvariate(18, 1) * scale) for _ in range(500)))
        for scale in (1, 1, 3, 1)
    ]
    found = smallest_honest_within(
        months, share=Decimal("0.9"), outlook=Outlook(n_expected=500, seed=1), step_us=60_000_000
    )
    assert found.within_us is not None
    assert found.within_us % 60_000_000 == 0
    assert is_honest(found.chances)
    pooled = [count_within(times, found.within_us) for times in months]
    assert found.chances == miss_chances(pooled, target=Decimal("0.9"), outlook=Outlook(n_expected=500, seed=1))


def test_a_step_below_a_microsecond_is_refused() -> None:
    with pytest.raises(WithinOutside, match="step 0"):
        smallest_honest_within([ConsumedTimes(ended_us=(1,))], share=1, outlook=OUTLOOK, step_us=0)


@pytest.mark.parametrize(
    ("chance", "colour"),
    [
        (0.0, Colour.GREEN),
        (0.0999, Colour.GREEN),
        (0.1, Colour.AMBER),
        (0.1001, Colour.AMBER),
        (0.5, Colour.AMBER),
        (0.5001, Colour.RED),
        (1.0, Colour.RED),
    ],
)
def test_colours_turn_at_ten_and_at_fifty_percent(chance: float, colour: Colour) -> None:
    assert verdict_colour(chance, tickets=30, periods=3).colour is colour
    assert verdict_colour(chance, tickets=30, periods=3).reasons == ()


@pytest.mark.parametrize(
    ("tickets", "periods", "reasons"),
    [
        (29, 3, (ColourReason.UNDER_30_TICKETS,)),
        (30, 2, (ColourReason.UNDER_3_PERIODS,)),
        (0, 0, (ColourReason.UNDER_30_TICKETS, ColourReason.UNDER_3_PERIODS)),
    ],
)
def test_too_little_history_gets_no_colour_and_says_why(
    tickets: int, periods: int, reasons: tuple[ColourReason, ...]
) -> None:
    verdict = verdict_colour(0.0, tickets=tickets, periods=periods)
    assert (verdict.colour, verdict.reasons) == (Colour.NONE, reasons)


def test_a_chance_that_is_none_gets_no_colour_but_a_refusal() -> None:
    for chance in (float("nan"), -0.1, 1.1):
        with pytest.raises(ChanceOutside):
            verdict_colour(chance, tickets=100, periods=12)
    with pytest.raises(ImpossibleCounts):
        verdict_colour(0.5, tickets=-1, periods=12)


def test_numpy_and_scipy_wait_until_a_function_needs_them() -> None:
    asked = "import sys, acuerdo.statistics as s; s.wilson(1, 2); print(sorted({'numpy', 'scipy'} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
