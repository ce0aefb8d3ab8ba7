"""Agreements as both sides live them: drafts, offers, versions. What was accepted is never edited."""

from django.db import models

from acuerdo.apps.acts.models import Act
from acuerdo.apps.parties.models import Party, Person


class AgreementKind(models.TextChoices):
    """What an agreement is between: provider and customer, teams of the provider, or provider and supplier."""

    SLA = "sla"
    OLA = "ola"
    UNDERPINNING = "underpinning"


class Agreement(models.Model):
    """One agreement through all its versions; `key` is the id in its documents.

    `terminated_on` is the last date on which it governs when a side ended it before its term. `reviewed_since` marks
    one that is under review.
    """

    key = models.SlugField(max_length=100, unique=True)
    kind = models.CharField(max_length=16, choices=AgreementKind.choices, default=AgreementKind.SLA)
    customer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reviewed_since = models.DateTimeField(null=True, blank=True)
    terminated_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.key

    @property
    def chain(self) -> str:
        """The name of its chain in the journal."""
        return f"agreement:{self.key}"


class Version(models.Model):
    """A version, from its first offer on. Once agreed, `offer` holds its text, and the database refuses changes."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, default="")
    origin = models.CharField(max_length=200, blank=True, default="")
    offer = models.ForeignKey("Offer", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["agreement", "number"], name="versions_number_in_agreement"),
            models.CheckConstraint(
                condition=models.Q(offer__isnull=True, from_on__isnull=True)
                | models.Q(offer__isnull=False, from_on__isnull=False),
                name="versions_govern_from_a_date",
            ),
        )

    def __str__(self) -> str:
        return f"version {self.number}"


class Offer(models.Model):
    """A text that was offered; never changed.

    `text` is the document as it was written, `canonical` its content with levels unfolded and calendars frozen: what
    `content` (sha256) is the hash of, and what verdicts are derived from for ever.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="offers")
    content = models.CharField(max_length=64)
    text = models.TextField()
    canonical = models.TextField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "content"], name="offers_content_in_version"),)

    def __str__(self) -> str:
        return self.content[:12]


class Draft(models.Model):
    """The text that a side is working on; `revision` grows with every change, so that nobody overwrites unseen."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="drafts")
    side = models.CharField(max_length=16)
    text = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    reason = models.TextField(blank=True, default="")
    origin = models.CharField(max_length=200, blank=True, default="")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["agreement", "side"], name="drafts_one_per_side"),)

    def __str__(self) -> str:
        return f"draft of {self.agreement_id}"
