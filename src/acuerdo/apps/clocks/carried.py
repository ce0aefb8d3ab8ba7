"""Judging tickets that come whole and are new by columns, straight into rows: no object for each verdict.

It says what `acuerdo.apps.clocks.commands` says of the same tickets, and names those that it leaves to it: those about
which somebody may have to be told, and those that need the scalar core. It loads what judges by columns, so no page
imports it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from acuerdo.apps.agreements.days import Days
from acuerdo.apps.clocks.governing import Books, Governing
from acuerdo.apps.clocks.judging import UNGOVERNED
from acuerdo.apps.clocks.lines import Answer, Engine, clock_rows
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.journal.tables import LaidTable, lay_table
from acuerdo.apps.tickets.carried import Carrying
from acuerdo.apps.tickets.reading import customers_by_word
from acuerdo.columns.arrays import MERGED, STAGES, Truths, Whole
from acuerdo.columns.batches import Judged, judge_batch
from acuerdo.columns.encoding import Encoded, encode
from acuerdo.columns.plan import PRIORITY
from acuerdo.columns.reading import Rows, order_rows
from acuerdo.core.clock.facts import CLEARED, Event
from acuerdo.core.clock.fold import Judge
from acuerdo.core.clock.verdict import Mark

_FIELDS = ("service", "type", "team", "owner")
_ENGINES = 20
_QUARTER_US = 15 * 60 * 1_000_000
_NOT_GOVERNED = Judge(UNGOVERNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedWhole:
    """What is to be kept of tickets: rows of their clocks (`name` is the ticket's), and rows of the tickets themselves.

    `left` are the names of those that the scalar core has to judge: nothing is said of them. `read` is what was read of
    whose they are and of what governs them, `words` and `customers` whereof.
    """

    clocks: pl.DataFrame
    tickets: pl.DataFrame
    left: list[str]
    words: frozenset[str]
    customers: frozenset[int]
    read: object


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Tickets (by their places) that the same versions govern, and their facts."""

    governing: Sequence[Governing]
    places: Whole
    rows: Rows


def judge_whole(carrying: Carrying, told: pl.DataFrame) -> JudgedWhole:
    """Judge tickets by all facts that there are of them, as of the instant at which they came."""
    rows = order_rows(told)
    said = _last_said(rows.frame["customer"], rows.first)
    words = frozenset(said)
    whose = _whose(carrying, words)
    known = _known(carrying, rows, said, whose)
    left = _unusual(rows, known, carrying.received_us)
    clocks, states = list[pl.DataFrame](), list[pl.DataFrame]()
    customers = frozenset(known["customer_id"].drop_nulls())
    books = Books(customers)
    for group in _groups(rows, known, books):
        state, found, odd = _judged(carrying, group)
        left[group.places[odd]] = True
        states.append(state.with_columns(pl.Series("place", group.places)))
        clocks += [one.with_columns(pl.Series("place", group.places[one["place"].to_numpy()])) for one in found]
    kept = known.select("place", "name").filter(pl.Series(~left))
    return JudgedWhole(
        clocks=_of_kept(pl.concat(clocks), kept) if clocks else pl.DataFrame(),
        tickets=_of_kept(known.drop("name").join(pl.concat(states), on="place"), kept),
        left=rows.tickets.filter(pl.Series(left)).to_list(),
        words=words,
        customers=customers,
        read=(whose, books.read),
    )


def is_as_read(carrying: Carrying, judged: JudgedWhole) -> bool:
    """Say whether tickets are still those of the same customers, and governed by the same."""
    return judged.read == (_whose(carrying, judged.words), Books(judged.customers).read)


def lay_clocks(clocks: pl.DataFrame, tickets: Mapping[str, int]) -> LaidTable | None:
    """Lay clocks of tickets whose rows have these ids out as rows; None where there are none."""
    if not clocks.height:
        return None
    ids = pl.col("name").replace_strict(tickets, return_dtype=pl.Int64).alias("ticket_id")
    return lay_table(Clock, clocks.select(ids, pl.exclude("name")))


def _of_kept(table: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of tickets that are kept, with the names of these, in their order."""
    return table.join(kept, on="place").sort("place", maintain_order=True).drop("place")


def _whose(carrying: Carrying, words: Collection[str]) -> dict[str, int]:
    """Return which customer (its row's id) each word of the source stands for, where it is not of one alone."""
    source = carrying.source
    if source.customer_id:
        return dict.fromkeys(words, source.customer_id)
    return {word: customer for (_, word), customer in customers_by_word([source.pk], words).items()}


def _known(carrying: Carrying, rows: Rows, words: pl.Series, whose: Mapping[str, int]) -> pl.DataFrame:
    """Return what rows of tickets hold that no agreement changes."""
    fields = {name: _last_said(rows.frame[name], rows.first) for name in _FIELDS}
    customers = [whose.get(word) for word in words]
    received = rows.frame["recorded_at"].to_numpy()
    return pl.DataFrame(
        {
            "place": np.arange(len(rows.tickets)),
            "name": rows.tickets,
            "customer_id": pl.Series(customers, dtype=pl.Int64),
            "customer_word": words,
            "opened_us": rows.at[rows.first[:-1]],
            "facts": np.diff(rows.first),
            "changed_us": np.maximum.reduceat(received, rows.first[:-1]),
            **fields,
        }
    ).with_columns(
        pl.lit(carrying.received_us).alias("folded_us"),
        pl.lit(carrying.pauses_unknown).alias("pauses_unknown"),
    )


def _unusual(rows: Rows, known: pl.DataFrame, as_of_us: int) -> Truths:
    """Return the tickets that are not opened by their first fact, have some still to come, or change their service."""
    opens = (rows.frame["event"] == Event.OPENED).to_numpy()
    found = ~opens[rows.first[:-1]] | (rows.at[rows.first[1:] - 1] > as_of_us)
    said = rows.frame["service"]
    other = (said.is_not_null() & (said.replace(CLEARED, "") != known["service"].gather(rows.ticket_of_row))).to_numpy()
    found[rows.ticket_of_row[other]] = True
    return np.asarray(found)


def _groups(rows: Rows, known: pl.DataFrame, books: Books) -> Iterator[_Group]:
    """Put those tickets together that the same versions govern."""
    dates = _days(books, known["opened_us"].to_list())
    asked = zip(known["customer_id"].to_list(), dates, known["service"].to_list(), strict=True)
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
        yield _Group(
            governing=governing,
            places=places,
            rows=rows if own.all() else order_rows(rows.frame.filter(pl.Series(own))),
        )


def _days(books: Books, instants: Sequence[int]) -> Iterator[Days]:
    """Yield which dates it is at instants, looked up once for those of a quarter of an hour with no midnight in it."""
    known: dict[int, Days | None] = {}
    for at_us in instants:
        quarter = at_us // _QUARTER_US
        if quarter not in known:
            first, last = (books.days(one) for one in (quarter * _QUARTER_US, (quarter + 1) * _QUARTER_US - 1))
            known[quarter] = first if first == last else None
        yield known[quarter] or books.days(at_us)


def _judged(carrying: Carrying, group: _Group) -> tuple[pl.DataFrame, list[pl.DataFrame], Truths]:
    """Return how tickets of a group stand by the first version, their clocks by each, and which of them are left."""
    marks = (Mark.PAUSES_UNKNOWN,) if carrying.pauses_unknown else ()
    odd = np.zeros(len(group.places), np.bool_)
    states, clocks = list[pl.DataFrame](), list[pl.DataFrame]()
    for governing in group.governing or (None,):
        engine = _engine(_NOT_GOVERNED if governing is None else governing.judge)
        encoded = encode(group.rows, engine.plan, carrying.statuses, carrying.received_us)
        judged = judge_batch(encoded, engine.plan, engine.horizon, carrying.received_us, engine.warnings)
        odd |= encoded.odd | encoded.unopened | judged.odd | (not engine.answers)
        states.append(_states(group.rows, encoded, judged))
        if governing is not None:
            odd |= _left_out(governing, carrying.source.key, group.rows)
            said = Answer(
                governing=governing,
                engine=engine,
                rows=group.rows,
                encoded=encoded,
                judged=judged,
                odd=odd,
                as_of_us=carrying.received_us,
                marks=marks,
            )
            rows, waiting = clock_rows(said)
            odd = odd | waiting
            clocks.append(rows)
    return states[0], clocks, odd | (states[0]["stage"] == STAGES[MERGED]).to_numpy()


@lru_cache(_ENGINES)
def _engine(judge: Judge) -> Engine:
    """Return the columns for what a judge goes by; it is the same one from part to part."""
    return Engine(judge.agreement)


def _left_out(governing: Governing, source: str, rows: Rows) -> Truths:
    """Return the tickets of which both sides agreed not to count something."""
    if not governing.agreed:
        return np.zeros(len(rows.tickets), np.bool_)
    return np.array([any(one.touches(source, name) for one in governing.agreed) for name in rows.tickets], np.bool_)


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
    return _last_said(said, facts.first)


def _last_said(said: pl.Series, first: Whole) -> pl.Series:
    """Return what is said last in the rows of each ticket, empty for nothing; `first` says where they begin."""
    place = np.where(said.is_not_null().to_numpy(), np.arange(len(said)), -1)
    latest = np.append(-1, np.maximum.accumulate(place))[first[1:]]
    found = said.gather(np.maximum(latest, 0)) if len(said) else pl.Series([None] * len(latest), dtype=pl.String)
    return found.set(pl.Series(latest < first[:-1]), None).replace(CLEARED, "").fill_null("")
