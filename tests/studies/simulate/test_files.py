import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from acuerdo.core.clock.facts import FACT_COLUMNS
from acuerdo.studies.simulate import simulate, simulate_table, write_facts
from acuerdo.studies.simulate.engine import Row
from acuerdo.studies.simulate.refusals import OutputRefused
from tests.studies.simulate.scenes import EVERYTHING, make

ROWS = list(simulate(make(**EVERYTHING), 1))


@pytest.mark.parametrize("name", ["facts.csv", "facts.csv.gz"])
def test_csv_says_what_the_rows_say(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert write_facts(ROWS, path) == len(ROWS)
    with (gzip.open if name.endswith("gz") else open)(path, "rt", encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    assert [{key: value for key, value in row.items() if value} for row in read] == ROWS
    assert tuple(read[0]) == FACT_COLUMNS


@pytest.mark.parametrize("name", ["facts.jsonl", "facts.jsonl.gz"])
def test_json_lines_say_what_the_rows_say(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert write_facts(ROWS, path) == len(ROWS)
    with (gzip.open if name.endswith("gz") else open)(path, "rt", encoding="utf-8") as file:
        assert [json.loads(line) for line in file] == ROWS


def test_parquet_has_instants_and_numbers(tmp_path: Path) -> None:
    path = tmp_path / "facts.parquet"
    assert write_facts(ROWS, path) == len(ROWS)
    table = pl.read_parquet(path)
    assert table.schema["at"] == pl.Datetime("us", "UTC")
    assert table.schema["seq"] == pl.Int64()
    assert [at.strftime("%Y-%m-%dT%H:%M:%SZ") for at in table["at"]] == [row["at"] for row in ROWS]
    assert table["owner"].to_list() == [row.get("owner") for row in ROWS]


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.jsonl", "a.parquet"])
def test_the_same_rows_make_the_same_file(tmp_path: Path, name: str) -> None:
    first, second = tmp_path / name, tmp_path / f"b{name}"
    write_facts(ROWS, first)
    write_facts(ROWS, second)
    assert first.read_bytes() == second.read_bytes()


def test_chosen_columns_only(tmp_path: Path) -> None:
    write_facts(ROWS, tmp_path / "few.csv", columns=("ticket", "event"))
    assert (tmp_path / "few.csv").read_text(encoding="utf-8").splitlines()[0] == "ticket,event"


def test_another_file_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputRefused, match=r"\.csv, \.csv\.gz"):
        write_facts(ROWS, tmp_path / "facts.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_nothing_half_written_is_left_behind(tmp_path: Path) -> None:
    def breaks() -> Iterator[Row]:
        yield ROWS[0]
        raise RuntimeError("the source broke")

    path = tmp_path / "facts.csv"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(RuntimeError, match="the source broke"):
        write_facts(breaks(), path)
    assert path.read_text(encoding="utf-8") == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["facts.csv"]


def test_a_table_for_measurements_is_sorted_and_whole() -> None:
    table = simulate_table(5_000, seed=3)
    assert 5.4 < table.height / 5_000 < 6.2
    assert table["ticket"].is_sorted()
    assert table["ticket"].n_unique() == 5_000
    ordered = table.select((pl.col("at").diff() >= pl.duration(seconds=0)).over("ticket").all())
    assert ordered.item()
    first = table.group_by("ticket", maintain_order=True).first()
    assert set(first["event"].cast(pl.String)) == {"opened"}
    assert first["priority"].null_count() == 0
    assert set(table["event"].cast(pl.String)) == {
        *("opened", "changed", "replied", "asked", "resolved", "reopened", "closed"),
    }


def test_a_table_is_the_same_for_the_same_seed() -> None:
    assert simulate_table(200, seed=5).equals(simulate_table(200, seed=5))
    assert not simulate_table(200, seed=5).equals(simulate_table(200, seed=6))


@pytest.mark.parametrize("tickets", [0, -1, 20_000_001])
def test_a_table_of_absurd_size_is_refused(tickets: int) -> None:
    with pytest.raises(ValueError, match="expected 1 to"):
        simulate_table(tickets, seed=1)
