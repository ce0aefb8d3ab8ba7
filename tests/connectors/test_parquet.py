"""Parquet: typed columns become facts as texts do."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from acuerdo.connectors.columnwise import facts_table
from acuerdo.connectors.importing import import_facts
from acuerdo.connectors.limits import Limits
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.connectors.tables import table_of
from tests.connectors.files import written

AT = datetime(2026, 3, 2, 9, 0, 0, 123456, UTC)


def saved(folder: Path, table: pl.DataFrame) -> Path:
    path = folder / "facts.parquet"
    table.write_parquet(path)
    return path


def test_typed_instants_and_numbers_become_facts(tmp_path: Path) -> None:
    path = saved(
        tmp_path, pl.DataFrame({"ticket": [7], "at": [AT], "event": ["opened"], "seq": [2], "public": [False]})
    )
    fact = import_facts(path).facts[0]
    assert (fact.ticket, fact.at_us, fact.seq, fact.public) == ("7", 1_772_442_000_123_456, 2, False)
    assert facts_table(path).table.equals(table_of([fact]))


def test_other_zones_and_units_are_the_same_instant(tmp_path: Path) -> None:
    column = pl.Series([AT]).dt.cast_time_unit("ns").dt.convert_time_zone("America/Lima")
    path = saved(tmp_path, pl.DataFrame({"ticket": ["T1"], "at": column, "event": ["opened"]}))
    assert import_facts(path).facts[0].at_us == 1_772_442_000_123_456
    assert facts_table(path).table["at"].to_list() == [1_772_442_000_123_456]


@pytest.mark.parametrize("moment", [datetime(2026, 3, 2, 9), date(2026, 3, 2)])  # noqa: DTZ001 - naive on purpose
def test_naive_instants_need_the_zone(tmp_path: Path, moment: date) -> None:
    path = saved(tmp_path, pl.DataFrame({"ticket": ["T1"], "at": [moment], "event": ["opened"]}))
    assert [row.code for row in import_facts(path).refused] == ["naive_instant"]
    assert facts_table(path).refused == import_facts(path).refused
    assert len(import_facts(path, time_zone="Europe/Madrid").facts) == 1


def test_a_column_of_lists_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, pl.DataFrame({"ticket": [["T1"]], "at": [AT], "event": ["opened"]}))
    with pytest.raises(ImportRefused) as caught:
        import_facts(path)
    assert caught.value.code == "bad_parquet"


def test_a_damaged_file_and_one_of_too_many_cells_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, pl.DataFrame({"ticket": ["T1"] * 100, "at": [AT] * 100, "event": ["opened"] * 100}))
    with pytest.raises(ImportRefused) as caught:
        import_facts(path, limits=Limits(cells=7))
    assert caught.value.code == "too_big"
    with pytest.raises(ImportRefused) as caught:
        import_facts(written(tmp_path, path.read_bytes()[:-20], "cut.parquet"))
    assert caught.value.code == "bad_parquet"


def test_an_unknown_column_of_facts_is_refused_by_name(tmp_path: Path) -> None:
    path = saved(tmp_path, pl.DataFrame({"ticket": ["T1"], "at": [AT], "event": ["opened"], "prority": ["P1"]}))
    with pytest.raises(ImportRefused) as caught:
        import_facts(path)
    assert (caught.value.code, caught.value.hint) == ("unknown_column", "did you mean priority?")


def test_a_character_that_no_text_may_hold_is_left_out(tmp_path: Path) -> None:
    table = pl.DataFrame({"ticket": ["T\0" + "1", "T1"], "at": [AT, AT], "event": ["opened", "re\0plied"]})
    path = saved(tmp_path, table)
    assert [(fact.ticket, fact.event) for fact in import_facts(path).facts] == [("T1", "opened"), ("T1", "replied")]
    assert facts_table(path).table["ticket"].to_list() == ["T1", "T1"]
