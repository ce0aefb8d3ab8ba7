"""A sheet: one file's rows as columns of text, whatever it was written in."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acuerdo.connectors.limits import Limits
from acuerdo.connectors.profile import FileShape
from acuerdo.connectors.refusals import ImportRefused, RefusedRow, did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Rows of one file. `table` holds the wanted columns that exist, as text (instants of Parquet keep their type).

    `columns` are all columns of the file. `rows` and `lines` give, for each row of the table, its number among the
    data rows (from 1) and its line; None when they simply count up from `first_line`. `refused` are rows that could
    not be cut into cells, `blank` the number of rows without any value.
    """

    file: str
    kind: str
    columns: tuple[str, ...]
    table: pl.DataFrame
    first_line: int = 2
    rows: NDArray[np.int64] | None = None
    lines: NDArray[np.int64] | None = None
    refused: tuple[RefusedRow, ...] = ()
    blank: int = 0
    encoding: str = ""
    delimiter: str = ""
    sha256: str = ""
    size: int = 0

    @property
    def read(self) -> int:
        """How many data rows the file holds."""
        return self.table.height + len(self.refused)

    def row_of(self, index: int) -> int:
        """Return the number of a table row among the file's data rows."""
        return index + 1 if self.rows is None else int(self.rows[index])

    def line_of(self, index: int) -> int:
        """Return the line of a table row."""
        return self.first_line + index if self.lines is None else int(self.lines[index])


def unique_names(names: list[str]) -> list[str]:
    """Return a header whose names are all different: a repeated one gets a number.

    >>> unique_names(["Comment", "Comment", " Status "])
    ['Comment', 'Comment (2)', 'Status']
    """
    seen: dict[str, int] = {}
    found = []
    for name in (raw.strip() for raw in names):
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which columns an import reads: those that must be there, those that may be, and whether others are refused."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    every: bool = False
    known_only: bool = False
    ticket: str = "ticket"

    def header(self, names: list[str]) -> list[str]:
        """Return a header of different names, spelled as the profile spells them where only the case differs."""
        found = unique_names(names)
        spelled = {name.casefold(): name for name in (*self.required, *self.optional)}
        exact = set(found) & set(spelled.values())
        taken = {name.casefold() for name in exact}
        return [
            name if name in exact or name.casefold() in taken else spelled.get(name.casefold(), name) for name in found
        ]

    def choose(self, header: list[str], file: str, line: int | None = None) -> list[str]:
        """Return the columns to read of a header of different names. Raises `ImportRefused`."""
        for name in self.required:
            if name not in header:
                raise ImportRefused(
                    "missing_column",
                    file=file,
                    line=line,
                    found=", ".join(header),
                    expected=f"a column {name}",
                    hint=did_you_mean(name, header)
                    or "does the profile fit this file, its delimiter and its encoding?",
                )
        named = (*self.required, *self.optional)
        for name in named:
            if f"{name} (2)" in header:
                raise ImportRefused(
                    "ambiguous_column", file=file, line=line, found=f"the column {name} twice", expected="it once"
                )
        unknown = [name for name in header if name not in named]
        if self.known_only and unknown:
            raise ImportRefused(
                "unknown_column",
                file=file,
                line=line,
                found=", ".join(unknown),
                expected="columns of facts: " + ", ".join(self.optional),
                hint=did_you_mean(unknown[0], list(named))
                or "declare it under `fields:` in the agreement, or map the file with a profile",
            )
        return header if self.every else [name for name in header if name in named]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One file to be read: what it is called, how it is written, which columns are wanted, and the limits."""

    file: str
    shape: FileShape
    wanted: Wanted
    limits: Limits
