"""Agreements as both sides live them: drafts, offers, versions. What was accepted is never edited."""

from hashlib import sha256

from django.db import models

from acuerdo.apps.acts.models import Act
from acuerdo.apps.parties.models import Party, Person
from acuerdo.core.acts import Side


class AgreementKind(models.TextChoices):
    """What an agreement is between: provider and customer, teams of the provider, or provider and supplier."""

    SLA = "sla"
    OLA = "ola"
    UNDERPINNING = "underpinning"


class Agreement(models.Model):
    """One agreement through all its versions; `key` is the id in its documents.

    `titles` is the title by language, as the newest offer says it (or the newest contract that was registered from
    paper), whatever became of that offer: both sides have seen it. A draft, which is its side's own, gives none; before
    the first offer there is none. `words` holds the titles without capitals, for searching.
    `customer` is the party that faces the provider: in an OLA the provider itself, in a supplier's contract the
    supplier. `terminated_on` is the last date on which it governs when a side gave notice; `renewed_until` that of the
    latest renewal that both sides agreed on, of the version `renewed_version`. `reviewed_since` marks one that is under
    review; `buffer_days` lie between a decision about the term and the last date for a notice.
    """

    key = models.SlugField(max_length=100, unique=True)
    titles = models.JSONField(default=dict, blank=True)
    words = models.TextField(default="", blank=True, editable=False)
    kind = models.CharField(max_length=16, choices=AgreementKind.choices, default=AgreementKind.SLA)
    customer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reviewed_since = models.DateTimeField(null=True, blank=True)
    terminated_on = models.DateField(null=True, blank=True)
    renewed_version = models.PositiveIntegerField(null=True, blank=True)
    renewed_until = models.DateField(null=True, blank=True)
    buffer_days = models.PositiveSmallIntegerField(default=14)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(renewed_version__isnull=True, renewed_until__isnull=True)
                | models.Q(renewed_version__isnull=False, renewed_until__isnull=False),
                name="agreements_renewed_version_and_date",
            ),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def chain(self) -> str:
        """The name of its chain in the journal."""
        return f"agreement:{self.key}"


class AgreementSigner(models.Model):
    """Whose acceptance an agreement needs on a side: somebody with a role, or a person. None said: the usual roles."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signers")
    side = models.CharField(max_length=16, choices=[(side.value, side.name) for side in Side])
    role = models.CharField(max_length=32, blank=True, default="")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) & ~models.Q(role="") | models.Q(person__isnull=False, role=""),
                name="signers_role_or_person",
            ),
            models.UniqueConstraint(fields=["agreement", "side", "role", "person"], name="signers_said_once"),
        )

    def __str__(self) -> str:
        return f"{self.side}: {self.role or self.person_id}"


class Version(models.Model):
    """A version, from its first offer on. Once agreed, `offer` holds its text, and the database refuses changes.

    `reason` and `origin` say why it was made and where it came from; `from_on` to `time_zone` repeat its term.
    `takes_over_on` is the first date on which it governs where that is later than its own first one: before it, another
    version governed that both sides had accepted.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, default="")
    origin = models.CharField(max_length=200, blank=True, default="")
    offer = models.ForeignKey("Offer", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    takes_over_on = models.DateField(null=True, blank=True)
    renewal = models.CharField(max_length=16, blank=True, default="")
    notice = models.CharField(max_length=16, blank=True, default="")
    time_zone = models.CharField(max_length=64, blank=True, default="", db_index=True)

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

    @property
    def written(self) -> str:
        """The SHA-256 of the text as it was written, as the journal says it of the move that offered it."""
        return sha256(self.text.encode()).hexdigest()


class Support(models.Model):
    """A commitment (empty: any) of another agreement that an agreed version of an OLA or supplier's contract backs."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="supports")
    agreement_key = models.SlugField(max_length=100, db_index=True)
    commitment = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["version", "agreement_key", "commitment"], name="supports_said_once"),
        )

    def __str__(self) -> str:
        return f"{self.agreement_key} {self.commitment}"


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
