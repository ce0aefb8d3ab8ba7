"""Rows of a file that were refused, a line each."""

from typing import TYPE_CHECKING

from acuerdo.connectors.saying import say_found, say_reason
from acuerdo.words import Language, phrase, speak

if TYPE_CHECKING:
    from acuerdo.apps.imports.shapes import RefusedLine
    from acuerdo.connectors.refusals import RefusedRow

_REFUSED = phrase("refused {file}, line {line}, ticket {ticket}: {code}: {column}: found {found}, expected {expected}")
_WHOLE = phrase("refused {file}, line {line}, ticket {ticket}: {code}: found {found}, expected {expected}")


def say_refused(row: "RefusedRow | RefusedLine", file: str, language: Language) -> str:
    """Say in one line where a row of a file that was refused stands, and why."""
    column = {"column": row.column} if row.column else {}
    said = speak(
        language,
        _REFUSED if column else _WHOLE,
        **column,
        file=file,
        line=str(row.line),
        ticket=row.ticket or "?",
        code=row.code,
        found=repr(say_found(row.code, row.found, language)),
        expected=say_reason(row.expected, language),
    )
    return f"{said}; {say_reason(row.hint, language)}" if row.hint else said
