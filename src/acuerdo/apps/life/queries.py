"""Reading what happened to an agreement."""

from datetime import datetime

from acuerdo.apps.acts.queries import record_of
from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.journal.shapes import Receipt
from acuerdo.apps.life.models import Renewal, Review, Termination
from acuerdo.apps.life.shapes import RenewalRecord, ReviewRecord, TerminationRecord
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.core.acts import Side


def list_reviews(viewer: Viewer, key: str) -> list[ReviewRecord]:
    """Return the reviews of an agreement, the latest first. Raises `NotThere`."""
    rows = Review.objects.filter(agreement=find_agreement(viewer, key)).select_related("opened_by", "closed_by")
    return [
        ReviewRecord(
            side=Side(row.side),
            opened_at=row.opened_at,
            opened_by=row.opened_by.name,
            reason=row.reason,
            closed_at=row.closed_at,
            closed_by="" if row.closed_by is None else row.closed_by.name,
            outcome=row.outcome,
        )
        for row in rows.order_by("-opened_at", "-pk")
    ]


def list_notices(viewer: Viewer, key: str) -> list[TerminationRecord]:
    """Return the notices by which an agreement was to be ended, the latest first. Raises `NotThere`."""
    agreement = find_agreement(viewer, key)
    rows = Termination.objects.filter(agreement=agreement).select_related("given_by", "acknowledged_by")
    return [
        TerminationRecord(
            side=Side(row.side),
            given_by=row.given_by.name,
            given_at=row.given_at,
            given_on=row.given_on,
            wanted_on=row.wanted_on,
            earliest_on=row.earliest_on,
            last_on=row.wanted_on if row.as_wanted else row.computed_on,
            in_time=row.in_time,
            reason=row.reason,
            receipt=Receipt(chain=agreement.chain, number=row.receipt_number, head=row.receipt_head),
            acknowledged_at=row.acknowledged_at,
            acknowledged_by="" if row.acknowledged_by is None else row.acknowledged_by.name,
            as_wanted=row.as_wanted,
            withdrawn_at=row.withdrawn_at,
        )
        for row in rows.order_by("-given_at", "-pk")
    ]


def find_taking_back(viewer: Viewer, key: str, at: datetime) -> ActRecord | None:
    """Return the act about taking back the notice that stands, None where there is none. Raises `NotThere`."""
    rows = Termination.objects.filter(agreement=find_agreement(viewer, key), withdrawn_at__isnull=True)
    notice = rows.select_related("taking_back").first()
    return None if notice is None or notice.taking_back is None else record_of(notice.taking_back, at)


def list_renewals(viewer: Viewer, key: str, at: datetime) -> list[RenewalRecord]:
    """Return the express renewals that were proposed, the latest date first. Raises `NotThere`."""
    rows = Renewal.objects.filter(version__agreement=find_agreement(viewer, key)).select_related("act", "version")
    return [
        RenewalRecord(number=row.version.number, until_on=row.until_on, act=record_of(row.act, at))
        for row in rows.order_by("-until_on")
    ]
