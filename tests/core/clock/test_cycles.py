"""Starts and stops that no worked history shows; everything else about cycles stands there."""

from dataclasses import replace

from acuerdo.core.clock.verdict import Verdict
from acuerdo.core.terms.agreement import Commitment
from acuerdo.core.terms.measures import PRESETS, Cycling, Measure, Trigger, with_answers
from tests.cast import Spec, agreement, commitment, history, us, verdicts


def judged(spec: Spec | Commitment, *lines: str, measure: Spec | None = None) -> list[Verdict]:
    measures = {"own": measure} if measure else {}
    return verdicts(agreement(spec, measures=measures), history(*lines), "Fri 18:00")


def told(found: list[Verdict]) -> list[tuple[str, str | None, int | None, int | None]]:
    return [(str(one.verdict), one.reason, one.started_us, one.stopped_us) for one in found]


OWN: Spec = {"measure": "own", "within": "4h"}


def test_a_measure_may_start_and_stop_with_messages() -> None:
    found = judged(
        OWN,
        "Mon 09:00 opened",
        "10:00 replied",
        "11:00 asked by=system",
        "12:00 asked",
        measure={"starts_when": {"message": "reply"}, "stops_when": {"message": "customer"}},
    )
    assert told(found) == [("met", None, us("Mon 10:00"), us("Mon 12:00"))]


def test_a_measure_may_start_and_stop_with_fields() -> None:
    found = judged(
        OWN,
        "Mon 09:00 opened tier=1",
        "10:00 changed tier=2",
        "11:00 changed tier=2 site=lima",
        "12:00 changed site=quito",
        measure={"starts_when": {"field": {"tier": ["2", "3"]}}, "stops_when": {"field": {"site": ["quito"]}}},
    )
    assert told(found) == [("met", None, us("Mon 10:00"), us("Mon 12:00"))]


def test_a_field_that_has_its_value_at_the_opening_starts_the_clock_there() -> None:
    measure = {"starts_when": {"field": {"tier": "2"}}, "stops_when": {"event": "confirmed"}}
    found = judged(OWN, "Mon 09:00 opened tier=2", "10:00 confirmed", measure=measure)
    assert told(found) == [("met", None, us("Mon 09:00"), us("Mon 10:00"))]


def test_a_measure_may_stop_when_a_field_is_given_at_all() -> None:
    lines = ("Mon 09:00 opened owner=ana", "10:00 changed owner=boris", "11:00 changed category=moves")
    found = judged(OWN, *lines, measure={"stops_when": {"given": "category"}})
    assert told(found) == [("met", None, us("Mon 09:00"), us("Mon 11:00"))]


def test_a_measure_may_start_when_the_promise_first_applies() -> None:
    measure = {"starts_when": {"matched": "yes"}, "stops_when": {"stage": "resolved"}}
    spec = {**OWN, "applies_to": {"priority": "P1"}}
    found = judged(spec, "Mon 09:00 opened", "10:00 changed P1", "11:00 resolved", measure=measure)
    assert told(found) == [("met", None, us("Mon 10:00"), us("Mon 11:00"))]
    found = judged(spec, "Mon 09:00 opened P1", "11:00 resolved", measure=measure)
    assert told(found) == [("met", None, us("Mon 09:00"), us("Mon 11:00"))]


def test_a_measure_may_be_withdrawn_for_good() -> None:
    measure = {"stops_when": {"stage": "resolved"}, "cancels_when": {"event": "dispatched"}}
    found = judged(OWN, "Mon 09:00 opened", "10:00 dispatched", "11:00 resolved", "12:00 reopened", measure=measure)
    assert told(found) == [("cancelled", "withdrawn", us("Mon 09:00"), us("Mon 10:00"))]


def test_a_clock_that_starts_with_the_end_runs_until_it_is_cancelled_or_merged() -> None:
    measure = {"starts_when": {"stage": "resolved"}, "stops_when": {"event": "confirmed"}}
    lines = ("Mon 09:00 opened", "10:00 resolved", "11:00 closed", "12:00 reopened", "13:00 resolved")
    found = judged({**OWN, "within": "40h"}, *lines, measure=measure)
    assert told(found) == [("running", None, us("Mon 10:00"), None)]
    assert found[0].paused_us == 0
    found = judged(OWN, *lines[:3], "12:00 cancelled", measure=measure)
    assert told(found) == [("cancelled", "cancelled", us("Mon 10:00"), us("Mon 12:00"))]


