"""Forgetting what a person wrote in the life of agreements: remarks, words about reviews, reasons of notices."""

from datetime import datetime

from django.db.models import QuerySet

from acuerdo.apps.life.models import Comment, Review, Termination


def count_texts(person: int) -> int:
    """Return how many texts there are of a person (the row's id)."""
    return sum(rows.count() for rows in (_remarks(person), _begun(person), _closed(person), _notices(person)))


def empty_texts(person: int, at: datetime) -> int:
    """Empty a person's texts and return how many there were; what was decided, and when, stays."""
    remarks = _remarks(person).update(text="", erased_at=at)
    reviews = _begun(person).update(reason="") + _closed(person).update(outcome="")
    return remarks + reviews + _notices(person).update(reason="", reason_salt="")


def _remarks(person: int) -> QuerySet[Comment]:
    return Comment.objects.filter(author=person, erased_at__isnull=True)


def _begun(person: int) -> QuerySet[Review]:
    return Review.objects.filter(opened_by=person).exclude(reason="")


def _closed(person: int) -> QuerySet[Review]:
    return Review.objects.filter(closed_by=person).exclude(outcome="")


def _notices(person: int) -> QuerySet[Termination]:
    return Termination.objects.filter(given_by=person).exclude(reason="")
