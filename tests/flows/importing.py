"""What tests of imports start from: files as people have them, brought and carried."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings

from acuerdo.apps.imports.commands import Brought
from acuerdo.apps.imports.queries import find_import
from acuerdo.apps.imports.shapes import Decision, ImportRecord
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.flows import files_imported
from acuerdo.flows.import_carried import Carrier, carry
from tests.flows.telling import add_source, in_force
from tests.people import NOW, Cast, make_cast

LATER = NOW + timedelta(days=30)
"""When files are brought: what they tell about has happened."""
LINES = (
    "ticket,at,event,status,priority,owner,key",
    "T1,2026-03-02T09:00:00Z,opened,,P1,Ana Ruiz,1",
    "T2,2026-03-02T09:01:00Z,opened,,P2,,2",
    "T1,2026-03-02T09:10:00Z,replied,,,,3",
    "T2,2026-03-02T09:20:00,replied,,,,4",
    "T1,2026-03-02T10:00:00Z,resolved,,,,5",
    "T3,2026-03-02T11:00:00Z,opened,,P2,,6",
    "T3,2026-03-02T11:05:00Z,exploded,,,,7",
)
FACTS = "\n".join(LINES).encode()


def cast_with_files(folder: Path, patch: pytest.MonkeyPatch) -> Cast:
    """Return the cast with an agreement in force and a source; files that are brought are kept in a folder."""
    patch.setattr(settings, "MEDIA_ROOT", folder / "files")
    found = make_cast()
    in_force(found)
    add_source(found)
    return found


def bring(
    viewer: Viewer, content: bytes = FACTS, *, name: str = "facts.csv", profile: str = "", zone: str = "", own: str = ""
) -> UUID:
    brought = Brought(name=name, chunks=[content], profile=profile, own_profile=own, time_zone=zone)
    return files_imported.bring(viewer, "desk", brought, LATER)


def decide(viewer: Viewer, ident: UUID, decision: Decision) -> None:
    files_imported.decide(viewer, "desk", ident, decision, LATER)


def carried(viewer: Viewer, ident: UUID, stopped: Callable[[], bool] = lambda: False) -> ImportRecord:
    """Let a worker do what there is to do, and return where the import stands then."""
    assert carry(ident, Carrier(clock=_later, stopped=stopped))
    return find_import(viewer, "desk", ident)


def _later() -> datetime:
    return LATER
