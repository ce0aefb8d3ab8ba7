"""Files whose facts come into a source, and how far each has come."""

from uuid import uuid4

from django.db import models

from acuerdo.apps.imports.shapes import Stand
from acuerdo.apps.parties.models import Person
from acuerdo.apps.tickets.models import Source


class Import(models.Model):
    """A file of facts for a source: read first, and recorded when somebody has seen what would come in.

    `tries` counts how often reading it was begun and neither ended nor left off. `own_profile` is the text of a profile
    that came with it. `position` counts the facts of the file, in the order in
    which they are recorded, that are dealt with for good; it moves in the transaction that records them. `account` is
    what reading it gave beside the counts, without the names of people; it is emptied when the import is forgotten.
    """

    ident = models.UUIDField(default=uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    profile = models.CharField(max_length=100)
    own_profile = models.TextField(blank=True, default="")
    time_zone = models.CharField(max_length=64, blank=True, default="")
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    stand = models.CharField(max_length=16, choices=[(one.value, one.name) for one in Stand])
    share = models.FloatField(default=0)
    rows = models.PositiveIntegerField(default=0)
    facts = models.PositiveIntegerField(default=0)
    tickets = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    fresh = models.PositiveIntegerField(default=0)
    there = models.PositiveIntegerField(default=0)
    clashing = models.PositiveIntegerField(default=0)
    first_us = models.BigIntegerField(null=True)
    last_us = models.BigIntegerField(null=True)
    pauses_unknown = models.BooleanField(default=False)
    kept_refused = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    recorded = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    not_taken = models.PositiveIntegerField(default=0)
    account = models.JSONField(default=dict, blank=True)
    fault = models.CharField(max_length=32, blank=True, default="")
    fault_text = models.TextField(blank=True, default="")

    class Meta:
        indexes = (
            models.Index(
                fields=["id"], condition=models.Q(stand__in=[Stand.READING, Stand.RECORDING]), name="imports_under_way"
            ),
            models.Index(fields=["source", "-id"], name="imports_of_source"),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.stand}"
