"""From a document's tree to the fields of a point."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from acuerdo.documents.findings import DocumentRefused
from acuerdo.documents.guide.fields import Field, Grid, Group, Kind, Many, Matrix, One, Part, Slot, Targets
from acuerdo.documents.guide.points import GuidePoint
from acuerdo.documents.guide.slots import ALL_PRIORITIES, ID, TARGET_SLOTS, texts
from acuerdo.documents.putting import look_up
from acuerdo.documents.sources import compose
from acuerdo.texts.nodes import Node, Path, Row, Scalar, Table
from acuerdo.words import Phrase, phrase

LANGUAGES = ("en", "es", "ru")
APPEND = "-"
_HEIGHTS = {"en": ("high", "medium", "low"), "es": ("alto", "medio", "bajo"), "ru": ("высокий", "средний", "низкий")}
_LEVEL_OF = phrase("Priority")
_MEANS = phrase("What it means, by examples: what is urgent, what can wait")
_MEASURE = phrase("Measure")
_WITHIN = phrase("Within")
_ADD_TARGET = phrase("Another promise")


def open_text(text: str, name: str = "draft.yaml") -> Table | None:
    """Return the tree of a text, None where it cannot be read as a document yet."""
    try:
        root = compose(text, name)
    except DocumentRefused:
        return None
    return root if isinstance(root, Table) else None


def form_point(root: Table, point: GuidePoint) -> tuple[Part, ...]:
    """Return the fields of a point, as a document fills them."""
    return tuple(part for asked in point.parts for part in _Forming(root).parts(asked))


def show_pointer(path: Path) -> str:
    """Write a path as a JSON pointer.

    >>> show_pointer(("services", 0, "a/b"))
    '/services/0/a~1b'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def text_of(node: Node | None) -> str | None:
    """Write a value for a form: a text as it is, a list by lines; None for what no field can hold."""
    if node is None:
        return ""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Row) and all(isinstance(item, Scalar) for item in node.items):
        return "\n".join(item.text for item in node.items if isinstance(item, Scalar))
    return None


