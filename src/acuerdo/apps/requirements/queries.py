"""Reading requirements."""

from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.requirements.models import Requirement, Urgency
from acuerdo.apps.requirements.shapes import RequirementRecord


def list_requirements(viewer: Viewer, key: str) -> list[RequirementRecord]:
    """Return what was asked for about an agreement: the open first, then by urgency and age. Raises `NotThere`."""
    agreement = find_agreement(viewer, key)
    rows = Requirement.objects.filter(agreement=agreement).select_related("written_by", "decided_by")
    ranks = list(Urgency.values)
    found = sorted(rows, key=lambda row: (row.decided_at is not None, ranks.index(row.urgency), row.written_at, row.pk))
    return [_record(row) for row in found]


def count_open(viewer: Viewer, key: str) -> int:
    """Return how many requirements about an agreement nobody has decided about. Raises `NotThere`."""
    agreement = find_agreement(viewer, key)
    return Requirement.objects.filter(agreement=agreement, decided_at__isnull=True).count()


def _record(row: Requirement) -> RequirementRecord:
    return RequirementRecord(
        ident=str(row.ident),
        asked_by=row.asked_by,
        text=row.text,
        why=row.why,
        urgency=row.urgency,
        written_at=row.written_at,
        written_by=row.written_by.name,
        clause=row.clause,
        refusal=row.refusal,
        decided_by="" if row.decided_by is None else row.decided_by.name,
        is_open=row.decided_at is None,
        is_erased=row.erased_at is not None,
    )
