"""Titles of tickets out of a file: beside the facts of the same row."""

from collections.abc import Sequence

import polars as pl

from acuerdo.connectors.cells import Words
from acuerdo.connectors.gathering import Gathered
from acuerdo.core.clock.facts import TITLE


def with_titles(gathered: Gathered, facts: pl.DataFrame, rows: Sequence[int]) -> pl.DataFrame:
    """Return facts with a column of the titles told in their rows: null where nothing is said, `-` where it is cleared.

    `rows` are the places of their rows in what was gathered, from 1.
    """
    column = gathered.setting.profile.columns.get(TITLE, "")
    if column not in gathered.table.columns:
        return facts.with_columns(pl.lit(None, dtype=pl.String).alias(TITLE))
    words = Words(gathered.setting.profile)
    told = [words.raw(cell) for cell in gathered.table[column].gather([row - 1 for row in rows])]
    return facts.with_columns(pl.Series(TITLE, told, dtype=pl.String))
