"""What sources tell about tickets: facts, for good, and where each ticket stands by them."""

from uuid import uuid4

from django.db import models
from django.db.models.functions import Coalesce

from acuerdo.apps.parties.models import Party, Person


class SourceKind(models.TextChoices):
    """The way in which a source's facts come."""

    API = "api"
    FILE = "file"
    WEBHOOK = "webhook"
    HELP_DESK = "help_desk"


class Source(models.Model):
    """Where facts come from; `key` is its name in addresses, and in the facts themselves.

    Its tickets are those of `customer`, or of whomever `SourceCustomer` knows by the word that a ticket carries.
    `statuses` are its own words: `{word: [stage, reason or None]}`; `values` says what other columns' words stand for:
    `{column: {word: value}}`. `salt` makes the digests of people's names its own.
    """

    key = models.SlugField(max_length=64, unique=True)
    kind = models.CharField(max_length=16, choices=SourceKind.choices, default=SourceKind.API)
    name = models.CharField(max_length=200)
    customer = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    statuses = models.JSONField(default=dict, blank=True)
    values = models.JSONField(default=dict, blank=True)
    salt = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    remembered = ""
    """Of a row that was not read just now: the transaction that had written it (see `sources.recall_source`)."""

    def __str__(self) -> str:
        return self.key

    @property
    def chain(self) -> str:
        """The name of its chain in the journal."""
        return f"source:{self.key}"


class Hook(models.Model):
    """The address at which a source is told by webhook: who sends, and the secret that makes sure of it, sealed.

    After a change the old secret is good beside the new one for a while. `heard_at` is when a message was last taken,
    `refused_at` when one was last refused, and why.
    """

    ident = models.UUIDField(default=uuid4, unique=True, editable=False)
    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="hook")
    sender = models.CharField(max_length=16)
    sealed = models.TextField()
    old_sealed = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_code = models.CharField(max_length=32, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.sender} of {self.source_id}"


class SourceCustomer(models.Model):
    """A word by which a source knows a customer."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="customers")
    word = models.CharField(max_length=200)
    customer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "word"], name="tickets_customer_word_once"),)

    def __str__(self) -> str:
        return self.word


class SourceWords(models.Model):
    """What a source's words meant from an instant on, until the next row of it; never changed. See `Source`."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    since_us = models.BigIntegerField()
    statuses = models.JSONField()
    values = models.JSONField()

    def __str__(self) -> str:
        return f"{self.source_id} since {self.since_us}"


class Handle(models.Model):
    """Somebody as a source names them. Facts know the `ident` alone; `word`, the name itself, can be emptied.

    `digest` (the salted hash of the word) stays, so that the same name leads to the same ident afterwards, too.
    `person` is who of the provider's people that is, once somebody said so.
    """

    ident = models.UUIDField(default=uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)  # begins another
    digest = models.CharField(max_length=64)
    word = models.CharField(max_length=1_000, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "digest"], name="tickets_handle_once"),)

    def __str__(self) -> str:
        return str(self.ident)


class Delivery(models.Model):
    """Facts that arrived together; never changed.

    The chain of its source holds one hash over those that were recorded.
    """

    # Nor does the database look for it again with every delivery: it is never deleted (`guarded`).
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    received_us = models.BigIntegerField()
    actor = models.CharField(max_length=36)
    told = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.told} of {self.source_id}"


LONGEST_TITLE = 300
"""The most characters of a ticket's title that are kept."""

NEWEST = Coalesce("opened_us", "changed_us")
"""When a ticket was opened; of one that is not open yet, when it was last told about."""


class Ticket(models.Model):
    """A ticket of a source, and where it stood when its facts were last folded (as of `folded_us`).

    `fault` says why nothing can be judged (`no_opened`); `fold_us` is when a fact that lies a little ahead begins to
    count. `pauses_unknown`: a file told of it that knows no pauses. `owner` is a
    handle's ident. `title` is told beside facts and no part of them, so that it can be emptied: the one told of the
    latest instant (`title_us`, or when it was emptied). Instants are microseconds since 1970-01-01 UTC.
    """

    # Without indexes of their own: those below begin with the same columns.
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=250)
    customer = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    customer_word = models.CharField(max_length=1_000, blank=True, default="")
    opened_us = models.BigIntegerField(null=True)
    stage = models.CharField(max_length=16, blank=True, default="")
    status = models.CharField(max_length=1_000, blank=True, default="")
    reason = models.CharField(max_length=1_000, blank=True, default="")
    priority = models.CharField(max_length=1_000, blank=True, default="")
    service = models.CharField(max_length=1_000, blank=True, default="")
    type = models.CharField(max_length=1_000, blank=True, default="")
    team = models.CharField(max_length=1_000, blank=True, default="")
    owner = models.CharField(max_length=1_000, blank=True, default="")
    facts = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    pauses_unknown = models.BooleanField(default=False)
    fault = models.CharField(max_length=32, blank=True, default="")
    changed_us = models.BigIntegerField(default=0)
    folded_us = models.BigIntegerField(default=0)
    fold_us = models.BigIntegerField(null=True)
    title = models.CharField(max_length=LONGEST_TITLE, blank=True, default="")
    title_us = models.BigIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "name"], name="tickets_name_in_source"),)
        indexes = (
            models.Index(fields=["customer", "-changed_us"], name="tickets_of_customer"),
            models.Index(NEWEST.desc(), models.F("id").desc(), name="tickets_newest"),
            models.Index(fields=["fold_us"], condition=models.Q(fold_us__isnull=False), name="tickets_to_fold"),
            models.Index(fields=["owner"], condition=~models.Q(owner=""), name="tickets_held"),
            models.Index(fields=["source"], condition=models.Q(quarantined__gt=0), name="tickets_ahead"),
        )

    def __str__(self) -> str:
        return self.name


class Fact(models.Model):
    """A fact about a ticket; never changed. `body` holds what it says beside these columns, as canonical JSON.

    `content` is the hash of all that it says, apart from when it was recorded.
    """

    # The database does not look for these rows again with every fact, which would take as long as writing it: they are
    # locked, or made, in the transaction that records it, and never deleted (`acuerdo.apps.tickets.guarded`).
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    key = models.CharField(max_length=250, null=True, blank=True)  # noqa: DJ001 - no key is not an empty one
    content = models.CharField(max_length=64)
    at_us = models.BigIntegerField()
    recorded_us = models.BigIntegerField()
    event = models.CharField(max_length=1_000)
    body = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["source", "key"], condition=models.Q(key__isnull=False), name="tickets_key_in_source"
            ),
            models.UniqueConstraint(
                fields=["ticket", "content"], condition=models.Q(key__isnull=True), name="tickets_content_in_ticket"
            ),
        )

    def __str__(self) -> str:
        return f"{self.event} {self.content[:12]}"


class Refusal(models.Model):
    """A row that became no fact, and why; `ticket` is empty where the row does not say whose it is.

    `said` is the row as it came, which can be emptied. `settled_at`: somebody looked, and nothing of it is missing.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.PositiveIntegerField()
    code = models.CharField(max_length=32)
    column = models.CharField(max_length=100, blank=True, default="")
    found = models.CharField(max_length=200, blank=True, default="")
    expected = models.TextField(blank=True, default="")
    hint = models.TextField(blank=True, default="")
    said = models.JSONField(default=dict, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = (
            models.Index(fields=["source", "-id"], condition=models.Q(settled_at__isnull=True), name="tickets_refused"),
        )

    def __str__(self) -> str:
        return self.code
