"""A draft: what is missing in it, and whether it can be offered."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.acts.commands import MovedMeanwhile
from acuerdo.apps.agreements.commands import AgreementRefused, DraftChange, change_draft
from acuerdo.apps.agreements.queries import find_agreement, find_draft, find_versions, may_negotiate, moves_to_see
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotAllowed, Viewer
from acuerdo.apps.requirements.queries import count_open
from acuerdo.core.acts import MoveRefused
from acuerdo.documents import DocumentRefused
from acuerdo.faces.web.draft_desk import LONGEST_TEXT, Desk, Theirs, shown_desk, take_form, text_of
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.flows.agreement_negotiated import Offering, offer_draft
from acuerdo.words import phrase, speak

_NOT_TAKEN = phrase(
    "{n} change of the form was not taken: the text says something else there. Look at it once more.",
    plural="{n} changes of the form were not taken: the text says something else there. Look at it once more.",
)


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show the draft of the viewer's side; without one, the text that stands, to begin with."""
    return _page(request, viewer, replace(_kept(viewer, key), point=request.GET.get("point", "")))


@require_POST
@for_viewers
def check(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Say what is found in the text as it is being written, and bring the form beside it up to date."""
    kept = _kept(viewer, key)
    return render(request, "web/draft_checked.html", shown_desk(request, _asked(request, kept, text_of(request))))


@require_POST
@for_viewers
def edit(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Put what was changed in the form into the text, without keeping it yet, and show the point that was chosen."""
    kept = _kept(viewer, key)
    if len(text_of(request)) > LONGEST_TEXT:
        return HttpResponse(status=413)
    text, refused = take_form(request, kept.text)
    desk = replace(_asked(request, kept, text), refused=refused)
    if request.headers.get("HX-Request"):
        return render(request, "web/draft_desk.html", shown_desk(request, desk))
    return _page(request, viewer, desk)


@require_POST
@for_viewers
def save(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Keep the draft, and offer it if that was asked."""
    form = request.POST
    if not (form.get("revision", "").isdecimal() and form.get("seen", "").isdecimal()):
        return HttpResponse(status=400)
    kept = _kept(viewer, key)
    text, refused = take_form(request, kept.text)
    if len(text) > LONGEST_TEXT:
        return HttpResponse(status=413)
    desk = replace(_asked(request, kept, text), refused=refused)
    if refused:
        return _page(request, viewer, desk, status=409)
    return _keep(request, viewer, desk, kept)


def _keep(request: HttpRequest, viewer: Viewer, desk: Desk, kept: Desk) -> HttpResponse:
    now = timezone.now()
    change = DraftChange(text=desk.text, revision=desk.revision, reason=desk.reason, origin=desk.origin)
    try:
        desk = replace(desk, revision=change_draft(viewer, desk.key, change, now), kept=desk.text)
        if request.POST.get("then") == "offer":
            offer_draft(viewer, desk.key, Offering(seen=desk.seen, note=desk.note), now)
            return HttpResponseRedirect(reverse("agreement", args=[desk.key]))
    except DocumentRefused:
        return _page(request, viewer, desk, status=422)
    except (AgreementRefused, MovedMeanwhile, MoveRefused, NotAllowed) as refused:
        messages.warning(request, say_refusal(reader_of(request).language, refused.code))
        if refused.code == "changed_meanwhile":
            draft = find_draft(viewer, desk.key)
            theirs = None if draft is None else Theirs(text=draft.text, by=draft.changed_by)
            # The author has now seen what the other kept: keeping the own text once more is a decision.
            desk = replace(desk, theirs=theirs, revision=kept.revision, kept=kept.text)
        return _page(request, viewer, desk, status=409)
    point = f"?point={desk.point}" if desk.point.isidentifier() else ""
    return HttpResponseRedirect(reverse("draft", args=[desk.key]) + point)


def _kept(viewer: Viewer, key: str) -> Desk:
    """Return the desk as it is kept. Raises `NotThere`, `NotAllowed`."""
    agreement = find_agreement(viewer, key)
    if not may_negotiate(viewer, agreement):
        raise NotAllowed(Permission.NEGOTIATE)
    draft = find_draft(viewer, key)
    now = timezone.now()
    versions = find_versions(viewer, key, now)
    text = draft.text if draft else (versions[0].text if versions else "")
    return Desk(
        key=key,
        text=text,
        kept=text,
        revision=draft.revision if draft else 0,
        seen=moves_to_see(viewer, key, now),
        reason=draft.reason if draft else "",
        origin=draft.origin if draft else "",
    )


def _asked(request: HttpRequest, kept: Desk, text: str) -> Desk:
    """Return the desk as its author has it: nothing that was typed is lost."""
    form = request.POST
    revision, seen = form.get("revision", ""), form.get("seen", "")
    return replace(
        kept,
        text=text,
        revision=int(revision) if revision.isdecimal() else kept.revision,
        seen=int(seen) if seen.isdecimal() else kept.seen,
        point=form.get("point", form.get("here", "")),
        note=form.get("note", "").strip(),
        reason=form.get("reason", "").strip(),
        origin=form.get("origin", kept.origin).strip(),
    )


def _page(request: HttpRequest, viewer: Viewer, desk: Desk, status: int = 200) -> HttpResponse:
    if desk.refused:
        messages.warning(request, speak(reader_of(request).language, _NOT_TAKEN, n=len(desk.refused)))
    shown = {
        "agreement": find_agreement(viewer, desk.key),
        "open_requirements": count_open(viewer, desk.key),
        **shown_desk(request, desk),
    }
    return render(request, "web/draft.html", shown, status=status)
