"""What is answered about the scope of agreements."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from acuerdo.apps.catalogue.shapes import Texts


class Origin(StrEnum):
    """Where it is known from that a customer uses a service."""

    HAND = "hand"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """An agreement in force, by the version that governs."""

    key: str
    titles: Texts
    customer: str
    number: int
    from_on: date | None
    to_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InForcePage:
    """One page of agreements in force, and how many there are."""

    lines: tuple[InForce, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A service that a customer uses; `agreements` are those in force that cover it, by their keys."""

    customer: str
    customer_key: str
    customer_id: int
    service: str
    name: Texts
    since_on: date
    origin: Origin
    note: str
    agreements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UseFilter:
    """Which services in use are wanted; what is empty does not matter.

    `text` holds words of a customer's name or key, `customer` and `service` are keys; with `uncovered` those alone that
    no agreement in force covers.
    """

    text: str = ""
    customer: str = ""
    service: str = ""
    uncovered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UsePage:
    """One page of the services in use that are wanted: how many there are, and `uncovered` of them without cover."""

    lines: tuple[Use, ...]
    total: int
    uncovered: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """A line of a list that was not taken: its number in the file, why (a stable code), and what stood there."""

    line: int
    code: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a list: lines taken anew, lines that said what was known, and lines refused."""

    recorded: int
    known: int
    refused: tuple[RefusedLine, ...]
