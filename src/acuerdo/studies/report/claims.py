"""Exclusions that one side claims and the other has not accepted: what would be attained if they were accepted."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from acuerdo.core.clock.exclusions import Exclusion, Scope
from acuerdo.core.periods import PeriodSpan
from acuerdo.studies.answers import Answer, judge_case
from acuerdo.studies.inputs import Case, only_tickets


def claims(exclusions: Sequence[Exclusion]) -> list[Exclusion]:
    """Return the exclusions that do not count, because only one side stands behind them."""
    return [exclusion for exclusion in exclusions if not exclusion.accepted]


def tables_if_accepted(answer: Answer, period: PeriodSpan) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """Judge again as if the claims that touch a period were accepted; None where there are none.

    The verdicts come first, then the parts in ratios. Only the tickets that a claim can concern are judged again.
    """
    case = answer.case
    open_claims = [claim for claim in claims(case.exclusions) if touches(claim, period)]
    if not open_claims:
        return None
    if all(claim.scope is Scope.TICKET for claim in open_claims):
        tickets = {claim.scope_id for claim in open_claims}
        case = only_tickets(case, tickets)
        is_other = ~pl.col("ticket").is_in(sorted(tickets))
        table, shares = answer.table.filter(is_other), answer.shares.filter(is_other)
    else:
        table, shares = answer.table.clear(), answer.shares.clear()
    again = judge_case(_accepting(case, open_claims))
    return pl.concat([table, again.table]), pl.concat([shares, again.shares])


def _accepting(case: Case, open_claims: Sequence[Exclusion]) -> Case:
    accepted = tuple(
        replace(exclusion, accepted_by=exclusion.accepted_by or exclusion.claimed_by or "-", disputed=False)
        if exclusion in open_claims
        else exclusion
        for exclusion in case.exclusions
    )
    return replace(case, exclusions=accepted)


def touches(exclusion: Exclusion, period: PeriodSpan) -> bool:
    """Say whether an exclusion has time in a period, or takes a whole ticket out, whenever that was.

    >>> night = Exclusion(id="m1", scope=Scope.AGREEMENT, from_us=0, until_us=10)
    >>> [touches(night, PeriodSpan(label="later", from_us=first, until_us=99)) for first in (9, 10)]
    [True, False]
    """
    starts = exclusion.from_us is None or exclusion.from_us < period.until_us
    return starts and (exclusion.until_us is None or exclusion.until_us > period.from_us)
