"""What the life of an agreement answers."""

from dataclasses import dataclass
from datetime import date, datetime

from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.journal.shapes import Receipt
from acuerdo.core.acts import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecord:
    """A review; an open one has no `closed_at`."""

    side: Side
    opened_at: datetime
    opened_by: str
    reason: str
    closed_at: datetime | None
    closed_by: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminationRecord:
    """A notice: who gave it and when, which last date follows, and what the other side said."""

    side: Side
    given_by: str
    given_at: datetime
    given_on: date
    wanted_on: date
    earliest_on: date
    last_on: date
    in_time: bool
    reason: str
    receipt: Receipt
    acknowledged_at: datetime | None
    acknowledged_by: str
    as_wanted: bool
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalRecord:
    """An express renewal: until when, and the act about it."""

    number: int
    until_on: date
    act: ActRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRecord:
    """A remark with its answers, in the order in which they were written; the text of an erased one is empty."""

    ident: str
    number: int
    path: str
    side: Side
    private: bool
    author: str
    text: str
    written_at: datetime
    settled_at: datetime | None
    settled_by: str
    is_erased: bool
    answers: "tuple[CommentRecord, ...]" = ()
