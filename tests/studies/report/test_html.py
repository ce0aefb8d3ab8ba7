"""The page: whole, safe, readable by everybody, and the same in three languages."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree.ElementTree import fromstring

import pytest

from acuerdo.studies.report.blocks import Page, Plots, Table
from acuerdo.studies.report.composing import compose
from acuerdo.studies.report.figures import make_report
from acuerdo.studies.report.html import render_html
from acuerdo.words import Language, say_weekday
from tests.studies.report.desk import AGREEMENT, ALWAYS, EVIL, judged, month_facts, spring

VOID = {"meta", "link", "br", "img", "hr", "input"}
SHAPES = {"rect", "polyline", "polygon", "circle"}
SECTIONS = (
    "scorecard attained trend breaches times exclusions evidence-doubts definitions evidence".split()  # noqa: SIM905 - reads better
)


class Outline(HTMLParser):
    """Reads a page: tags that stay open, elements with their attributes, and the text that people see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.stack:
            self.said.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(language: Language, label: str = "2026-03") -> Page:
    return compose(make_report(spring(), label), language)


@pytest.fixture(scope="module", params=list(Language))
def language(request: pytest.FixtureRequest) -> Language:
    return Language(request.param)


@pytest.fixture(scope="module")
def text(language: Language) -> str:
    return render_html(page_of(language))


def test_every_element_is_closed_and_every_section_is_there(text: str, language: Language) -> None:
    outline = Outline(text)
    assert outline.stack == []
    assert [section["id"] for section in outline.all("section")] == list(SECTIONS)
    assert outline.all("html") == [{"lang": language.value}]
    links = [link["href"] for link in outline.all("a")]
    assert links == [f"#{name}" for name in SECTIONS]


def test_nothing_that_strangers_wrote_becomes_markup(text: str) -> None:
    assert "<script" not in text
    assert "alert(" in "".join(Outline(text).said)
    assert EVIL in "".join(Outline(text).said)
    assert "<b>Sur" not in text
    assert "Sur &amp; Sons" in text


def test_nothing_is_loaded_and_nothing_runs(text: str) -> None:
    assert re.findall(r"""(?:src|href)=["'](?!#)""", text) == []
    assert {found[:5] for found in re.findall(r"url\(([^)]{0,12})", text)} == {"data:"}
    assert "default-src 'none'" in text
    assert not any(name.startswith("on") for _, attributes in Outline(text).elements for name in attributes)


def test_tables_have_captions_and_heads_and_charts_say_what_they_show(text: str) -> None:
    outline = Outline(text)
    assert len(outline.all("caption")) == len(outline.all("table")) > 8
    assert all(head.get("scope") in {"col", "row"} for head in outline.all("th"))
    pictures = outline.all("svg")
    assert len(pictures) > 10
    assert all(picture["role"] == "img" and len(picture["aria-label"] or "") > 10 for picture in pictures)


