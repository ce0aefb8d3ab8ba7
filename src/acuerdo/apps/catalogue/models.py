"""What the provider offers: services in the customer's words, and levels."""

from django.db import models

from acuerdo.apps.parties.models import Person


class Service(models.Model):
    """A service of the catalogue; texts are JSON by language."""

    key = models.SlugField(max_length=64, unique=True)
    name = models.JSONField(default=dict)
    description = models.JSONField(default=dict)
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    prerequisites = models.JSONField(default=list)
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    depends_on = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="needed_by")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(cost__isnull=True) | ~models.Q(currency=""), name="services_cost_in_a_currency"
            ),
        )

    def __str__(self) -> str:
        return self.key


class Level(models.Model):
    """A predefined level: part of an agreement document, on which agreements are based."""

    key = models.SlugField(max_length=64)
    number = models.PositiveIntegerField()
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key", "number"], name="levels_number_in_level"),)

    def __str__(self) -> str:
        return f"{self.key} {self.number}"
