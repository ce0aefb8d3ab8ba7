from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from acuerdo.core.clock.derivation import DerivedSpan
from acuerdo.core.clock.exclusions import Exclusion, ExclusionRefused, Scope
from acuerdo.core.clock.intake import read_fact
from acuerdo.core.clock.pieces import SpanClass
from acuerdo.core.clock.verdict import VERDICT_FIELDS, Mark, Outcome, TermsChange
from acuerdo.core.hours import BeyondHorizon, WorkingCalendar
from acuerdo.core.terms.conditions import Cases
from acuerdo.core.terms.measures import Stage
from tests.cast import (
    CALENDARS,
    HOUR_US,
    OFFICE_SPEC,
    agreement,
    commitment,
    exclusion,
    history,
    moment,
    resolution,
    us,
    verdict,
    verdicts,
)

SHORT = WorkingCalendar.from_spec({**OFFICE_SPEC, "valid_until": "2026-03-06"}, name="office")


def test_a_verdict_line_says_instants_in_utc_and_seconds_as_numbers() -> None:
    found = verdict(
        agreement(resolution({"P1": "2h"}, per=["priority", "site"])),
        history("Mon 09:00 opened P1", "11:30:00.5 resolved"),
        "Fri 18:00",
        marks=(Mark.PAUSES_UNKNOWN,),
    )
    assert found.as_dict() == {
        "ticket": "T1",
        "commitment": "resolution",
        "measure": "resolution",
        "cycle": 1,
        "priority": "P1",
        "verdict": "breached",
        "reason": None,
        "marks": ["pauses_unknown"],
        "started_at": "2026-03-02T08:00:00Z",
        "stopped_at": "2026-03-02T10:30:00.500000Z",
        "target_s": 7200,
        "consumed_s": 9000.5,
        "paused_s": 0,
        "outside_s": 0,
        "excluded_s": 0,
        "due_at": "2026-03-02T10:00:00Z",
        "breaches_at": "2026-03-02T10:00:00Z",
        "breached_at": "2026-03-02T10:00:00Z",
        "late_s": 1800.5,
        "group": "P1/-",
        "agreement": "sur-2026",
        "version_hash": "sha256:cast",
        "engine": "1",
    }
    assert tuple(found.as_dict()) == VERDICT_FIELDS
    assert found.started_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert found.due_at is not None
    assert found.breached_at == found.breaches_at == found.due_at + timedelta(0)
    assert type(found.target_s) is int


def test_what_does_not_exist_is_null() -> None:
    found = verdict(agreement(resolution("agreed")), history("Mon 09:00 opened"), "Mon 09:00")
    line = found.as_dict()
    assert [name for name in VERDICT_FIELDS if line[name] is None] == [
        "priority",
        "stopped_at",
        "target_s",
        "due_at",
        "breaches_at",
        "breached_at",
        "late_s",
        "group",
    ]
    assert found.derivation == ()


def test_a_clock_that_never_started_has_no_life() -> None:
    facts = history("Mon 09:00 opened P3", "10:00 changed P1")
    terms = agreement({"measure": "next_response", "within": "1h", "per": ["priority"]})
    found = verdict(terms, facts, "Fri 18:00")
    assert (found.verdict, found.reason, found.group) == (Outcome.NOT_APPLICABLE, "never_started", "P1")
    assert (found.started_at, found.derivation, found.opened_us) == (None, (), us("Mon 09:00"))
    found = verdict(terms, facts, "Fri 18:00", exclusions=[exclusion()])
    assert (found.verdict, found.reason) == (Outcome.EXCLUDED, "X1")


def test_a_whole_exclusion_is_of_its_ticket_and_of_its_promises() -> None:
    facts = history("Mon 09:00 opened", "10:00 resolved")
    out = [exclusion(commitments=["other"], name="A"), exclusion(name="B"), exclusion(scope="ticket:T2", name="C")]
    found = verdict(agreement(resolution()), facts, "Fri 18:00", exclusions=out)
    assert (found.verdict, found.reason) == (Outcome.EXCLUDED, "B")
    found = verdict(agreement(resolution()), facts, "Fri 18:00", exclusions=[out[0], out[2]])
    assert found.verdict is Outcome.MET


