from dataclasses import replace
from fractions import Fraction

from acuerdo.core.terms.agreement import Commitment, Metric, RatioCommitment
from acuerdo.core.terms.conditions import EVERY, Case, Cases, Condition
from acuerdo.core.terms.measures import (
    ANY_WAIT,
    NEVER,
    NO_PAUSE,
    OPENED,
    PRESETS,
    Cycling,
    Pauses,
    Stage,
    Trigger,
    with_team,
)
from acuerdo.core.terms.priorities import NO_SCALE, PriorityScale
from tests.cast import agreement, commitment, resolution

URGENT = Condition(fields=(("priority", frozenset({"P1", "P2"})), ("site", frozenset({"lima"}))))


def test_a_condition_needs_all_its_fields_and_one_of_its_calendars() -> None:
    assert URGENT.holds({"priority": "P2", "site": "lima"}, frozenset())
    assert not URGENT.holds({"priority": "P3", "site": "lima"}, frozenset())
    assert not URGENT.holds({"priority": "P1"}, frozenset())
    by_day = Condition(opened_in=frozenset({"office", "lima"}))
    assert by_day.holds({}, frozenset({"lima", "always"}))
    assert not by_day.holds({}, frozenset({"always"}))


def test_an_empty_condition_holds_always() -> None:
    assert EVERY.is_empty
    assert EVERY.holds({}, frozenset())
    assert not URGENT.is_empty
    assert not Condition(opened_in=frozenset({"office"})).is_empty


def test_the_first_case_that_holds_decides() -> None:
    cases = Cases(
        (Case(when=URGENT, value=1), Case(when=Condition(fields=(("priority", frozenset({"P1"})),)), value=2))
    )
    assert cases.choose({"priority": "P1", "site": "lima"}, frozenset()) == 1
    assert cases.choose({"priority": "P1"}, frozenset()) == 2
    assert cases.choose({"priority": "P3"}, frozenset()) is None
    assert Cases.always(3).choose({}, frozenset()) == 3


def test_a_priority_comes_from_the_type_before_the_matrix() -> None:
    scale = PriorityScale(matrix_by=("a", "b"), matrix={("1", "1"): "P1"}, by_type={"request": "P3"})
    assert scale.derive({"a": "1", "b": "1"}) == "P1"
    assert scale.derive({"a": "1", "b": "1", "type": "request"}) == "P3"
    assert scale.derive({"a": "1", "b": "2", "type": "incident"}) is None
    assert NO_SCALE.derive({"impact": "high", "urgency": "high", "type": "request"}) is None


def test_pauses_cover_every_wait_or_the_named_ones() -> None:
    assert ANY_WAIT.cover(None)
    assert ANY_WAIT.cover("customer")
    named = Pauses(reasons=frozenset({"customer"}))
    assert named.cover("customer")
    assert not named.cover("supplier")
    assert not named.cover(None)
    assert not NO_PAUSE.cover("customer")


def test_a_commitment_pauses_as_it_says_or_as_its_measure_does() -> None:
    assert commitment(resolution()).pausing == ANY_WAIT
    assert commitment(resolution(pauses_in=["customer"])).pausing == Pauses(reasons=frozenset({"customer"}))
    assert Commitment(id="r", measure=PRESETS["first_response"], calendar=Cases.always("office")).pausing == NO_PAUSE


def test_an_empty_trigger_never_fires() -> None:
    assert NEVER.is_empty
    assert not OPENED.is_empty
    assert not Trigger(matched=True).is_empty


def test_the_presets_pause_stop_and_reopen_as_the_laws_say() -> None:
    pausing = {name for name, measure in PRESETS.items() if measure.pauses == ANY_WAIT}
    assert pausing == {"update", "diagnosis", "onsite", "plan", "workaround", "resolution", "handling"}
    assert PRESETS["requester_wait"].pauses == Pauses(reasons=frozenset({"customer"}))
    assert {name for name, measure in PRESETS.items() if measure.reopens} == {"resolution", "requester_wait"}
    assert {name: measure.cycling for name, measure in PRESETS.items() if measure.cycling is not Cycling.ONE} == {
        "next_response": Cycling.NEXT_RESPONSE,
        "update": Cycling.UPDATE,
        "handling": Cycling.HANDLING,
    }
    assert PRESETS["resolution"].stops.stages == {Stage.RESOLVED, Stage.CLOSED}
    assert PRESETS["requester_wait"].stops.stages == {Stage.RESOLVED}
    assert {name: measure.name for name, measure in PRESETS.items()} == {name: name for name in PRESETS}


def test_a_team_counts_only_when_told_so() -> None:
    assert PRESETS["ownership"].stops.given_later == frozenset()
    assert with_team(PRESETS["ownership"]).stops == Trigger(given=frozenset({"owner"}), given_later=frozenset({"team"}))


def test_a_service_without_a_scale_uses_that_of_the_agreement() -> None:
    own = PriorityScale(levels=("S1",))
    terms = agreement(scales={"erp": own})
    assert terms.scale_for("erp") is own
    assert terms.scale_for("mail") is terms.scale_for(None) is NO_SCALE


def test_an_agreement_names_every_field_that_its_verdicts_can_depend_on() -> None:
    assert agreement(resolution()).fields_read == {"priority", "service", "owner"}
    assert agreement({"measure": "handling", "within": "1h"}).fields_read >= {"team", "tier"}
    promises = agreement(
        resolution(
            [{"when": {"site": "lima"}, "is": "1h"}, {"is": "2h"}],
            calendar=[{"when": {"zone": "north"}, "is": "office"}],
            applies_to={"category": "moves"},
            per=["customer"],
            at_least={"P1": "90%"},
            **{"except": {"channel": "chat"}},
        ),
        {"measure": "own", "within": "1h"},
        {"measure": "ownership", "within": "1h", "team": "counts"},
        measures={"own": {"starts_when": {"field": {"asset": "router"}}, "stops_when": {"given": "tier"}}},
    )
    named = {"site", "zone", "category", "customer", "channel", "asset", "tier", "team"}
    assert promises.fields_read == {"priority", "service", "owner"} | named
    scale = PriorityScale(matrix_by=("impact", "urgency"), matrix={("1", "1"): "P1"}, by_type={"request": "P2"})
    assert agreement(scale=scale).fields_read == {"priority", "service", "owner", "impact", "urgency", "type"}
    assert agreement(scales={"erp": scale}).fields_read == agreement(scale=scale).fields_read
    ratio = RatioCommitment(
        id="r",
        metric=Metric.REOPEN_RATE,
        applies_to=Condition(fields=(("site", frozenset({"lima"})),)),
        exceptions=(Condition(fields=(("zone", frozenset({"north"})),)),),
    )
    shares = replace(agreement(), ratios=(ratio,), own_fields={"vip": frozenset({"yes"})})
    assert shares.fields_read == {"priority", "service", "owner", "site", "zone", "team", "tier", "vip"}


def test_shares_are_exact() -> None:
    shares = commitment(resolution(at_least={"P1": "99.9%", "default": "90%"})).at_least
    assert shares is not None
    assert shares.choose({"priority": "P1"}, frozenset()) == Fraction(999, 1000)
