"""Remarks about an agreement: what is still open between the sides, and about which clause."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.agreements.queries import find_agreement, find_versions, may_negotiate
from acuerdo.apps.life.commands import LifeRefused
from acuerdo.apps.life.comments import Remark, list_comments
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.documents import AgreementDocument
from acuerdo.documents.clauses import clauses_of
from acuerdo.faces.web.agreement_tabs import tabs
from acuerdo.faces.web.kept_documents import read_kept
from acuerdo.faces.web.life_words import say_side
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.flows.agreement_lives import settle_comment, write_comment
from acuerdo.studies.changes import say_place
from acuerdo.words import Language


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show the remarks, the open ones first, and a form for another; `?clause=` chooses its clause."""
    agreement = find_agreement(viewer, key)
    language = reader_of(request).language
    comments = list_comments(viewer, key)
    number, document = _newest(viewer, key)
    clauses = [] if document is None else clauses_of(document)
    shown = {
        "agreement": agreement,
        "tabs": tabs(viewer, agreement, "comments", language),
        "threads": [
            (
                one,
                _place(one.path, document, language),
                say_side(language, one.side),
                [(item, say_side(language, item.side)) for item in one.answers],
            )
            for one in comments
        ],
        "open": sum(one.settled_at is None for one in comments),
        "clauses": [(path, _place(path, document, language)) for path in clauses],
        "chosen": request.GET.get("clause", ""),
        "number": number,
        "may_speak": may_negotiate(viewer, agreement),
    }
    return render(request, "web/comments.html", shown)


@require_POST
@for_viewers
def write(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Keep a remark, or an answer to one."""
    find_agreement(viewer, key)
    form = request.POST
    number, document = _newest(viewer, key)
    path = form.get("path", "")
    if path and (document is None or path not in clauses_of(document)):
        messages.warning(request, say_refusal(reader_of(request).language, "unknown_clause"))
        return HttpResponseRedirect(reverse("comments", args=[key]))
    remark = Remark(
        text=form.get("remark", "").replace("\r\n", "\n"),
        path=path,
        number=number,
        private=form.get("private") == "on",
        answers=form.get("answers", ""),
    )
    try:
        write_comment(viewer, key, remark, timezone.now())
    except LifeRefused as refused:
        messages.warning(request, say_refusal(reader_of(request).language, refused.code))
    return HttpResponseRedirect(reverse("comments", args=[key]))


@require_POST
@for_viewers
def settle(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Settle a remark."""
    try:
        settle_comment(viewer, key, request.POST.get("comment", ""), timezone.now())
    except LifeRefused as refused:
        messages.warning(request, say_refusal(reader_of(request).language, refused.code))
    return HttpResponseRedirect(reverse("comments", args=[key]))


def _newest(viewer: Viewer, key: str) -> tuple[int, AgreementDocument | None]:
    """Return the number of the newest version and its text; none where nothing was offered."""
    now = timezone.now()
    versions = find_versions(viewer, key, now)
    if not versions or not versions[0].canonical:
        return 0, None
    return versions[0].number, read_kept(versions[0].canonical, key)


def _place(path: str, document: AgreementDocument | None, language: Language) -> str:
    return path if document is None else say_place(path, document, language)
