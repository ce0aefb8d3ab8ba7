"""Maintenance excuses only if it was announced with the agreement's notice."""

from dataclasses import replace

import pytest

from acuerdo.core.clock.exclusions import MAINTENANCE, Scope, announced_late, as_they_count
from acuerdo.core.hours import WorkingCalendar
from acuerdo.core.terms.notices import Notice
from acuerdo.documents import check, read_agreement
from tests.cast import HOUR_US, ZONE, exclusion, us
from tests.documents.drafts import CLEAN

TWO_DAYS = Notice(us=48 * HOUR_US, calendar=WorkingCalendar.from_spec("24x7"))
WORKS = replace(exclusion("Wed 22:00 .. Wed 23:00", scope="agreement"), reason=MAINTENANCE)


def test_the_notice_is_kept_to_the_microsecond() -> None:
    works = [replace(WORKS, announced_us=us(announced)) for announced in ("Mon 22:00", "Mon 22:00:00.000001")]
    assert [announced_late(one, TWO_DAYS) for one in works] == [False, True]
    assert [one.accepted for one in as_they_count(works, TWO_DAYS)] == [True, False]


def test_other_reasons_unknown_announcements_and_no_notice_change_nothing() -> None:
    late = replace(WORKS, announced_us=us("Wed 21:00"))
    assert not announced_late(late, None)
    assert not announced_late(WORKS, TWO_DAYS)
    assert not announced_late(replace(late, reason="third_party"), TWO_DAYS)
    assert not announced_late(replace(late, scope=Scope.TICKET, from_us=None, until_us=None), TWO_DAYS)


@pytest.mark.parametrize(
    ("notice", "latest"),
    [("48h", "Mon 22:00"), ("2d", "Mon 22:00"), ("3bd", "2026-02-27 22:00"), ("1w", "2026-02-25 22:00")],
)
def test_a_document_says_the_notice_in_hours_days_weeks_or_working_days(notice: str, latest: str) -> None:
    terms = read_agreement(CLEAN + f"maintenance: {{notice: {notice}}}\n").terms
    assert terms.maintenance_notice is not None
    assert terms.time_zone == ZONE
    assert terms.maintenance_notice.latest_us(us("Wed 22:00")) == us(latest)


def test_a_notice_of_a_month_is_no_length_of_time() -> None:
    text = CLEAN + "maintenance: {notice: 1mo}\n"
    assert "notice_not_judged" in {finding.code for finding in check(text)}
    assert read_agreement(text).terms.maintenance_notice is None
    assert read_agreement(CLEAN + "maintenance: {text: By letter.}\n").terms.maintenance_notice is None
