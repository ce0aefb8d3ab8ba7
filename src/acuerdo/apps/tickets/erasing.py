"""Forgetting somebody whom sources named: the name goes, the id that facts know stays."""

from collections.abc import Collection
from datetime import datetime

from acuerdo.apps.tickets.models import Handle


def count_names(person: int, names: Collection[str]) -> int:
    """Return by how many names sources know somebody: a row's id, and the name and e-mail address that they go by."""
    return len(_known_as(person, names))


def empty_names(person: int, names: Collection[str], at: datetime) -> int:
    """Empty the names by which sources know somebody, and return how many there were."""
    return Handle.objects.filter(pk__in=_known_as(person, names)).update(word="", erased_at=at)


def _known_as(person: int, names: Collection[str]) -> list[int]:
    """Return the rows of the names, and of those said to be the person; compared here: databases differ in capitals."""
    wanted = [name.casefold().split() for name in names if name]
    rows = Handle.objects.exclude(word="").values_list("pk", "word", "person")
    return [row for row, word, known in rows.iterator() if known == person or word.casefold().split() in wanted]
