"""What agreements answer."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.catalogue.shapes import Texts
from acuerdo.core.terms.term import Decision


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
    """A version: its text on the table or agreed, when it governs, how it came about; a zone once it is agreed."""

    number: int
    state: LifeState
    content: str
    text: str
    canonical: str
    reason: str
    origin: str
    from_on: date | None
    to_on: date | None
    time_zone: str
    act: ActRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLine:
    """An agreement in a list; `titles` is its title by language, empty before the first offer."""

    key: str
    titles: Texts
    customer: str
    customer_key: str
    state: LifeState
    number: int
    from_on: date | None
    to_on: date | None
    kind: str = "sla"
    decision: Decision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFilter:
    """Which agreements of a list are wanted; what is empty does not matter.

    `text` holds words of its id, its titles, or its customer's key or name, `customer` the key of one; with `waiting`
    those alone about which an answer of the viewer's side is awaited; `page` counts from 1.
    """

    text: str = ""
    customer: str = ""
    kind: str = ""
    states: frozenset[LifeState] = frozenset()
    decide_by: date | None = None
    waiting: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementPage:
    """One page of a list of agreements."""

    lines: tuple[AgreementLine, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """A decision about the term of an agreement that comes due; `today_on` is the date that it is in its zone."""

    key: str
    titles: Texts
    customer: str
    customer_id: int
    kind: str
    number: int
    today_on: date
    decision: Decision

    @property
    def shown_on(self) -> date:
        """When it stands in a list: on the day on which it is due, or, late, today."""
        return max(self.decision.decide_by, self.today_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRecord:
    """The text that the viewer's side is working on; `revision` has to be named by whoever changes it."""

    text: str
    revision: int
    reason: str
    origin: str
    changed_at: datetime
    changed_by: str