def test_a_derivation_says_why_each_span_is_what_it_is() -> None:
    found = verdict(
        agreement(resolution("20h")),
        history("Mon 15:00 opened", "16:00 changed pending", "Tue 10:00 changed open", "13:00 changed team=desk"),
        "Tue 14:00",
        exclusions=[exclusion("Tue 11:00 .. Tue 12:00"), exclusion("Tue 11:30 .. Tue 11:45", name="X2")],
    )
    assert found.derivation == (
        span("Mon 15:00", "Mon 16:00", SpanClass.COUNTED),
        span("Mon 16:00", "Mon 17:00", SpanClass.PAUSED, "customer", "pending"),
        span("Mon 17:00", "Tue 09:00", SpanClass.OUTSIDE, "week"),
        span("Tue 09:00", "Tue 10:00", SpanClass.PAUSED, "customer", "pending"),
        span("Tue 10:00", "Tue 11:00", SpanClass.COUNTED, None, "open"),
        span("Tue 11:00", "Tue 12:00", SpanClass.EXCLUDED, "X1", "open"),
        span("Tue 12:00", "Tue 14:00", SpanClass.COUNTED, None, "open"),
    )
    assert found.derivation[2].length_us == 16 * HOUR_US


def span(start: str, end: str, kind: SpanClass, cause: str | None = None, status: str | None = None) -> DerivedSpan:
    return DerivedSpan(from_us=us(start), until_us=us(end), kind=kind, cause=cause, status=status)


def test_waiting_for_no_named_reason_says_so() -> None:
    parked = {"ticket": "T1", "at": "2026-03-02T09:00:00Z", "event": "changed", "status": "parked"}
    facts = [*history("Mon 09:00 opened"), read_fact(parked, statuses={"parked": (Stage.WAITING, None)})]
    found = verdict(agreement(resolution()), facts, "Mon 12:00")
    assert (found.verdict, found.reason) == (Outcome.PAUSED, "waiting")
    found = verdict(agreement(resolution(pauses_in=["customer"])), facts, "Mon 12:00")
    assert found.verdict is Outcome.RUNNING


def test_a_restart_shows_what_it_set_aside() -> None:
    found = verdict(
        agreement(resolution({"P1": "2h", "P3": "8h"}, on_change="restart")),
        history("Mon 09:00 opened P3", "10:00 changed pending", "11:00 changed open", "13:00 changed P1"),
        "Mon 14:00",
        exclusions=[exclusion("Mon 11:00 .. Mon 12:00"), exclusion("Mon 13:00 .. Mon 13:30", name="X2")],
    )
    assert found.derivation == (
        span("Mon 09:00", "Mon 10:00", SpanClass.PAUSED, "restart"),
        span("Mon 10:00", "Mon 11:00", SpanClass.PAUSED, "customer", "pending"),
        span("Mon 11:00", "Mon 13:00", SpanClass.PAUSED, "restart", "open"),
        span("Mon 13:00", "Mon 13:30", SpanClass.EXCLUDED, "X2", "open"),
        span("Mon 13:30", "Mon 14:00", SpanClass.COUNTED, None, "open"),
    )
    assert found.due_at == moment("Mon 15:30")


