"""The tools that stand between a change and the repository."""

from pathlib import Path

import pytest

import refuse_skips

REPORT = """<testsuites><testsuite><testcase classname="tests.a" name="test_one"/>
<testcase classname="tests.a" name="test_two"><skipped message="{why}"/></testcase></testsuite></testsuites>"""


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shared"
    monkeypatch.setattr(refuse_skips, "SHARED", folder)
    return folder


def report_of(tmp_path: Path, text: str) -> str:
    path = tmp_path / "tests.xml"
    path.write_text(text)
    return str(path)


def test_a_skipped_test_is_refused_by_name(tmp_path: Path, shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not shared.exists()
    assert refuse_skips.main(report_of(tmp_path, REPORT.format(why="too slow"))) == 1
    assert "tests.a.test_two: too slow" in capsys.readouterr().out


def test_data_that_is_not_there_excuses_a_skip_and_data_that_is_there_does_not(tmp_path: Path, shared: Path) -> None:
    report = report_of(tmp_path, REPORT.format(why="the real log in ../shared is absent"))
    assert refuse_skips.main(report) == 0
    shared.mkdir()
    assert refuse_skips.main(report) == 1


def test_a_run_without_any_test_is_refused(tmp_path: Path, shared: Path) -> None:
    assert not shared.exists()
    assert refuse_skips.main(report_of(tmp_path, "<testsuites/>")) == 1
