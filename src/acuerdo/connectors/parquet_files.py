"""Parquet: columns as they are; instants keep their type, everything else becomes text."""

import io
import mmap

import polars as pl

from acuerdo.connectors.refusals import ImportRefused
from acuerdo.connectors.sheets import Request, Sheet

PACKED = 40
"""How many times more cells than a sheet of text may stand in a file of columns."""


def read_parquet_file(data: bytes | mmap.mmap, request: Request) -> Sheet:
    """Read the wanted columns. Raises `ImportRefused`."""
    file, most = request.file, request.limits.cells * PACKED
    try:
        schema = pl.read_parquet_schema(io.BytesIO(data))
        header = request.wanted.header(list(schema))
        chosen = request.wanted.choose(header, file)
        height = pl.scan_parquet(io.BytesIO(data)).select(pl.len()).collect().item()
        if height * max(1, len(chosen)) > most:
            raise ImportRefused(
                "too_big",
                file=file,
                found=f"{height} rows of {len(chosen)} columns",
                expected=f"at most {most} cells",
                hint="split it by ticket",
            )
        names = [list(schema)[header.index(name)] for name in chosen]
        table = pl.read_parquet(io.BytesIO(data), columns=names).select(names)
        table.columns = chosen
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ImportRefused(
            "bad_parquet", file=file, found=str(error).partition("\n")[0], expected="a Parquet file"
        ) from None
    return Sheet(
        file=file,
        kind="parquet",
        columns=tuple(header),
        table=table.select(_as_text(table[name], file) for name in chosen),
        first_line=1,
    )


def _as_text(cells: pl.Series, file: str) -> pl.Series:
    """Return instants as they are, and all else as text without the characters that no text may hold."""
    kind = cells.dtype
    if isinstance(kind, pl.Datetime):
        if kind.time_zone is not None:
            cells = cells.dt.convert_time_zone("UTC")
        return cells.dt.cast_time_unit("us")
    if isinstance(kind, pl.Date):
        return cells.cast(pl.Datetime("us"))
    if kind.is_nested() or isinstance(kind, (pl.Object, pl.Binary)):
        raise ImportRefused(
            "bad_parquet",
            file=file,
            found=f"the column {cells.name} of type {kind}",
            expected="texts, numbers or instants",
        )
    if kind != pl.String:
        return cells.cast(pl.String)
    odd = cells.str.contains("\0", literal=True).any()  # seldom: a copy of a long column is much memory
    return cells.str.replace_all("\0", "", literal=True) if odd else cells
