"""Forgetting somebody whom sources named: the name goes, the id that facts know stays."""

from collections.abc import Collection
from datetime import datetime

from acuerdo.apps.tickets.models import Handle


def count_names(names: Collection[str]) -> int:
    """Return by how many names sources know somebody, who goes by these (name, e-mail address)."""
    return len(_known_as(names))


def empty_names(names: Collection[str], at: datetime) -> int:
    """Empty the names by which sources know somebody, and return how many there were."""
    return Handle.objects.filter(pk__in=_known_as(names)).update(word="", erased_at=at)


def _known_as(names: Collection[str]) -> list[int]:
    """Return the rows of the names; compared here, since databases differ about capitals."""
    wanted = [name.casefold().split() for name in names if name]
    rows = Handle.objects.exclude(word="").values_list("pk", "word")
    return [row for row, word in rows.iterator() if word.casefold().split() in wanted]
