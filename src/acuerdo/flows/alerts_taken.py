"""Somebody takes a moment of a clock on, and summaries of what quiet hours held back leave."""

from datetime import datetime

from django.db import transaction

from acuerdo.apps.alerts.commands import people_to_sum_up, sum_up, take_alert
from acuerdo.apps.parties.viewers import Viewer

MOST_AT_ONCE = 500


def take(viewer: Viewer, source: str, ticket: str, alert: str, at: datetime) -> None:
    """Take an alert of a ticket on. Raises `NotThere` and `NotAllowed`."""
    with transaction.atomic():
        take_alert(viewer, source, ticket, alert, at)


def send_summaries(at: datetime) -> int:
    """Put the summaries that are due into the outbox, one for each person, and return how many."""
    sent = 0
    for person in people_to_sum_up(at, MOST_AT_ONCE):
        with transaction.atomic():
            sent += sum_up(person, at)
    return sent
