"""What changed that tickets are judged by, how far they have been judged anew, and which clocks it moved."""

from uuid import uuid4

from django.db import models

from acuerdo.apps.acts.models import Act
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.parties.models import Person
from acuerdo.apps.tickets.models import Source, Ticket


class Cause(models.TextChoices):
    """Why tickets are judged anew though they may have been judged for good."""

    AGREED = "agreed"
    REGISTERED = "registered"
    DISPUTED = "disputed"
    RENEWED = "renewed"
    YEAR = "year"
    EXCLUSION = "exclusion"
    WORDS = "words"
    SETTLED = "settled"
    FACTS = "facts"


class Rejudging(models.Model):
    """A change, and how far what it touches has been judged anew.

    `agreement` is whose change it is, None for one of a source (`source`) that several agreements may feel. `act` is
    what both sides agreed on, `person` who did it alone; `about` says which version, year or exclusion. The change
    concerns `[from_us, until_us)`, None: without an end there. `tickets` counts those that it touches; it is over
    (`ended_us`) when none of them waits any more, and none has to be looked for again (`acuerdo.apps.rejudging.again`):
    `touching` says which, of those that transactions from `again_from` up to `again_until` wrote, once they have ended.
    """

    ident = models.UUIDField(default=uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cause = models.CharField(max_length=16, choices=Cause.choices)
    act = models.ForeignKey(Act, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    about = models.CharField(max_length=150, blank=True, default="")
    from_us = models.BigIntegerField(null=True, blank=True)
    until_us = models.BigIntegerField(null=True, blank=True)
    at_us = models.BigIntegerField()
    tickets = models.PositiveIntegerField(default=0)
    ended_us = models.BigIntegerField(null=True, blank=True)
    touching = models.JSONField(null=True, blank=True)
    again_from = models.BigIntegerField(null=True, blank=True)
    again_until = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["ended_us"], condition=models.Q(ended_us__isnull=True), name="rejudging_under_way"),
        )

    def __str__(self) -> str:
        return f"{self.cause} {self.about}"


class Waiting(models.Model):
    """A ticket that waits to be judged anew; `rank` 0 for those that were open, which come first."""

    rejudging = models.ForeignKey(Rejudging, on_delete=models.CASCADE, related_name="waiting")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["rejudging", "ticket"], name="rejudging_waits_once"),)
        indexes = (models.Index(fields=["rank", "ticket"], name="rejudging_next"),)

    def __str__(self) -> str:
        return f"{self.ticket_id} in {self.rejudging_id}"


class MovedClock(models.Model):
    """A clock that a change moved, from what to what; never changed.

    `was` and `now` are its figures (`acuerdo.apps.rejudging.shapes.Figures`), None: there was, or is, no such clock.
    `shared`: several changes met, and what each of them did cannot be told apart.
    """

    # Two without indexes of their own: those below begin with them.
    rejudging = models.ForeignKey(Rejudging, on_delete=models.PROTECT, related_name="moved", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+", db_index=False)
    commitment = models.CharField(max_length=100)
    cycle = models.PositiveIntegerField()
    was_verdict = models.CharField(max_length=16, blank=True, default="")
    now_verdict = models.CharField(max_length=16, blank=True, default="")
    was = models.JSONField(null=True)
    now = models.JSONField(null=True)
    shared = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["rejudging", "ticket", "agreement", "commitment", "cycle"], name="rejudging_moved_once"
            ),
        )
        indexes = (models.Index(fields=["agreement", "rejudging"], name="rejudging_of_agreement"),)

    def __str__(self) -> str:
        return f"{self.commitment} {self.cycle}: {self.was_verdict} to {self.now_verdict}"
