"""A document as a tree of texts, each with its place in the file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

MOST_NODES = 100_000
DEEPEST = 100

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands: file, line and column (from 1), and its characters `[start, end)` in the text."""

    file: str
    line: int
    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """One text. `plain` says that it stands without quotes; `absent` that there is nothing at all."""

    text: str
    place: Place | None = None
    plain: bool = False
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A list of nodes."""

    items: tuple["Node", ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping from texts to nodes, in the order of the file."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    place: Place | None = None

    def get(self, key: str) -> "Node | None":
        """Return the node of a key, or None."""
        return next((value for name, value in self.entries if name.text == key), None)

    def name_of(self, key: str) -> Scalar | None:
        """Return the key itself, with its place."""
        return next((name for name, _ in self.entries if name.text == key), None)


Node = Scalar | Row | Table


class Entries(dict[str, "Plain"]):
    """A mapping of plain texts that knows its path in the document."""

    def __init__(self, path: Path, entries: Mapping[str, "Plain"]) -> None:
        super().__init__(entries)
        self.path = path


Plain = str | list["Plain"] | dict[str, "Plain"]


def make_plain(node: Node, path: Path = ()) -> Plain:
    """Give the texts without their places; mappings know their path."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Row):
        return [make_plain(item, (*path, number)) for number, item in enumerate(node.items)]
    return Entries(path, {name.text: make_plain(value, (*path, name.text)) for name, value in node.entries})


def make_node(value: object) -> Node:
    """Make a tree of a mapping from Python: numbers, booleans and dates become their text, None is nothing.

    Raises TypeError for anything else, ValueError where it is too big or too deep.

    >>> make_node({"a": [1, True]}) == Table(((Scalar("a"), Row((Scalar("1"), Scalar("true")))),))
    True
    """
    return _Maker().make(value, DEEPEST)


class _Maker:
    """Makes nodes and counts them."""

    def __init__(self) -> None:
        self._nodes = 0

    def make(self, value: object, levels: int) -> Node:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise ValueError(f"more than {MOST_NODES:,} values")
        if not levels:
            raise ValueError(f"more than {DEEPEST} levels inside each other")
        if isinstance(value, Mapping):
            return Table(tuple((Scalar(_text(key)), self.make(item, levels - 1)) for key, item in value.items()))
        if isinstance(value, Sequence) and not isinstance(value, str | bytes):
            return Row(tuple(self.make(item, levels - 1) for item in value))
        return Scalar("", absent=True) if value is None else Scalar(_text(value))


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return str(value)
    raise TypeError(f"found a {type(value).__name__}, expected texts, numbers, dates, lists and mappings")


def find_node(root: Node, path: Path) -> Node:
    """Return the node at a path; where the path leaves the document, the last node that is there.

    Steps that a node does not know are passed over, so that a path may name a kind of value on its way.
    """
    node = root
    for step in path:
        node = _child(node, step) or node
    return node


def find_key(root: Node, path: Path) -> Place | None:
    """Give the place of the key with which a path ends; of the item where it ends in a list, of the root of no path."""
    if not path:
        return root.place
    parent = find_node(root, path[:-1])
    name = parent.name_of(str(path[-1])) if isinstance(parent, Table) else None
    return find_node(root, path).place if name is None else name.place


def _child(node: Node, step: str | int) -> Node | None:
    if isinstance(node, Table) and isinstance(step, str):
        return node.get(step)
    if isinstance(node, Row) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Give every node with its path, parents first."""
    yield path, node
    if isinstance(node, Table):
        for name, value in node.entries:
            yield from walk(value, (*path, name.text))
    elif isinstance(node, Row):
        for number, item in enumerate(node.items):
            yield from walk(item, (*path, number))


def ids_of(row: Row) -> list[str | None]:
    """Give the `id` of every item of a list; None where it has none."""
    found: list[str | None] = []
    for item in row.items:
        own = item.get("id") if isinstance(item, Table) else None
        found.append(own.text if isinstance(own, Scalar) else None)
    return found


def show_path(root: Node, path: Path) -> str:
    """Write a path as people read it: `commitments[rca].within.P1`; an item with an id of its own is named by it."""
    shown = ""
    node = root
    for step in path:
        child = _child(node, step)
        if _is_silent(node, step):
            continue
        shown += _shown_step(node, step, first=not shown)
        node = child or node
    return shown


def _is_silent(node: Node, step: str | int) -> bool:
    """Whether only the typing names a step: a kind of value, or the position of one that stands without a list."""
    if isinstance(step, int):
        return not isinstance(node, Row)
    return step.startswith("(") and _child(node, step) is None


def _shown_step(node: Node, step: str | int, *, first: bool) -> str:
    if isinstance(step, int):
        ids = ids_of(node) if isinstance(node, Row) else []
        own = ids[step] if step < len(ids) else None
        return f"[{own}]" if own and ids.count(own) == 1 else f"[{step}]"
    if step and not set(step) & set(".[]"):
        return step if first else f".{step}"
    return f'["{step}"]'


def read_path(root: Node, text: str) -> Path:
    """Read a path as `show_path` writes it. Raises KeyError with the step that is not there."""
    path: list[str | int] = []
    node = root
    for step in _steps(text):
        child = _step_into(node, step)
        if child is None:
            raise KeyError(step)
        node = child[1]
        path.append(child[0])
    return tuple(path)


def split_steps(text: str) -> Path:
    """Split a path into keys and positions.

    >>> split_steps("week.mon-fri[0]")
    ('week', 'mon-fri', 0)
    """
    return tuple(int(step) if step.isdecimal() else step for step in _steps(text))


def _steps(text: str) -> Iterator[str]:
    rest = text
    while rest:
        if rest.startswith('["'):
            step, _, rest = rest[2:].partition('"]')
        elif rest.startswith("["):
            step, _, rest = rest[1:].partition("]")
        else:
            end = min((at for sign in ".[" if (at := rest.find(sign)) >= 0), default=len(rest))
            step, rest = rest[:end], rest[end:]
        yield step
        rest = rest.removeprefix(".")


def _step_into(node: Node, step: str) -> tuple[str | int, Node] | None:
    if isinstance(node, Table):
        child = node.get(step)
        return None if child is None else (step, child)
    if isinstance(node, Row):
        ids = ids_of(node)
        number = ids.index(step) if step in ids else int(step) if step.isdecimal() else len(ids)
        return (number, node.items[number]) if number < len(node.items) else None
    return None
