"""Facts as columns, back as values."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from acuerdo.core.clock.facts import CLEARED, STATE_FIELDS, TITLE, TOLD_COLUMNS, Fact
from acuerdo.core.clock.intake import StatusMap, stage_of

if TYPE_CHECKING:
    from acuerdo.core.terms.measures import Stage

_PLAIN = frozenset(TOLD_COLUMNS) - frozenset(STATE_FIELDS)


def facts_in(table: pl.DataFrame, statuses: StatusMap) -> Iterator[Fact]:
    """Yield the facts of a table that an import made (see `table_schema`), in its order.

    `statuses` says what the file's status words mean. Nothing is checked again.
    """
    names = sorted(name for name in table.columns if name not in _PLAIN)
    known: dict[tuple[str | None, str], tuple[Stage | None, str | None]] = {}
    columns = {name: table[name].to_list() for name in table.columns}
    fields = [(name, columns[name]) for name in names]
    titles = columns.get(TITLE) or [None] * table.height
    for place in range(table.height):
        event, status = columns["event"][place], columns["status"][place]
        if (status, event) not in known:
            known[status, event] = stage_of(status, event, statuses)
        stage, reason = known[status, event]
        given = columns["reason"][place]
        yield Fact(
            ticket=columns["ticket"][place],
            at_us=columns["at"][place],
            event=event,
            recorded_us=columns["recorded_at"][place],
            status=status,
            stage=stage,
            reason=reason if given is None else given,
            until_us=columns["until"][place],
            fields=tuple(
                (name, "" if value == CLEARED else value)
                for name, values in fields
                if (value := values[place]) is not None
            ),
            by=columns["by"][place],
            public=columns["public"][place],
            into=columns["into"][place],
            source=columns["source"][place],
            seq=columns["seq"][place],
            key=columns["key"][place],
            corrects=columns["corrects"][place],
            row=place + 1,
            title="" if titles[place] == CLEARED else titles[place],
        )
