"""Help desks that are read: how each is reached, how far reading has come, and what went wrong."""

from django.db import models

from acuerdo.apps.parties.models import Person
from acuerdo.apps.tickets.models import Source


class Program(models.TextChoices):
    """The programs that can be read."""

    REQUEST_TRACKER = "request_tracker"


class Reading(models.Model):
    """How a source is read out of its help desk, and how far.

    `secret` (a password, or with no `account` a token) is sealed with the key of the installation. `words` say what its
    queues, priorities and fields mean. `last` is the highest id whose fact is kept, `since` the id after which the next
    reading begins: what was written down shortly before `last` is looked at again, since what takes longer to be
    written comes late. `claim` is the worker that reads at this moment, `claimed_until` when another may take over.
    """

    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="+")
    program = models.CharField(max_length=32, choices=Program.choices)
    address = models.CharField(max_length=500)
    account = models.CharField(max_length=200, blank=True)
    secret = models.TextField()
    words = models.JSONField(default=dict, blank=True)
    every_s = models.PositiveIntegerField(default=60)
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    last = models.BigIntegerField(default=0)
    since = models.BigIntegerField(default=0)
    told = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(db_index=True)
    faults = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=32, blank=True, default="")
    found = models.CharField(max_length=200, blank=True, default="")
    fault_at = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True, default="")
    claimed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(since__lte=models.F("last")), name="readings_since_before_last"),
        )

    def __str__(self) -> str:
        return f"{self.source_id}: {self.program}"
