"""What acts answer."""

from dataclasses import dataclass
from datetime import datetime

from acuerdo.apps.journal.shapes import Receipt
from acuerdo.core.acts import MoveKind, Side, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A move as people see it: who did what and when, with its receipt."""

    number: int
    kind: MoveKind
    side: Side
    person: str
    roles: tuple[str, ...]
    at: datetime
    content: str
    note: str
    document: str
    open_until: datetime | None
    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRecord:
    """An act: where it stands, and how it came there."""

    id: int
    subject: str
    subject_key: str
    customer: int
    standing: Standing
    steps: tuple[Step, ...]

    @property
    def seen(self) -> int:
        """The number of the last move, which the next one has to name."""
        return len(self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingAct:
    """An act (its row's id) that waits for a side: about what, in which chain it is written, and with whom."""

    act: int
    subject: str
    chain: str
    customer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRecord:
    """A signed file: its hash, how many bytes it has, and who brought it under which name."""

    sha256: str
    size: int
    name: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRecord:
    """A signed paper bound to the content of an act: by whom, when, with its receipt."""

    document: str
    content: str
    side: Side
    person: str
    at: datetime
    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundRecord:
    """A signed paper of an act (its row's id), whether a move brought it or it was bound later."""

    act: int
    paper: PaperRecord
    side: Side
    person: str
    at: datetime
    receipt: Receipt
