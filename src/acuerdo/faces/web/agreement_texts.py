"""A version as people read it: its text, what changed, and the record of what both sides did; as pages and as PDFs."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from acuerdo.apps.acts.papers import list_evidence
from acuerdo.apps.acts.shapes import ActRecord, Step
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.offers import content_before
from acuerdo.apps.agreements.queries import find_agreement, find_versions
from acuerdo.apps.agreements.shapes import VersionRecord
from acuerdo.apps.parties.roles import Role
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.core.acts import State
from acuerdo.core.hours import to_us
from acuerdo.documents import AgreementDocument, Written, read_agreement
from acuerdo.faces.web.agreement_page import DID
from acuerdo.faces.web.life_words import SIDES
from acuerdo.faces.web.naming import name_of
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.faces.web.role_words import say_role
from acuerdo.faces.web.states import badge
from acuerdo.studies.agreement_text import Acceptance, TextStanding, compose_agreement
from acuerdo.studies.agreement_text.record import ActToRecord, BoundPaper, RecordedMove, compose_record
from acuerdo.studies.changes import Change, compare_agreements, say_weight
from acuerdo.studies.report.blocks import Page
from acuerdo.studies.report.html import render_fragment
from acuerdo.studies.report.pdf import render_pdf
from acuerdo.studies.report.refusals import LettersMissing, PdfMissing
from acuerdo.studies.report.voice import Voice
from acuerdo.words import Language, speak

_BINDING = (State.AGREED, State.REGISTERED)


@dataclass(frozen=True, slots=True)
class Asked:
    """A version that somebody asked for, all versions of its agreement, and the language to say it in."""

    version: VersionRecord
    versions: tuple[VersionRecord, ...]
    language: Language


def ask(request: HttpRequest, viewer: Viewer, key: str, number: int) -> Asked:
    """Return a version that was offered; `lang` of the address wins over the reader's language. Raises `NotThere`."""
    wished = request.GET.get("lang", "")
    language = Language(wished) if wished in list(Language) else reader_of(request).language
    return find_asked(viewer, key, number, language)


def find_asked(viewer: Viewer, key: str, number: int, language: Language) -> Asked:
    """Return a version that was offered, to be read in a language. Raises `NotThere`."""
    now = timezone.now()
    versions = find_versions(viewer, key, now)
    version = next((one for one in versions if one.number == number and one.canonical), None)
    if version is None:
        raise NotThere("version")
    return Asked(version, tuple(versions), language)


def document_of(version: VersionRecord) -> AgreementDocument:
    """Return the content of a version as it was offered: levels unfolded, calendars frozen."""
    return _read(version.canonical)


@lru_cache(maxsize=32)
def _read(canonical: str) -> AgreementDocument:
    """Read a content; what was offered never changes, and the same one is read by many people."""
    return read_agreement(Written(canonical), name="agreement.json")


def text_of(key: str, asked: Asked) -> Page:
    """Return the text of a version, with who accepted it."""
    version, language = asked.version, asked.language
    standing = version.act.standing
    steps = [step for step in version.act.steps if any(_is_of(step, move.at_us) for move in standing.accepted)]
    known = TextStanding(
        version=version.number,
        state=badge(version.state, language).word,
        binds=standing.binds,
        acceptances=tuple(_acceptance(step, language) for step in steps),
        paper=standing.document or "",
        chain=f"agreement:{key}",
        as_of_us=to_us(version.act.steps[-1].at),
    )
    return compose_agreement(document_of(version), language, known)


def _is_of(step: Step, at_us: int) -> bool:
    return to_us(step.at) == at_us


def _acceptance(step: Step, language: Language) -> Acceptance:
    return Acceptance(
        person=name_of(language, step.person),
        side=speak(language, SIDES[step.side]),
        role=_roles(step, language),
        at_us=to_us(step.at),
        receipt=f"{step.receipt.number}:{step.receipt.head}",
    )


def _roles(step: Step, language: Language) -> str:
    return ", ".join(say_role(language, Role(role)) for role in step.roles)


def record_of(key: str, asked: Asked) -> Page:
    """Return the printable record of the act about a version."""
    version, language = asked.version, asked.language
    document = document_of(version)
    act = ActToRecord(
        agreement=key,
        number=version.number,
        state=badge(version.state, language).word,
        binds=version.act.standing.binds,
        content=version.content,
        chain=f"agreement:{key}",
        moves=tuple(_move(step, language) for step in version.act.steps),
        papers=_papers(version.act, language),
    )
    return compose_record(act, Voice(language, document, ZoneInfo(document.time_zone)))


