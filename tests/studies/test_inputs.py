"""Cases: the evidence is read while the engine that will judge it is loaded."""

from dataclasses import replace
from pathlib import Path

import pytest

from acuerdo.columns import compiling
from acuerdo.columns.compiling import COMPILED
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.core.clock.intake import read_instant
from acuerdo.core.hours import to_datetime
from acuerdo.studies import columns_engine, inputs
from acuerdo.studies.answers import judge_case
from acuerdo.studies.inputs import Engine, Evidence, load_case, only_tickets

AGREEMENT = """
acuerdo: 1
id: demo
title: Demo
language: en
time_zone: Europe/Madrid
parties: {provider: {id: p, name: P}, customer: {id: c, name: C}}
term: {from: 2026-01-01}
calendars:
  office: {week: {mon-fri: [09:00-17:00]}}
fields: {vip: [yes, no]}
commitments:
  - {id: fix, measure: resolution, calendar: office, within: 8h, at_least: 90%, period: month}
"""
FACTS = """ticket,at,event,vip
A,2026-03-02T09:00:00+01:00,opened,yes
A,2026-03-02T12:00:00+01:00,resolved,
B,2026-03-02T09:00:00+01:00,opened,no
B,2026-03-03T12:00:00+01:00,resolved,
"""
NOW_US = 1_775_000_000_000_000


@pytest.fixture
def agreement(tmp_path: Path) -> Path:
    path = tmp_path / "agreement.yaml"
    path.write_text(AGREEMENT, encoding="utf-8")
    return path


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    path = tmp_path / "facts.csv"
    path.write_text(FACTS, encoding="utf-8")
    return Evidence(facts=(path,), now_us=NOW_US)


def test_a_fact_keeps_its_row_whichever_engine_judges(agreement: Path, evidence: Evidence) -> None:
    (file,) = evidence.facts
    ahead = "B,2026-03-04T12:00:00+01:00,replied,,2026-03-03T12:00:00+01:00\n"
    head, *lines = FACTS.splitlines()
    file.write_text("\n".join([f"{head},recorded_at", *(f"{line}," for line in lines), ahead]), "utf-8")
    for engine in (Engine.CORE, Engine.COLUMNS):
        case = load_case(agreement, replace(evidence, engine=engine))
        assert [fact.row for fact in only_tickets(case, {"B"}).facts] == [3, 4, 5]
        assert [fact.row for fact in judge_case(case).judgement.quarantined] == [5]


def test_both_engines_answer_a_case_alike(agreement: Path, evidence: Evidence) -> None:
    by_columns, by_core = (
        judge_case(load_case(agreement, replace(evidence, engine=engine))) for engine in (Engine.COLUMNS, Engine.CORE)
    )
    assert (by_columns.engine, by_core.engine) == (Engine.COLUMNS, Engine.CORE)
    assert by_columns.table.equals(by_core.table)
    assert by_columns.attained == by_core.attained
    assert by_columns.case.counts == by_core.case.counts


def test_both_engines_mark_a_verdict_of_a_year_whose_holidays_are_not_resolved(
    agreement: Path, evidence: Evidence
) -> None:
    holidays = AGREEMENT.replace("]}}\nfields", "]}, holidays: [{country: ES}]}\nfields")
    agreement.write_text(holidays.replace("{from: 2026-01-01}", "{from: 2022-01-01, to: 2022-12-31, renewal: never}"))
    for engine in (Engine.COLUMNS, Engine.CORE):
        answer = judge_case(load_case(agreement, replace(evidence, engine=engine)))
        assert {tuple(marks) for marks in answer.table["marks"]} == {("provisional_calendar",)}


@pytest.mark.parametrize("engine", [Engine.COLUMNS, Engine.CORE])
def test_a_case_of_what_was_known_then_is_judged_as_of_the_last_fact_known_then(
    agreement: Path, evidence: Evidence, engine: Engine
) -> None:
    (facts,) = evidence.facts
    facts.write_text(
        "ticket,at,event,recorded_at\n"
        "A,2026-03-02T09:00:00Z,opened,2026-03-02T09:00:01Z\n"
        "A,2026-03-02T10:00:00Z,replied,2026-03-05T09:00:00Z\n"
        "A,2026-03-02T11:00:00Z,changed,\n"
        "B,2026-03-03T09:00:00Z,opened,2026-03-03T09:00:00Z\n"
        "B,2026-03-04T09:00:00Z,resolved,\n",
        encoding="utf-8",
    )
    told = {
        known: judge_case(load_case(agreement, replace(evidence, engine=engine, known_at_us=read_instant(known))))
        for known in ("2026-03-02T10:30:00Z", "2026-03-02T12:00:00Z", "2026-03-03T12:00:00Z", "2026-03-01T00:00:00Z")
    }
    as_of = [to_datetime(answer.case.as_of_us).isoformat()[5:16] for answer in told.values()]
    assert as_of == ["03-02T09:00", "03-02T11:00", "03-03T09:00", "03-01T00:00"]
    counts = [(one.judgement.tickets, one.judgement.judged, one.judgement.not_yet_open) for one in told.values()]
    assert counts == [(2, 1, 1), (2, 1, 1), (2, 2, 0), (2, 0, 2)]
    assert [len(one.judgement.late) for one in told.values()] == [0, 0, 0, 0]
    later = judge_case(load_case(agreement, replace(evidence, engine=engine, known_at_us=NOW_US)))
    assert [fact.event for fact in later.judgement.late] == ["replied"]


def test_little_evidence_is_left_to_the_core(agreement: Path, evidence: Evidence) -> None:
    assert load_case(agreement, evidence).table is None


def test_evidence_that_is_refused_is_refused_although_the_columns_were_loading(
    agreement: Path, evidence: Evidence, tmp_path: Path
) -> None:
    absent = replace(evidence, facts=(tmp_path / "absent.csv",), engine=Engine.COLUMNS)
    with pytest.raises(ImportRefused, match=r"absent\.csv") as refused:
        load_case(agreement, absent)
    assert refused.value.code == "no_file"


def test_columns_that_cannot_be_loaded_are_not_hushed_up(
    agreement: Path, evidence: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("cannot be loaded")

    monkeypatch.setattr(columns_engine, "_load", fail)
    with pytest.raises(RuntimeError, match="cannot be loaded"):
        load_case(agreement, replace(evidence, engine=Engine.COLUMNS))


@pytest.mark.skipif(not COMPILED, reason="nothing compiles here")
def test_until_the_engine_was_compiled_once_what_is_not_long_is_left_to_the_core(
    agreement: Path, evidence: Evidence, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(inputs, "SMALL_BYTES", 1)
    monkeypatch.setattr(compiling, "cache_folder", lambda: tmp_path / "compiled")
    another = tmp_path / "compiled/another_installation"
    another.mkdir(parents=True)
    (another / "kernel.nbc").touch()  # or what a run left that was stopped while it compiled
    compiling.note_kept.cache_clear()  # it is noted once in a process
    by_columns = []
    for most in (5_000_000, 1, 5_000_000):
        monkeypatch.setattr(inputs, "UNCOMPILED_BYTES", most)
        by_columns.append(load_case(agreement, evidence).table is not None)
    assert by_columns == [False, True, True]
