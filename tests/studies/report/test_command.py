"""`acuerdo report` from the command line."""

import re
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from acuerdo.faces.cli.entrance import main
from tests.studies.report.desk import ALWAYS, HEADER, month_facts


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "agreement.yaml").write_text(ALWAYS, "utf-8")
    (tmp_path / "facts.csv").write_text("\n".join([HEADER, *month_facts(2026, 1)]) + "\n", "utf-8")
    claim = "from,to,scope,reason,accepted_by\n2026-01-05T00:00:00Z,2026-01-05T01:00:00Z,agreement,third_party,C\n"
    (tmp_path / "exclusions.csv").write_text(claim, "utf-8")
    return tmp_path


def report(desk: Path, *words: str) -> int:
    return main(["report", str(desk / "agreement.yaml"), str(desk / "facts.csv"), *words])


def test_a_page_and_a_pdf_are_written_and_named(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, pdf = desk / "report.html", desk / "report.pdf"
    words = ["--period", "2026-01", "--lang", "es", "--html", str(page), "--pdf", str(pdf)]
    assert report(desk, *words, "--exclusions", str(desk / "exclusions.csv")) == 0
    said = capsys.readouterr().out
    assert str(page) in said
    assert "Informe de nivel de servicio" in said
    assert pdf.read_bytes().startswith(b"%PDF-")
    text = page.read_text("utf-8")
    assert "acuerdo judge agreement.yaml facts.csv --exclusions exclusions.csv --as-of 2026-01-" in text
    assert str(desk) not in text


def test_without_a_file_to_write_nothing_is_judged(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(desk) == 2
    assert "--html report.html" in capsys.readouterr().err


def test_without_the_typesetter_the_page_can_still_be_written(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    assert report(desk, "--pdf", str(desk / "report.pdf")) == 2
    assert "acuerdo[pdf]" in capsys.readouterr().err
    assert not (desk / "report.pdf").exists()
    assert report(desk, "--html", str(desk / "report.html")) == 0
    assert (desk / "report.html").exists()


@pytest.mark.parametrize(("period", "expected"), [("2030-01", "say nothing about it"), ("soon", "expected 2026-04")])
def test_a_period_that_cannot_be_reported_is_refused_in_words(
    desk: Path, period: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(desk, "--period", period, "--html", str(desk / "report.html")) == 2
    assert expected in capsys.readouterr().err
    assert not (desk / "report.html").exists()


@pytest.mark.parametrize("period", [(), ("--period", "2025-12")])
def test_a_cut_off_before_the_first_fact_leaves_no_period_to_report(
    desk: Path, period: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    words = (*period, "--as-of", "2025-12-31T12:00:00Z", "--html", str(desk / "report.html"))
    assert report(desk, *words) == 2
    assert "no ticket was open yet at the data cut-off, 2025-12-31" in capsys.readouterr().err
    assert not (desk / "report.html").exists()


def test_the_command_that_checks_a_report_names_the_file_of_an_own_profile(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = HEADER.split(",")
    own = "profile: 1\nid: ours\nrows: events\ncolumns:\n" + "".join(f"  {name}: {name}\n" for name in names)
    (desk / "our-profile.yaml").write_text(own + "statuses: {new: new, resolved: resolved}\n", "utf-8")
    page = desk / "report.html"
    assert report(desk, "--profile", str(desk / "our-profile.yaml"), "--html", str(page), "--period", "2026-01") == 0
    text = page.read_text("utf-8")
    assert sha256((desk / "our-profile.yaml").read_bytes()).hexdigest() in text
    [command] = re.findall(r"acuerdo judge agreement.yaml [^<]*", text)
    assert "--profile our-profile.yaml" in command
    monkeypatch.chdir(desk)
    capsys.readouterr()
    assert main(command.split()[1:]) == 0
    assert str(desk) not in text
