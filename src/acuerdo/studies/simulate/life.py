"""The life of a ticket, drawn once when it arrives: what will be done and said, whoever does it and whenever they can.

A life does not depend on how busy anybody is. So the same ticket lives the same life when the people change, and two
runs of one seed differ by the change alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from acuerdo.core.clock.facts import SYSTEM
from acuerdo.studies.simulate.scenario import Lognormal


class Stage(StrEnum):
    """Where a simulated ticket stands."""

    OPEN = "open"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    ENDED = "ended"


UNRESOLVED = frozenset({Stage.OPEN, Stage.WAITING})
SOLVED = frozenset({Stage.RESOLVED, Stage.CLOSED})
ANY = frozenset({Stage.OPEN, Stage.WAITING, Stage.RESOLVED, Stage.CLOSED})


class Doing(StrEnum):
    """What a step of a life is."""

    WORK = "work"  # a person works for a span of their shift
    PAUSE = "pause"  # nobody works until a span has passed
    MOVE = "move"  # to another team
    HAND_OVER = "hand over"  # to a colleague of the same team


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A fact to be written when its moment comes.

    `by` is empty for the person at work. `late_us` is how long its recording lags behind, `corrected_us` and
    `retracted_us` how long it takes until it is replaced or taken back.
    """

    event: str
    fields: Mapping[str, str] = field(default_factory=dict)
    by: str = ""
    until_us: int | None = None
    late_us: int | None = None
    corrected_us: int | None = None
    retracted_us: int | None = None

    @property
    def is_answer(self) -> bool:
        """Whether the customer hears a person of the provider."""
        return self.event == "replied" and self.by != SYSTEM and self.fields.get("public") != "false"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a life; `span_us` is of the shift for work, of `calendar` (or of the wall) for a pause."""

    doing: Doing
    span_us: int = 0
    calendar: str | None = None
    team: str = ""
    before: tuple[Entry, ...] = ()
    after: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What happens by itself, a span after the opening (cycle 0 of `opened`) or after a resolution."""

    after: str  # opened | resolved
    cycle: int = 0
    span_us: int
    calendar: str | None = None
    entries: tuple[Entry, ...]
    needs: frozenset[Stage] = ANY
    resumes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """All that is known of a ticket when it arrives."""

    stream: str
    opened: Mapping[str, str]
    level: str
    service: str
    team: str
    notice_us: int
    steps: tuple[Step, ...]
    happenings: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Dice:
    """The random numbers of one ticket."""

    rng: Random

    def hits(self, share: float) -> bool:
        """True in that share of the cases; always draws one number."""
        return self.rng.random() < share

    def last(self, timing: Lognormal, *, part: float = 1.0) -> int:
        """A lognormal span in microseconds, whole seconds, at least one.

        `part` scales the median; `most` bounds what comes out.
        """
        drawn = timing.median * part * self.rng.lognormvariate(0.0, timing.spread) if timing.spread else 0.0
        span = min(drawn or timing.median * part, timing.most)
        return max(int(span) // 1_000_000, 1) * 1_000_000

    def split(self, span_us: int, parts: int) -> list[int]:
        """Cut a span into uneven parts of whole seconds."""
        weights = [0.25 + self.rng.random() for _ in range(parts)]
        total = sum(weights)
        return [max(int(span_us * weight / total) // 1_000_000, 1) * 1_000_000 for weight in weights]
