"""Delimited text: what is read, what is refused, and where."""

from pathlib import Path

import pytest

from acuerdo.connectors.importing import import_facts
from acuerdo.connectors.limits import Limits
from acuerdo.connectors.profile import FileShape
from acuerdo.connectors.reading import read_sheets
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.connectors.sheets import Sheet, Wanted
from tests.connectors.files import FACTS, written

WANTED = Wanted(required=("a", "c"), ticket="a")


def sheet(path: Path, shape: str = "{}", wanted: Wanted = WANTED, **limits: int) -> Sheet:
    return read_sheets(path, FileShape.model_validate_json(shape), wanted, Limits(**limits))[0]


def refusal(path: Path, shape: str = "{}", wanted: Wanted = WANTED, **limits: int) -> ImportRefused:
    with pytest.raises(ImportRefused) as caught:
        sheet(path, shape, wanted, **limits)
    return caught.value


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_header(tmp_path: Path, delimiter: str) -> None:
    rows = [["a", "b", "c"], ["1", "x y", "é"], ["2", "", ""]]
    found = sheet(written(tmp_path, "\n".join(delimiter.join(row) for row in rows)))
    assert found.delimiter == delimiter
    assert found.table.rows() == [("1", "é"), ("2", None)]
    assert found.columns == ("a", "b", "c")


def test_quoted_cells_give_the_same_as_plain_ones(tmp_path: Path) -> None:
    plain = sheet(written(tmp_path, "a;b;c\n1;2;3\n4;5;6\n", "plain.csv"))
    quoted = sheet(written(tmp_path, '"a";"b";"c"\n"1";"2";"3"\n"4";"5";"6"\n', "quoted.csv"))
    assert plain.table.equals(quoted.table)
    assert [plain.line_of(1), quoted.line_of(1)] == [3, 3]


def test_a_quoted_cell_may_hold_delimiters_quotes_and_line_breaks(tmp_path: Path) -> None:
    found = sheet(written(tmp_path, 'a,b,c\n1,"x, ""y""\nz",3\n2,y,4\n'))
    assert found.table.rows() == [("1", "3"), ("2", "4")]
    assert found.line_of(1) == 4


@pytest.mark.parametrize(
    ("encoding", "shape"),
    [
        ("utf-8", "{}"),
        ("utf-8-sig", "{}"),
        ("utf-16", "{}"),
        ("utf-16-le", "{}"),
        ("utf-16-be", "{}"),
        ("utf-16-le", '{"encoding": "utf-16"}'),
        ("cp1251", '{"encoding": "cp1251"}'),
    ],
)
def test_cyrillic_is_read_in_every_encoding_of_windows(tmp_path: Path, encoding: str, shape: str) -> None:
    found = sheet(written(tmp_path, "a;b;c\nИ-1;x;Решена\n".encode(encoding)), shape)
    assert found.table.rows() == [("И-1", "Решена")]


def test_western_accents_are_read_in_cp1252(tmp_path: Path) -> None:
    found = sheet(written(tmp_path, "a;b;c\n1;€;Cerrado – sí\n".encode("cp1252")), '{"encoding": "cp1252"}')
    assert found.table.rows() == [("1", "Cerrado – sí")]


def test_an_unnamed_encoding_is_refused_with_its_line_and_never_guessed(tmp_path: Path) -> None:
    found = refusal(written(tmp_path, b"a;b;c\n1;2;3\n2;x;sesi\xf3n\n"))
    assert (found.code, found.line) == ("unknown_encoding", 3)
    assert "cp1252" in found.hint


@pytest.mark.parametrize(
    ("declared", "content"),
    [
        ("utf-8", b"a;b;c\n1;2;\xff\n"),
        ("cp1251", b"a;b;c\n1;2;\x98\n"),
        ("cp1252", b"a;b;c\n1;2;\x81\n"),
        ("utf-16", "a;b;c\n1;2;3\n".encode("utf-16-le") + b"\x00\xdc\n\x00"),
    ],
)
def test_the_wrong_encoding_is_refused_with_its_line(tmp_path: Path, declared: str, content: bytes) -> None:
    found = refusal(written(tmp_path, content), f'{{"encoding": "{declared}"}}')
    assert found.code == "wrong_encoding"
    assert found.line in (2, 3)


def test_windows_and_old_mac_line_ends_change_nothing(tmp_path: Path) -> None:
    texts = ["a;b;c\n1;2;3\n4;5;6\n", "a;b;c\r\n1;2;3\r\n4;5;6\r\n", "a;b;c\n1;2;3\r4;5;6\n"]
    found = [sheet(written(tmp_path, text, f"{place}.csv")).table.rows() for place, text in enumerate(texts)]
    assert found[0] == found[1] == found[2] == [("1", "3"), ("4", "6")]


