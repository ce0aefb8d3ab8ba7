"""Where the table of an unknown file begins, and where it ends: a title may stand above it, a total below."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import polars as pl

from acuerdo.connectors.delimited import DELIMITERS
from acuerdo.connectors.encodings import to_utf8
from acuerdo.connectors.guesses import columns_by_name, known_names
from acuerdo.connectors.limits import Limits
from acuerdo.connectors.profile import FileShape
from acuerdo.connectors.unpacking import Unpacked
from acuerdo.connectors.workbooks import first_rows

LOOKED_AT = 30
"""How many lines of a file, or of each sheet, may stand above the header."""
SAMPLE = 65_536
ENOUGH = 2
"""So many known names make a line a header."""
_TOTAL = re.compile(r"(grand total|totals?|totales|suma|sum|итого|всего)\b\s*:?", re.IGNORECASE)


def with_header(part: Unpacked, kind: str, shape: FileShape, limits: Limits) -> FileShape:
    """Return the shape of a file with the sheet and the line of its header, where they are not the first.

    Raises `ImportRefused` when the file cannot be read at all.
    """
    if kind == "csv":
        return _changed(shape, "", _likeliest(_lines(part, shape)).line)
    if kind != "xlsx":
        return shape
    found = first_rows(part.data, part.name, limits, LOOKED_AT)
    headers = {name: _likeliest(rows) for name, rows in found.items()}
    sheet = max(headers, key=lambda name: headers[name].known, default="")
    if not sheet or not headers[sheet].known:
        return shape
    return _changed(shape, "" if sheet == next(iter(found)) else sheet, headers[sheet].line)


def footers_of(table: pl.DataFrame, column: str) -> list[str]:
    """Return how the lines begin that stand below a table, in the column of tickets.

    >>> footers_of(pl.DataFrame({"id": ["1", "2", "Total: 2"]}), "id")
    ['Total:']
    """
    last = table[column].tail(5).cast(pl.String).drop_nulls().str.strip_chars()
    begun = (_TOTAL.match(text) for text in last)
    return list(dict.fromkeys(match[0].rstrip() for match in begun if match is not None))


class _Header(NamedTuple):
    """How many known names it has, and its line; None where nothing but blank lines stands above it."""

    known: int = 0
    line: int | None = None


def _likeliest(rows: Iterable[tuple[int, Sequence[str]]]) -> _Header:
    said = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    found = [_Header(_known(cells), number) for number, cells in said]
    best = max(found, key=lambda header: header.known, default=_Header())
    if best.known < ENOUGH:
        return _Header()
    return _Header(best.known) if best == found[0] else best


def _known(cells: Sequence[str]) -> int:
    names = known_names()
    return len(columns_by_name(cells, {**names["columns"], **names["moments"]}))


def _lines(part: Unpacked, shape: FileShape) -> Iterable[tuple[int, Sequence[str]]]:
    text = bytes(to_utf8(part.data, shape.encoding, part.name)[0][:SAMPLE]).decode("utf-8", "replace")
    for number, line in enumerate(text.split("\n")[:LOOKED_AT], start=1):
        cut = ([cell.strip(' "\r') for cell in line.split(delimiter)] for delimiter in DELIMITERS)
        yield number, max(cut, key=len)


def _changed(shape: FileShape, sheet: str, header_line: int | None) -> FileShape:
    changes: dict[str, object] = {"sheet": sheet} if sheet else {}
    if header_line is not None:
        changes["header_line"] = header_line
    return FileShape.model_validate({**shape.model_dump(exclude_unset=True), **changes})
