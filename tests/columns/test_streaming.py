import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from acuerdo.columns import TableRefused, judge_columns
from acuerdo.columns.compiling import COMPILED
from acuerdo.columns.streaming import Part, divide, read_batches
from tests.columns.comparing import plain_words
from tests.columns.histories import BEGIN, HOUR, raw_table
from tests.columns.test_table import AGREEMENT, _row, _usual

AS_OF = BEGIN + 400 * HOUR
ENGINE = "numba" if COMPILED else "numpy"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    rows = [row for place in range(60) for row in _usual(f"T{place:03}")[: 3 + place % 8]]
    path = tmp_path / "facts.parquet"
    raw_table(rows).write_parquet(path, row_group_size=50)
    return path


def _read(folder: Path) -> pl.DataFrame:
    parts = sorted(folder.iterdir())
    return plain_words(pl.concat([pl.read_parquet(part) for part in parts]))


def test_files_are_streamed_in_whole_tickets_to_the_same_lines(facts: Path, tmp_path: Path) -> None:
    whole = judge_columns(AGREEMENT, pl.read_parquet(facts), AS_OF, engine=ENGINE)
    out = tmp_path / "verdicts"
    answer = judge_columns(AGREEMENT, [facts], AS_OF, engine=ENGINE, out=out, batch_rows=37)
    assert _read(out).equals(plain_words(whole.table))
    assert (answer.account.tickets, answer.account.lines) == (60, len(whole.table))
    assert len(list(out.iterdir())) > 5


def test_a_file_is_divided_between_tickets_only(facts: Path) -> None:
    shares = divide([facts], 4)
    names = [
        pl.read_parquet(part.path).slice(part.begin, part.end - part.begin)["ticket"].unique().to_list()
        for share in shares
        for part in share
    ]
    assert len(names) == 4
    assert sum(len(found) for found in names) == len({name for found in names for name in found}) == 60


def test_batches_hold_whole_tickets_and_every_row_once(facts: Path) -> None:
    table = pl.read_parquet(facts)
    batches = list(read_batches(Part(facts, 0, len(table)), batch_rows=11))
    assert pl.concat([frame for _, frame in batches]).equals(table)
    assert [first for first, _ in batches] == [
        1 + sum(len(frame) for _, frame in batches[:place]) for place in range(len(batches))
    ]
    assert sum(frame["ticket"].n_unique() for _, frame in batches) == 60


def test_a_ticket_met_again_in_another_part_is_refused_and_nothing_is_written(facts: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.parquet"
    raw_table([_row("T001", 300, "asked")]).write_parquet(again)
    out = tmp_path / "verdicts"
    with pytest.raises(TableRefused, match="T001 in two parts") as refusal:
        judge_columns(AGREEMENT, [facts, again], AS_OF, engine=ENGINE, out=out)
    assert refusal.value.code == "torn_ticket"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.parquet", "facts.parquet"]


def test_files_that_differ_in_columns_are_judged_each_by_its_own(facts: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.parquet"
    raw_table([_row("X1", 1, "opened", team="desk"), _row("X1", 3, "resolved")]).write_parquet(more)
    answer = judge_columns(AGREEMENT, [facts, more], AS_OF, engine=ENGINE, out=tmp_path / "verdicts")
    assert answer.account.judged == 61


@pytest.mark.parametrize(
    ("paths", "options", "code"),
    [([], {"out": Path("unused")}, "no_input"), ([], {}, "no_output")],
)
def test_files_need_rows_and_a_folder(paths: list[Path], options: dict[str, Path], code: str) -> None:
    with pytest.raises(TableRefused) as refusal:
        judge_columns(AGREEMENT, paths, AS_OF, out=options.get("out"))
    assert refusal.value.code == code


def test_the_other_engine_is_refused_with_the_way_to_it(facts: Path) -> None:
    other = "numpy" if COMPILED else "numba"
    with pytest.raises(TableRefused, match="ACUERDO_ENGINE") as refusal:
        judge_columns(AGREEMENT, pl.read_parquet(facts), AS_OF, engine=other)
    assert refusal.value.code == "no_engine"


def test_without_the_compiler_the_laws_hold_as_well() -> None:
    laws = "tests/laws/test_columns_equal.py::test_compiled_verdicts_are_those_of_the_scalar_core"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", laws],
        cwd=ROOT,
        env={**os.environ, "ACUERDO_ENGINE": "numpy"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "1 passed" in done.stdout
