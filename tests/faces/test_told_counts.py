"""What the commands count is said with its number, its unit and its reason."""

from pathlib import Path

import pytest

from acuerdo.faces.cli.entrance import main
from tests.faces.test_commands import AGREEMENT, FACTS

PROFILE = """profile: 1
id: list
rows: tickets
time_zone: Europe/Madrid
dates: ["%d/%m/%Y %H:%M"]
columns: {ticket: ticket, opened_at: opened, priority: priority}
moments: {resolved: resolved}
"""
LIST = "ticket,opened,priority,resolved\nA,02/03/2026 09:00,P1,02/03/2026 11:00\nB,29/03/2026 02:30,P1,\n"
SPEED = "  - {id: speed, measure: resolution, calendar: office, statistic: p90, at_most: 6h, period: month}\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "agreement.yaml").write_text(AGREEMENT + SPEED, "utf-8")
    (tmp_path / "profile.yaml").write_text(PROFILE, "utf-8")
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    (tmp_path / "facts.csv").write_text(FACTS, "utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("language", "counted"),
    [
        ("en", ("2 rows: 3 facts, 2 tickets;", "1 time that a clock change skipped")),
        ("es", ("2 filas: 3 hechos, 2 tickets;", "1 hora que un cambio de hora saltó")),
        ("ru", ("2 строки: 3 факта, 2 заявки;", "1 момент пропущен переводом часов")),
    ],
)
def test_an_import_agrees_with_its_numbers(
    language: str, counted: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "list.csv", "--profile", "profile.yaml", "--dry-run", "--lang", language]) == 0
    said = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    assert all(each in said for each in counted), said


def test_a_list_of_tickets_is_told_why_its_clocks_are_counted_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["judge", "agreement.yaml", "list.csv", "--profile", "profile.yaml", "--lang", "en"]) == 0
    assert "4 clocks are counted apart: one row per ticket" in capsys.readouterr().err
    assert main(["judge", "agreement.yaml", "facts.csv", "--lang", "en"]) == 0
    assert "counted apart" not in capsys.readouterr().err


def test_a_replay_shows_the_time_of_a_statistic_as_the_judge_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "agreement.yaml", "facts.csv", "--against", "agreement.yaml", "--lang", "en"]) == 0
    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("speed")]
    assert "%" not in line
    assert line.replace("\N{NO-BREAK SPACE}", " ").count("11 h") == 2


def test_a_line_that_is_no_json_is_refused_without_a_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = "".join(
        f'{{"ticket": "T{n}", "at": "2026-03-02T09:00:00Z", "event": "opened", "priority": "P1"}}\n' for n in range(9)
    )
    (tmp_path / "facts.jsonl").write_text(good + '{"ticket"\n', "utf-8")
    assert main(["import", "facts.jsonl", "--dry-run", "--lang", "en"]) == 1
    assert main(["judge", "agreement.yaml", "facts.jsonl", "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "bad_json: found" in said.out
    assert "line 10 (?): found" in said.err
    assert ": :" not in said.out + said.err


def test_what_was_written_is_said_in_the_language_of_the_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["judge", "agreement.yaml", "facts.csv", "--out", "verdicts.csv", "--lang", "es"]) == 0
    assert "4 veredictos escritos en verdicts.csv" in capsys.readouterr().err.replace("\N{NO-BREAK SPACE}", " ")
