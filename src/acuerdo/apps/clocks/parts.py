"""Keeping the parts that tickets have in promised shares of tickets."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from acuerdo.apps.clocks.governing import Governing
from acuerdo.apps.clocks.models import Part
from acuerdo.apps.journal.together import Writes
from acuerdo.core.measures.ratios import SHARE_FIELDS, RatioCase

_KEPT = SHARE_FIELDS[2:]
PART_COLUMNS = ("ticket_id", "agreement_id", "version_id", "commitment", *_KEPT)


def keep_parts(
    writes: Writes, parts: Mapping[int, Sequence[tuple[Governing, RatioCase]]], known: Iterable[Part]
) -> None:
    """Keep the parts of some tickets (by their rows' ids), inside the transaction of a flow that holds the rows.

    `known` are the rows of those that they had; what says the same as before is left alone.
    """
    before = {tuple(getattr(row, name) for name in PART_COLUMNS): row.pk for row in known}
    fresh: list[tuple[Any, ...]] = []
    for ticket, cases in parts.items():
        for rules, case in cases:
            version = rules.version
            for values in case.rows:
                said = (ticket, version.agreement_id, version.pk, case.commitment, *values[2:-1], str(values[-1] or ""))
                if before.pop(said, None) is None:
                    fresh.append(said)
    if before:
        Part.objects.filter(pk__in=list(before.values())).delete()
    writes.add(Part, PART_COLUMNS, fresh)
