"""What an import refuses: a whole file, or one row of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from acuerdo.core.clock.intake import FactRefused

LONGEST_SHOWN = 80


class ImportRefused(ValueError):
    """A file, profile or setting that cannot be used at all.

    `code` is stable. Of files: `no_file`, `empty_file`, `unreadable`, `encrypted`, `nested_archive`, `too_big`,
    `bomb`, `xml_entities`, `line_too_long`, `unknown_encoding`, `wrong_encoding`, `binary_file`, `not_json_lines`,
    `old_workbook`, `bad_workbook`, `bad_parquet`, `bad_xes`, `no_header`, `missing_column`, `ambiguous_column`,
    `unknown_column`, `unknown_delimiter`, `no_sheet`. Of profiles and settings: `unknown_profile`, `bad_profile`,
    `time_zone_needed`, `unknown_zone`, `unknown_field`. `line` counts from 1; None means the file as a whole.
    """

    def __init__(  # noqa: PLR0913 - each part of the message has its name
        self, code: str, *, file: str, found: str, expected: str, hint: str = "", line: int | None = None
    ) -> None:
        self.code = code
        self.file = file
        self.line = line
        self.found = shortened(found)
        self.expected = expected
        self.hint = hint
        place = file if line is None else f"{file}, line {line}"
        super().__init__(f"{place}: found {self.found}, expected {expected}" + (f"; {hint}" if hint else ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that became no fact, and why.

    `row` counts the data rows of its file from 1, `line` the lines (of a workbook: the rows of the sheet). `ticket` is
    None when the row does not say whose it is. `code` is one of `FactRefused`, or `wrong_width`, `bad_quoting`,
    `bad_json`, `duplicate_ticket`, `duplicate_key`, `before_opening`, `end_unknown`, `unmatched_event`.
    """

    file: str
    row: int
    line: int
    ticket: str | None
    code: str
    column: str
    found: str
    expected: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlace:
    """Where a row stands, and whose it is if that can be read."""

    file: str
    row: int
    line: int
    ticket: str | None


def refused_row(reason: FactRefused, place: RowPlace, names: Mapping[str, str]) -> RefusedRow:
    """Tell where a refusal happened; `names` says how the file calls our columns."""
    return RefusedRow(
        file=place.file,
        row=place.row,
        line=place.line,
        ticket=place.ticket,
        code=reason.code,
        column=names.get(reason.column, reason.column),
        found=shortened(reason.found),
        expected=reason.expected,
        hint=reason.hint,
    )


def shortened(text: str) -> str:
    """Return a text that fits in a message.

    >>> shortened("a" * 100)[-5:]
    'aa...'
    """
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


def did_you_mean(word: str, known: Mapping[str, object] | tuple[str, ...] | list[str]) -> str:
    """Return a hint with the nearest known words, or nothing.

    >>> did_you_mean("Numbr", ["Number", "Status"])
    'did you mean Number?'
    """
    near = get_close_matches(word, list(known), n=2)
    return f"did you mean {' or '.join(near)}?" if near else ""
