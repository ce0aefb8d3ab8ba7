"""What requirements answer."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementRecord:
    """A requirement: who asked for what and why, and how it ended. `is_open` while nobody has decided.

    `is_erased` says that somebody whose words stood here was erased.
    """

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
    is_open: bool
    is_erased: bool
