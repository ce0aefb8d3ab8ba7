"""What both sides settle about a ticket: its priority where they differ, and what becomes of work outside the scope."""

from django.db import models

from acuerdo.apps.acts.models import Act
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.tickets.models import Ticket


class MatterKind(models.TextChoices):
    """What is to be settled."""

    PRIORITY = "priority"
    ROUTE = "route"


class Matter(models.Model):
    """Something about a ticket that both sides settle by an act; never changed.

    `number` counts from 1: what was settled is settled anew by another act. The act stands in the agreement's chain.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=MatterKind.choices)
    number = models.PositiveIntegerField()
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["ticket", "kind", "number"], name="matters_said_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
