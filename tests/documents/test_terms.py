"""From a document to the values to judge by: conditions, cases, scales and measures."""

from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from acuerdo import judge
from acuerdo.core.clock.verdict import Outcome
from acuerdo.core.terms.conditions import EVERY, Cases, Condition
from acuerdo.core.terms.measures import ANY_WAIT, NO_PAUSE, OPENED, Cycling, Pauses, Stage, Trigger
from acuerdo.core.terms.targets import AgreedInstant, BusinessDays, Duration, NoTarget
from acuerdo.documents.scalars import HOUR_US
from tests.documents.drafts import CLEAN, HEAD, codes, only, read, with_clock, with_commitment
from tests.documents.drafts import found as findings_of

MEASURES = """\
measures:
  report:
    starts_when: {stage: [resolved, closed]}
    stops_when: {event: report_sent}
    pauses_while: {waiting: [customer]}
"""


def with_measures(body: str, measures: str = MEASURES) -> str:
    return measures + with_commitment(body)


def test_one_value_is_for_every_ticket() -> None:
    (one,) = read(with_clock("within: 4h")).terms.commitments
    assert one.within == Cases.always(Duration(4 * HOUR_US))
    assert one.calendar == Cases.always("office")
    assert one.applies_to == EVERY


def test_values_by_priority_become_cases_and_default_comes_last() -> None:
    (one,) = read(with_clock("within: {default: 2bd, P1: 4h}")).terms.commitments
    assert one.within is not None
    assert one.within.choose({"priority": "P1"}, frozenset()) == Duration(4 * HOUR_US)
    assert one.within.choose({"priority": "P2"}, frozenset()) == BusinessDays(days=2)
    assert one.within.choose({}, frozenset()) == BusinessDays(days=2)


def test_the_first_case_that_matches_decides() -> None:
    cases = """
within:
  - {when: {priority: P1, opened_in: office}, is: 4h}
  - {when: {priority: [P1]}, is: agreed}
  - {is: none}
"""
    (one,) = read(with_clock(cases)).terms.commitments
    assert one.within is not None
    assert one.within.choose({"priority": "P1"}, frozenset({"office"})) == Duration(4 * HOUR_US)
    assert one.within.choose({"priority": "P1"}, frozenset()) == AgreedInstant()
    assert one.within.choose({"priority": "P2"}, frozenset({"office"})) == NoTarget()


def test_applies_to_and_except_become_conditions() -> None:
    text = with_clock(
        "within: 4h\napplies_to: {service: desk, priority: [P1, P2]}\nexcept: {category: moves, site: lima}"
    )
    (one,) = read(text).terms.commitments
    assert one.applies_to == Condition(fields=(("priority", frozenset({"P1", "P2"})), ("service", frozenset({"desk"}))))
    assert one.exceptions == (Condition(fields=(("category", frozenset({"moves"})), ("site", frozenset({"lima"})))),)
    (two,) = read(with_clock("within: 4h\nexcept: [{category: moves}, {opened_in: always, site: x}]")).terms.commitments
    assert [exception.opened_in for exception in two.exceptions] == [frozenset(), frozenset({"always"})]


@pytest.mark.parametrize(
    ("body", "code", "path"),
    [
        ("within: 4h\napplies_to: {colour: red}", "unknown_field", "commitments[one].applies_to.colour"),
        ("within: 4h\napplies_to: {priority: [P1, P9]}", "unknown_priority", "commitments[one].applies_to.priority"),
        ("within: 4h\napplies_to: {service: desc}", "unknown_service", "commitments[one].applies_to.service"),
        ("within: 4h\nexcept: [{site: a}, {colour: red}]", "unknown_field", "commitments[one].except[1].colour"),
        ("within: 4h\nexcept: {colour: red}", "unknown_field", "commitments[one].except.colour"),
        ("within: {P1: 4h, P3: 5h, default: 8h}", "unknown_priority", "commitments[one].within.P3"),
        (
            "within: [{when: {opened_in: ofice}, is: 4h}, {is: 8h}]",
            "unknown_calendar",
            "commitments[one].within[0].when.opened_in",
        ),
    ],
)
def test_what_tickets_do_not_have_is_found(body: str, code: str, path: str) -> None:
    finding = only(with_clock(body))
    assert (finding.code, finding.path) == (code, path)


def test_an_unknown_name_comes_with_the_nearest_known() -> None:
    assert only(with_clock("within: 4h\napplies_to: {service: desc}")).hint == "did you mean 'desk'?"


def test_own_fields_are_known_with_their_values() -> None:
    own = "fields:\n  vip: ['yes', 'no']\n"
    assert codes(own + with_clock("within: 4h\napplies_to: {vip: yes}")) == []
    assert codes(own + with_clock("within: 4h\napplies_to: {vip: maybe}")) == ["unknown_value"]
    assert read(own + CLEAN).terms.own_fields == {"vip": frozenset({"yes", "no"})}


