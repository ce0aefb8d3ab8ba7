"""Records of delimited text whose cells are quoted, may hold line breaks, or do not fit their header."""

import csv
import io
from collections.abc import Iterator

import numpy as np
import polars as pl

from acuerdo.connectors.refusals import ImportRefused, RefusedRow, RowPlace, refused_row
from acuerdo.connectors.sheets import Request, Sheet
from acuerdo.core.clock.intake import FactRefused

BATCH = 50_000


class _Lines:
    """The lines of a file, counted, with a limit on how long one record may grow."""

    def __init__(self, text: io.TextIOWrapper, file: str, first_line: int, limit: int) -> None:
        self.text = text
        self.file = file
        self.limit = limit
        self.line = first_line - 1
        self.length = 0
        self.start = first_line

    def __iter__(self) -> Iterator[str]:
        for line in self.text:
            self.line += 1
            self.length += len(line)
            if self.length > self.limit:
                raise ImportRefused(
                    "line_too_long",
                    file=self.file,
                    line=self.start,
                    found=f"a record of more than {self.limit} characters",
                    expected=f"at most {self.limit}",
                    hint="is a quote missing its partner?",
                )
            yield line

    def begin(self) -> None:
        """Note that the next line begins a record."""
        self.length, self.start = 0, self.line + 1


class TableBuilder:
    """Collects rows of cells into columns of text, batch by batch."""

    def __init__(self, request: Request, kind: str, names: list[str], first_line: int) -> None:
        self.file = request.file
        self.kind = kind
        self.header = request.wanted.header(names)
        self.chosen = request.wanted.choose(self.header, self.file, first_line - 1 or None)
        self.places = [self.header.index(name) for name in self.chosen]
        self.first_line = first_line
        self.ticket = self.header.index(request.wanted.ticket) if request.wanted.ticket in self.header else -1
        self.batch: list[list[str | None]] = []
        self.tables: list[pl.DataFrame] = []
        self.rows: list[int] = []
        self.lines: list[int] = []
        self.refused: list[RefusedRow] = []
        self.blank = 0
        self.row = 0

    def take(self, cells: list[str | None], line: int) -> None:
        """Add one row; one without any value is counted, one of the wrong width is refused."""
        if not any(cells):
            self.blank += 1
            return
        self.row += 1
        if len(cells) != len(self.header):
            self.refuse(
                cells,
                line,
                FactRefused(
                    "wrong_width",
                    column="",
                    found=f"{len(cells)} cells",
                    expected=f"{len(self.header)} cells, as in the header",
                    hint="a delimiter inside a cell needs quotes around the cell",
                ),
            )
            return
        self.batch.append([cells[place] or None for place in self.places])
        self.rows.append(self.row)
        self.lines.append(line)
        if len(self.batch) == BATCH:
            self.flush()

    def refuse(self, cells: list[str | None], line: int, reason: FactRefused) -> None:
        """Note a row that cannot be cut into cells, with its ticket if that can still be read."""
        ticket = cells[self.ticket] if 0 <= self.ticket < len(cells) else None
        place = RowPlace(file=self.file, row=self.row, line=line, ticket=ticket)
        self.refused.append(refused_row(reason, place, {}))

    def flush(self) -> None:
        """Turn the rows collected so far into columns."""
        schema = dict.fromkeys(self.chosen, pl.String)
        self.tables.append(pl.DataFrame(self.batch, schema=schema, orient="row"))
        self.batch = []

    def sheet(self) -> Sheet:
        """Return what was collected."""
        self.flush()
        return Sheet(
            file=self.file,
            kind=self.kind,
            columns=tuple(self.header),
            table=pl.concat(self.tables, rechunk=True),
            first_line=self.first_line,
            rows=np.asarray(self.rows, np.int64),
            lines=np.asarray(self.lines, np.int64),
            refused=tuple(self.refused),
            blank=self.blank,
        )


def read_records(body: bytes, request: Request, delimiter: str, header_line: int) -> Sheet:
    """Read records one by one; one that breaks the rules of quoting is refused, the next are read."""
    csv.field_size_limit(request.limits.line)
    text = io.TextIOWrapper(io.BytesIO(body), "utf-8", newline="")
    lines = _Lines(text, request.file, header_line, request.limits.line)
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    try:
        names = next(reader)
    except (csv.Error, StopIteration) as error:
        raise ImportRefused(
            "no_header",
            file=request.file,
            line=header_line,
            found=str(error) or "nothing",
            expected="a line with column names",
        ) from None
    builder = TableBuilder(request, "csv", names, header_line + 1)
    while True:
        lines.begin()
        try:
            builder.take(list(next(reader)), lines.start)
        except StopIteration:
            return builder.sheet()
        except csv.Error as error:
            builder.row += 1
            reason = FactRefused("bad_quoting", column="", found=str(error), expected="quotes in pairs")
            builder.refuse([], lines.start, reason)
