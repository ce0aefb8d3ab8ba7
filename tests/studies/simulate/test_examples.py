import csv
from datetime import date
from pathlib import Path

import pytest

from acuerdo.core.clock.intake import read_fact, read_instant
from acuerdo.documents import Severity, check, examine, read_agreement
from acuerdo.studies.judging import judge_facts
from acuerdo.studies.simulate import Changes, capacity, read_scenario, simulate, write_facts
from acuerdo.studies.simulate.arrivals import bound_scenario
from tests.house.source import ROOT

EXAMPLES = ROOT / "examples"
NAMES = ("small-msp-es", "operator-ru", "retail-en")
AGREEMENTS = ("sample.yaml", *(f"{name}/agreement.yaml" for name in NAMES), "retail-en/ola.yaml")


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", AGREEMENTS)
def test_every_example_agreement_passes_its_check(name: str) -> None:
    findings = check(EXAMPLES / name)
    assert [finding for finding in findings if finding.severity is Severity.ERROR] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_three_agreements_leave_no_point_empty(name: str) -> None:
    completeness = examine(EXAMPLES / name / "agreement.yaml").completeness
    assert completeness is not None
    assert completeness.empty == ()


@pytest.mark.parametrize("name", AGREEMENTS)
def test_every_title_stands_in_three_languages(name: str) -> None:
    document = read_agreement(EXAMPLES / name)
    for language in ("en", "es", "ru"):
        assert document.title(language).text
        assert document.title(language).language == language


@pytest.mark.parametrize("name", NAMES)
def test_the_facts_are_what_their_scenario_gives_with_seed_1(name: str, tmp_path: Path) -> None:
    kept = EXAMPLES / name / "facts.csv"
    anew = tmp_path / "facts.csv"
    write_facts(simulate(read_scenario(EXAMPLES / name / "scenario.yaml"), 1), anew)
    assert anew.read_bytes() == kept.read_bytes()
    assert kept.stat().st_size < 400_000
    tickets = {row["ticket"] for row in table(kept)}
    assert 300 <= len(tickets) <= 900


@pytest.mark.parametrize("name", NAMES)
def test_every_ticket_of_an_example_is_judged(name: str) -> None:
    agreement = read_agreement(EXAMPLES / name / "agreement.yaml").terms
    events = frozenset({"root_cause_sent"})
    rows = table(EXAMPLES / name / "facts.csv")
    facts = [read_fact(row, number=number, own_events=events) for number, row in enumerate(rows)]
    end_us = bound_scenario(read_scenario(EXAMPLES / name / "scenario.yaml"))[1]
    judgement = judge_facts(agreement, facts, as_of_us=end_us)
    assert judgement.judged == judgement.tickets == len({row["ticket"] for row in rows})
    assert [*judgement.refused_facts, *judgement.refused_tickets, *judgement.quarantined] == []
    verdicts = {str(verdict.verdict) for verdict in judgement.verdicts}
    assert verdicts >= {"met", "breached", "cancelled", "not_applicable"}
    for commitment in agreement.commitments:
        judged = [verdict for verdict in judgement.verdicts if verdict.commitment == commitment.id]
        assert {str(verdict.verdict) for verdict in judged} - {"not_applicable"} or commitment.statistic


@pytest.mark.parametrize("name", NAMES)
def test_exclusions_name_what_is_there_and_one_is_in_dispute(name: str) -> None:
    document = read_agreement(EXAMPLES / name / "agreement.yaml")
    tickets = {row["ticket"] for row in table(EXAMPLES / name / "facts.csv")}
    services = {service.id for service in document.shape.services}
    known = {f"ticket:{ticket}" for ticket in tickets} | {f"service:{service}" for service in services} | {"agreement"}
    rows = table(EXAMPLES / name / "exclusions.csv")
    assert len([row for row in rows if not row["accepted_by"]]) == 1
    for row in rows:
        assert row["scope"] in known
        assert not row["commitments"] or row["commitments"] in document.commitment_ids
        assert bool(row["from"]) == bool(row["to"])
        assert not row["from"] or read_instant(row["from"], "from") < read_instant(row["to"], "to")


def test_two_people_on_holiday_in_the_small_desk_are_felt() -> None:
    scenario = read_scenario(EXAMPLES / "small-msp-es" / "scenario.yaml")
    away = [(date(2026, 3, 9), date(2026, 3, 22))]
    found = capacity(scenario, Changes(absent={"lucía": away, "hugo": away}), seeds=(1, 2, 3), calendar="oficina")
    waited = {
        changed: sum(one.mean_s * one.tickets for one in found if one.changed is changed) for changed in (False, True)
    }
    assert waited[True] > 1.05 * waited[False]
