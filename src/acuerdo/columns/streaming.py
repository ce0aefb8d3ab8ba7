"""Facts in Parquet files to verdicts in Parquet files, some tickets at a time, whole tickets always."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acuerdo.columns.account import Account
from acuerdo.columns.examining import examine
from acuerdo.columns.reading import TableRefused
from acuerdo.columns.routing import Question
from acuerdo.columns.table import Decided, Prepared, TableJudge

Signatures = NDArray[np.uint64]

BATCH_ROWS = 250_000
"""Rows read at a time: what the memory of a run is proportional to."""

_WINDOW = 4_096


@dataclass(frozen=True, slots=True)
class Part:
    """Rows `[begin, end)` of a Parquet file: whole tickets."""

    path: Path
    begin: int
    end: int


def count_rows(path: Path) -> int:
    """Return how many rows a Parquet file holds."""
    return int(pl.scan_parquet(path).select(pl.len()).collect().item())


def divide(paths: Sequence[Path], count: int) -> list[list[Part]]:
    """Divide files into shares of about the same number of rows, each cut between two tickets.

    >>> divide([], 2)
    [[], []]
    """
    sizes = [count_rows(path) for path in paths]
    total = sum(sizes)
    shares: list[list[Part]] = [[] for _ in range(count)]
    before = 0
    for path, size in zip(paths, sizes, strict=True):
        wanted = (share * total // count - before for share in range(1, count))
        cuts = [0, *(_between_tickets(path, place, size) for place in wanted if 0 < place < size), size]
        for begin, end in pairwise(cuts):
            if begin < end:
                share = min((before + (begin + end) // 2) * count // max(total, 1), count - 1)
                shares[share].append(Part(path, begin, end))
        before += size
    return shares


def _between_tickets(path: Path, place: int, size: int) -> int:
    """Return the first row at or after a place where another ticket begins."""
    names = pl.scan_parquet(path).select("ticket")
    position = place
    while position < size:
        window = names.slice(position - 1, _WINDOW + 1).collect()["ticket"]
        changed = window.ne_missing(window.shift(1)).slice(1).arg_true()
        if len(changed):
            return position + int(changed[0])
        position += _WINDOW
    return size


def read_batches(part: Part, batch_rows: int = BATCH_ROWS) -> Iterator[tuple[int, pl.DataFrame]]:
    """Yield a part in batches of whole tickets, each with the number of its first row (from 1)."""
    left = part.end - part.begin
    facts = pl.scan_parquet(part.path).slice(part.begin, left)
    first, rest = part.begin + 1, pl.DataFrame()
    for read in facts.collect_batches(chunk_size=batch_rows, maintain_order=True):
        left -= len(read)
        frame = pl.concat([rest, read]) if len(rest) else read
        kept = _whole_tickets(frame) if left else len(frame)
        if kept:
            yield first, frame[:kept]
        first, rest = first + kept, frame[kept:]


def _whole_tickets(frame: pl.DataFrame) -> int:
    """Return how many rows there are before the last ticket's."""
    window = _WINDOW
    while True:
        names = frame["ticket"].tail(window)
        changed = names.ne_missing(names.shift(1)).slice(1).arg_true()
        if len(changed):
            return len(frame) - len(names) + int(changed[-1]) + 1
        if window >= len(frame):
            return 0
        window *= 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamed:
    """What became of some parts: the account, a signature (64 bits) of every ticket met, and the files written."""

    account: Account
    tickets: Signatures
    written: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamer:
    """Judges parts batch by batch: one thread reads ahead and one writes behind, each a batch at most.

    With `examined`, the question that is judged, parts in ratios and findings are written beside the lines. The
    threads stay the same for all parts of a process: memory that others used would be given back late.
    """

    judge: TableJudge
    batch_rows: int = BATCH_ROWS
    examined: Question | None = None
    reader: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    writer: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.reader.shutdown()
        self.writer.shutdown()

    def stream(
        self, parts: Sequence[Part], folder: Path, name: str, check: Callable[[], None] = lambda: None
    ) -> Streamed:
        """Judge parts into Parquet files `name-0000.parquet`... of a folder, in the order of the input.

        `check` is called before each batch, and may raise.
        """
        account = Account()
        signatures: list[Signatures] = []
        written: list[Path] = []
        writing: Future[None] | None = None
        for prepared in _ahead(self.reader, self.judge, parts, self.batch_rows):
            check()
            decided = self.judge.decide(prepared)
            account.add(decided.account)
            signatures.append(prepared.rows.tickets.hash(seed=0).to_numpy())
            written.append(folder / f"{name}-{len(written):04}.parquet")
            if writing is not None:
                writing.result()
            writing = self.writer.submit(self._write, decided, written[-1])
        if writing is not None:
            writing.result()
        tickets = np.concatenate(signatures) if signatures else np.zeros(0, np.uint64)
        return Streamed(account=account, tickets=tickets, written=tuple(written))

    def _write(self, decided: Decided, path: Path) -> None:
        write_lines(self.judge.tell(decided).table, path)
        if self.examined is not None:
            found = examine(self.examined, decided.prepared)
            found.shares.write_parquet(_beside(path, "shares"))
            found.findings.write_parquet(_beside(path, "findings"))


def _ahead(reader: ThreadPoolExecutor, judge: TableJudge, parts: Sequence[Part], batch_rows: int) -> Iterator[Prepared]:
    """Yield the batches of all parts in numbers, the next one being read while one is worked on."""
    batches = (judge.prepare(frame, first) for part in parts for first, frame in read_batches(part, batch_rows))
    coming = reader.submit(next, batches, None)
    while (batch := coming.result()) is not None:
        coming = reader.submit(next, batches, None)
        yield batch


def _beside(part: Path, what: str) -> Path:
    """Return where what belongs to a part of the lines is written."""
    return part.with_name(f"{what}-{part.name.removeprefix('part-')}")


def write_lines(table: pl.DataFrame, path: Path) -> None:
    """Write verdict lines as a part of the answer."""
    table.write_parquet(path, compression="snappy", statistics=False)


def refuse_torn(marks: Sequence[Signatures], paths: Sequence[Path]) -> None:
    """Raise `TableRefused` (`torn_ticket`) when a ticket was met in two batches."""
    every = pl.Series(np.concatenate(marks) if marks else np.zeros(0, np.uint64))
    if every.n_unique() == len(every):
        return
    twice = every.filter(every.is_duplicated()).unique()
    names = pl.scan_parquet(list(paths)).select(pl.col("ticket").cast(pl.String).unique()).collect()["ticket"]
    suspects = names.filter(names.hash(seed=0).is_in(twice.implode()))
    if len(suspects) > len(twice):  # different tickets of one signature: a chance of one in thousands of millions
        return
    raise TableRefused(
        "torn_ticket",
        ", ".join(path.name for path in paths),
        found=f"ticket {suspects.sort()[0]} in two parts",
        expected="the rows of each ticket together",
        hint="sort the facts by ticket, or give them as one table",
    )
