"""Can this agreement be kept? Each promised share held against a history, as plain figures."""

from dataclasses import dataclass

from acuerdo.connectors.imported import Progress
from acuerdo.documents import AgreementDocument
from acuerdo.statistics.intervals import wilson
from acuerdo.studies.answers import judge_case
from acuerdo.studies.inputs import Evidence, case_for
from acuerdo.studies.promise import Promise, promises


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One promised share (or one of its groups) under a history.

    `target`, `low` and `high` are ratios 0..1 (the interval: Wilson, 95 %); `missed` of the `periods` that had enough
    clocks missed the promise; `unit` is the period's (`month`, ...); `colour` and `reasons` are the study's words for
    how realistic it is; `honest` is the largest share that would be kept (None: none, or nobody can say).
    """

    commitment: str
    group: str
    target: float
    met: int
    n: int
    low: float
    high: float
    missed: int
    periods: int
    unit: str
    colour: str
    reasons: tuple[str, ...]
    honest: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What came of holding an agreement against a history."""

    kept: tuple[Kept, ...]
    tickets: int
    refused: int


def hold(document: AgreementDocument, evidence: Evidence, progress: Progress | None = None) -> Held:
    """Judge a history by an agreement and say of each promised share how it would have gone.

    Raises what readers of facts raise (`ImportRefused`), `TooManyRefused` and `NoFacts`.
    """
    case = case_for(document, evidence, progress)
    answer = judge_case(case, progress)
    units = {one.id: one.period.unit for one in case.terms.commitments}
    found = promises(case.terms, answer.table, answer.attained)
    return Held(
        kept=tuple(_kept(promise, units[promise.commitment]) for promise in found),
        tickets=case.counts.tickets,
        refused=case.counts.refused,
    )


def _kept(promise: Promise, unit: str) -> Kept:
    met, n = sum(one.met for one in promise.history), promise.tickets
    interval = wilson(met, n) if n else None
    honest = promise.honest
    return Kept(
        commitment=promise.commitment,
        group=promise.group or "",
        target=float(promise.target),
        met=met,
        n=n,
        low=0.0 if interval is None else interval.low,
        high=1.0 if interval is None else interval.high,
        missed=promise.missed,
        periods=len(promise.history),
        unit=unit,
        colour=str(promise.colour.colour),
        reasons=tuple(str(one) for one in promise.colour.reasons),
        honest=None if honest is None or honest.target is None else float(honest.target),
    )
