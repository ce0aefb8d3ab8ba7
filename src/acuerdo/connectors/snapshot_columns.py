"""The facts between snapshots, for all tickets at once."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acuerdo.connectors.snapshots import DONE_LATER, sort_ranks
from acuerdo.core.clock.facts import CLEARED, Event
from acuerdo.core.terms.measures import Stage

STATUS = ("status", "stage", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshots:
    """Accepted snapshots in the order of the file. `state` names the columns that make up a ticket's state.

    `table` holds our columns, `row`, the cleaned sort cells (`sort 0`, `sort 1`, ...) and, if the file says when
    tickets were opened, `opened` (microseconds). Unless `keyed`, facts get no key.
    """

    table: pl.DataFrame
    state: tuple[str, ...]
    keyed: bool = True


def facts_between(snapshots: Snapshots) -> tuple[pl.DataFrame, dict[str, int]]:
    """Return the facts of all tickets in order, and the counts `unchanged`, `before_opening`, `tickets`.

    The columns of `acuerdo.connectors.snapshots.facts_of_snapshots`, one meaning in two forms.
    """
    sort = [name for name in snapshots.table.columns if name.startswith("sort ")]
    table = _ordered(snapshots.table, sort)
    first = table["ticket number"].ne_missing(table["ticket number"].shift(1)).to_numpy().copy()
    if len(first):
        first[0] = True
    begin = _latest(first)
    table = _with_carried_status(table, first)
    at = table["at"].to_numpy()
    opened = _opened(table, at)[begin]
    at_once = at <= opened
    table = table.with_columns(
        pl.Series("seq", np.arange(len(begin)) - begin),
        pl.Series("at", np.maximum(at, opened)),
        pl.Series("own at", at),
        pl.Series("opened", opened),
        pl.Series("at once", at_once),
        pl.Series("first", first),
        pl.Series("place", np.arange(len(begin)) * 2),
        _is_open().alias("is open"),
        _key(sort, keyed=snapshots.keyed),
    )
    parts = [told(table, snapshots.state) for told in (_openings, _first_acts, _changes)]
    facts = pl.concat(parts, how="vertical").sort("place").drop("place")
    return facts, {
        "tickets": int(np.count_nonzero(first)),
        "before_opening": int(np.count_nonzero(at < opened)),
        "unchanged": table.height - facts["row"].n_unique(),
    }


def _ordered(table: pl.DataFrame, sort: list[str]) -> pl.DataFrame:
    """Number the tickets by their first appearance, and sort by ticket, instant, sort keys and row."""
    runs = table["ticket"].rle_id()
    heads = table["ticket"].filter(runs.ne_missing(runs.shift(1)).fill_null(value=True))
    numbers = runs
    if heads.n_unique() < heads.len():
        order = heads.unique(maintain_order=True)
        index = heads.replace_strict(order, pl.int_range(0, order.len(), eager=True), return_dtype=pl.UInt32)
        numbers = index.gather(runs)
    ranks = [_ranks(table[name]) for name in sort]
    table = table.with_columns(numbers.cast(pl.UInt32).alias("ticket number"))
    keys = [table["ticket number"].to_numpy(), table["at"].to_numpy(), *ranks]
    if _sorted(keys):
        return table
    return table[np.lexsort(keys[::-1])]


def _ranks(cells: pl.Series) -> NDArray[np.int64]:
    different = cells.unique()
    if not different.null_count() and different.str.contains("^(?:0|[1-9][0-9]{0,17})$").all():
        return cells.cast(pl.Int64).to_numpy()
    ranks = sort_ranks(different.to_list())
    none = ranks.pop(None)
    if not ranks:
        return np.full(cells.len(), none)
    return cells.replace_strict(ranks, default=none, return_dtype=pl.Int64).to_numpy()


def _sorted(keys: list[NDArray[np.int64]]) -> bool:
    """Say whether rows are in the order of the keys already."""
    equal = np.ones(max(0, len(keys[0]) - 1), np.bool_)
    for key in keys:
        if np.any(equal & (key[1:] < key[:-1])):
            return False
        equal &= key[1:] == key[:-1]
    return True


def _latest(marks: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return, for each row, the place of the latest mark at or before it."""
    return np.maximum.accumulate(np.where(marks, np.arange(len(marks)), 0))


