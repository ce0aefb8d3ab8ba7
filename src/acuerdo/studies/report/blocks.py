"""A report as it reads, before it is drawn: sentences, tables, charts and pairs, already in one language."""

from dataclasses import dataclass
from enum import StrEnum

from acuerdo.studies.report.drawing import Drawing
from acuerdo.words import Language

NOTHING = "\N{EN DASH}"
"""What stands in a cell that holds nothing."""


class Tone(StrEnum):
    """What a colour says in addition to the word or sign beside it."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    WARN = "warn"
    MUTED = "muted"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its text, a sign before it, a second line, a drawing; `level` 0..4 shades a map."""

    text: str
    tone: Tone = Tone.PLAIN
    sign: str = ""
    note: str = ""
    strong: bool = False
    drawing: Drawing | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, whether it holds numbers, its share of the width, and whether its texts stay whole."""

    title: str
    numeric: bool = False
    share: float = 1.0
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its caption. `is_map` is one whose cells are shaded; `cards` says that rows become cards on a phone.

    The first column names the row.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_map: bool = False
    cards: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """One chart of a row of charts: a title, a chart, and the sentence that says what it shows."""

    title: str
    drawing: Drawing
    sentence: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Plots:
    """Charts of one kind, side by side, with a key to their signs."""

    plots: tuple[Plot, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A paragraph."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """Terms with what is said of each."""

    pairs: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A command to type."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a clause; `language` names the one that it is in where that is not the page's."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A numbered clause: its title and its lines, then its points."""

    number: str
    title: Line
    lines: tuple[Line, ...] = ()
    points: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """Room to sign on paper: for each side its name and the party, and what is written on the lines."""

    sides: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]


Block = Table | Plots | Sentence | Heading | Pairs | Code | Clause | Signatures


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section: an anchor, a title, and what stands in it."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The whole report. `answer` is the first sentence, `remarks` those after it; `cut_off_us` dates the files."""

    language: Language
    title: str
    subject: str
    parties: str
    author: str
    answer: str
    answer_tone: Tone
    remarks: tuple[Sentence, ...]
    about: Pairs
    sections: tuple[Section, ...]
    contents: str
    footer: str
    page_of: str
    cut_off_us: int
