"""Tickets that come whole and are new: recorded and judged as tables, in the transaction of whoever carries them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import polars as pl

from acuerdo.apps.clocks.carried import JudgedWhole, is_as_read, judge_whole, lay_judged
from acuerdo.apps.clocks.commands import ask_standing, fold_tickets
from acuerdo.apps.journal.tables import LaidTable, add_table
from acuerdo.apps.journal.together import Questions
from acuerdo.apps.tickets.carried import Carrying, LaidFacts, keep_facts, lay_facts, with_idents
from acuerdo.apps.tickets.locking import lock_tickets
from acuerdo.apps.tickets.models import Source, Ticket
from acuerdo.apps.tickets.which import which_of
from acuerdo.columns.compiling import COMPILED
from acuerdo.connectors.table_facts import facts_in
from acuerdo.core.clock.facts import TITLE


def is_quick() -> bool:
    """Say whether columns are compiled here; else the scalar core judges as quickly."""
    return COMPILED


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """New tickets judged, and all that is to be kept of them laid out.

    `facts` are those of the tickets that the scalar core has to judge.
    """

    carrying: Carrying
    judged: JudgedWhole
    laid: LaidFacts
    tables: Sequence[LaidTable]
    facts: pl.DataFrame


def lay_whole(carrying: Carrying, told: pl.DataFrame) -> Whole:
    """Judge new tickets and lay out what is to be kept; `told` are all their facts (`apps.tickets.carried.is_plain`).

    Only people are made known meanwhile; ids are reserved, so that on SQLite it is done in the transaction that keeps.
    """
    source, received_us = carrying.source, carrying.received_us
    facts = with_idents(source, told).with_columns(
        pl.col("recorded_at").fill_null(received_us), pl.lit(source.key).alias("source")
    )
    judged = judge_whole(carrying, facts.drop(TITLE, strict=False))
    laid = lay_facts(carrying, facts, judged.tickets, judged.left)
    return Whole(
        carrying=carrying,
        judged=judged,
        laid=laid,
        tables=lay_judged(judged, laid.ids),
        facts=facts.filter(pl.col("ticket").is_in(judged.left)),
    )


def is_still_so(whole: Whole, source: Source) -> bool:
    """Say whether the tickets would be judged the same now, in a source as it is now."""
    was = whole.carrying.source
    same = all(getattr(was, name) == getattr(source, name) for name in ("customer_id", "statuses", "values"))
    return same and is_as_read(whole.carrying, whole.judged)


def keep_whole(whole: Whole) -> None:
    """Record new tickets and keep their clocks. Of moments that have come nobody is told here.

    Raises `IntegrityError` where a ticket or a key is there already: tell them as everything is told.
    """
    keep_facts(whole.carrying, whole.laid)
    for table in whole.tables:
        add_table(table)
    if whole.judged.left:
        _fold(whole.carrying, whole.facts, lock_tickets(whole.carrying.source, whole.judged.left))


def _fold(carrying: Carrying, facts: pl.DataFrame, tickets: dict[str, Ticket]) -> None:
    """Let the scalar core judge what the columns leave to it."""
    told = groupby(facts_in(facts, carrying.statuses), key=lambda one: one.ticket)
    whole = {tickets[name].pk: tuple(own) for name, own in told}
    for row in tickets.values():
        row.pauses_unknown = carrying.pauses_unknown
    rows = [tickets[name] for name in sorted(tickets)]
    fold_tickets(
        rows,
        carrying.received_us,
        standing=replace(ask_standing(Questions(), which_of(rows, told_before=True)), fresh=whole),
    )
