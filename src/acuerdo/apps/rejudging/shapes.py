"""What a change did to verdicts: the figures of a clock, and from what to what they moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from acuerdo.apps.acts.shapes import Step
from acuerdo.apps.rejudging.models import Cause
from acuerdo.core.chains.canonical import Json
from acuerdo.core.clock.verdict import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a clock says as of an instant; times in whole microseconds, `content` is the hash of the text."""

    verdict: Outcome
    reason: str
    marks: str
    group: str
    content: str
    started_us: int | None
    stopped_us: int | None
    target_us: int | None
    consumed_us: int
    excluded_us: int
    due_us: int | None
    breaches_us: int | None
    breached_us: int | None

    def as_dict(self) -> dict[str, Json]:
        """Return them as they are kept."""
        return {**{name: getattr(self, name) for name in self.__slots__}, "verdict": str(self.verdict)}

    @classmethod
    def read(cls, kept: Mapping[str, object] | None) -> "Figures | None":
        """Read figures as they are kept."""
        return None if kept is None else cls(**{**kept, "verdict": Outcome(str(kept["verdict"]))})  # type: ignore[arg-type]  # as `as_dict` wrote them


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A clock (ids of rows) and its figures before and after; None: there was, or is, none."""

    ticket: int
    agreement: int
    commitment: str
    cycle: int
    was: Figures | None
    now: Figures | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejudgingRecord:
    """A change: what it was, who stands behind it, how many tickets it touches, how far it is, and what it moved.

    `steps` are the moves of the act that it follows from, `person` who did it alone (None: nobody, or of the other
    side), `source` the name of a source that it is about; `place` is where it stands among all. `moved` counts clocks
    of the agreement it is looked at from.
    """

    place: int
    ident: UUID
    cause: Cause
    about: str
    steps: tuple[Step, ...]
    person: str | None
    source: str
    at: datetime
    from_at: datetime | None
    until_at: datetime | None
    ended_at: datetime | None
    tickets: int
    done: int
    moved: int

    @property
    def share(self) -> float:
        """How much of it is done, 0..1."""
        return self.done / self.tickets if self.tickets else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedLine:
    """A clock that a change moved, by the names that people know; `place` says where it stands among them.

    `opens`: whoever asks may look at its ticket, which may have become another customer's, and reads its `title`.
    """

    place: int
    source: str
    ticket: str
    commitment: str
    cycle: int
    was: Figures | None
    now: Figures | None
    shared: bool
    opens: bool
    title: str
