"""The service level report of a period: figures first, then words, then a page of HTML or a PDF."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from acuerdo.studies.report.composing import compose
    from acuerdo.studies.report.figures import Origin, make_report
    from acuerdo.studies.report.html import render_html
    from acuerdo.studies.report.model import ReportModel
    from acuerdo.studies.report.pdf import render_pdf, require_pdf
    from acuerdo.studies.report.refusals import LettersMissing, PdfMissing, ReportPeriodRefused

__all__ = [
    "LettersMissing",
    "Origin",
    "PdfMissing",
    "ReportModel",
    "ReportPeriodRefused",
    "compose",
    "make_report",
    "render_html",
    "render_pdf",
    "require_pdf",
]

_HOMES = {
    "LettersMissing": "refusals",
    "Origin": "figures",
    "PdfMissing": "refusals",
    "ReportModel": "model",
    "ReportPeriodRefused": "refusals",
    "compose": "composing",
    "make_report": "figures",
    "render_html": "html",
    "render_pdf": "pdf",
    "require_pdf": "pdf",
}


def __getattr__(name: str) -> object:
    """Load what is asked for by name, when it is first used: pages need little of it, and start sooner."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
