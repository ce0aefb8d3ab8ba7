"""Forgetting what a person wrote beside moves; the journal keeps the salted hashes."""

from django.db.models import QuerySet

from acuerdo.apps.acts.models import ActMove, Paper


def count_texts(person: int) -> int:
    """Return how many notes and names of files there are of a person (the row's id)."""
    return _notes(person).count() + _files(person).count()


def empty_texts(person: int) -> int:
    """Empty a person's notes, and the names of files, and return how many; the files are papers of both sides."""
    return _files(person).update(name="") + _notes(person).update(note="", note_salt="")


def count_moves(person: int) -> int:
    """Return how many moves of a person stay: by ids, as receipts and chains name them."""
    return ActMove.objects.filter(person=person).count()


def _notes(person: int) -> QuerySet[ActMove]:
    return ActMove.objects.filter(person=person).exclude(note="")


def _files(person: int) -> QuerySet[Paper]:
    return Paper.objects.filter(added_by=person).exclude(name="")
