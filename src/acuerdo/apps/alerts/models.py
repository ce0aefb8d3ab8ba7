"""Moments of clocks of which somebody was told, and who has taken them on."""

from uuid import uuid4

from django.db import models

from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.alerts.quiet import Summary
from acuerdo.apps.clocks.moments import Late, Stage
from acuerdo.apps.parties.models import Person
from acuerdo.apps.tickets.models import Ticket


class Alert(models.Model):
    """A moment of a clock that came; told once for ever (`name` is made of whose it is and which).

    `point` is what its agreement calls it (`80%`, `due`, `breach`), `at_us` when it came, `raised_us` when somebody was
    told, `late` why that was late. `unknown` are words of the agreement's path that stand for nobody here. Whoever has
    taken it on is `taken_by`: nobody else is told of what follows at its stage. `gathered` says which letter (its key
    in the outbox) told somebody (the row's id) of it together with other moments.
    """

    name = models.CharField(max_length=32)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+", db_index=False)
    commitment = models.CharField(max_length=100)
    cycle = models.PositiveIntegerField()
    point = models.CharField(max_length=32)
    stage = models.CharField(max_length=16, choices=[(one.value, one.name) for one in Stage])
    at_us = models.BigIntegerField()
    raised_us = models.BigIntegerField()
    late = models.CharField(max_length=16, blank=True, default="", choices=[(one.value, one.name) for one in Late])
    unknown = models.JSONField(default=list, blank=True)
    gathered = models.JSONField(default=dict, blank=True)
    taken_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    taken_us = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["name"], name="alerts_told_once"
            ),  # looked for whole, never by its beginning
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


class Wish(models.Model):
    """How somebody wants to be told (`acuerdo.apps.alerts.quiet`); whoever said nothing is told at once."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    summary = models.CharField(max_length=8, choices=Summary.choices, default=Summary.HELD)
    summary_at = models.TimeField()
    urgent_passes = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="alerts_quiet_from_and_until",
            ),
        )

    def __str__(self) -> str:
        return f"wishes of {self.person_id}"


class Messenger(models.Model):
    """Where else somebody is told of clocks: a service that carries messages, with its address sealed.

    What is not urgent stays out of it where it is for urgent moments alone (`urgent_only`).
    """

    ident = models.UUIDField(unique=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    service = models.CharField(max_length=60)
    sealed = models.TextField()
    urgent_only = models.BooleanField(default=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "name"], name="alerts_messenger_name"),)

    def __str__(self) -> str:
        return f"{self.service} of {self.person_id}"


class Held(models.Model):
    """A letter about an alert (`about`) that waits for somebody's summary, which is sent at `due_at`."""

    key = models.CharField(max_length=200, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=64, db_index=True)
    body = models.JSONField(default=dict)
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


def about_of(name: str) -> str:
    """Return by which the notices of an alert are found in the outbox."""
    return f"alert:{name}"
