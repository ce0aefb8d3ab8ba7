"""Words become codes."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acuerdo.columns.arrays import Codes, Whole
from acuerdo.columns.compiling import COMPILED, compiled

Hashes = NDArray[np.uint64]

_FEW = 1 << 12


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words as codes: 0 says nothing, code k stands for `words[k]`.

    Codes are as wide as places, so that arrays are asked by them as they are.
    """

    codes: Whole
    words: tuple[str, ...]

    def find(self, word: str) -> int:
        """Return a word's code, or -1."""
        return self.words.index(word) if word in self.words else -1


def encode_words(column: pl.Series) -> Words:
    """Give the words of a column codes; spaces around them do not count.

    >>> encode_words(pl.Series(["b", None, "a", " b"]))
    Words(codes=array([1, 0, 2, 1]), words=('', 'b', 'a'))
    """
    codes, texts = _numbered(column)
    words: dict[str, int] = {"": 0}
    translation = np.array([words.setdefault((text or "").strip(), len(words)) for text in texts], np.int64)
    return Words(translation.take(codes), tuple(words))


def _numbered(texts: pl.Series) -> tuple[Whole, list[str | None]]:
    """Return a number for each text (nulls are one, too), and the texts by number, as they are."""
    if texts.dtype == pl.Boolean:
        texts = texts.cast(pl.String).str.to_titlecase()  # as Python writes them
    if isinstance(texts.dtype, pl.Categorical | pl.Enum):
        return _numbered_by_code(texts)
    texts = texts.cast(pl.String)
    return _numbered_by_hash(texts) if COMPILED else _numbered_by_code(texts.cast(pl.Categorical))


def _numbered_by_code(texts: pl.Series) -> tuple[Whole, list[str | None]]:
    physical = (texts.to_physical().cast(pl.Int64) + 1).fill_null(0).to_numpy()
    row_of = np.full(int(physical.max(initial=0)) + 1, -1, np.int64)
    row_of[physical[::-1]] = np.arange(len(physical))[::-1]
    rows = np.sort(row_of[row_of >= 0])
    number = np.zeros(len(row_of), np.int64)
    number[physical[rows]] = np.arange(len(rows))
    return number[physical], _texts(texts, rows)


def _numbered_by_hash(texts: pl.Series) -> tuple[Whole, list[str | None]]:
    """Number texts by 64-bit hashes: that two of a thousand words share one has a chance of one in 10^13."""
    hashes = texts.hash(seed=0).to_numpy()
    codes = np.empty(len(hashes), np.int64)
    size = _FEW
    while True:
        slots, rows = np.full(size, -1, np.int32), np.empty(size, np.int64)
        count = number_hashes(hashes, slots, rows, codes)
        if count >= 0:
            return codes, _texts(texts, rows[:count])
        size *= 8


def _texts(texts: pl.Series, rows: Whole) -> list[str | None]:
    return texts.gather(pl.Series(rows)).cast(pl.String).to_list()


@compiled
def number_hashes(hashes: Hashes, slots: Codes, rows: Whole, codes: Whole) -> int:
    """Number hashes in the order of their first rows; return how many there are, -1 where they do not fit.

    `slots` is room for the numbers (a power of two, filled with -1), `rows` for the first row of each.
    """
    mask = len(slots) - 1
    count = 0
    for place in range(len(hashes)):
        slot = np.int64(hashes[place] >> np.uint64(20)) & mask
        while slots[slot] >= 0 and hashes[rows[slots[slot]]] != hashes[place]:
            slot = (slot + 1) & mask
        if slots[slot] < 0:
            if 2 * count > mask:
                return -1
            slots[slot] = count
            rows[count] = place
            count += 1
        codes[place] = slots[slot]
    return count
