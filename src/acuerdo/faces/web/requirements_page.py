"""Requirements of an agreement: what was asked for before it was drafted, and how each ended."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.agreements.queries import find_agreement, find_draft, find_versions, may_negotiate
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.requirements.commands import Asked, Ending, RequirementRefused
from acuerdo.apps.requirements.models import Urgency
from acuerdo.apps.requirements.queries import list_requirements
from acuerdo.documents.guide import open_text
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.flows.requirement_changed import ask, end, reopen
from acuerdo.texts.nodes import read_path
from acuerdo.words import phrase, speak

_URGENCIES = {
    Urgency.MUST: phrase("must", context="how much a requirement matters"),
    Urgency.SHOULD: phrase("should", context="how much a requirement matters"),
    Urgency.COULD: phrase("could", context="how much a requirement matters"),
}
_KEPT = ("by", "text", "why", "urgency")


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show the requirements, the open ones first."""
    return _page(request, viewer, key, {})


@require_POST
@for_viewers
def add(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Write a requirement down."""
    said = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in _KEPT}
    asked = Asked(by=said["by"], text=said["text"], why=said["why"], urgency=said["urgency"] or Urgency.SHOULD)
    try:
        ask(viewer, key, asked, timezone.now())
    except RequirementRefused as refused:
        messages.warning(request, say_refusal(reader_of(request).language, refused.code))
        return _page(request, viewer, key, said, status=422)
    return HttpResponseRedirect(reverse("requirements", args=[key]))


@require_POST
@for_viewers
def decide(request: HttpRequest, viewer: Viewer, key: str, ident: str) -> HttpResponse:
    """Let a requirement end in a clause or a written no, or open it again."""
    form, language = request.POST, reader_of(request).language
    try:
        if form.get("then") == "reopen":
            reopen(viewer, key, ident, timezone.now())
        else:
            ending = Ending(clause=form.get("clause", ""), refusal=form.get("refusal", ""))
            end(viewer, key, ident, ending, timezone.now())
    except RequirementRefused as refused:
        messages.warning(request, say_refusal(language, refused.code))
        return _page(request, viewer, key, {"ident": ident, **form.dict()}, status=422)
    return HttpResponseRedirect(reverse("requirements", args=[key]))


def _page(request: HttpRequest, viewer: Viewer, key: str, said: dict[str, str], status: int = 200) -> HttpResponse:
    language = reader_of(request).language
    agreement = find_agreement(viewer, key)
    found = list_requirements(viewer, key)
    text = _standing_text(viewer, key)
    urgencies = [(value, speak(language, words)) for value, words in _URGENCIES.items()]
    shown: dict[str, Any] = {  # what a template can hold
        "agreement": agreement,
        "rows": [(one, dict(urgencies)[Urgency(one.urgency)], _is_gone(one.clause, text)) for one in found],
        "open": sum(one.is_open for one in found),
        "urgencies": urgencies,
        "may_write": may_negotiate(viewer, agreement),
        "said": said,
    }
    return render(request, "web/requirements.html", shown, status=status)


def _standing_text(viewer: Viewer, key: str) -> str:
    draft = find_draft(viewer, key)
    if draft is not None:
        return draft.text
    now = timezone.now()
    versions = find_versions(viewer, key, now)
    return versions[0].text if versions else ""


def _is_gone(clause: str, text: str) -> bool:
    """Whether a requirement ended in a clause that the text does not have (any more)."""
    root = open_text(text) if clause else None
    if root is None:
        return False
    try:
        read_path(root, clause)
    except KeyError:
        return True
    return False
