"""What agreements answer."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from acuerdo.apps.acts.shapes import ActRecord


class LifeState(StrEnum):
    """Where an agreement or one of its versions stands in its life."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    COUNTERED = "countered"
    AGREED = "agreed"
    ACTIVE = "active"
    UNDER_REVIEW = "under_review"
    SUPERSEDED = "superseded"
    RENEWED = "renewed"
    EXPIRED = "expired"
    TERMINATED = "terminated"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRecord:
    """A version: its text on the table or agreed, when it governs, how it came about."""

    number: int
    state: LifeState
    content: str
    text: str
    canonical: str
    reason: str
    origin: str
    from_on: date | None
    to_on: date | None
    act: ActRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLine:
    """An agreement in a list."""

    key: str
    customer: str
    customer_key: str
    state: LifeState
    number: int
    from_on: date | None
    to_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRecord:
    """The text that the viewer's side is working on; `revision` has to be named by whoever changes it."""

    text: str
    revision: int
    reason: str
    origin: str
    changed_at: datetime
    changed_by: str
