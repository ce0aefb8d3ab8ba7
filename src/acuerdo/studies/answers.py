"""Judging a case: one answer, whichever engine found it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from acuerdo.connectors.imported import Progress
from acuerdo.studies.attained import Attained, attained
from acuerdo.studies.inputs import Case
from acuerdo.studies.judging import Judgement, judge_facts
from acuerdo.studies.tables import verdict_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The verdicts of a case as a table, what was attained, and an account of everything else.

    `table` has the columns of `studies.tables.TABLE_SCHEMA`. `judgement` accounts for tickets and facts; its verdicts
    are values only where the scalar core judged.
    """

    case: Case
    table: pl.DataFrame
    attained: Sequence[Attained]
    judgement: Judgement
    engine: str = field(default="core")


def judge_case(case: Case, progress: Progress | None = None) -> Answer:
    """Judge a case by the scalar core."""
    tickets = max(case.counts.tickets, 1)

    def tell(done: int) -> None:
        if progress is not None:
            progress("judging", min(done / tickets, 1.0))

    judgement = judge_facts(
        case.terms,
        case.facts,
        as_of_us=case.as_of_us,
        exclusions=case.exclusions,
        known_at_us=case.known_at_us,
        marks=case.marks,
        progress=tell,
    )
    table = verdict_table(judgement.verdicts)
    rows = attained(case.terms, table, judgement.ratio_cases, as_of_us=case.as_of_us)
    return Answer(case=case, table=table, attained=rows, judgement=judgement)
