"""What was frozen of the period of a report, held against what is judged now."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from acuerdo.core.clock.verdict import Mark, Outcome
from acuerdo.core.measures.placing import Kind, kind_of
from acuerdo.core.terms.agreement import Agreement
from acuerdo.studies.frozen import FrozenFigure, FrozenPeriod, FrozenVerdict
from acuerdo.studies.report.model import FrozenLine, FrozenNote, MovedVerdict, PromiseLine
from acuerdo.studies.standings import Attained

_FIGURES = (
    *("started_us", "stopped_us", "due_us", "breached_us", "target_us"),
    *("consumed_us", "excluded_us"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is judged now: by which terms, the promises of the report, the clocks of its period."""

    terms: Agreement
    promises: Sequence[PromiseLine]
    clocks: pl.DataFrame


def frozen_note(periods: Iterable[FrozenPeriod], label: str, judged: Judged) -> FrozenNote | None:
    """Return what was frozen of a period and what moved since; None where nobody froze it."""
    one = next((found for found in periods if found.label == label), None)
    if one is None:
        return None
    moved = tuple(_moved(one, judged))
    return FrozenNote(period=one, lines=tuple(_lines(one, judged.promises)), moved=moved)


def _lines(one: FrozenPeriod, promises: Sequence[PromiseLine]) -> Iterator[FrozenLine]:
    """Yield the frozen figures of the report's version; those of several versions are held against nothing."""
    now = {(line.commitment, line.group or ""): line.now for line in promises if line.now.period.label == one.label}
    for figure in one.figures:
        if one.version in figure.versions:
            own = now.get((figure.promise, figure.group)) if figure.versions == (one.version,) else None
            yield FrozenLine(figure=figure, now=own, differs=own is not None and _differ(figure, own))


def _differ(figure: FrozenFigure, now: Attained) -> bool:
    counts = {kind: int(getattr(now, str(kind))) for kind in Kind if kind is not Kind.RUNNING}
    frozen = {kind: figure.counts.get(kind, 0) for kind in counts}
    value_us = None if now.value is None else now.value.value_us
    return (frozen, figure.standing, figure.value_us) != (counts, now.standing, value_us)


def _moved(one: FrozenPeriod, judged: Judged) -> Iterator[MovedVerdict]:
    """Yield the clocks that say something else now than was frozen, in the order of their tickets."""
    was = {(verdict.ticket, verdict.commitment, verdict.cycle): verdict for verdict in one.verdicts}
    now = {(verdict.ticket, verdict.commitment, verdict.cycle): verdict for verdict in _now(one, judged)}
    for place in sorted({*was, *now}):
        before, after = was.get(place), now.get(place)
        if before is None or before.moved_to(after):
            yield MovedVerdict(ticket=place[0], commitment=place[1], cycle=place[2], was=before, now=after)


def _now(one: FrozenPeriod, judged: Judged) -> Iterator[FrozenVerdict]:
    """Yield the clocks of promises of the period's unit that are decided and stand in it now."""
    periods = ((each.id, each.period) for each in judged.terms.commitments)
    names = [name for name, period in periods if period.rolling_days is None and period.unit == one.unit]
    for row in judged.clocks.filter(pl.col("commitment").is_in(names)).iter_rows(named=True):
        kind = kind_of(Outcome(row["verdict"]), [Mark(mark) for mark in row["marks"] or ()])
        if kind is not Kind.RUNNING:
            yield _verdict(row, kind)


def _verdict(row: dict[str, Any], kind: Kind) -> FrozenVerdict:
    figures = {name: row[name] for name in _FIGURES}
    if row["stopped_us"] is None:
        figures |= {"consumed_us": None, "excluded_us": None}
    return FrozenVerdict(
        ticket=row["ticket"],
        commitment=row["commitment"],
        cycle=row["cycle"],
        kind=kind,
        verdict=row["verdict"],
        group=row["group"] or "",
        **figures,
    )