def test_a_clock_that_starts_with_a_reopening_minds_the_next_end() -> None:
    measure = {"starts_when": {"event": "reopened"}, "stops_when": {"event": "confirmed"}}
    found = judged(OWN, "Mon 09:00 opened", "10:00 resolved", "11:00 reopened", "12:00 resolved", measure=measure)
    assert told(found) == [("met", "resolved_without", us("Mon 11:00"), us("Mon 12:00"))]


def test_a_clock_that_starts_while_the_ticket_is_resolved_goes_on() -> None:
    measure = {"starts_when": {"event": "asked"}, "stops_when": {"event": "confirmed"}}
    lines = ("Mon 09:00 opened", "10:00 resolved", "11:00 asked", "11:30 closed", "12:00 confirmed")
    assert told(judged(OWN, *lines, measure=measure)) == [("met", None, us("Mon 11:00"), us("Mon 12:00"))]


REOPENED: Spec = {"starts_when": {"event": "reopened"}, "stops_when": {"event": "resolved"}}


def test_an_end_and_a_reopening_count_by_whatever_word_they_are_said() -> None:
    by_status = judged(
        OWN,
        "Mon 09:00 opened",
        "10:00 changed status=resolved",
        "11:00 changed status=open",
        "12:00 changed status=resolved",
        measure=REOPENED,
    )
    by_event = judged(OWN, "Mon 09:00 opened", "10:00 resolved", "11:00 reopened", "12:00 resolved", measure=REOPENED)
    assert told(by_status) == told(by_event) == [("met", None, us("Mon 11:00"), us("Mon 12:00"))]


def test_a_status_that_goes_from_resolved_to_closed_reopens_nothing() -> None:
    lines = ("Mon 09:00 opened", "10:00 changed status=resolved", "11:00 changed status=closed")
    assert told(judged(OWN, *lines, measure=REOPENED)) == [("not_applicable", "never_started", None, None)]


def test_a_resolution_said_by_status_is_the_answer_where_the_promise_says_so() -> None:
    for measure in ("first_response", "next_response", "update"):
        promise: Spec = {"measure": measure, "within": "4h", "answered_by": ["reply", "resolved"]}
        for last in ("11:00 changed status=resolved", "11:00 resolved"):
            assert [one.reason for one in judged(promise, "Mon 09:00 opened", "10:00 asked", last)] == [None]


def test_a_machine_that_resolves_by_status_answers_nobody() -> None:
    promise: Spec = {"measure": "first_response", "within": "4h", "answered_by": ["resolved"]}
    [found] = judged(promise, "Mon 09:00 opened", "10:00 changed status=resolved by=system")
    assert found.reason == "resolved_without"


def test_a_measure_of_many_cycles_starts_again_after_each_stop() -> None:
    calls = Measure(
        name="calls",
        starts=Trigger(events=frozenset({"asked"})),
        stops=Trigger(events=frozenset({"planned"})),
        cycling=Cycling.MANY,
    )
    promise = replace(commitment({"measure": "resolution", "within": "4h"}), measure=calls)
    lines = ("Mon 09:00 opened", "10:00 asked", "11:00 planned", "11:00 asked", "12:00 asked", "13:00 asked")
    assert told(judged(promise, *lines)) == [
        ("met", None, us("Mon 10:00"), us("Mon 11:00")),
        ("breached", None, us("Mon 12:00"), None),
    ]
    opened = replace(promise, measure=replace(calls, starts=PRESETS["resolution"].starts))
    assert told(judged(opened, *lines)) == [("met", None, us("Mon 09:00"), us("Mon 11:00"))]


