"""What leaves the system: every letter and call waits here first."""

from django.db import models

from acuerdo.apps.parties.models import Person


class Channel(models.TextChoices):
    """How a notice goes out."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class Endpoint(models.Model):
    """An address of another system that wants to be told; `events` are separated by spaces, empty for all."""

    customer = models.ForeignKey("parties.Party", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    url = models.URLField(max_length=500)
    secret = models.CharField(max_length=100)
    events = models.CharField(max_length=400, blank=True, default="")
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.url


class Notice(models.Model):
    """One notice to one receiver. `key` makes it single: the same happening is told once.

    `body` is JSON: the happening and the ids of what it is about; words and addresses are filled in when it is sent, in
    the receiver's language. `failed_at` marks one that is given up.
    """

    key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=16, choices=Channel.choices)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    happening = models.CharField(max_length=64)
    body = models.TextField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    last_fault = models.CharField(max_length=300, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, endpoint__isnull=True, channel=Channel.MAIL)
                | models.Q(person__isnull=True, endpoint__isnull=False, channel=Channel.WEBHOOK),
                name="notices_one_receiver",
            ),
        )
        indexes = (
            models.Index(
                fields=["due_at"],
                condition=models.Q(sent_at__isnull=True, failed_at__isnull=True),
                name="notices_waiting",
            ),
        )

    def __str__(self) -> str:
        return self.key