def test_names_of_columns_and_of_presets_are_taken() -> None:
    assert only("fields:\n  priority: [a]\n" + CLEAN).path == "fields.priority"
    assert only("measures:\n  resolution: {stops_when: {event: x}}\n" + CLEAN).code == "reserved_name"


def test_a_document_without_priorities_says_so() -> None:
    finding = only(
        with_clock("within: 4h\napplies_to: {priority: P1}").replace("priorities:\n  levels: [P1, P2]\n", "")
    )
    assert finding.expected == "a name that the agreement declares; it declares none"


def test_any_service_may_be_named_where_none_is_declared() -> None:
    text = with_clock("within: 4h\napplies_to: {service: mail}")
    lines = [line for line in text.splitlines() if not line.startswith(("services:", "  - {id: "))]
    assert codes("\n".join(lines)) == []


def test_a_matrix_gives_a_level_for_a_pair() -> None:
    scale = """\
  matrix:
    by: [urgency, impact]
    high: {high: P1, low: P2}
    low: {high: P2, low: P2}
  by_type: {request: P2}
"""
    terms = read(HEAD + scale + "  meaning: {P1: Everything stands}\n").terms
    assert terms.scale.matrix_by == ("urgency", "impact")
    assert terms.scale.derive({"urgency": "high", "impact": "low"}) == "P2"
    assert terms.scale.derive({"type": "request", "urgency": "high", "impact": "high"}) == "P2"


def test_a_matrix_is_by_impact_and_urgency_where_nothing_is_said() -> None:
    assert read(HEAD + "  matrix: {high: {high: P1}}\n").terms.scale.matrix_by == ("impact", "urgency")


@pytest.mark.parametrize(
    ("scale", "found"),
    [
        ("matrix: {high: {high: P9}}", [("unknown_priority", "priorities.matrix.high.high")]),
        ("matrix: {by: [impact, colour], high: {high: P1}}", [("unknown_field", "priorities.matrix.by[1]")]),
        ("matrix: {high: [P1, P2]}", [("wrong_shape", "priorities.matrix.high")]),
        ("matrix: {by: {a: P1}}", []),
        ("by_type: {request: P9}", [("unknown_priority", "priorities.by_type.request")]),
        ("meaning: {P9: nothing}", [("unknown_priority", "priorities.meaning.P9")]),
    ],
)
def test_a_scale_knows_its_own_levels_only(scale: str, found: list[tuple[str, str]]) -> None:
    assert [(one.code, one.path) for one in findings_of(f"{HEAD}  {scale}\n")] == found


def test_holes_of_the_matrix_are_found() -> None:
    finding = only(HEAD + "  matrix: {high: {high: P1, low: P2}, low: {high: P2}}\n")
    assert (finding.code, finding.severity, finding.path) == ("matrix_hole", "warning", "priorities.matrix.low")
    assert finding.found == "no level for low"


def test_a_level_that_stands_twice_is_found() -> None:
    assert codes(CLEAN.replace("[P1, P2]", "[P1, P2, P1]")) == ["duplicate_id"]


def test_a_service_may_have_a_scale_of_its_own() -> None:
    text = CLEAN.replace("{id: erp, name: ERP}", "{id: erp, name: ERP, priorities: {levels: [S1, S2]}}")
    terms = read(text).terms
    assert terms.scale_for("erp").levels == ("S1", "S2")
    assert terms.scale_for("desk").levels == ("P1", "P2")


def test_an_own_measure_has_its_parts() -> None:
    (one,) = read(with_measures("measure: report\ncalendar: office\nwithin: 5bd end")).terms.commitments
    assert one.measure.starts == Trigger(stages=frozenset({Stage.RESOLVED, Stage.CLOSED}))
    assert one.measure.stops == Trigger(events=frozenset({"report_sent"}))
    assert one.measure.pauses == Pauses(reasons=frozenset({"customer"}))
    assert one.measure.cycling is Cycling.ONE
    assert not one.measure.reopens


def test_every_part_of_a_trigger_is_read() -> None:
    measures = """\
measures:
  all:
    starts_when:
      event: [a, b]
      stage: open
      field: {team: [x, y]}
      message: customer
      given: owner
      given_later: [team]
      matched: true
    stops_when: {event: [resolved, b]}
    cancels_when: {message: reply}
    cycles: many
"""
    terms = read(with_measures("measure: all\ncalendar: office\nwithin: 1h", measures)).terms
    measure = terms.commitments[0].measure
    assert measure.starts == Trigger(
        events=frozenset({"a", "b"}),
        stages=frozenset({Stage.OPEN}),
        fields=(("team", frozenset({"x", "y"})),),
        messages=frozenset({"customer"}),
        given=frozenset({"owner"}),
        given_later=frozenset({"team"}),
        matched=True,
    )
    assert measure.stops == Trigger(events=frozenset({"b"}), stages=frozenset({Stage.RESOLVED}))
    assert measure.cancels == Trigger(messages=frozenset({"reply"}))
    assert measure.pauses == NO_PAUSE
    assert measure.cycling is Cycling.MANY
    assert measure.reopens
    assert terms.own_events == {"a", "b"}


