"""The service level report of a period: figures first, then words, then a page of HTML or a PDF."""

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
