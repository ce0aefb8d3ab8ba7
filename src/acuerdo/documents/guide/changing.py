"""What people changed in the fields of a form, put into the text; the rest of the text stays as it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from acuerdo.documents.editing import EditRefused
from acuerdo.documents.findings import DocumentRefused
from acuerdo.documents.guide.forming import APPEND, text_of
from acuerdo.documents.putting import look_up, put
from acuerdo.documents.sources import compose
from acuerdo.texts.nodes import Node, Path, Plain, Row

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
    for change in real:
        if f"/{APPEND}/" not in f"{change.pointer}/" and not change.preset:
            text = _one(text, change, base, refused)
    for prefix, parts in _fresh(real).items():
        text = _put(text, prefix, _assemble(parts), base, refused)
    for pointer in sorted(removed, key=_order, reverse=True):
        text = _put(text, pointer, None, base, refused)
    return Applied(text=text, refused=tuple(refused))


def _order(pointer: str) -> list[tuple[int, str]]:
    """Items by their position, so that the last ones go first."""
    return [(int(step), "") if step.isdecimal() else (-1, step) for step in pointer.split("/")]


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
    """Read a pointer: a number is a position where a list stands; `-` is one past its end."""
    path: list[str | int] = []
    for part in pointer.split("/")[1:]:
        step = part.replace("~1", "/").replace("~0", "~")
        node = look_up(root, tuple(path))
        if step == APPEND:
            path.append(len(node.items) if isinstance(node, Row) else 0)
        else:
            path.append(int(step) if isinstance(node, Row) and step.isdecimal() else step)
    return tuple(path)


def _fresh(changes: Sequence[Change]) -> dict[str, list[tuple[list[str], Change]]]:
    """The changes that make something new, by what they belong to."""
    found: dict[str, list[tuple[list[str], Change]]] = {}
    for change in changes:
        before, sign, rest = f"{change.pointer}/".partition(f"/{APPEND}/")
        if sign and change.now.strip():
            steps = [step.replace("~1", "/").replace("~0", "~") for step in rest.split("/") if step]
            found.setdefault(f"{before}/{APPEND}", []).append((steps, change))
    return {prefix: parts for prefix, parts in found.items() if not all(one.preset for _, one in parts)}


def _assemble(parts: Sequence[tuple[list[str], Change]]) -> Plain:
    whole: dict[str, Plain] = {}
    for steps, change in parts:
        value = _value(change)
        if not steps and value is not None:
            return value
        table = whole
        for step in steps[:-1]:
            inner = table.setdefault(step, {})
            table = inner if isinstance(inner, dict) else {}
        if value is not None and steps:
            table[steps[-1]] = value
    return whole
