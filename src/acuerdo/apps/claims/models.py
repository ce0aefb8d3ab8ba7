"""What help desks say of their own promises."""

from django.db import models

from acuerdo.apps.tickets.models import Source


class Claim(models.Model):
    """What a source says of a promise of a ticket, as it said last: kept or not, and when it was due.

    `due_us` and `said_us` (when it said so) are microseconds since 1970-01-01 UTC. A ticket may be claimed about before
    any fact of it is told.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    ticket = models.CharField(max_length=250)
    commitment = models.CharField(max_length=100)
    met = models.BooleanField(null=True)
    due_us = models.BigIntegerField(null=True)
    said_us = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "ticket", "commitment"], name="claims_once"),)
        indexes = (models.Index(fields=["source", "commitment", "-said_us"], name="claims_latest"),)

    def __str__(self) -> str:
        return f"{self.ticket}: {self.commitment}"
