"""Judging a case: one answer, whichever engine found it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from acuerdo.connectors.imported import Progress
from acuerdo.core.clock.history import LATE_US, MOST_AHEAD_US
from acuerdo.studies.attained import attained
from acuerdo.studies.inputs import Case, Engine, facts_of
from acuerdo.studies.judging import Judgement, RefusedFact, RefusedTicket, judge_facts
from acuerdo.studies.standings import Attained
from acuerdo.studies.tables import TABLE_SCHEMA, finding_table, share_table, verdict_table

if TYPE_CHECKING:
    from acuerdo.columns.account import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The verdicts of a case as a table, what was attained, and an account of everything else.

    `table`, `shares` and `findings` have the columns of `TABLE_SCHEMA`, `SHARE_SCHEMA` and `FINDING_SCHEMA`.
    `judgement` accounts for tickets and facts; it holds verdicts, parts in ratios and findings as values only where the
    scalar core judged.
    """

    case: Case
    table: pl.DataFrame
    shares: pl.DataFrame
    findings: pl.DataFrame
    attained: Sequence[Attained]
    judgement: Judgement
    engine: Engine


def judge_case(case: Case, progress: Progress | None = None) -> Answer:
    """Judge a case: a table of facts by the columns, facts as values by the scalar core."""
    if case.table is not None:
        return _by_columns(case, case.table, progress)
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
    shares = share_table(judgement.ratio_cases)
    return Answer(
        case=case,
        table=table,
        shares=shares,
        findings=finding_table(judgement.findings),
        attained=attained(case.terms, table, shares, as_of_us=case.as_of_us),
        judgement=judgement,
        engine=Engine.CORE,
    )


def _by_columns(case: Case, facts: pl.DataFrame, progress: Progress | None) -> Answer:
    # The compiler takes a second or two to load: only what is judged by columns waits for it.
    from acuerdo.columns.answering import answer_table  # noqa: PLC0415 - see above
    from acuerdo.columns.compiling import COMPILED  # noqa: PLC0415 - see above
    from acuerdo.columns.routing import Question  # noqa: PLC0415 - see above

    def tell(share: float) -> None:
        if progress is not None:
            progress("judging", share)

    tell(0.0)
    question = Question(
        agreement=case.terms,
        as_of_us=case.as_of_us,
        statuses=case.statuses,
        exclusions=case.exclusions,
        known_at_us=case.known_at_us,
        marks=case.marks,
    )
    answer = answer_table(question, facts, engine="numba" if COMPILED else "numpy", tell=tell)
    table = answer.table.select(list(TABLE_SCHEMA))
    return Answer(
        case=case,
        table=table,
        shares=answer.shares,
        findings=answer.findings,
        attained=attained(case.terms, table, answer.shares, as_of_us=case.as_of_us),
        judgement=_account(case, facts, answer.account),
        engine=Engine.COLUMNS,
    )


def _account(case: Case, facts: pl.DataFrame, account: "Account") -> Judgement:
    """Account for a judgement by columns as the scalar core would."""
    recorded = pl.col("recorded_at") - pl.col("at")
    if case.known_at_us is not None:
        facts = facts.filter(pl.coalesce("recorded_at", "at") <= case.known_at_us)
    return Judgement(
        agreement=case.terms,
        as_of_us=case.as_of_us,
        tickets=account.tickets,
        judged=account.judged,
        not_yet_open=account.not_yet_open,
        refused_tickets=[RefusedTicket(one.ticket, one.code, one.facts) for one in account.refused_tickets],
        refused_facts=[RefusedFact(one.ticket or "?", one.code, one.row, None) for one in account.refused_rows],
        quarantined=facts_of(case, facts, -recorded > MOST_AHEAD_US),
        late=facts_of(case, facts, recorded > LATE_US),
    )
