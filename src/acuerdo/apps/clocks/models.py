"""Clocks as they were when their tickets were last folded: answers that were computed before, never a source."""

from django.db import models

from acuerdo.apps.agreements.models import Agreement, Version
from acuerdo.apps.tickets.models import Ticket
from acuerdo.core.clock.verdict import Outcome
from acuerdo.core.measures.placing import Kind
from acuerdo.core.measures.ratios import Apart


class Clock(models.Model):
    """A commitment applied to a ticket, one cycle of it: the verdict line as of `judged_us`.

    One that nothing is still to come of says the same ever after, and is written again only where it says otherwise.
    Instants and durations are whole microseconds. `content` is the hash of the text that it was judged by; `next_us` is
    the next instant at which it says something else without a further fact, or has somebody told (None: never);
    `risk_us` the first of its warnings up to due: from then on it runs at risk (None: it never does).
    `kind` says for what it counts, `counted_us` the instant whose period it belongs to (None: it has none yet), as
    `acuerdo.core.measures.placing` says.
    `told` are the moments of which somebody was told (their tokens); those up to `watched_us` came before somebody
    looked at them last. `ahead` are the others, a line each (`acuerdo.apps.clocks.moments`).
    """

    # Without indexes of their own: a row is written often, and those below begin with the same columns. Nor does the
    # database look for these rows again with every clock: a ticket's clocks are kept while it is locked, by versions
    # that were just read, and neither tickets nor versions are ever deleted (`guarded` of their apps); an agreement
    # that has a version cannot be.
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="clocks", db_index=False, db_constraint=False
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    commitment = models.CharField(max_length=100)
    cycle = models.PositiveIntegerField()
    measure = models.CharField(max_length=100)
    priority = models.CharField(max_length=1_000, blank=True, default="")
    verdict = models.CharField(max_length=16, choices=[(one.value, one.name) for one in Outcome])
    reason = models.CharField(max_length=1_000, blank=True, default="")
    marks = models.CharField(max_length=100, blank=True, default="")
    group = models.TextField(blank=True, default="")
    started_us = models.BigIntegerField(null=True)
    stopped_us = models.BigIntegerField(null=True)
    target_us = models.BigIntegerField(null=True)
    consumed_us = models.BigIntegerField()
    paused_us = models.BigIntegerField()
    outside_us = models.BigIntegerField()
    excluded_us = models.BigIntegerField()
    due_us = models.BigIntegerField(null=True)
    breaches_us = models.BigIntegerField(null=True)
    breached_us = models.BigIntegerField(null=True)
    late_us = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=24, choices=[(one.value, one.name) for one in Kind])
    counted_us = models.BigIntegerField(null=True)
    content = models.CharField(max_length=64)
    engine = models.CharField(max_length=16)
    judged_us = models.BigIntegerField()
    next_us = models.BigIntegerField(null=True)
    risk_us = models.BigIntegerField(null=True)
    told = models.TextField(blank=True, default="")
    watched_us = models.BigIntegerField(default=0)
    ahead = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["ticket", "agreement", "commitment", "cycle"], name="clocks_cycle_once"),
        )
        indexes = (
            models.Index(fields=["next_us"], condition=models.Q(next_us__isnull=False), name="clocks_next"),
            models.Index(
                fields=["due_us"], condition=models.Q(stopped_us__isnull=True, due_us__isnull=False), name="clocks_due"
            ),
            models.Index(fields=["verdict"], condition=models.Q(stopped_us__isnull=True), name="clocks_open"),
            models.Index(fields=["agreement", "counted_us", "commitment", "kind", "version"], name="clocks_counted"),
        )

    def __str__(self) -> str:
        return f"{self.commitment} {self.cycle}: {self.verdict}"


class Part(models.Model):
    """A ticket's part in a promised share of tickets, as of the last look at it; of the backlog a row for each span.

    The columns are those of `acuerdo.core.measures.ratios.SHARE_FIELDS`: instants in microseconds, `apart` (empty: it
    counts) says why it counts for neither side.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="parts")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", db_index=False)
    commitment = models.CharField(max_length=100)
    opened_us = models.BigIntegerField()
    counted_us = models.BigIntegerField(null=True)
    holds = models.BooleanField()
    open_from_us = models.BigIntegerField(null=True)
    open_until_us = models.BigIntegerField(null=True)
    apart = models.CharField(max_length=16, blank=True, default="", choices=[(one.value, one.name) for one in Apart])

    class Meta:
        indexes = (
            models.Index(fields=["agreement", "counted_us"], name="clocks_parts_counted"),
            models.Index(
                fields=["version", "open_from_us"],
                condition=models.Q(open_from_us__isnull=False),
                name="clocks_parts_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.commitment} of {self.ticket_id}"
