"""Periods of agreements that a side stated: the figures and verdicts that both sides froze stay for ever."""

from django.db import models

from acuerdo.apps.acts.models import Act
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.tickets.models import Ticket


class StatedPeriod(models.Model):
    """A period of an agreement for which a statement was offered; frozen once its act is agreed.

    `unit` is how long it is (`month`, `quarter`, ...), `label` names it in addresses (`2026-11`).
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=16)
    label = models.CharField(max_length=16)
    from_us = models.BigIntegerField()
    until_us = models.BigIntegerField()
    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["agreement", "label"], name="periods_stated_once"),)

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.label}"


class StatedClock(models.Model):
    """A verdict in a statement; never changed. It counts once its `content` is what both sides agreed on.

    `of` is the period that the verdict is about: the stated one, or an earlier one that was frozen, of which the clock
    is an adjustment. `now` are its figures there (`acuerdo.apps.periods.shapes.Stated`), None: it is not there any
    more; `text` says them as one text, which the database compares (`acuerdo.apps.periods.holding.text_of`). `was` are
    those that were frozen before; `why` says which changes moved it, `went` what its ticket did (`Went`;
    empty: nothing).
    """

    stated = models.ForeignKey(StatedPeriod, on_delete=models.PROTECT, related_name="clocks")
    content = models.CharField(max_length=64)
    of = models.ForeignKey(StatedPeriod, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    commitment = models.CharField(max_length=100)
    cycle = models.PositiveIntegerField()
    was = models.JSONField(null=True)
    now = models.JSONField(null=True)
    text = models.TextField(blank=True, default="")
    why = models.JSONField(default=list, blank=True)
    went = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["stated", "content", "of", "ticket", "commitment", "cycle"], name="periods_clock_once"
            ),
        )
        indexes = (models.Index(fields=["of", "ticket", "commitment", "cycle"], name="periods_of_clock"),)

    def __str__(self) -> str:
        return f"{self.commitment} {self.cycle} of {self.ticket_id}"
