"""Recording tickets that come whole and are new as tables, inside the transaction of a flow: no object for each fact.

What is recorded is what `acuerdo.apps.tickets.recording` records. It loads what reads tables, so no page imports it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import polars as pl

from acuerdo.apps.journal.commands import append
from acuerdo.apps.journal.rows import ask_many, insert_told, listed, one_of
from acuerdo.apps.journal.tables import add_table
from acuerdo.apps.journal.together import Questions
from acuerdo.apps.tickets.handles import name_people
from acuerdo.apps.tickets.keeping import PERSONAL, body_of, hash_content
from acuerdo.apps.tickets.locking import lay_out
from acuerdo.apps.tickets.models import Delivery, Source, Ticket
from acuerdo.apps.tickets.models import Fact as FactRow
from acuerdo.apps.tickets.recording import KIND, digest_of
from acuerdo.apps.tickets.shapes import LONGEST_NAME
from acuerdo.connectors.table_facts import facts_in
from acuerdo.core.clock.facts import CLEARED, SYSTEM
from acuerdo.core.clock.history import MOST_AHEAD_US
from acuerdo.core.clock.intake import StatusMap
from acuerdo.core.hours import to_datetime

_APART = ("ticket", "at", "key", "recorded_at", "source")
"""The columns that are not in the body of a fact."""
_CONTROLS = r"[\x00-\x1f]"
_NAMED = "SELECT name, id FROM tickets_ticket WHERE source_id = %s AND {}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrying:
    """Who carries facts into a source: on whose behalf (ident), when, and what status words mean.

    `pauses_unknown`: they come from where pauses are not known.
    """

    source: Source
    actor: str
    received_us: int
    statuses: StatusMap
    pauses_unknown: bool


def is_plain(carrying: Carrying, told: pl.DataFrame) -> pl.Series:
    """Say of each row whether it can be recorded here: its ticket is new, and each fact of it stands for itself.

    Other tickets, and all that is refused or there already, are told as everything is.
    """
    source, name, key = carrying.source, pl.col("ticket"), pl.col("key")
    odd = told.select(
        (name.str.len_chars() > LONGEST_NAME)
        | (name.str.strip_chars() != name)
        | (name == "")
        | (key.fill_null("").str.len_chars() > LONGEST_NAME)
        | (key.is_not_null() & key.is_duplicated())
        | pl.col("corrects").is_not_null()
        | (pl.col("by").fill_null("") == CLEARED)
        | ~pl.col("source").fill_null("").is_in(["", source.key])
        | (pl.col("recorded_at").fill_null(0) - carrying.received_us > MOST_AHEAD_US)
        | (key.is_null() & pl.struct(pl.exclude("recorded_at")).is_duplicated())
    ).to_series()
    apart = told["ticket"].filter(odd.fill_null(value=True)).unique().to_list()
    names = told["ticket"].unique().drop_nulls().to_list()
    there = _ids(source, names)
    return told.select(~pl.col("ticket").is_in([*apart, *there])).to_series().fill_null(value=False)


def with_idents(source: Source, told: pl.DataFrame) -> pl.DataFrame:
    """Return facts with ids in the place of the names of people, who are made known."""
    columns = [*PERSONAL, "by"]
    names = set[str]().union(*(told[name].unique().drop_nulls().to_list() for name in columns))
    idents = name_people(Questions(), source, names - {"", SYSTEM, CLEARED})()
    return told.with_columns(pl.col(columns).replace(idents)) if idents else told


def keep_facts(carrying: Carrying, told: pl.DataFrame, tickets: Mapping[str, int]) -> None:
    """Keep the facts of tickets (ids of rows) that are there; people are named by ids."""
    source = carrying.source
    bodied = _with_bodies(told, carrying.statuses)
    contents = hash_contents(source.key, bodied)
    said = (source.pk, carrying.received_us, carrying.actor, told.height)
    ((delivery,),) = insert_told(Delivery, ("source_id", "received_us", "actor", "told"), [said], ("id",))
    add_table(
        FactRow,
        bodied.select(
            pl.lit(source.pk).alias("source_id"),
            pl.col("ticket").replace_strict(tickets, return_dtype=pl.Int64).alias("ticket_id"),
            pl.lit(delivery).alias("delivery_id"),
            "key",
            pl.Series("content", contents, dtype=pl.String),
            pl.col("at").alias("at_us"),
            pl.col("recorded_at").alias("recorded_us"),
            "event",
            "body",
        ),
    )
    append(
        source.chain,
        at=to_datetime(carrying.received_us),
        actor=carrying.actor,
        kind=KIND,
        body={"delivery": delivery, "facts": told.height, "digest": digest_of(contents)},
    )


def add_tickets(source: Source, rows: pl.DataFrame) -> dict[str, int]:
    """Add tickets that are new, columns that are not given as they are at first; return their rows' ids by name."""
    given = {"source_id": source.pk, "customer_id": source.customer_id}
    first = {column: given.get(column, value) for column, value in lay_out().items() if column not in rows.columns}
    kinds = {"customer_id": pl.Int64, "opened_us": pl.Int64, "fold_us": pl.Int64}
    others = [pl.lit(value, dtype=kinds.get(column)).alias(column) for column, value in first.items()]
    add_table(Ticket, rows.with_columns(others))
    return _ids(source, rows["name"].to_list())


def hash_contents(source: str, told: pl.DataFrame) -> list[str]:
    """Return what `acuerdo.apps.tickets.keeping.hash_content` says of each fact of a source."""
    columns = ("body", "event", "key", "ticket")
    body, event, key, ticket = (_quoted(name) for name in columns)
    own = f',"source":{json.dumps(source, ensure_ascii=False)},"ticket":'
    parts = ('{"at_us":', pl.col("at"), ',"body":', body, ',"event":', event, ',"key":', key, own, ticket, "}")
    texts = told.select(pl.concat_str(pl.lit(one) if isinstance(one, str) else one for one in parts)).to_series()
    contents = [sha256(one.encode()).hexdigest() for one in texts]
    odd = told.select(pl.any_horizontal(pl.col(name).str.contains(_CONTROLS) for name in columns)).to_series()
    for place in odd.arg_true():
        one = told.row(place, named=True)
        contents[place] = hash_content(source, *(one[name] for name in ("ticket", "key", "at", "event", "body")))
    return contents


def _quoted(name: str) -> pl.Expr:
    """Return a column as JSON writes its texts, but for control characters."""
    text = pl.col(name).str.replace_all("\\", "\\\\", literal=True).str.replace_all('"', '\\"', literal=True)
    return pl.concat_str(pl.lit('"'), text, pl.lit('"')).fill_null("null")


def _ids(source: Source, names: Sequence[str]) -> dict[str, int]:
    return dict(ask_many(_NAMED.format(one_of("name", "text")), (source.pk, listed(names))))


def _with_bodies(told: pl.DataFrame, statuses: StatusMap) -> pl.DataFrame:
    """Add what each fact says beside its row's columns, written once for all that say the same."""
    said = [name for name in told.columns if name not in _APART]
    kinds = told.select(said).unique(maintain_order=True)
    blank = pl.lit(None, dtype=pl.String)
    alone = kinds.with_columns(
        pl.lit("").alias("ticket"),
        pl.lit(0).alias("at"),
        blank.alias("key"),
        blank.alias("source"),
        pl.lit(0).alias("recorded_at"),
    )
    bodies = pl.Series("body", [body_of(fact) for fact in facts_in(alone, statuses)], dtype=pl.String)
    return told.join(kinds.with_columns(bodies), on=said, how="left", nulls_equal=True, maintain_order="left")
