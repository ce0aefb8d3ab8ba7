from acuerdo.core.clock.history import admit
from acuerdo.core.clock.timeline import State, Timeline, unfold
from acuerdo.core.terms.agreement import Agreement
from acuerdo.core.terms.measures import Stage
from acuerdo.core.terms.priorities import PriorityScale
from tests.cast import agreement, history, us

SCALE = PriorityScale(
    levels=("P1", "P2", "P3"),
    matrix={("high", "high"): "P1", ("low", "low"): "P3"},
    by_type={"request": "P2"},
)


def unfolded(*lines: str, terms: Agreement | None = None) -> Timeline:
    timeline = unfold(admit(history(*lines), as_of_us=us("Fri 18:00")), terms or agreement(scale=SCALE))
    assert timeline is not None
    return timeline


def last(*lines: str, terms: Agreement | None = None) -> State:
    return unfolded(*lines, terms=terms).moments[-1].state


def findings(*lines: str) -> list[tuple[str, int, str]]:
    return [(one.code, one.fact.row, one.expected) for one in unfolded(*lines).findings]


def test_there_is_no_timeline_before_the_opening() -> None:
    assert unfold(admit(history("Mon 09:00 opened"), as_of_us=us("Mon 08:59")), agreement()) is None


def test_the_opening_is_the_first_moment_and_knows_what_was_said_before() -> None:
    timeline = unfolded("Mon 08:00 changed team=desk", "09:00 opened", "10:00 replied")
    assert timeline.opened_us == us("Mon 09:00")
    assert [len(moment.facts) for moment in timeline.moments] == [1, 1]
    assert timeline.moments[0].state.fields == {"team": "desk"}
    assert timeline.moments[0].state.stage is Stage.OPEN


def test_a_given_priority_wins_then_the_type_then_the_matrix_then_the_machine() -> None:
    matrix = "Mon 09:00 opened impact=high urgency=high"
    assert last(matrix).fields["priority"] == "P1"
    assert last(matrix + " type=request").fields["priority"] == "P2"
    assert last(matrix + " type=request P3").fields["priority"] == "P3"
    assert last("Mon 09:00 opened P3 by=system").fields["priority"] == "P3"
    assert last(matrix + " P3 by=system").fields["priority"] == "P1"
    assert last("Mon 09:00 opened").fields == {}
    assert last("Mon 09:00 opened P3", "10:00 changed priority=-").fields == {}
    assert last(matrix + " P3", "10:00 changed priority=-").fields["priority"] == "P1"
    assert last("Mon 09:00 opened P3 by=system", "10:00 changed priority=- by=system").fields == {}


def test_a_service_may_have_a_scale_of_its_own() -> None:
    own = PriorityScale(levels=("S1",), matrix={("high", "high"): "S1"})
    terms = agreement(scale=SCALE, scales={"erp": own})
    opened = "Mon 09:00 opened impact=high urgency=high"
    assert last(opened + " service=erp", terms=terms).fields["priority"] == "S1"
    assert last(opened + " service=mail", terms=terms).fields["priority"] == "P1"


def test_a_priority_that_differs_from_the_rules_is_a_finding_whenever_fields_change() -> None:
    assert findings("Mon 09:00 opened impact=high urgency=high P3", "10:00 replied", "11:00 changed team=desk") == [
        ("priority_differs", 1, "P1"),
        ("priority_differs", 3, "P1"),
    ]
    assert findings("Mon 09:00 opened impact=high urgency=high P1") == []


def test_a_priority_that_its_scale_does_not_have_is_a_finding_whenever_it_is_said() -> None:
    assert findings("Mon 09:00 opened priority=p1", "10:00 changed team=desk", "11:00 changed P1") == [
        ("priority_unknown", 1, "P1, P2, P3"),
    ]
    assert findings("Mon 09:00 opened type=request priority=p1") == [
        ("priority_differs", 1, "P2"),
        ("priority_unknown", 1, "P1, P2, P3"),
    ]
    by_machine = "Mon 09:00 opened priority=p1 by=system"
    assert findings(by_machine, "10:00 changed type=request") == [("priority_unknown", 1, "P1, P2, P3")]
    assert findings(f"{by_machine} type=request") == []


def test_a_second_opening_and_facts_before_the_first_are_findings() -> None:
    assert findings("Mon 08:00 asked", "09:00 opened", "10:00 opened") == [
        ("fact_before_opening", 1, ""),
        ("second_opening", 3, ""),
    ]


def test_fields_are_given_changed_and_emptied() -> None:
    assert last("Mon 09:00 opened team=desk site=lima", "10:00 changed team=- site=quito tier=-").fields == {
        "site": "quito"
    }


def test_a_reason_goes_with_waiting_alone() -> None:
    waiting = ("Mon 09:00 opened", "10:00 changed pending")
    assert last(*waiting, "11:00 changed reason=supplier").reason == "supplier"
    assert last(*waiting, "11:00 changed open reason=supplier").reason is None
    assert last("Mon 09:00 opened", "10:00 changed reason=supplier").reason is None
    state = last(*waiting, "11:00 changed pending reason=agreed_date")
    assert (state.stage, state.status, state.reason) == (Stage.WAITING, "pending", "agreed_date")
    assert last(*waiting, "11:00 changed pending") == last(*waiting)


def test_a_state_is_that_after_all_facts_of_its_instant() -> None:
    timeline = unfolded("Mon 09:00 opened", "10:00 changed pending", "10:00 changed open", "10:00 resolved")
    assert [moment.state.stage for moment in timeline.moments] == [Stage.OPEN, Stage.RESOLVED]


def test_merged_is_final_while_fields_still_change() -> None:
    state = last("Mon 09:00 opened", "10:00 merged into=T2", "11:00 changed open team=desk", "12:00 reopened")
    assert (state.stage, state.fields) == (Stage.MERGED, {"team": "desk"})


def test_an_agreed_date_needs_a_date_and_the_latest_counts() -> None:
    state = last("Mon 09:00 opened", "10:00 agreed until=Tue_09:00", "11:00 agreed until=Wed_09:00", "12:00 agreed")
    assert (state.agreed_us, state.named_us) == (us("Wed 09:00"), us("Mon 11:00"))


def test_who_spoke_last_is_a_person_in_public() -> None:
    assert last("Mon 09:00 opened").spoke_last is None
    assert last("Mon 09:00 opened", "10:00 asked", "11:00 replied by=system").spoke_last == "customer"
    assert last("Mon 09:00 opened", "10:00 asked", "11:00 replied", "12:00 asked public=no").spoke_last == "provider"


def test_a_machine_owns_nothing() -> None:
    assert last("Mon 09:00 opened owner=system").owner is None
    assert last("Mon 09:00 opened owner=ana").owner == "ana"
    assert last("Mon 09:00 opened").owner is None
