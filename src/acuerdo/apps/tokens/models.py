"""What programs are let in by: tokens of people, and the answers that are kept for a request sent twice."""

from django.db import models

from acuerdo.apps.parties.models import Person
from acuerdo.apps.tokens.shapes import Purpose


class Token(models.Model):
    """A person's token: whoever sends it acts as that person, within `scopes` (permissions, one a line).

    One of a calendar is part of an address and lets nobody in but to that calendar.

    Only the SHA-256 of the secret is kept (`hash`); `ending` is its last characters, to tell tokens apart.
    `refused_at` is when somebody first sent it after its end.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=16, choices=[(one.value, one.name) for one in Purpose])
    name = models.CharField(max_length=100)
    hash = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=4)
    scopes = models.TextField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="tokens_live_for_some_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} …{self.ending}"


class KeptAnswer(models.Model):
    """The answer to a request that named an idempotency key: sent again, it is answered the same.

    `asked` is the SHA-256 of method, address and body; `status` is 0 while the answer is being made.
    """

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(default="")
    kept_until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["token", "key"], name="kept_answers_once_per_key"),)

    def __str__(self) -> str:
        return self.key
