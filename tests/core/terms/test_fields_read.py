"""An agreement names the fields that its verdicts can depend on, so that the others need not be read."""

from dataclasses import replace

from acuerdo.core.terms.agreement import Metric, RatioCommitment
from acuerdo.core.terms.priorities import PriorityScale
from tests.cast import agreement, commitment, resolution

ALWAYS = {"priority", "service", "owner"}


def test_a_plain_promise_reads_only_what_every_ticket_has() -> None:
    assert agreement(resolution("4h")).fields_read == ALWAYS


def test_conditions_cases_exceptions_groups_and_limits_are_read() -> None:
    cases = [{"when": {"site": "lima"}, "is": "4h"}, {"is": "8h"}]
    promise = resolution(cases, applies_to={"category": "net"}, **{"except": {"zone": "x"}}, per=["customer"])
    assert agreement(promise).fields_read == {*ALWAYS, "site", "category", "zone", "customer"}
    limited = replace(commitment(resolution("4h")), within=None, statistic="p90")
    assert agreement(limited).fields_read == ALWAYS


def test_the_matrix_and_the_types_of_a_scale_are_read() -> None:
    matrix = PriorityScale(levels=("P1",), matrix={("high", "high"): "P1"}, matrix_by=("impact", "urgency"))
    assert agreement(scale=matrix).fields_read == {*ALWAYS, "impact", "urgency"}
    by_type = PriorityScale(levels=("P1",), by_type={"request": "P1"})
    assert agreement(scales={"erp": by_type}).fields_read == {*ALWAYS, "type"}


def test_teams_are_read_where_they_are_measured() -> None:
    handling = {"measure": "handling", "calendar": "office", "within": "4h"}
    assert agreement(handling).fields_read == {*ALWAYS, "team", "tier"}
    ratio = RatioCommitment(id="r", metric=Metric.ESCALATION)
    assert replace(agreement(), ratios=(ratio,)).fields_read == {*ALWAYS, "team", "tier"}
    vip = {"vip-fix": {"stops_when": {"field": {"vip": "yes"}}}}
    own = agreement({"measure": "vip-fix", "calendar": "office", "within": "4h"}, measures=vip)
    assert own.fields_read == {*ALWAYS, "vip"}
