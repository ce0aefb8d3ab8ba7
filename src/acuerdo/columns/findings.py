"""Findings about single tickets, over columns: what people should look at, as the scalar core's timelines say it."""

import polars as pl

from acuerdo.columns.lives import GIVEN, MACHINE, Lives, State, derived_priority, each_distinct
from acuerdo.core.clock.facts import CLEARED
from acuerdo.core.clock.timeline import PRIORITY_SAID
from acuerdo.core.terms.agreement import Agreement

FINDING_SCHEMA = pl.Schema(
    {"ticket": pl.String(), "code": pl.String(), "at_us": pl.Int64(), "row": pl.Int64(), "expected": pl.String()}
)
"""A finding: its ticket, its code, the instant and the row (in its source) of the fact, and what was expected."""

BEFORE, SECOND, DIFFERS = "fact_before_opening", "second_opening", "priority_differs"
UNKNOWN = "priority_unknown"
_ORDER = ("ticket", "place", "rank")


def find_findings(lives: Lives, agreement: Agreement) -> pl.DataFrame:
    """Return the findings about tickets that need no scalar core.

    `ticket` is the ticket's place; `place` and `rank` put a ticket's findings in their order.
    """
    found = pl.concat([_doubts(lives.table), _differences(lives, agreement), _unknown(lives, agreement)])
    return found.sort(*_ORDER)


def _doubts(table: pl.DataFrame) -> pl.DataFrame:
    before = pl.col("at") < pl.col("opened")
    second = pl.col("opens") & ~pl.col("is_opening") & ~before
    return table.filter(before | second).select(
        "ticket",
        "place",
        pl.lit(0, pl.Int8).alias("rank"),
        pl.when(before).then(pl.lit(BEFORE)).otherwise(pl.lit(SECOND)).alias("code"),
        pl.col("at").alias("at_us"),
        "row",
        pl.lit("").alias("expected"),
    )


def _differences(lives: Lives, agreement: Agreement) -> pl.DataFrame:
    """Find the instants at which something was said of a ticket whose given priority differs from the agreement's."""
    names = agreement.scale_fields
    if not names:
        return _doubts(lives.table.clear())

    def derive(state: State) -> str | None:
        return derived_priority(agreement, state)

    instants = _instants(lives, names, lives.says_anything(agreement.own_fields)).filter(pl.col(GIVEN).is_not_null())
    expected = each_distinct(instants, sorted(names), derive, pl.String())
    differing = instants.with_columns(expected.alias("expected")).filter(pl.col(GIVEN) != pl.col("expected"))
    return _told(differing, 1, DIFFERS)


def _unknown(lives: Lives, agreement: Agreement) -> pl.DataFrame:
    """Find the instants at which a ticket was given a priority that its scale does not have."""
    told = set(lives.said("priority").unique().drop_nulls().to_list()) - {CLEARED}
    if all(scale.knows(word) for scale in (agreement.scale, *agreement.scales.values()) for word in told):
        return _doubts(lives.table.clear())

    def missed(state: State) -> str | None:
        priority = state[GIVEN] or (None if derived_priority(agreement, state) else state[MACHINE])
        scale = agreement.scale_for(state["service"])
        return None if priority is None or scale.knows(priority) else ", ".join(scale.levels)

    names = agreement.scale_fields | {"service"}
    said = pl.select(pl.any_horizontal(lives.said(name).is_not_null() for name in PRIORITY_SAID)).to_series()
    instants = _instants(lives, names, said)
    expected = each_distinct(instants, [*sorted(names), GIVEN, MACHINE], missed, pl.String())
    return _told(instants.with_columns(expected.alias("expected")).filter(pl.col("expected").is_not_null()), 2, UNKNOWN)


def _instants(lives: Lives, names: frozenset[str], said: pl.Series) -> pl.DataFrame:
    """Return the fields after each instant at which something was `said`."""
    instants = lives.with_fields(names).with_columns(said.cum_sum().cast(pl.Int64).alias("said")).filter("ends")
    return instants.filter(pl.col("said").diff().fill_null(pl.col("said")) > 0)


def _told(instants: pl.DataFrame, rank: int, code: str) -> pl.DataFrame:
    return instants.select(
        "ticket",
        "place",
        pl.lit(rank, pl.Int8).alias("rank"),
        pl.lit(code).alias("code"),
        pl.col("at").alias("at_us"),
        "row",
        "expected",
    )
