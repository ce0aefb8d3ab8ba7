"""Exclusions from a file: time, or whole tickets, that both sides agreed not to count."""

import re
from pathlib import Path

from acuerdo.connectors.instants import InstantReader
from acuerdo.connectors.limits import USUAL, Limits
from acuerdo.connectors.plain_tables import PlainRow, instant_reader, plain_rows, plain_sheets
from acuerdo.connectors.refusals import ImportRefused, did_you_mean
from acuerdo.core.clock.exclusions import Exclusion, Scope
from acuerdo.core.clock.intake import FactRefused

COLUMNS = (
    "from",
    "to",
    "commitments",
    "reason",
    "accepted_by",
    "evidence",
    "id",
    "claimed_by",
    "announced_at",
    "disputed",
)
_TRUE = frozenset({"true", "yes", "1"})
_FALSE = frozenset({"false", "no", "0", ""})


def read_exclusions(path: Path | str, *, time_zone: str | None = None, limits: Limits = USUAL) -> list[Exclusion]:
    """Read a file of exclusions: CSV, XLSX, JSON Lines or Parquet with the columns `scope` and any of `COLUMNS`.

    `scope` is `ticket:ID`, `service:ID` or `agreement`; `from` and `to` are given both or, for a whole ticket, neither;
    `commitments` is a list separated by spaces, commas or semicolons. An agreed text is not half read: the first row
    that makes no sense raises `ImportRefused` with code `bad_exclusion`.
    """
    reader = instant_reader(time_zone)
    rows = []
    for sheet in plain_sheets(path, ("scope",), COLUMNS, limits):
        for refused in sheet.refused:
            raise ImportRefused(
                "bad_exclusion",
                file=refused.file,
                line=refused.line,
                found=refused.found,
                expected=refused.expected,
                hint=refused.hint,
            )
        rows += list(plain_rows(sheet))
    return [_exclusion(row, reader) for row in rows]


def _exclusion(row: PlainRow, reader: InstantReader) -> Exclusion:
    cells = row.cells
    scope, scope_id = _scope(row)
    from_us, until_us = _instant(row, "from", reader), _instant(row, "to", reader)
    if (from_us is None) != (until_us is None):
        raise _bad(row, "only one of from and to", "both, or neither for a whole ticket")
    if from_us is None and scope is not Scope.TICKET:
        raise _bad(row, f"{cells['scope']} without from and to", "a span, unless the scope is one ticket")
    if from_us is not None and until_us is not None and until_us <= from_us:
        raise _bad(row, f"from {cells['from']} to {cells['to']}", "an end after the beginning")
    return Exclusion(
        id=cells.get("id", f"row-{row.number}"),
        scope=scope,
        scope_id=scope_id,
        from_us=from_us,
        until_us=until_us,
        commitments=frozenset(word for word in re.split(r"[\s,;]+", cells.get("commitments", "")) if word),
        reason=cells.get("reason", ""),
        claimed_by=cells.get("claimed_by"),
        accepted_by=cells.get("accepted_by"),
        evidence=cells.get("evidence"),
        announced_us=_instant(row, "announced_at", reader),
        disputed=_flag(row),
    )


def _scope(row: PlainRow) -> tuple[Scope, str]:
    text = row.cells.get("scope", "")
    kind, _, name = text.partition(":")
    kind, name = kind.strip(), name.strip()
    if kind not in set(Scope) or (kind == Scope.AGREEMENT) == bool(name):
        raise _bad(
            row,
            text or "no scope",
            "ticket:ID, service:ID or agreement",
            did_you_mean(kind, [str(scope) for scope in Scope]),
        )
    return Scope(kind), name


def _instant(row: PlainRow, name: str, reader: InstantReader) -> int | None:
    if name not in row.cells:
        return None
    try:
        return reader.read(row.cells[name], name).us
    except FactRefused as reason:
        raise _bad(row, f"{name} {reason.found}", reason.expected, reason.hint) from None


def _flag(row: PlainRow) -> bool:
    text = row.cells.get("disputed", "").lower()
    if text not in _TRUE | _FALSE:
        raise _bad(row, f"disputed {text}", "true or false")
    return text in _TRUE


def _bad(row: PlainRow, found: str, expected: str, hint: str = "") -> ImportRefused:
    return ImportRefused("bad_exclusion", file=row.file, line=row.line, found=found, expected=expected, hint=hint)
