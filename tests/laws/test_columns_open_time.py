"""Open time over arrays is that of the calendars: compiled and by numpy, with more pieces in a day than a row holds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.columns import OpenTime
from acuerdo.columns.arrays import Codes, Whole
from acuerdo.columns.working import HELD_WIDTH, worked_each, worked_in_order
from tests.columns.histories import BEGIN, CALENDARS, HOUR

DAY = 24 * HOUR
FIRST = BEGIN // DAY - 3
EVERY = tuple(CALENDARS.values())
TABLES = [OpenTime(EVERY, first_day=FIRST, days=40, compiled=compiled) for compiled in (True, False)]
questions = st.lists(
    st.tuples(
        st.integers(0, len(CALENDARS) - 1),
        st.one_of(st.integers(0, 14 * DAY), st.integers(0, 14 * 96).map(lambda quarter: quarter * HOUR // 4)),
        st.one_of(st.integers(0, 20 * HOUR), st.integers(0, 40).map(lambda half: half * HOUR // 2)),
    ),
    min_size=1,
    max_size=40,
)


def _columns(asked: list[tuple[int, int, int]]) -> tuple[Codes, Whole, Whole]:
    codes, offsets, durations = zip(*asked, strict=True)
    instants = np.array(offsets, np.int64) + BEGIN
    return np.array(codes, np.int32), instants, np.array(durations, np.int64)


@settings(max_examples=100, deadline=None)
@given(questions)
def test_elapsed_and_add_over_arrays_are_those_of_each_calendar(asked: list[tuple[int, int, int]]) -> None:
    codes, instants, durations = _columns(asked)
    calendars = [EVERY[code] for code in codes]
    expected = [
        calendar.add_us(instant, duration)
        for calendar, instant, duration in zip(calendars, instants.tolist(), durations.tolist(), strict=True)
    ]
    lengths = [
        calendar.elapsed_us(BEGIN, instant) for calendar, instant in zip(calendars, instants.tolist(), strict=True)
    ]
    opened = [calendar.is_open_us(instant) for calendar, instant in zip(calendars, instants.tolist(), strict=True)]
    for table in TABLES:
        assert table.add(instants, durations, codes).tolist() == expected
        assert table.elapsed(np.full_like(instants, BEGIN), instants, codes).tolist() == lengths
        assert table.is_open(instants, codes).tolist() == opened


@settings(max_examples=100, deadline=None)
@given(questions)
def test_subtract_over_arrays_is_that_of_each_calendar_or_lies_before_the_table(
    asked: list[tuple[int, int, int]],
) -> None:
    codes, instants, durations = _columns(asked)
    found = [table.subtract(instants, durations, codes) for table in TABLES]
    assert found[0].tolist() == found[1].tolist()
    for place, code in enumerate(codes):
        calendar = EVERY[code]
        expected = calendar.subtract_us(int(instants[place]), int(durations[place]))
        assert found[0][place] in {expected, -1 if expected < FIRST * DAY else expected}


@settings(max_examples=60, deadline=None)
@given(
    begins=st.lists(st.integers(0, 14 * DAY), min_size=1, max_size=40),
    step=st.sampled_from([1, HOUR // 60, HOUR // 4]),
    ascending=st.booleans(),
    seed=st.integers(1, 9),
)
def test_many_instants_in_order_have_the_answers_that_each_has(
    begins: list[int], step: int, *, ascending: bool, seed: int
) -> None:
    runs = [np.arange(200, dtype=np.int64) * step + begin for begin in begins]
    instants = np.minimum(np.concatenate(runs), 30 * DAY) + BEGIN
    instants = np.sort(instants) if ascending else instants
    codes = np.random.default_rng(seed).integers(0, len(EVERY), len(instants)).astype(np.int32)
    by_stretches, alone = np.empty_like(instants), np.empty_like(instants)
    held = np.zeros((len(EVERY), HELD_WIDTH), np.int64)
    assert worked_in_order(TABLES[0].slots, codes, instants, held, by_stretches)
    assert worked_each(TABLES[0].slots, codes, instants, alone)
    assert by_stretches.tolist() == alone.tolist() == TABLES[1].worked(instants, codes).tolist()
    assert TABLES[0].worked(instants, codes).tolist() == alone.tolist()


def test_instants_in_order_of_which_one_is_outside_are_refused() -> None:
    codes = np.zeros(100_000, np.int32)
    instants = np.arange(100_000, dtype=np.int64) * 60_000_000 + BEGIN
    for table in TABLES:
        with pytest.raises(IndexError):
            table.worked(instants, codes)
