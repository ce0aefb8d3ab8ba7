"""A report as a PDF: typeset from the same page, tagged for screen readers, the same bytes every time."""

import json
import re
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from acuerdo.core.hours import to_datetime
from acuerdo.studies.report.blocks import (
    Block,
    Cell,
    Clause,
    Code,
    Heading,
    Line,
    Page,
    Pairs,
    Plots,
    Sentence,
    Signatures,
    Table,
)
from acuerdo.studies.report.drawing import Drawing
from acuerdo.studies.report.html import FONTS, HERE
from acuerdo.studies.report.refusals import LettersMissing, PdfMissing

STANDARD = "ua-1"
"""The PDF standard: PDF/UA-1, readable by everybody."""
_UNSHOWN = re.compile("the text `(.+)` could not be displayed")


def require_pdf() -> None:
    """See that PDFs can be made; raises `PdfMissing` where the extra `pdf` is not installed."""
    _typesetter()


def _typesetter() -> ModuleType:
    try:
        import typst  # noqa: PLC0415 - an extra: the page of HTML is made without it
    except ImportError:
        raise PdfMissing(
            "the PDF needs the typesetter, which is not installed: run `pip install 'acuerdo[pdf]'`, "
            "or write the report with --html alone and print it"
        ) from None
    return typst


def render_pdf(page: Page) -> bytes:
    """Return the report as a PDF; the same page gives the same bytes.

    Raises `PdfMissing` where the extra `pdf` is not installed, `LettersMissing` where a text has letters that the
    fonts of the package have not: a page that everybody can read shows none of them as an empty box.
    """
    typesetter = _typesetter()
    try:
        typeset: bytes = typesetter.compile(
            (HERE / "report.typ").read_bytes(),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"page": json.dumps(_page(page), ensure_ascii=False)},
            pdf_standards=STANDARD,
            timestamp=page.cut_off_us // 1_000_000,
        )
    except typesetter.TypstError as fault:
        letters = _UNSHOWN.search(str(fault))
        if letters is None:
            raise
        raise LettersMissing(
            f"the PDF cannot show {letters[1]}: its fonts have no such letter; "
            "write the report with --html alone, which shows them, and print it"
        ) from None
    return typeset


def _page(page: Page) -> dict[str, Any]:
    cut_off: datetime = to_datetime(page.cut_off_us).astimezone(UTC)
    return {
        "language": str(page.language),
        "title": page.title,
        "subject": page.subject,
        "parties": page.parties,
        "author": page.author,
        "answer": page.answer,
        "answer_tone": str(page.answer_tone),
        "remarks": [_block(remark) for remark in page.remarks],
        "about": _block(page.about),
        "sections": [
            {"title": section.title, "blocks": [_block(block) for block in section.blocks]} for section in page.sections
        ],
        "footer": page.footer,
        "page_of": page.page_of,
        "cut_off": list(cut_off.timetuple()[:6]),
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Sentence():
            found = {"kind": "sentence", "text": block.text, "tone": str(block.tone)}
        case Heading() | Code():
            found = {"kind": "heading" if isinstance(block, Heading) else "code", "text": block.text}
        case Pairs():
            pairs = [{"term": term, "texts": [text for text in texts if text]} for term, texts in block.pairs]
            return {"kind": "pairs", "pairs": pairs}
        case Clause() | Signatures():
            return _signed(block)
        case Plots():
            return _plots(block)
        case Table():
            return _table(block)
    return found


def _signed(block: Clause | Signatures) -> dict[str, Any]:
    if isinstance(block, Signatures):
        sides = [{"side": side, "party": party} for side, party in block.sides]
        return {"kind": "signatures", "sides": sides, "lines": list(block.lines)}
    return {
        "kind": "clause",
        "number": block.number,
        "title": _line(block.title),
        "lines": [_line(line) for line in block.lines],
        "points": [_line(line) for line in block.points],
    }


def _line(line: Line) -> dict[str, str]:
    return {"text": line.text, "language": line.language}


def _plots(block: Plots) -> dict[str, Any]:
    plots = [
        {
            "title": plot.title,
            "drawing": _drawing(plot.drawing),
            "sentence": plot.sentence,
            "tone": str(plot.tone),
        }
        for plot in block.plots
    ]
    return {"kind": "plots", "key": block.key, "plots": plots}


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": table.caption,
        "is_map": table.is_map,
        "columns": [
            {"title": column.title, "numeric": column.numeric, "share": column.share} for column in table.columns
        ],
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "text": cell.text,
        "tone": str(cell.tone),
        "sign": cell.sign,
        "note": cell.note,
        "strong": cell.strong,
        "drawing": None if cell.drawing is None else _drawing(cell.drawing),
        "level": cell.level,
    }


def _drawing(drawing: Drawing) -> dict[str, str]:
    return {"svg": drawing.standalone(), "alt": drawing.alt}
