"""Exports as people really have them: a title above, a total below, a wrong date between, rows twice."""

import zipfile
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # it brings no types
import pytest

from acuerdo.connectors.importing import import_facts
from acuerdo.connectors.profile_files import parse_profile
from acuerdo.connectors.suggesting import suggest_profile
from acuerdo.words import Language
from tests.connectors.files import written

TITLE = "Informe de incidencias;;;;\r\nGenerado el 02/05/2026;;;;\r\n\r\n"
HEADER = "Nº ticket;Fecha de creación;Estado;Prioridad;Fecha de resolución\r\n"
ROWS = "".join(f"INC-{n};{n:02}/03/2026 09:00;Cerrado;Alta;{n:02}/03/2026 12:00\r\n" for n in range(1, 29))
AGAIN = "INC-3;03/03/2026 09:00;Cerrado;Alta;03/03/2026 12:00\r\n"
WRONG = "INC-99;31/02/2026 09:00;Cerrado;Alta;03/03/2026 12:00\r\n"
TOTAL = "Total: 30;;;;\r\n"
MESSY = (TITLE + HEADER + ROWS + AGAIN + WRONG + TOTAL).encode("cp1252")


def test_a_title_above_and_a_total_below_are_found_and_the_draft_imports_the_rest(tmp_path: Path) -> None:
    path = written(tmp_path, MESSY)
    found = suggest_profile(path)
    draft = parse_profile(found.text, "draft.yaml")
    assert (draft.rows, draft.file.header_line, draft.footers) == ("tickets", 4, ("Total:",))
    assert (draft.dates, draft.time_zone) == (("%d/%m/%Y %H:%M",), "required")
    assert any("'31/02/2026 09:00'" in question for question in found.open_questions)
    done = import_facts(path, draft, time_zone="Europe/Madrid")
    assert [(row.ticket, row.code) for row in done.refused] == [("INC-99", "bad_instant")]
    assert (done.counts.tickets, done.counts.ignored, done.counts.duplicate) == (28, 1, 1)


def test_a_packed_one_is_drafted_as_the_file_in_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "month.zip", "w") as packed:
        packed.writestr("export/march.csv", MESSY)
    drafted = suggest_profile(tmp_path / "month.zip").text.splitlines()
    assert drafted[1:] == suggest_profile(written(tmp_path, MESSY)).text.splitlines()[1:]


def test_the_sheet_and_the_row_with_the_names_are_found_in_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover["A1"] = "Informe mensual"
    cover.merge_cells("A1:D1")
    data = book.create_sheet("Datos")
    data["A1"] = "Incidencias de marzo"
    data.merge_cells("A1:E1")
    data.append([])
    for line in (HEADER + ROWS + TOTAL).splitlines():
        data.append(line.split(";"))
    book.save(tmp_path / "book.xlsx")
    draft = parse_profile(suggest_profile(tmp_path / "book.xlsx").text, "draft.yaml")
    assert (draft.file.sheet, draft.file.header_line, draft.rows) == ("Datos", 3, "tickets")
    done = import_facts(tmp_path / "book.xlsx", draft, time_zone="Europe/Madrid")
    assert (done.counts.tickets, len(done.refused)) == (28, 0)


def test_a_workbook_whose_first_sheet_has_the_table_names_no_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in (HEADER + ROWS).splitlines():
        book.active.append(line.split(";"))
    book.create_sheet("Notas").append(["nothing", "known"])
    book.save(tmp_path / "book.xlsx")
    assert "\nfile:" not in suggest_profile(tmp_path / "book.xlsx").text


def test_the_column_of_times_is_guessed_by_what_it_holds(tmp_path: Path) -> None:
    rows = "".join(f"A-{n % 3},note {n},2026-03-{n + 1:02} 10:00,last {n}\n" for n in range(9))
    draft = parse_profile(suggest_profile(written(tmp_path, "ticket,note,moved,end\n" + rows)).text, "draft.yaml")
    assert draft.columns["at"] == "moved"


@pytest.mark.parametrize(("language", "word"), [(Language.ES, "Revise"), (Language.RU, "Проверьте")])
def test_a_draft_asks_in_the_readers_language(language: Language, word: str, tmp_path: Path) -> None:
    path = written(tmp_path, MESSY.replace(b"Cerrado", b"Fantasma", 1))
    asked, english = suggest_profile(path, language=language), suggest_profile(path)
    assert word in asked.text.splitlines()[0]
    assert not set(asked.open_questions) & set(english.open_questions)
    assert len(asked.open_questions) == len(english.open_questions)
    assert parse_profile(asked.text, "draft.yaml") == parse_profile(english.text, "draft.yaml")
