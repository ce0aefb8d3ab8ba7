"""Parts in ratios and findings by both engines, side by side."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import polars as pl

from acuerdo.columns.compiling import COMPILED
from acuerdo.columns.examining import Examined, examine
from acuerdo.columns.findings import FINDING_SCHEMA
from acuerdo.columns.routing import Question
from acuerdo.columns.shares import share_rows
from acuerdo.columns.table import TableJudge
from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.facts import STATUS_WORDS, Fact
from acuerdo.core.clock.verdict import Mark
from acuerdo.core.terms.agreement import Agreement
from acuerdo.studies.judging import judge_facts

Marks = Mapping[str, tuple[Mark, ...]]
NO_MARKS: Marks = MappingProxyType({})


def examined_by_columns(
    agreement: Agreement,
    table: pl.DataFrame,
    as_of_us: int,
    known_at_us: int | None = None,
    *,
    exclusions: Sequence[Exclusion] = (),
    marks: Marks = NO_MARKS,
) -> Examined:
    """Examine a table of facts over columns."""
    question = Question(
        agreement=agreement,
        as_of_us=as_of_us,
        statuses=STATUS_WORDS,
        known_at_us=known_at_us,
        exclusions=exclusions,
        marks=marks,
    )
    engine = "numba" if COMPILED else "numpy"
    return examine(question, TableJudge(question, engine=engine).prepare(table))


def examined_by_core(
    agreement: Agreement,
    facts: Sequence[Fact],
    as_of_us: int,
    known_at_us: int | None = None,
    *,
    exclusions: Sequence[Exclusion] = (),
    marks: Marks = NO_MARKS,
) -> Examined:
    """Examine facts by the scalar core."""
    judgement = judge_facts(
        agreement, facts, as_of_us=as_of_us, known_at_us=known_at_us, exclusions=exclusions, marks=marks
    )
    findings = [(one.fact.ticket, one.code, one.fact.at_us, one.fact.row, one.expected) for one in judgement.findings]
    return Examined(
        shares=share_rows(judgement.ratio_cases),
        findings=pl.DataFrame(findings, schema=FINDING_SCHEMA, orient="row"),
    )
