"""Reading how help desks are read."""

from collections.abc import Collection

from django.db.models import QuerySet

from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer, seen_by
from acuerdo.apps.readings.models import Reading
from acuerdo.apps.readings.shapes import Claimed, ReadingRecord
from acuerdo.apps.tickets.models import Fact


def find_reading(viewer: Viewer, source: str) -> ReadingRecord | None:
    """Return how a source is read into which the viewer may tell facts; None where it is not, or not for the viewer."""
    rows = seen_by(viewer, _rows(), Permission.TELL_FACTS, path="source__customer")
    found = rows.filter(source__key=source).first()
    return None if found is None else _record(found)


def faults_of(viewer: Viewer) -> dict[str, str]:
    """Return the code of the last fault of each source that could not be read, by its key."""
    rows = seen_by(viewer, _rows(), Permission.TELL_FACTS, path="source__customer").exclude(fault="")
    return dict(rows.filter(paused_at__isnull=True).values_list("source__key", "fault"))


def secret_of(viewer: Viewer, source: str) -> str:
    """Return the sealed secret of a source that the viewer looks after, empty where there is none."""
    rows = seen_by(viewer, _rows(), Permission.KEEP_SOURCES, path="source__customer").filter(source__key=source)
    return rows.values_list("secret", flat=True).first() or ""


def list_readings() -> list[ReadingRecord]:
    """Return how every source is read, by its key. For whoever runs the installation."""
    return [_record(row) for row in _rows().order_by("source__key")]


def _rows() -> QuerySet[Reading]:
    return Reading.objects.select_related("source")


def _record(row: Reading) -> ReadingRecord:
    return ReadingRecord(
        source=row.source.key,
        program=row.program,
        address=row.address,
        account=row.account,
        words=row.words,
        every_s=row.every_s,
        paused_at=row.paused_at,
        last=row.last,
        told=row.told,
        read_at=row.read_at,
        next_at=row.next_at,
        faults=row.faults,
        fault=row.fault,
        found=row.found,
        fault_at=row.fault_at,
    )


def keys_known(claimed: Claimed, keys: Collection[str]) -> set[str]:
    """Return those keys whose facts the source has told already."""
    rows = Fact.objects.filter(source__key=claimed.source, key__in=list(keys))
    return {key for key in rows.values_list("key", flat=True) if key}