def _move(step: Step, language: Language) -> RecordedMove:
    return RecordedMove(
        number=step.number,
        did=speak(language, DID[step.kind]),
        person=name_of(language, step.person),
        side=speak(language, SIDES[step.side]),
        roles=_roles(step, language),
        at_us=to_us(step.at),
        content=step.content,
        note=step.note,
        document=step.document,
        open_until_us=None if step.open_until is None else to_us(step.open_until),
        receipt_number=step.receipt.number,
        receipt_head=step.receipt.head,
    )


def _papers(act: ActRecord, language: Language) -> tuple[BoundPaper, ...]:
    return tuple(
        BoundPaper(
            document=one.document,
            person=name_of(language, one.person),
            at_us=to_us(one.at),
            receipt_number=one.receipt.number,
            receipt_head=one.receipt.head,
        )
        for one in list_evidence(act.id)
    )


@for_viewers
def show_text(request: HttpRequest, viewer: Viewer, key: str, number: int) -> HttpResponse:
    """Show the text as a page."""
    asked = ask(request, viewer, key, number)
    return _page(request, find_agreement(viewer, key), asked, (text_of(key, asked), "text_pdf"))


@for_viewers
def text_pdf(request: HttpRequest, viewer: Viewer, key: str, number: int) -> HttpResponse:
    """Give the text as a PDF."""
    asked = ask(request, viewer, key, number)
    drawn = (text_of(key, asked), f"{key}-{number}-{asked.language}.pdf")
    return _pdf(request, drawn, reverse("agreement_text", args=[key, number]))


@for_viewers
def show_record(request: HttpRequest, viewer: Viewer, key: str, number: int) -> HttpResponse:
    """Show the record of what both sides did."""
    asked = ask(request, viewer, key, number)
    return _page(request, find_agreement(viewer, key), asked, (record_of(key, asked), "record_pdf"))


@for_viewers
def record_pdf(request: HttpRequest, viewer: Viewer, key: str, number: int) -> HttpResponse:
    """Give the record as a PDF."""
    asked = ask(request, viewer, key, number)
    drawn = (record_of(key, asked), f"{key}-{number}-record-{asked.language}.pdf")
    return _pdf(request, drawn, reverse("agreement_record", args=[key, number]))


def _page(request: HttpRequest, agreement: Agreement, asked: Asked, drawn: tuple[Page, str]) -> HttpResponse:
    page, pdf = drawn
    shown = {
        "key": agreement.key,
        "agreement": agreement,
        "number": asked.version.number,
        "title": page.title,
        "language": str(asked.language),
        "text": mark_safe(render_fragment(page)),  # noqa: S308 - every text in it is escaped where it is drawn
        "pdf": pdf,
    }
    return render(request, "web/agreement_text.html", shown)


def _pdf(request: HttpRequest, drawn: tuple[Page, str], instead: str) -> HttpResponse:
    """Give a PDF; where none can be made, say so on the page that shows the same."""
    page, name = drawn
    try:
        content = render_pdf(page)
    except (LettersMissing, PdfMissing) as refused:
        messages.warning(request, say_refusal(reader_of(request).language, refused.code))
        return HttpResponseRedirect(instead)
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@for_viewers
def show_changes(request: HttpRequest, viewer: Viewer, key: str, number: int) -> HttpResponse:
    """Show what a version changes: against the last one that bound, and against the text that was offered before."""
    asked = ask(request, viewer, key, number)
    document, before = document_of(asked.version), before_of(asked)
    offered = content_before(viewer, key, asked.version)
    shown = {
        "key": key,
        "agreement": find_agreement(viewer, key),
        "number": number,
        "before": before,
        "against_version": None if before is None else _compared(document_of(before), document, asked.language),
        "against_offer": _compared(_read(offered), document, asked.language) if offered else None,
    }
    part = request.headers.get("HX-Request") == "true"  # unfolded on the page of the agreement
    return render(request, "web/changes_part.html" if part else "web/agreement_changes.html", shown)


@dataclass(frozen=True, slots=True)
class Compared:
    """What changed, by section, each with for whom it is stricter or looser; and how much."""

    count: int
    groups: list[tuple[str, list[tuple[Change, str]]]]


def _compared(before: AgreementDocument, after: AgreementDocument, language: Language) -> Compared:
    changes = compare_agreements(before, after, language)
    groups = [
        (section, [(change, say_weight(change, language)) for change in found])
        for section, found in groupby(changes, key=lambda change: change.section)
    ]
    return Compared(len(changes), groups)


def before_of(asked: Asked) -> VersionRecord | None:
    """Return the last version before another that bound both sides; else the last one that was offered."""
    earlier = [one for one in asked.versions if one.number < asked.version.number and one.canonical]
    bound = [one for one in earlier if one.act.standing.state in _BINDING]
    return max(bound or earlier, key=lambda one: one.number, default=None)
