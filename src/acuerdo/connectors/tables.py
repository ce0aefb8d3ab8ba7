"""Facts as columns: their schema, and the way there from facts as values."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import polars as pl

from acuerdo.core.clock.facts import CLEARED, FACT_COLUMNS, Fact

UNSAID: Mapping[str, object] = MappingProxyType({"public": True, "source": ""})
"""What holds where a file has no such column."""
TIMES = ("at", "until", "recorded_at")


def table_schema(own_fields: Iterable[str] = ()) -> dict[str, pl.DataType]:
    """Return the columns of a table of facts.

    Those of `FACT_COLUMNS` and the agreement's own fields. Instants are whole microseconds since 1970-01-01 UTC. A null
    says nothing; `-` clears a field. A status is the file's own word: `Profile.status_map` says its stage.
    """
    kinds: dict[str, pl.DataType] = dict.fromkeys(FACT_COLUMNS, pl.String())
    kinds.update(dict.fromkeys((*TIMES, "seq"), pl.Int64()))
    kinds["public"] = pl.Boolean()
    own = {name: pl.String() for name in own_fields if name not in kinds}
    return {**kinds, **own}


def table_of(facts: Sequence[Fact], own_fields: Iterable[str] = ()) -> pl.DataFrame:
    """Lay facts out as columns."""
    schema = table_schema(own_fields)
    columns: dict[str, list[object]] = {
        "ticket": [fact.ticket for fact in facts],
        "at": [fact.at_us for fact in facts],
        "event": [str(fact.event) for fact in facts],
        "status": [fact.status for fact in facts],
        "reason": [fact.reason for fact in facts],
        "until": [fact.until_us for fact in facts],
        "by": [fact.by for fact in facts],
        "public": [fact.public for fact in facts],
        "into": [fact.into for fact in facts],
        "source": [fact.source for fact in facts],
        "seq": [fact.seq for fact in facts],
        "key": [fact.key for fact in facts],
        "corrects": [fact.corrects for fact in facts],
        "recorded_at": [fact.recorded_us for fact in facts],
    }
    given = [dict(fact.fields) for fact in facts]
    for name in schema:
        if name not in columns:
            columns[name] = [CLEARED if fields.get(name) == "" else fields.get(name) for fields in given]
    return pl.DataFrame({name: columns[name] for name in schema}, schema=schema)


def completed(table: pl.DataFrame, own_fields: Iterable[str] = ()) -> pl.DataFrame:
    """Add the columns that a table lacks, and put all in their order."""
    schema = table_schema(own_fields)
    absent = [
        pl.lit(UNSAID.get(name), dtype=kind).alias(name) for name, kind in schema.items() if name not in table.columns
    ]
    return table.with_columns(absent).select(pl.col(name).cast(kind) for name, kind in schema.items())
