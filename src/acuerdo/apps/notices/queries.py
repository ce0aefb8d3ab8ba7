"""Looking into the outbox. Whoever runs the installation looks; there is nothing here for other viewers."""

from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from acuerdo.apps.notices.commands import MOST_AHEAD
from acuerdo.apps.notices.models import Heartbeat, Outgoing
from acuerdo.apps.notices.shapes import Channel, Depth, Failed


def depth(at: datetime) -> Depth:
    """Return how full the outbox is."""
    waiting = Q(delivered_at__isnull=True, failed_at__isnull=True, next_try_at__lte=at)
    found = Outgoing.objects.filter(delivered_at__isnull=True).aggregate(
        waiting=Count("pk", filter=waiting),
        failed=Count("pk", filter=Q(failed_at__isnull=False)),
        oldest=Min("next_try_at", filter=waiting),
    )
    since = found["oldest"]
    oldest_s = 0.0 if since is None else (at - since).total_seconds()
    return Depth(waiting=found["waiting"], failed=found["failed"], oldest_s=oldest_s)


def list_keys(kind: str, prefix: str) -> frozenset[str]:
    """Return the keys of the notices of a kind that begin with some letters, whatever became of them."""
    return frozenset(Outgoing.objects.filter(kind=kind, key__startswith=prefix).values_list("key", flat=True))


def list_failed() -> list[Failed]:
    """Return the notices that were given up, the newest first."""
    rows = Outgoing.objects.filter(failed_at__isnull=False).order_by("-failed_at", "-pk")
    return [
        Failed(
            key=row.key,
            kind=row.kind,
            channel=Channel(row.channel),
            attempts=row.attempts,
            failed_at=row.failed_at,
            fault=row.fault,
        )
        for row in rows
        if row.failed_at is not None
    ]


def silence(at: datetime) -> timedelta | None:
    """Return how long ago a worker last said that it lives; None where none ever did, by the clock as it is now."""
    beats = Heartbeat.objects.filter(beat_at__lte=at + MOST_AHEAD).order_by("-beat_at")
    last = beats.values_list("beat_at", flat=True).first()
    return None if last is None else max(at - last, timedelta(0))
