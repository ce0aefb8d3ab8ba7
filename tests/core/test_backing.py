"""A path of targets behind a promise, held to counting minute by minute."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.core.backing import Link, cover, fit, in_series, surely_met
from acuerdo.core.hours import WorkingCalendar
from acuerdo.core.terms.targets import BusinessDays, Duration

MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000
MONDAY = 1_772_409_600_000_000  # 2 March 2026, 00:00 UTC
CALENDARS = {
    "always": WorkingCalendar.from_spec("24x7"),
    "office": WorkingCalendar.from_spec({"time_zone": "UTC", "week": {"mon-fri": ["09:00-17:00"]}}),
    "split": WorkingCalendar.from_spec({"time_zone": "UTC", "week": {"mon-sat": ["08:00-12:00", "14:00-20:00"]}}),
    "night": WorkingCalendar.from_spec({"time_zone": "UTC", "week": {"mon-sun": ["22:00-06:00"]}}),
}
links = st.builds(
    lambda name, half_hours: Link(name=name, calendar=CALENDARS[name], target=Duration(half_hours * 30 * MINUTE)),
    st.sampled_from(sorted(CALENDARS)),
    st.integers(1, 20),
)


def excess(promise: Link, path: list[Link], start: int) -> int:
    end = start
    for link in path:
        end = link.end_us(end)
    return promise.calendar.elapsed_us(start, end) - promise.allowed_us(start)


@settings(max_examples=25, deadline=None)
@given(promise=links, path=st.lists(links, min_size=1, max_size=3))
def test_no_start_is_worse_than_the_one_that_is_found(promise: Link, path: list[Link]) -> None:
    found = fit(promise, path, MONDAY, MONDAY + 3 * DAY)
    tried = max(excess(promise, path, MONDAY + step) for step in range(0, 3 * DAY, 10 * MINUTE))
    assert found.excess_us >= tried
    assert found.excess_us == excess(promise, path, found.worst_at_us)
    assert found.holds == (found.excess_us <= 0)


@given(path=st.lists(links, min_size=1, max_size=3))
def test_a_link_more_never_makes_a_path_shorter(path: list[Link]) -> None:
    promise = Link(name="promise", calendar=CALENDARS["always"], target=Duration(8 * HOUR))
    whole, part = (fit(promise, some, MONDAY, MONDAY + DAY) for some in (path, path[:-1] or path))
    assert whole.excess_us >= part.excess_us


@pytest.mark.parametrize(
    ("promised", "path", "breaking", "excess_h"),
    [
        (("always", 4), [("always", 1), ("always", 3)], None, 0),
        (("always", 4), [("always", 1), ("always", 5)], 1, 2),
        (("office", 4), [("office", 1), ("office", 3)], None, 0),
        (("always", 4), [("office", 1)], 0, 61),  # Friday 17:00 and a microsecond: until Monday 10:00
        (("office", 8), [("always", 10)], None, 0),  # what runs at night takes no office time
    ],
)
def test_paths_worked_out_by_hand(
    promised: tuple[str, int], path: list[tuple[str, int]], breaking: int | None, excess_h: int
) -> None:
    promise, *behind = (
        Link(name=name, calendar=CALENDARS[name], target=Duration(hours * HOUR)) for name, hours in [promised, *path]
    )
    found = fit(promise, behind, MONDAY, MONDAY + 14 * DAY)
    assert (found.breaking, round(found.excess_us / HOUR)) == (breaking, excess_h)


def test_days_are_compared_too() -> None:
    promise = Link(name="promise", calendar=CALENDARS["office"], target=BusinessDays(days=2))
    one = Link(name="one", calendar=CALENDARS["office"], target=BusinessDays(days=1))
    assert fit(promise, [one, one], MONDAY, MONDAY + 14 * DAY).holds
    found = fit(promise, [one, one, one], MONDAY, MONDAY + 14 * DAY)
    assert (found.breaking, found.excess_us) == (2, 8 * HOUR)


def test_hours_that_a_link_does_not_work_are_counted() -> None:
    found = cover(CALENDARS["always"], CALENDARS["office"], MONDAY, MONDAY + 7 * DAY)
    assert (found.open_us, found.outside_us) == (7 * DAY, 7 * DAY - 40 * HOUR)
    assert cover(CALENDARS["office"], CALENDARS["always"], MONDAY, MONDAY + 7 * DAY).outside_us == 0


@given(shares=st.lists(st.fractions(0, 1), max_size=4))
def test_what_surely_holds_is_never_more_than_any_part_nor_than_the_product(shares: list[Fraction]) -> None:
    sure = surely_met(shares)
    assert 0 <= sure <= min(shares, default=Fraction(1))
    assert sure <= in_series(shares)
