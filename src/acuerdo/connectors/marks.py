"""Marks from a file: what is wrong with the evidence about tickets, where the facts alone do not say so."""

from pathlib import Path

from acuerdo.connectors.limits import USUAL, Limits
from acuerdo.connectors.plain_tables import plain_rows, plain_sheets
from acuerdo.connectors.refusals import ImportRefused, did_you_mean
from acuerdo.core.clock.verdict import Mark

_KNOWN = (Mark.INCOMPLETE_HISTORY, Mark.PAUSES_UNKNOWN)


def read_marks(path: Path | str, *, limits: Limits = USUAL) -> dict[str, tuple[Mark, ...]]:
    """Read a file with the columns `ticket` and `mark`: `incomplete_history` or `pauses_unknown`.

    A row that makes no sense raises `ImportRefused` with code `bad_mark`.
    """
    found: dict[str, tuple[Mark, ...]] = {}
    for sheet in plain_sheets(path, ("ticket", "mark"), (), limits):
        for row in plain_rows(sheet):
            ticket, word = row.cells.get("ticket", ""), row.cells.get("mark", "")
            if not ticket or word not in _KNOWN:
                raise ImportRefused(
                    "bad_mark",
                    file=row.file,
                    line=row.line,
                    found=word if ticket else "no ticket",
                    expected="one of " + ", ".join(_KNOWN) if ticket else "a ticket and its mark",
                    hint=did_you_mean(word, [str(one) for one in _KNOWN]),
                )
            found[ticket] = tuple(dict.fromkeys((*found.get(ticket, ()), Mark(word))))
    return found