def test_an_answer_may_be_a_reply_or_something_else() -> None:
    spec = {"measure": "next_response", "within": "4h", "answered_by": ["reply", "work_started"]}
    lines = ("Mon 09:00 opened", "10:00 asked", "11:00 work_started by=system", "12:00 work_started")
    facts = history(*lines, own_events=["work_started"])
    assert told(verdicts(agreement(spec), facts, "Fri 18:00")) == [("met", None, us("Mon 10:00"), us("Mon 12:00"))]
    measure = with_answers(PRESETS["update"], frozenset({"reply"}))
    assert (measure.stops.messages, measure.stops.events) == (frozenset({"reply"}), frozenset())


def test_a_question_and_its_answer_at_one_instant_are_a_clock_without_length() -> None:
    found = judged({"measure": "next_response", "within": "4h"}, "Mon 09:00 opened", "10:00 asked", "10:00 replied")
    assert told(found) == [("met", None, us("Mon 10:00"), us("Mon 10:00"))]


def test_an_answer_and_the_next_question_at_one_instant_are_two_clocks() -> None:
    found = judged(
        {"measure": "next_response", "within": "40h"}, "Mon 09:00 opened", "10:00 asked", "11:00 replied", "11:00 asked"
    )
    assert told(found) == [
        ("met", None, us("Mon 10:00"), us("Mon 11:00")),
        ("running", None, us("Mon 11:00"), None),
    ]


def test_an_answer_that_resolves_starts_no_further_update() -> None:
    spec: Spec = {"measure": "update", "within": "4h"}
    assert told(judged(spec, "Mon 09:00 opened", "10:00 replied", "10:00 resolved", "11:00 replied")) == [
        ("met", None, us("Mon 09:00"), us("Mon 10:00"))
    ]


def test_handling_is_by_the_field_that_the_promise_names() -> None:
    lines = (
        "Mon 09:00 opened team=desk tier=1",
        "10:00 changed team=network",
        "11:00 changed tier=2",
        "12:00 resolved",
    )
    by_tier = judged({"measure": "handling", "within": "4h", "applies_to": {"tier": ["1", "2"]}}, *lines)
    assert [(one.started_us, one.stopped_us) for one in by_tier] == [
        (us("Mon 09:00"), us("Mon 11:00")),
        (us("Mon 11:00"), us("Mon 12:00")),
    ]
    by_pair = judged({"measure": "handling", "within": "4h"}, *lines)
    assert [one.reason for one in by_pair] == [None, None, "resolved_without"]


def test_a_team_that_takes_a_resolved_ticket_handles_it_until_it_leaves() -> None:
    found = judged(
        {"measure": "handling", "within": "4h", "applies_to": {"team": "network"}},
        "Mon 09:00 opened team=desk",
        "10:00 resolved",
        "11:00 changed team=network",
        "11:30 closed",
        "12:00 changed team=desk",
    )
    assert told(found) == [("met", None, us("Mon 11:00"), us("Mon 12:00"))]


def test_a_ticket_opened_and_resolved_in_a_team_was_handled_at_once() -> None:
    found = judged({"measure": "handling", "within": "4h"}, "Mon 09:00 opened team=desk", "09:00 resolved")
    assert told(found) == [("met", "resolved_without", us("Mon 09:00"), us("Mon 09:00"))]


def test_a_ticket_in_no_team_is_handled_by_nobody() -> None:
    found = judged({"measure": "handling", "within": "4h"}, "Mon 09:00 opened", "10:00 changed site=lima")
    assert told(found) == [("not_applicable", "never_started", None, None)]


def test_a_response_stays_stopped_after_a_reopening() -> None:
    lines = ("Mon 09:00 opened", "10:00 resolved", "11:00 reopened", "12:00 replied")
    assert told(judged({"measure": "first_response", "within": "4h"}, *lines)) == [
        ("met", "resolved_without", us("Mon 09:00"), us("Mon 10:00"))
    ]


def test_an_owner_that_another_person_follows_is_the_first_owner() -> None:
    lines = ("Mon 09:00 opened", "10:00 changed owner=ana", "11:00 changed owner=-", "12:00 changed owner=boris")
    assert told(judged({"measure": "ownership", "within": "4h"}, *lines)) == [
        ("met", None, us("Mon 09:00"), us("Mon 10:00"))
    ]
