"""A requirement is written down, ends, or is opened again."""

from datetime import datetime

from django.db import transaction

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.requirements.commands import Asked, Ending, end_requirement, reopen_requirement, write_requirement


def ask(viewer: Viewer, key: str, asked: Asked, at: datetime) -> str:
    """Write a requirement down and return its ident."""
    with transaction.atomic():
        return write_requirement(viewer, key, asked, at)


def end(viewer: Viewer, key: str, ident: str, ending: Ending, at: datetime) -> None:
    """Let a requirement end in a clause or a written no."""
    with transaction.atomic():
        end_requirement(viewer, key, ident, ending, at)


def reopen(viewer: Viewer, key: str, ident: str, at: datetime) -> None:
    """Open a requirement again."""
    with transaction.atomic():
        reopen_requirement(viewer, key, ident, at)
