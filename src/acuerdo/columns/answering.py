"""All that a table of facts comes to: verdict lines, parts in ratios, findings, and an account of every ticket."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from acuerdo.columns.account import Account
from acuerdo.columns.examining import examine
from acuerdo.columns.routing import Question
from acuerdo.columns.streaming import BATCH_ROWS
from acuerdo.columns.table import TableJudge


@dataclass(frozen=True, slots=True, kw_only=True)
class TableAnswer:
    """The lines of `LINE_SCHEMA` and `LIFE_SCHEMA` with words as text, parts (`SHARE_SCHEMA`), findings, the account.

    All of them are in the order of the tickets.
    """

    table: pl.DataFrame
    shares: pl.DataFrame
    findings: pl.DataFrame
    account: Account


def answer_table(
    question: Question,
    facts: pl.DataFrame,
    *,
    engine: str,
    most_rows: int = BATCH_ROWS,
    tell: Callable[[float], None] | None = None,
) -> TableAnswer:
    """Judge a table of facts in any order, some whole tickets at a time: memory holds the answer and little else.

    `tell` is told the share of the facts that is judged, 0..1. Raises `TableRefused`.
    """
    judge = TableJudge(question, engine=engine, life=True)
    account, rows = Account(), 0
    tables, shares, findings = [], [], []
    for prepared in judge.prepare_parts(facts, most_rows):
        answer = judge.tell(judge.decide(prepared))
        examined = examine(question, prepared)
        account.add(answer.account)
        tables.append(answer.table.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String)))
        shares.append(examined.shares)
        findings.append(examined.findings)
        rows += len(prepared.rows.frame)
        if tell is not None:
            tell(rows / max(len(facts), 1))
    return TableAnswer(table=pl.concat(tables), shares=pl.concat(shares), findings=pl.concat(findings), account=account)
