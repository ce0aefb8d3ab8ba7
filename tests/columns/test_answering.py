"""A long table is judged some tickets at a time, to the same answer as at once."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from acuerdo.columns import judge_columns
from acuerdo.columns.answering import TableAnswer, answer_table
from acuerdo.columns.compiling import COMPILED
from acuerdo.columns.reading import order_rows
from acuerdo.columns.routing import Question
from acuerdo.core.hours import to_us
from acuerdo.studies.inputs import Case, Engine, Evidence, load_case

EXAMPLE = Path(__file__).parents[2] / "examples" / "retail-en"
NOW = to_us(datetime(2026, 7, 1, tzinfo=UTC))
EVERYTHING = 10**9
ENGINE = "numba" if COMPILED else "numpy"


@pytest.fixture(scope="module")
def case() -> Case:
    evidence = Evidence(
        facts=(EXAMPLE / "facts.csv",),
        exclusions=EXAMPLE / "exclusions.csv",
        now_us=NOW,
        engine=Engine.COLUMNS,
    )
    return load_case(EXAMPLE / "agreement.yaml", evidence)


def answered(case: Case, facts: pl.DataFrame, most_rows: int, told: list[float] | None = None) -> TableAnswer:
    question = Question(
        agreement=case.terms,
        as_of_us=case.as_of_us,
        statuses=case.statuses,
        exclusions=case.exclusions,
        known_at_us=case.known_at_us,
        marks=case.marks,
    )
    tell = None if told is None else told.append
    return answer_table(question, facts, engine=ENGINE, most_rows=most_rows, tell=tell)


def facts_of(case: Case) -> pl.DataFrame:
    assert case.table is not None
    return case.table


@pytest.mark.parametrize("order", ["ticket by ticket", "as it happened"])
@pytest.mark.parametrize("known_at", [None, "2026-04-20"])
def test_an_answer_in_parts_is_the_answer_at_once(case: Case, order: str, known_at: str | None) -> None:
    if known_at is not None:
        case = replace(case, known_at_us=to_us(datetime.fromisoformat(f"{known_at}T12:00:00+00:00")))
    facts = facts_of(case)
    facts = facts.sort("ticket", maintain_order=True) if order == "ticket by ticket" else facts.sort("at", "ticket")
    told: list[float] = []
    whole, parts = answered(case, facts, EVERYTHING), answered(case, facts, 300, told)
    assert parts.table.equals(whole.table)
    assert parts.shares.equals(whole.shares)
    assert parts.findings.equals(whole.findings)
    assert parts.account == whole.account
    assert len(whole.shares) > 500
    assert len(whole.findings) > 0
    assert len(told) > 5
    assert told == sorted(told)
    assert known_at is not None or told[-1] == 1.0


@pytest.mark.parametrize("processes", [1, 2])
def test_files_say_of_ratios_and_single_tickets_what_a_table_says(case: Case, tmp_path: Path, processes: int) -> None:
    facts = facts_of(case).sort("ticket", maintain_order=True)
    whole, path, out = answered(case, facts, EVERYTHING), tmp_path / "facts.parquet", tmp_path / "verdicts"
    facts.write_parquet(path)
    judge_columns(
        case.terms,
        [path],
        case.as_of_us,
        exclusions=case.exclusions,
        marks=case.marks,
        statuses=case.statuses,
        engine=ENGINE,
        processes=processes,
        out=out,
        examined=True,
        batch_rows=300,
    )
    assert len(list(out.glob("shares-*"))) == len(list(out.glob("findings-*"))) == len(list(out.glob("part-*"))) > 5
    assert pl.read_parquet(out / "shares-*").equals(whole.shares)
    assert pl.read_parquet(out / "findings-*").equals(whole.findings)
    assert pl.read_parquet(out / "part-*").height == whole.table.height


def test_nothing_known_yet_is_an_answer(case: Case) -> None:
    none = answered(replace(case, known_at_us=0), facts_of(case), 300)
    assert none.table.is_empty()
    assert none.account.not_yet_open == none.account.tickets == facts_of(case)["ticket"].n_unique()


def test_rows_are_cut_between_tickets(case: Case) -> None:
    rows = order_rows(facts_of(case))
    parts = list(rows.cut(40))
    longest = int((rows.first[1:] - rows.first[:-1]).max())
    assert max(len(part.frame) for part in parts) <= max(40, longest)
    assert pl.concat([part.frame for part in parts]).equals(rows.frame)
    assert pl.concat([part.tickets for part in parts]).to_list() == rows.tickets.to_list()
    assert [number for part in parts for number in part.row.tolist()] == rows.row.tolist()
    for part in parts:
        names = part.frame["ticket"].to_numpy()
        assert [names[place] for place in part.first[:-1]] == part.tickets.to_list()
    assert all(len(part.tickets) == 1 for part in rows.cut(1))
    assert len(list(rows.cut(1))) == len(rows.tickets)
