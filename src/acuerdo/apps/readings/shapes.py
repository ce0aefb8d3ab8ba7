"""What readings answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from acuerdo.core.chains.canonical import Json
from acuerdo.core.terms.measures import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingIntent:
    """How a source is to be read. An empty `secret` leaves the one that is kept; `words` are the connector's own."""

    source: str
    program: str
    address: str
    account: str
    secret: str
    every_s: int
    words: Mapping[str, Json] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRecord:
    """How a source is read, and how that goes: no secret in it.

    `read_at` is when everything there was had been read last, `told` how many facts it brought; `faults` are the tries
    that failed since, `fault` the code of the last (`found` what was met), `next_at` when it is tried again.
    """

    source: str
    program: str
    address: str
    account: str
    words: Mapping[str, Json]
    every_s: int
    paused_at: datetime | None
    last: int
    told: int
    read_at: datetime | None
    next_at: datetime
    faults: int
    fault: str
    found: str
    fault_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A reading that one worker has for a while, with what it needs to ask. `secret` is still sealed.

    `statuses` are what the source's status words mean; `priorities`: the source says what its priorities stand for.
    """

    id: int
    claim: str
    source: str
    program: str
    address: str
    account: str
    secret: str
    words: Mapping[str, Json]
    statuses: Mapping[str, tuple[Stage, str | None]]
    priorities: bool
    last: int
    since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far a reading comes with what is recorded now: the highest id that was seen, and where to begin again."""

    last: int
    since: int
