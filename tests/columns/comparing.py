"""The two engines side by side, field by field."""

from collections.abc import Mapping, Sequence

import polars as pl

from acuerdo.columns.account import ColumnsAnswer
from acuerdo.columns.routing import Question
from acuerdo.columns.table import TableJudge
from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.facts import STATUS_WORDS, Fact
from acuerdo.core.clock.verdict import Mark
from acuerdo.core.terms.agreement import Agreement
from acuerdo.studies.judging import Judgement, judge_facts
from acuerdo.studies.tables import TABLE_SCHEMA, verdict_table


def judge_table(
    agreement: Agreement,
    table: pl.DataFrame,
    as_of_us: int,
    *,
    engine: str,
    exclusions: Sequence[Exclusion] = (),
    known_at_us: int | None = None,
    marks: Mapping[str, tuple[Mark, ...]] | None = None,
) -> ColumnsAnswer:
    """Judge a table whole by one engine."""
    question = Question(
        agreement=agreement,
        as_of_us=as_of_us,
        statuses=STATUS_WORDS,
        exclusions=exclusions,
        known_at_us=known_at_us,
        marks=marks or {},
    )
    return TableJudge(question, engine=engine, life=True).judge(table)


def plain_words(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table of verdicts with words as text."""
    return table.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))


def differences(found: pl.DataFrame, expected: pl.DataFrame) -> list[str]:
    """Return what differs between two tables of verdicts, in words."""
    found, expected = plain_words(found), plain_words(expected)
    if found.columns != expected.columns or len(found) != len(expected):
        return [f"{len(found)} lines of {found.columns}, expected {len(expected)} of {expected.columns}"]
    return [
        f"{name} of {one['ticket']}/{one['commitment']}/{one['cycle']}: {one[name]!r}, expected {other[name]!r}"
        for one, other in zip(found.iter_rows(named=True), expected.iter_rows(named=True), strict=True)
        for name in expected.columns
        if one[name] != other[name]
    ]


def judged_by_core(
    agreement: Agreement, facts: Sequence[Fact], as_of_us: int, exclusions: Sequence[Exclusion] = ()
) -> tuple[Judgement, pl.DataFrame]:
    """Judge facts by the scalar core."""
    judgement = judge_facts(agreement, facts, as_of_us=as_of_us, exclusions=exclusions)
    return judgement, verdict_table(judgement.verdicts).select(list(TABLE_SCHEMA))
