"""Forgetting what a person asked for in their own words; that something was asked for, and how it ended, stays."""

from datetime import datetime

from django.db.models import Q, QuerySet

from acuerdo.apps.requirements.models import Requirement


def count_texts(person: int, name: str) -> int:
    """Return how many requirements hold words of a person (the row's id), or name the person as who asked."""
    return Requirement.objects.filter(_words_of(person) | Q(pk__in=_naming(name))).count()


def empty_texts(person: int, name: str, at: datetime) -> int:
    """Empty what a person wrote in requirements and the name of who asked; return in how many there was something."""
    found = count_texts(person, name)
    Requirement.objects.filter(pk__in=_naming(name)).update(asked_by="")
    _written(person).update(text="", why="", erased_at=at)
    _declined(person).update(refusal="", erased_at=at)
    return found


def _words_of(person: int) -> Q:
    return Q(pk__in=_written(person).values("pk")) | Q(pk__in=_declined(person).values("pk"))


def _written(person: int) -> QuerySet[Requirement]:
    return Requirement.objects.filter(written_by=person).exclude(text="")


def _declined(person: int) -> QuerySet[Requirement]:
    return Requirement.objects.filter(decided_by=person).exclude(refusal="")


def _naming(name: str) -> list[int]:
    """Return the rows that name somebody as who asked; compared here, since databases differ about capitals."""
    wanted = name.casefold().split()
    rows = Requirement.objects.exclude(asked_by="").values_list("pk", "asked_by")
    return [row for row, asked_by in rows.iterator() if asked_by.casefold().split() == wanted]
