"""Keeping the parts that tickets have in promised shares of tickets."""

from collections.abc import Mapping, Sequence

from acuerdo.apps.clocks.governing import Governing
from acuerdo.apps.clocks.models import Part
from acuerdo.apps.journal.rows import insert_rows
from acuerdo.core.measures.ratios import SHARE_FIELDS, RatioCase

_KEPT = SHARE_FIELDS[2:]
_Row = tuple[object, ...]


def keep_parts(parts: Mapping[int, Sequence[tuple[Governing, RatioCase]]]) -> None:
    """Keep the parts of some tickets (by their rows' ids), inside the transaction of a flow that holds the rows.

    What says the same as before is left alone.
    """
    before: dict[int, dict[_Row, int]] = {ticket: {} for ticket in parts}
    for row in Part.objects.filter(ticket__in=list(parts)):
        said = tuple(getattr(row, name) for name in _KEPT)
        before[row.ticket_id][row.agreement_id, row.version_id, row.commitment, *said] = row.pk
    fresh: list[Part] = []
    for ticket, cases in parts.items():
        for rules, case in cases:
            for values in case.rows:
                said = (*values[2:-1], values[-1] or "")
                version = rules.version
                if before[ticket].pop((version.agreement_id, version.pk, case.commitment, *said), None) is None:
                    fresh.append(
                        Part(
                            ticket_id=ticket,
                            agreement_id=version.agreement_id,
                            version_id=version.pk,
                            commitment=case.commitment,
                            **dict(zip(_KEPT, said, strict=True)),
                        )
                    )
    gone = [pk for rows in before.values() for pk in rows.values()]
    if gone:
        Part.objects.filter(pk__in=gone).delete()
    if fresh:
        insert_rows(fresh)
