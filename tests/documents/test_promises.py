"""From the shape of a commitment to the promise: what is judged, how, and over which period."""

from fractions import Fraction

import pytest

from acuerdo.core.terms.agreement import Binding, CountedBy, FirstContact, Metric, OnChange, OnReopen, Period
from acuerdo.core.terms.conditions import Cases
from acuerdo.core.terms.targets import BusinessDays, DayCounting
from acuerdo.documents.scalars import HOUR_US, MINUTE_US
from tests.documents.drafts import CLEAN, HEAD, codes, found, only, read, with_clock, with_commitment


def test_every_key_of_a_commitment_reaches_the_judge() -> None:
    text = with_clock("""
within: {P1: 4h, default: 0bd end}
cut_off: 16:00
binding: target
warn_at: [50%, -30m, +1h]
at_least: 95%
per: [service]
period: quarter
counted_by: opened
min_sample: 20
on_change: restart
on_reopen: new_cycle
day_counting: {day_one: next_date, roll: next_working_day}
""")
    (one,) = read(text).terms.commitments
    assert one.within is not None
    assert one.within.rows[1].value == BusinessDays(days=0, end=True, cut_off_us=16 * HOUR_US)
    assert one.binding is Binding.TARGET
    assert [(point.share, point.offset_us) for point in one.warn_at] == [
        (Fraction(1, 2), None),
        (None, -30 * MINUTE_US),
        (None, HOUR_US),
    ]
    assert (one.at_least, one.per) == (Cases.always(Fraction(19, 20)), ("service",))
    assert one.period == Period(unit="quarter")
    assert (one.counted_by, one.min_sample) == (CountedBy.OPENED, 20)
    assert (one.on_change, one.on_reopen) == (OnChange.RESTART, OnReopen.NEW_CYCLE)
    assert one.day_counting == DayCounting(day_one="next_date", roll="next_working_day")


def test_a_commitment_that_says_little_takes_the_customary() -> None:
    (one,) = read(CLEAN).terms.commitments
    assert (one.binding, one.on_change, one.on_reopen) == (Binding.GUARANTEE, OnChange.CARRY, OnReopen.CONTINUE)
    assert (one.period, one.counted_by, one.min_sample) == (Period(), CountedBy.DUE_OR_STOP, 0)
    assert (one.at_least, one.per, one.warn_at, one.day_counting) == (None, (), (), DayCounting())


def test_the_counting_of_days_may_be_a_clause_of_the_whole_agreement() -> None:
    (one,) = read("day_counting: {day_one: next_date}\n" + CLEAN).terms.commitments
    assert one.day_counting == DayCounting(day_one="next_date")


def test_a_rolling_period_has_its_days() -> None:
    (one,) = read(with_clock("within: 4h\nat_least: 90%\nperiod: {rolling: 30d}")).terms.commitments
    assert one.period.rolling_days == 30


def test_shares_by_priority_judge_each_group_for_itself() -> None:
    (one,) = read(with_clock("within: 4h\nat_least: {P1: 98%, default: 90%}")).terms.commitments
    assert one.per == ("priority",)
    assert one.at_least is not None
    assert one.at_least.choose({"priority": "P2"}, frozenset()) == Fraction(9, 10)


def test_shares_by_cases_make_groups_of_the_fields_they_name() -> None:
    cases = "at_least: [{when: {site: lima, priority: P1}, is: 98%}, {is: 90%}]"
    (one,) = read(with_clock(f"within: 4h\n{cases}")).terms.commitments
    assert one.per == ("priority", "site")


def test_groups_must_name_what_their_shares_depend_on() -> None:
    assert only(with_clock("within: 4h\nat_least: {P1: 98%, default: 90%}\nper: site")).code == "group_missing"
    assert codes(with_clock("within: 4h\nat_least: {P1: 98%, default: 90%}\nper: [site, priority]")) == []
    assert codes(with_clock("within: 4h\nat_least: 98%\nper: colour")) == ["unknown_field"]
    cases = "at_least: [{when: {opened_in: office}, is: 98%}, {is: 90%}]"
    assert codes(with_clock(f"within: 4h\n{cases}")) == ["misplaced_key"]


def test_a_statistic_is_judged_against_its_limit() -> None:
    (one,) = read(with_clock("statistic: p90\nat_most: {P1: 6h, default: 8h}\nperiod: quarter")).terms.commitments
    assert (one.within, one.statistic) == (None, "p90")
    assert one.at_most_us is not None
    assert one.at_most_us.choose({"priority": "P1"}, frozenset()) == 6 * HOUR_US


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("binding: target", ["missing_key"]),
        ("statistic: p90", ["statistic_without_limit"]),
        ("at_most: 4h", ["limit_without_statistic"]),
        ("within: 4h\nstatistic: p90\nat_most: 4h\nat_least: 90%", ["statistic_with_share"]),
        ("statistic: p90\nat_most: 4h\nat_least: 90%", ["missing_key", "statistic_with_share"]),
        ("within: 4h\ncut_off: 16:00", ["misplaced_key"]),
    ],
)
def test_a_commitment_promises_one_thing(body: str, expected: list[str]) -> None:
    assert sorted(codes(with_clock(body))) == expected


def test_a_reopening_that_undoes_nothing_is_found() -> None:
    body = "measure: first_response\ncalendar: office\nwithin: 1h\non_reopen: count"
    finding = only(with_commitment(body))
    assert (finding.code, finding.severity) == ("no_effect", "warning")


