"""What the command line writes: by its ending, whole or not at all, and never over a link."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from acuerdo.faces.cli.entrance import main
from tests.faces.test_commands import AGREEMENT, FACTS

FULL = Path("/dev/full")
MANY = "ticket,at,event,priority\n" + "".join(f"T{n},2026-03-02T09:00:00Z,opened,P1\n" for n in range(3000))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "agreement.yaml").write_text(AGREEMENT, "utf-8")
    (tmp_path / "facts.csv").write_text(FACTS, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def judge(*words: str) -> int:
    return main(["judge", "agreement.yaml", "facts.csv", *words])


@pytest.mark.parametrize("name", ["v.xyz", "v", "v.jsonl.gz", "v.CSVX"])
def test_an_ending_that_names_no_format_is_refused_by_those_that_do(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert judge("--out", name) == 2
    assert "expected one of .jsonl, .csv, .parquet" in capsys.readouterr().err
    assert not (folder / name).exists()


def test_a_format_that_is_named_holds_whatever_the_ending(folder: Path) -> None:
    assert judge("--out", "v.xyz", "--format", "csv") == 0
    assert [row["ticket"] for row in csv.DictReader((folder / "v.xyz").read_text("utf-8").splitlines())] == ["A", "B"]
    assert judge("--out", "v.jsonl", "--format", "table") == 0
    assert json.loads((folder / "v.jsonl").read_text().splitlines()[0])["ticket"] == "A"


@pytest.mark.parametrize("command", ["judge", "import", "report"])
def test_what_a_link_points_to_is_written_and_the_link_stays(folder: Path, command: str) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "real.csv").write_text("old", "utf-8")
    (folder / "link.csv").symlink_to("elsewhere/real.csv")
    calls = {
        "judge": ["judge", "agreement.yaml", "facts.csv", "--out", "link.csv"],
        "import": ["import", "facts.csv", "--out", "link.csv"],
        "report": ["report", "agreement.yaml", "facts.csv", "--html", "link.csv"],
    }
    assert main(calls[command]) == 0
    assert (folder / "link.csv").is_symlink()
    assert (folder / "elsewhere" / "real.csv").read_text("utf-8") != "old"
    assert [path.name for path in (folder / "elsewhere").iterdir()] == ["real.csv"]


@pytest.mark.skipif(not FULL.exists(), reason="this system has no disk that is always full")
@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_a_full_disk_is_said_of_the_file_that_was_written(
    folder: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / f"v.{form}").symlink_to(FULL)
    assert judge("--out", f"v.{form}") == 2
    assert f"acuerdo judge: v.{form}: " in capsys.readouterr().err
    assert FULL.is_char_device()


def test_the_facts_of_a_full_disk_are_named_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not FULL.exists():
        pytest.skip("this system has no disk that is always full")
    (folder / "f.csv").symlink_to(FULL)
    assert main(["import", "facts.csv", "--out", "f.csv"]) == 2
    assert "acuerdo import: f.csv: No space left on device" in capsys.readouterr().err


def _run(*words: str, out: int) -> tuple[int, str]:
    call = [sys.executable, "-c", "from acuerdo.faces.cli.entrance import main; raise SystemExit(main())", *words]
    done = subprocess.run(call, stdout=out, stderr=subprocess.PIPE, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_reader_that_leaves_ends_the_writing_without_a_word(folder: Path, form: str) -> None:
    (folder / "many.csv").write_text(MANY, "utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    assert _run("judge", "agreement.yaml", "many.csv", "--format", form, out=writer) == (1, "")
    os.close(writer)


@pytest.mark.skipif(not FULL.exists(), reason="this system has no disk that is always full")
@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("words", [(), ("--format", "jsonl")])
def test_a_full_disk_behind_the_standard_output_is_said_once(words: tuple[str, ...]) -> None:
    with FULL.open("wb") as full:
        code, said = _run("judge", "agreement.yaml", "facts.csv", *words, out=full.fileno())
    assert code == 2
    assert said.splitlines()[-1] == "acuerdo judge: standard output: No space left on device"
    assert "Traceback" not in said
    assert "ignored" not in said


@pytest.mark.parametrize("command", ["judge", "replay"])
@pytest.mark.usefixtures("folder")
def test_fewer_rows_than_none_are_refused(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "agreement.yaml", "facts.csv", "--rows", "-5"])
    assert left.value.code == 2
    assert "found '-5', expected a whole number from 0 on" in capsys.readouterr().err
