"""XLSX: what a spreadsheet holds, and what it must not."""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # it brings no types
import pytest

from acuerdo.connectors.importing import import_facts
from acuerdo.connectors.limits import Limits
from acuerdo.connectors.profile_files import parse_profile
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.connectors.workbooks import cell_text
from tests.connectors.files import written

MINIMAL = """<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData>{rows}</sheetData></worksheet>"""


def workbook(rows: list[list[object]], *, title: str = "Tickets", others: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for name in others:
        book.create_sheet(name)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rebuilt(content: bytes, member: str, change: tuple[str, str]) -> bytes:
    """Rewrite one part of a workbook."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if re.fullmatch(member, name):
                text = text.decode().replace(*change).encode()
            new.writestr(name, text)
    return buffer.getvalue()


FACTS: list[list[object]] = [
    ["ticket", "at", "event", "priority"],
    [17, "2026-03-02T09:00:00Z", "opened", "P1"],
    ["T2", "2026-03-02T10:00:00Z", "opened", None],
]


def test_facts_are_read_from_the_first_sheet(tmp_path: Path) -> None:
    found = import_facts(written(tmp_path, workbook(FACTS, others=("Notes",)), "facts.xlsx"))
    assert [(fact.ticket, fact.fields) for fact in found.facts] == [("17", (("priority", "P1"),)), ("T2", ())]
    assert found.files[0].kind == "xlsx"


def test_dates_of_a_workbook_are_local_readings_of_the_profiles_zone(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["id", "when"],
        ["T1", datetime(2026, 7, 1, 9, 30)],  # noqa: DTZ001 - naive on purpose
        ["T2", date(2026, 7, 1)],
        ["T3", 46204.5],
    ]
    profile = parse_profile(
        "profile: 1\nid: x\nrows: events\ntime_zone: Europe/Madrid\ndates: [excel]\n"
        "columns: {ticket: id, at: when}\nconstants: {event: opened}\n",
        "p.yaml",
    )
    found = import_facts(written(tmp_path, workbook(rows), "facts.xlsx"), profile)
    hours = [(fact.at_us - found.facts[1].at_us) / 3.6e9 for fact in found.facts]
    assert hours == [9.5, 0, 12]
    assert found.facts[1].at_us == 1_782_856_800_000_000


def test_a_named_sheet_is_read_and_a_missing_one_refused(tmp_path: Path) -> None:
    path = written(tmp_path, workbook(FACTS, title="Datos"), "facts.xlsx")
    text = "profile: 1\nid: x\nrows: events\nfile: {sheet: %s}\ncolumns: {ticket: ticket, at: at, event: event}\n"
    assert len(import_facts(path, parse_profile(text % "Datos", "p")).facts) == 2
    with pytest.raises(ImportRefused) as caught:
        import_facts(path, parse_profile(text % "Dato", "p"))
    assert (caught.value.code, caught.value.hint) == ("no_sheet", "did you mean Datos?")


def test_rows_above_the_header_are_skipped_and_lines_are_those_of_the_sheet(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Informe"], [], *FACTS, ["T3", "yesterday", "opened", None]]
    profile = parse_profile(
        "profile: 1\nid: x\nrows: events\nfile: {header_line: 3}\ncolumns: {ticket: ticket, at: at, event: event}\n",
        "p",
    )
    found = import_facts(written(tmp_path, workbook(rows), "facts.xlsx"), profile)
    assert len(found.facts) == 2
    assert [(row.line, row.row, row.ticket, row.code) for row in found.refused] == [(6, 3, "T3", "bad_instant")]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (time(9, 5), "09:05:00"),
        (timedelta(hours=30, minutes=2, seconds=1), "30:02:01"),
        (0.1, "0.1"),
        (-3.0, "-3"),
        (False, "false"),
        ("  ", None),
        (None, None),
    ],
)
def test_cells_become_texts(cell: object, text: str | None) -> None:
    assert cell_text(cell) == text


def refusal(path: Path, **limits: int) -> str:
    with pytest.raises(ImportRefused) as caught:
        import_facts(path, limits=Limits(**limits))
    return caught.value.code


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, workbook([]), "facts.xlsx")) == "no_header"


def test_a_workbook_with_a_document_type_is_refused(tmp_path: Path) -> None:
    bomb = rebuilt(workbook(FACTS), "xl/workbook.xml", ("<workbook", '<!DOCTYPE x [<!ENTITY a "b">]><workbook'))
    assert refusal(written(tmp_path, bomb, "facts.xlsx")) == "xml_entities"


def test_a_cell_at_the_far_end_of_the_sheet_is_refused_before_room_is_made_for_it(tmp_path: Path) -> None:
    far = rebuilt(workbook(FACTS), "xl/worksheets/sheet1.xml", ('r="C3"', 'r="XFD1048576"'))
    assert refusal(written(tmp_path, far, "facts.xlsx")) == "too_big"


def test_a_workbook_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    padded = rebuilt(workbook(FACTS), "xl/worksheets/sheet1.xml", ("</worksheet>", " " * 3_000_000 + "</worksheet>"))
    path = written(tmp_path, padded, "facts.xlsx")
    assert refusal(path, ratio_from=100_000, ratio=100) == "bomb"
    assert refusal(path, workbook=1_000_000) == "bomb"


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    broken = rebuilt(workbook(FACTS), "xl/worksheets/sheet1.xml", ("<sheetData>", "<sheetData><row><c"))
    assert refusal(written(tmp_path, broken, "facts.xlsx")) == "bad_workbook"
    assert refusal(written(tmp_path, workbook(FACTS)[:-40], "cut.xlsx")) in {"unreadable", "bad_workbook"}