class _Forming:
    def __init__(self, root: Table) -> None:
        self._root = root
        found = look_up(root, ("language",))
        own = found.text if isinstance(found, Scalar) and found.text in LANGUAGES else "en"
        self._language = own
        self._languages = (own, *(one for one in LANGUAGES if one != own))

    def parts(self, asked: One | Many | Targets | Matrix) -> Iterator[Part]:
        if isinstance(asked, One):
            yield Group(fields=tuple(self._fields(asked.path, asked.slots)))
        elif isinstance(asked, Many):
            for path in self._places(asked.path):
                yield from self._many(asked, path)
        elif isinstance(asked, Targets):
            yield from self._targets(asked)
        else:
            yield self._matrix()
            for level in self._options(("@levels",)):
                meaning = texts(title=_MEANS)
                yield Group(heading=level, fields=tuple(self._slot(("priorities", "meaning", level), meaning)))

    # Values

    def _fields(self, path: Path, slots: Sequence[Slot]) -> Iterator[Field]:
        for slot in slots:
            yield from self._slot((*path, *slot.key), slot)

    def _slot(self, path: Path, slot: Slot) -> Iterator[Field]:
        node = None if APPEND in path else look_up(self._root, path)
        made = Field(pointer=show_pointer(path), title=slot.title, kind=slot.kind, example=slot.example)
        if slot.kind is Kind.TEXTS:
            yield from self._texts(path, node, made)
            return
        value = text_of(node)
        if value is None or ("\n" in value and slot.kind not in (Kind.LIST, Kind.LONG)):
            return  # said in a form that only the text shows
        options = self._options(slot.options)
        if slot.kind is Kind.CHOICE and value and value not in options:
            options = (value, *options)
        yield replace(made, value=value, options=options)

    def _texts(self, path: Path, node: Node | None, made: Field) -> Iterator[Field]:
        if isinstance(node, Scalar) and not node.absent:
            yield replace(made, value=node.text, language=self._language)
        elif node is None or isinstance(node, Table):
            for language in self._languages:
                value = text_of(node.get(language)) if isinstance(node, Table) else ""
                if value is not None:
                    yield replace(made, pointer=show_pointer((*path, language)), value=value, language=language)

    def _options(self, words: tuple[str, ...]) -> tuple[str, ...]:
        if not words or not words[0].startswith("@"):
            return words
        node = look_up(self._root, ("priorities", "levels") if words[0] == "@levels" else (words[0][1:],))
        if isinstance(node, Table):
            return ("24x7", *(name.text for name, _ in node.entries if name.text != "24x7"))
        if words[0] == "@calendars":
            return ("24x7",)
        return tuple(one for one in self._names(node) if one)

    def _names(self, node: Node | None) -> list[str]:
        items = node.items if isinstance(node, Row) else ()
        found = [item.get("id") if isinstance(item, Table) else item for item in items]
        return [one.text if isinstance(one, Scalar) else "" for one in found]

    # Lists

    def _places(self, path: Path) -> Iterator[Path]:
        if "*" not in path:
            yield path
            return
        at = path.index("*")
        node = look_up(self._root, path[:at])
        for number in range(len(node.items) if isinstance(node, Row) else 0):
            yield from self._places((*path[:at], number, *path[at + 1 :]))

    def _many(self, asked: Many, path: Path) -> Iterator[Group]:
        node = look_up(self._root, path)
        owner = self._heading(path[:-1]) if "*" in asked.path else ""
        for number, item in enumerate(node.items if isinstance(node, Row) else ()):
            if self._is_meant(asked, item):
                here = (*path, number)
                heading = " · ".join(part for part in (owner, self._heading(here)) if part)
                yield Group(
                    heading=heading, fields=tuple(self._item(here, item, asked.slots)), removable=show_pointer(here)
                )
        if asked.add is None:
            return
        fresh = tuple(self._fields((*path, APPEND), asked.slots))
        yield Group(heading=owner, fields=(*fresh, *self._presets(path, asked, fresh)), add=asked.add)

    def _item(self, path: Path, item: Node, slots: Sequence[Slot]) -> Iterator[Field]:
        """The fields of an item; one that is a text alone has only that."""
        plain = isinstance(item, Scalar) or (
            isinstance(item, Table) and bool(item.entries) and all(name.text in LANGUAGES for name, _ in item.entries)
        )
        if plain:
            slot = next((one for one in slots if one.kind is Kind.TEXTS), slots[0])
            yield from self._slot(path, replace(slot, key=()))
        else:
            yield from self._fields(path, slots)

    def _presets(self, path: Path, asked: Many, fresh: Sequence[Field]) -> Iterator[Field]:
        known = {one.pointer for one in fresh}
        for key, value in asked.preset.items():
            pointer = show_pointer((*path, APPEND, key))
            if pointer not in known:
                yield Field(pointer=pointer, title=ID, kind=Kind.CHOICE, value=value, options=(value,), preset=True)

    def _is_meant(self, asked: Many, item: Node) -> bool:
        key, values = asked.only
        found = item.get(key) if isinstance(item, Table) else None
        return not key or (isinstance(found, Scalar) and found.text in values)

    def _heading(self, path: Path) -> str:
        node = look_up(self._root, path)
        own = node.get("id") if isinstance(node, Table) else None
        return own.text if isinstance(own, Scalar) else ""

    # Tables

    def _targets(self, asked: Targets) -> Iterator[Part]:
        levels = self._options(("@levels",))
        node = look_up(self._root, ("commitments",))
        rows: list[tuple[str, tuple[Field | None, ...], str]] = []
        for number, item in enumerate(node.items if isinstance(node, Row) else ()):
            measure = item.get("measure") if isinstance(item, Table) else None
            if isinstance(measure, Scalar) and measure.text in asked.measures:
                path: Path = ("commitments", number)
                rows.append((self._heading(path), tuple(self._cells(path, levels)), show_pointer(path)))
        columns: tuple[Phrase | str, ...] = (ALL_PRIORITIES, *levels, *(slot.title for slot in TARGET_SLOTS))
        if rows:
            yield Grid(corner="", columns=columns, rows=tuple(rows))
        fresh: Path = ("commitments", APPEND)
        ident = Slot(key=("id",), title=ID, example="first-response")
        asked_measure = Field(
            pointer=show_pointer((*fresh, "measure")),
            title=_MEASURE,
            kind=Kind.CHOICE,
            value=asked.measures[0],
            options=asked.measures,
            preset=True,
        )
        slots = (*self._level_slots(levels), *TARGET_SLOTS)
        own = (*self._fields(fresh, (ident,)), asked_measure, *self._fields(fresh, slots))
        yield Group(fields=own, add=_ADD_TARGET)

    def _level_slots(self, levels: Sequence[str]) -> Iterator[Slot]:
        if not levels:
            yield Slot(key=("within",), title=ALL_PRIORITIES, example="4h")
        for level in levels:
            yield Slot(key=("within", level), title=_WITHIN, example=level)

    def _cells(self, path: Path, levels: Sequence[str]) -> Iterator[Field | None]:
        within = look_up(self._root, (*path, "within"))
        one = Slot(key=("within",), title=ALL_PRIORITIES, example="4h")
        yield from self._cell(path, one, known=isinstance(within, Scalar) or (within is None and not levels))
        for level in levels:
            slot = Slot(key=("within", level), title=_WITHIN, example="4h")
            yield from self._cell(path, slot, known=within is None or isinstance(within, Table))
        for slot in TARGET_SLOTS:
            node = look_up(self._root, (*path, *slot.key))
            yield from self._cell(path, slot, known=node is None or isinstance(node, Scalar))

    def _cell(self, path: Path, slot: Slot, *, known: bool) -> Iterator[Field | None]:
        yield next(iter(self._slot((*path, *slot.key), slot)), None) if known else None

    def _matrix(self) -> Grid:
        node = look_up(self._root, ("priorities", "matrix"))
        by = node.get("by") if isinstance(node, Table) else None
        corner = " × ".join(name for name in self._names(by) if name) or "impact × urgency"
        told = [
            (name.text, row)
            for name, row in (node.entries if isinstance(node, Table) else ())
            if isinstance(row, Table)
        ]
        firsts = [name for name, _ in told] or list(_HEIGHTS[self._language])
        seconds = list(dict.fromkeys(name.text for _, row in told for name, _ in row.entries)) or firsts
        slot = Slot(key=(), title=_LEVEL_OF, kind=Kind.CHOICE, options=("@levels",))
        rows = tuple(
            (one, tuple(self._of_pair(one, other, slot) for other in seconds), "") for one in dict.fromkeys(firsts)
        )
        return Grid(corner=corner, columns=tuple(seconds), rows=rows)

    def _of_pair(self, first: str, second: str, slot: Slot) -> Field | None:
        return next(self._slot(("priorities", "matrix", first, second), slot), None)
