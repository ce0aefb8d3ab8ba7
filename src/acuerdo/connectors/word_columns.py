"""Words read column by column: each different word is cleaned, mapped and tried once."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from acuerdo.connectors.cells import RowReader
from acuerdo.core.clock.facts import CLEARED, FACT_COLUMNS, Event
from acuerdo.core.clock.intake import LONGEST_TEXT, FactRefused
from acuerdo.core.hours import to_datetime

PROBE: Mapping[str, object] = {"ticket": "probe", "at": to_datetime(0), "event": Event.CHANGED, "corrects": "probe"}
RULED = frozenset({"status", "event", "public", "seq"})
"""Our columns whose words obey rules of their own."""
_ODD_SPACES = "[\\x1c-\\x1f]"
"""What Python strips from the ends of a text, beside what every reader of Unicode does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordColumn:
    """A column of our words: null where it says nothing. `bad` marks the rows whose word cannot be one."""

    words: pl.Series
    bad: pl.Series | None


class WordReader:
    """Reads columns of words by the rules of the row reader."""

    def __init__(self, reader: RowReader) -> None:
        self.reader = reader
        self.words = reader.words

    def read(self, name: str, column: pl.Series) -> WordColumn:
        """Clean and map a column of text of the file."""
        different = column.unique()
        looked_at = different if self.is_ruled(name) else different.filter(self.suspicious(different))
        mapped = {cell: self.words.word(name, cell) for cell in looked_at.to_list()}
        refused = [word for word in set(mapped.values()) if word is not None and not self.holds(name, word)]
        moved = {cell: word for cell, word in mapped.items() if cell != word}
        words = column
        none = moved.pop(None, None)
        if none is not None:
            words = words.fill_null(none)
        if moved:
            words = words.replace(list(moved), pl.Series(list(moved.values()), dtype=pl.String))
        return WordColumn(words=words, bad=words.is_in(refused).fill_null(value=False) if refused else None)

    def is_ruled(self, name: str) -> bool:
        """Say whether each word of one of our columns has to be looked at by itself."""
        return name in RULED or self.is_stranger(name) or bool(self.words.maps.get(name))

    def is_stranger(self, name: str) -> bool:
        """Say whether only the agreement, or nobody, knows a column."""
        return name in self.reader.setting.own_fields or (name != "" and name not in FACT_COLUMNS)

    def suspicious(self, different: pl.Series) -> pl.Series:
        """Mark the words that cleaning may change, that say nothing, or that are too long."""
        return (
            different.is_null()
            | (different != different.str.strip_chars())
            | different.str.contains(_ODD_SPACES)
            | different.is_in([*self.words.missing, CLEARED, ""])
            | (different.str.len_chars() > LONGEST_TEXT)
        ).fill_null(value=True)

    def holds(self, name: str, word: str) -> bool:
        """Say whether a fact may have this word in this column."""
        if len(word) > LONGEST_TEXT:
            return False
        if name not in RULED and not self.is_stranger(name):
            return True
        try:
            self.reader.fact({**PROBE, name: word}, 0)
        except FactRefused:
            return False
        return True
