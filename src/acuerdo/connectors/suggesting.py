"""A first draft of a profile for an unknown file: everything it guesses is marked for a person to check."""

from collections import Counter
from dataclasses import dataclass
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
)
from acuerdo.connectors.limits import USUAL, Limits
from acuerdo.connectors.profile import OPENED_AT, FileShape
from acuerdo.connectors.reading import kind_of, read_sheet
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.connectors.sheets import Sheet, Wanted
from acuerdo.connectors.unpacking import unpack

LOOKED_AT = 5_000
"""How many different values of a column are looked at."""
TIMES = ("at", OPENED_AT)
SAMPLE = 1_000_000
LETTERS_FROM = 0xC0
CYRILLIC_SHARE = 0.3
"""Of the letters of a text, so many at least are not ASCII when it is Russian; of a Spanish one, every twentieth."""


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
    questions: list[str]
    columns: dict[str, str]
    moments: dict[str, str]
    missing: list[str]

    def values(self, column: str) -> list[str]:
        """Return different values of a column, without those that mean nothing."""
        series = self.sheet.table[column]
        texts = series if series.dtype == pl.String else series.cast(pl.String)
        found = texts.drop_nulls().str.strip_chars().unique(maintain_order=True).head(LOOKED_AT).to_list()
        return [text for text in found if text and text not in self.missing]


def suggest_profile(path: Path | str, limits: Limits = USUAL) -> Suggestion:
    """Draft a profile for a file: delimiter, encoding, columns, dates, statuses, missing values and the kind of rows.

    Raises `ImportRefused` when the file cannot be read at all.
    """
    part = unpack(Path(path), limits)[0]
    shape = FileShape()
    questions: list[str] = []
    if kind_of(bytes(part.data[:512]), part.name) == "csv":
        shape, questions = _encoding(bytes(part.data), part.name)
    sheet = read_sheet(part, shape, Wanted(every=True, ticket=""), limits)
    draft = _Draft(sheet=sheet, shape=shape, questions=questions, columns={}, moments={}, missing=[])
    draft.missing = _missing(sheet)
    kind = _kind_of_rows(draft)
    lines = [
        "# Drafted from "
        + sheet.file.rpartition("/")[2]
        + f" ({sheet.read} rows). Check every line, above all those marked ?.",
        "profile: 1",
        "id: my-export",
        f"rows: {kind}",
        *_file_lines(draft),
        *_listed("missing", draft.missing),
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


def _encoding(data: bytes, name: str) -> tuple[FileShape, list[str]]:
    try:
        to_utf8(data, "auto", name)
    except ImportRefused:
        sample = data[:SAMPLE]
        high = sum(byte >= LETTERS_FROM for byte in sample)
        plain = sum(chr(byte).isalpha() for byte in sample if byte < LETTERS_FROM)
        encoding = "cp1251" if high > CYRILLIC_SHARE * (high + plain) else "cp1252"
        question = f"The file names no encoding and is not UTF-8; {encoding} is a guess: are accents and letters right?"
        return FileShape.model_validate({"encoding": encoding}), [question]
    return FileShape(), []


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
        draft.questions.append(f"No column is called like a ticket's number; {header[0]} is a guess.")
    tickets = draft.sheet.table[columns["ticket"]]
    once = tickets.n_unique() == tickets.len()
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
    draft.questions.append(
        "No ticket stands twice, and no column is known as its opening. If a row is a ticket: rows: tickets, and "
        "which column says when it was opened (opened_at)?"
        if once
        else "Rows repeat their ticket: each is taken for its whole state after an update. Is it so?"
    )
    return "snapshots"


def _ask_for(draft: _Draft, name: str) -> None:
    if name not in draft.columns:
        guess = draft.columns.get(OPENED_AT, draft.sheet.table.columns[-1])
        draft.columns[name] = guess
        draft.questions.append(f"Which column says when a row was written? {guess} is a guess.")


def _file_lines(draft: _Draft) -> list[str]:
    sheet = draft.sheet
    if sheet.kind != "csv":
        return []
    delimiter = "tab" if sheet.delimiter == "\t" else f'"{sheet.delimiter}"'
    encoding = "utf-16" if sheet.encoding.startswith("utf-16") else sheet.encoding
    return [f"file: {{delimiter: {delimiter}, encoding: {encoding}}}"]


def _date_lines(draft: _Draft) -> list[str]:
    columns = [draft.columns[name] for name in TIMES if name in draft.columns] + list(draft.moments.values())
    formats: list[str] = []
    aware = True
    for column in dict.fromkeys(columns):
        texts = draft.values(column)
        fitting = fitting_formats(texts)
        if not fitting:
            draft.questions.append(f"No known date format reads every value of {column}, for example {texts[:1]}.")
            continue
        formats.append(fitting[0])
        aware = aware and names_offset(texts, fitting[0])
        if len(fitting) > 1 and {"%d", "%m"} <= set(_tokens(fitting[0])) and _tokens(fitting[0]) != _tokens(fitting[1]):
            draft.questions.append(f"Day and month of {column} cannot be told apart: {fitting[0]} or {fitting[1]}?")
    if not aware:
        draft.questions.append("The times name no zone: put the zone of the system that wrote them into time_zone.")
    zone = [] if aware else ["time_zone: required"]
    return [*zone, *_listed("dates", list(dict.fromkeys(formats)) or ["iso"])]


def _tokens(form: str) -> list[str]:
    return [f"%{letter}" for letter in form.split("%")[1:] for letter in letter[:1]]


def _unread_lines(draft: _Draft) -> list[str]:
    read = {*draft.columns.values(), *draft.moments.values()}
    unread = [quoted(name).replace("\r", "\\r") for name in draft.sheet.table.columns if name not in read]
    if not unread:
        return []
    return ["  # These columns are not understood, and not read:", *(f"  # {name}" for name in unread)]


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
            unknown.append(f"  # {quoted(word)}: ?  # {count} rows")
        else:
            lines.append(f"  {quoted(word)}: {guess} # {count} rows")
    if unknown:
        draft.questions.append(f"{len(unknown)} statuses are not known: say under statuses what each stands for.")
    return [*(lines if len(lines) > 1 else ["statuses: {}"]), *unknown]


def _counted_lines(draft: _Draft, name: str, key: str) -> list[str]:
    column = draft.columns.get(name)
    if column is None:
        return []
    return [
        f"{key}:",
        *(f"  {quoted(word)}: {quoted(word)} # {count} rows" for word, count in _word_counts(draft, column)),
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
