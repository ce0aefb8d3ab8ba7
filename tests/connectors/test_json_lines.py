"""JSON Lines: objects, numbers as they were written, and lines that are none."""

from pathlib import Path

import pytest

from acuerdo.connectors.columnwise import facts_table
from acuerdo.connectors.importing import import_facts
from acuerdo.connectors.profile_files import parse_profile
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.connectors.tables import table_of
from tests.connectors.files import written

OPENED = '{"ticket": "T1", "at": "2026-03-02T09:00:00Z", "event": "opened"'


def test_facts_are_read_one_object_a_line(tmp_path: Path) -> None:
    path = written(tmp_path, OPENED + ', "public": false, "seq": 3, "site": null}\n\n', "facts.jsonl")
    found = import_facts(path).facts[0]
    assert (found.ticket, found.public, found.seq, found.fields) == ("T1", False, 3, ())


def test_numbers_stay_as_they_were_written(tmp_path: Path) -> None:
    path = written(tmp_path, OPENED + ', "asset": 12345678901234567890, "site": 99.90}\n', "facts.jsonl")
    assert dict(import_facts(path).facts[0].fields) == {"asset": "12345678901234567890", "site": "99.90"}


def test_nested_objects_are_reached_by_dots(tmp_path: Path) -> None:
    profile = parse_profile(
        "profile: 1\nid: api\nrows: events\ncolumns: {ticket: id, at: _info.entered, owner: owner.name, site: tags}\n"
        "constants: {event: opened}\n",
        "p.yaml",
    )
    line = '{"id": 1, "_info": {"entered": "2026-03-02T09:00:00Z"}, "owner": {"name": "Ana"}, "tags": ["a", "ñ"]}'
    found = import_facts(written(tmp_path, line, "api.jsonl"), profile).facts[0]
    assert dict(found.fields) == {"owner": "Ana", "site": '["a", "ñ"]'}


@pytest.mark.parametrize("bad", ["{", '{"a": 1} x', "3", "[1]", "[" * 100_000])
def test_a_line_that_is_no_object_is_refused_by_itself(tmp_path: Path, bad: str) -> None:
    path = written(tmp_path, f"{OPENED}}}\n{bad}\n{OPENED.replace('T1', 'T2')}}}\n", "facts.jsonl")
    found = import_facts(path)
    assert [fact.ticket for fact in found.facts] == ["T1", "T2"]
    assert [(row.code, row.line, row.row) for row in found.refused] == [("bad_json", 2, 2)]
    assert found.counts.rows == 3


def test_a_name_that_only_one_line_has_refuses_that_line(tmp_path: Path) -> None:
    path = written(tmp_path, f'{OPENED}}}\n{OPENED}, "prority": "P1"}}\n', "facts.jsonl")
    found = import_facts(path)
    assert [(row.code, row.line, row.column, row.ticket) for row in found.refused] == [
        ("unknown_column", 2, "prority", "T1")
    ]
    table = facts_table(path)
    assert table.refused == found.refused
    assert table.table.equals(table_of(found.facts))


def test_a_json_array_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as caught:
        import_facts(written(tmp_path, f"[\n{OPENED}}}]", "facts.jsonl"))
    assert caught.value.code == "not_json_lines"
    assert "line of its own" in caught.value.hint
