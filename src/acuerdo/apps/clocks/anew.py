"""Judging closed tickets anew by columns, very many at once: only what says something else than before is written.

What is kept is what `acuerdo.apps.clocks.commands.fold_tickets` keeps, and tickets of which more is to be said than
columns say are left to it. It loads what judges by columns, so no page imports it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import polars as pl

from acuerdo.apps.clocks.columnwise import Asked, group_tickets, judge_groups
from acuerdo.apps.clocks.commands import CLOCK_COLUMNS, CLOCK_NAMES, LOOKS, Turned
from acuerdo.apps.clocks.governing import Books
from acuerdo.apps.clocks.models import Clock, Part
from acuerdo.apps.clocks.parts import PART_COLUMNS
from acuerdo.apps.journal.rows import ask_many, change, listed, one_of, quote, row_of, update_rows
from acuerdo.apps.journal.tables import add_table, lay_table
from acuerdo.apps.tickets.keeping import KeptFact
from acuerdo.apps.tickets.models import Ticket
from acuerdo.apps.tickets.reading import customers_of
from acuerdo.columns.arrays import Truths, Whole
from acuerdo.columns.reading import Rows, order_rows
from acuerdo.core.clock.facts import CLEARED, STATE_FIELDS, Event
from acuerdo.core.terms.measures import ENDED, Stage

_STAGES = {str(stage): (stage, None) for stage in Stage}
"""A kept fact says which stage it brings: that is its status here, and its reason stands beside it."""
_TEXTS = ("stage", "reason", "by", "into", "corrects")
_WHOLES = ("until_us", "seq")
_FACTS = f"SELECT {', '.join(KeptFact._fields)} FROM tickets_fact WHERE {{}} ORDER BY ticket_id, id"  # noqa: S608 - names of columns alone
_CLOCKS = f"SELECT id, {', '.join(map(quote, (*CLOCK_NAMES, *CLOCK_COLUMNS)))} FROM clocks_clock WHERE {{}}"  # noqa: S608 - as above
_GONE = "DELETE FROM clocks_clock WHERE {}"
_SAID = ", ".join(PART_COLUMNS).replace("holds", "CASE WHEN holds THEN 1 ELSE 0 END")
_PARTS = f"SELECT id, {_SAID} FROM clocks_part WHERE {{}}"  # noqa: S608 - as above
_NO_PARTS = "DELETE FROM clocks_part WHERE {}"
_LOOKED = "UPDATE tickets_ticket SET folded_us = %s WHERE {}"
_NUMBERS = ("cycle", "holds")


def _kinds(*names: str) -> dict[str, type[pl.DataType]]:
    """Return the kinds of columns as the database tells them."""
    return {name: pl.Int64 if name in _NUMBERS or name.endswith(("id", "_us")) else pl.String for name in names}


_KINDS = _kinds(*CLOCK_NAMES, *CLOCK_COLUMNS)
_PART_KINDS = _kinds(*PART_COLUMNS)
_SAME = tuple(name for name in CLOCK_COLUMNS if name not in LOOKS)
_SUFFIX = " now"
_NOW = "{}" + _SUFFIX


class JudgedAnew(NamedTuple):
    """Clocks that say something else than before, and the tickets that the scalar core has to judge."""

    turned: Sequence[Turned]
    left: Sequence[Ticket]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """Tickets by their rows' ids, whose they are (ids of rows), what binds these, and their facts; `ids` by place."""

    tickets: Mapping[int, Ticket]
    customers: Mapping[int, int | None]
    books: Books
    rows: Rows
    ids: Whole

    def some(self, chosen: Truths) -> "_Known":
        """Return some of the tickets, given by their places."""
        own = self.rows.frame.filter(pl.Series(chosen[self.rows.ticket_of_row]))
        return replace(self, rows=order_rows(own), ids=self.ids[chosen])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What columns say of tickets: their clocks and parts, and the priority of each by its row's id; `left` are ids."""

    clocks: pl.DataFrame
    parts: pl.DataFrame
    priorities: Mapping[int, str]
    left: frozenset[int]


def judge_anew(tickets: Sequence[Ticket], as_of_us: int) -> JudgedAnew:
    """Judge tickets (their rows locked) anew as of an instant, and keep what says something else than before."""
    known = {one.pk: one for one in tickets if _is_plain(one)}
    if not known:
        return JudgedAnew((), tickets)
    customers = customers_of(list(known.values()), {one.pk: one.customer_word for one in known.values()})
    books = Books({one for one in customers.values() if one is not None})
    rows, before = order_rows(_facts_of(known, books)), _read(_CLOCKS, known, _kinds("id", *_KINDS))
    ids = np.array([int(name) for name in rows.tickets], np.int64)
    found = _judged(_Known(tickets=known, customers=customers, books=books, rows=rows, ids=ids), as_of_us)
    left = found.left | _waiting(before) | (known.keys() - set(ids.tolist()))
    done = [one for one in known.values() if one.pk not in left]
    _keep_tickets(done, customers, found.priorities, as_of_us)
    _keep_parts(_without(_read(_PARTS, known, _kinds("id", *PART_COLUMNS)), left), _without(found.parts, left))
    turned = _keep_clocks(_without(before, left), _without(found.clocks, left))
    return JudgedAnew(turned, [one for one in tickets if one.pk not in known or one.pk in left])


