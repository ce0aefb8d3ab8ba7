"""A file is brought for a source; somebody sees what would come in, and lets it come."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from acuerdo.apps.imports.commands import Brought, begin_import, decide_import, forget_undecided
from acuerdo.apps.imports.shapes import Decision
from acuerdo.apps.imports.spool import drop_files
from acuerdo.apps.parties.viewers import Viewer


def bring(viewer: Viewer, source: str, brought: Brought, at: datetime) -> UUID:
    """Keep a file; a worker reads it. Raises `NotThere`, `SourceRefused`, `ImportNotTaken`."""
    return begin_import(viewer, source, brought, at)


def decide(viewer: Viewer, source: str, ident: UUID, decision: Decision, at: datetime) -> None:
    """Confirm, stop or forget an import. Raises `NotThere`, `SourceRefused`, `ImportNotTaken`."""
    with transaction.atomic():
        decide_import(viewer, source, ident, decision, at)
    if decision is Decision.FORGET:
        drop_files(ident)


def drop_undecided(at: datetime) -> int:
    """Forget the imports on which nobody decides, with their files; return how many."""
    found = forget_undecided(at)
    for ident in found:
        drop_files(ident)
    return len(found)
