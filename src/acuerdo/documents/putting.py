"""Changing a part of a document in its text: the rest, its comments and its layout, stays byte for byte."""

import json
from collections.abc import Iterator, Sequence
from typing import NoReturn

from acuerdo.documents.editing import SPACE, EditRefused, edit_at
from acuerdo.documents.findings import DocumentRefused
from acuerdo.documents.sources import compose
from acuerdo.texts.nodes import Node, Path, Plain, Row, Scalar, Table, make_plain, show_path

_STEP = 2
_SHORT = 90


def put(text: str, path: Path, value: Plain | None, *, base: str | None = None, name: str = "draft.yaml") -> str:
    r"""Return the text with the value at a path of keys and positions set, or with None taken out.

    What is missing on the way is made; a position one past the end of a list appends. A list or mapping that loses its
    last value goes with it. A single value that stands in `base` at the same place is written as it is there, so that
    a change and its reverse give back the same bytes. Raises EditRefused, and DocumentRefused for a text that is no
    document.

    >>> put("id: a  # ours\n", ("fees", "billed"), "1mo")
    'id: a  # ours\nfees:\n  billed: 1mo\n'
    >>> put("id: a  # ours\nfees:\n  billed: 1mo\n", ("fees", "billed"), None)
    'id: a  # ours\n'
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    own = text.removeprefix(mark)
    root = compose(own, name)
    wanted = _with(make_plain(root), path, value)
    for changed in _Putting(own, root, name, base).ways(path, value):
        if _reads_as(changed, name, wanted):
            return mark + changed
    raise EditRefused(
        "unwritable_value", path=show_path(root, path), found=repr(value), expected="a value that can stand there"
    )


def look_up(node: Node, path: Path) -> Node | None:
    """Return the node at a path exactly, None where nothing stands there."""
    found: Node | None = node
    for step in path:
        if isinstance(found, Table) and isinstance(step, str):
            found = found.get(step)
        elif isinstance(found, Row) and isinstance(step, int) and step < len(found.items):
            found = found.items[step]
        else:
            return None
    return found


def write_scalar(value: str) -> str:
    """Write a text as YAML: without quotes where it reads the same, in a block and in brackets.

    >>> write_scalar("4h"), write_scalar("a: b")
    ('4h', '"a: b"')
    """
    for written in (value, json.dumps(value, ensure_ascii=False)):
        try:
            both = compose(f"k: {written}\n", "value.yaml"), compose(f"k: [{written}]\n", "value.yaml")
        except DocumentRefused:
            continue
        if [make_plain(one) for one in both] == [{"k": value}, {"k": [value]}] and not _is_absent(both[0]):
            return written
    return json.dumps(value)


def _is_absent(root: Node) -> bool:
    node = look_up(root, ("k",))
    return isinstance(node, Scalar) and node.absent


def _reads_as(text: str, name: str, wanted: Plain) -> bool:
    try:
        return make_plain(compose(text, name)) == wanted
    except DocumentRefused:
        return False


def _with(plain: Plain, path: Path, value: Plain | None) -> Plain:
    """The plain document with a value set or taken out, emptied lists and mappings with it."""
    if not path:
        return value if value is not None else {}
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = list(plain) if isinstance(plain, list) else []
        made = _with(items[step] if step < len(items) else {}, rest, value)
        kept = [made] if (rest and made not in ({}, [])) or (not rest and value is not None) else []
        return [*items[:step], *kept, *items[step + 1 :]]
    table = dict(plain) if isinstance(plain, dict) else {}
    made = _with(table.get(step, {}), rest, value)
    if (rest and made in ({}, [])) or (not rest and value is None):
        table.pop(step, None)
    else:
        table[step] = made
    return table


def _nest(path: Path, value: Plain) -> Plain:
    for step in reversed(path):
        value = [value] if isinstance(step, int) else {step: value}
    return value


class _Putting:
    """Writes one change into a text, in one way after the other."""

    def __init__(self, text: str, root: Node, name: str, base: str | None) -> None:
        self.text = text
        self.root = root
        self.name = name
        self.base = base

    def ways(self, path: Path, value: Plain | None) -> Iterator[str]:
        node = look_up(self.root, path)
        if value is None:
            if node is None:
                self._refuse(path, "nothing", "something to take out")
            yield self._without(path)
        elif node is None:
            yield from self._inserted(path, value)
        elif isinstance(node, Scalar) and isinstance(value, str):
            yield from edit_at(self.text, self.root, path, value, spelled=self._spelled(path, value))
        elif isinstance(node, Row) and isinstance(value, list):
            yield self._merged(path, node, value)
        else:
            self._refuse(path, "a value of another shape", "a change of the text itself")

    def _refuse(self, path: Path, found: str, expected: str) -> NoReturn:
        raise EditRefused("unwritable_value", path=show_path(self.root, path), found=found, expected=expected)

    def _spelled(self, path: Path, value: str) -> str | None:
        """How the value is written in the base, if it stands there."""
        if self.base is None:
            return None
        base = self.base.removeprefix("\ufeff")
        try:
            node = look_up(compose(base, self.name), path)
        except DocumentRefused:
            return None
        if not isinstance(node, Scalar) or node.text != value or node.place is None or node.absent:
            return None
        return base[node.place.start : node.place.end].rstrip(SPACE)

    def _merged(self, path: Path, row: Row, value: Sequence[Plain]) -> str:
        """The list changed item by item, so that what stays keeps its line."""
        before = [make_plain(item) for item in row.items]
        same = sum(one == other for one, other in zip(before, value, strict=False))
        if len(before) == len(value) and same * 2 >= len(before):
            return self._each(path, [(number, one) for number, one in enumerate(value) if one != before[number]])
        kept = [number for number, one in enumerate(before) if one in value]
        if [before[number] for number in kept] != list(value[: len(kept)]):
            self._refuse(path, "items put between others", "items at the end of the list")
        gone = [(number, None) for number in reversed(range(len(before))) if number not in kept]
        return self._each(path, [*gone, *enumerate(value[len(kept) :], len(kept))])

    def _each(self, path: Path, changes: Sequence[tuple[int, Plain | None]]) -> str:
        text = self.text
        for number, item in changes:
            text = put(text, (*path, number), item, base=self.base, name=self.name)
        return text

    # Where something is put in

    def _inserted(self, path: Path, value: Plain) -> Iterator[str]:
        known = max(at for at in range(len(path)) if look_up(self.root, path[:at]) is not None)
        parent, step = look_up(self.root, path[:known]), path[known]
        nested = _nest(path[known + 1 :], value)
        if isinstance(parent, Table) and isinstance(step, str) and parent.place is not None:
            yield (
                self._into_flow(parent, self._key(parent, step), nested)
                if self._is_flow(parent)
                else self._into_table(parent, step, nested)
            )
        elif isinstance(parent, Row) and step == len(parent.items) and parent.place is not None:
            yield self._into_flow(parent, "", nested) if self._is_flow(parent) else self._into_row(parent, nested)
        elif isinstance(parent, Scalar) and parent.absent and parent.place is not None:
            at = parent.place.start
            yield f"{self.text[:at]} {_flow(_nest(path[known:], value))}{self.text[at:]}"
        else:
            self._refuse(path, "another kind of value on the way", "a list or mapping there")

    def _is_flow(self, node: Table | Row) -> bool:
        return node.place is not None and self.text[node.place.start : node.place.start + 1] in ("{", "[")

    def _key(self, parent: Table, step: str) -> str:
        first = parent.entries[0][0].place if parent.entries else None
        quoted = first is not None and self.text[first.start : first.start + 1] == '"'
        return (json.dumps(step, ensure_ascii=False) if quoted else write_scalar(step)) + ": "

    def _into_flow(self, parent: Table | Row, key: str, value: Plain) -> str:
        assert parent.place is not None  # noqa: S101  # the caller has seen it
        parts = [node for _, node in parent.entries] if isinstance(parent, Table) else list(parent.items)
        at = self._end(parts[-1]) if parts else parent.place.start + 1
        return (
            f"{self.text[:at]}{', ' if parts else ''}{key}{_flow(value, quoted=key.startswith(QUOTE))}{self.text[at:]}"
        )

    def _into_table(self, parent: Table, step: str, value: Plain) -> str:
        first = parent.entries[0][0].place
        assert first is not None  # noqa: S101  # a composed key has its place
        return self._after(parent, _block({step: value}, first.column - 1))

    def _into_row(self, parent: Row, value: Plain) -> str:
        assert parent.place is not None  # noqa: S101  # the caller has seen it
        flow = any(isinstance(item, Table) and self._is_flow(item) for item in parent.items)
        lines = _block([value], parent.place.column - 1)
        if flow and len(_flow(value)) <= _SHORT:
            lines = [" " * (parent.place.column - 1) + "- " + _flow(value)]
        return self._after(parent, lines)

    def _after(self, node: Node, lines: list[str]) -> str:
        at = self._line_end(self._end(node))
        return self.text[:at] + "\n" + "\n".join(lines) + self.text[at:]

    # Where something stands

    def _end(self, node: Node) -> int:
        """Where a value really ends: that of a block reaches in the parser's eyes to what follows it."""
        if isinstance(node, Scalar) or self._is_flow(node):
            assert node.place is not None  # noqa: S101  # composed from a text
            return node.place.end
        name, last = node.entries[-1] if isinstance(node, Table) else (None, node.items[-1])
        end = self._end(last)
        return max(end, name.place.end + 1) if name is not None and name.place is not None else end

    def _line_end(self, at: int) -> int:
        if at and self.text[at - 1] == "\n":  # a text in a block takes its end of line with it
            return at - 1
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found

    # Where something is taken out

    def _without(self, path: Path) -> str:
        parent = look_up(self.root, path[:-1])
        if not path or not isinstance(parent, Table | Row):
            self._refuse(path, "the whole document", "a part of it")
        nodes = [node for _, node in parent.entries] if isinstance(parent, Table) else list(parent.items)
        if len(nodes) == 1 and len(path) > 1:
            return self._without(path[:-1])
        number = (
            [name.text for name, _ in parent.entries].index(str(path[-1])) if isinstance(parent, Table) else path[-1]
        )
        assert isinstance(number, int)  # noqa: S101  # the position in a list
        starts = self._starts(parent)
        if self._is_flow(parent):
            return self._out_of_flow(nodes, starts, number)
        return self._out_of_block(nodes, starts, number)

    def _starts(self, parent: Table | Row) -> list[int]:
        """Where each entry begins: at its key, at its dash."""
        if isinstance(parent, Table):
            return [name.place.start for name, _ in parent.entries if name.place is not None]
        starts = [item.place.start for item in parent.items if item.place is not None]
        return starts if self._is_flow(parent) else [self.text.rfind("-", 0, start) for start in starts]

    def _out_of_flow(self, nodes: Sequence[Node], starts: Sequence[int], number: int) -> str:
        if number + 1 < len(nodes):
            return self.text[: starts[number]] + self.text[starts[number + 1] :]
        start = self._end(nodes[number - 1]) if number else starts[number]
        return self.text[:start] + self.text[self._end(nodes[number]) :]

    def _out_of_block(self, nodes: Sequence[Node], starts: Sequence[int], number: int) -> str:
        start = starts[number]
        line = self.text.rfind("\n", 0, start) + 1
        if self.text[line:start].strip():  # behind the dash of a list
            after = starts[number + 1] if number + 1 < len(starts) else self._end(nodes[number])
            return self.text[:start] + self.text[after:]
        end = self._line_end(max(self._end(nodes[number]), start + 1))
        if end < len(self.text):
            return self.text[:line] + self.text[end + 1 :]
        return self.text[: max(line - 1, 0)]


QUOTE = '"'


def _flow(value: Plain, *, quoted: bool = False) -> str:
    """Write a value in brackets; `quoted` as JSON."""
    if quoted:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        return write_scalar(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return "{" + ", ".join(f"{write_scalar(key)}: {_flow(item)}" for key, item in value.items()) + "}"


def _block(value: Plain, indent: int) -> list[str]:
    """Write a list or mapping in lines."""
    lead = " " * indent
    lines: list[str] = []
    if isinstance(value, dict):
        for key, item in value.items():
            lines += _entry(f"{lead}{write_scalar(key)}:", item, indent + _STEP)
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, dict) and item:
                inner = _block(item, indent + _STEP)
                lines += [f"{lead}- {inner[0].lstrip()}", *inner[1:]]
            else:
                lines.append(f"{lead}- {_flow(item)}")
    return lines


def _entry(head: str, item: Plain, indent: int) -> list[str]:
    if isinstance(item, str):
        return [f"{head} {write_scalar(item)}"]
    short = _flow(item)
    plain = all(isinstance(part, str) for part in (item if isinstance(item, list) else item.values()))
    if plain and len(item) > 1 and len(head) + len(short) <= _SHORT:
        return [f"{head} {short}"]
    return [head, *_block(item, indent)]
