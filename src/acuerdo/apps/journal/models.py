"""What happened, for good: chains of entries that are never changed."""

from django.db import models


class Chain(models.Model):
    """A chain of entries, of one agreement or one source: how many are sealed, and the hash of the last."""

    name = models.CharField(max_length=200, unique=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One thing that happened: without personal data, `actor` is a person's ident. Sealed: numbered and hashed."""

    # Without an index of its own: those below begin with it. Nor does the database look for the chain again with every
    # entry: it was just read, or made, and is never deleted (`guarded`).
    chain = models.ForeignKey(
        Chain, on_delete=models.PROTECT, related_name="entries", db_index=False, db_constraint=False
    )
    number = models.PositiveBigIntegerField(null=True)
    at_us = models.BigIntegerField()
    actor = models.CharField(max_length=36, blank=True)
    kind = models.CharField(max_length=64)
    body = models.TextField()
    previous = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["chain", "number"], name="entries_number_in_chain"),
            models.CheckConstraint(
                condition=models.Q(number__isnull=True, hash="") | models.Q(number__gte=1) & ~models.Q(hash=""),
                name="entries_sealed_or_not",
            ),
        )
        indexes = (
            models.Index(fields=["chain", "id"], condition=models.Q(number__isnull=True), name="entries_unsealed"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Anchor(models.Model):
    """A head that was handed out: to whom, how, and when."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="anchors")
    number = models.PositiveBigIntegerField()
    head = models.CharField(max_length=64)
    handed_to = models.CharField(max_length=36)
    by = models.CharField(max_length=32)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.number}:{self.head}"
