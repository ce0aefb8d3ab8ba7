"""Delimited text: straight into columns when every line is plain, record by record when cells are quoted."""

import mmap
from dataclasses import replace

import numpy as np
import polars as pl

from acuerdo.connectors.encodings import Bytes, to_utf8
from acuerdo.connectors.limits import Limits
from acuerdo.connectors.records import read_records
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.connectors.sheets import Request, Sheet

DELIMITERS = (",", ";", "\t", "|")
NAMES = {"tab": "\t"}


def read_delimited(data: Bytes, request: Request) -> Sheet:
    """Cut a delimited file into columns. Raises `ImportRefused`; a row of the wrong width is refused by itself."""
    file, shape = request.file, request.shape
    text, encoding = to_utf8(data, shape.encoding, file)
    refuse_long_lines(text, file, request.limits)
    zero = text.find(b"\0")
    if zero >= 0:
        raise ImportRefused(
            "binary_file",
            file=file,
            line=bytes(text[:zero]).count(b"\n") + 1,
            found="a zero byte",
            expected="text",
            hint="is it a workbook or a database file?",
        )
    start, header_line = _header_start(text, shape.header_line, file)
    delimiter = NAMES.get(shape.delimiter, shape.delimiter)
    if delimiter == "auto":
        delimiter = guess_delimiter(_first_line(text, start), file)
    plain = _plain(text, start, delimiter)
    sheet = None if plain is None else _columns(*plain, request, delimiter, header_line)
    if sheet is None:
        sheet = read_records(bytes(text[start:]), request, delimiter, header_line)
    return replace(sheet, encoding=encoding, delimiter=delimiter)


def refuse_long_lines(text: Bytes, file: str, limits: Limits) -> None:
    """Refuse a file with a line over the limit, without reading it into pieces."""
    place, size = 0, len(text)
    while place < size:
        end = text.rfind(b"\n", place, place + limits.line + 1)
        if end < 0:
            if size - place <= limits.line:
                return
            raise ImportRefused(
                "line_too_long",
                file=file,
                line=_newlines(text, place) + 1,
                found=f"a line of more than {limits.line} bytes",
                expected=f"lines of at most {limits.line} bytes",
                hint="is it text, and are its lines separated by line breaks?",
            )
        place = end + 1


def _newlines(text: Bytes, end: int) -> int:
    return sum(bytes(text[place : min(place + (1 << 24), end)]).count(b"\n") for place in range(0, end, 1 << 24))


def _header_start(text: Bytes, header_line: int, file: str) -> tuple[int, int]:
    """Return where the header begins: after the lines that the profile skips, and blank ones."""
    place, line = 0, 1
    while line < header_line or not _first_line(text, place).strip():
        end = text.find(b"\n", place)
        if end < 0:
            raise ImportRefused("no_header", file=file, line=line, found="the end", expected="a line with column names")
        place, line = end + 1, line + 1
    return place, line


def _first_line(text: Bytes, start: int) -> str:
    end = text.find(b"\n", start)
    return bytes(text[start : end if end >= 0 else len(text)]).decode("utf-8")


def guess_delimiter(header: str, file: str) -> str:
    """Return the delimiter that a header line shows. Raises `ImportRefused` when none or two fit.

    >>> guess_delimiter("Número;Creado el;Prioridad", "x.csv")
    ';'
    """
    bare = "".join(header.split('"')[0::2])
    counts = {delimiter: bare.count(delimiter) for delimiter in DELIMITERS if delimiter in bare}
    best = sorted(counts, key=lambda delimiter: counts[delimiter], reverse=True)
    if not best or (len(best) > 1 and counts[best[0]] == counts[best[1]]):
        raise ImportRefused(
            "unknown_delimiter",
            file=file,
            line=1,
            found=header,
            expected="column names separated by , ; | or tab",
            hint="name it in the profile: file: {delimiter: ';'}",
        )
    return best[0]


def _plain(text: Bytes, start: int, delimiter: str) -> tuple[bytes, int] | None:
    """Return the table's bytes and lines when no cell is quoted and all may be as wide as the header, else None."""
    body = bytes(text[start:]) if start or isinstance(text, mmap.mmap) else text
    if body.find(b'"') >= 0:
        return None
    if body.find(b"\r") >= 0:
        body = body.replace(b"\r\n", b"\n")
        if body.find(b"\r") >= 0:
            return None
    width = _first_line(body, 0).count(delimiter)
    lines = _count(body, "\n") + (not body.endswith(b"\n"))
    return (body, lines) if width and lines > 1 and _count(body, delimiter) == width * lines else None


def _count(body: bytes, letter: str) -> int:
    # Counting frequent bytes in arrays that fit the cache is several times faster than bytes.count; each one lets other
    # threads have the interpreter, which takes a while to get back: so they are not many.
    values = np.frombuffer(body, np.uint8)
    sought = np.uint8(ord(letter))
    step = 1 << 22
    return sum(int(np.count_nonzero(values[place : place + step] == sought)) for place in range(0, len(values), step))


def _columns(body: bytes, lines: int, request: Request, delimiter: str, header_line: int) -> Sheet | None:
    """Read columns at once; None when a line is too short.

    There are as many delimiters as lines of the header's width have. So either each line has its share, or one has too
    few, and then its last cell is empty: only the records can tell the two apart.
    """
    header = request.wanted.header(_first_line(body, 0).split(delimiter))
    chosen = request.wanted.choose(header, request.file, header_line)
    scan = pl.scan_csv(
        body,
        has_header=False,
        skip_rows=1,
        schema=dict.fromkeys(header, pl.String),
        separator=delimiter,
        quote_char=None,
        truncate_ragged_lines=True,
        missing_columns="insert",
    )
    table = scan.select(list(dict.fromkeys((*chosen, header[-1])))).collect()
    if table.height != lines - 1 or (table.height and table[header[-1]].null_count()):
        return None
    return Sheet(
        file=request.file, kind="csv", columns=tuple(header), table=table.select(chosen), first_line=header_line + 1
    )
