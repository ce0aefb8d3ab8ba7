"""The command line answers in the words of the call and of the agreement."""

from pathlib import Path

import pytest

from acuerdo.faces.cli.entrance import main
from tests.faces.test_commands import AGREEMENT, FACTS

AT = "2026-03-02T09:00:00Z"
OWN = """measures:
  handover: {stops_when: {event: closed}, title: {en: Handing over, es: Entrega, ru: Передача}}
  plain: {stops_when: {event: closed}}
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = "".join(
        f"  - {{id: {name}, measure: {name}, calendar: office, within: 4h}}\n" for name in ("handover", "plain")
    )
    (tmp_path / "agreement.yaml").write_text(AGREEMENT + own + OWN, "utf-8")
    (tmp_path / "facts.csv").write_text(FACTS, "utf-8")
    monkeypatch.chdir(tmp_path)


def call(*words: str) -> int:
    try:
        return main(words)
    except SystemExit as left:
        return int(left.code or 0)


@pytest.mark.parametrize("before", [(), ("--",)])
@pytest.mark.parametrize("duration", ["-4h", "-90m", "-PT4H"])
@pytest.mark.parametrize("question", ["add", "subtract"])
def test_a_duration_under_nothing_is_refused_for_what_it_is(
    question: str, duration: str, before: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("calendar", "agreement.yaml", "office", question, *before, AT, duration) == 2
    said = capsys.readouterr().err
    assert f"found '{duration}', expected a duration over nothing" in said
    assert "required" not in said


@pytest.mark.parametrize("words", [("elapsed", "2026-03-02T09:00:00", AT), ("open", AT, "2026-03-02T09:00:00")])
def test_an_instant_of_a_call_is_not_told_about_profiles(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("calendar", "agreement.yaml", "office", *words) == 2
    said = capsys.readouterr().err
    assert "expected an instant with its offset" in said
    assert "profile" not in said


def test_a_folder_is_no_export(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("judge", "agreement.yaml", ".") == 2
    assert "found a folder, expected a file" in capsys.readouterr().err


@pytest.mark.parametrize(("language", "title"), [("en", "Handing over"), ("es", "Entrega"), ("ru", "Передача")])
def test_an_own_measure_is_called_by_its_title_where_it_has_one(
    language: str, title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("explain", "agreement.yaml", "facts.csv", "--ticket", "A", "--lang", language) == 0
    said = capsys.readouterr().out
    assert f"({title})" in said
    assert "(plain)" in said
    assert "(handover)" not in said
    assert call("report", "agreement.yaml", "facts.csv", "--html", "r.html", "--lang", language) == 0
    assert f"{title}, " in Path("r.html").read_text("utf-8")
