"""Moments of clocks of which somebody was told, and who has taken them on."""

from django.db import models

from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.clocks.moments import Late, Stage
from acuerdo.apps.parties.models import Person
from acuerdo.apps.tickets.models import Ticket


class Alert(models.Model):
    """A moment of a clock that came; told once for ever (`name` is made of whose it is and which).

    `point` is what its agreement calls it (`80%`, `due`, `breach`), `at_us` when it came, `raised_us` when somebody was
    told, `late` why that was late. `unknown` are words of the agreement's path that stand for nobody here. Whoever has
    taken it on is `taken_by`: nobody else is told of what follows at its stage.
    """

    name = models.CharField(max_length=32, unique=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    commitment = models.CharField(max_length=100)
    cycle = models.PositiveIntegerField()
    point = models.CharField(max_length=32)
    stage = models.CharField(max_length=16, choices=[(one.value, one.name) for one in Stage])
    at_us = models.BigIntegerField()
    raised_us = models.BigIntegerField()
    late = models.CharField(max_length=16, blank=True, default="", choices=[(one.value, one.name) for one in Late])
    unknown = models.JSONField(default=list, blank=True)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_us = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(taken_by__isnull=True, taken_us__isnull=True)
                | models.Q(taken_by__isnull=False, taken_us__isnull=False),
                name="alerts_taken_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.commitment} {self.cycle}: {self.point}"

    @property
    def about(self) -> str:
        """By which its notices are found in the outbox."""
        return about_of(self.name)


def about_of(name: str) -> str:
    """Return by which the notices of an alert are found in the outbox."""
    return f"alert:{name}"
