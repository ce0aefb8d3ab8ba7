"""What happens to an agreement in its life: reviews, notices, renewals, and what people remark about its clauses."""

from uuid import uuid4

from django.db import models

from acuerdo.apps.acts.models import Act
from acuerdo.apps.agreements.models import Agreement, Version
from acuerdo.apps.parties.models import Person
from acuerdo.core.acts import Side

SIDES = [(side.value, side.name) for side in Side]


class Review(models.Model):
    """A review of an agreement: opened by a side, closed with what came of it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=16, choices=SIDES)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agreement"], condition=models.Q(closed_at__isnull=True), name="reviews_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"review of {self.agreement_id}"


class Termination(models.Model):
    """A notice by which a side ends an agreement; what it says is never changed.

    `given_on` is the date in the agreement's zone, `wanted_on` the date asked for, `earliest_on` the first that the
    term allows and `computed_on` the last date that follows. The other side acknowledges it, and may agree to the date
    that was wanted; or it is withdrawn before that. One that was acknowledged is taken back by both sides alone, by the
    act `taking_back`. The journal holds the SHA-256 of `reason_salt` and `reason`; both can only be emptied.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=16, choices=SIDES)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    given_on = models.DateField()
    wanted_on = models.DateField()
    earliest_on = models.DateField()
    computed_on = models.DateField()
    in_time = models.BooleanField()
    reason = models.TextField(blank=True, default="")
    reason_salt = models.CharField(max_length=32, blank=True, default="")
    receipt_number = models.PositiveBigIntegerField()
    receipt_head = models.CharField(max_length=64)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    as_wanted = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    taking_back = models.OneToOneField(Act, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agreement"], condition=models.Q(withdrawn_at__isnull=True), name="terminations_one_stands"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True)
                | models.Q(acknowledged_at__isnull=True)
                | models.Q(taking_back__isnull=False),
                name="terminations_acknowledged_are_taken_back_by_both",
            ),
        )

    def __str__(self) -> str:
        return f"notice of {self.given_on}"


class Renewal(models.Model):
    """An express renewal of a version until a date: an act of both sides over `content`."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    until_on = models.DateField()
    content = models.CharField(max_length=64)
    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "until_on"], name="renewals_said_once"),)

    def __str__(self) -> str:
        return f"until {self.until_on}"


class Comment(models.Model):
    """A remark about a clause (`path`) or, with an empty path, about the whole; or an answer to one (`parent`).

    The journal knows its `ident` alone; its text can be erased. A private one is seen by its own side only.
    """

    ident = models.UUIDField(default=uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=200, blank=True, default="")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    side = models.CharField(max_length=16, choices=SIDES)
    private = models.BooleanField(default=False)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True) | models.Q(text=""), name="comments_erased_are_empty"
            ),
        )
        indexes = (models.Index(fields=["agreement", "written_at"], name="comments_in_order"),)

    def __str__(self) -> str:
        return str(self.ident)
