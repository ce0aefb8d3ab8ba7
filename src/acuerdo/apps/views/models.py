"""Lists as somebody keeps them: what a list is asked for, under a name."""

from django.db import models

from acuerdo.apps.parties.models import Party, Person


class ViewPage(models.TextChoices):
    """A list that is kept."""

    BOARD = "board"
    TICKETS = "tickets"


class SavedView(models.Model):
    """What a person asks a list for, under a name; `shared` shows it to all people of the person's party.

    `query` is what the address says behind its question mark.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=16, choices=ViewPage.choices)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2_000)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "page", "name"], name="views_name_once"),)

    def __str__(self) -> str:
        return self.name
