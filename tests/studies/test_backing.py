"""An SLA held to the OLA and the supplier's contract behind it."""

from datetime import date
from fractions import Fraction

import pytest

from acuerdo.core.terms.targets import Duration
from acuerdo.documents import AgreementDocument, Written, read_agreement
from acuerdo.studies.backing import Backed, Doubt, check_backing

HOUR = 3_600_000_000
ON = date(2026, 3, 2)
HEAD = """acuerdo: 1
title: {{en: Services}}
language: en
time_zone: UTC
calendars: {{office: {{week: {{mon-fri: [09:00-17:00]}}}}, long: {{week: {{mon-fri: [08:00-20:00]}}}}, always: 24x7}}
term: {{from: 2026-01-01, to: 2026-12-31}}
id: {id}
type: {type}
parties: {{provider: {{id: {by}, name: A}}, customer: {{id: {to}, name: B}}}}
"""
SLA = (
    HEAD.format(id="sur", type="sla", by="norte", to="sur")
    + """services: [{id: erp, name: {en: ERP}, calendar: always}]
priorities: {levels: [P1, P2]}
commitments:
  - {id: reply, measure: first_response, calendar: office, within: 1h}
  - {id: fix, measure: resolution, calendar: office, within: {P1: 4h, P2: 8h}, at_least: 90%, pauses_in: [customer]}
  - {id: update, measure: update, calendar: office, within: 1h}
  - {id: up, kind: availability, service: erp, calendar: always, at_least: 99.5%}
"""
)
OLA = (
    HEAD.format(id="desk", type="ola", by="desk", to="norte")
    + """underpins: [{agreement: sur, commitments: [fix]}]
priorities: {levels: [P1, P2]}
commitments:
  - {id: first-line, measure: handling, applies_to: {tier: L1}, calendar: office, at_least: 97%,
     within: {P1: 1h, P2: 3h}}
  - {id: second-line, measure: handling, applies_to: {tier: L2}, calendar: office, at_least: 97%,
     within: {P1: 2h, P2: 4h}}
"""
)
CONTRACT = (
    HEAD.format(id="carrier", type="underpinning", by="carrier", to="norte")
    + """underpins: [{agreement: sur, commitments: [fix, up]}]
services: [{id: line, name: {en: Line}, calendar: always}]
priorities: {levels: [P1, P2]}
commitments:
  - {id: repair, measure: resolution, calendar: office, within: 2h}
  - {id: line-up, kind: availability, service: line, calendar: always, at_least: 99.4%}
"""
)


def read(text: str) -> AgreementDocument:
    return read_agreement(Written(text), name="a.yaml")


def backed(*behind: str, sla: str = SLA) -> dict[tuple[str, str | None], Backed]:
    found = check_backing(read(sla), [read(one) for one in behind], ON)
    return {(one.commitment, one.priority): one for one in found}


def test_a_path_of_teams_is_added_up_and_held_against_each_priority() -> None:
    found = backed(OLA)
    one, two = found["fix", "P1"], found["fix", "P2"]
    assert [backer.commitment for backer in one.path] == ["first-line", "second-line"]
    assert one.target == Duration(4 * HOUR)
    assert one.fit is not None
    assert two.fit is not None
    assert (one.fit.taken_us, two.fit.taken_us) == (3 * HOUR, 7 * HOUR)
    assert one.holds
    assert two.holds


def test_the_link_that_breaks_a_promise_is_named_with_how_much_too_long_it_is() -> None:
    found = backed(OLA, CONTRACT)["fix", "P1"]
    assert found.holds is False
    assert found.fit is not None
    assert found.fit.breaking is not None
    assert found.path[found.fit.breaking].agreement == "carrier"
    assert found.fit.excess_us == HOUR


def test_hours_in_which_nobody_works_behind_a_promise_break_it() -> None:
    found = backed(OLA, sla=SLA.replace("measure: resolution, calendar: office", "measure: resolution, calendar: long"))
    fix = found["fix", "P1"]
    assert fix.holds is False
    assert fix.path[0].outside is not None
    assert Fraction(fix.path[0].outside.outside_us, fix.path[0].outside.open_us) == Fraction(1, 3)


def test_shares_of_links_add_their_misses() -> None:
    found = backed(OLA)["fix", "P1"]
    assert (found.share, found.promised_share) == (Fraction(94, 100), Fraction(90, 100))
    tight = backed(OLA, sla=SLA.replace("at_least: 90%", "at_least: 95%"))["fix", "P1"]
    assert (tight.breaks_time, tight.breaks_share, tight.holds) == (False, True, False)


def test_availability_behind_is_multiplied_and_counts_only_in_its_own_hours() -> None:
    found = backed(OLA, CONTRACT)["up", None]
    assert (found.share, found.holds) == (Fraction(994, 1000), False)
    office = CONTRACT.replace("service: line, calendar: always", "service: line, calendar: office")
    part = backed(office)["up", None]
    assert part.share is not None
    assert part.share < Fraction(1, 4)


def test_what_cannot_be_compared_says_why() -> None:
    found = backed(OLA)
    assert found["reply", "P1"].doubts == ((Doubt.NOTHING_BEHIND, "reply"),)
    assert found["reply", "P1"].holds is None
    assert ("update", "P1") not in found
    other = OLA.replace("commitments: [fix]", "commitments: [reply]")
    assert backed(other)["reply", "P1"].doubts[0][0] is Doubt.OTHER_MEASURE
    paused = SLA.replace("pauses_in: [customer]", "pauses_in: [customer, supplier]")
    assert backed(CONTRACT, sla=paused)["fix", "P1"].doubts == ((Doubt.SUPPLIER_PAUSES, "carrier"),)
    by_site = OLA.replace("within: {P1: 1h, P2: 3h}", "within: [{when: {site: lima}, is: 5h}, {is: 1h}]")
    assert (Doubt.BY_OTHER_FIELDS, "desk: first-line") in backed(by_site)["fix", "P1"].doubts


@pytest.mark.parametrize("target", ["none", "agreed"])
def test_a_promise_without_an_end_of_its_own_is_not_compared(target: str) -> None:
    found = backed(OLA, sla=SLA.replace("P1: 4h", f"P1: {target}"))["fix", "P1"]
    assert found.holds is None
    assert (Doubt.NO_TARGET, "fix") in found.doubts