def test_a_verdict_that_used_an_unpublished_year_says_so() -> None:
    calendar = WorkingCalendar.from_spec({**OFFICE_SPEC, "provisional_years": ["2027"]}, name="office")
    terms = agreement(resolution("8h"), calendars={"office": calendar})
    known = (Mark.INCOMPLETE_HISTORY,)
    found = verdict(terms, history("2026-12-30 09:00 opened"), "2026-12-30 10:00", marks=known)
    assert found.marks == known
    found = verdict(terms, history("2026-12-31 10:00 opened"), "2026-12-31 11:00", marks=known)
    assert found.due_at == moment("2027-01-01 10:00")
    assert found.marks == (*known, Mark.PROVISIONAL_CALENDAR)
    found = verdict(terms, history("2026-12-31 10:00 opened", "12:00 resolved"), "2026-12-31 18:00")
    assert found.marks == (Mark.PROVISIONAL_CALENDAR,)
    terms = agreement(resolution("agreed"), calendars={"office": calendar})
    assert verdict(terms, history("2026-12-31 10:00 opened"), "2026-12-31 18:00").marks == ()


def test_a_warning_that_the_calendar_cannot_tell_is_left_out() -> None:
    terms = agreement(resolution("8h", warn_at=["50%", "-1h", "+2h"]), calendars={"office": SHORT})
    found = verdict(terms, history("Fri 09:00 opened"), "Fri 10:00")
    assert [(warning.index, warning.at_us) for warning in found.warnings] == [
        (0, us("Fri 13:00")),
        (1, us("Fri 16:00")),
    ]


def test_a_share_of_a_target_is_warned_of_in_the_whole_microsecond_that_holds_it() -> None:
    found = verdict(agreement(resolution("3us", warn_at=["50%"])), history("Mon 09:00 opened"), "Mon 09:00")
    assert [warning.at_us - us("Mon 09:00") for warning in found.warnings] == [2]


def test_warnings_are_never_before_their_target_was_in_force() -> None:
    terms = agreement(resolution({"P1": "4h", "P3": "8h"}, warn_at=["50%", "-2h"]))
    found = verdict(terms, history("Mon 09:00 opened P3", "12:00 changed P1"), "Mon 12:00")
    assert [warning.at_us for warning in found.warnings] == [us("Mon 12:00")] * 2


def test_a_warning_may_fall_on_the_due_instant_or_a_microsecond_around_it() -> None:
    found = verdict(
        agreement(resolution("4h", warn_at=["-1us", "0", "+1us"])), history("Mon 09:00 opened"), "Mon 10:00"
    )
    assert [warning.at_us - us("Mon 13:00") for warning in found.warnings] == [-1, 0, 1]


def test_a_warning_goes_by_the_calendar_that_is_in_force_at_last() -> None:
    calendar = {"P1": "office", "P2": "always", "P3": "office"}
    terms = agreement(resolution({"P1": "4h", "P2": "4h", "P3": "8h"}, calendar=calendar, warn_at=["+1h"]))
    found = verdict(terms, history("Mon 12:00 opened P3", "13:00 changed P1", "16:00 changed P2"), "Mon 16:00")
    assert (found.due_at, found.warnings[0].at_us) == (moment("Mon 16:00"), us("Mon 17:00"))
    found = verdict(terms, history("Mon 13:00 opened P3", "14:00 changed P1", "16:30 changed P2"), "Mon 16:30")
    assert (found.due_at, found.warnings[0].at_us) == (moment("Mon 17:00"), us("Mon 18:00"))


def test_there_are_no_warnings_without_a_target() -> None:
    terms = agreement(resolution("agreed", warn_at=["50%", "-10m"]))
    assert verdict(terms, history("Mon 09:00 opened"), "Mon 10:00").warnings == ()
    (warning,) = verdict(terms, history("Mon 09:00 opened", "09:10 agreed until=Mon_12:00"), "Mon 10:00").warnings
    assert (warning.index, warning.at_us) == (1, us("Mon 11:50"))
    terms = agreement(resolution("none", warn_at=["50%", "-10m"]))
    assert verdict(terms, history("Mon 09:00 opened"), "Mon 10:00").warnings == ()


def test_nobody_can_judge_as_of_an_instant_after_the_last_year() -> None:
    with pytest.raises(BeyondHorizon):
        verdict(agreement(resolution()), history("Mon 09:00 opened"), us("2100-12-31 12:00") * 2)


