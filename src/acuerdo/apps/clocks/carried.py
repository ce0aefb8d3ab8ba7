"""Judging tickets that come whole and are new by columns, straight into rows: no object for each verdict.

It says what `acuerdo.apps.clocks.commands` says of the same tickets, and names those that it leaves to it (see
`acuerdo.apps.clocks.columnwise`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from acuerdo.apps.clocks.columnwise import Asked, group_tickets, judge_groups, last_said
from acuerdo.apps.clocks.governing import Books
from acuerdo.apps.clocks.models import Clock, Part
from acuerdo.apps.journal.tables import LaidTable, lay_table
from acuerdo.apps.tickets.carried import Carrying
from acuerdo.apps.tickets.reading import customers_by_word
from acuerdo.columns.arrays import Truths
from acuerdo.columns.reading import Rows, order_rows
from acuerdo.core.clock.facts import CLEARED, Event

if TYPE_CHECKING:
    from django.db.models import Model

_FIELDS = ("service", "type", "team", "owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedWhole:
    """What is to be kept of tickets: rows of their clocks and parts (`name` is the ticket's), and of themselves.

    `left` are the names of those that the scalar core has to judge: nothing is said of them. `read` is what was read of
    whose they are and of what governs them, `words` and `customers` whereof.
    """

    clocks: pl.DataFrame
    parts: pl.DataFrame
    tickets: pl.DataFrame
    left: list[str]
    words: frozenset[str]
    customers: frozenset[int]
    read: object


def judge_whole(carrying: Carrying, told: pl.DataFrame) -> JudgedWhole:
    """Judge tickets by all facts that there are of them, as of the instant at which they came."""
    rows = order_rows(told)
    said = last_said(rows.frame["customer"], rows.first)
    words = frozenset(said)
    whose = _whose(carrying, words)
    known = _known(carrying, rows, said, whose)
    left = _unusual(rows, known, carrying.received_us)
    clocks, parts, states = list[pl.DataFrame](), list[pl.DataFrame](), list[pl.DataFrame]()
    customers = frozenset(known["customer_id"].drop_nulls())
    books = Books(customers)
    asked = Asked(
        as_of_us=carrying.received_us,
        statuses=carrying.statuses,
        named=lambda name: (carrying.source.key, name),
        pauses_unknown=carrying.pauses_unknown,
    )
    opened, whose_each, services = (known[name].to_list() for name in ("opened_us", "customer_id", "service"))
    for found in judge_groups(asked, group_tickets(rows, opened, whose_each, services, books)):
        left[found.left] = True
        states.append(found.states)
        clocks += found.clocks
        parts += found.parts
    kept = known.select("place", "name").filter(pl.Series(~left))
    return JudgedWhole(
        clocks=_of_kept(pl.concat(clocks), kept) if clocks else pl.DataFrame(),
        parts=_of_kept(pl.concat(parts), kept) if parts else pl.DataFrame(),
        tickets=_of_kept(known.drop("name").join(pl.concat(states), on="place"), kept),
        left=rows.tickets.filter(pl.Series(left)).to_list(),
        words=words,
        customers=customers,
        read=(whose, books.read),
    )


def is_as_read(carrying: Carrying, judged: JudgedWhole) -> bool:
    """Say whether tickets are still those of the same customers, and governed by the same."""
    return judged.read == (_whose(carrying, judged.words), Books(judged.customers).read)


def lay_judged(judged: JudgedWhole, tickets: Mapping[str, int]) -> list[LaidTable]:
    """Lay clocks and parts of tickets whose rows have these ids out as rows."""
    ids = pl.col("name").replace_strict(tickets, return_dtype=pl.Int64).alias("ticket_id")
    tables: tuple[tuple[type[Model], pl.DataFrame], ...] = ((Clock, judged.clocks), (Part, judged.parts))
    return [lay_table(model, table.select(ids, pl.exclude("name"))) for model, table in tables if table.height]


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
    fields = {name: last_said(rows.frame[name], rows.first) for name in _FIELDS}
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
