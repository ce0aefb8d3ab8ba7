"""Forgetting the lists that somebody kept."""

from acuerdo.apps.views.models import SavedView


def drop_views(person: int) -> None:
    """Drop all lists that somebody (a row's id) kept, the shared ones too: their names are the person's words."""
    SavedView.objects.filter(person=person).delete()
