"""The agreement as people read and sign it."""

import json
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from acuerdo.documents import AgreementDocument, read_agreement
from acuerdo.studies.agreement_text import Acceptance, TextStanding, compose_agreement, overview_of
from acuerdo.studies.report.blocks import Clause, Page, Table
from acuerdo.studies.report.html import render_fragment, render_html
from acuerdo.studies.report.pdf import render_pdf
from acuerdo.texts.nodes import Plain
from acuerdo.words import Language
from tests.documents.drafts import CLEAN, with_clock

EXAMPLES = Path(__file__).parents[3] / "examples"


@cache
def bakery() -> AgreementDocument:
    return read_agreement(EXAMPLES / "small-msp-es" / "agreement.yaml")


@cache
def page(language: Language) -> Page:
    return compose_agreement(bakery(), language)


def words_of(html: str) -> str:
    """The text of a page, without tags, its spaces all alike."""
    return " ".join(unescape(re.sub(r"<(style|script)[^>]*>.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)).split())


def sentences(content: Plain, key: str = "") -> Iterator[str]:
    """Yield what people wrote in a document: everything with a space in it, but what stands in calendars."""
    if isinstance(content, dict):
        for name, value in content.items():
            if name not in ("calendars", "en", "ru"):
                yield from sentences(value, name)
    elif isinstance(content, list):
        for item in content:
            yield from sentences(item, key)
    elif " " in content and key not in ("within", "at", "is"):
        yield content


def test_everything_that_people_wrote_stands_in_the_text() -> None:
    said = words_of(render_html(page(Language.ES)))
    written = list(sentences(json.loads(bakery().canonical)))
    assert len(written) > 60
    assert [text for text in written if " ".join(text.split()) not in said] == []


@pytest.mark.parametrize("language", list(Language))
def test_sections_and_clauses_are_numbered_without_a_gap(language: Language) -> None:
    sections = page(language).sections
    assert [section.title.split(". ")[0] for section in sections] == [str(at + 1) for at in range(len(sections))]
    for place, section in enumerate(sections, 1):
        numbers = [block.number for block in section.blocks if isinstance(block, Clause)]
        assert numbers == [f"{place}.{at + 1}" for at in range(len(numbers))]


def test_a_legal_text_without_the_readers_language_is_shown_in_the_prevailing_one_and_marked() -> None:
    html = render_html(page(Language.RU))
    assert '<p lang="es">La responsabilidad total se limita a seis cuotas mensuales' in html
    assert 'grave. <span class="mark">[es]</span>' in html
    assert "машинного перевода нет" in html
    assert "Преимущество перед этим текстом имеет испанский текст." in html
    assert "mark" not in words_of(html)
    assert "машинного" not in render_html(page(Language.ES))


def test_targets_stand_in_one_table_by_priority() -> None:
    section = next(section for section in page(Language.EN).sections if section.anchor == "targets")
    table = next(block for block in section.blocks if isinstance(block, Table))
    rows = {row[0].text: [cell.text.replace("\N{NO-BREAK SPACE}", " ") for cell in row[1:5]] for row in table.rows}
    assert rows["First response"] == ["30 min", "1 h", "4 h", "1 business day"]
    assert rows["Resolution"] == [
        "by case: see its clause",
        "8 h",
        "2 business days",
        "5 business days, to the end of the last",
    ]
    assert rows["Updates while it lasts"][2:] == ["–", "–"]


def test_every_promise_stands_in_the_overview_also_one_without_a_target_for_each_ticket() -> None:
    document = read_agreement(EXAMPLES / "retail-en" / "agreement.yaml")
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in overview_of(document, Language.EN).rows}
    assert len(rows) == len(document.shape.commitments)
    assert rows["Updates while it lasts"] == ["45\N{NO-BREAK SPACE}min", "–", "–", "–", "at least 80%", "always"]
    assert rows["Payment switch availability"] == ["–", "–", "–", "–", "at least 99.9%", "stores"]
    assert rows["Reopened"][-2] == "at most 7%"


def test_holidays_stand_by_year_with_their_names() -> None:
    said = words_of(render_html(page(Language.ES)))
    assert "oficina: días cerrados y horarios especiales de 2026" in said
    assert "15 may 2026 (San Isidro) cerrado" in said
    assert "3 ene 2026 09:00–14:00 (Sábado de campaña de Reyes) horario propio" in said


def test_a_year_that_is_not_published_is_provisional() -> None:
    text = CLEAN.replace("{mon-fri: [09:00-17:00]}", "{mon-fri: [09:00-17:00]}\n    holidays: {country: ES}")
    document = read_agreement(text.replace("to: 2026-12-31", "to: 2027-12-31"))
    said = words_of(render_html(compose_agreement(document, Language.EN)))
    assert "office: closed days and special hours in 2027, provisional until the year is published" in said
    assert "office: closed days and special hours in 2026 " in said


def test_who_accepted_it_stands_in_the_text_and_nothing_is_left_to_sign() -> None:
    ana = Acceptance(person="Ana <b>", side="proveedor", role="gestora", at_us=1_772_442_000_000_000, receipt="2:ab12")
    standing = TextStanding(version=3, state="vigente", binds=True, acceptances=(ana,), chain="agreement:lumbre-2026")
    html = render_html(compose_agreement(bakery(), Language.ES, standing))
    said = words_of(html)
    assert "Versión 3: vigente" in said
    assert "Ana <b> proveedor gestora 2 mar 2026, 10:00 (Madrid) 2:ab12" in said
    assert "<b>&lt;b&gt;" not in html
    assert "acuerdo journal verify agreement:lumbre-2026 --anchor 2:ab12" in said
    assert "Para firmar en papel" not in said
    assert "Para firmar en papel" in words_of(render_html(page(Language.ES)))
    assert bakery().content_hash in said


def test_only_the_terms_that_are_used_are_defined() -> None:
    section = compose_agreement(read_agreement(with_clock("within: 4h\npauses_in: []")), Language.EN).sections[1]
    said = words_of(str(section))
    assert "Open time" in said
    assert "Service credit" not in said
    assert "Best effort" not in said


def test_what_strangers_write_is_never_markup() -> None:
    evil = "<script>alert(1)</script>"
    text = CLEAN.replace("title: Managed services", f"title: '{evil}'").replace("name: Desk", f"name: '{evil}'")
    document = read_agreement(text + f"clauses:\n  liability: '{evil}'\n")
    for html in (
        render_html(compose_agreement(document, Language.EN)),
        render_fragment(compose_agreement(document, Language.EN)),
    ):
        assert evil not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize("language", list(Language))
def test_the_pdf_is_tagged_and_the_same_every_time(language: Language) -> None:
    first = render_pdf(page(language))
    assert first == render_pdf(compose_agreement(bakery(), language))
    catalog: Any = PdfReader(BytesIO(first)).trailer["/Root"]  # the objects of a PDF are of any type
    assert "/StructTreeRoot" in catalog
    assert catalog["/Lang"] == str(language)


@pytest.mark.parametrize("name", ["retail-en", "operator-ru"])
def test_every_example_becomes_a_text_in_every_language(name: str) -> None:
    document = read_agreement(EXAMPLES / name / "agreement.yaml")
    for language in Language:
        html = render_html(compose_agreement(document, language))
        assert html.count("<h2") > 15
        assert "{" not in words_of(html).replace("{rolling", "")
