"""What tickets and sources say of themselves, and what is said to whoever tells facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from acuerdo.core.chains.canonical import Json
from acuerdo.core.clock.facts import Fact

LONGEST_NAME = 250
"""The most letters that a ticket's name and a fact's key may have."""


class Taken(StrEnum):
    """What became of a fact that was told."""

    RECORDED = "recorded"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedTelling:
    """A row that is no fact: why (see `FactRefused`), whose it is if that can be read, and the row as it came."""

    code: str
    column: str = ""
    found: str = ""
    expected: str = ""
    hint: str = ""
    ticket: str = ""
    said: Mapping[str, Json] = field(default_factory=dict)


Telling = Fact | RefusedTelling
"""One row of what a source tells: a fact, still with the names that the source uses, or why it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a source is told of each row, in the order of the rows; `refused` says why."""

    taken: Taken
    refused: RefusedTelling | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """A source, how much it told, and how much of that waits for somebody to look at it."""

    key: str
    kind: str
    name: str
    customer: str
    customer_name: str
    statuses: Mapping[str, tuple[str, str | None]]
    values: Mapping[str, Mapping[str, str]]
    customers: Mapping[str, str]
    created_at: datetime
    closed_at: datetime | None
    tickets: int
    refused: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPart:
    """Which part of a list of tickets: at most so many in a stage, after the one before (its `newness`)."""

    most: int
    stage: str = ""
    after: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRecord:
    """A ticket as it stood when its facts were last folded. `customer` is a party's key, empty for a ticket of nobody.

    `place` orders tickets by when they were first told about, `newness` by when they were opened. `owner` is None where
    nobody holds it, or where that is not the viewer's matter; empty for somebody who was erased.
    """

    place: int
    newness: tuple[int, int]
    source: str
    name: str
    title: str
    customer: str
    customer_name: str
    opened_at: datetime | None
    stage: str
    status: str
    reason: str
    priority: str
    service: str
    type: str
    team: str
    owner: str | None
    facts: int
    refused: int
    quarantined: int
    fault: str
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HookLine:
    """The address for webhooks of a source: who sends, and when something was last taken or refused (and why)."""

    ident: UUID
    sender: str
    changed_at: datetime
    heard_at: datetime | None
    refused_at: datetime | None
    refused_code: str
