"""Shares of tickets: which tickets have a part in them, and which count."""

from dataclasses import replace
from typing import Any

import pytest

from acuerdo.core.clock.history import admit
from acuerdo.core.clock.timeline import unfold
from acuerdo.core.clock.verdict import Mark
from acuerdo.core.measures.ratios import Apart, RatioCase, is_old, ratio_case, why_apart
from acuerdo.core.terms.agreement import FirstContact, Metric, RatioCommitment
from tests.cast import agreement, commitment, history, length_us, resolution, us


def _ratio(metric: Metric, **more: Any) -> RatioCommitment:  # noqa: ANN401 - keys of the value
    return RatioCommitment(id="ratio", metric=metric, **more)


def _case(ratio: RatioCommitment, *lines: str) -> RatioCase | None:
    terms = replace(agreement(), ratios=(ratio,))
    timeline = unfold(admit(history(*lines), as_of_us=us("2026-06-01 00:00")), terms)
    assert timeline is not None
    return ratio_case(terms, ratio, timeline)


TWO_REPLIES = ("09:00 opened team=desk tier=1 owner=ana", "10:00 replied", "11:00 replied", "11:00 resolved")
HANDED_ON = ("09:00 opened team=desk tier=1 owner=ana", "10:00 changed tier=2 team=net owner=bo", "11:00 resolved")
REOPENED = ("09:00 opened team=desk", "10:00 resolved", "11:00 reopened", "12:00 resolved")
AT_ONCE = ("09:00 opened team=desk tier=1", "10:00 replied", "10:00 resolved")


@pytest.mark.parametrize(
    ("definition", "holding"),
    [
        (FirstContact.SINGLE_REPLY, [HANDED_ON, AT_ONCE]),
        (FirstContact.NO_HANDOVER, [TWO_REPLIES, AT_ONCE]),
        (FirstContact.FIRST_TIER, [TWO_REPLIES, AT_ONCE]),
        (FirstContact.SAME_CONTACT, [AT_ONCE]),
    ],
)
def test_first_contact_has_four_definitions_that_differ(
    definition: FirstContact, holding: list[tuple[str, ...]]
) -> None:
    ratio = _ratio(Metric.FIRST_CONTACT_RESOLUTION, definition=definition)
    lives = [TWO_REPLIES, HANDED_ON, REOPENED, AT_ONCE]
    assert [life for life in lives if (_case(ratio, *life) or _nothing()).holds] == holding


@pytest.mark.parametrize(
    ("definition", "lines", "holds"),
    [
        (FirstContact.NO_HANDOVER, ("09:00 opened owner=system", "10:00 changed owner=ana", "11:00 resolved"), True),
        (FirstContact.NO_HANDOVER, ("09:00 opened owner=ana", "10:00 changed owner=bo", "11:00 resolved"), False),
        (FirstContact.FIRST_TIER, ("09:00 opened tier=1", "10:00 changed tier=-", "11:00 resolved"), False),
        (FirstContact.FIRST_TIER, ("09:00 opened", "10:00 changed tier=1", "11:00 resolved tier=-"), False),
        (FirstContact.FIRST_TIER, ("09:00 opened", "10:00 changed tier=1", "11:00 resolved", "12:00 closed"), True),
        (FirstContact.FIRST_TIER, ("09:00 opened", "11:00 resolved"), True),
    ],
)
def test_a_machine_is_nobody_to_take_over_from_and_a_cleared_tier_is_left(
    definition: FirstContact, lines: tuple[str, ...], *, holds: bool
) -> None:
    ratio = _ratio(Metric.FIRST_CONTACT_RESOLUTION, definition=definition)
    assert (_case(ratio, *lines) or _nothing()).holds is holds


def test_escalation_is_a_second_tier_and_a_reopening_is_a_reopening() -> None:
    assert [(_case(_ratio(Metric.ESCALATION), *lines) or _nothing()).holds for lines in (TWO_REPLIES, HANDED_ON)] == [
        False,
        True,
    ]
    assert (_case(_ratio(Metric.REOPEN_RATE), *REOPENED) or _nothing()).holds


def _nothing() -> RatioCase:
    raise AssertionError("no case")


def test_a_ticket_not_resolved_or_out_of_scope_has_no_part_in_a_ratio() -> None:
    assert _case(_ratio(Metric.REOPEN_RATE), "09:00 opened") is None
    scoped = _ratio(Metric.REOPEN_RATE, exceptions=(commitment(resolution(applies_to={"team": "desk"})).applies_to,))
    assert _case(scoped, *REOPENED) is None


def test_a_ticket_is_old_by_the_wall_clock_or_by_the_hours_of_a_calendar() -> None:
    terms = agreement()
    lines = ("Mon 09:00 opened", "Wed 09:00 resolved", "Wed 09:30 closed", "Thu 09:00 reopened")
    wall = _ratio(Metric.BACKLOG_AGE, older_than_us=length_us("24h"))
    office = replace(wall, calendar="office")
    case = _case(wall, *lines)
    assert case is not None
    assert case.open_spans == ((us("Mon 09:00"), us("Wed 09:00")), (us("Thu 09:00"), None))
    assert [row[-3:-1] for row in case.rows] == list(case.open_spans)
    asked = [us(at) for at in ("Tue 09:00", "Tue 09:01", "Fri 09:00")]
    assert [is_old(terms, wall, case.opened_us, at) for at in asked] == [False, True, True]
    assert [is_old(terms, office, case.opened_us, at) for at in asked] == [False, False, True]


def test_exceptions_and_the_hours_of_the_opening_decide_who_has_a_part() -> None:
    by_day = commitment(resolution(applies_to={"opened_in": "office"})).applies_to
    ratio = _ratio(Metric.REOPEN_RATE, applies_to=by_day)
    assert _case(ratio, "09:00 opened", "10:00 resolved") is not None
    assert _case(ratio, "20:00 opened", "21:00 resolved") is None


@pytest.mark.parametrize(
    ("metric", "excluded", "marks", "why"),
    [
        (Metric.REOPEN_RATE, {"T1"}, {Mark.INCOMPLETE_HISTORY, Mark.PAUSES_UNKNOWN}, Apart.EXCLUDED),
        (Metric.REOPEN_RATE, {"T2"}, {Mark.INCOMPLETE_HISTORY, Mark.PAUSES_UNKNOWN}, Apart.INCOMPLETE),
        (Metric.ESCALATION, {"T2"}, {Mark.PAUSES_UNKNOWN}, Apart.UNKNOWN),
        (Metric.BACKLOG_AGE, {"T2"}, {Mark.PAUSES_UNKNOWN}, None),
        (Metric.ESCALATION, set[str](), {Mark.PROVISIONAL_CALENDAR}, None),
    ],
)
def test_a_ticket_counts_for_neither_side_for_one_reason_the_gravest_first(
    metric: Metric, excluded: set[str], marks: set[Mark], why: Apart | None
) -> None:
    assert why_apart(metric, "T1", excluded, marks) is why
