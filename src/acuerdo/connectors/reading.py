"""From paths to sheets: what a file is shows in its first bytes."""

import mmap
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from acuerdo.connectors.delimited import read_delimited
from acuerdo.connectors.json_lines import read_json_lines
from acuerdo.connectors.limits import USUAL, Limits
from acuerdo.connectors.parquet_files import read_parquet_file
from acuerdo.connectors.profile import FileShape
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.connectors.sheets import Request, Sheet, Wanted
from acuerdo.connectors.unpacking import ZIP, Unpacked, unpack
from acuerdo.connectors.workbooks import read_workbook
from acuerdo.connectors.xes_logs import read_xes

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
PARQUET = b"PAR1"


def read_sheets(path: Path, shape: FileShape, wanted: Wanted, limits: Limits = USUAL) -> list[Sheet]:
    """Read the sheets of a file: one, or one for each file in a zip. Raises `ImportRefused`."""
    return [read_sheet(part, shape, wanted, limits) for part in unpack(path, limits)]


def read_sheet(part: Unpacked, shape: FileShape, wanted: Wanted, limits: Limits = USUAL) -> Sheet:
    """Read one unpacked file. Raises `ImportRefused`."""
    sheet = _read(part.data, Request(file=part.name, shape=shape, wanted=wanted, limits=limits))
    return replace(sheet, sha256=part.sha256, size=part.path.stat().st_size)


def kind_of(head: bytes, name: str) -> str:
    """Tell what a file is by its first bytes: csv, jsonl, parquet, xes, xlsx or xls.

    >>> kind_of(b'{"ticket": 1}', "a.txt"), kind_of(b"ticket;at", "a.txt")
    ('jsonl', 'csv')
    """
    if head.startswith(PARQUET):
        return "parquet"
    if head.startswith(ZIP):
        return "xlsx"
    if head.startswith(OLD_WORKBOOK):
        return "xls"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"<?xml", b"<log")) or name.lower().endswith(".xes"):
        return "xes"
    return "jsonl" if text.startswith((b"{", b"[{", b"[\n", b"[]")) else "csv"


def _read(data: bytes | mmap.mmap, request: Request) -> Sheet:
    kind = kind_of(bytes(data[:512]), request.file)
    reader = READERS.get(kind)
    if reader is None:
        raise ImportRefused(
            "old_workbook",
            file=request.file,
            found="a workbook of the old XLS kind",
            expected="XLSX or CSV",
            hint="open it and save it as XLSX",
        )
    return reader(data, request)


READERS: Mapping[str, Callable[[bytes | mmap.mmap, Request], Sheet]] = MappingProxyType(
    {
        "csv": read_delimited,
        "jsonl": read_json_lines,
        "parquet": read_parquet_file,
        "xes": read_xes,
        "xlsx": read_workbook,
    }
)
