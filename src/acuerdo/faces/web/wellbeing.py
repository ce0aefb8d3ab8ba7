"""How the installation is: for load balancers, for supervisors, and for Prometheus.

`/healthz` answers while the process does. `/readyz` asks the database and whether every migration is there,
tries to write, and answers 503 where one of these fails; it also tells for how long the worker has been silent, which
makes it `degraded` but no less able to answer pages. `/metrics` answers this machine alone, or whoever brings
`ACUERDO_METRICS_TOKEN`.
"""

import secrets
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import ip_address

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from acuerdo.apps.journal.queries import count_unsealed
from acuerdo.apps.notices.commands import write_trial
from acuerdo.apps.notices.queries import depth, silence
from acuerdo.apps.readings.queries import list_readings
from acuerdo.apps.rejudging.queries import count_waiting
from acuerdo.core.hours import to_us
from acuerdo.faces.web.observing import put_counts
from acuerdo.surroundings import from_surroundings, trouble_of, try_to_write

LONGEST_SILENCE = timedelta(minutes=2)
"""After how long without a worker pages and `/readyz` say so."""
TRIAL_S = 5
"""How long it is believed that this process can write, or cannot, before that is tried again."""
_trials: list[tuple[float, bool]] = []
_up_to_date: list[bool] = []


def workers_are_away(now: datetime) -> bool:
    """Say whether no worker was heard for so long that what waits for one may wait for somebody to start it."""
    silent = silence(now)
    return silent is None or silent > LONGEST_SILENCE


@require_safe
def live(_: HttpRequest) -> HttpResponse:
    """Answer that the process lives."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(_: HttpRequest) -> HttpResponse:
    """Answer whether pages can be answered, 503 where not, and what else is wrong."""
    try:
        waiting = _waiting_migrations()
        silent = silence(timezone.now()) if waiting == 0 else None
    except (DatabaseError, InterfaceError) as fault:
        full = trouble_of(fault) == "disk_full"
        why = {"database": "ok", "writing": "failed"} if full else {"database": "unreachable"}
        return JsonResponse({"status": "unavailable", **why}, status=503)
    if waiting:
        return JsonResponse({"status": "unavailable", "database": "ok", "migrations_waiting": waiting}, status=503)
    if not _can_write():
        return JsonResponse({"status": "unavailable", "database": "ok", "writing": "failed"}, status=503)
    hears = silent is not None and silent <= LONGEST_SILENCE
    told = {"status": "ok" if hears else "degraded", "database": "ok", "migrations_waiting": 0, "writing": "ok"}
    return JsonResponse({**told, "worker_silent_s": None if silent is None else round(silent.total_seconds(), 1)})


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the metrics in Prometheus' text format, or as if they were not there."""
    if not _may_read(request):
        raise Http404
    everything = CollectorRegistry()
    put_counts(everything)
    everything.register(_Kept())
    return HttpResponse(generate_latest(everything), content_type=CONTENT_TYPE_LATEST)


class _Kept:
    """What stands in the database, asked when the metrics are."""

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics."""
        at = timezone.now()
        outbox, silent = depth(at), silence(at)
        yield GaugeMetricFamily("acuerdo_outbox_waiting", "Notices that are due.", value=outbox.waiting)
        yield GaugeMetricFamily("acuerdo_outbox_failed", "Notices that were given up.", value=outbox.failed)
        yield GaugeMetricFamily(
            "acuerdo_outbox_oldest_seconds", "How long the oldest notice has been due.", value=outbox.oldest_s
        )
        yield GaugeMetricFamily("acuerdo_journal_unsealed", "Journal entries not sealed yet.", value=count_unsealed())
        yield GaugeMetricFamily(
            "acuerdo_worker_silent_seconds",
            "How long ago a worker last said that it lives; infinite where none ever did.",
            value=float("inf") if silent is None else silent.total_seconds(),
        )
        yield from _readings(at)
        waiting, since_us = count_waiting()
        yield GaugeMetricFamily("acuerdo_rejudging_waiting", "Tickets that wait to be judged anew.", value=waiting)
        yield GaugeMetricFamily(
            "acuerdo_rejudging_oldest_seconds",
            "How long the oldest change waits for its tickets to be judged anew.",
            value=0 if since_us is None else (to_us(at) - since_us) / 1_000_000,
        )


def _readings(at: datetime) -> Iterator[Metric]:
    """Yield how help desks are read, by the key of their source."""
    age = GaugeMetricFamily(
        "acuerdo_source_read_age_seconds",
        "How long ago everything at a help desk had been read; infinite where it never was.",
        labels=["source"],
    )
    faults = GaugeMetricFamily(
        "acuerdo_source_faults", "Tries to read a help desk that failed since one succeeded.", labels=["source"]
    )
    paused = GaugeMetricFamily("acuerdo_source_paused", "Whether reading a help desk is paused.", labels=["source"])
    for one in list_readings():
        since_s = float("inf") if one.read_at is None else (at - one.read_at).total_seconds()
        age.add_metric([one.source], since_s)
        faults.add_metric([one.source], one.faults)
        paused.add_metric([one.source], float(one.paused_at is not None))
    yield from (age, faults, paused)


def _can_write() -> bool:
    """Write a row and a file, however often this is asked only once in `TRIAL_S`."""
    now = time.monotonic()
    if _trials and now - _trials[-1][0] < TRIAL_S:
        return _trials[-1][1]
    try:
        try_to_write(from_surroundings().home)
        write_trial(timezone.now())
        could = True
    except (DatabaseError, InterfaceError, OSError):
        could = False
    _trials[:] = [(now, could)]
    return could


def _waiting_migrations() -> int:
    """Count what the database lacks; once it lacks nothing, this process need not read every migration again."""
    if not _up_to_date:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if waiting:
            return waiting
        _up_to_date.append(True)
    return 0


def _may_read(request: HttpRequest) -> bool:
    token = from_surroundings().metrics_token
    brought = request.headers.get("Authorization", "")
    if token and secrets.compare_digest(brought.encode(), f"Bearer {token}".encode()):
        return True
    # Behind another server on this machine everybody seems to come from here; such a server says for whom it asks.
    passed_on = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"))
    try:
        here = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        here = False
    return here and not passed_on
