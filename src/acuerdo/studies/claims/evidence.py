"""Judging the evidence of a case under assumptions, by whichever engine the case is read for."""

from collections.abc import Mapping

import polars as pl

from acuerdo.core.clock.facts import Event
from acuerdo.core.clock.intake import StatusMap
from acuerdo.core.terms.agreement import Agreement
from acuerdo.core.terms.measures import Stage
from acuerdo.studies.claims.looking import looked_at, ours_of, worst_of
from acuerdo.studies.claims.shapes import Judged, Looking, Ours
from acuerdo.studies.inputs import Case
from acuerdo.studies.judging import judge_facts


def judged_by(case: Case) -> Judged:
    """Return what judges the evidence of a case, as often as it is asked."""
    return _by_columns(case, case.table) if case.table is not None else _by_core(case)


def _by_core(case: Case) -> Judged:
    def judged(terms: Agreement, looking: Looking, only: frozenset[str] | None) -> Mapping[str, Ours]:
        facts = case.facts if only is None else [fact for fact in case.facts if fact.ticket in only]
        judgement = judge_facts(
            terms,
            looked_at(facts, looking),
            as_of_us=case.as_of_us,
            exclusions=() if looking.unexcluded else case.exclusions,
            known_at_us=case.known_at_us,
            marks=case.marks,
        )
        return worst_of(ours_of(judgement.verdicts))

    return judged


def _by_columns(case: Case, table: pl.DataFrame) -> Judged:
    from acuerdo.columns.compiling import COMPILED  # noqa: PLC0415 - the compiler takes a second to load
    from acuerdo.columns.routing import Question  # noqa: PLC0415 - see above
    from acuerdo.columns.table import TableJudge  # noqa: PLC0415 - see above

    parts: dict[frozenset[str], pl.DataFrame] = {}

    def judged(terms: Agreement, looking: Looking, only: frozenset[str] | None) -> Mapping[str, Ours]:
        facts = table if only is None else parts.get(only)
        if facts is None:
            facts = parts[only or frozenset()] = table.filter(pl.col("ticket").is_in(sorted(only or ())))
        question = Question(
            agreement=terms,
            as_of_us=case.as_of_us,
            statuses=_statuses(case.statuses, looking),
            exclusions=() if looking.unexcluded else case.exclusions,
            known_at_us=case.known_at_us,
            marks=case.marks,
        )
        judge = TableJudge(question, engine="numba" if COMPILED else "numpy", life=True)
        if looking.until_closed:
            facts = facts.with_columns(pl.col("event").cast(pl.String).replace(str(Event.RESOLVED), str(Event.CHANGED)))
        return _told(judge.tell(judge.decide(judge.prepare(facts))).table)

    return judged


def _told(verdicts: pl.DataFrame) -> dict[str, Ours]:
    lines = verdicts.select(
        pl.col("ticket").cast(pl.String),
        pl.col("verdict").cast(pl.String),
        pl.col("due_at").cast(pl.Int64),
        (pl.col("consumed_s") * 1_000_000).round().cast(pl.Int64),
        pl.col("priority").cast(pl.String).fill_null(""),
    )
    return worst_of(
        (ticket, Ours(verdict=verdict, due_us=due_us, consumed_us=consumed_us, priority=priority))
        for ticket, verdict, due_us, consumed_us, priority in lines.iter_rows()
    )


def _statuses(known: StatusMap, looking: Looking) -> StatusMap:
    if not looking.until_closed:
        return known
    return {word: (Stage.OPEN, None) if means[0] is Stage.RESOLVED else means for word, means in known.items()}
