"""Words read column by column: each different word is cleaned, mapped and tried once."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from acuerdo.connectors.cells import RowReader
from acuerdo.connectors.instants import InstantReader
from acuerdo.core.clock.facts import Event
from acuerdo.core.clock.intake import LONGEST_TEXT, FactRefused, moment_of

PROBE: Mapping[str, object] = {"ticket": "probe", "at": moment_of(0), "event": Event.CHANGED}
RULED = frozenset({"status", "event", "public", "seq"})
"""Our columns whose words obey rules of their own."""


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
        self.instants: InstantReader = reader.instants

    def read(self, name: str, column: pl.Series) -> WordColumn:
        """Clean and map a column of text of the file."""
        different = column.unique()
        mapped = {cell: self.words.word(name, cell) for cell in different.to_list()}
        moved = {cell: word for cell, word in mapped.items() if cell != word}
        words = column
        if moved:
            none = moved.pop(None, None)
            if none is not None:
                words = words.fill_null(none)
            if moved:
                words = words.replace(list(moved), pl.Series(list(moved.values()), dtype=pl.String))
        refused = [word for word in set(mapped.values()) if word is not None and not self.holds(name, word)]
        return WordColumn(words=words, bad=words.is_in(refused).fill_null(value=False) if refused else None)

    def holds(self, name: str, word: str) -> bool:
        """Say whether a fact may have this word in this column."""
        if len(word) > LONGEST_TEXT:
            return False
        if name not in RULED and name not in self.reader.setting.own_fields:
            return True
        try:
            self.reader.fact({**PROBE, name: word}, 0)
        except FactRefused:
            return False
        return True
