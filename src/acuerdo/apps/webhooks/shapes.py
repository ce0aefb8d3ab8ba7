"""What webhooks answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Event(StrEnum):
    """What an endpoint can be told."""

    PROPOSED = "agreement.proposed"
    COUNTERED = "agreement.countered"
    ACCEPTED = "agreement.accepted"
    REJECTED = "agreement.rejected"
    WITHDRAWN = "agreement.withdrawn"
    REGISTERED = "agreement.registered"
    AGREED = "agreement.agreed"
    PAPER_BOUND = "agreement.paper_bound"
    REVIEW_OPENED = "agreement.review_opened"
    REVIEW_CLOSED = "agreement.review_closed"
    NOTICE_GIVEN = "agreement.notice_given"
    NOTICE_ACKNOWLEDGED = "agreement.notice_acknowledged"
    NOTICE_WITHDRAWN = "agreement.notice_withdrawn"
    TAKING_BACK_PROPOSED = "agreement.taking_back_proposed"
    TAKING_BACK_ACCEPTED = "agreement.taking_back_accepted"
    TAKING_BACK_REJECTED = "agreement.taking_back_rejected"
    TAKING_BACK_WITHDRAWN = "agreement.taking_back_withdrawn"
    RENEWAL_PROPOSED = "agreement.renewal_proposed"
    RENEWAL_ACCEPTED = "agreement.renewal_accepted"
    RENEWAL_REJECTED = "agreement.renewal_rejected"
    RENEWAL_WITHDRAWN = "agreement.renewal_withdrawn"
    RENEWED = "agreement.renewed"
    YEAR_MOVED = "agreement.calendar_year_moved"
    YEAR_AGREED = "agreement.calendar_year_agreed"
    EXCLUSION_MOVED = "agreement.exclusion_moved"
    EXCLUSION_AGREED = "agreement.exclusion_agreed"
    PRIORITY_MOVED = "agreement.priority_moved"
    PRIORITY_AGREED = "agreement.priority_agreed"
    ROUTE_MOVED = "agreement.route_moved"
    ROUTE_AGREED = "agreement.route_agreed"
    PERIOD_MOVED = "agreement.period_moved"
    PERIOD_FROZEN = "agreement.period_frozen"
    VERDICTS_MOVED = "agreement.verdicts_moved"
    COMMENT_WRITTEN = "agreement.comment_written"
    COMMENT_SETTLED = "agreement.comment_settled"
    CLOCK_WARNED = "clock.warned"
    CLOCK_DUE = "clock.due"
    CLOCK_BREACHED = "clock.breached"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointLine:
    """An endpoint; `customer` is the key of a party, empty for the whole installation."""

    id: str
    name: str
    url: str
    customer: str
    customer_name: str
    events: tuple[Event, ...]
    made_at: datetime
    rotated_at: datetime | None
    paused_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeEndpoint:
    """An endpoint with its secret, which is shown this once."""

    line: EndpointLine
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a delivery goes: the address, and the secrets that sign it, the newest first."""

    endpoint: int
    url: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptLine:
    """One attempt to deliver: the answer's status, or the kind of fault."""

    at: datetime
    took_ms: int
    status: int | None
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """A delivery in an endpoint's log, with every attempt; `next_try_at` is None once it ended."""

    id: int
    key: str
    message: str
    event: str
    put_at: datetime
    delivered_at: datetime | None
    failed_at: datetime | None
    next_try_at: datetime | None
    attempts: tuple[AttemptLine, ...]