def _is_plain(ticket: Ticket) -> bool:
    """Say whether a ticket has ended, and all that was told of it counts as it is."""
    odd = ticket.refused or ticket.quarantined or ticket.fault or ticket.fold_us is not None or ticket.opened_us is None
    return not odd and ticket.stage in ENDED and ticket.stage != Stage.MERGED


def _facts_of(tickets: Mapping[int, Ticket], books: Books) -> pl.DataFrame:
    """Return the facts of tickets as columns take them; a ticket's name is its row's id."""
    kept = _read(_FACTS, tickets, _kinds(*KeptFact._fields))
    own = {name for one in books.all_terms() for name in one.own_fields}
    fields = pl.Struct(dict.fromkeys((*STATE_FIELDS, *sorted(own)), pl.String()))
    body = pl.Struct(
        {
            **dict.fromkeys(_TEXTS, pl.String()),
            **dict.fromkeys(_WHOLES, pl.Int64()),
            "public": pl.Boolean(),
            "fields": fields,
        }
    )
    said = kept.with_columns(pl.col("body").str.json_decode(body)).unnest("body")
    sources = {row: one.source.key for row, one in tickets.items()}
    return said.select(
        pl.col("ticket_id").cast(pl.String).alias("ticket"),
        pl.col("at_us").alias("at"),
        "event",
        pl.col("stage").alias("status"),
        "reason",
        pl.col("until_us").alias("until"),
        *(pl.col("fields").struct.field(name).replace("", CLEARED) for name in fields.to_schema()),
        "by",
        pl.col("public").fill_null(value=True),
        "into",
        pl.col("ticket_id").replace_strict(sources, return_dtype=pl.String).alias("source"),
        "seq",
        "key",
        "corrects",
        pl.col("recorded_us").alias("recorded_at"),
    )


