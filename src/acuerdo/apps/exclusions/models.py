"""Time, or whole tickets, that both sides agree not to count, each as an act of both."""

from django.db import models

from acuerdo.apps.acts.models import Act
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.tickets.models import Ticket


class Exclusion(models.Model):
    """A claim that some time does not count against the promises of an agreement; never changed.

    `number` counts from 1 within its agreement. `ticket` is the one that it is about, None for a service or all of it.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["agreement", "number"], name="exclusions_said_once"),)

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.number}"