@pytest.mark.parametrize("bad", ["4;5", "4;5;6;7", "4;5;6;"])
def test_a_row_of_the_wrong_width_is_refused_by_itself(tmp_path: Path, bad: str) -> None:
    found = sheet(written(tmp_path, f"a;b;c\n1;2;3\n{bad}\n7;8;9\n"))
    assert found.table.rows() == [("1", "3"), ("7", "9")]
    assert [(row.code, row.line, row.row, row.ticket) for row in found.refused] == [("wrong_width", 3, 2, "4")]
    assert [found.row_of(1), found.line_of(1)] == [3, 4]


def test_a_short_row_and_a_long_one_do_not_make_up_for_each_other(tmp_path: Path) -> None:
    found = sheet(written(tmp_path, "a;b;c\n1;2\n4;5;6;7\n7;8;9\n"))
    assert found.table.rows() == [("7", "9")]
    assert [row.line for row in found.refused] == [2, 3]


def test_blank_rows_are_counted_and_lines_still_right(tmp_path: Path) -> None:
    found = sheet(written(tmp_path, "a;b;c\n1;2;3\n\n;;\n4;5;6;7\n"))
    assert (found.table.height, found.blank) == (1, 2)
    assert found.refused[0].line == 5


def test_lines_above_the_header_can_be_skipped(tmp_path: Path) -> None:
    found = sheet(written(tmp_path, "Informe de tickets\n\na;b;c\n1;2;3\n"), '{"header_line": 2}')
    assert found.table.rows() == [("1", "3")]
    assert found.line_of(0) == 4


def test_a_quote_without_partner_is_refused_at_its_line(tmp_path: Path) -> None:
    found = sheet(written(tmp_path, 'a,b,c\n1,"2"x,3\n4,5,6\n'))
    assert [(row.code, row.line) for row in found.refused] == [("bad_quoting", 2)]
    assert found.table.rows() == [("4", "6")]


def test_a_quote_that_swallows_the_file_is_refused_as_an_endless_record(tmp_path: Path) -> None:
    body = 'a,b,c\n1,"2,3\n' + "4,5,6\n" * 300
    found = refusal(written(tmp_path, body), line=1_000)
    assert (found.code, found.line) == ("line_too_long", 2)


def test_a_line_over_the_limit_is_refused_with_its_number(tmp_path: Path) -> None:
    found = refusal(written(tmp_path, "a,b,c\n1,2,3\n" + "x" * 1_500 + "\n"), line=1_000)
    assert (found.code, found.line) == ("line_too_long", 3)


def test_a_line_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    row = "1,2," + "x" * 996
    assert sheet(written(tmp_path, f"a,b,c\n{row}\n{row}\n"), line=1_000).table.height == 2
    assert refusal(written(tmp_path, f"a,b,c\n{row}x\n"), line=1_000).code == "line_too_long"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\n\n\n", "no_header"),
        (b'"a"b;c\n1;2\n', "no_header"),
        (b"a,b,c\n1,\0,3\n", "binary_file"),
        (b"abc\n1\n", "unknown_delimiter"),
        (b"a,b;c\n1,2;3\n", "unknown_delimiter"),
        (b"a,b,d\n1,2,3\n", "missing_column"),
        (b"a,b,c,c\n1,2,3,4\n", "ambiguous_column"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old_workbook"),
        (b'[{"a": 1}]', "not_json_lines"),
        (b"BZh91AY", "unreadable"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_name(tmp_path: Path, content: bytes, code: str) -> None:
    found = refusal(written(tmp_path, content))
    assert found.code == code
    assert str(tmp_path) in found.file


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv").code == "no_file"


def test_a_missing_column_brings_the_nearest_name(tmp_path: Path) -> None:
    found = refusal(written(tmp_path, "ab;cd\n1;2\n"), wanted=Wanted(required=("abc",), ticket=""))
    assert found.hint == "did you mean ab?"


def test_columns_are_found_whatever_their_case(tmp_path: Path) -> None:
    found = sheet(written(tmp_path, "A;b; C \n1;2;3\n"))
    assert found.table.columns == ["a", "c"]


def test_a_file_without_rows_gives_an_empty_table(tmp_path: Path) -> None:
    assert sheet(written(tmp_path, "a;b;c\n")).table.height == 0
    assert import_facts(written(tmp_path, FACTS)).facts == []


def test_repeated_columns_that_nobody_reads_do_no_harm(tmp_path: Path) -> None:
    found = sheet(written(tmp_path, "a,Comment,Comment,c\n1,x,y,3\n"))
    assert found.columns == ("a", "Comment", "Comment (2)", "c")
    assert found.table.rows() == [("1", "3")]
