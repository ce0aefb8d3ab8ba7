"""What a level says under a document, found by the places of the document."""

from collections.abc import Iterator
from dataclasses import dataclass

from acuerdo.documents.levels import WHOLE_KEYS
from acuerdo.documents.putting import look_up
from acuerdo.texts.nodes import Node, Path, Row, Scalar, Table, ids_of

NAMED = "@"
"""Begins the step to an item of a list by its id: that of an item which only the level has."""


def text_of(node: Node | None) -> str | None:
    """Write a value for a form: a text as it is, a list by lines; None for what no field can hold."""
    if node is None:
        return ""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Row) and all(isinstance(item, Scalar) for item in node.items):
        return "\n".join(item.text for item in node.items if isinstance(item, Scalar))
    return None


def said_in(node: Node | None, language: str, own: str) -> str:
    """Return what a text says in a language; one without languages speaks the document's `own`."""
    found = node.get(language) if isinstance(node, Table) else node if language == own else None
    return found.text if isinstance(found, Scalar) else ""


def tell(node: Node, language: str) -> str:
    """Say an item in one line: its text in a language, else everything that it says."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Row):
        return " · ".join(tell(item, language) for item in node.items)
    chosen = node.get(language)
    return tell(chosen, language) if chosen else " · ".join(tell(value, language) for _, value in node.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of a list: the step to it, what the document says about it and what the level says."""

    step: str | int
    own: Node | None
    under: Node | None

    @property
    def is_removed(self) -> bool:
        """Whether the document takes it out of the level."""
        mark = self.own.get("remove") if isinstance(self.own, Table) else None
        return isinstance(mark, Scalar) and mark.text == "true"

    def get(self, key: str) -> Node | None:
        """Return the value of a key: the document's, else the level's."""
        found = [node.get(key) for node in (self.own, self.under) if isinstance(node, Table)]
        return next((one for one in found if one is not None), None)


class Underlay:
    """A level under a document. Its items of lists are those with the same `id`."""

    def __init__(self, root: Table, basis: Table) -> None:
        self._root = root
        self._basis = basis

    def look_up(self, path: Path) -> Node | None:
        """Return what the level says at a path of the document, None for nothing."""
        own: Node | None = self._root
        found: Node | None = self._basis
        for step in path:
            inner = None if own is None else look_up(own, (step,))
            if isinstance(step, int) or step.startswith(NAMED):
                name = _id_of(inner) if isinstance(step, int) else step.removeprefix(NAMED)
                found = _item_of(found, name)
            elif inner is not None and step in WHOLE_KEYS:
                found = None
            else:
                found = found.get(step) if isinstance(found, Table) else None
            own = inner
        return found

    def items(self, path: Path) -> Iterator[Item]:
        """Yield the items of a list: those of the level first, then those of the document alone."""
        own = look_up(self._root, path)
        under = self.look_up(path)
        items = own.items if isinstance(own, Row) else ()
        places = {_id_of(item): number for number, item in enumerate(items)}
        known: dict[str, Node] = {}
        if isinstance(under, Row) and None not in (*ids_of(under), *places):
            known = {_id_of(item) or "": item for item in under.items}
        for name, item in known.items():
            place = places.get(name)
            if place is None:
                yield Item(step=f"{NAMED}{name}", own=None, under=item)
            else:
                yield Item(step=place, own=items[place], under=item)
        for number, item in enumerate(items):
            if _id_of(item) not in known:
                yield Item(step=number, own=item, under=None)

    def listed(self, path: Path) -> tuple[Node, ...]:
        """Return the items of a list of the level that the document can only replace as a whole, and has not."""
        under = self.look_up(path)
        if look_up(self._root, path) is None and isinstance(under, Row) and None in ids_of(under):
            return under.items
        return ()


def _id_of(node: Node | None) -> str | None:
    own = node.get("id") if isinstance(node, Table) else None
    return own.text if isinstance(own, Scalar) else None


def _item_of(node: Node | None, name: str | None) -> Node | None:
    items = node.items if isinstance(node, Row) and name is not None else ()
    return next((item for item in items if _id_of(item) == name), None)
