"""What is offered about a ticket, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.matters.models import MatterKind
from acuerdo.core.chains.canonical import Json


class MatterRefused(ValueError):
    """Something that cannot be offered about a ticket.

    `code` is stable: `not_governed`, `unknown_priority`, `same_priority`, `no_such_item`.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityOffer:
    """The priority that a ticket is to have: from its opening on, or from `since_us` on."""

    priority: str
    from_opening: bool = True
    since_us: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteOffer:
    """Work that an agreement leaves out: which item of which service, and what it is to cost (None: not said)."""

    agreement: str
    service: str
    item: int
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRecord:
    """Something that both sides settle about a ticket: what is on the table (empty: nothing yet), and its act."""

    kind: MatterKind
    number: int
    agreement: str
    said: Mapping[str, Json]
    act: ActRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingMatter:
    """A ticket about which a side waits for the viewer's: by name, source and title, with whom, by which agreement."""

    source: str
    ticket: str
    title: str
    kind: MatterKind
    agreement: str
    customer: str
