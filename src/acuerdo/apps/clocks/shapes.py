"""What clocks say of themselves."""

from dataclasses import dataclass

from acuerdo.core.clock.verdict import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A clock whose verdict is another than before; None: there was, or is, no such clock."""

    ticket: int
    agreement: str
    commitment: str
    cycle: int
    was: Outcome | None
    now: Outcome | None