def _with_carried_status(table: pl.DataFrame, first: NDArray[np.bool_]) -> pl.DataFrame:
    """Let a snapshot that says no status keep the one before it; a reason counts only with its status."""
    if "status" not in table.columns:
        nothing = [pl.lit(None, dtype=pl.String).alias(name) for name in STATUS]
        return table.with_columns(nothing)
    given = table["status"].is_not_null().to_numpy()
    if given.all():
        return table
    source = pl.Series(_latest(given | first))
    return table.with_columns(
        table["stage"].gather(source).alias("stage"),
        pl.select(pl.when(table["status"].is_not_null()).then(table["reason"]))
        .to_series()
        .gather(source)
        .alias("reason"),
        table["status"].gather(source).alias("status"),
    )


def _opened(table: pl.DataFrame, at: NDArray[np.int64]) -> NDArray[np.int64]:
    if "opened" not in table.columns:
        return at
    return np.where(table["opened"].is_null().to_numpy(), at, table["opened"].fill_null(0).to_numpy())


def _key(sort: list[str], *, keyed: bool) -> pl.Expr:
    if not keyed:
        return pl.lit(None, dtype=pl.String).alias("key")
    cells = [pl.col(name).fill_null("") for name in sort]
    return pl.concat_str("ticket", *cells, pl.col("row"), separator=":").alias("key")


def _is_open() -> pl.Expr:
    return pl.col("stage").is_null() | (pl.col("stage") == Stage.OPEN.value)


def _openings(table: pl.DataFrame, state: tuple[str, ...]) -> pl.DataFrame:
    status = pl.col("at once") | pl.col("is open")
    return table.filter("first").select(
        pl.col("place"),
        *_told(table, state),
        pl.lit(Event.OPENED.value).alias("event"),
        pl.col("opened").alias("at"),
        (pl.col("key") + f":{Event.OPENED}").alias("key"),
        *(pl.when(status).then(pl.col(name)).alias(name) for name in STATUS),
        *(pl.when("at once").then(pl.col(name)).alias(name) if name in DONE_LATER else pl.col(name) for name in state),
    )


def _first_acts(table: pl.DataFrame, state: tuple[str, ...]) -> pl.DataFrame:
    acts = [name for name in state if name in DONE_LATER]
    acted = pl.any_horizontal(~pl.col("is open"), *(pl.col(name).is_not_null() for name in acts))
    return table.filter(pl.col("first") & ~pl.col("at once") & acted).select(
        pl.col("place") + 1,
        *_told(table, state),
        pl.lit(Event.CHANGED.value).alias("event"),
        pl.col("own at").alias("at"),
        pl.col("key"),
        *(pl.when(~pl.col("is open")).then(pl.col(name)).alias(name) for name in STATUS),
        *(pl.col(name) if name in DONE_LATER else pl.lit(None, dtype=pl.String).alias(name) for name in state),
    )


def _changes(table: pl.DataFrame, state: tuple[str, ...]) -> pl.DataFrame:
    marks = {name: table[name].ne_missing(table[name].shift(1)) for name in (*state, "status", "reason")}
    status = marks.pop("status") | marks.pop("reason")
    later = ~table["first"]
    changed = status
    for mark in marks.values():
        changed |= mark
    flags = {f"{name} changed": mark for name, mark in marks.items()}
    return (
        table.with_columns(**flags, **{"status changed": status})
        .filter(later & changed)
        .select(
            pl.col("place"),
            *_told(table, state),
            pl.lit(Event.CHANGED.value).alias("event"),
            pl.col("at"),
            pl.col("key"),
            *(pl.when("status changed").then(pl.col(name)).alias(name) for name in STATUS),
            *(pl.when(f"{name} changed").then(pl.col(name).fill_null(CLEARED)).alias(name) for name in state),
        )
    )


_WORKING = frozenset({"ticket number", "own at", "opened", "at once", "first", "place", "is open"})
_REWRITTEN = frozenset({"event", "at", "key", *STATUS})


def _told(table: pl.DataFrame, state: tuple[str, ...]) -> list[pl.Expr]:
    """The columns that every fact of a snapshot takes over as they are."""
    gone = _WORKING | _REWRITTEN | frozenset(state)
    return [pl.col(name) for name in table.columns if name not in gone and not name.startswith("sort ")]
