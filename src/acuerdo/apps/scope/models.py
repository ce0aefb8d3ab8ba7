"""What agreements cover, and what customers use: the two are not always the same."""

from django.db import models

from acuerdo.apps.agreements.models import Version
from acuerdo.apps.catalogue.models import Service
from acuerdo.apps.parties.models import Party, Person


class CoveredService(models.Model):
    """A service of an agreed version; `key` is its id there, which need not be one of the catalogue."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "key"], name="covered_said_once"),)

    def __str__(self) -> str:
        return self.key


class Basis(models.Model):
    """The level that an agreed version names as its basis: `level` its key, `name` as the document says it."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class UsedService(models.Model):
    """A service that a customer uses, whatever the agreements say; `origin` tells where that is known from."""

    customer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    since_on = models.DateField()
    origin = models.CharField(max_length=16)
    note = models.CharField(max_length=400, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["customer", "service"], name="used_said_once"),)

    def __str__(self) -> str:
        return f"{self.service_id} of {self.customer_id}"
