"""Findings about single tickets, over columns: what people should look at, as the scalar core's timelines say it."""

import polars as pl

from acuerdo.columns.lives import GIVEN, Lives, State, derived_priority, each_distinct
from acuerdo.core.terms.agreement import Agreement

FINDING_SCHEMA = pl.Schema(
    {"ticket": pl.String(), "code": pl.String(), "at_us": pl.Int64(), "row": pl.Int64(), "expected": pl.String()}
)
"""A finding: its ticket, its code, the instant and the row (in its source) of the fact, and what was expected."""

BEFORE, SECOND, DIFFERS = "fact_before_opening", "second_opening", "priority_differs"
_ORDER = ("ticket", "place", "rank")


def find_findings(lives: Lives, agreement: Agreement) -> pl.DataFrame:
    """Return the findings about tickets that need no scalar core.

    `ticket` is the ticket's place; `place` and `rank` put a ticket's findings in their order.
    """
    found = pl.concat([_doubts(lives.table), _differences(lives, agreement)])
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

    said = lives.says_anything(agreement.own_fields).cum_sum().cast(pl.Int64)
    instants = lives.with_fields(names).with_columns(said.alias("said")).filter("ends")
    instants = instants.filter((pl.col("said").diff().fill_null(pl.col("said")) > 0) & pl.col(GIVEN).is_not_null())
    expected = each_distinct(instants, sorted(names), derive, pl.String())
    differing = instants.with_columns(expected.alias("expected")).filter(pl.col(GIVEN) != pl.col("expected"))
    return differing.select(
        "ticket",
        "place",
        pl.lit(1, pl.Int8).alias("rank"),
        pl.lit(DIFFERS).alias("code"),
        pl.col("at").alias("at_us"),
        "row",
        "expected",
    )
