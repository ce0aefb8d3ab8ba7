"""A claim that something does not count waits for acceptances: whoever is still missing is reminded."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from acuerdo.apps.acts.queries import record_of
from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.exclusions.models import Exclusion
from acuerdo.apps.exclusions.queries import find_exclusion
from acuerdo.core.acts import MoveKind, State
from acuerdo.flows.decisions_reminded import DAYS_BEFORE
from acuerdo.flows.people_told import About, signing, write_to

DAYS_AFTER = tuple(sorted(DAYS_BEFORE))
"""How many days after an offer people are reminded of it, the first time first: as often as of a decision."""
_OFFERS = (MoveKind.PROPOSE, MoveKind.COUNTER)


def remind_of_exclusions(at: datetime) -> int:
    """Put the reminders that are due into the outbox, each once, and return how many were new.

    Whoever was not reminded in time (the worker stood still) gets the latest one alone.
    """
    still = Q(act__open_until__isnull=True) | Q(act__open_until__gte=at)
    waiting = Exclusion.objects.filter(still, act__state=State.OFFERED).order_by("pk")
    found = list(waiting.values_list("agreement__key", "number"))
    return sum(_remind(key, number, at) for key, number in found)


def _remind(key: str, number: int, at: datetime) -> int:
    with transaction.atomic():
        row = find_exclusion(key, number)  # whoever answers at this moment waits, or has answered
        act = record_of(row.act, at)
        reached = _reached(act, at)
        if reached is None:
            return 0
        offered_at, seen, days = reached
        body = {"agreement": key, "since": offered_at.isoformat()}
        about = About(agreement=row.agreement, said=f"{number}:{seen}:{days}")
        return write_to(signing(act.standing.missing, row.agreement), "exclusion_unanswered", about, body, at)


def _reached(act: ActRecord, at: datetime) -> tuple[datetime, int, int] | None:
    """Return when what is on the table was offered, by which move, and which reminder has come; None: none yet."""
    offer = next((step for step in reversed(act.steps) if step.kind in _OFFERS), None)
    if offer is None or not act.standing.missing:
        return None
    days = max((after for after in DAYS_AFTER if offer.at + timedelta(days=after) <= at), default=None)
    return None if days is None else (offer.at, offer.number, days)
