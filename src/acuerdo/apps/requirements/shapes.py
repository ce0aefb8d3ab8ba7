"""What requirements answer."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementRecord:
    """A requirement: who asked for what and why, and how it ended. One without an end is open."""

    ident: str
    asked_by: str
    text: str
    why: str
    urgency: str
    written_at: datetime
    written_by: str
    clause: str
    refusal: str
    decided_by: str

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided about it."""
        return not (self.clause or self.refusal)