def _read(statement: str, tickets: Mapping[int, Ticket], kinds: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """Return what a statement reads of tickets."""
    rows = ask_many(statement.format(one_of("ticket_id", "bigint")), (listed(list(tickets)),))
    return pl.DataFrame(rows, schema=kinds, orient="row")


def _waiting(before: pl.DataFrame) -> frozenset[int]:
    """Return the tickets of whose clocks somebody is still to be told."""
    return frozenset(before.filter(pl.col("next_us").is_not_null())["ticket_id"])


def _judged(known: _Known, as_of_us: int) -> _Found:
    """Judge tickets: those whose pauses are not known, and the others."""
    unknown = np.array([known.tickets[row].pauses_unknown for row in known.ids.tolist()], np.bool_)
    left, priorities = set[int](), dict[int, str]()
    clocks, parts = [pl.DataFrame(schema=_KINDS)], [pl.DataFrame(schema=_PART_KINDS)]
    for chosen, marked in ((unknown, True), (~unknown, False)):
        if not chosen.any():
            continue
        part = known if chosen.all() else known.some(chosen)
        services, odd = _services(part.rows)
        left |= set(part.ids[odd].tolist())
        tickets = [known.tickets[row] for row in part.ids.tolist()]
        named = {str(one.pk): (one.source.key, one.name) for one in tickets}
        asked = Asked(as_of_us=as_of_us, statuses=_STAGES, named=named.__getitem__, pauses_unknown=marked)
        opened = [one.opened_us or 0 for one in tickets]
        groups = group_tickets(part.rows, opened, [known.customers[one.pk] for one in tickets], services, known.books)
        for found in judge_groups(asked, groups):
            left |= set(part.ids[found.left].tolist())
            said = found.states.select("place", "priority").rows()
            priorities |= {int(part.ids[place]): priority for place, priority in said}
            clocks += [_of_tickets(one, part.ids, _KINDS) for one in found.clocks]
            parts += [_of_tickets(one, part.ids, _PART_KINDS) for one in found.parts]
    return _Found(clocks=pl.concat(clocks), parts=pl.concat(parts), priorities=priorities, left=frozenset(left))


def _of_tickets(table: pl.DataFrame, ids: Whole, kinds: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """Return what is said of tickets with the ids of their rows in place of the places."""
    own = pl.Series("ticket_id", ids[table["place"].to_numpy()])
    return table.select(own, *(pl.col(name).cast(kind) for name, kind in kinds.items() if name != own.name))


def _services(rows: Rows) -> tuple[list[str], Truths]:
    """Return the service that each ticket ever named, and which tickets named several, or give facts two orders."""
    facts = rows.frame.select(
        pl.Series("place", rows.ticket_of_row),
        pl.col("service").replace(CLEARED, None),
        (pl.col("event") == Event.OPENED).alias("opens"),
        pl.col("seq").is_not_null().alias("ordered"),
    )
    said = facts.group_by("place", maintain_order=True).agg(
        pl.col("service").drop_nulls().unique().alias("named"),
        pl.col("opens").first(),
        (pl.col("ordered").any() & ~pl.col("ordered").all()).alias("torn"),
    )
    odd = said.select((pl.col("named").list.len() > 1) | ~pl.col("opens") | pl.col("torn")).to_series().to_numpy()
    return said["named"].list.first().fill_null("").to_list(), odd


def _without(table: pl.DataFrame, left: frozenset[int]) -> pl.DataFrame:
    """Return what is said of other tickets than these."""
    return table.filter(~pl.col("ticket_id").is_in(list(left))) if left else table


def _keep_tickets(
    tickets: Sequence[Ticket], customers: Mapping[int, int | None], priorities: Mapping[int, str], as_of_us: int
) -> None:
    """Keep of tickets whose they are now, and which priority; all else of them follows from their facts alone."""
    moved = [(one.pk, customers[one.pk], priorities[one.pk]) for one in tickets]
    moved = [said for said, one in zip(moved, tickets, strict=True) if said[1:] != (one.customer_id, one.priority)]
    update_rows(Ticket, ("customer_id", "priority"), moved)
    change(_LOOKED.format(one_of("id", "bigint")), (as_of_us, listed([one.pk for one in tickets])))


def _keep_parts(before: pl.DataFrame, now: pl.DataFrame) -> None:
    """Keep the parts of tickets in promised shares that say something else than before."""
    fresh = now.join(before, on=PART_COLUMNS, how="anti", nulls_equal=True)
    lost = before.join(now, on=PART_COLUMNS, how="anti", nulls_equal=True)
    if lost.height:
        change(_NO_PARTS.format(one_of("id", "bigint")), (listed(lost["id"].to_list()),))
    add_table(lay_table(Part, fresh.with_columns(pl.col("holds").cast(pl.Boolean))))


def _keep_clocks(before: pl.DataFrame, now: pl.DataFrame) -> list[Turned]:
    """Keep the clocks that say something else than before; return these, each as it was and as it is."""
    both = before.join(now, on=CLOCK_NAMES, how="full", coalesce=True, suffix=_SUFFIX)
    both = both.with_columns(_told(both))
    fresh = pl.col("id").is_null()
    gone = pl.col(_NOW.format("verdict")).is_null()
    other = pl.any_horizontal(pl.col(name).ne_missing(pl.col(_NOW.format(name))) for name in _SAME)
    after = [pl.col(_NOW.format(name)).alias(name) for name in CLOCK_COLUMNS]
    turned = both.filter(fresh | gone | other)
    made = turned.filter(fresh).select(*CLOCK_NAMES, *after)
    kept = turned.filter(~fresh & ~gone).select("id", *after)
    lost = turned.filter(gone)["id"].to_list()
    if lost:
        change(_GONE.format(one_of("id", "bigint")), (listed(lost),))
    add_table(lay_table(Clock, made))
    update_rows(Clock, CLOCK_COLUMNS, kept.rows())
    was = _clocks(turned, "id", *CLOCK_COLUMNS)
    after_all = _clocks(turned, "id", *after)
    names = turned.select(CLOCK_NAMES).rows()
    return [
        Turned(ticket, agreement, commitment, cycle, old, new)
        for (ticket, agreement, commitment, cycle), old, new in zip(names, was, after_all, strict=True)
    ]


def _clocks(table: pl.DataFrame, *columns: str | pl.Expr) -> Iterator[Clock | None]:
    """Yield clocks; None for one that is not there."""
    rows = table.select(*columns)
    there = rows["verdict"].is_not_null()
    for is_there, values in zip(there, rows.iter_rows(), strict=True):
        yield row_of(Clock, rows.columns, values) if is_there else None


def _told(both: pl.DataFrame) -> pl.Series:
    """Return of which moments somebody was told: before, or because they are long past."""
    now = _NOW.format("told")
    pairs = both.select("told", now).rows()
    return pl.Series(now, [_with(*pair) for pair in pairs], dtype=pl.String)


def _with(was: str | None, now: str | None) -> str | None:
    return now if now is None or not was or was == now else " ".join(sorted({*was.split(), *now.split()}))
