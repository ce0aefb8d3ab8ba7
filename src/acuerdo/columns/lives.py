"""The lives of tickets as one table, a row per fact, with what each fact leaves behind it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import polars as pl

from acuerdo.columns import arrays
from acuerdo.columns.table import Prepared
from acuerdo.core.clock.facts import CLEARED, STATE_FIELDS
from acuerdo.core.terms.agreement import Agreement

GIVEN, MACHINE = "given priority", "machine's priority"
"""The priority that people gave, and the one that machines gave; no field of a ticket has such a name."""

T = TypeVar("T")
State = Mapping[str, str | None]


class Lives:
    """The facts that happened until an instant, of the tickets that need no scalar core and are open by then.

    `table` has a row per fact, in order: `ticket` and `place` (of the ticket, of the row), `start` (the place of the
    ticket's first row), `at` and `opened` (microseconds), `row` (in its source), `stage` (after the fact), `ends`
    (whether it is the last of its instant), `is_opening`, `opens`, `is_reply`, `by_system`.
    """

    def __init__(self, prepared: Prepared, as_of_us: int) -> None:
        rows, encoded = prepared.rows, prepared.encoded
        facts = encoded.facts
        kept = (rows.at <= as_of_us) & ~encoded.odd[rows.ticket_of_row]
        ticket = np.repeat(np.arange(len(rows.tickets)), np.diff(facts.first))
        opens = (facts.sign & arrays.OPENED) > 0
        opening = _first_of_each(ticket, opens, len(rows.tickets))
        known = opening[ticket] >= 0
        kept[np.flatnonzero(kept)[~known]] = False
        self._frame = rows.frame if kept.all() else rows.frame.filter(pl.Series(kept))
        self.table = pl.DataFrame(
            {
                "ticket": ticket[known],
                "place": np.arange(int(known.sum())),
                "start": _starts(ticket[known]),
                "at": facts.at[known],
                "opened": facts.at[opening[ticket[known]]] if known.any() else facts.at[known],
                "row": rows.row[kept],
                "brought": facts.stage[known],
                "opens": opens[known],
                "is_opening": np.isin(np.flatnonzero(known), opening),
                "is_reply": (facts.sign[known] & arrays.REPLY) > 0,
                "by_system": (facts.sign[known] & arrays.SYSTEM) > 0,
            }
        ).with_columns(_stage(), _ends())

    def said(self, name: str) -> pl.Series:
        """Return what each fact says about a field; `-` clears it, null says nothing."""
        if name not in self._frame.columns:
            return pl.Series(name, [None], dtype=pl.String).new_from_index(0, self.table.height)
        return _texts(self._frame[name])

    def says_anything(self, own_fields: Iterable[str]) -> pl.Series:
        """Say which facts say anything about any field."""
        names = [name for name in (*STATE_FIELDS, *own_fields) if name in self._frame.columns]
        given = [name for name in names if self._frame[name].null_count() < self._frame.height]
        said = [self.said(name).is_not_null() for name in given]
        nothing = pl.Series([False]).new_from_index(0, self.table.height)
        return pl.select(pl.any_horizontal(nothing, *said)).to_series()

    def with_fields(self, names: Iterable[str]) -> pl.DataFrame:
        """Return the table with the fields after each fact; the priority as `GIVEN` and `MACHINE`."""
        asked = sorted(set(names) - {"priority"})
        table = self.table.with_columns(
            *(self.said(name).alias(name) for name in asked), self.said("priority").alias(GIVEN)
        ).with_columns(pl.when("by_system").then(GIVEN).alias(MACHINE), pl.when(~pl.col("by_system")).then(GIVEN))
        return table.with_columns(_uncleared(_carried(name)).alias(name) for name in (*asked, GIVEN, MACHINE))


def _first_of_each(ticket: arrays.Whole, chosen: arrays.Truths, tickets: int) -> arrays.Whole:
    """Return the place of the first chosen row of each ticket, -1 where none is."""
    found = np.full(tickets, -1, np.int64)
    places = np.flatnonzero(chosen)[::-1]
    found[ticket[places]] = places
    return found


def _starts(ticket: arrays.Whole) -> arrays.Whole:
    """Return for each row the place of its ticket's first row."""
    fresh = np.ones(len(ticket), np.bool_)
    fresh[1:] = np.diff(ticket) != 0
    return np.maximum.accumulate(np.where(fresh, np.arange(len(ticket)), 0)) if len(ticket) else ticket


def _carried(name: str) -> pl.Expr:
    """Return the last value of a column that is not null up to each row of a ticket, null before the first."""
    since = pl.when(pl.col(name).is_not_null()).then("place").forward_fill()
    return pl.when(since >= pl.col("start")).then(pl.col(name).forward_fill())


def _uncleared(value: pl.Expr) -> pl.Expr:
    return pl.when(value != CLEARED).then(value)


def _stage() -> pl.Expr:
    """Return the stage after each fact; merged is final."""
    merged = pl.when(pl.col("brought") == arrays.MERGED).then("place").forward_fill() >= pl.col("start")
    since = pl.when(pl.col("brought") >= 0).then("place").forward_fill()
    last = pl.when(pl.col("brought") >= 0).then("brought").forward_fill()
    stage = pl.when(merged).then(arrays.MERGED).when(since >= pl.col("start")).then(last)
    return stage.otherwise(arrays.OPEN).alias("stage")


def _ends() -> pl.Expr:
    ticket, at = pl.col("ticket"), pl.col("at")
    return (ticket.ne_missing(ticket.shift(-1)) | at.ne_missing(at.shift(-1))).alias("ends")


def _texts(column: pl.Series) -> pl.Series:
    """Return words without the spaces around them; an empty one says nothing."""
    if column.dtype == pl.Boolean:
        return column.cast(pl.String).str.to_titlecase()  # as Python writes them
    texts = column.cast(pl.String).str.strip_chars()
    return texts.set(texts == "", None) if (texts == "").any() else texts


def derived_priority(agreement: Agreement, state: State) -> str | None:
    """Return the priority that the agreement's rules give to a ticket with these fields, or None."""
    scale = agreement.scale_for(state.get("service"))
    return scale.derive({name: value for name, value in state.items() if value is not None})


def each_distinct(
    table: pl.DataFrame, names: Sequence[str], answer: Callable[[State], T], dtype: pl.DataType
) -> pl.Series:
    """Ask once for each distinct combination of some columns, and return the answers row by row."""
    if not names:
        return pl.Series([answer({})], dtype=dtype).new_from_index(0, table.height)
    asked = table.select(names)
    distinct = asked.unique()
    answers = pl.Series("answer", [answer(row) for row in distinct.iter_rows(named=True)], dtype=dtype)
    found = asked.join(distinct.with_columns(answers), on=names, how="left", nulls_equal=True, maintain_order="left")
    return found["answer"]
