"""Changing one value of a document: every comment and the layout of the rest stay as they are."""

import json
from collections.abc import Iterator

from acuerdo.documents.findings import DocumentRefused
from acuerdo.documents.sources import compose
from acuerdo.texts.nodes import Node, Path, Scalar, find_node, read_path, show_path, walk

SPACE = " \t\r\n"
"""What may stand behind a value; a no-break space is part of it."""


class EditRefused(ValueError):  # a refusal is named by what is wrong, as everywhere in the product
    """A value that cannot be changed. `code` is `unknown_path`, `not_a_text`, `shared_value` or `unwritable_value`."""

    def __init__(self, code: str, *, path: str, found: str, expected: str, hint: str = "") -> None:
        self.code = code
        self.path = path
        super().__init__(f"{path}: found {found}, expected {expected}" + (f"; {hint}" if hint else ""))


def edit(source_text: str, path: str, new_value: str, *, name: str = "agreement.yaml") -> str:
    r"""Return the text with the value at a path changed and nothing else.

    `path` is written as in findings (`commitments[rca].within`); the value there is a single text. What is returned
    reads as the same document with the new value. Raises EditRefused, and DocumentRefused for a text that is no
    document.

    >>> edit("id: a  # ours\nterm: {from: 2026-01-01}\n", "term.from", "2026-02-01")
    'id: a  # ours\nterm: {from: 2026-02-01}\n'
    """
    mark = "\ufeff" if source_text.startswith("\ufeff") else ""
    text = source_text.removeprefix(mark)
    root = compose(text, name)
    keys, _ = _find(root, path)
    expected = _values(root) | {keys: new_value}
    for changed in edit_at(text, root, keys, new_value):
        if _reads_as(changed, name, expected):
            return mark + changed
    raise EditRefused(
        "unwritable_value", path=path, found=repr(new_value), expected="a text that the document can hold there"
    )


def edit_at(text: str, root: Node, keys: Path, new_value: str, *, spelled: str | None = None) -> Iterator[str]:
    """Give ways to write one value into a text, the best first: as it is `spelled`, else in the manner of the old one.

    Not each of them reads as it should. Raises EditRefused where no single value stands there by itself.
    """
    path = show_path(root, keys)
    node = find_node(root, keys)
    if not isinstance(node, Scalar) or node.place is None:
        raise EditRefused("not_a_text", path=path, found="a list or a mapping", expected="the path of a single value")
    start, end = node.place.start, node.place.end
    if sum(1 for _, other in walk(root) if other.place == node.place) > 1:
        raise EditRefused(
            "shared_value",
            path=path,
            found="a value that an alias repeats elsewhere",
            expected="a value that stands once",
            hint="write the value out where the alias is",
        )
    old = text[start:end]
    ways = list(_ways_to_write(node, old, new_value))
    if spelled is not None:
        ways.insert(0, spelled + old[len(old.rstrip(SPACE)) :])
    for written in ways:
        yield text[:start] + written + text[end:]


def _find(root: Node, path: str) -> tuple[Path, Node]:
    try:
        keys = read_path(root, path)
    except KeyError as missing:
        raise EditRefused(
            "unknown_path", path=path, found=f"nothing at {missing.args[0]!r}", expected="a path of the document"
        ) from None
    return keys, find_node(root, keys)


def _values(root: Node) -> dict[Path, str | None]:
    """The text of every value by its path; lists and mappings are there with None, so that empty ones count."""
    return {path: node.text if isinstance(node, Scalar) else None for path, node in walk(root)}


def _ways_to_write(node: Scalar, old: str, value: str) -> Iterator[str]:
    """The value in the manner of the old one, then in plainer and safer ones."""
    tail = old[len(old.rstrip(SPACE)) :]
    quoted = json.dumps(value, ensure_ascii=False)
    single = "'" + value.replace("'", "''") + "'"
    if old.startswith("'"):
        yield single
    elif not old.startswith('"'):
        lead = " " if node.absent else ""
        yield lead + value + tail
        yield lead + single + tail
        yield lead + quoted + tail
    yield quoted + tail
    yield json.dumps(value) + tail


def _reads_as(text: str, name: str, expected: dict[Path, str | None]) -> bool:
    try:
        return _values(compose(text, name)) == expected
    except DocumentRefused:
        return False
