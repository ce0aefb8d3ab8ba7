"""What the provider offers: services in the customer's words, and the levels on which agreements are based."""

from django.db import models

from acuerdo.apps.parties.models import Person


class Service(models.Model):
    """A service of the catalogue; `key` is its id in agreement documents.

    `name`, `description` and each of `prerequisites` (what the customer sees to) are texts by language. `cost` is what
    a customer pays by the catalogue, `per` what it is paid for (empty: once). `words` holds all texts without capitals,
    for searching. `revision` grows with every change, so that nobody overwrites unseen.
    """

    key = models.SlugField(max_length=64, unique=True)
    name = models.JSONField()
    description = models.JSONField(default=dict)
    prerequisites = models.JSONField(default=list)
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    per = models.CharField(max_length=16, blank=True, default="")
    words = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    defined_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(cost__isnull=True, currency="", per="")
                | models.Q(cost__gte=0, cost__isnull=False) & ~models.Q(currency=""),
                name="services_cost_in_a_currency",
            ),
        )

    def __str__(self) -> str:
        return self.key


class Dependency(models.Model):
    """A service that another one needs; the commands see to it that nothing needs itself by any way."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="needs")
    needed = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="needed_by")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["service", "needed"], name="dependencies_said_once"),
            models.CheckConstraint(
                condition=~models.Q(service=models.F("needed")), name="dependencies_of_another_service"
            ),
        )

    def __str__(self) -> str:
        return f"{self.service_id} needs {self.needed_id}"


class LevelDraft(models.Model):
    """The text of a level's next version while somebody writes it."""

    key = models.SlugField(max_length=64, unique=True)
    text = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.key


class LevelVersion(models.Model):
    """A published version of a level; never changed.

    `text` is what somebody wrote, `content` what agreements build on: with the levels under it unfolded, so that it
    stays the same whatever becomes of them. `content_hash` (sha256) is of the latter; `title` is by language.
    """

    key = models.SlugField(max_length=64)
    number = models.PositiveIntegerField()
    title = models.JSONField()
    text = models.TextField()
    content = models.TextField()
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key", "number"], name="levels_number_in_level"),)

    def __str__(self) -> str:
        return f"{self.key}.{self.number}"
