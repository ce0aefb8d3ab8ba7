"""Facts into files: CSV, JSON Lines or Parquet, written aside and moved into place when they are whole."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import polars as pl

from acuerdo.core.clock.facts import FACT_COLUMNS
from acuerdo.studies.simulate.engine import Row
from acuerdo.studies.simulate.refusals import OutputRefused
from acuerdo.studies.whole_file import written_aside

_INSTANTS = ("at", "until", "recorded_at")
_CHUNK = 100_000
_FORMATS = (".csv", ".csv.gz", ".jsonl", ".jsonl.gz", ".parquet")


def write_facts(rows: Iterable[Row], out: Path, *, columns: Sequence[str] = FACT_COLUMNS) -> int:
    """Write rows to `.csv`, `.jsonl` (either also `.gz`) or `.parquet`; answers how many.

    The same rows give the same bytes. In Parquet instants are microseconds in UTC and `seq` is a number. Columns not
    named in `columns` are left out. Raises OutputRefused for another file name, and what the file system raises.
    """
    suffix = next((known for known in sorted(_FORMATS, key=len, reverse=True) if out.name.endswith(known)), None)
    if suffix is None:
        raise OutputRefused(f"{out}: unknown format; name the file with one of {', '.join(_FORMATS)}")
    with written_aside(out) as part:
        if suffix == ".parquet":
            return _write_parquet(rows, part, columns)
        with _open_text(part, packed=suffix.endswith(".gz")) as text:
            return _write_csv(rows, text, columns) if suffix.startswith(".csv") else _write_jsonl(rows, text, columns)


@contextmanager
def _open_text(path: Path, *, packed: bool) -> Iterator[io.TextIOBase]:
    with path.open("wb") as raw:
        if packed:
            # without a name and a time in it, the same rows make the same file
            with (
                gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as zipped,
                io.TextIOWrapper(zipped, encoding="utf-8", newline="") as text,
            ):
                yield text
        else:
            with io.TextIOWrapper(raw, encoding="utf-8", newline="") as text:
                yield text


def _write_csv(rows: Iterable[Row], text: io.TextIOBase, columns: Sequence[str]) -> int:
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    number = 0
    for row in rows:
        writer.writerow(row)
        number += 1
    return number


def _write_jsonl(rows: Iterable[Row], text: io.TextIOBase, columns: Sequence[str]) -> int:
    number = 0
    for row in rows:
        text.write(json.dumps({name: row[name] for name in columns if name in row}, ensure_ascii=False) + "\n")
        number += 1
    return number


def _write_parquet(rows: Iterable[Row], part: Path, columns: Sequence[str]) -> int:
    taken = iter(rows)
    schema = dict.fromkeys(columns, pl.String())
    frames = [pl.DataFrame(schema=schema)]
    while chunk := list(islice(taken, _CHUNK)):
        frames.append(pl.DataFrame({name: [row.get(name) for row in chunk] for name in columns}, schema=schema))
    instants = [pl.col(name) for name in _INSTANTS if name in columns]
    frame = pl.concat(frames).with_columns(
        *(column.str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us", time_zone="UTC") for column in instants),
        *(pl.col(name).cast(pl.Int64) for name in ("seq",) if name in columns),
    )
    frame.write_parquet(part)
    return frame.height
