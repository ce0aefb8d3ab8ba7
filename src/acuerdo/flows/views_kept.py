"""Somebody keeps a list under a name, or drops it."""

from datetime import datetime

from django.db import transaction

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.views.commands import drop_view, keep_view
from acuerdo.apps.views.shapes import NewView


def keep(viewer: Viewer, wanted: NewView, at: datetime) -> None:
    """Keep a list under a name. Raises `NotAllowed`, `NotThere`, `ViewRefused`."""
    with transaction.atomic():
        keep_view(viewer, wanted, at)


def drop(viewer: Viewer, view: int) -> str:
    """Drop a kept list, and return of which page it was. Raises `NotThere`."""
    with transaction.atomic():
        return drop_view(viewer, view)
