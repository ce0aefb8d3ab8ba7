"""The columns on one machine: a table at once, or files streamed by one or several processes."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import polars as pl

from acuerdo.columns.account import Account, ColumnsAnswer
from acuerdo.columns.compiling import COMPILED
from acuerdo.columns.processes import Work, judge_shares
from acuerdo.columns.reading import TableRefused
from acuerdo.columns.routing import Question, verdict_rows
from acuerdo.columns.streaming import BATCH_ROWS, divide, refuse_torn
from acuerdo.columns.table import TableJudge
from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.facts import STATUS_WORDS
from acuerdo.core.clock.intake import StatusMap
from acuerdo.core.clock.verdict import Mark
from acuerdo.core.terms.agreement import Agreement
from acuerdo.core.terms.priorities import PriorityScale

SMALL_ROWS = 5_000
"""A table of fewer rows is judged by the scalar core sooner than compiled code is loaded."""

_SHARES = 8
"""Shares for each of several processes: one that starts late, or is slower, leaves more of them to the others."""


def choose_engine(engine: str, rows: int) -> str:
    """Return the engine to use: `auto` takes the scalar core for little, else the fastest that is there.

    Whether this process compiles is settled when it starts. Raises `TableRefused` (`no_engine`) for the other one.

    >>> choose_engine("auto", 100)
    'core'
    """
    here = "numba" if COMPILED else "numpy"
    if engine == "auto":
        return "core" if rows < SMALL_ROWS else here
    if engine not in {here, "core"}:
        hint = "set ACUERDO_ENGINE=numpy" if engine == "numpy" else "install the extra `fast`, and leave ACUERDO_ENGINE"
        raise TableRefused("no_engine", "engine", found=engine, expected=f"auto, {here} or core", hint=hint)
    return engine


def judge_columns(
    agreement: Agreement,
    facts: pl.DataFrame | Sequence[Path],
    as_of_us: int,
    *,
    exclusions: Sequence[Exclusion] = (),
    known_at_us: int | None = None,
    marks: Mapping[str, tuple[Mark, ...]] | None = None,
    statuses: StatusMap = STATUS_WORDS,
    engine: str = "auto",
    processes: int = 1,
    out: Path | None = None,
    life: bool = False,
    examined: bool = False,
    batch_rows: int = BATCH_ROWS,
) -> ColumnsAnswer:
    """Judge facts in columns as of an instant (microseconds since 1970-01-01 UTC).

    `facts` is a table with the columns of the fact file (instants as Datetime in UTC or Int64 microseconds), in any
    order, or Parquet files in which the rows of each ticket stand together. Files are streamed, by `processes`, into
    the folder `out` as `part-*.parquet` in the order of the input; the answer's table is then empty. With `examined`
    the tickets' parts in ratios (`SHARE_SCHEMA`) and findings (`FINDING_SCHEMA`) stand beside them, as
    `shares-*.parquet` and `findings-*.parquet`. `engine` is `auto`, `numba`, `numpy` or `core`; `life` adds when each
    ticket was opened and resolved.

    Raises `TableRefused`: a ticket met twice in different parts of files is `torn_ticket`, and nothing is written.
    """
    question = Question(
        agreement=agreement,
        as_of_us=as_of_us,
        statuses=statuses,
        exclusions=tuple(exclusions),
        known_at_us=known_at_us,
        marks=dict(marks or {}),
    )
    if isinstance(facts, pl.DataFrame):
        return TableJudge(question, engine=choose_engine(engine, len(facts)), life=life).judge(facts)
    if out is None:
        raise TableRefused("no_output", "out", found="none", expected="a folder for the verdicts of files")
    shares = [share for share in divide(facts, processes * _SHARES if processes > 1 else 1) if share]
    rows = sum(part.end - part.begin for share in shares for part in share)
    if not rows:
        raise TableRefused("no_input", "facts", found="no rows", expected="Parquet files with facts")
    chosen, account = choose_engine(engine, rows), Account()
    with _aside(out) as folder:
        work = Work(
            question=_portable(question),
            engine=chosen,
            life=life,
            examined=examined,
            batch_rows=batch_rows,
            folder=folder,
            shares=len(shares),
        )
        streamed = judge_shares(work, shares, processes)
        refuse_torn([one.tickets for one in streamed], facts)
        for one in streamed:
            account.add(one.account)
    return ColumnsAnswer(table=verdict_rows([], life=life), account=account)


def _portable(question: Question) -> Question:
    """Return the question with plain mappings, which travel to other processes."""
    agreement = question.agreement
    plain = replace(
        agreement,
        calendars=dict(agreement.calendars),
        scale=_plain(agreement.scale),
        scales={name: _plain(scale) for name, scale in agreement.scales.items()},
        own_fields=dict(agreement.own_fields),
    )
    return replace(question, agreement=plain, statuses=dict(question.statuses))


def _plain(scale: PriorityScale) -> PriorityScale:
    return replace(scale, matrix=dict(scale.matrix), by_type=dict(scale.by_type))


@contextmanager
def _aside(out: Path) -> Iterator[Path]:
    """Yield a folder that takes the place of `out` once everything in it is written."""
    folder, before = (out.with_name(f".{out.name}.{state}") for state in ("partial", "before"))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
        shutil.rmtree(before, ignore_errors=True)
        if out.exists():
            out.rename(before)  # whole, so that nobody ever finds half of it
        folder.rename(out)
    finally:
        if before.exists() and not out.exists():
            before.rename(out)
        shutil.rmtree(before, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
