"""When an agreement's term ends, what has to be decided by when, and what follows from a notice."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acuerdo.core.terms.term import (
    Renewal,
    Stretch,
    Term,
    after,
    decisions,
    ending,
    ends,
    latest_before,
    period_end,
)

YEAR = Term(
    from_on=date(2026, 1, 1), to_on=date(2026, 12, 31), renewal=Renewal.TACIT, notice=Stretch(count=60, unit="d")
)
stretches = st.builds(Stretch, count=st.integers(1, 90), unit=st.sampled_from(["d", "w", "mo", "bd", "h", "m"]))
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(end_on=days, stretch=stretches)
def test_the_latest_date_for_a_notice_leaves_it_its_whole_length_and_no_later_one_does(
    end_on: date, stretch: Stretch
) -> None:
    latest = latest_before(end_on, stretch)
    assert after(latest, stretch) <= end_on
    assert after(latest + timedelta(days=1), stretch) > end_on


@given(from_on=days, length=st.integers(0, 800), on=days)
def test_periods_of_tacit_renewal_follow_one_another_without_a_gap(from_on: date, length: int, on: date) -> None:
    term = Term(from_on=from_on, to_on=from_on + timedelta(days=length), renewal=Renewal.TACIT)
    found = [end for end, _ in zip(ends(term), range(4), strict=False)]
    assert found == sorted(set(found))
    last = period_end(term, on)
    assert last is not None
    assert last >= on


@given(given_on=st.dates(date(2026, 1, 1), date(2028, 12, 31)), notice=stretches)
def test_a_notice_ends_the_first_period_that_leaves_it_its_time(given_on: date, notice: Stretch) -> None:
    term = Term(from_on=YEAR.from_on, to_on=YEAR.to_on, renewal=Renewal.TACIT, notice=notice)
    found = ending(term, given_on)
    assert after(given_on, notice) <= found.last_on
    earlier = [end for end, _ in zip(ends(term), range(20), strict=False) if given_on <= end < found.last_on]
    assert all(after(given_on, notice) > end for end in earlier)
    assert found.in_time == (not earlier)


@pytest.mark.parametrize(
    ("given_on", "wanted_on", "last_on", "in_time"),
    [
        (date(2026, 11, 1), None, date(2026, 12, 31), True),
        (date(2026, 11, 2), None, date(2027, 12, 31), False),
        (date(2026, 5, 1), date(2026, 6, 15), date(2026, 12, 31), False),
        (date(2026, 5, 1), date(2026, 8, 15), date(2026, 12, 31), True),
        (date(2027, 3, 1), date(2027, 12, 31), date(2027, 12, 31), True),
    ],
)
def test_what_follows_from_a_notice_under_tacit_renewal(
    *, given_on: date, wanted_on: date | None, last_on: date, in_time: bool
) -> None:
    found = ending(YEAR, given_on, wanted_on)
    assert (found.last_on, found.in_time) == (last_on, in_time)


def test_without_an_end_an_agreement_ends_once_the_notice_has_run() -> None:
    term = Term(from_on=date(2026, 1, 1), notice=Stretch(count=3, unit="mo"))
    assert ending(term, date(2026, 11, 30)).last_on == date(2027, 2, 28)
    late = ending(term, date(2026, 11, 30), date(2026, 12, 31))
    assert (late.last_on, late.in_time) == (date(2027, 2, 28), False)
    assert ending(term, date(2026, 11, 30), date(2027, 6, 30)).last_on == date(2027, 6, 30)


def test_a_term_that_is_not_renewed_ends_when_it_ends_whatever_is_said() -> None:
    term = Term(from_on=date(2026, 1, 1), to_on=date(2026, 6, 30), renewal=Renewal.NEVER)
    assert list(ends(term)) == [date(2026, 6, 30)]
    assert ending(term, date(2026, 2, 1)).last_on == date(2026, 6, 30)
    assert period_end(term, date(2026, 7, 1)) is None


def test_whole_months_are_renewed_by_months_and_other_terms_by_days() -> None:
    half = Term(from_on=date(2025, 8, 31), to_on=date(2026, 2, 27), renewal=Renewal.TACIT)
    assert [end for end, _ in zip(ends(half), range(2), strict=False)] == [date(2026, 2, 27), date(2026, 8, 27)]
    hundred = Term(from_on=date(2026, 1, 1), to_on=date(2026, 4, 10), renewal=Renewal.TACIT)
    assert [end for end, _ in zip(ends(hundred), range(2), strict=False)] == [date(2026, 4, 10), date(2026, 7, 19)]


def test_a_decision_comes_before_the_notice_and_says_what_happens_without_one() -> None:
    found = decisions(YEAR, date(2026, 3, 1), date(2027, 12, 31), buffer_days=14)
    assert [(one.decide_by, one.notice_by, one.end_on, one.renews_until) for one in found] == [
        (date(2026, 10, 18), date(2026, 11, 1), date(2026, 12, 31), date(2027, 12, 31)),
        (date(2027, 10, 18), date(2027, 11, 1), date(2027, 12, 31), date(2028, 12, 31)),
    ]
    express = Term(from_on=date(2026, 1, 1), to_on=date(2026, 12, 31), renewed_to=date(2027, 6, 30))
    assert [one.renews_until for one in decisions(express, date(2026, 3, 1), date(2028, 1, 1))] == [None]
    assert decisions(express, date(2026, 3, 1), date(2028, 1, 1))[0].end_on == date(2027, 6, 30)


def test_a_decision_that_is_late_is_still_due_until_notice_can_no_longer_be_given() -> None:
    assert [one.notice_by for one in decisions(YEAR, date(2026, 11, 1), date(2026, 11, 1), 14)] == [date(2026, 11, 1)]
    assert decisions(YEAR, date(2026, 11, 2), date(2026, 12, 1), 14) == []


@pytest.mark.parametrize("unit", ["d", "bd", "mo", "y"])
def test_a_term_renewed_until_the_last_date_that_there_is_has_its_decision(unit: str) -> None:
    term = Term(
        from_on=date(2026, 1, 1), to_on=date(2026, 12, 31), notice=Stretch(count=1, unit=unit), renewed_to=date.max
    )
    assert date(9998, 1, 1) <= decisions(term, date(2026, 3, 1), date.max)[0].notice_by < date.max
