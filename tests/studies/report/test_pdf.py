"""The PDF: the same bytes every time, tagged, and with the figures in it."""

import io
import sys
from typing import Any

import pytest
from pypdf import PdfReader

from acuerdo.studies.report.composing import compose
from acuerdo.studies.report.figures import make_report
from acuerdo.studies.report.pdf import STANDARD, render_pdf, require_pdf
from acuerdo.studies.report.refusals import LettersMissing, PdfMissing
from acuerdo.words import Language
from tests.studies.report.desk import ALWAYS, EVIL, judged, month_facts, spring

pytest.importorskip("typst", reason="the extra pdf is not installed")


def written(language: Language) -> bytes:
    return render_pdf(compose(make_report(spring(), "2026-03"), language))


@pytest.fixture(scope="module")
def english() -> bytes:
    return written(Language.EN)


def read(document: bytes) -> Any:  # noqa: ANN401 - the objects of a PDF are of any type
    return PdfReader(io.BytesIO(document))


def text_of(document: bytes) -> str:
    return " ".join(page.extract_text() for page in read(document).pages).replace("\N{NO-BREAK SPACE}", " ")


def test_the_same_report_is_the_same_bytes(english: bytes) -> None:
    assert written(Language.EN) == english


def test_the_document_is_tagged_and_says_its_language_and_standard(english: bytes) -> None:
    catalog = read(english).trailer["/Root"]
    assert bool(catalog["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in catalog
    assert catalog["/Lang"] == "en"
    assert STANDARD == "ua-1"
    assert b"pdfuaid" in read(english).trailer["/Root"]["/Metadata"].get_data()


def test_the_date_of_the_document_is_the_data_cut_off(english: bytes) -> None:
    moment = read(english).metadata.creation_date
    assert moment is not None
    assert moment.timestamp() == spring().case.as_of_us // 1_000_000


def test_sections_are_bookmarks_and_pages_have_numbers(english: bytes) -> None:
    outline = read(english).outline
    titles = [entry.title for entry in _flat(outline)]
    for title in ("Scorecard", "Trend and control limits", "Definitions", "How to check this report"):
        assert title in titles
    pages = len(read(english).pages)
    assert f"Page {pages} of {pages}" in text_of(english)


def _flat(outline: list[Any]) -> list[Any]:
    return [entry for item in outline for entry in (_flat(item) if isinstance(item, list) else [item])]


def test_only_the_fonts_of_the_report_are_used(english: bytes) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in read(english).pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert fonts
    assert {name.partition("+")[2].partition("-")[0] for name in fonts} == {"Inter"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.EN, ["4 of 5 promises were kept", "60.0%", "breached"]),
        (Language.ES, ["Cumplidos 4 de 5 compromisos", "60,0", "incumplido"]),
        (Language.RU, ["Соблюдено 4 из 5 обязательств", "60,0", "нарушено"]),
    ],
)
def test_the_figures_stand_in_the_text(language: Language, words: list[str]) -> None:
    text = text_of(written(language))
    assert [word for word in words if word not in text] == []


def test_what_strangers_wrote_is_text(english: bytes) -> None:
    assert EVIL in text_of(english).replace("\n", "")


def test_markup_of_the_typesetter_in_a_name_is_text() -> None:
    tricky = ALWAYS.replace("name: P}", 'name: "#panic() *P* $x$ @a"}')
    page = compose(make_report(judged(month_facts(2026, 1, 1), agreement=tricky), "2026-01"), Language.EN)
    assert "#panic() *P* $x$ @a" in text_of(render_pdf(page))


@pytest.mark.parametrize("letters", ["解決", "\U0001f692", "سلام", "שלום", "∰"])
def test_letters_that_the_font_lacks_are_refused_by_name(letters: str) -> None:
    named = ALWAYS.replace("name: P}", f'name: "{letters}"}}')
    page = compose(make_report(judged(month_facts(2026, 1, 1), agreement=named), "2026-01"), Language.EN)
    with pytest.raises(LettersMissing, match=f"[{letters}]") as refused:
        render_pdf(page)
    assert refused.value.code == "letters_missing"
    assert "--html" in str(refused.value)


def test_an_empty_month_is_typeset_too() -> None:
    answer = judged(month_facts(2026, 1) + month_facts(2026, 4), as_of="2026-05-04T00:00:00Z")
    assert "No ticket of February 2026" in text_of(render_pdf(compose(make_report(answer, "2026-02"), Language.EN)))


def test_without_the_typesetter_the_refusal_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(PdfMissing, match=r"acuerdo\[pdf\]") as refused:
        require_pdf()
    assert refused.value.code == "pdf_missing"
