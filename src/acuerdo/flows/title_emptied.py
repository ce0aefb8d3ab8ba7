"""The title of a ticket is emptied, for it can name somebody."""

from datetime import datetime

from django.db import transaction

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets import erasing as in_tickets


def empty_title(viewer: Viewer, source: str, name: str, at: datetime) -> None:
    """Empty the title of a ticket for good. Raises `NotThere`, `NotAllowed`."""
    with transaction.atomic():
        in_tickets.empty_title(viewer, source, name, at)
