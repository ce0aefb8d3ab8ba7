"""What is different between two agreements: from their contents, whatever their layout, and none left out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from acuerdo.documents.document import AgreementDocument
from acuerdo.texts.nodes import Plain

LANGUAGES = frozenset({"en", "es", "ru"})
_WHOLE = frozenset(
    {
        "within",
        "calendar",
        "at_least",
        "at_most",
        "applies_to",
        "except",
        "pauses_in",
        "answered_by",
        "warn_at",
        "period",
        "per",
        "levels",
        "working_days",
        "week",
        "hours",
        "seasons",
        "provisional_years",
        "event",
        "stage",
        "excuses",
        "notify",
        "by",
    }
)
"""The keys whose values say one thing together; what is different there is one difference."""


class Kind(StrEnum):
    """How something is different. `reordered`: the same items in another order."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference: where, and what stood and stands there (None: nothing).

    `path` names an item of a list by its id, else by its place from 0; what was added to or removed from a list
    without ids has the path of the list, as has a new order (`before` and `after` are then the ids, or the items).
    """

    kind: Kind
    path: tuple[str | int, ...]
    before: Plain | None = None
    after: Plain | None = None


def find_differences(before: AgreementDocument, after: AgreementDocument) -> tuple[Difference, ...]:
    """Return every difference between the contents of two agreements, in the order of the format's sections."""
    old, new = json.loads(before.canonical), json.loads(after.canonical)
    order = {name: place for place, name in enumerate(type(after.shape).model_fields)}
    found = _of_tables(old, new, ())
    return tuple(sorted(found, key=lambda one: order.get(str(one.path[0]), len(order))))


def _of(old: Plain, new: Plain, path: tuple[str | int, ...]) -> Iterator[Difference]:
    if old == new:
        return
    if _is_one(path):
        yield Difference(kind=Kind.CHANGED, path=path, before=old, after=new)
    elif isinstance(old, dict) and isinstance(new, dict):
        yield from _of_tables(old, new, path)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _of_rows(old, new, path)
    else:
        yield Difference(kind=Kind.CHANGED, path=path, before=old, after=new)


def _is_one(path: tuple[str | int, ...]) -> bool:
    """Say whether a value is compared as a whole; a section of such a name is not, nor what stands in a matrix."""
    return len(path) > 1 and path[-1] in _WHOLE and "matrix" not in path[:-1]


def _of_tables(old: Mapping[str, Plain], new: Mapping[str, Plain], path: tuple[str | int, ...]) -> Iterator[Difference]:
    for key in dict.fromkeys([*new, *old]):
        here = (*path, key)
        if key not in old:
            yield Difference(kind=Kind.ADDED, path=here, after=new[key])
        elif key not in new:
            yield Difference(kind=Kind.REMOVED, path=here, before=old[key])
        else:
            yield from _of(old[key], new[key], here)


def _of_rows(old: Sequence[Plain], new: Sequence[Plain], path: tuple[str | int, ...]) -> Iterator[Difference]:
    old_ids, new_ids = _ids(old), _ids(new)
    if old_ids is not None and new_ids is not None:
        yield from _of_tables(dict(zip(old_ids, old, strict=True)), dict(zip(new_ids, new, strict=True)), path)
        both = [name for name in old_ids if name in new_ids]
        if both != [name for name in new_ids if name in old_ids]:
            yield Difference(kind=Kind.REORDERED, path=path, before=[*old_ids], after=[*new_ids])
        return
    if len(old) == len(new) and all(isinstance(item, dict) and not _is_text(item) for item in (*old, *new)):
        for place, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _of(one, other, (*path, place))
        return
    yield from _of_items(old, new, path)


def _of_items(old: Sequence[Plain], new: Sequence[Plain], path: tuple[str | int, ...]) -> Iterator[Difference]:
    """Compare lists whose items have no name: what went, what came, and the order of the rest."""
    rest = list(new)
    gone: list[Plain] = []
    for item in old:
        if item in rest:
            rest.remove(item)
        else:
            gone.append(item)
    yield from (Difference(kind=Kind.REMOVED, path=path, before=item) for item in gone)
    yield from (Difference(kind=Kind.ADDED, path=path, after=item) for item in rest)
    if _without(old, gone) != _without(new, rest):
        yield Difference(kind=Kind.REORDERED, path=path, before=[*old], after=[*new])


def _without(items: Sequence[Plain], others: Sequence[Plain]) -> list[Plain]:
    left = list(others)
    kept: list[Plain] = []
    for item in items:
        if item in left:
            left.remove(item)
        else:
            kept.append(item)
    return kept


def _ids(items: Sequence[Plain]) -> list[str] | None:
    """Return the ids of a list's items, None where they have none or share one."""
    found = [item.get("id") if isinstance(item, dict) else None for item in items]
    names = [name for name in found if isinstance(name, str)]
    return names if len(names) == len(items) == len(set(names)) else None


def _is_text(item: Mapping[str, Plain]) -> bool:
    return bool(item) and item.keys() <= LANGUAGES
