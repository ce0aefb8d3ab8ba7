"""The outbox: everything that leaves the system, as rows that a worker delivers."""

from django.db import models

from acuerdo.apps.notices.shapes import Channel
from acuerdo.apps.parties.models import Party, Person


class Outgoing(models.Model):
    """Something to tell somebody outside: put once (`key`), delivered once, or failed for good (`failed_at`).

    It goes to a person, whose address is looked up at delivery, or to an `address` of its channel. It is tried from
    `next_try_at` on; `claim` is the token of the worker that is delivering it, until `claimed_until`. A letter's body
    and address are emptied when it is delivered. `about` says which of the things that others keep it is about.
    """

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=64)
    channel = models.CharField(max_length=16, choices=[(channel.value, channel.name) for channel in Channel])
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=2_000, blank=True, default="")
    customer = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=2, blank=True, default="")
    about = models.CharField(max_length=64, blank=True, default="")
    body = models.JSONField(default=dict)
    put_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True, default="")
    claimed_until = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(delivered_at__isnull=True) | models.Q(failed_at__isnull=True),
                name="outgoing_delivered_or_failed",
            ),
            models.CheckConstraint(
                condition=models.Q(channel__in=[channel.value for channel in Channel]), name="outgoing_known_channel"
            ),
        )
        indexes = (
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(delivered_at__isnull=True, failed_at__isnull=True),
                name="outgoing_waiting",
            ),
            models.Index(fields=["about"], condition=~models.Q(about=""), name="outgoing_about"),
            models.Index(fields=["failed_at"], condition=models.Q(failed_at__isnull=False), name="outgoing_failed"),
        )

    def __str__(self) -> str:
        return self.key


class Heartbeat(models.Model):
    """A worker that lives: when it last said so."""

    worker = models.CharField(max_length=64, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker


class Trial(models.Model):
    """One row, written anew whenever somebody asks whether anything can be written at all."""

    tried_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.tried_at.isoformat()
