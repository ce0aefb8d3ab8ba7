"""How many open clocks there are of which kind, and whose: the same for the board and for programs."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from acuerdo.apps.clocks.finding import NOBODY, Load, Standing, name_owners

_By = TypeVar("_By", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Open clocks by where they stand; `in_shift` are due until the end of the shift, the late ones among them."""

    late: int
    at_risk: int
    running: int
    waiting: int
    in_shift: int


def count_all(loads: Iterable[Load]) -> Counts:
    """Add all of them up."""
    clocks, in_shift = Counter[Standing](), 0
    for load in loads:
        clocks[load.standing] += load.clocks
        in_shift += load.in_shift
    return Counts(
        late=clocks[Standing.LATE],
        at_risk=clocks[Standing.AT_RISK],
        running=clocks[Standing.RUNNING],
        waiting=clocks[Standing.WAITING],
        in_shift=in_shift,
    )


def count_by(loads: Iterable[Load], whose: Callable[[Load], _By]) -> dict[_By, Counts]:
    """Add them up by whatever `whose` says of each."""
    grouped: dict[_By, list[Load]] = {}
    for load in loads:
        grouped.setdefault(whose(load), []).append(load)
    return {one: count_all(group) for one, group in grouped.items()}


def count_by_holder(loads: Iterable[Load]) -> Mapping[tuple[str, str], Counts]:
    """Add them up by who holds the ticket: a name and what a filter calls it, `NOBODY` without a name for nobody.

    A name that a source uses, and that is nobody's yet, goes without what a filter calls it.
    """
    known = list(loads)
    owners = name_owners([load.owner for load in known])

    def holder(load: Load) -> tuple[str, str]:
        if not load.owner:
            return "", NOBODY
        ident, name = owners.get(load.owner, ("", load.owner))
        return name, ident

    return count_by(known, holder)


def count_free(loads: Iterable[Load]) -> int:
    """Return how many are of tickets that nobody holds."""
    return sum(load.clocks for load in loads if not load.owner)
