"""From a document's tree to the fields of a point."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from acuerdo.documents.findings import DocumentRefused, Ledger
from acuerdo.documents.guide.fields import Field, Grid, Group, Kind, Many, Matrix, One, Part, Slot, Targets
from acuerdo.documents.guide.points import GuidePoint
from acuerdo.documents.guide.slots import ALL_PRIORITIES, ID, TARGET_SLOTS, texts
from acuerdo.documents.guide.underlay import Item, Underlay, said_in, tell, text_of
from acuerdo.documents.levels import LevelDoor, unfold_levels
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


def open_basis(root: Table, level: LevelDoor) -> Table:
    """Return what a document's level says, unfolded; nothing where it names none, or one that cannot be read."""
    alone = Table(tuple((name, value) for name, value in root.entries if name.text == "based_on"))
    try:
        return unfold_levels(alone, Ledger("draft.yaml", alone), level=level, folder=None)
    except DocumentRefused:
        return Table(())


def form_point(root: Table, point: GuidePoint, basis: Table | None = None) -> tuple[Part, ...]:
    """Return the fields of a point, as a document fills them; `basis` is what its level says."""
    forming = _Forming(root, Underlay(root, basis or Table(())))
    return tuple(part for asked in point.parts for part in forming.parts(asked))


def show_pointer(path: Path) -> str:
    """Write a path as a JSON pointer.

    >>> show_pointer(("services", 0, "a/b"))
    '/services/0/a~1b'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


class _Forming:
    def __init__(self, root: Table, under: Underlay) -> None:
        self._root = root
        self._under = under
        found = self._standing(("language",))
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

    def _standing(self, path: Path) -> Node | None:
        """What holds at a path: the document's own value, else the level's."""
        return look_up(self._root, path) or self._under.look_up(path)

    def _fields(self, path: Path, slots: Sequence[Slot]) -> Iterator[Field]:
        for slot in slots:
            yield from self._slot((*path, *slot.key), slot)

    def _slot(self, path: Path, slot: Slot) -> Iterator[Field]:
        node = look_up(self._root, path)
        made = Field(pointer=show_pointer(path), title=slot.title, kind=slot.kind, example=slot.example)
        if slot.kind is Kind.TEXTS:
            yield from self._texts(path, node, made)
            return
        value = text_of(node)
        inherited = "" if node is not None else text_of(self._under.look_up(path))
        if value is None or inherited is None:
            return  # said in a form that only the text shows
        if "\n" in value + inherited and slot.kind not in (Kind.LIST, Kind.LONG):
            return
        options = self._options(slot.options)
        if slot.kind is Kind.CHOICE and value and value not in options:
            options = (value, *options)
        names = {one: self._titles(one) for one in options} if slot.options == ("@calendars",) else {}
        yield replace(made, value=value, options=options, inherited=inherited, names=names)

    def _texts(self, path: Path, node: Node | None, made: Field) -> Iterator[Field]:
        if isinstance(node, Scalar) and not node.absent:
            yield replace(made, value=node.text, language=self._language)
        elif node is None or isinstance(node, Table):
            under = self._under.look_up(path)
            for language in self._languages:
                value = text_of(node.get(language)) if isinstance(node, Table) else ""
                if value is not None:
                    here = (*path, language)
                    inherited = "" if value else said_in(under, language, self._language)
                    yield replace(made, pointer=show_pointer(here), value=value, language=language, inherited=inherited)

    def _options(self, words: tuple[str, ...]) -> tuple[str, ...]:
        if not words or not words[0].startswith("@"):
            return words
        if words[0] == "@levels":
            return tuple(one for one in self._names(self._standing(("priorities", "levels"))) if one)
        path = (words[0][1:],)
        nodes = (self._under.look_up(path), look_up(self._root, path))
        always = ("24x7",) if words[0] == "@calendars" else ()
        return tuple(dict.fromkeys(one for one in (*always, *(n for node in nodes for n in self._names(node))) if one))

    def _titles(self, calendar: str) -> dict[str, str]:
        """Return what a calendar is called, by language."""
        title = self._standing(("calendars", calendar, "title"))
        said = {language: said_in(title, language, self._language) for language in LANGUAGES}
        return {language: text for language, text in said.items() if text}

    def _names(self, node: Node | None) -> list[str]:
        if isinstance(node, Table):
            return [name.text for name, _ in node.entries]
        items = node.items if isinstance(node, Row) else ()
        found = [item.get("id") if isinstance(item, Table) else item for item in items]
        return [one.text if isinstance(one, Scalar) else "" for one in found]

    # Lists

    def _places(self, path: Path) -> Iterator[Path]:
        if "*" not in path:
            yield path
            return
        at = path.index("*")
        for item in self._under.items(path[:at]):
            if not item.is_removed:
                yield from self._places((*path[:at], item.step, *path[at + 1 :]))

    def _many(self, asked: Many, path: Path) -> Iterator[Group]:
        owner = self._heading(path[:-1]) if "*" in asked.path else ""
        for item in self._under.items(path):
            if self._is_meant(asked, item):
                here = (*path, item.step)
                yield Group(
                    heading=" · ".join(part for part in (owner, self._heading(here)) if part),
                    fields=() if item.is_removed else tuple(self._item(here, item, asked.slots)),
                    removable=show_pointer(here),
                    from_level=item.own is None,
                    is_removed=item.is_removed,
                )
        listed = self._under.listed(path)
        if listed:
            lines = tuple(tell(one, self._language) for one in listed)
            yield Group(heading=owner, fields=(), listed=lines, copied=show_pointer(path))
        elif asked.add is not None:
            fresh = self._fields((*path, APPEND), asked.slots)
            yield Group(heading=owner, fields=(*fresh, *self._presets(path, asked)), add=asked.add)

    def _item(self, path: Path, item: Item, slots: Sequence[Slot]) -> Iterator[Field]:
        """The fields of an item; one that is a text alone has only that."""
        own = item.own
        plain = isinstance(own, Scalar) or (
            isinstance(own, Table) and bool(own.entries) and all(name.text in LANGUAGES for name, _ in own.entries)
        )
        if plain:
            slot = next((one for one in slots if one.kind is Kind.TEXTS), slots[0])
            yield from self._slot(path, replace(slot, key=()))
        else:
            # What a level calls something is how a document speaks of it.
            yield from self._fields(path, [slot for slot in slots if item.under is None or slot.key != ("id",)])

    def _presets(self, path: Path, asked: Many) -> Iterator[Field]:
        for key, value in asked.preset.items():
            pointer = show_pointer((*path, APPEND, key))
            yield Field(pointer=pointer, title=ID, kind=Kind.CHOICE, value=value, options=(value,), preset=True)

    def _is_meant(self, asked: Many, item: Item) -> bool:
        key, values = asked.only
        found = item.get(key)
        return not key or (isinstance(found, Scalar) and found.text in values)

    def _heading(self, path: Path) -> str:
        node = self._standing(path)
        own = node.get("id") if isinstance(node, Table) else None
        return own.text if isinstance(own, Scalar) else ""

    # Tables

    def _targets(self, asked: Targets) -> Iterator[Part]:
        levels = self._options(("@levels",))
        rows: list[tuple[str, tuple[Field | None, ...], str]] = []
        for item in self._under.items(("commitments",)):
            measure = item.get("measure")
            if isinstance(measure, Scalar) and measure.text in asked.measures and not item.is_removed:
                path: Path = ("commitments", item.step)
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
        within = self._standing((*path, "within"))
        one = Slot(key=("within",), title=ALL_PRIORITIES, example="4h")
        yield from self._cell(path, one, known=isinstance(within, Scalar) or (within is None and not levels))
        for level in levels:
            slot = Slot(key=("within", level), title=_WITHIN, example="4h")
            yield from self._cell(path, slot, known=within is None or isinstance(within, Table))
        for slot in TARGET_SLOTS:
            node = self._standing((*path, *slot.key))
            yield from self._cell(path, slot, known=node is None or isinstance(node, Scalar))

    def _cell(self, path: Path, slot: Slot, *, known: bool) -> Iterator[Field | None]:
        yield next(iter(self._slot((*path, *slot.key), slot)), None) if known else None

    def _matrix(self) -> Grid:
        path: Path = ("priorities", "matrix")
        node = look_up(self._root, path)
        under = self._under.look_up(path) if node is None else None
        node = node or under
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
        copied = "" if under is None else show_pointer(path)
        return Grid(corner=corner, columns=tuple(seconds), rows=rows, copied=copied)

    def _of_pair(self, first: str, second: str, slot: Slot) -> Field | None:
        made = next(self._slot(("priorities", "matrix", first, second), slot), None)
        is_of_level = made is not None and look_up(self._root, ("priorities", "matrix")) is None and made.inherited
        return replace(made, value=made.inherited, inherited="", fixed=True) if made and is_of_level else made
