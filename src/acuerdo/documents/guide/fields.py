"""What a form is made of: slots that a point declares, and the fields that a document fills them with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from acuerdo.texts.nodes import Path
from acuerdo.words import Phrase


class Kind(StrEnum):
    """How a value is written in a form: one line, many lines, a text per language, a choice, a list by lines."""

    TEXT = "text"
    LONG = "long"
    TEXTS = "texts"
    CHOICE = "choice"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A value that a point asks for, at a path inside its part.

    `options` are the words to choose from, or the name of what the document declares: `@calendars`, `@services`,
    `@levels`, `@commitments`.
    """

    key: Path
    title: Phrase
    kind: Kind = Kind.TEXT
    example: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """Values that stand once."""

    path: Path
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """A list of things of one kind; a `*` in the path stands for every item of a list on the way.

    `only` names a key and the values of those that are meant; `preset` is what a new one
    has without being asked; without `add` there are no new ones.
    """

    path: Path
    slots: tuple[Slot, ...]
    add: Phrase | None = None
    only: tuple[str, tuple[str, ...]] = ("", ())
    preset: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """The commitments of some measures as a table: what is allowed by priority."""

    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The priority of each pair of impact and urgency."""


Asked = One | Many | Targets | Matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A value in a form: where it stands (a JSON pointer; `-` for what is to be added), and what stands there now.

    A `preset` is what something new has without being asked; alone it makes nothing new. `inherited` is what the level
    underneath says where the document says nothing; a `fixed` one cannot be changed here. `names` are the titles, by
    language, of those of the `options` that have one.
    """

    pointer: str
    title: Phrase
    kind: Kind
    value: str = ""
    example: str = ""
    options: tuple[str, ...] = ()
    language: str = ""
    preset: bool = False
    inherited: str = ""
    fixed: bool = False
    names: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Fields that belong together; `add` heads those of something new, `removable` is the pointer of what may go.

    `from_level` says that only the level has it, `is_removed` that the document takes it out of the level. `listed` is
    a list of the level that a document can only replace as a whole, `copied` the pointer at which it would stand.
    """

    heading: str = ""
    fields: tuple[Field, ...]
    add: Phrase | None = None
    removable: str = ""
    from_level: bool = False
    is_removed: bool = False
    listed: tuple[str, ...] = ()
    copied: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of fields: its columns, and rows with a heading; a cell without a field is only said in the text.

    `copied` is the pointer at which a table of the level would stand that a document can only replace as a whole.
    """

    corner: str
    columns: tuple[Phrase | str, ...]
    rows: tuple[tuple[str, tuple[Field | None, ...], str], ...]
    copied: str = ""


Part = Group | Grid
