"""Two-sided acts as rows: what they are about, and every move."""

from django.db import models

from acuerdo.apps.parties.models import Party, Person
from acuerdo.core.acts import MoveKind, Side, State


class Act(models.Model):
    """Something that binds both sides when every signer accepted it.

    `subject` says what kind of thing it is about and `subject_key` which one; `signers` are lines `side:role` or
    `side:@ident`. `state` to `waits_for` (the sides whose move it is) repeat what the moves lead to, so that lists need
    not fold them; `moves_made` counts the moves, `offers_made` the offers among them.
    """

    customer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=32)
    subject_key = models.CharField(max_length=100)
    chain = models.CharField(max_length=200)
    signers = models.TextField()
    state = models.CharField(max_length=16, choices=[(state.value, state.name) for state in State])
    content = models.CharField(max_length=64, blank=True, default="")
    open_until = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    offers_made = models.PositiveIntegerField(default=0)
    waits_for = models.CharField(max_length=32, blank=True, default="")
    moves_made = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["subject", "subject_key"], name="acts_one_per_subject"),
            models.CheckConstraint(
                condition=models.Q(agreed_at__isnull=False) | ~models.Q(state=State.AGREED.value),
                name="acts_agreed_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_key}"


class ActMove(models.Model):
    """One move of a named person; never changed. `number` counts from 1: two moves cannot have the same.

    The journal holds the SHA-256 of `note_salt` and `note`, so that the note can be shown to be the one that was given;
    both can only be emptied, when the person is erased.
    """

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="moves")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.name) for kind in MoveKind])
    side = models.CharField(max_length=16, choices=[(side.value, side.name) for side in Side])
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    roles = models.CharField(max_length=400)
    at_us = models.BigIntegerField()
    content = models.CharField(max_length=64)
    open_until_us = models.BigIntegerField(null=True, blank=True)
    document = models.CharField(max_length=64, blank=True, default="")
    note = models.TextField(blank=True, default="")
    note_salt = models.CharField(max_length=32, blank=True, default="")
    receipt_number = models.PositiveBigIntegerField()
    receipt_head = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["act", "number"], name="moves_number_in_act"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class ActOffer(models.Model):
    """What was offered in an act, as canonical JSON, under the hash that is accepted; never changed.

    Whole texts of agreements are kept by their versions.
    """

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="offers")
    content = models.CharField(max_length=64)
    said = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["act", "content"], name="acts_content_once"),)

    def __str__(self) -> str:
        return self.content[:12]


class Paper(models.Model):
    """A signed file that somebody uploaded; its bytes stand under the home's files by `sha256`. `name` is erasable."""

    customer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200, blank=True, default="")
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["customer", "sha256"], name="papers_once_per_customer"),)

    def __str__(self) -> str:
        return self.sha256[:12]


class Evidence(models.Model):
    """A signed paper bound by its hash to what was agreed; never changed."""

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="evidence")
    document = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    side = models.CharField(max_length=16, choices=[(side.value, side.name) for side in Side])
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at_us = models.BigIntegerField()
    receipt_number = models.PositiveBigIntegerField()
    receipt_head = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["act", "document"], name="evidence_said_once"),)

    def __str__(self) -> str:
        return self.document[:12]
