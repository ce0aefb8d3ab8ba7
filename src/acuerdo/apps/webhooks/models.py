"""Endpoints that programs outside keep, and every attempt to tell them something."""

from uuid import uuid4

from django.db import models

from acuerdo.apps.parties.models import Party, Person


class Endpoint(models.Model):
    """An address outside that is told of chosen events: about one customer, or with None about all.

    The secret is made from `salt` and the key of the installation, and is kept nowhere; `old_salt` still signs for a
    while after the secret was changed (`rotated_at`). `events` are lines.
    """

    ident = models.UUIDField(default=uuid4, unique=True, editable=False)
    customer = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=100)
    url = models.CharField(max_length=2_000)
    events = models.TextField()
    salt = models.CharField(max_length=64)
    old_salt = models.CharField(max_length=64, blank=True, default="")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    rotated_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Attempt(models.Model):
    """One attempt to deliver something (`delivery` is its key in the outbox): what was answered, or what was wrong."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="+")
    delivery = models.CharField(max_length=200, db_index=True)
    at = models.DateTimeField()
    took_ms = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    fault = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.delivery}: {self.status or self.fault}"
