"""What a command refuses is said in the language of the call, whole."""

import re
from pathlib import Path

import pytest

from acuerdo.faces.cli.entrance import main
from tests.faces.test_commands import AGREEMENT, FACTS

REFUSED = [
    ("explain agreement.yaml facts.csv --ticket C", "ticket 'C'|'C'"),
    ("report agreement.yaml facts.csv", "--html"),
    ("report agreement.yaml facts.csv --period 2027-01 --html x.html", "2026-03-02"),
    ("report agreement.yaml facts.csv --period summer --html x.html", "2026-Q2"),
    ("report agreement.yaml facts.csv --as-of 2026-01-01T00:00:00Z --html x.html", "2026-01-01"),
    ("judge agreement.yaml facts.csv --out x.pdf", "--format"),
    ("judge agreement.yaml facts.csv --out facts.csv", "--out facts.csv"),
    ("judge agreement.yaml facts.csv --refused facts.csv", "--refused facts.csv"),
    ("import", ""),
    ("import facts.csv", "--dry-run"),
    ("judge wrong.yaml facts.csv", "wrong.yaml:"),
    ("replay agreement.yaml facts.csv --against wrong.yaml", "wrong.yaml:"),
]
ENGLISH = re.compile(r"\b(the|found|expected|name a|which|nothing|there is)\b")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "agreement.yaml").write_text(AGREEMENT, "utf-8")
    (tmp_path / "wrong.yaml").write_text(AGREEMENT.replace("at_least: 90%", "at_laest: 90%, within:8h"), "utf-8")
    (tmp_path / "facts.csv").write_text(FACTS, "utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("language", ["es", "ru"])
@pytest.mark.parametrize(("call", "holds"), REFUSED)
def test_a_refusal_is_said_in_the_language_of_the_call(
    call: str, holds: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*call.split(), "--lang", language]) == 2
    said = capsys.readouterr().err
    assert re.search(holds, said)
    assert not ENGLISH.search(said), said
    assert not list(Path().glob("x.*"))


def test_what_was_refused_is_not_written_over_what_is_read() -> None:
    assert main(["judge", "agreement.yaml", "facts.csv", "--refused", "facts.csv"]) == 2
    assert Path("facts.csv").read_text("utf-8") == FACTS


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "found Europe/Madird, expected a time zone of the IANA database"),
        ("es", "se encontró Europe/Madird, se esperaba un huso de la base IANA"),
        ("ru", "найдено: Europe/Madird, ожидалось: часовой пояс базы IANA"),
    ],
)
def test_an_unknown_zone_is_said_once_and_as_what_was_expected(
    language: str, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    zoned = re.sub(r"time_zone: \S+", "time_zone: Europe/Madird", AGREEMENT, count=1)
    assert zoned != AGREEMENT
    (tmp_path / "zoned.yaml").write_text(zoned, "utf-8")
    assert main(["check", "zoned.yaml", "--lang", language]) == 1
    [line] = [line for line in capsys.readouterr().out.splitlines() if "unknown_zone" in line]
    assert expected in line
    assert "Europe/Madrid?" in line
