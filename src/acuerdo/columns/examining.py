"""What a judgement says beside its verdicts: parts of tickets in ratios, and findings about single tickets."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from acuerdo.columns.account import Account
from acuerdo.columns.findings import FINDING_SCHEMA, find_findings
from acuerdo.columns.lives import Lives
from acuerdo.columns.routing import CoreJudge, Question
from acuerdo.columns.shares import SHARE_SCHEMA, find_shares, share_rows
from acuerdo.columns.table import Prepared
from acuerdo.core.clock.timeline import Timeline
from acuerdo.core.clock.verdict import Mark
from acuerdo.core.measures.ratios import Apart, ratio_case, wholly_excluded
from acuerdo.core.terms.agreement import Metric


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """The parts in ratios (`SHARE_SCHEMA`) and the findings (`FINDING_SCHEMA`), in the order of the tickets."""

    shares: pl.DataFrame
    findings: pl.DataFrame


def examine(question: Question, prepared: Prepared) -> Examined:
    """Find parts in ratios and findings over columns; tickets that only the scalar core can tell, one by one."""
    agreement = question.agreement
    lives = Lives(prepared, question.as_of_us)
    findings = find_findings(lives, agreement)
    shares = find_shares(lives, agreement) if agreement.ratios else None
    odd = np.flatnonzero(prepared.encoded.odd).tolist()
    incomplete = {name for name, marks in question.marks.items() if Mark.INCOMPLETE_HISTORY in marks}
    if odd:
        by_core = _timelines(question, prepared, odd, incomplete)
        findings = pl.concat([findings, _core_findings(by_core)]).sort("ticket", "place", "rank")
        if shares is not None:
            shares = pl.concat([shares, _core_shares(question, by_core)]).sort("ticket", "ratio", "span")
    tickets = prepared.rows.tickets
    named = pl.DataFrame(schema=SHARE_SCHEMA) if shares is None else _named(shares, tickets, SHARE_SCHEMA)
    return Examined(
        shares=_set_apart(question, named, incomplete),
        findings=_named(findings, tickets, FINDING_SCHEMA),
    )


def _named(table: pl.DataFrame, tickets: pl.Series, schema: pl.Schema) -> pl.DataFrame:
    """Return the columns of a schema, tickets by name."""
    return table.with_columns(tickets.gather(table["ticket"]).alias("ticket")).select(list(schema))


def _set_apart(question: Question, shares: pl.DataFrame, incomplete: set[str]) -> pl.DataFrame:
    """Say which parts count for neither side, as `why_apart` does."""
    unknown = sorted(ticket for ticket, marks in question.marks.items() if Mark.PAUSES_UNKNOWN in marks)
    aged = [ratio.id for ratio in question.agreement.ratios if ratio.metric is Metric.BACKLOG_AGE]
    is_unknown = pl.col("ticket").is_in(unknown) & ~pl.col("commitment").is_in(aged)
    apart: pl.Expr = pl.when(is_unknown).then(pl.lit(Apart.UNKNOWN.value))
    apart = pl.when(pl.col("ticket").is_in(sorted(incomplete))).then(pl.lit(Apart.INCOMPLETE.value)).otherwise(apart)
    for ratio in question.agreement.ratios:
        excluded = sorted(wholly_excluded(ratio, question.exclusions))
        is_out = (pl.col("commitment") == ratio.id) & pl.col("ticket").is_in(excluded)
        apart = pl.when(is_out).then(pl.lit(Apart.EXCLUDED.value)).otherwise(apart)
    return shares.with_columns(apart.alias("apart"))


def _timelines(question: Question, prepared: Prepared, places: list[int], incomplete: set[str]) -> dict[int, Timeline]:
    """Return the timelines of some tickets; those of which a row is refused are added to the incomplete ones."""
    core, account = CoreJudge(question), Account()  # the verdicts account for these tickets; here nobody is told again
    found: dict[int, Timeline] = {}
    for place in places:
        timeline, marks = core.unfold(prepared.rows, place, account)
        if timeline is not None:
            found[place] = timeline
            incomplete.update({timeline.ticket} if Mark.INCOMPLETE_HISTORY in marks else ())
    return found


def _core_findings(timelines: dict[int, Timeline]) -> pl.DataFrame:
    rows = [
        (place, number, 0, finding.code, finding.fact.at_us, finding.fact.row, finding.expected)
        for place, timeline in timelines.items()
        for number, finding in enumerate(timeline.findings)
    ]
    names = ("ticket", "place", "rank", *list(FINDING_SCHEMA)[1:])
    kinds = (pl.Int64(), pl.Int64(), pl.Int8(), *list(FINDING_SCHEMA.values())[1:])
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def _core_shares(question: Question, timelines: dict[int, Timeline]) -> pl.DataFrame:
    agreement = question.agreement
    found = [
        (place, number, case)
        for place, timeline in timelines.items()
        for number, ratio in enumerate(agreement.ratios)
        if (case := ratio_case(agreement, ratio, timeline)) is not None
    ]
    rows = [len(case.rows) for _, _, case in found]
    return share_rows([case for _, _, case in found]).select(
        pl.Series("ticket", np.repeat([place for place, _, _ in found], rows), dtype=pl.Int64),
        pl.Series("ratio", np.repeat([number for _, number, _ in found], rows), dtype=pl.Int32),
        pl.int_range(pl.len()).alias("span"),
        *list(SHARE_SCHEMA)[1:],
    )
