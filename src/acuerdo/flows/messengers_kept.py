"""Somebody keeps, or forgets, a messenger by which they are told of clocks."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from acuerdo.apps.alerts.messengers import Carrier, NewMessenger, add_messenger, remove_messenger, try_messenger
from acuerdo.apps.parties.viewers import Viewer


def keep(viewer: Viewer, wanted: NewMessenger, at: datetime) -> Carrier:
    """Keep a messenger. Raises `MessengerRefused` and `NotAllowed`."""
    with transaction.atomic():
        return add_messenger(viewer, wanted, at)


def attempt(viewer: Viewer, ident: UUID, at: datetime) -> None:
    """Send a message by a messenger, to see whether it arrives. Raises `NotThere`."""
    with transaction.atomic():
        try_messenger(viewer, ident, at)


def forget(viewer: Viewer, ident: UUID) -> None:
    """Forget a messenger. Raises `NotThere`."""
    with transaction.atomic():
        remove_messenger(viewer, ident)
