"""Years of calendars that both sides agree on, each as an act of both."""

from django.db import models

from acuerdo.apps.acts.models import Act
from acuerdo.apps.agreements.models import Agreement


class CalendarYear(models.Model):
    """A year of a calendar of an agreement that is to be agreed on; never changed.

    `number` counts from 1: a year that was agreed is corrected by agreeing on it once more.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    calendar = models.CharField(max_length=100)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["agreement", "calendar", "year", "number"], name="years_said_once"),
        )

    def __str__(self) -> str:
        return f"{self.calendar} {self.year}"
