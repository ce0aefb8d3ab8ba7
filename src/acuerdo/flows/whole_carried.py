"""Tickets that come whole and are new: recorded and judged as tables, in the transaction of whoever carries them."""

from dataclasses import replace
from itertools import groupby

import polars as pl

from acuerdo.apps.clocks.carried import judge_whole, keep_clocks
from acuerdo.apps.clocks.commands import ask_standing, fold_tickets
from acuerdo.apps.journal.together import Questions
from acuerdo.apps.tickets.carried import Carrying, add_tickets, keep_facts, with_idents
from acuerdo.apps.tickets.locking import lock_tickets
from acuerdo.apps.tickets.models import Ticket
from acuerdo.columns.compiling import COMPILED
from acuerdo.connectors.table_facts import facts_in


def is_quick() -> bool:
    """Say whether columns are compiled here; else the scalar core judges as quickly."""
    return COMPILED


def carry_whole(carrying: Carrying, told: pl.DataFrame) -> None:
    """Record new tickets and keep their clocks; `told` are all their facts (`acuerdo.apps.tickets.carried.is_plain`).

    Of moments that have come nobody is told here. Raises `IntegrityError` where a ticket or a key is there already:
    tell them as everything is told.
    """
    source, received_us = carrying.source, carrying.received_us
    facts = with_idents(source, told).with_columns(
        pl.col("recorded_at").fill_null(received_us), pl.lit(source.key).alias("source")
    )
    judged = judge_whole(carrying, facts)
    ids = add_tickets(source, judged.tickets)
    left = lock_tickets(source, judged.left) if judged.left else {}
    ids |= {name: row.pk for name, row in left.items()}
    keep_facts(carrying, facts, ids)
    keep_clocks(judged.clocks, ids)
    if left:
        _fold(carrying, facts.filter(pl.col("ticket").is_in(list(left))), left)


def _fold(carrying: Carrying, facts: pl.DataFrame, tickets: dict[str, Ticket]) -> None:
    """Let the scalar core judge what the columns leave to it."""
    told = groupby(facts_in(facts, carrying.statuses), key=lambda one: one.ticket)
    whole = {tickets[name].pk: tuple(own) for name, own in told}
    for row in tickets.values():
        row.pauses_unknown = carrying.pauses_unknown
    rows = [tickets[name] for name in sorted(tickets)]
    fold_tickets(rows, carrying.received_us, standing=replace(ask_standing(Questions(), rows), fresh=whole))
