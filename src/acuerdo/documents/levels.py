"""Catalogue levels: an agreement says on which it is based, and what it overrides."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from acuerdo.documents.findings import Ledger, one_of, refuse, suggest
from acuerdo.documents.sources import Source, Written, read_source
from acuerdo.texts.nodes import Node, Row, Scalar, Table, ids_of
from acuerdo.texts.nodes import Path as Keys

LevelDoor = Callable[[str], Source | None]
"""Gives the source of a level by its name, or None where there is no such level."""

_CATALOGUE = Path(__file__).parent / "catalogue"
_MOST_LEVELS = 10
_NAME = re.compile(r"[\w][\w.-]*")
# The level's own identity is not what the agreement builds on.
_OWN_KEYS = ("acuerdo", "id", "title", "based_on")
# A week or a matrix that is partly the level's and partly the agreement's is nobody's.
WHOLE_KEYS = ("week", "matrix")


def shipped_levels() -> tuple[str, ...]:
    """Name the levels that come with the product.

    >>> shipped_levels()
    ('bronze', 'gold', 'silver')
    """
    return tuple(sorted(path.stem for path in _CATALOGUE.glob("*.yaml")))


def shipped_level(name: str) -> Path:
    """Return the file of a level that comes with the product. Raises KeyError."""
    if name not in shipped_levels():
        raise KeyError(name)
    return _CATALOGUE / f"{name}.yaml"


def unfold_levels(root: Table, ledger: Ledger, *, level: LevelDoor | Path | None, folder: Path | None) -> Table:
    """Return the agreement with its level underneath: mappings merge by key, lists by id, `remove: true` drops one.

    A level is looked for by `level` (a function or a folder), then in the folder `levels` beside the agreement, then
    among those that come with the product. Raises DocumentRefused where there is none.
    """
    chain = [root]
    names: list[str] = []
    while (based_on := chain[-1].get("based_on")) is not None:
        if not isinstance(based_on, Scalar) or based_on.absent:
            break  # the typing says what is wrong with it
        name = based_on.text
        if name in names or len(names) >= _MOST_LEVELS:
            _refuse(based_on, ledger, f"{name!r} again", "levels that are not based on each other in a circle")
        names.append(name)
        chain.append(_read_level(based_on, ledger, level, folder))
    merged = chain.pop()
    while chain:
        merged = _merge_tables(_without(merged, _OWN_KEYS), chain.pop(), (), ledger)
    return merged


def basis_of(text: str) -> str:
    r"""Return the level that the text of an agreement names as its basis; empty where it names none.

    >>> basis_of("acuerdo: 1\nbased_on: gold.2\n"), basis_of("acuerdo: 1\n")
    ('gold.2', '')
    """
    root = read_source(Written(text)).root
    named = root.get("based_on") if isinstance(root, Table) else None
    return named.text if isinstance(named, Scalar) and not named.absent else ""


def _without(table: Table, keys: tuple[str, ...]) -> Table:
    return Table(tuple((name, value) for name, value in table.entries if name.text not in keys), table.place)


def _read_level(name: Scalar, ledger: Ledger, level: LevelDoor | Path | None, folder: Path | None) -> Table:
    source = _find_level(name.text, level, folder) if _NAME.fullmatch(name.text) else None
    if source is None:
        known = shipped_levels()
        _refuse(name, ledger, repr(name.text), f"a level: levels/NAME.yaml beside it, or {one_of(known)}", known)
    read = read_source(source, f"{name.text}.yaml")
    if not isinstance(read.root, Table):
        _refuse(name, ledger, f"{name.text!r}, which is not a mapping", "a level with the keys of an agreement")
    return read.root


def _refuse(name: Scalar, ledger: Ledger, found: str, expected: str, known: tuple[str, ...] = ()) -> NoReturn:
    hint = suggest(name.text, known)
    refuse("unknown_level", place=name.place, file=ledger.file, found=found, expected=expected, hint=hint)


def _find_level(name: str, level: LevelDoor | Path | None, folder: Path | None) -> Source | None:
    if callable(level):
        found = level(name)
        if found is not None:
            return found
    folders = [level] if isinstance(level, Path) else []
    folders += [] if folder is None else [folder / "levels"]
    candidates = [place / f"{name}{ending}" for place in folders for ending in (".yaml", ".yml", ".json")]
    candidates.append(_CATALOGUE / f"{name}.yaml")
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def _merge(base: Node | None, over: Node, path: Keys, ledger: Ledger) -> Node:
    if isinstance(over, Table):
        under = base if isinstance(base, Table) and path[-1] not in WHOLE_KEYS else Table(())
        return _merge_tables(under, over, path, ledger)
    if isinstance(over, Row):
        return _merge_rows(base if isinstance(base, Row) else Row(()), over, path, ledger)
    return over


def _is_removal(node: Node) -> bool:
    mark = node.get("remove") if isinstance(node, Table) else None
    return isinstance(mark, Scalar) and mark.text == "true"


def _merge_tables(base: Table, over: Table, path: Keys, ledger: Ledger) -> Table:
    merged = {name.text: (name, value) for name, value in base.entries}
    for name, value in over.entries:
        under = merged.get(name.text, (name, None))[1]
        if not _is_removal(value):
            merged[name.text] = (name, _merge(under, value, (*path, name.text), ledger))
        elif under is None:
            _note_nothing(ledger, (*path, name.text), name.text)
        else:
            del merged[name.text]
    return Table(tuple(merged.values()), over.place)


def _merge_rows(base: Row, over: Row, path: Keys, ledger: Ledger) -> Row:
    base_ids, over_ids = ids_of(base), ids_of(over)
    if None in base_ids or None in over_ids:
        return over
    merged: dict[str | None, Node] = dict(zip(base_ids, base.items, strict=True))
    kept: list[tuple[str | None, Node]] = []
    for own, item in zip(over_ids, over.items, strict=True):
        if not _is_removal(item):
            kept.append((own, item))
        elif merged.pop(own, None) is None:
            _note_nothing(ledger, path, str(own))
    repeated: list[Node] = []
    for number, (own, item) in enumerate(kept):
        if own in [name for name, _ in kept[:number]]:
            repeated.append(item)  # the check says that its id is there twice
        else:
            merged.setdefault(own, Table(()))
            merged[own] = _merge(merged[own], item, (*path, list(merged).index(own)), ledger)
    return Row((*merged.values(), *repeated), over.place)


def _note_nothing(ledger: Ledger, path: Keys, name: str) -> None:
    ledger.note(
        "nothing_to_remove",
        path,
        found=f"{name!r} is to be removed",
        expected="something that the level has",
        hint="leave it out, or look how the level calls it",
    )
