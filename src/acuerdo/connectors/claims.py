"""What a help desk says of its own promises, from a file: kept or not, and when it was due."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from acuerdo.connectors.instants import InstantReader
from acuerdo.connectors.limits import USUAL, Limits
from acuerdo.connectors.plain_tables import PlainRow, instant_reader, plain_rows, plain_sheets
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.core.clock.intake import FactRefused

COLUMNS = ("commitment", "verdict", "due")
_MET = frozenset({"met", "kept", "true", "yes", "1"})
_BREACHED = frozenset({"breached", "missed", "violated", "false", "no", "0"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """What is claimed of a ticket: for one promise or (empty) for the one that is asked for; either may be unsaid."""

    ticket: str
    commitment: str = ""
    met: bool | None = None
    due_us: int | None = None


def read_claims(path: Path | str, *, time_zone: str | None = None, limits: Limits = USUAL) -> Iterator[ClaimRow]:
    """Read a file of claims: CSV, XLSX, JSON Lines or Parquet with the column `ticket` and any of `COLUMNS`.

    The first row that makes no sense raises `ImportRefused` with code `bad_claim`.
    """
    reader = instant_reader(time_zone)
    for sheet in plain_sheets(path, ("ticket",), COLUMNS, limits):
        for refused in sheet.refused:
            raise ImportRefused(
                "bad_claim", file=refused.file, line=refused.line, found=refused.found, expected=refused.expected
            )
        for row in plain_rows(sheet):
            yield _claim(row, reader)


def claims_said(words: Mapping[str, str], file: str) -> Iterator[ClaimRow]:
    """Yield the claims of a column of an export, by ticket. Raises `ImportRefused` for a word that says neither."""
    for ticket, word in words.items():
        if word.strip():
            yield ClaimRow(ticket=ticket, met=_met(word, file, None))


def _claim(row: PlainRow, reader: InstantReader) -> ClaimRow:
    cells = row.cells
    if "ticket" not in cells:
        raise ImportRefused("bad_claim", file=row.file, line=row.line, found="no ticket", expected="a ticket's name")
    if "verdict" not in cells and "due" not in cells:
        raise ImportRefused("bad_claim", file=row.file, line=row.line, found="neither", expected="a verdict, or due")
    return ClaimRow(
        ticket=cells["ticket"],
        commitment=cells.get("commitment", ""),
        met=None if "verdict" not in cells else _met(cells["verdict"], row.file, row.line),
        due_us=_due(row, reader),
    )


def _due(row: PlainRow, reader: InstantReader) -> int | None:
    if "due" not in row.cells:
        return None
    try:
        return reader.read(row.cells["due"], "due").us
    except FactRefused as refused:
        raise ImportRefused(
            "bad_claim", file=row.file, line=row.line, found=refused.found, expected=refused.expected, hint=refused.hint
        ) from None


def _met(word: str, file: str, line: int | None) -> bool:
    known = word.strip().lower()
    if known in _MET or known in _BREACHED:
        return known in _MET
    raise ImportRefused("bad_claim", file=file, line=line, found=word[:40], expected="met or breached, true or false")
