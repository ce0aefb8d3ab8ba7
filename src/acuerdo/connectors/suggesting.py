"""A first draft of a profile for an unknown file: everything it guesses is marked for a person to check."""

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from acuerdo.connectors.encodings import to_utf8
from acuerdo.connectors.guesses import (
    MISSING_WORDS,
    columns_by_name,
    fitting_formats,
    known_names,
    names_offset,
    status_guess,
    unfitting,
)
from acuerdo.connectors.headers import footers_of, with_header
from acuerdo.connectors.limits import USUAL, Limits
from acuerdo.connectors.profile import OPENED_AT, FileShape
from acuerdo.connectors.reading import kind_of, read_sheet
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.connectors.sheets import Sheet, Wanted
from acuerdo.connectors.unpacking import unpack
from acuerdo.words import Language, Phrase, phrase, speak

LOOKED_AT = 5_000
"""How many different values of a column are looked at."""
TIMES = ("at", OPENED_AT)
SAMPLE = 1_000_000
FEW_AGAIN = 0.05
"""Of the rows of a list of tickets, at most so many stand twice."""
LETTERS_FROM = 0xC0
CYRILLIC_SHARE = 0.3
"""Of the letters of a text, so many at least are not ASCII when it is Russian; of a Spanish one, every twentieth."""

