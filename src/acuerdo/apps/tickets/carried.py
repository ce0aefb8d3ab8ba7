"""Recording tickets that come whole and are new as tables, inside the transaction of a flow: no object for each fact.

What is recorded is what `acuerdo.apps.tickets.recording` records. It loads what reads tables, so no page imports it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import polars as pl

from acuerdo.apps.journal.commands import append
from acuerdo.apps.journal.rows import add_rows, ask_many, listed, one_of
from acuerdo.apps.journal.tables import LaidTable, add_table, lay_table
from acuerdo.apps.journal.together import Questions
from acuerdo.apps.tickets.handles import name_people
from acuerdo.apps.tickets.keeping import PERSONAL, body_of, hash_content
from acuerdo.apps.tickets.locking import lay_out
from acuerdo.apps.tickets.models import Delivery, Source, Ticket
from acuerdo.apps.tickets.models import Fact as FactRow
from acuerdo.apps.tickets.recording import KIND, digest_of
from acuerdo.apps.tickets.shapes import LONGEST_NAME
from acuerdo.apps.tickets.titles import kept_title
from acuerdo.connectors.table_facts import facts_in
from acuerdo.core.clock.facts import CLEARED, SYSTEM, TITLE
from acuerdo.core.clock.history import MOST_AHEAD_US
from acuerdo.core.clock.intake import StatusMap
from acuerdo.core.hours import to_datetime

_APART = ("ticket", "at", "key", "recorded_at", "source", TITLE)
"""The columns that are not in the body of a fact."""
_CONTROLS = r"[\x00-\x1f]"
_NAMED = "SELECT name FROM tickets_ticket WHERE source_id = %s AND {}"


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
        | (key.is_null() & pl.struct(pl.exclude("recorded_at", TITLE)).is_duplicated())
    ).to_series()
    apart = told["ticket"].filter(odd.fill_null(value=True)).unique().to_list()
    names = told["ticket"].unique().drop_nulls().to_list()
    there = [name for (name,) in ask_many(_NAMED.format(one_of("name", "text")), (source.pk, listed(names)))]
    return told.select(~pl.col("ticket").is_in([*apart, *there])).to_series().fill_null(value=False)


def with_idents(source: Source, told: pl.DataFrame) -> pl.DataFrame:
    """Return facts with ids in the place of the names of people, who are made known."""
    columns = [*PERSONAL, "by"]
    names = set[str]().union(*(told[name].unique().drop_nulls().to_list() for name in columns))
    idents = name_people(Questions(), source, names - {"", SYSTEM, CLEARED})()
    return told.with_columns(pl.col(columns).replace(idents)) if idents else told


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidFacts:
    """Facts of tickets that are new, and these, ready to be written: `ids` are those of the tickets' rows, by name.

    `delivery` is the id of the row of all of them, `digest` the hash over their contents.
    """

    tickets: Sequence[LaidTable]
    facts: LaidTable
    ids: Mapping[str, int]
    delivery: int
    told: int
    digest: str


def lay_facts(carrying: Carrying, told: pl.DataFrame, tickets: pl.DataFrame, others: Sequence[str]) -> LaidFacts:
    """Lay facts out as rows, people named by ids, and their tickets: those of which there are columns, and others."""
    source, questions = carrying.source, Questions()
    ids = questions.reserve(Ticket, tickets.height + len(others))
    delivery = questions.reserve(Delivery, 1)
    rows = pl.Series("id", ids(), dtype=pl.Int64)
    tables = (
        tickets.with_columns(rows.head(tickets.height)),
        pl.DataFrame([pl.Series("name", others, dtype=pl.String), rows.tail(len(others))]),
    )
    titles = _titles(told, carrying.received_us)
    known = dict(zip((name for one in tables for name in one["name"]), rows, strict=True))
    bodied = _with_bodies(told, carrying.statuses)
    contents = hash_contents(source.key, bodied)
    ((number,),) = (delivery(),)
    facts = bodied.select(
        pl.lit(source.pk).alias("source_id"),
        pl.col("ticket").replace_strict(known, return_dtype=pl.Int64).alias("ticket_id"),
        pl.lit(number).alias("delivery_id"),
        "key",
        pl.Series("content", contents, dtype=pl.String),
        pl.col("at").alias("at_us"),
        pl.col("recorded_at").alias("recorded_us"),
        "event",
        "body",
    )
    return LaidFacts(
        tickets=[lay_table(Ticket, _as_at_first(source, _with(titles, one))) for one in tables],
        facts=lay_table(FactRow, facts),
        ids=known,
        delivery=number,
        told=told.height,
        digest=digest_of(contents),
    )


def keep_facts(carrying: Carrying, laid: LaidFacts) -> None:
    """Keep facts and their tickets. Raises `IntegrityError` where one of them is there already."""
    source = carrying.source
    for one in laid.tickets:
        add_table(one)
    said = (laid.delivery, source.pk, carrying.received_us, carrying.actor, laid.told)
    add_rows(Delivery, ("id", "source_id", "received_us", "actor", "told"), [said])
    add_table(laid.facts)
    append(
        source.chain,
        at=to_datetime(carrying.received_us),
        actor=carrying.actor,
        kind=KIND,
        body={"delivery": laid.delivery, "facts": laid.told, "digest": laid.digest},
    )


def _titles(told: pl.DataFrame, received_us: int) -> pl.DataFrame:
    """Return the titles that facts bring with them, as `acuerdo.apps.tickets.titles.retitle` takes them."""
    if TITLE not in told.columns:
        return pl.DataFrame(schema={"name": pl.String, "title": pl.String, "title_us": pl.Int64})
    said = told.select(
        pl.col("ticket").alias("name"), TITLE, pl.min_horizontal("at", received_us).alias("title_us")
    ).drop_nulls(TITLE)
    kept = {text: "" if text == CLEARED else kept_title(text) for text in said[TITLE].unique()}
    blank = [text for text, title in kept.items() if text != CLEARED and not title]
    last = said.filter(~pl.col(TITLE).is_in(blank)).sort("title_us", maintain_order=True)
    found = last.group_by("name").agg(pl.all().last())
    return found.with_columns(pl.col(TITLE).replace_strict(kept, return_dtype=pl.String))


def _with(titles: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows of tickets with their titles, in their order."""
    if not titles.height:
        return rows
    found = rows.join(titles, on="name", how="left", maintain_order="left")
    return found.with_columns(pl.col("title").fill_null(""), pl.col("title_us").fill_null(0))


def _as_at_first(source: Source, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows of tickets with all their columns: those that are not given are as they are at first."""
    given = {"source_id": source.pk, "customer_id": source.customer_id}
    first = {column: given.get(column, value) for column, value in lay_out().items() if column not in rows.columns}
    kinds = {"customer_id": pl.Int64, "opened_us": pl.Int64, "fold_us": pl.Int64}
    return rows.with_columns(pl.lit(value, dtype=kinds.get(column)).alias(column) for column, value in first.items())


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