def test_a_verdict_knows_when_its_ticket_was_resolved_for_good() -> None:
    terms = agreement({"measure": "first_response", "within": "1h"})
    lines = ["Mon 09:00 opened", "10:00 resolved", "11:00 closed", "12:00 reopened", "13:00 closed", "14:00 resolved"]
    assert verdict(terms, history(*lines), "Mon 11:30").resolved_us == us("Mon 10:00")
    assert verdict(terms, history(*lines), "Mon 12:30").resolved_us is None
    assert verdict(terms, history(*lines), "Mon 18:00").resolved_us == us("Mon 13:00")
    assert verdict(terms, history("Mon 09:00 opened", "10:00 cancelled"), "Mon 18:00").resolved_us is None


def test_a_verdict_knows_when_its_ticket_ended_however_it_did() -> None:
    terms = agreement({"measure": "first_response", "within": "1h"})
    lines = ["Mon 09:00 opened", "10:00 cancelled", "11:00 resolved", "12:00 reopened", "13:00 merged into=T2"]
    assert verdict(terms, history(*lines), "Mon 09:30").ended_us is None
    assert verdict(terms, history(*lines), "Mon 11:30").ended_us == us("Mon 10:00")
    assert verdict(terms, history(*lines), "Mon 12:30").ended_us is None
    assert verdict(terms, history(*lines), "Mon 18:00").ended_us == us("Mon 13:00")


def test_terms_may_depend_on_where_it_was_open_at_the_opening() -> None:
    within = [
        {"when": {"priority": "P1", "opened_in": "office"}, "is": "1h"},
        {"when": {"opened_in": ["night"]}, "is": "2h"},
        {"is": "3h"},
    ]
    terms = agreement(resolution(within, calendar="always"))
    assert verdict(terms, history("Mon 09:00 opened P1"), "Tue 09:00").target_s == 3600
    assert verdict(terms, history("Mon 09:00 opened P2"), "Tue 09:00").target_s == 3 * 3600
    assert verdict(terms, history("Mon 23:00 opened P1"), "Tue 09:00").target_s == 2 * 3600


def test_exceptions_take_tickets_out() -> None:
    terms = agreement(resolution(**{"except": [{"category": "moves", "team": "desk"}, {"category": "gifts"}]}))
    assert verdict(terms, history("Mon 09:00 opened category=moves"), "Mon 10:00").verdict is Outcome.RUNNING
    assert verdict(terms, history("Mon 09:00 opened category=moves team=desk"), "Mon 10:00").reason == "not_covered"
    assert verdict(terms, history("Mon 09:00 opened category=gifts"), "Mon 10:00").reason == "not_covered"


def test_a_promise_without_a_target_or_a_calendar_for_a_ticket_does_not_cover_it() -> None:
    facts = history("Mon 09:00 opened P2", "10:00 resolved")
    for spec in (resolution({"P1": "1h"}), resolution("1h", calendar={"P1": "office"})):
        found = verdict(agreement(spec), facts, "Mon 12:00")
        assert (found.verdict, found.reason) == (Outcome.NOT_APPLICABLE, "not_covered")
    bare = {key: value for key, value in resolution().items() if key != "within"}
    assert verdict(agreement(bare), facts, "Mon 12:00").reason == "no_target"


def test_a_statistic_holds_each_clock_to_its_limit() -> None:
    within = commitment(resolution())
    limit = Cases.always(2 * HOUR_US)
    facts = history("Mon 09:00 opened")
    found = verdict(agreement(replace(within, within=None, statistic="p90", at_most_us=limit)), facts, "Mon 12:00")
    assert (found.target_s, found.verdict) == (2 * 3600, Outcome.BREACHED)
    assert replace(within, at_most_us=limit).targets == within.within


