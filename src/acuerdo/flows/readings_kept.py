"""A help desk is connected, read otherwise, paused, read on, read soon, or read from its beginning."""

from datetime import datetime

from django.db import transaction

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.readings import commands
from acuerdo.apps.readings.shapes import ReadingIntent
from acuerdo.apps.webhooks.addresses import Network


def connect(viewer: Viewer, wanted: ReadingIntent, networks: tuple[Network, ...], at: datetime) -> None:
    """Begin to read a source out of its help desk, or read it otherwise. Raises as `put_reading`."""
    with transaction.atomic():
        commands.put_reading(viewer, wanted, networks, at)


def pause(viewer: Viewer, source: str, at: datetime, *, paused: bool = True) -> None:
    """Read a source no more for now, or where it is not to be `paused`, read on. Raises `NotThere`."""
    with transaction.atomic():
        commands.pause_reading(viewer, source, at, paused=paused)


def read_soon(viewer: Viewer, source: str, at: datetime) -> None:
    """Let the next worker that looks read a source. Raises `NotThere`."""
    with transaction.atomic():
        commands.read_soon(viewer, source, at)


def begin_anew(viewer: Viewer, source: str, at: datetime) -> None:
    """Read a source from its beginning; what is kept already stays as it is. Raises `NotThere`."""
    with transaction.atomic():
        commands.begin_anew(viewer, source, at)
