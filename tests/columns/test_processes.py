"""Shares of files judged by several processes: the lines of one, and nothing left behind when one of them fails."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from acuerdo.columns import TableRefused, judge_columns
from acuerdo.columns.compiling import COMPILED
from acuerdo.columns.processes import Share, Work
from acuerdo.columns.streaming import Streamed, Streamer
from tests.columns.comparing import plain_words
from tests.columns.histories import BEGIN, HOUR, raw_table
from tests.columns.test_table import AGREEMENT, _row, _usual

AS_OF = BEGIN + 400 * HOUR
ENGINE = "numba" if COMPILED else "numpy"
PATIENCE_S = 60
ROOT = Path(__file__).parents[2]

Check = Callable[[], None]
Before = Callable[[Path, Check], None]
"""What this process does before it judges a share: with the folder of what is written, and what raises an error."""

HELD = """
import sys, time
from pathlib import Path
from acuerdo.columns import judge_columns, processes
from tests.columns.test_processes import AGREEMENT, AS_OF, ENGINE

def hold(work, streamer, share, check):
    while not list(work.folder.glob("*.parquet")):
        time.sleep(0.01)
    print("held", flush=True)
    time.sleep(60)

processes.Work.judge = hold
facts, out = map(Path, sys.argv[1:])
judge_columns(AGREEMENT, [facts], AS_OF, engine=ENGINE, out=out, processes=2)
"""
"""A program, without a main function, that waits in its first share once the other process has written one."""


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    rows = [row for place in range(60) for row in _usual(f"T{place:03}")[: 3 + place % 8]]
    path = tmp_path / "facts.parquet"
    raw_table(rows).write_parquet(path, row_group_size=50)
    return path


def _hold(monkeypatch: pytest.MonkeyPatch, before: Before) -> None:
    """Let this process do something before each share; the others are not told."""
    own = Work.judge

    def judge(work: Work, streamer: Streamer, share: Share, check: Check = lambda: None) -> Streamed:
        before(work.folder, check)
        return own(work, streamer, share, check)

    monkeypatch.setattr(Work, "judge", judge)


def _until(true: Callable[[], object], check: Check = lambda: None) -> None:
    patience = time.monotonic() + PATIENCE_S
    while not true():
        check()
        if time.monotonic() > patience:
            raise TimeoutError
        time.sleep(0.01)


def _written(folder: Path) -> set[str]:
    """Name the shares of which there are lines."""
    return {path.name.split("-")[1] for path in folder.glob("part-*.parquet")}


def _read(folder: Path) -> pl.DataFrame:
    return plain_words(pl.concat([pl.read_parquet(part) for part in sorted(folder.iterdir())]))


def _others() -> set[int]:
    """Return the processes that this one began."""
    return _children(os.getpid())


def _children(process: int) -> set[int]:
    threads = Path(f"/proc/{process}/task").glob("*/children")
    return {int(word) for path in threads for word in path.read_text("ascii").split()}


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_any_number_of_processes_gives_the_lines_of_one_table(
    facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    whole = judge_columns(AGREEMENT, pl.read_parquet(facts), AS_OF, engine=ENGINE)
    out = tmp_path / "verdicts"
    _hold(monkeypatch, lambda folder, check: _until(lambda: len(_written(folder)) >= 4 * (processes - 1), check))
    answer = judge_columns(AGREEMENT, [facts], AS_OF, engine=ENGINE, out=out, processes=processes)
    assert _read(out).equals(plain_words(whole.table))
    assert (answer.account.tickets, answer.account.judged) == (60, whole.account.judged)
    names = sorted(_written(out))
    assert [int(name) for name in names] == list(range(len(names)))
    assert len(names) == {1: 1, 2: 16, 3: 24}[processes]


def test_fewer_tickets_than_shares_are_judged_once_each(tmp_path: Path) -> None:
    path, out = tmp_path / "facts.parquet", tmp_path / "verdicts"
    raw_table([row for name in ("A", "B", "C") for row in _usual(name)]).write_parquet(path)
    whole = judge_columns(AGREEMENT, pl.read_parquet(path), AS_OF, engine=ENGINE)
    answer = judge_columns(AGREEMENT, [path], AS_OF, engine=ENGINE, out=out, processes=3)
    assert _read(out).equals(plain_words(whole.table))
    assert answer.account.tickets == 3


def test_one_ticket_needs_no_other_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, before = tmp_path / "facts.parquet", _others()
    raw_table(_usual("A")).write_parquet(path)
    begun: list[set[int]] = []
    _hold(monkeypatch, lambda _, __: begun.append(_others() - before))
    judge_columns(AGREEMENT, [path], AS_OF, engine=ENGINE, out=tmp_path / "verdicts", processes=3)
    assert begun == [set()]


def test_refused_rows_are_told_in_the_order_of_the_input(
    facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "bad.parquet"
    strange = pl.when(pl.int_range(pl.len()) % 7 == 2).then(pl.lit("strange")).otherwise("event").alias("event")
    pl.read_parquet(facts).with_columns(pl.col("event").cast(pl.String)).with_columns(strange).write_parquet(bad)
    one = judge_columns(AGREEMENT, [bad], AS_OF, engine=ENGINE, out=tmp_path / "one").account
    _hold(monkeypatch, lambda folder, check: _until(lambda: len(_written(folder)) >= 4, check))
    two = judge_columns(AGREEMENT, [bad], AS_OF, engine=ENGINE, out=tmp_path / "two", processes=2).account
    assert one.refused_rows
    assert two == one


def test_a_ticket_torn_between_two_processes_is_refused_and_nothing_is_written(
    facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again, out = tmp_path / "again.parquet", tmp_path / "verdicts"
    raw_table([_row("T001", 300, "asked")]).write_parquet(again)
    _hold(monkeypatch, lambda folder, check: _until(lambda: len(_written(folder)) >= 15, check))
    with pytest.raises(TableRefused, match="T001 in two parts") as refusal:
        judge_columns(AGREEMENT, [facts, again], AS_OF, engine=ENGINE, out=out, processes=2)
    assert refusal.value.code == "torn_ticket"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.parquet", "facts.parquet"]


def test_a_refusal_of_another_process_stops_this_one_at_its_next_batch(
    facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, before = tmp_path / "bad.parquet", _others()
    pl.read_parquet(facts).with_columns(pl.lit("x").alias("colour")).write_parquet(bad)
    _hold(monkeypatch, lambda _, check: _until(lambda: False, check))
    with pytest.raises(TableRefused, match="colour") as refusal:
        judge_columns(AGREEMENT, [facts, bad], AS_OF, engine=ENGINE, out=tmp_path / "verdicts", processes=2)
    assert refusal.value.code == "unknown_column"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.parquet", "facts.parquet"]
    assert _others() == before


def test_an_error_of_this_process_ends_the_others(
    facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    before = _others()

    def fail(folder: Path, check: Check) -> None:
        _until(lambda: _written(folder), check)
        raise KeyboardInterrupt

    _hold(monkeypatch, fail)
    with pytest.raises(KeyboardInterrupt):
        judge_columns(AGREEMENT, [facts], AS_OF, engine=ENGINE, out=tmp_path / "verdicts", processes=2)
    assert [path.name for path in tmp_path.iterdir()] == ["facts.parquet"]
    assert _others() == before
    assert capfd.readouterr() == ("", "")


def test_a_killed_process_is_told_of_and_nothing_is_written(
    facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _others()

    def end(_: Path, check: Check) -> None:
        for process in _others() - before:
            os.kill(process, signal.SIGKILL)
        _until(lambda: False, check)

    _hold(monkeypatch, end)
    with pytest.raises(TableRefused, match="ended with -9") as refusal:
        judge_columns(AGREEMENT, [facts], AS_OF, engine=ENGINE, out=tmp_path / "verdicts", processes=2)
    assert refusal.value.code == "process_ended"
    assert [path.name for path in tmp_path.iterdir()] == ["facts.parquet"]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_judge_that_is_ended_leaves_the_former_verdicts_and_no_process(
    facts: Path, tmp_path: Path, how: signal.Signals
) -> None:
    out = tmp_path / "verdicts"
    judge_columns(AGREEMENT, [facts], AS_OF, engine=ENGINE, out=out)
    former = _read(out)
    words = [sys.executable, "-c", HELD, str(facts), str(out)]
    judge = subprocess.Popen(words, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert judge.stdout is not None
    assert judge.stdout.readline() == "held\n"
    others = _children(judge.pid)
    assert len(others) == 1
    judge.send_signal(how)
    _, told = judge.communicate(timeout=PATIENCE_S)
    assert told.count("Traceback") == (how == signal.SIGINT)
    _until(lambda: not any(Path(f"/proc/{process}/exe").exists() for process in others))
    assert _read(out).equals(former)
    judge_columns(AGREEMENT, [facts], AS_OF, engine=ENGINE, out=out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["facts.parquet", "verdicts"]
