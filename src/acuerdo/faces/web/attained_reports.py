"""The report of a period as the judge makes it, and the facts that anybody makes it of again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.attained.shapes import NothingPromised
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.periods.evidence import testimony_of
from acuerdo.core.hours import to_us
from acuerdo.core.periods import PeriodRefused, period_named
from acuerdo.faces.web.attained_files import archive_of, report_page
from acuerdo.faces.web.headers import FILE_POLICY
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.studies.report.blocks import Page
from acuerdo.studies.report.html import render_html
from acuerdo.studies.report.pdf import render_pdf
from acuerdo.studies.report.refusals import LettersMissing, NothingToReport, PdfMissing, ReportPeriodRefused

_REFUSED = (ReportPeriodRefused, NothingToReport, PdfMissing, LettersMissing)
_LONGEST = 18


@for_viewers
def report(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show the report of a period."""
    try:
        content = render_html(_page(request, viewer, key))
    except _REFUSED as refused:
        return _back(request, key, refused)
    found = HttpResponse(content, content_type="text/html; charset=utf-8")
    found.headers["Content-Security-Policy"] = FILE_POLICY
    return found


@for_viewers
def report_pdf(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Give the report of a period as a PDF."""
    try:
        content = render_pdf(_page(request, viewer, key))
    except _REFUSED as refused:
        return _back(request, key, refused)
    return _file(content, "application/pdf", f"{key}-{_label(request) or 'report'}.pdf")


@for_viewers
def evidence(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Give the facts of the viewer's tickets, with all that verdicts depend on, in the files that the judge reads."""
    viewer.require(Permission.SEE_TICKETS, find_agreement(viewer, key).customer_id)
    try:
        told = testimony_of(viewer, key, _version(request), _as_of_us(request))
    except NothingPromised as refused:
        raise Http404(str(refused)) from refused
    return _file(archive_of(told), "application/zip", f"{key}-{told.version}-evidence.zip")


def _page(request: HttpRequest, viewer: Viewer, key: str) -> Page:
    viewer.require(Permission.SEE_TICKETS, find_agreement(viewer, key).customer_id)
    as_of_us, label = _as_of_us(request), _label(request)
    try:
        if label is not None:
            period_named(label, "UTC")  # no period of any zone: refused before anything is judged
        told = testimony_of(viewer, key, _version(request), as_of_us)
        return report_page(told, label, reader_of(request).language, as_of_us)
    except (NothingPromised, PeriodRefused) as refused:
        raise Http404(str(refused)) from refused


def _back(request: HttpRequest, key: str, refused: Exception) -> HttpResponse:
    messages.warning(request, say_refusal(reader_of(request).language, str(getattr(refused, "code", ""))))
    return HttpResponseRedirect(reverse("attained", args=[key]))


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    found = HttpResponse(content, content_type=kind)
    found.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return found


def _label(request: HttpRequest) -> str | None:
    return request.GET.get("period") or None


def _version(request: HttpRequest) -> int | None:
    text = request.GET.get("version", "")
    return int(text[:_LONGEST]) if text.isascii() and text.isdecimal() else None


def _as_of_us(request: HttpRequest) -> int:
    """Return the instant that the address names (whole seconds since 1970), or now; never one that is to come."""
    text, now_us = request.GET.get("as_of", ""), to_us(timezone.now().replace(microsecond=0))
    asked = int(text[:_LONGEST]) * 1_000_000 if text.isascii() and text.isdecimal() else now_us
    return min(asked, now_us)
