"""Signed papers: an agreement in force on paper is registered, a paper is bound, given out, and compared."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.acts.commands import MovedMeanwhile
from acuerdo.apps.acts.paper_files import LARGEST_BYTES, PaperRefused, digest_of
from acuerdo.apps.acts.papers import list_bound, open_paper
from acuerdo.apps.agreements.commands import AgreementRefused
from acuerdo.apps.agreements.queries import find_agreement, find_draft, find_versions, may_negotiate
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotAllowed, Viewer
from acuerdo.core.acts import MoveRefused
from acuerdo.documents import DocumentRefused
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.faces.web.uploads import upload_of
from acuerdo.flows.agreement_registered import Registering, add_evidence, register_paper

_REFUSED = (PaperRefused, AgreementRefused, MovedMeanwhile, MoveRefused)


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show the papers of an agreement, and how one is registered."""
    return render(request, "web/papers.html", _shown(viewer, key))


def _shown(viewer: Viewer, key: str) -> dict[str, Any]:  # what a template can hold
    now = timezone.now()
    agreement = find_agreement(viewer, key)
    may = may_negotiate(viewer, agreement)
    versions = find_versions(viewer, key, now)
    numbers = {version.act.id: version.number for version in versions}
    papers = list_bound(viewer, agreement.customer_id, [version.act for version in versions])
    rows = [(numbers[one.act], one.paper, one.person, one.at) for one in papers]
    bound = next((version.number for version in versions if version.act.standing.binds), None)
    return {
        "key": key,
        "agreement": agreement,
        "rows": rows,
        "bound": bound if may else None,
        "draft": find_draft(viewer, key),
        "may_register": may,
        "largest_mb": LARGEST_BYTES // 1_000_000,
    }


def _require_voice(viewer: Viewer, key: str) -> None:
    if not may_negotiate(viewer, find_agreement(viewer, key)):
        raise NotAllowed(Permission.NEGOTIATE)


@require_POST
@for_viewers
def register(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Register an agreement that was signed on paper."""
    _require_voice(viewer, key)
    language = reader_of(request).language
    registering = Registering(paper=upload_of(request), note=request.POST.get("note", "").strip())
    try:
        register_paper(viewer, key, registering, timezone.now())
    except DocumentRefused:
        messages.warning(request, say_refusal(language, "draft_with_faults"))
        return HttpResponseRedirect(reverse("draft", args=[key]))
    except _REFUSED as refused:
        messages.warning(request, say_refusal(language, refused.code))
        return render(request, "web/papers.html", _shown(viewer, key), status=422)
    return HttpResponseRedirect(reverse("agreement", args=[key]))


@require_POST
@for_viewers
def bind(request: HttpRequest, viewer: Viewer, key: str, number: int) -> HttpResponse:
    """Bind a signed paper to a version that both sides agreed on."""
    _require_voice(viewer, key)
    try:
        add_evidence(viewer, key, number, upload_of(request), timezone.now())
    except _REFUSED as refused:
        messages.warning(request, say_refusal(reader_of(request).language, refused.code))
        return render(request, "web/papers.html", _shown(viewer, key), status=422)
    return HttpResponseRedirect(reverse("papers", args=[key]))


@for_viewers
def give(request: HttpRequest, viewer: Viewer, key: str, digest: str) -> HttpResponse:
    """Give a paper out as a file to be saved, never to be shown in the page."""
    agreement = find_agreement(viewer, key)
    try:
        content = open_paper(viewer, agreement.customer_id, digest)
    except PaperRefused as refused:
        messages.warning(request, say_refusal(reader_of(request).language, refused.code))
        return HttpResponseRedirect(reverse("papers", args=[key]))
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{key}-{digest[:12]}.pdf"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return answer


@require_POST
@for_viewers
def compare(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Say whether a file that somebody holds is one of the agreement's papers. It is not kept."""
    upload = upload_of(request)
    shown = _shown(viewer, key)
    digest = digest_of(upload.content) if upload.content else ""
    known = digest in {row[1].sha256 for row in shown["rows"]}
    return render(request, "web/papers.html", {**shown, "compared": digest, "is_known": known})