def test_an_agreed_date_from_before_the_promise_falls_due_when_it_begins_to_bind() -> None:
    terms = agreement(resolution({"P2": "4h", "P1": "agreed"}))
    lines = ["Mon 09:00 opened P2", "10:00 agreed until=Mon_11:00", "12:00 changed P1", "12:30 changed pending"]
    found = verdict(terms, history(*lines, "12:40 changed open", "13:00 resolved"), "Mon 18:00")
    assert (found.due_at, found.breached_at) == (moment("Mon 12:00"), moment("Mon 12:00"))
    assert [(change.at_us, change.target_us, change.row) for change in found.changes] == [(us("Mon 12:00"), None, 3)]


def test_changes_name_the_source_and_the_key_of_their_fact() -> None:
    terms = agreement(resolution({"P1": "2h", "P3": "8h"}))
    facts = history("Mon 09:00 opened P3", "10:00 changed P1 source=desk key=k7", "10:00 replied", "11:00 changed P3")
    assert verdict(terms, facts, "Mon 10:30").changes[0] == TermsChange(us("Mon 10:00"), 2 * HOUR_US, "desk", "k7", 2)


def test_changes_name_the_fact_that_agreed_a_date() -> None:
    facts = history("Mon 09:00 opened", "10:00 agreed until=Tue_09:00", "10:00 acknowledged", "10:00 replied")
    (change,) = verdict(agreement(resolution("agreed")), facts, "Mon 10:30").changes
    assert (change.at_us, change.target_us, change.row) == (us("Mon 10:00"), None, 2)


def test_an_exclusion_is_about_what_it_names() -> None:
    everywhere = Exclusion(id="X", scope=Scope.AGREEMENT, from_us=0, until_us=1, accepted_by="Ana")
    assert everywhere.concerns("resolution", "T1", None)
    assert everywhere.accepted
    assert not everywhere.whole_ticket
    assert not exclusion("Mon 09:00 .. Mon 10:00", disputed=True).accepted
    assert not exclusion("Mon 09:00 .. Mon 10:00", accepted=False).accepted
    assert not exclusion("Mon 09:00 .. Mon 10:00").whole_ticket
    assert exclusion().whole_ticket
    assert exclusion().concerns("resolution", "T1", None)
    assert not exclusion().concerns("resolution", "T2", None)
    assert not exclusion(commitments=["other"]).concerns("resolution", "T1", None)
    works = exclusion("Mon 09:00 .. Mon 10:00", scope="service:erp")
    assert works.concerns("resolution", "T1", "erp")
    assert not works.concerns("resolution", "T1", "mail")


@pytest.mark.parametrize(
    ("scope", "from_us", "until_us", "expected"),
    [
        (Scope.TICKET, 5, None, "both, or neither for a whole ticket"),
        (Scope.TICKET, None, 5, "both, or neither for a whole ticket"),
        (Scope.AGREEMENT, None, 5, "both, or neither for a whole ticket"),
        (Scope.SERVICE, None, None, "a span, unless the scope is one ticket"),
        (Scope.AGREEMENT, None, None, "a span, unless the scope is one ticket"),
        (Scope.AGREEMENT, 5, 5, "an end after the beginning"),
    ],
)
def test_an_exclusion_of_half_a_span_is_refused(
    scope: Scope, from_us: int | None, until_us: int | None, expected: str
) -> None:
    with pytest.raises(ExclusionRefused, match=f"^exclusion X: found .*, expected {expected}$") as refused:
        Exclusion(id="X", scope=scope, scope_id="T1", from_us=from_us, until_us=until_us)
    assert refused.value.code == "bad_exclusion"


def test_one_judge_gives_every_promise_its_verdicts_in_order() -> None:
    terms = agreement(
        {"measure": "first_response", "within": "1h"}, resolution(), {"measure": "update", "within": "1h"}
    )
    found = verdicts(terms, history("Mon 09:00 opened", "09:30 replied"), "Mon 10:00")
    assert [(one.commitment, one.cycle) for one in found] == [
        ("first_response", 1),
        ("resolution", 1),
        ("update", 1),
        ("update", 2),
    ]
    assert CALENDARS["office"] in {piece.calendar for piece in found[0].pieces}
