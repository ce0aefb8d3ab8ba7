"""What people changed in the fields of a form, put into the text; the rest of the text stays as it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from acuerdo.documents.editing import EditRefused
from acuerdo.documents.findings import DocumentRefused
from acuerdo.documents.guide.forming import APPEND
from acuerdo.documents.guide.underlay import NAMED, Underlay, text_of
from acuerdo.documents.putting import look_up, put
from acuerdo.documents.sources import compose
from acuerdo.texts.nodes import Node, Path, Plain, Row, Table, ids_of, make_plain

_MOST_READ = 10_000_000
"""How many characters are read for one form at most: each change reads the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field that somebody changed: what the form showed, and what it says now; `is_list` reads it by lines.

    A `preset` counts only beside something that was really said.
    """

    pointer: str
    was: str
    now: str
    is_list: bool = False
    preset: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The changed text, and the pointers of changes that it could not take: the text says something else there."""

    text: str
    refused: tuple[str, ...] = ()


def apply(text: str, changes: Iterable[Change], removed: Sequence[str] = (), *, base: str | None = None) -> Applied:
    r"""Put changes into a text; `removed` are the pointers of items that are to go, `base` the text as it is kept.

    >>> apply("id: a  # ours\n", [Change(pointer="/fees/billed", was="", now="1mo")]).text
    'id: a  # ours\nfees:\n  billed: 1mo\n'
    """
    real = [one for one in changes if one.preset or one.now.strip() != one.was.strip()]
    most = max(_MOST_READ // (len(text) + 1), 1)
    refused: list[str] = [one.pointer for one in real[most:]]
    real = real[:most]
    fresh = _fresh(real, _named_in(text, real))
    made = {id(change) for parts in fresh.values() for _, change in parts}
    for change in real:
        if id(change) not in made and not _is_new(change.pointer) and not change.preset:
            text = _one(text, change, base, refused)
    for prefix, parts in fresh.items():
        if not all(change.preset for _, change in parts):
            text = _put(text, prefix, _assemble(_id_in(prefix), parts), base, refused)
    for pointer in sorted(removed, key=_order, reverse=True):
        text = _take_out(text, pointer, base, refused)
    return Applied(text=text, refused=tuple(refused))


def copy(text: str, pointer: str, basis: Table, *, base: str | None = None) -> Applied:
    r"""Write what the level says at a pointer into a text that does not say it, so that it can be changed there.

    >>> basis = compose("priorities: {levels: [P1, P2]}\n", "level.yaml")
    >>> copy("id: a\n", "/priorities/levels", basis).text
    'id: a\npriorities:\n  levels: [P1, P2]\n'
    """
    refused: list[str] = []
    try:
        root = compose(text, "draft.yaml")
    except DocumentRefused:
        return Applied(text=text, refused=(pointer,))
    path = tuple(_unescaped(step) for step in pointer.split("/")[1:])
    numbered = tuple(int(step) if step.isdecimal() else step for step in path)
    found = Underlay(root, basis).look_up(numbered) if isinstance(root, Table) else None
    if found is None or look_up(root, _read(pointer, root)) is not None:
        return Applied(text=text, refused=(pointer,))
    value: Plain = make_plain(found)
    prefix = _named_prefix(pointer)
    if prefix and not _stands(root, prefix):
        for step in reversed(path[prefix.count("/") :]):
            value = {step: value}
        pointer, value = prefix, {"id": _id_in(prefix), **(value if isinstance(value, dict) else {})}
    return Applied(text=_put(text, pointer, value, base, refused), refused=tuple(refused))


def _order(pointer: str) -> list[tuple[int, str]]:
    """Items by their position, so that the last ones go first."""
    return [(int(step), "") if step.isdecimal() else (-1, step) for step in pointer.split("/")]


def _is_new(pointer: str) -> bool:
    return f"/{APPEND}/" in f"{pointer}/"


def _unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


def _named_prefix(pointer: str) -> str:
    """The pointer of the item on the way that is named by its id; empty where there is none."""
    before, sign, rest = pointer.partition(f"/{NAMED}")
    return f"{before}{sign}{rest.partition('/')[0]}" if sign else ""


def _id_in(prefix: str) -> str:
    """The id with which something new begins that only the level has so far."""
    last = _unescaped(prefix.rpartition("/")[2])
    return last.removeprefix(NAMED) if last.startswith(NAMED) else ""


def _stands(root: Node, pointer: str) -> bool:
    return look_up(root, _read(pointer, root)) is not None


def _named_in(text: str, changes: Sequence[Change]) -> set[str]:
    """The items named by changes that the text itself does not have yet."""
    prefixes = {prefix for one in changes if (prefix := _named_prefix(one.pointer))}
    try:
        root = compose(text, "draft.yaml") if prefixes else None
    except DocumentRefused:
        return set()
    return {prefix for prefix in prefixes if root is not None and not _stands(root, prefix)}


def _take_out(text: str, pointer: str, base: str | None, refused: list[str]) -> str:
    """Take an item out; one that only the level has is marked so."""
    if _named_in(text, [Change(pointer=pointer, was="", now="")]):
        return _put(text, pointer, {"id": _id_in(pointer), "remove": "true"}, base, refused)
    return _put(text, pointer, None, base, refused)


def _one(text: str, change: Change, base: str | None, refused: list[str]) -> str:
    try:
        root = compose(text, "draft.yaml")
    except DocumentRefused:
        refused.append(change.pointer)
        return text
    standing = text_of(look_up(root, _read(change.pointer, root)))
    now = change.now.strip()
    if standing is None or standing.strip() not in (change.was.strip(), now):
        refused.append(change.pointer)
        return text
    if standing.strip() == now:
        return text
    return _put(text, change.pointer, _value(change, look_up(root, _read(change.pointer, root))), base, refused)


def _value(change: Change, node: Node | None = None) -> Plain | None:
    if not change.is_list:
        return change.now.strip() or None
    lines: list[Plain] = [line.strip() for line in change.now.splitlines() if line.strip()]
    if len(lines) == 1 and not isinstance(node, Row | None):
        return lines[0]
    return lines or None


def _put(text: str, pointer: str, value: Plain | None, base: str | None, refused: list[str]) -> str:
    try:
        return put(text, _read(pointer, compose(text, "draft.yaml")), value, base=base)
    except (EditRefused, DocumentRefused):
        refused.append(pointer)
        return text


def _read(pointer: str, root: Node) -> Path:
    """Read a pointer: in a list a number is a position, `@name` the item with that id, `-` one past the end."""
    path: list[str | int] = []
    for part in pointer.split("/")[1:]:
        step = _unescaped(part)
        node = look_up(root, tuple(path))
        if step.startswith(NAMED) and isinstance(node, Row | None):
            ids = ids_of(node) if node is not None else []
            name = step.removeprefix(NAMED)
            path.append(ids.index(name) if name in ids else len(ids))
        elif step == APPEND:
            path.append(len(node.items) if isinstance(node, Row) else 0)
        else:
            path.append(int(step) if isinstance(node, Row) and step.isdecimal() else step)
    return tuple(path)


def _fresh(changes: Sequence[Change], named: set[str]) -> dict[str, list[tuple[list[str], Change]]]:
    """The changes that make something new, by what they belong to."""
    found: dict[str, list[tuple[list[str], Change]]] = {}
    for change in changes:
        prefix = _named_prefix(change.pointer)
        if prefix not in named:
            before, sign, _ = f"{change.pointer}/".partition(f"/{APPEND}/")
            prefix = f"{before}/{APPEND}" if sign else ""
        if prefix and change.now.strip():
            rest = change.pointer[len(prefix) :]
            found.setdefault(prefix, []).append(([_unescaped(step) for step in rest.split("/") if step], change))
    return found


def _assemble(name: str, parts: Sequence[tuple[list[str], Change]]) -> Plain:
    whole: dict[str, Plain] = {"id": name} if name else {}
    for steps, change in parts:
        value = _value(change) or ""
        if not steps:
            return value
        table = whole
        for step in steps[:-1]:
            inner = table.setdefault(step, {})
            table = inner if isinstance(inner, dict) else {}
        table[steps[-1]] = value
    return whole
