"""Claims and verdicts side by side."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from acuerdo.core.terms.agreement import Agreement, Commitment

TOLERANCE_US = 60_000_000
"""How far a due instant may be from ours and still be the same: help desks round to minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a help desk says of a promise of a ticket: kept or not, and when it was due; either may be unsaid."""

    met: bool | None = None
    due_us: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """What we say of the same: the verdict's word, due, and the counted time; `priority` is the last one."""

    verdict: str
    due_us: int | None = None
    consumed_us: int = 0
    priority: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the promise was kept; None where nothing was judged, or not yet."""
        return {"met": True, "breached": False}.get(self.verdict)


class Difference(StrEnum):
    """Why a claim and a verdict differ."""

    START = "start"
    STOP = "stop"
    PAUSES = "pauses"
    CALENDAR = "calendar"
    PRIORITY = "priority"
    REOPENING = "reopening"
    TARGET = "target"
    EXCLUSIONS = "exclusions"
    SCOPE = "scope"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """How evidence is looked at: without exclusions, or until the closing, where what is resolved is open still."""

    unexcluded: bool = False
    until_closed: bool = False

    def __or__(self, other: "Looking") -> "Looking":
        """Return both at once."""
        return Looking(
            unexcluded=self.unexcluded or other.unexcluded, until_closed=self.until_closed or other.until_closed
        )


AS_TOLD = Looking()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """Another way to run the clock of a promise: `code` is stable, `detail` says which calendar, level, event.

    `change` makes the promise so, `looking` says how the evidence is looked at.
    """

    cause: Difference
    code: str
    detail: str = ""
    change: Callable[[Commitment], Commitment]
    looking: Looking = AS_TOLD

    @property
    def name(self) -> str:
        """Its code with its detail."""
        return f"{self.code}:{self.detail}" if self.detail else self.code


Judged = Callable[[Agreement, Looking, frozenset[str] | None], Mapping[str, Ours]]
"""Judges by an agreement of one promise, looking at the evidence in some way, some tickets or (None) all; by ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A claim beside our verdict; `causes` are the assumptions each of which alone gives what is claimed.

    `explained`: the clock that was found gives what is claimed.
    """

    ticket: str
    claim: Claim
    ours: Ours | None
    agrees: bool
    causes: tuple[Assumption, ...] = ()
    explained: bool = False

    @property
    def cause(self) -> Difference | None:
        """The first cause of a difference, None where there is none."""
        if self.agrees:
            return None
        if self.ours is None or self.ours.verdict == "not_applicable":
            return Difference.SCOPE
        return self.causes[0].cause if self.causes else Difference.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An assumption on the way to the clock that a help desk ran, and how many claims agree from there on."""

    assumption: Assumption
    agreed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The target that fits the claims of a priority best: any from `over_us` (it was kept) to `under_us` (it was not).

    `agreed` of `n` claims fit. A bound is None where no claim sets it.
    """

    priority: str
    over_us: int | None
    under_us: int | None
    agreed: int
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Claims of a promise held against our verdicts.

    `steps` lead to the clock that explains most of them; `thresholds` are the targets that fit that clock, where claims
    say no more than kept or not; `fitted` claims agree with that clock and those targets.
    """

    commitment: str
    lines: tuple[Compared, ...]
    steps: tuple[Step, ...]
    thresholds: tuple[Threshold, ...]
    fitted: int

    @property
    def agreed(self) -> int:
        """How many claims agree with our verdicts."""
        return sum(line.agrees for line in self.lines)
