"""What was refused is told without flooding the screen, and none of it vanishes."""

import csv
from pathlib import Path

import pytest

from acuerdo.faces.cli.entrance import main
from tests.faces.test_commands import AGREEMENT

LANGUAGES = ["en", "es", "ru"]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "agreement.yaml").write_text(AGREEMENT, "utf-8")
    lines = ["ticket,at,event,priority,key,corrects"]
    lines += [f"T{place},2026-03-02T09:00:00Z,opened,P1,," for place in range(400)]
    lines += [f"T{place},2026-03-02T10:00:00Z,changed,P2,,gone" for place in range(100)]
    lines += [f"N{place},2026-03-02T10:00:00Z,changed,P2,," for place in range(70)]
    lines += [f"R{place},2026-13-02T10:00:00Z,opened,P2,," for place in range(50)]
    (tmp_path / "facts.csv").write_text("\n".join(lines) + "\n", "utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("engine", ["core", "columns"])
def test_a_screen_shows_the_first_refused_ones_and_counts_the_rest(
    language: str, engine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["judge", "agreement.yaml", "facts.csv", "--lang", language, "--engine", engine]) == 0
    told = capsys.readouterr().err.splitlines()
    assert sum(line.startswith("  ") for line in told) == 3 * (20 + 1)
    assert [line for line in told if "--refused" in line]
    for left in (50 - 20, 70 - 20, 100 - 20):
        assert [line for line in told if line.startswith("  ") and str(left) in line.split()]
    assert not [line for line in told if "corrects_unknown" in line], "a person reads words, not codes"


def test_a_file_lists_each_refused_row_ticket_and_fact(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["judge", "agreement.yaml", "facts.csv", "--lang", "es", "--refused", "refused.csv"]) == 0
    assert "refused.csv" in capsys.readouterr().err
    with (tmp_path / "refused.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert {line["ticket"] for line in lines if line["what"] == "row"} == {f"R{place}" for place in range(50)}
    assert {line["ticket"] for line in lines if line["what"] == "ticket"} == {f"N{place}" for place in range(70)}
    assert {line["ticket"] for line in lines if line["what"] == "fact"} == {f"T{place}" for place in range(100)}
    assert len(lines) == 50 + 70 + 100
    row = next(line for line in lines if line["ticket"] == "R0")
    assert (row["file"], row["line"], row["found"]) == ("facts.csv", "572", "2026-13-02T10:00:00Z")
    assert "fecha que exista" in row["expected"]


def test_a_file_of_refused_ones_is_written_where_nothing_was_refused(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text("ticket,at,event,priority\nA,2026-03-02T09:00:00Z,opened,P1\n", "utf-8")
    assert main(["judge", "agreement.yaml", "facts.csv", "--refused", "refused.csv"]) == 0
    assert len((tmp_path / "refused.csv").read_text("utf-8-sig").splitlines()) == 1


def test_an_import_to_a_file_shows_the_first_refused_rows_and_a_dry_run_lists_each(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["import", "facts.csv", "--out", "facts.jsonl"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("refused ") for line in told) == 20
    assert told[-1] == "and 30 more refused rows; --dry-run lists each"
    assert main(["import", "facts.csv", "--dry-run"]) == 1
    assert sum(line.startswith("refused ") for line in capsys.readouterr().out.splitlines()) == 50
