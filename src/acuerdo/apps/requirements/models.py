"""What people asked for before an agreement was drafted, and what became of it."""

from uuid import uuid4

from django.db import models

from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.parties.models import Person


class Urgency(models.TextChoices):
    """How much it matters to whoever asked."""

    MUST = "must"
    SHOULD = "should"
    COULD = "could"


class Requirement(models.Model):
    """Something that somebody asked for. It ends in a clause of the agreement (`clause`, a path) or in a written no.

    `erased_at` says that somebody whose words stood here was erased: those are empty now.
    """

    ident = models.UUIDField(default=uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=200)
    text = models.TextField()
    why = models.TextField(blank=True, default="")
    urgency = models.CharField(max_length=8, choices=Urgency.choices, default=Urgency.SHOULD)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    clause = models.CharField(max_length=300, blank=True, default="")
    refusal = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, clause="", refusal="")
                | models.Q(decided_at__isnull=False, refusal="") & ~models.Q(clause="")
                | models.Q(decided_at__isnull=False, clause="")
                & (~models.Q(refusal="") | models.Q(erased_at__isnull=False)),
                name="requirements_end_in_a_clause_or_a_no",
            ),
        )

    def __str__(self) -> str:
        return f"requirement {self.ident}"
