"""Judging tables of facts by what governs their tickets, straight into rows of clocks: no object for each verdict.

It says what `acuerdo.apps.clocks.commands` says of the same tickets, and names those that it leaves to it: those about
which somebody may have to be told, and those that need the scalar core. It loads what judges by columns, so no page
imports it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import polars as pl

from acuerdo.apps.agreements.days import Days
from acuerdo.apps.clocks.governing import Books, Governing
from acuerdo.apps.clocks.judging import UNGOVERNED
from acuerdo.apps.clocks.lines import Answer, Engine, clock_rows
from acuerdo.columns.arrays import MERGED, STAGES, Truths, Whole
from acuerdo.columns.batches import Judged, judge_batch
from acuerdo.columns.encoding import Encoded, encode
from acuerdo.columns.lives import Lives
from acuerdo.columns.plan import PRIORITY
from acuerdo.columns.reading import Rows, order_rows
from acuerdo.columns.shares import find_shares
from acuerdo.columns.table import Prepared
from acuerdo.core.clock.exclusions import Exclusion, Scope
from acuerdo.core.clock.facts import CLEARED
from acuerdo.core.clock.fold import Judge
from acuerdo.core.clock.intake import StatusMap
from acuerdo.core.clock.verdict import Mark
from acuerdo.core.measures.ratios import SHARE_FIELDS, Apart
from acuerdo.core.terms.agreement import Metric

_ENGINES = 20
_QUARTER_US = 15 * 60 * 1_000_000
_NOT_GOVERNED = Judge(UNGOVERNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """As of when tickets are judged, what status words mean, and how a ticket of the table is known: source and name.

    `pauses_unknown`: their facts come from where pauses are not known.
    """

    as_of_us: int
    statuses: StatusMap
    named: Callable[[str], tuple[str, str]]
    pauses_unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Tickets (by their places) that the same versions govern, and their facts."""

    governing: Sequence[Governing]
    places: Whole
    rows: Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupJudged:
    """How tickets stand by the first version that governs them, their clocks and parts by each, and which are `left`.

    `place` is a ticket's among all; of those that are left nothing is said.
    """

    states: pl.DataFrame
    clocks: Sequence[pl.DataFrame]
    parts: Sequence[pl.DataFrame]
    left: Whole


def judge_groups(asked: Asked, groups: Iterator[Group]) -> Iterator[GroupJudged]:
    """Judge tickets group by group."""
    for group in groups:
        judged = _judged(asked, group)
        yield GroupJudged(
            states=judged.states.with_columns(pl.Series("place", group.places)),
            clocks=[_placed(one, group) for one in judged.clocks],
            parts=[_placed(one, group) for one in judged.parts],
            left=group.places[judged.odd],
        )


def _placed(table: pl.DataFrame, group: Group) -> pl.DataFrame:
    return table.with_columns(pl.Series("place", group.places[table["place"].to_numpy()]))


def group_tickets(
    rows: Rows, opened: Sequence[int], customers: Sequence[int | None], services: Sequence[str], books: Books
) -> Iterator[Group]:
    """Put those tickets together that the same versions govern: when opened, whose (a row's id), and about what."""
    asked = zip(customers, _days(books, opened), services, strict=True)
    alike: dict[tuple[int | None, Days, str], list[int]] = {}
    for place, one in enumerate(asked):
        alike.setdefault(one, []).append(place)
    found: dict[tuple[int, ...], tuple[list[Governing], list[int]]] = {}
    for (customer, days, service), several in alike.items():
        governing = books.governing_on(days, customer, frozenset({service} if service else ()))
        found.setdefault(tuple(one.version.pk for one in governing), (governing, []))[1].extend(several)
    for governing, numbers in found.values():
        places = np.sort(np.array(numbers))
        own = np.isin(rows.ticket_of_row, places)
        yield Group(
            governing=governing,
            places=places,
            rows=rows if own.all() else order_rows(rows.frame.filter(pl.Series(own))),
        )


def last_said(said: pl.Series, first: Whole) -> pl.Series:
    """Return what is said last in the rows of each ticket, empty for nothing; `first` says where they begin."""
    place = np.where(said.is_not_null().to_numpy(), np.arange(len(said)), -1)
    latest = np.append(-1, np.maximum.accumulate(place))[first[1:]]
    found = said.gather(np.maximum(latest, 0)) if len(said) else pl.Series([None] * len(latest), dtype=pl.String)
    return found.set(pl.Series(latest < first[:-1]), None).replace(CLEARED, "").fill_null("")


def _days(books: Books, instants: Sequence[int]) -> Iterator[Days]:
    """Yield which dates it is at instants, looked up once for those of a quarter of an hour with no midnight in it."""
    known: dict[int, Days | None] = {}
    for at_us in instants:
        quarter = at_us // _QUARTER_US
        if quarter not in known:
            first, last = (books.days(one) for one in (quarter * _QUARTER_US, (quarter + 1) * _QUARTER_US - 1))
            known[quarter] = first if first == last else None
        yield known[quarter] or books.days(at_us)


