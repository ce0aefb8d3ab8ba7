"""Facts: what happened to a ticket, as somebody recorded it."""

from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from acuerdo.core.terms.measures import Stage

STATE_FIELDS = (
    "priority",
    "impact",
    "urgency",
    "type",
    "service",
    "category",
    "customer",
    "channel",
    "site",
    "zone",
    "asset",
    "team",
    "tier",
    "owner",
)
"""The standard fields that a ticket's state carries; an agreement may declare more."""

FACT_COLUMNS = (
    "ticket",
    "at",
    "event",
    "status",
    "reason",
    "until",
    *STATE_FIELDS,
    "by",
    "public",
    "into",
    "source",
    "seq",
    "key",
    "corrects",
    "recorded_at",
)
"""The columns of a fact: what it says, all of which its hash holds."""

TITLE = "title"
"""The column of a ticket's title: told beside facts, never judged, and no part of them."""

TOLD_COLUMNS = (*FACT_COLUMNS, TITLE)
"""The columns of a file of facts."""

CLEARED = "-"
"""The word that empties a field in a file of facts; an empty cell says nothing about the field."""

SYSTEM = "system"
"""Who acts when a machine does."""


class Event(StrEnum):
    """The events that every agreement knows."""

    OPENED = "opened"
    CHANGED = "changed"
    REPLIED = "replied"
    ASKED = "asked"
    ACKNOWLEDGED = "acknowledged"
    DIAGNOSED = "diagnosed"
    DISPATCHED = "dispatched"
    ARRIVED = "arrived"
    PLANNED = "planned"
    AGREED = "agreed"
    RESTORED = "restored"
    CONFIRMED = "confirmed"
    RETRACTED = "retracted"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    MERGED = "merged"


# Asked of every fact: to look a member up in its class takes as long as all else.
_REPLIED, _ASKED = Event.REPLIED, Event.ASKED

STATUS_WORDS = MappingProxyType(
    {
        "new": (Stage.OPEN, None),
        "open": (Stage.OPEN, None),
        "pending": (Stage.WAITING, "customer"),
        "waiting_customer": (Stage.WAITING, "customer"),
        "waiting_supplier": (Stage.WAITING, "supplier"),
        "waiting_change": (Stage.WAITING, "change"),
        "on_hold": (Stage.WAITING, "agreed_date"),
        "resolved": (Stage.RESOLVED, None),
        "closed": (Stage.CLOSED, None),
        "cancelled": (Stage.CANCELLED, None),
    }
)
"""Status words that need no profile: the stage each stands for, and the reason for waiting."""


class Fact(NamedTuple):
    """One fact about one ticket; every row that is read makes one, and a named tuple is made in a fraction of the time.

    Instants are whole microseconds since 1970-01-01 UTC. `fields` holds only what the fact gives, sorted by name; an
    empty value clears the field. `row` is the fact's place in its source, `seq` the source's own order if it has one.
    `title` is the ticket's title as it was told beside the fact (empty: it has none; None: nothing is said of it).
    """

    ticket: str
    at_us: int
    event: str
    recorded_us: int | None = None
    status: str | None = None
    stage: Stage | None = None
    reason: str | None = None
    until_us: int | None = None
    fields: tuple[tuple[str, str], ...] = ()
    by: str | None = None
    public: bool = True
    into: str | None = None
    source: str = ""
    seq: int | None = None
    key: str | None = None
    corrects: str | None = None
    row: int = 0
    title: str | None = None

    @property
    def known_us(self) -> int:
        """When the fact was recorded; without a record of that, when it happened."""
        return self.at_us if self.recorded_us is None else self.recorded_us

    @property
    def order(self) -> tuple[int, int, int]:
        """The place in the ticket's history: instant, then sequence (else row)."""
        return (self.at_us, self.row if self.seq is None else self.seq, self.row)

    @property
    def by_system(self) -> bool:
        """Whether a machine did it."""
        return self.by == SYSTEM

    @property
    def is_reply(self) -> bool:
        """Whether it is a public message of a person of the provider."""
        return self.event == _REPLIED and self.public and not self.by_system

    @property
    def is_customer_message(self) -> bool:
        """Whether it is a message of a person of the customer."""
        return self.event == _ASKED and self.public and not self.by_system