@pytest.mark.parametrize(
    ("cycles", "found"),
    [
        ("cycles: many", [(1, Outcome.MET, "10:00"), (2, Outcome.BREACHED, "13:00")]),
        ("cycles: one", [(1, Outcome.MET, "10:00")]),
        ("pauses_while: {waiting: []}", [(1, Outcome.MET, "10:00")]),
    ],
)
def test_a_measure_of_many_cycles_has_a_clock_for_each_start_after_a_stop(
    cycles: str, found: list[tuple[int, Outcome, str]]
) -> None:
    measures = (
        f"measures:\n  visit:\n    starts_when: {{event: promised}}\n    stops_when: {{event: arrived}}\n    {cycles}\n"
    )
    terms = read(with_measures("measure: visit\ncalendar: office\nwithin: 1h", measures)).terms
    events = {"09:00": "opened", "10:00": "promised", "10:30": "promised", "11:00": "arrived", "13:00": "promised"}
    rows = [{"ticket": "A", "at": f"2026-03-02T{at}:00+01:00", "event": event} for at, event in events.items()]
    verdicts = judge(terms, rows, as_of=datetime(2026, 3, 2, 17, tzinfo=UTC))
    zone = ZoneInfo("Europe/Madrid")
    assert [
        (one.cycle, one.verdict, one.started_at.astimezone(zone).strftime("%H:%M"))
        for one in verdicts
        if one.started_at
    ] == found


def test_an_own_measure_starts_at_the_opening_where_nothing_is_said() -> None:
    measures = "measures:\n  m: {stops_when: {stage: resolved}, pauses_while: {waiting: any}}\n"
    measure = read(with_measures("measure: m\ncalendar: office\nwithin: 1h", measures)).terms.commitments[0].measure
    assert measure.starts == OPENED
    assert measure.pauses == ANY_WAIT


@pytest.mark.parametrize(
    ("trigger", "code"),
    [
        ("{}", "empty_trigger"),
        ("{given: colour}", "unknown_field"),
        ("{given_later: [team, colour]}", "unknown_field"),
        ("{field: {colour: red}, event: x}", "unknown_field"),
        ("{stage: done}", "unknown_word"),
        ("{message: mail}", "unknown_word"),
        ("{matched: maybe}", "unknown_word"),
    ],
)
def test_a_trigger_of_what_never_happens_is_found(trigger: str, code: str) -> None:
    measures = f"measures:\n  m: {{stops_when: {trigger}}}\n"
    assert codes(with_measures("measure: m\ncalendar: office\nwithin: 1h", measures)) == [code]


def test_an_unknown_measure_is_found() -> None:
    finding = only(with_commitment("measure: resolutoin\ncalendar: office\nwithin: 4h"))
    assert (finding.code, finding.hint) == ("unknown_measure", "did you mean 'resolution'?")


def test_what_counts_as_an_answer_stops_the_clock() -> None:
    text = with_commitment(
        "measure: first_response\ncalendar: office\nwithin: 1h\nanswered_by: [reply, acknowledged, work_started]"
    )
    terms = read(text).terms
    stops = terms.commitments[0].measure.stops
    assert (stops.messages, stops.events) == (frozenset({"reply"}), frozenset({"acknowledged", "work_started"}))
    assert terms.own_events == {"work_started"}


def test_an_answer_may_be_an_event_that_the_agreement_declares() -> None:
    body = "measure: first_response\ncalendar: office\nwithin: 1h\nanswered_by: visited"
    assert codes(with_commitment(body)) == ["unknown_event"]
    text = "events: [visited]\n" + with_commitment(body)
    assert read(text).terms.own_events == {"visited"}


def test_keys_of_one_measure_are_found_on_another() -> None:
    assert only(with_clock("within: 4h\nanswered_by: reply")).code == "misplaced_key"
    assert only(with_clock("within: 4h\nteam: counts")).path == "commitments[one].team"
    text = with_commitment("measure: ownership\ncalendar: office\nwithin: 1h\nteam: counts")
    stops = read(text).terms.commitments[0].measure.stops
    assert stops == Trigger(given=frozenset({"owner"}), given_later=frozenset({"team"}))


def test_pauses_of_a_commitment_win_over_the_measure() -> None:
    def pausing(line: str) -> Pauses:
        return read(with_clock(f"within: 4h\n{line}")).terms.commitments[0].pausing

    assert pausing("min_sample: 0") == ANY_WAIT
    assert pausing("pauses_in: [customer, supplier]") == Pauses(reasons=frozenset({"customer", "supplier"}))
    assert pausing("pauses_in: []") == NO_PAUSE
    assert pausing("pauses_in: any") == ANY_WAIT


def test_shares_stay_exact() -> None:
    (one,) = read(with_clock("within: 4h\nat_least: 99.90%")).terms.commitments
    assert one.at_least == Cases.always(Fraction(999, 1000))