class _Judged(NamedTuple):
    """As `GroupJudged`, by places in the group."""

    states: pl.DataFrame
    clocks: Sequence[pl.DataFrame]
    parts: Sequence[pl.DataFrame]
    odd: Truths


def _judged(asked: Asked, group: Group) -> _Judged:
    """Judge the tickets of a group by each version that governs them."""
    marks = (Mark.PAUSES_UNKNOWN,) if asked.pauses_unknown else ()
    odd = np.zeros(len(group.places), np.bool_)
    states, clocks, parts = list[pl.DataFrame](), list[pl.DataFrame](), list[pl.DataFrame]()
    for governing in group.governing or (None,):
        engine = _engine(_NOT_GOVERNED) if governing is None else _engine(governing.judge, governing.spans)
        encoded = encode(group.rows, engine.plan, asked.statuses, asked.as_of_us)
        judged = judge_batch(encoded, engine.plan, engine.horizon, asked.as_of_us, engine.warnings)
        odd |= encoded.odd | encoded.unopened | judged.odd
        states.append(_states(group.rows, encoded, judged))
        if governing is not None:
            odd |= _left_out(governing, asked, group.rows)
            said = Answer(
                governing=governing,
                engine=engine,
                rows=group.rows,
                encoded=encoded,
                judged=judged,
                odd=odd,
                as_of_us=asked.as_of_us,
                marks=marks,
            )
            rows, waiting = clock_rows(said)
            odd = odd | waiting
            clocks.append(rows)
            if governing.terms.ratios:
                parts.append(_parts(asked, governing, Prepared(group.rows, encoded)))
    return _Judged(states[0], clocks, parts, odd | (states[0]["stage"] == STAGES[MERGED]).to_numpy())


def _parts(asked: Asked, governing: Governing, prepared: Prepared) -> pl.DataFrame:
    """Return the parts of tickets in promised shares, in the columns of their rows; what is left out is of no use."""
    shares = find_shares(Lives(prepared, asked.as_of_us), governing.terms)
    aged = [one.id for one in governing.terms.ratios if one.metric is Metric.BACKLOG_AGE]
    known = pl.col("commitment").is_in(aged) if asked.pauses_unknown else pl.lit(value=True)
    return shares.select(
        pl.col("ticket").alias("place"),
        pl.lit(governing.version.agreement_id).alias("agreement_id"),
        pl.lit(governing.version.pk).alias("version_id"),
        "commitment",
        *SHARE_FIELDS[2:-1],
        pl.when(known).then(pl.lit("")).otherwise(pl.lit(str(Apart.UNKNOWN))).alias("apart"),
    )


@lru_cache(_ENGINES)
def _engine(judge: Judge, spans: tuple[Exclusion, ...] = ()) -> Engine:
    """Return the columns for what a judge goes by; it is the same one from part to part."""
    return Engine(judge.agreement, spans)


def _left_out(governing: Governing, asked: Asked, rows: Rows) -> Truths:
    """Return the tickets of which alone both sides agreed not to count something."""
    own = [one for one in governing.agreed if one.exclusion.scope is Scope.TICKET]
    if not own:
        return np.zeros(len(rows.tickets), np.bool_)
    names = {(one.source, one.exclusion.scope_id) for one in own}
    return np.array([asked.named(name) in names for name in rows.tickets], np.bool_)


def _states(rows: Rows, encoded: Encoded, judged: Judged) -> pl.DataFrame:
    """Return how tickets stand after all their facts; of those that columns do not judge it says nothing of use."""
    moments, count = judged.moments, len(rows.tickets)
    last = np.minimum(np.maximum(moments.first[1:] - 1, 0), max(len(moments.at) - 1, 0))
    stages = [str(stage) for stage in STAGES]
    texts = [state.fields.get(PRIORITY, "") for state in judged.states]
    open_ = len(moments.at) > 0
    stage = [stages[code] for code in moments.stage[last]] if open_ else [""] * count
    reason = [encoded.reasons[code] if code >= 0 else "" for code in moments.reason[last]] if open_ else [""] * count
    priority = [texts[code] for code in moments.state[last]] if open_ else [""] * count
    return pl.DataFrame({"stage": stage, "reason": reason, "priority": priority, "status": _statuses(rows, encoded)})


def _statuses(rows: Rows, encoded: Encoded) -> pl.Series:
    """Return the last status of each ticket, the stage's own word where its fact says none."""
    facts = encoded.facts
    frame = (
        rows.frame if len(facts.at) == len(rows.at) else rows.frame.filter(pl.Series(~encoded.odd[rows.ticket_of_row]))
    )
    words = pl.Series([*(str(stage) for stage in STAGES), None], dtype=pl.String).gather(
        facts.stage % (len(STAGES) + 1)
    )
    said = frame.select(pl.when(words.is_not_null()).then(pl.coalesce("status", words))).to_series()
    return last_said(said, facts.first)
