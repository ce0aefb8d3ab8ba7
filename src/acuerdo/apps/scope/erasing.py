"""Forgetting what a person noted about services in use."""

from django.db.models import QuerySet

from acuerdo.apps.scope.models import UsedService


def count_texts(person: int) -> int:
    """Return how many notes there are of a person (the row's id)."""
    return _notes(person).count()


def empty_texts(person: int) -> int:
    """Empty a person's notes and return how many there were."""
    return _notes(person).update(note="")


def _notes(person: int) -> QuerySet[UsedService]:
    return UsedService.objects.filter(recorded_by=person).exclude(note="")
