"""A version as people read it: its text, the record of what both sides did, and what it changes, in three languages."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from acuerdo.apps.agreements.offers import content_before
from acuerdo.apps.parties.viewers import NotThere
from acuerdo.core.acts import Side
from acuerdo.documents.differences import Kind
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import language_of, viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.shapes import Told
from acuerdo.faces.web.agreement_texts import Asked, before_of, find_asked, record_of, text_of
from acuerdo.faces.web.headers import FILE_POLICY
from acuerdo.faces.web.kept_documents import read_kept
from acuerdo.studies.changes import Change, Weight, compare_agreements, say_weight
from acuerdo.studies.report.blocks import Page
from acuerdo.studies.report.html import render_html
from acuerdo.studies.report.pdf import render_pdf
from acuerdo.words import Language

router = Router(tags=["texts"])

VERSION = "/agreements/{slug:key}/versions/{int:number}"
Lang = Annotated[Language | None, Query(description="without it, as Accept-Language says")]
Since = Annotated[
    str,
    Query(
        pattern="^([1-9][0-9]{0,5}|offer)?$",
        description="an earlier version, or `offer`: what was offered about this version before; without it, the last"
        " version before that bound both sides",
    ),
]


class ChangeTold(Told):
    """One change in words: `sentence` says it whole; `side` is the one for whom it is stricter or looser."""

    kind: Kind
    path: list[str | int]
    section: str
    subject: str
    what: str
    before: str
    after: str
    sentence: str
    weight: Weight
    side: Side | None
    meaning: str

    @classmethod
    def of(cls, change: Change, language: Language) -> "ChangeTold":
        """Tell a change."""
        names = ("kind", "section", "subject", "what", "before", "after", "sentence", "weight", "side")
        values = {name: getattr(change, name) for name in names}
        return cls(path=list(change.path), meaning=say_weight(change, language), **values)


class ChangesTold(Told):
    """What a version changes; `since` is null where nothing was there before."""

    version: int
    since: int | None
    language: Language
    changes: list[ChangeTold]


@router.get(VERSION + ".html", response={200: str, **refusals(404)}, operation_id="read_version_page")
def show_page(request: HttpRequest, key: str, number: int, lang: Lang = None) -> HttpResponse:
    """The readable text of a version as one HTML file: clauses, definitions, tables, acceptances and the hash."""
    return _page(text_of(key, _asked(request, key, number, lang)))


@router.get(VERSION + ".pdf", response={200: str, **refusals(404, 409)}, operation_id="read_version_pdf")
def show_pdf(request: HttpRequest, key: str, number: int, lang: Lang = None) -> HttpResponse:
    """The same as a PDF."""
    asked = _asked(request, key, number, lang)
    return _pdf(text_of(key, asked), f"{key}-{number}-{asked.language}.pdf")


@router.get(VERSION + "/record.html", response={200: str, **refusals(404)}, operation_id="read_record_page")
def show_record(request: HttpRequest, key: str, number: int, lang: Lang = None) -> HttpResponse:
    """The printed record of the acts about a version: who did what and when, papers and receipts, as HTML."""
    return _page(record_of(key, _asked(request, key, number, lang)))


@router.get(VERSION + "/record.pdf", response={200: str, **refusals(404, 409)}, operation_id="read_record_pdf")
def show_record_pdf(request: HttpRequest, key: str, number: int, lang: Lang = None) -> HttpResponse:
    """The same as a PDF."""
    asked = _asked(request, key, number, lang)
    return _pdf(record_of(key, asked), f"{key}-{number}-record-{asked.language}.pdf")


@router.get(VERSION + "/changes", response={200: ChangesTold, **refusals(404)}, operation_id="read_changes")
def show_changes(request: HttpRequest, key: str, number: int, since: Since = "", lang: Lang = None) -> HttpResponse:
    """What a version changes against an earlier one, in words."""
    asked = _asked(request, key, number, lang)
    before, earlier = _before(request, key, asked, since)
    after = read_kept(asked.version.canonical, key)
    changes = compare_agreements(read_kept(earlier, key), after, asked.language) if earlier else ()
    return answer(
        ChangesTold(
            version=number,
            since=before,
            language=asked.language,
            changes=[ChangeTold.of(change, asked.language) for change in changes],
        )
    )


def _before(request: HttpRequest, key: str, asked: Asked, since: str) -> tuple[int | None, str]:
    """Return the number and the content of what a version is held against. Raises `NotThere`."""
    if since == "offer":
        content = content_before(viewer_of(request), key, asked.version)
        return (asked.version.number, content) if content else (None, "")
    if since:
        found = next((one for one in asked.versions if one.number == int(since) and one.canonical), None)
        if found is None:
            raise NotThere("version")
        return found.number, found.canonical
    before = before_of(asked)
    return (None, "") if before is None else (before.number, before.canonical)


def _asked(request: HttpRequest, key: str, number: int, lang: Language | None) -> Asked:
    return find_asked(viewer_of(request), key, number, lang or language_of(request))


def _page(page: Page) -> HttpResponse:
    found = HttpResponse(render_html(page), content_type="text/html; charset=utf-8")
    found.headers["Content-Security-Policy"] = FILE_POLICY
    return found


def _pdf(page: Page, name: str) -> HttpResponse:
    return pdf_file(render_pdf(page), name)


def pdf_file(content: bytes, name: str) -> HttpResponse:
    """Return a PDF as a file to be saved."""
    found = HttpResponse(content, content_type="application/pdf")
    found.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    found.headers["Content-Security-Policy"] = FILE_POLICY
    return found
