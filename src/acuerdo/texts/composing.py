"""Text to a tree of texts: YAML by its events, so that nothing is typed by the YAML reader, and JSON by a small reader.

Both keep the place of every node and count nodes and depth while they read, aliases at their full size. What is too
big is refused while its nodes are found, before any of them is made: to make one takes four times as long.
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # it is there; the stubs leave it out
from typing import NoReturn

import yaml

from acuerdo.texts.nodes import DEEPEST, MOST_NODES, Node, Place, Row, Scalar, Table

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_YAML_HINTS = {
    "mapping values are not allowed": "a colon inside a text needs quotes around the text, and a key needs a space "
    "after its colon",
    "could not find expected ':'": "is a space missing after a colon, or a line not indented like its neighbours?",
    "did not find expected '-' indicator": "are the lines of this list indented alike?",
    "did not find expected key": "are the lines of this mapping indented alike?",
    "did not find expected ',' or": "is a bracket, a comma or a quote missing?",
    "did not find expected node content": "is a bracket, a comma or a value missing?",
    "found character that cannot start any token": "indent with spaces, not tabs; a text that begins with % @ ` or a "
    "tab needs quotes",
    "found unexpected end of stream": "is a closing quote missing?",
}
_YAML_WORDING = (
    (re.compile(r"^found (?=\S)"), ""),
    (re.compile(r"^(?:did|could) not find expected "), "no "),
    (re.compile(r"^expected (.+), but found (.+)$"), r"\2 instead of \1"),
)
"""The parser's words after our own word `found`."""


class TextRefused(ValueError):
    """A text that cannot be read as a tree.

    `code` is stable: `bad_yaml`, `bad_json`, `empty_document`, `many_documents`, `duplicate_key`, `key_not_text`,
    `tag`, `unknown_alias`, `too_many_nodes`, `too_deep`, `unprintable_character`. `place` is None for the whole text.
    """

    def __init__(self, code: str, *, place: Place | None, found: str, expected: str, hint: str = "") -> None:
        self.code = code
        self.place = place
        self.found = found
        self.expected = expected
        self.hint = hint
        where = "" if place is None else f"{place.file}, line {place.line}: "
        super().__init__(f"{where}found {found}, expected {expected}" + (f"; {hint}" if hint else ""))


