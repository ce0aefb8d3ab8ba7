"""Reading imports."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from acuerdo.apps.imports.models import Import
from acuerdo.apps.imports.shapes import ImportRecord, RefusedKind, RefusedLine, SampleFact, Stand, StatusCount
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.tickets.sources import find_source_row
from acuerdo.core.hours import to_datetime

UNDER_WAY = (Stand.READING, Stand.RECORDING)
"""The stands in which a worker has something to do."""


def list_imports(viewer: Viewer, source: str, most: int = 50) -> list[ImportRecord]:
    """Return the imports of a source into which the viewer may tell facts, the newest first. Raises `NotThere`."""
    return [_record(row) for row in _of(viewer, source).order_by("-pk")[:most]]


def find_import(viewer: Viewer, source: str, ident: UUID) -> ImportRecord:
    """Return an import. Raises `NotThere`."""
    row = _of(viewer, source).filter(ident=ident).first()
    if row is None:
        raise NotThere("import")
    return _record(row)


def find_left(source: str, sha256: str) -> UUID | None:
    """Return the newest import of a file that was begun and neither ended nor failed."""
    left = (Stand.READING, Stand.READ, Stand.RECORDING, Stand.STOPPED)
    rows = Import.objects.filter(source__key=source, sha256=sha256, stand__in=left)
    return rows.order_by("-pk").values_list("ident", flat=True).first()


def waiting_imports() -> list[UUID]:
    """Return the imports for which a worker has something to do, the oldest first."""
    return list(Import.objects.filter(stand__in=UNDER_WAY).order_by("pk").values_list("ident", flat=True))


def _of(viewer: Viewer, source: str) -> QuerySet[Import]:
    owner = find_source_row(viewer, source, Permission.TELL_FACTS)
    return Import.objects.filter(source=owner).select_related("source", "begun_by")


def _record(row: Import) -> ImportRecord:
    return ImportRecord(
        ident=row.ident,
        source=row.source.key,
        name=row.name,
        size=row.size,
        sha256=row.sha256,
        profile=row.profile,
        time_zone=row.time_zone,
        begun_by=row.begun_by.name,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        stand=Stand(row.stand),
        share=row.position / row.facts if row.stand != Stand.READING and row.facts else row.share,
        rows=row.rows,
        facts=row.facts,
        tickets=row.tickets,
        refused=row.refused,
        fresh=row.fresh,
        there=row.there,
        clashing=row.clashing,
        first_at=None if row.first_us is None else to_datetime(row.first_us),
        last_at=None if row.last_us is None else to_datetime(row.last_us),
        pauses_unknown=row.pauses_unknown,
        position=row.position,
        recorded=row.recorded,
        duplicates=row.duplicates,
        not_taken=row.not_taken,
        fault=row.fault,
        fault_text=row.fault_text,
        refused_lines=[RefusedLine(**one) for one in row.account.get("refused", ())],
        refused_kinds=[RefusedKind(**one) for one in row.account.get("kinds", ())],
        sample=[_sample(one) for one in row.account.get("sample", ())],
        unused=row.account.get("unused", []),
        statuses=[StatusCount(**one) for one in row.account.get("statuses", ())],
        remarks=row.account.get("remarks", {}),
    )


def _sample(kept: dict[str, Any]) -> SampleFact:
    words = {name: kept[name] for name in ("ticket", "event", "status", "said")}
    return SampleFact(at=to_datetime(kept["at_us"]), **words)