def test_without_a_calendar_the_hours_of_the_service_count() -> None:
    body = "measure: resolution\nwithin: 4h\napplies_to: {service: desk}"
    (one,) = read(with_commitment(body)).terms.commitments
    assert one.calendar.choose({"service": "desk"}, frozenset()) == "office"


def test_hours_that_all_services_keep_hold_without_a_service_too() -> None:
    text = with_commitment("measure: resolution\nwithin: 4h").replace("name: ERP}", "name: ERP, calendar: office}")
    (one,) = read(text).terms.commitments
    assert one.calendar.choose({}, frozenset()) == "office"
    assert codes(text) == []


def test_without_any_calendar_nobody_knows_which_time_counts() -> None:
    finding = only(with_commitment("measure: resolution\nwithin: 4h\napplies_to: {service: erp}"))
    assert (finding.code, finding.path) == ("missing_key", "commitments[one].calendar")


def test_a_service_without_hours_leaves_tickets_without_a_calendar() -> None:
    assert only(with_commitment("measure: resolution\nwithin: 4h")).code == "no_calendar_case"
    hours = with_commitment("measure: resolution\nwithin: 4h").replace("name: ERP}", "name: ERP, calendar: always}")
    assert codes(hours) == ["calendar_by_service"]
    (one,) = read(hours).terms.commitments
    assert [one.calendar.choose(fields, frozenset()) for fields in ({"service": "erp"}, {})] == ["always", None]


def test_24x7_is_a_calendar_that_needs_no_definition() -> None:
    document = read(with_commitment("measure: resolution\nwithin: 4h\ncalendar: 24x7"))
    assert document.terms.calendars["24x7"].always
    assert document.terms.calendars["24x7"].time_zone == "Europe/Madrid"


RATIO = "kind: ratio\nmetric: {}\n{}"


def test_ratios_are_read() -> None:
    text = with_commitment(
        RATIO.format(
            "first_contact_resolution",
            "definition: first_tier\nat_least: 70%\nperiod: year\nmin_sample: 9\n"
            "applies_to: {service: desk}\nexcept: {category: x}",
        )
    )
    (one,) = read(text).terms.ratios
    assert (one.metric, one.definition) == (Metric.FIRST_CONTACT_RESOLUTION, FirstContact.FIRST_TIER)
    assert (one.at_least, one.at_most, one.period, one.min_sample) == (Fraction(7, 10), None, Period(unit="year"), 9)
    backlog = with_commitment(RATIO.format("backlog_age", "older_than: 240h\nat_most: 10%\ncalendar: office"))
    (two,) = read(backlog).terms.ratios
    assert (two.older_than_us, two.calendar) == (240 * HOUR_US, "office")


@pytest.mark.parametrize(
    ("metric", "body", "code"),
    [
        ("first_contact_resolution", "at_least: 70%", "missing_key"),
        ("first_contact_resolution", "at_least: 70%\ndefinition: quickly", "unknown_word"),
        ("reopen_rate", "at_most: 5%\ndefinition: single_reply", "misplaced_key"),
        ("reopen_rate", "period: month", "bad_limit"),
        ("reopen_rate", "at_most: 5%\nat_least: 1%", "bad_limit"),
        ("reopen_rate", "at_most: 5%\nolder_than: 4h", "misplaced_key"),
        ("backlog_age", "at_most: 5%", "missing_key"),
        ("backlog_age", "at_most: 5%\nolder_than: 4h\ncalendar: offices", "unknown_calendar"),
        ("speed", "at_most: 5%", "unknown_word"),
    ],
)
def test_a_ratio_that_cannot_be_judged_is_found(metric: str, body: str, code: str) -> None:
    assert codes(with_commitment(RATIO.format(metric, body))) == [code]


OTHERS = """\
commitments:
  - {id: up, kind: availability, service: erp, calendar: always, at_least: 99.9%, counting: {excluded_time: stays}}
  - {id: fast, kind: performance, metric: load time, statistic: p95, at_most: 2s, unit: s}
  - {id: back, kind: recovery, service: erp, rto: 4h, rpo: 24h}
  - {id: backup, kind: duty, by: provider, every: 1d, grace: 2h}
  - {id: happy, kind: satisfaction, metric: csat, box: [4, 5], at_least: 90%}
"""


def test_other_kinds_are_read_kept_and_said_to_be_not_judged() -> None:
    document = read(HEAD + OTHERS)
    kinds = ["availability", "performance", "recovery", "duty", "satisfaction"]
    assert document.terms.not_judged == tuple(zip(["up", "fast", "back", "backup", "happy"], kinds, strict=True))
    assert [finding.code for finding in document.findings] == ["not_judged_from_tickets"] * 5
    assert {finding.severity for finding in document.findings} == {"info"}
    assert document.commitment_ids == ("up", "fast", "back", "backup", "happy")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("99.9%", "99.9", "bad_percent"),
        ("service: erp, calendar", "service: crm, calendar", "unknown_service"),
        ("calendar: always, at_least", "calendar: alway, at_least", "unknown_calendar"),
        ("by: provider", "by: us", "unknown_word"),
        ("every: 1d", "every: daily", "bad_interval"),
        ("at_most: 2s", "at_most: fast", "bad_duration"),
        ("metric: csat", "metric: smiles", "unknown_word"),
        ("rto: 4h", "rto: 4d", "bad_duration"),
    ],
)
def test_other_kinds_are_held_to_their_shape(old: str, new: str, code: str) -> None:
    assert old in OTHERS
    assert code in [finding.code for finding in found(HEAD + OTHERS.replace(old, new))]
