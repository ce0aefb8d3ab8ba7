"""Periods as both sides froze them, in a file beside the facts: who agreed, on which hash, over which verdicts.

The application writes the file; a report of such a period says what was frozen, and what moved since.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from acuerdo.core.acts import MoveKind, Side
from acuerdo.core.measures.placing import Kind
from acuerdo.studies.standings import Standing

_SAID = ("kind", "verdict", "group", "started_us", "due_us", "breached_us", "target_us")
_STOPPED = ("stopped_us", "consumed_us", "excluded_us")


class FrozenRefused(ValueError):
    """A file of frozen periods that cannot be read; `code` is `bad_frozen`."""

    code = "bad_frozen"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenMove:
    """A move over the frozen content: an offer of it, or an acceptance; `person` of a side, in microseconds."""

    kind: MoveKind
    side: Side
    person: str
    at_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenFigure:
    """What a promise (or a group of it, else empty) of some versions came to; `value_us` is its statistic, exact."""

    promise: str
    group: str
    versions: tuple[int, ...]
    standing: Standing
    counts: Mapping[Kind, int]
    value_us: Fraction | None
    lower_bound: bool

    @property
    def n(self) -> int:
        """How many count."""
        return self.met + self.counts.get(Kind.BREACHED, 0)

    @property
    def met(self) -> int:
        """How many were met."""
        return self.counts.get(Kind.MET, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenVerdict:
    """A clock as it was frozen: for what it counts, its verdict and figures; instants and lengths in microseconds.

    Its lengths are None while it had not stopped: it went on being late.
    """

    ticket: str
    commitment: str
    cycle: int
    kind: Kind
    verdict: str
    group: str
    started_us: int | None
    stopped_us: int | None
    due_us: int | None
    breached_us: int | None
    target_us: int | None
    consumed_us: int | None
    excluded_us: int | None

    def moved_to(self, now: "FrozenVerdict | None") -> bool:
        """Say whether a clock says something else now, apart from going on being late."""
        if now is None:
            return True
        names = _SAID if self.stopped_us is None else (*_SAID, *_STOPPED)
        return any(getattr(self, name) != getattr(now, name) for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenPeriod:
    """A frozen period: its label and unit, the hash that both sides accepted, its figures as of an instant.

    `version` is the one whose `verdicts` stand here; the figures are those of all.
    """

    label: str
    unit: str
    content: str
    as_of_us: int
    version: int
    moves: tuple[FrozenMove, ...]
    figures: tuple[FrozenFigure, ...]
    verdicts: tuple[FrozenVerdict, ...]

    @property
    def frozen_us(self) -> int:
        """When the last of those accepted whose acceptance it needed."""
        return max(one.at_us for one in self.moves)


def write_frozen(periods: Iterable[FrozenPeriod], path: Path) -> None:
    """Write frozen periods into a file."""
    told = [asdict(one) for one in periods]
    path.write_text(json.dumps(told, ensure_ascii=False, sort_keys=True, default=str) + "\n", encoding="utf-8")


def read_frozen(path: Path) -> list[FrozenPeriod]:
    """Read what `write_frozen` wrote. Raises `FrozenRefused`, and `OSError` for a file that cannot be read."""
    try:
        return [_period(one) for one in json.loads(path.read_text(encoding="utf-8"))]
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as odd:
        found = f"{type(odd).__name__}: {odd}"
        raise FrozenRefused(
            f"{path.name}: found {found}, expected frozen periods as the application writes them; take the file "
            "out of its archive again"
        ) from odd


def frozen_figures(kept: Sequence[Mapping[str, Any]]) -> tuple[FrozenFigure, ...]:
    """Read figures as they are kept. Raises `KeyError`, `TypeError` and `ValueError` for what are none."""
    return tuple(
        FrozenFigure(
            promise=str(one["promise"]),
            group=str(one["group"]),
            versions=tuple(int(number) for number in one["versions"]),
            standing=Standing(one["standing"]),
            counts={Kind(kind): int(n) for kind, n in one["counts"].items()},
            value_us=None if one["value_us"] is None else Fraction(one["value_us"]),
            lower_bound=bool(one["lower_bound"]),
        )
        for one in kept
    )


def _period(told: Mapping[str, Any]) -> FrozenPeriod:
    moves = tuple(
        FrozenMove(
            kind=MoveKind(one["kind"]), side=Side(one["side"]), person=str(one["person"]), at_us=int(one["at_us"])
        )
        for one in told["moves"]
    )
    if not moves:
        raise ValueError("no move")
    return FrozenPeriod(
        label=str(told["label"]),
        unit=str(told["unit"]),
        content=str(told["content"]),
        as_of_us=int(told["as_of_us"]),
        version=int(told["version"]),
        moves=moves,
        figures=frozen_figures(told["figures"]),
        verdicts=tuple(FrozenVerdict(**{**one, "kind": Kind(one["kind"])}) for one in told["verdicts"]),
    )
