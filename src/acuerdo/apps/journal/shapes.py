"""What the journal answers."""

from dataclasses import dataclass
from datetime import datetime

from acuerdo.core.chains import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The head of a chain after something was written: kept by both sides, it proves that nothing before it changed."""

    chain: str
    number: int
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRecord:
    """A sealed entry: its number, who did what (`actor` is an ident, or empty), and the hash of the chain with it.

    `about` is the ident of the person to whom it was done, empty where it was done to none.
    """

    number: int
    at: datetime
    actor: str
    kind: str
    about: str
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What holding a chain to itself and to the heads that were handed out led to."""

    chain: str
    length: int
    head: str
    faults: tuple[Fault, ...]
