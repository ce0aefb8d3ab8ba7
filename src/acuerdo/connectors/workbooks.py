"""XLSX: the cells' values as text, after a look at what the archive would unfold to."""

import io
import mmap
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import NamedTuple
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from acuerdo.connectors.limits import MIB, Limits
from acuerdo.connectors.records import TableBuilder
from acuerdo.connectors.refusals import ImportRefused, did_you_mean
from acuerdo.connectors.sheets import Request, Sheet

CHUNK = MIB
OVERLAP = 64
XML = (".xml", ".rels")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})([0-9]{1,7})["']""")


class _Corner(NamedTuple):
    columns: int
    rows: int


def read_workbook(data: bytes | mmap.mmap, request: Request) -> Sheet:
    """Read one sheet of a workbook. Raises `ImportRefused`."""
    with _opened(bytes(data), request.file, request.limits) as book:
        return _table(book.get_sheet_by_name(_sheet_name(book, request.shape.sheet, request.file)), request)


def first_rows(data: bytes | mmap.mmap, file: str, limits: Limits, rows: int) -> dict[str, list[tuple[int, list[str]]]]:
    """Return the first rows of each sheet, by its name: their numbers and cells as text. Raises `ImportRefused`."""
    with _opened(bytes(data), file, limits) as book:
        found = {}
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            lines = enumerate(sheet.iter_rows(), start=(sheet.start[0] if sheet.start else 0) + 1)
            found[name] = [(line, [cell_text(cell) or "" for cell in cells]) for line, cells in islice(lines, rows)]
        return found


@contextmanager
def _opened(content: bytes, file: str, limits: Limits) -> Iterator[CalamineWorkbook]:
    try:
        _refuse_bombs(content, file, limits)
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            yield book
    except (CalamineError, expat.ExpatError, zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        if isinstance(error, ImportRefused):
            raise
        raise ImportRefused(
            "bad_workbook",
            file=file,
            found=str(error),
            expected="an XLSX workbook",
            hint="save it again as XLSX or CSV",
        ) from None


def _sheet_name(book: CalamineWorkbook, name: str, file: str) -> str:
    names = list(book.sheet_names)
    if not name and names:
        return names[0]
    if name not in names:
        raise ImportRefused(
            "no_sheet",
            file=file,
            found=f"the sheets {', '.join(names)}",
            expected=f"a sheet {name}",
            hint=did_you_mean(name, names),
        )
    return name


def _table(sheet: CalamineSheet, request: Request) -> Sheet:
    builder: TableBuilder | None = None
    for line, cells in enumerate(sheet.iter_rows(), start=(sheet.start[0] if sheet.start else 0) + 1):
        texts = [cell_text(cell) for cell in cells]
        if builder is not None:
            builder.take(texts, line)
        elif line >= request.shape.header_line and any(texts):
            builder = TableBuilder(request, "xlsx", [text or "" for text in texts], line + 1)
    if builder is None:
        raise ImportRefused("no_header", file=request.file, found="an empty sheet", expected="a row with column names")
    return builder.sheet()


def cell_text(cell: object) -> str | None:
    """Return the value of a cell as text: whole numbers without a point, instants in ISO 8601.

    >>> cell_text(12.0), cell_text(True), cell_text(datetime(2026, 3, 2, 9, 30))
    ('12', 'true', '2026-03-02T09:30:00')
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    text = str(cell).strip() if cell is not None else ""
    return text or None


def _refuse_bombs(content: bytes, file: str, limits: Limits) -> None:
    """Unfold every part once, a piece at a time, and refuse what would not stay within the limits."""
    left = min(limits.workbook, max(limits.ratio_from, len(content) * limits.ratio))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            corner = _Corner(0, 0)
            parser = _xml_parser(file) if member.filename.endswith(XML) else None
            tail = b""
            with archive.open(member) as stream:
                while piece := stream.read(CHUNK):
                    left -= len(piece)
                    if left < 0:
                        raise ImportRefused(
                            "bomb",
                            file=file,
                            found="a workbook that unfolds without end",
                            expected=f"at most {limits.workbook // MIB} MiB and {limits.ratio} times its size",
                            hint="save the sheet as CSV",
                        )
                    if parser is not None:
                        parser.Parse(piece, False)  # noqa: FBT003 - as expat calls it: more will come
                    corner = _looked_at(tail + piece, corner)
                    tail = piece[-OVERLAP:]
            if parser is not None:
                parser.Parse(b"", True)  # noqa: FBT003 - as expat calls it: this was all
            if corner.columns * corner.rows > limits.cells:
                raise ImportRefused(
                    "too_big",
                    file=file,
                    found=f"a sheet of {corner.rows} rows and {corner.columns} columns",
                    expected=f"at most {limits.cells} cells",
                    hint="delete the cells far from the table, or save as CSV",
                )


def _xml_parser(file: str) -> expat.XMLParserType:
    """Return a parser that only checks that a part is XML to its end, without a document type."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise ImportRefused(
            "xml_entities", file=file, found="a document type in the workbook's XML", expected="a workbook without one"
        )

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _looked_at(piece: bytes, corner: _Corner) -> _Corner:
    columns, rows = corner
    for letters, number in set(_PLACE.findall(piece)):
        rows = max(rows, int(number))
        columns = max(columns, _column_number(letters))
    return _Corner(columns, rows)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