def test_headings_go_down_one_step_at_a_time(text: str) -> None:
    levels = [int(tag[1]) for tag, _ in Outline(text).elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_same_report_is_the_same_page(language: Language, text: str) -> None:
    assert render_html(page_of(language)) == text


def test_the_answer_comes_first_and_holds_the_figures() -> None:
    said = "".join(Outline(render_html(page_of(Language.EN))).said)
    assert "4 of 5 promises were kept." in said
    assert "Not kept: First answer · P2 (60.0%, promised ≥ 80%).".replace("·\N{SPACE}", "·\N{NO-BREAK SPACE}") in (
        said.replace("≥\N{NO-BREAK SPACE}", "≥ ")
    )


@pytest.mark.parametrize(
    ("spoken", "words"),
    [
        (Language.ES, ["Informe de nivel de servicio", "60,0", "incumplido", "Primera respuesta", "marzo de 2026"]),
        (Language.RU, ["Отчёт об уровне услуг", "60,0", "нарушено", "Первый ответ", "март 2026"]),
        (Language.EN, ["Service level report", "60.0%", "breached", "First answer", "March 2026"]),
    ],
)
def test_the_page_speaks_its_language(spoken: Language, words: list[str]) -> None:
    said = "".join(Outline(render_html(page_of(spoken))).said).replace("\N{NO-BREAK SPACE}", " ")
    assert [word for word in words if word not in said] == []


def test_only_english_pages_hold_english_sentences() -> None:
    english = _sentences(page_of(Language.EN))
    for other in (Language.ES, Language.RU):
        assert english & _sentences(page_of(other)) == set()


def _sentences(page: Page) -> set[str]:
    titles = {section.title for section in page.sections}
    tables = [block for section in page.sections for block in section.blocks if isinstance(block, Table)]
    plots = [block for section in page.sections for block in section.blocks if isinstance(block, Plots)]
    captions = {table.caption for table in tables}
    return titles | captions | {plot.key for plot in plots} | {remark.text for remark in page.remarks}


def test_a_text_without_translation_is_marked_with_its_language() -> None:
    one = ALWAYS.replace("{id: first,", "{id: first, title: {en: Answer},")
    page = compose(make_report(judged(month_facts(2026, 1, 2), agreement=one), "2026-01"), Language.ES)
    scorecard = page.sections[0].blocks[1]
    assert isinstance(scorecard, Table)
    assert scorecard.rows[0][0].text == "Answer [en]"


def test_every_drawing_is_sound_and_the_same_in_page_and_file() -> None:
    drawings = [
        plot.drawing
        for section in page_of(Language.RU).sections
        for block in section.blocks
        if isinstance(block, Plots)
        for plot in block.plots
    ]
    assert len(drawings) > 5
    for drawing in drawings:
        alone = fromstring(drawing.standalone())  # noqa: S314 - drawn a line before
        shapes = [element.tag.rpartition("}")[2] for element in alone.iter()]
        assert SHAPES & set(shapes)
        assert drawing.body in drawing.inline()
        assert "nan" not in drawing.body


def test_an_empty_month_says_so_and_still_names_every_promise() -> None:
    facts = month_facts(2026, 1) + month_facts(2026, 4)
    longer = compose(make_report(judged(facts, as_of="2026-05-04T00:00:00Z"), "2026-02"), Language.EN)
    assert longer.answer == "The one promise that could be judged was kept."
    assert longer.remarks[0].text.startswith("No ticket of February 2026 was judged")
    monthly = AGREEMENT.replace("quarter", "month")
    page = compose(make_report(judged(facts, agreement=monthly, as_of="2026-05-04T00:00:00Z"), "2026-02"), Language.EN)
    assert page.answer == "No ticket of February 2026 was judged: there is nothing to say about any promise."
    outline = Outline(render_html(page))
    assert "First answer" in "".join(outline.said)
    assert len(outline.all("section")) == len(SECTIONS)


def test_warnings_stand_beside_the_answer() -> None:
    bad = ["T9,2026-01-07T10:00:00+01:00,opened,P2,new,customer,desk,", "T9,never,replied,,,agent,,"]
    short = ALWAYS.replace("term: {from: 2026-01-01}", "term: {from: 2020-01-01, to: 2025-12-31}")
    page = compose(make_report(judged(month_facts(2026, 1, 9) + bad, agreement=short), "2026-01"), Language.EN)
    said = " ".join(remark.text for remark in page.remarks)
    for words in ("not over", "outside the term", "incomplete history"):
        assert words in said


def test_the_column_of_weekdays_has_room_for_the_longest_of_them() -> None:
    page = render_html(compose(make_report(spring(), "2026-03"), Language.RU))
    room = re.search(r"table\.map th:first-child \{ width: (\d+)px", page)
    letter_px, padding_px = 0.66 * 12.5, 10  # a bold letter is at most so wide on average
    longest = max(len(say_weekday(language, day)) for language in Language for day in range(7))
    assert room is not None
    assert int(room[1]) >= longest * letter_px + padding_px
