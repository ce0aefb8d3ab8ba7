"""The pages: made by code where they can be, and without dead ends."""

import csv
import re
from pathlib import Path

import pytest

import draw_clock
import write_glossary
import write_permissions
from acuerdo.words import Language
from tests.house.source import ROOT, kept_files

PAGES = [path for path in kept_files() if path.suffix == ".md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<img[^>]* src=\"([^\"]+)\"")


def dead_links(page: Path, text: str) -> list[str]:
    targets = [first or second for first, second in LINK.findall(text)]
    local = [target.partition("#")[0] for target in targets if not re.match(r"[a-z]+:", target)]
    return [target for target in local if target and not (page.parent / target).exists()]


def test_no_link_of_a_page_leads_nowhere() -> None:
    assert len(PAGES) > 5
    assert {str(page): dead for page in PAGES if (dead := dead_links(page, page.read_text("utf-8")))} == {}


def test_the_index_of_the_documentation_names_every_page_once() -> None:
    docs = ROOT / "docs"
    index = (docs / "README.md").read_text("utf-8")
    pages = [page.relative_to(docs).as_posix() for page in PAGES if page.is_relative_to(docs)]
    assert [page for page in pages if page != "README.md" and index.count(f"({page})") != 1] == []


def test_the_page_of_the_glossary_is_the_table_of_the_glossary() -> None:
    assert (ROOT / "docs/glossary.md").read_text("utf-8") == write_glossary.page()


def test_the_page_of_permissions_says_what_the_roles_say() -> None:
    assert write_permissions.PAGE.read_text("utf-8") == write_permissions.page()


@pytest.mark.parametrize("language", list(Language))
def test_the_picture_of_the_first_page_is_what_the_judge_says(language: Language) -> None:
    assert draw_clock.path_of(language).read_text("utf-8") == draw_clock.drawing(language)


def test_every_term_of_the_glossary_has_its_three_words_once() -> None:
    with (ROOT / "docs/glossary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert len(rows) > 100
    assert [row for row in rows if list(row) != ["en", "es", "ru"] or not all(row.values())] == []
    assert len({row["en"] for row in rows}) == len(rows)


@pytest.mark.parametrize("language", ["", ".es", ".ru"])
def test_the_first_page_leads_to_its_other_languages(language: str) -> None:
    text = (ROOT / f"README{language}.md").read_text("utf-8")
    others = {"README.md", "README.es.md", "README.ru.md"} - {f"README{language}.md"}
    assert [other for other in others if f"({other})" not in text] == []


@pytest.mark.parametrize("language", ["", ".es", ".ru"])
def test_the_example_of_the_first_page_prints_what_it_says(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / f"README{language}.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 1
    exec(compile(blocks[0], "README", "exec"), {})  # noqa: S102  # the example of our own page
    assert capsys.readouterr().out.splitlines() == re.findall(r"print\(.*\)  # (.*)", blocks[0])


def test_the_guard_of_links_sees() -> None:
    text = '[a](nowhere.md) [b](README.md#x) [c](https://example.org) <img src="gone.svg">'
    assert dead_links(ROOT / "sample.md", text) == ["nowhere.md", "gone.svg"]
