"""A draft: what is missing in it, and whether it can be offered."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.acts.commands import MovedMeanwhile
from acuerdo.apps.agreements.commands import AgreementRefused, DraftChange, change_draft
from acuerdo.apps.agreements.queries import find_agreement, find_draft, find_versions
from acuerdo.apps.catalogue.queries import published_level
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotAllowed, Viewer
from acuerdo.core.acts import MoveRefused
from acuerdo.documents import Completeness, DocumentRefused, Finding, Written, examine, translate
from acuerdo.faces.web.life_words import ORIGINS
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.flows.agreement_negotiated import Offering, offer_draft
from acuerdo.words import Language, speak

LONGEST_TEXT = 1_000_000
_SIGNS = {"error": ("✕", "bad"), "warning": ("!", "warn"), "info": ("i", "calm")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a look at a text found."""

    findings: tuple[Finding, ...]
    completeness: Completeness | None
    can_be_offered: bool

    def rows(self, language: Language) -> list[tuple[Finding, str, str]]:
        """Return the findings in a language, each with its sign and tone."""
        return [(translate(finding, language), *_SIGNS[finding.severity]) for finding in self.findings]


def look_at(text: str, key: str) -> Looked:
    """Look at a text as `acuerdo check` does."""
    try:
        checked = examine(Written(text), name=f"{key}.yaml", level=published_level)
    except DocumentRefused as refused:
        return Looked(findings=refused.findings, completeness=None, can_be_offered=False)
    return Looked(
        findings=checked.findings, completeness=checked.completeness, can_be_offered=checked.document is not None
    )


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show the draft of the viewer's side; without one, the text that stands, to begin with."""
    agreement = find_agreement(viewer, key)
    viewer.require(Permission.NEGOTIATE, agreement.customer_id)
    draft = find_draft(viewer, key)
    now = timezone.now()
    versions = find_versions(viewer, key, now, now.date())
    text = draft.text if draft else (versions[0].text if versions else "")
    why = _Why(draft.reason, draft.origin) if draft else _Why("", "")
    revision = draft.revision if draft else 0
    return _page(request, _Desk(key, text, revision, versions[0].act.seen if versions else 0, why))


@require_POST
@for_viewers
def check(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Say what is found in the text as it is being written."""
    find_agreement(viewer, key)
    return render(request, "web/draft_panel.html", _looked(request, key, _text(request)))


@require_POST
@for_viewers
def save(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Keep the draft, and offer it if that was asked."""
    language = reader_of(request).language
    form = request.POST
    if not (form.get("revision", "").isdecimal() and form.get("seen", "").isdecimal()):
        return HttpResponse(status=400)
    text, revision, seen = _text(request), int(form["revision"]), int(form["seen"])
    why = _Why(form.get("reason", "").strip(), form.get("origin", ""))
    if len(text) > LONGEST_TEXT:
        return HttpResponse(status=413)
    now = timezone.now()
    try:
        revision = change_draft(
            viewer, key, DraftChange(text=text, revision=revision, reason=why.reason, origin=why.origin), now
        )
        if form.get("then") == "offer":
            offer_draft(viewer, key, Offering(seen=seen, note=form.get("note", "").strip()), now)
            return HttpResponseRedirect(reverse("agreement", args=[key]))
    except DocumentRefused:
        return _page(request, _Desk(key, text, revision, seen, why), status=422)
    except (AgreementRefused, MovedMeanwhile, MoveRefused, NotAllowed) as refused:
        messages.warning(request, say_refusal(language, refused.code))
        return _page(request, _Desk(key, text, revision, seen, why), status=409)
    return HttpResponseRedirect(reverse("draft", args=[key]))


def _text(request: HttpRequest) -> str:
    """Return the text of the form; browsers send their own ends of lines."""
    return request.POST.get("text", "").replace("\r\n", "\n")


@dataclass(frozen=True, slots=True)
class _Why:
    """Why a version is made, and where it comes from."""

    reason: str
    origin: str


@dataclass(frozen=True, slots=True)
class _Desk:
    """What lies on the desk: the agreement's key, the text, its revision, the last move that was seen, and why."""

    key: str
    text: str
    revision: int
    seen: int
    why: _Why


def _page(request: HttpRequest, desk: _Desk, status: int = 200) -> HttpResponse:
    language = reader_of(request).language
    origins = [(key, speak(language, words)) for key, words in ORIGINS.items()]
    shown = {"desk": desk, "origins": origins, **_looked(request, desk.key, desk.text)}
    return render(request, "web/draft.html", shown, status=status)


def _looked(request: HttpRequest, key: str, text: str) -> dict[str, Any]:  # what a template can hold
    looked = look_at(text, key)
    language = reader_of(request).language
    empty = () if looked.completeness is None else looked.completeness.empty
    return {"looked": looked, "rows": looked.rows(language), "empty": [speak(language, point.title) for point in empty]}
