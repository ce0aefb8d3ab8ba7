"""A table of facts as it comes: its columns checked, its rows put ticket by ticket and in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from acuerdo.columns.arrays import NONE, Truths, Whole
from acuerdo.core.clock.facts import FACT_COLUMNS

INSTANTS = ("at", "until", "recorded_at")
NEEDED = ("ticket", "at", "event")


class TableRefused(ValueError):
    """A table that cannot hold facts, or a ticket that is torn.

    `code` is stable: `missing_column`, `unknown_column`, `naive_instant`, `bad_column_type`, `torn_ticket`, `no_input`,
    `no_output`, `no_engine`, `process_ended`.
    """

    def __init__(self, code: str, where: str, *, found: str, expected: str, hint: str = "") -> None:
        self.code = code
        self.where = where
        self.found = found
        self.expected = expected
        self.hint = hint
        super().__init__(f"{where}: found {found}, expected {expected}" + (f"; {hint}" if hint else ""))

    def __reduce__(self) -> tuple[object, ...]:
        """Come back whole from another process."""
        words = {"found": self.found, "expected": self.expected, "hint": self.hint}
        return partial(type(self), self.code, self.where, **words), ()


def check_columns(schema: pl.Schema, own_fields: Sequence[str], where: str = "facts") -> None:
    """Refuse a table without the needed columns, with unknown ones, or with instants that are not."""
    for name in NEEDED:
        if name not in schema:
            raise TableRefused("missing_column", where, found=", ".join(schema), expected=f"a column {name!r}")
    for name in schema:
        if name not in FACT_COLUMNS and name not in own_fields:
            raise TableRefused(
                "unknown_column",
                where,
                found=name,
                expected="one of " + ", ".join((*FACT_COLUMNS, *own_fields)),
                hint="declare it under `fields:` in the agreement, or leave it out",
            )
    for name in INSTANTS:
        if name in schema:
            _check_instant(name, schema[name], where)


def _check_instant(name: str, kind: pl.DataType, where: str) -> None:
    if kind in (pl.Int64, pl.Null):
        return
    if not isinstance(kind, pl.Datetime):
        raise TableRefused(
            "bad_column_type",
            f"{where}, column {name}",
            found=str(kind),
            expected="Datetime in UTC, or Int64 microseconds since 1970-01-01 UTC",
            hint="texts are read by an import profile",
        )
    if kind.time_zone is None:
        raise TableRefused(
            "naive_instant",
            f"{where}, column {name}",
            found=str(kind),
            expected="a time zone",
            hint="name the zone with `dt.replace_time_zone`, then convert to UTC",
        )


def instants_of(frame: pl.DataFrame, name: str) -> Whole | None:
    """Return a column of instants in microseconds, `NONE` where there is none; None without the column."""
    if name not in frame.columns:
        return None
    column = frame[name]
    if column.null_count() == len(column):
        return None if len(column) else np.zeros(0, np.int64)
    if isinstance(column.dtype, pl.Datetime):
        column = column.dt.cast_time_unit("us").to_physical()
    return column.fill_null(NONE).to_numpy()


def with_whole_instants(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the table with instants as whole microseconds."""
    names = [name for name in INSTANTS if isinstance(frame.schema.get(name), pl.Datetime)]
    return frame.with_columns(pl.col(name).dt.cast_time_unit("us").to_physical() for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A table in order: rows stand ticket by ticket, in each ticket by instant, then sequence (else row).

    `first` (tickets + 1) says where each ticket's rows begin, `tickets` holds their names, `row` each row's place in
    its source, `at` its instant (`NONE`: missing).
    """

    frame: pl.DataFrame
    tickets: pl.Series
    first: Whole
    at: Whole
    row: Whole

    @property
    def ticket_of_row(self) -> Whole:
        """The place of each row's ticket."""
        return np.repeat(np.arange(len(self.tickets)), np.diff(self.first))

    def cut(self, most: int) -> Iterator["Rows"]:
        """Yield the rows in parts of whole tickets: at most so many rows, or one ticket that has more."""
        if len(self.frame) <= most:
            yield self
            return
        begin = 0
        while begin < len(self.tickets):
            end = int(np.searchsorted(self.first, self.first[begin] + most, side="right")) - 1
            end = max(end, begin + 1)
            rows = slice(int(self.first[begin]), int(self.first[end]))
            yield Rows(
                frame=self.frame[rows],
                tickets=self.tickets[begin:end],
                first=self.first[begin : end + 1] - self.first[begin],
                at=self.at[rows],
                row=self.row[rows],
            )
            begin = end


def order_rows(frame: pl.DataFrame, first_row: int = 1) -> Rows:
    """Put a table in order; tickets stay in the order of their first rows, and a table in order is taken as it is."""
    at = instants_of(frame, "at")
    if at is None:
        at = np.full(len(frame), NONE, np.int64)
    row = np.arange(first_row, first_row + len(frame))
    sequence = _sequence(frame, row)
    names = frame["ticket"].cast(pl.String)
    begins = _begins(names)
    starts = np.flatnonzero(begins)
    tickets = _named(names.gather(starts))
    if tickets.n_unique() == len(tickets) and _in_order(begins, at, sequence, row):
        return Rows(frame=frame, tickets=tickets, first=np.append(starts, len(frame)), at=at, row=row)
    tickets, code = _by_first_row(_named(names))
    order = np.lexsort((row, sequence, at, code))
    frame, at, row, code = frame[order], at[order], row[order], code[order]
    first = np.searchsorted(code, np.arange(len(tickets) + 1))
    return Rows(frame=frame, tickets=tickets, first=first.astype(np.int64), at=at, row=row)


def _named(names: pl.Series) -> pl.Series:
    """Return names without the spaces around them, null where nothing is left."""
    names = names.str.strip_chars()
    return names.set(names == "", None) if (names == "").any() else names


def _begins(names: pl.Series) -> Truths:
    """Say which rows begin with another ticket's name than the row before."""
    changed = np.ones(len(names), np.bool_)
    changed[1:] = names[1:].ne_missing(names[:-1]).to_numpy()
    return changed


def _by_first_row(names: pl.Series) -> tuple[pl.Series, Whole]:
    tickets = names.unique(maintain_order=True)
    index = pl.DataFrame({"ticket": tickets, "code": np.arange(len(tickets))})
    code = names.to_frame("ticket").join(index, on="ticket", how="left", maintain_order="left", nulls_equal=True)[
        "code"
    ]
    return tickets, code.to_numpy()


def _sequence(frame: pl.DataFrame, row: Whole) -> Whole:
    if "seq" not in frame.columns or frame["seq"].null_count() == len(frame):
        return row
    sequence = frame["seq"].cast(pl.Int64, strict=False)
    return sequence.fill_null(pl.Series(row)).to_numpy()


def _in_order(begins: Truths, at: Whole, sequence: Whole, row: Whole) -> bool:
    """Say whether the rows of each ticket, which stand together, are in order already."""
    later = np.diff(at)
    doubtful = np.flatnonzero((later <= 0) & ~begins[1:])
    if bool((later[doubtful] < 0).any()):
        return False
    follows = sequence[doubtful + 1] - sequence[doubtful]
    next_row = row[doubtful + 1] - row[doubtful]
    return bool(((follows > 0) | ((follows == 0) & (next_row >= 0))).all())