class Lines:
    """The lines of a text, to say where a character stands."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self._ends = [match.start() for match in re.finditer("\n", text)]

    def place(self, start: int, end: int | None = None) -> Place:
        """Give the place of some characters."""
        line = bisect_left(self._ends, start)
        before = self._ends[line - 1] if line else -1
        return Place(self.file, line + 1, start - before, start, start if end is None else end)


@dataclass(slots=True)
class _Built:
    """A finished node with its size and height, all aliases unfolded."""

    node: Node
    size: int = 1
    height: int = 1


@dataclass(slots=True)
class _Collection:
    """A mapping or a list that is being read."""

    start: Place
    is_table: bool
    anchor: str | None = None
    parts: list[_Built] = field(default_factory=list)


class _Limits:
    """How big a document may be, checked while it grows."""

    def __init__(self) -> None:
        self.nodes = 0

    def count(self, nodes: int, place: Place) -> None:
        self.nodes += nodes
        if self.nodes > MOST_NODES:
            raise TextRefused(
                "too_many_nodes",
                place=place,
                found=f"more than {MOST_NODES:,} values, aliases counted in full",
                expected=f"at most {MOST_NODES:,} nodes",
                hint="split it, or use fewer aliases",
            )

    def deepen(self, depth: int, place: Place) -> None:
        if depth > DEEPEST:
            raise TextRefused(
                "too_deep",
                place=place,
                found=f"more than {DEEPEST} levels inside each other",
                expected=f"at most {DEEPEST} levels",
            )


def compose_yaml(text: str, file: str) -> Node:
    """Compose the tree of a YAML text with one document. Raises `TextRefused`."""
    strange = _UNPRINTABLE.search(text)
    if strange:
        _refuse_character(strange[0], Lines(text, file).place(strange.start()))
    limits = _Limits()
    try:
        events = _parse(text, file, limits)
    except yaml.MarkedYAMLError as refused:
        _refuse_syntax(refused, file)
    composer = _YamlComposer(file, limits)
    for event in events:
        composer.take(event)
    if composer.root is None:
        raise TextRefused("empty_document", place=None, found="nothing", expected="a YAML document")
    return composer.root


def _parse(text: str, file: str, limits: _Limits) -> list[yaml.Event]:
    """Parse a YAML text of one document, and count its nodes, each alias as one of them."""
    events: list[yaml.Event] = []
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.NodeEvent):
            limits.nodes += 1
            depth += isinstance(event, yaml.CollectionStartEvent)
            if limits.nodes > MOST_NODES or depth > DEEPEST:
                limits.count(0, _place_of(event, file))
                limits.deepen(depth, _place_of(event, file))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent) and len(events) > 1:  # the first event is of the whole text
            _refuse_second(_place_of(event, file))
        events.append(event)
    return events


def _place_of(event: yaml.Event, file: str) -> Place:
    start, end = event.start_mark, event.end_mark
    assert start is not None and end is not None  # noqa: S101, PT018  # a parser marks all its events
    return Place(file, start.line + 1, start.column + 1, start.index, end.index)


def _refuse_second(place: Place) -> NoReturn:
    raise TextRefused(
        "many_documents",
        place=place,
        found="a second document after ---",
        expected="one document in a file",
    )


def _refuse_character(character: str, place: Place) -> NoReturn:
    raise TextRefused(
        "unprintable_character",
        place=place,
        found=f"the character U+{ord(character):04X}",
        expected="text",
        hint="is this really a text file in UTF-8?",
    )


def _refuse_syntax(refused: yaml.MarkedYAMLError, file: str) -> NoReturn:
    mark = refused.problem_mark or refused.context_mark
    problem = refused.problem or str(refused)
    place = None if mark is None else Place(file, mark.line + 1, mark.column + 1, mark.index, mark.index)
    hint = next((hint for words, hint in _YAML_HINTS.items() if words in problem), "")
    found = problem
    for words, ours in _YAML_WORDING:
        found = words.sub(ours, found)
    if refused.context is not None:
        found += f" ({refused.context})"
    raise TextRefused("bad_yaml", place=place, found=found, expected="valid YAML", hint=hint)


class _YamlComposer:
    """Takes the events of a YAML text one by one."""

    def __init__(self, file: str, limits: _Limits) -> None:
        self.file = file
        self.root: Node | None = None
        self._limits = limits
        self._open: list[_Collection] = []
        self._anchors: dict[str, _Built] = {}

    def take(self, event: yaml.Event) -> None:
        place = _place_of(event, self.file)
        if isinstance(event, yaml.AliasEvent):
            self._add(self._unfold(str(event.anchor), place))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end(place)
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            self._node(event, place)

    def _node(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, place: Place) -> None:
        if event.tag is not None:
            raise TextRefused(
                "tag",
                place=place,
                found=f"the tag {event.tag}",
                expected="a value without a tag",
                hint="leave the tag out: what a value means is said by its key",
            )
        if isinstance(event, yaml.ScalarEvent):
            strange = _UNPRINTABLE.search(event.value)
            if strange:
                _refuse_character(strange[0], place)
            plain = bool(event.implicit[0]) and event.style in (None, "")
            built = _Built(Scalar(event.value, place, plain, absent=plain and not event.value))
            if event.anchor:
                self._anchors[event.anchor] = built
            self._add(built)
        else:
            self._open.append(_Collection(place, isinstance(event, yaml.MappingStartEvent), event.anchor))

    def _unfold(self, anchor: str, place: Place) -> _Built:
        if anchor not in self._anchors:
            raise TextRefused(
                "unknown_alias",
                place=place,
                found=f"*{anchor}",
                expected=f"an anchor &{anchor} that ends before it",
            )
        built = self._anchors[anchor]
        self._limits.count(built.size - 1, place)
        self._limits.deepen(len(self._open) + built.height - 1, place)
        return built

    def _add(self, built: _Built) -> None:
        if self._open:
            self._open[-1].parts.append(built)
        else:
            self.root = built.node

    def _end(self, end: Place) -> None:
        collection = self._open.pop()
        start = collection.start
        place = Place(self.file, start.line, start.column, start.start, end.end)
        nodes = [part.node for part in collection.parts]
        node: Node = make_table(nodes[::2], nodes[1::2], place) if collection.is_table else Row(tuple(nodes), place)
        size = 1 + sum(part.size for part in collection.parts)
        built = _Built(node, size, 1 + max((part.height for part in collection.parts), default=0))
        if collection.anchor:
            self._anchors[collection.anchor] = built
        self._add(built)


def make_table(names: list[Node], values: list[Node], place: Place) -> Table:
    """Make a mapping. Refuses keys that are not texts, and a key that stands twice."""
    seen: dict[str, Place | None] = {}
    entries: list[tuple[Scalar, Node]] = []
    for name, value in zip(names, values, strict=True):
        if not isinstance(name, Scalar):
            raise TextRefused(
                "key_not_text",
                place=name.place,
                found="a list or a mapping as a key",
                expected="a text as key",
                hint="is a quote missing around { or [ ?",
            )
        if name.text in seen:
            first = seen[name.text]
            raise TextRefused(
                "duplicate_key",
                place=name.place,
                found=f"{name.text!r} again" + (f", first in line {first.line}" if first else ""),
                expected="every key once",
                hint="join the two, or rename one",
            )
        seen[name.text] = name.place
        entries.append((name, value))
    return Table(tuple(entries), place)


_SPACE = re.compile(r"[ \t\n\r]*")
_BARE = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")


def compose_json(text: str, file: str) -> Node:
    """Compose the tree of a JSON text; numbers and booleans stay the texts that they are. Raises `TextRefused`."""
    reader = _JsonReader(text, file)
    node, end = reader.read(reader.skip(0), 1)
    end = reader.skip(end)
    if end != len(text):
        reader.refuse(end, "more text after the end", "one JSON value")
    return node


class _JsonReader:
    """Reads JSON from a position, and says where the next text begins."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self._limits = _Limits()
        self._lines = Lines(text, file)

    def refuse(self, at: int, found: str, expected: str) -> NoReturn:
        raise TextRefused("bad_json", place=self._lines.place(at), found=found, expected=expected)

    def _glimpse(self, at: int) -> str:
        return " ".join(self.text[at : at + 20].split()) or "the end of the text"

    def skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return at if found is None else found.end()

    def read(self, at: int, depth: int) -> tuple[Node, int]:
        place = self._lines.place(at)
        self._limits.count(1, place)
        sign = self.text[at : at + 1]
        if sign in ("{", "["):
            self._limits.deepen(depth, place)
            return self._table(at, depth) if sign == "{" else self._row(at, depth)
        if sign == '"':
            return self._quoted(at)
        bare = _BARE.match(self.text, at)
        if bare is None:
            self.refuse(at, self._glimpse(at), "a JSON value")
        absent = bare[0] == "null"
        text = "" if absent else bare[0]
        return Scalar(text, self._place(at, bare.end()), plain=True, absent=absent), bare.end()

    def _place(self, start: int, end: int) -> Place:
        return self._lines.place(start, end)

    def _quoted(self, at: int) -> tuple[Scalar, int]:
        if self.text[at : at + 1] != '"':
            self.refuse(at, self._glimpse(at), "a key in double quotes")
        try:
            value, end = scanstring(self.text, at + 1, True)  # noqa: FBT003  # the reader takes it by position only
        except JSONDecodeError as refused:
            self.refuse(refused.pos, refused.msg, "a text in double quotes")
        strange = _UNPRINTABLE.search(value)
        if strange:
            _refuse_character(strange[0], self._place(at, end))
        return Scalar(value, self._place(at, end)), end

    def _table(self, at: int, depth: int) -> tuple[Table, int]:
        names: list[Node] = []
        values: list[Node] = []

        def read_entry(start: int) -> int:
            name, end = self._quoted(start)
            end = self.skip(end)
            if self.text[end : end + 1] != ":":
                self.refuse(end, self._glimpse(end), "a colon")
            value, end = self.read(self.skip(end + 1), depth + 1)
            names.append(name)
            values.append(value)
            return end

        end = self._parts(at, "}", read_entry)
        return make_table(names, values, self._place(at, end)), end

    def _row(self, at: int, depth: int) -> tuple[Row, int]:
        items: list[Node] = []

        def read_item(start: int) -> int:
            item, end = self.read(start, depth + 1)
            items.append(item)
            return end

        end = self._parts(at, "]", read_item)
        return Row(tuple(items), self._place(at, end)), end

    def _parts(self, at: int, closing: str, read_part: Callable[[int], int]) -> int:
        end = self.skip(at + 1)
        if self.text[end : end + 1] == closing:
            return end + 1
        while True:
            end = self.skip(read_part(end))
            sign = self.text[end : end + 1]
            if sign == closing:
                return end + 1
            if sign != ",":
                self.refuse(end, self._glimpse(end), f"a comma or {closing}")
            end = self.skip(end + 1)