_DRAFTED = phrase("Drafted from {file} ({rows}). Check every line, above all those marked ?.")
_ROWS = phrase("{n} row", plural="{n} rows")
_ENCODING = phrase("The file names no encoding and is not UTF-8; {encoding} is a guess: are accents and letters right?")
_HEADER = phrase("The names of the columns are taken from line {line}: is it so?")
_TICKET = phrase("No column is called like a ticket's number; {column} is a guess.")
_WHEN = phrase("Which column says when a row was written? {column} is a guess.")
_NO_OPENING = phrase(
    "No ticket stands twice, and no column is known as its opening. If a row is a ticket: rows: tickets, and "
    "which column says when it was opened (opened_at)?"
)
_SNAPSHOTS = phrase("Rows repeat their ticket: each is taken for its whole state after an update. Is it so?")
_NO_FORMAT = phrase("No known date format reads the values of {column}, for example {example}.")
_ODD_DATES = phrase(
    "{n} value of {column} is no date as {form}, for example {example}: its rows will be refused.",
    plural="{n} values of {column} are no dates as {form}, for example {example}: their rows will be refused.",
)
_DAY_OR_MONTH = phrase("Day and month of {column} cannot be told apart: {first} or {second}?")
_ZONE = phrase("The times name no zone: put the zone of the system that wrote them into time_zone.")
_UNREAD = phrase("These columns are not understood, and not read:")
_UNKNOWN = phrase(
    "{n} status is not known: say under statuses what it stands for.",
    plural="{n} statuses are not known: say under statuses what each stands for.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A drafted profile. `text` is YAML, `open_questions` what only a person can answer; the YAML repeats them."""

    text: str
    open_questions: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class _Draft:
    """What has been found out so far."""

    sheet: Sheet
    shape: FileShape
    language: Language
    questions: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    moments: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    footers: list[str] = field(default_factory=list)

    def ask(self, question: Phrase, **values: str | int) -> None:
        """Put a question to whoever finishes the draft."""
        self.questions.append(speak(self.language, question, **values))

    def rows(self, count: int) -> str:
        """Say how many rows hold a word."""
        return speak(self.language, _ROWS, n=count)

    def values(self, column: str) -> list[str]:
        """Return different values of a column, without those that mean nothing."""
        series = self.sheet.table[column]
        texts = series if series.dtype == pl.String else series.cast(pl.String)
        found = texts.drop_nulls().str.strip_chars().unique(maintain_order=True).head(LOOKED_AT).to_list()
        return [text for text in found if text and text not in self.missing]


def suggest_profile(path: Path | str, limits: Limits = USUAL, language: Language = Language.EN) -> Suggestion:
    """Draft a profile for a file: delimiter, encoding, columns, dates, statuses, missing values and the kind of rows.

    What it says and asks is in the reader's language; the keys and words of the profile are the format's.
    Raises `ImportRefused` when the file cannot be read at all.
    """
    part = unpack(Path(path), limits)[0]
    kind = kind_of(bytes(part.data[:512]), part.name)
    shape = _encoding(bytes(part.data), part.name) if kind == "csv" else FileShape()
    guessed = shape.encoding
    shape = with_header(part, kind, shape, limits)
    sheet = read_sheet(part, shape, Wanted(every=True, ticket=""), limits)
    draft = _Draft(sheet=sheet, shape=shape, language=language)
    if guessed != "auto":
        draft.ask(_ENCODING, encoding=guessed)
    draft.missing = _missing(sheet)
    rows = _kind_of_rows(draft)
    head = speak(language, _DRAFTED, file=sheet.file.rpartition("/")[2], rows=draft.rows(draft.sheet.table.height))
    lines = [
        f"# {head}",
        "profile: 1",
        "id: my-export",
        f"rows: {rows}",
        *_file_lines(draft),
        *_listed("missing", draft.missing),
        *_listed("footers", draft.footers),
        *_date_lines(draft),
        "columns:",
        *(f"  {ours}: {quoted(theirs)}" for ours, theirs in draft.columns.items()),
        *_unread_lines(draft),
        *_moment_lines(draft),
        *_status_lines(draft),
        *_counted_lines(draft, "priority", "priorities"),
    ]
    asked = [f"# ? {question}" for question in draft.questions]
    return Suggestion(text="\n".join([lines[0], *asked, *lines[1:]]) + "\n", open_questions=tuple(draft.questions))


def _encoding(data: bytes, name: str) -> FileShape:
    """Return the shape with a guess of the encoding where the file does not tell it."""
    try:
        to_utf8(data, "auto", name)
    except ImportRefused:
        sample = data[:SAMPLE]
        high = sum(byte >= LETTERS_FROM for byte in sample)
        plain = sum(chr(byte).isalpha() for byte in sample if byte < LETTERS_FROM)
        encoding = "cp1251" if high > CYRILLIC_SHARE * (high + plain) else "cp1252"
        return FileShape.model_validate({"encoding": encoding})
    return FileShape()


def _missing(sheet: Sheet) -> list[str]:
    found: Counter[str] = Counter()
    for name in sheet.table.columns:
        if sheet.table[name].dtype == pl.String:
            present = sheet.table[name].filter(sheet.table[name].is_in(list(MISSING_WORDS)))
            found.update(dict(present.value_counts().iter_rows()))
    return [word for word in MISSING_WORDS if word in found]


def _kind_of_rows(draft: _Draft) -> str:
    """Find out what a row is, and keep the columns that this kind reads."""
    header = list(draft.sheet.table.columns)
    columns = columns_by_name(header, known_names()["columns"])
    moments = {
        ours: name
        for ours, name in columns_by_name(header, known_names()["moments"]).items()
        if name != columns.get(OPENED_AT)
    }
    if "ticket" not in columns:
        columns = {"ticket": header[0], **columns}
        draft.ask(_TICKET, column=header[0])
    _leave_footers(draft, columns["ticket"])
    once = _stands_once(draft.sheet.table, columns["ticket"])
    if "event" in columns:
        draft.columns = {ours: name for ours, name in columns.items() if ours != OPENED_AT}
        _ask_for(draft, "at")
        return "events"
    if once and OPENED_AT in columns:
        draft.columns = {ours: name for ours, name in columns.items() if ours not in {"at", "by", "reason"}}
        draft.moments = moments
        return "tickets"
    draft.columns = columns
    _ask_for(draft, "at")
    draft.ask(_NO_OPENING if once else _SNAPSHOTS)
    return "snapshots"


def _leave_footers(draft: _Draft, column: str) -> None:
    draft.footers = footers_of(draft.sheet.table, column)
    if draft.footers:
        below = pl.col(column).cast(pl.String).str.strip_chars()
        is_footer = pl.any_horizontal(below.str.starts_with(begin) for begin in draft.footers)
        kept = draft.sheet.table.filter(~is_footer.fill_null(value=False))
        draft.sheet = replace(draft.sheet, table=kept, rows=None, lines=None)


def _stands_once(table: pl.DataFrame, ticket: str) -> bool:
    """Say whether each row is another ticket, but for a few rows that were written twice."""
    different = table.unique()
    few = table.height - different.height <= FEW_AGAIN * table.height
    return few and different[ticket].n_unique() == different.height


def _ask_for(draft: _Draft, name: str) -> None:
    if name not in draft.columns:
        dated = (column for column in draft.sheet.table.columns if fitting_formats(draft.values(column)))
        guess = draft.columns.get(OPENED_AT) or next(dated, draft.sheet.table.columns[-1])
        draft.columns[name] = guess
        draft.ask(_WHEN, column=guess)


def _file_lines(draft: _Draft) -> list[str]:
    sheet, told = draft.sheet, {}
    if sheet.kind == "csv":
        told["delimiter"] = "tab" if sheet.delimiter == "\t" else f'"{sheet.delimiter}"'
        told["encoding"] = "utf-16" if sheet.encoding.startswith("utf-16") else sheet.encoding
    if draft.shape.sheet:
        told["sheet"] = quoted(draft.shape.sheet)
    if "header_line" in draft.shape.model_fields_set:
        told["header_line"] = str(draft.shape.header_line)
        draft.ask(_HEADER, line=str(draft.shape.header_line))
    return [f"file: {{{', '.join(f'{key}: {value}' for key, value in told.items())}}}"] if told else []


def _date_lines(draft: _Draft) -> list[str]:
    columns = [draft.columns[name] for name in TIMES if name in draft.columns] + list(draft.moments.values())
    formats: list[str] = []
    aware = True
    for column in dict.fromkeys(columns):
        texts = draft.values(column)
        fitting = fitting_formats(texts)
        if not fitting:
            draft.ask(_NO_FORMAT, column=column, example=repr("".join(texts[:1])))
            continue
        odd = unfitting(texts, fitting[0])
        if odd:
            draft.ask(_ODD_DATES, n=len(odd), column=column, form=fitting[0], example=repr(odd[0]))
        formats.append(fitting[0])
        aware = aware and names_offset(texts, fitting[0])
        if len(fitting) > 1 and {"%d", "%m"} <= set(_tokens(fitting[0])) and _tokens(fitting[0]) != _tokens(fitting[1]):
            draft.ask(_DAY_OR_MONTH, column=column, first=fitting[0], second=fitting[1])
    if not aware:
        draft.ask(_ZONE)
    zone = [] if aware else ["time_zone: required"]
    return [*zone, *_listed("dates", list(dict.fromkeys(formats)) or ["iso"])]


def _tokens(form: str) -> list[str]:
    return [f"%{letter}" for letter in form.split("%")[1:] for letter in letter[:1]]


def _unread_lines(draft: _Draft) -> list[str]:
    read = {*draft.columns.values(), *draft.moments.values()}
    unread = [quoted(name).replace("\r", "\\r") for name in draft.sheet.table.columns if name not in read]
    if not unread:
        return []
    return [f"  # {speak(draft.language, _UNREAD)}", *(f"  # {name}" for name in unread)]


def _moment_lines(draft: _Draft) -> list[str]:
    if not draft.moments:
        return []
    return ["moments:", *(f"  {ours}: {quoted(theirs)}" for ours, theirs in draft.moments.items())]


def _status_lines(draft: _Draft) -> list[str]:
    column = draft.columns.get("status")
    if column is None:
        return []
    lines = ["statuses:"]
    unknown = []
    for word, count in _word_counts(draft, column):
        guess = status_guess(word)
        if guess is None:
            unknown.append(f"  # {quoted(word)}: ?  # {draft.rows(count)}")
        else:
            lines.append(f"  {quoted(word)}: {guess} # {draft.rows(count)}")
    if unknown:
        draft.ask(_UNKNOWN, n=len(unknown))
    return [*(lines if len(lines) > 1 else ["statuses: {}"]), *unknown]


def _counted_lines(draft: _Draft, name: str, key: str) -> list[str]:
    column = draft.columns.get(name)
    if column is None:
        return []
    return [
        f"{key}:",
        *(f"  {quoted(word)}: {quoted(word)} # {draft.rows(count)}" for word, count in _word_counts(draft, column)),
    ]


def _word_counts(draft: _Draft, column: str) -> list[tuple[str, int]]:
    counts = draft.sheet.table[column].cast(pl.String).str.strip_chars().value_counts(sort=True).head(100)
    return [(word, count) for word, count in counts.iter_rows() if word and word not in draft.missing]


def _listed(key: str, words: list[str]) -> list[str]:
    return [f"{key}: [{', '.join(quoted(word) for word in words)}]"] if words else []


def quoted(word: str) -> str:
    """Return a text as it stands in YAML.

    >>> quoted("En curso")
    '"En curso"'
    """
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
