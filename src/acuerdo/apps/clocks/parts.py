"""Keeping the parts that tickets have in promised shares of tickets."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from acuerdo.apps.clocks.governing import Governing
from acuerdo.apps.clocks.models import Part
from acuerdo.apps.journal.rows import add_rows, listed, one_of, read_rows
from acuerdo.core.measures.ratios import SHARE_FIELDS, RatioCase

_KEPT = SHARE_FIELDS[2:]
_COLUMNS = ("ticket_id", "agreement_id", "version_id", "commitment", *_KEPT)


def keep_parts(parts: Mapping[int, Sequence[tuple[Governing, RatioCase]]], known: Collection[int]) -> None:
    """Keep the parts of some tickets (by their rows' ids), inside the transaction of a flow that holds the rows.

    What says the same as before is left alone; `known` are those that may have had parts before.
    """
    before: dict[tuple[Any, ...], int] = {}
    for row in read_rows(Part, one_of("ticket_id", "bigint"), (listed(list(known)),)) if known else ():
        before[tuple(getattr(row, name) for name in _COLUMNS)] = row.pk
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
    add_rows(Part, _COLUMNS, fresh)
