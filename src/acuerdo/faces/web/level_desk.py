"""The desk of whoever keeps the catalogue: the text of a level's next version, what is found in it, publishing it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from acuerdo.apps.catalogue.levels import change_level_draft, publish_level
from acuerdo.apps.catalogue.queries import find_level, find_level_draft, published_level
from acuerdo.apps.catalogue.refusals import CatalogueRefused
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.documents import DocumentRefused, Finding, Written, examine_level
from acuerdo.faces.web.draft_desk import LONGEST_TEXT, text_of
from acuerdo.faces.web.findings_shown import rows_of
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal

_FIRST = "acuerdo: 1\nid: {key}\ntitle: {{en: , es: , ru: }}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelDesk:
    """The text of a level's next version, and the revision that its author saw (0: nothing is kept)."""

    key: str
    text: str
    revision: int


@for_viewers
def write(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show the desk; keep what was written, or publish it."""
    viewer.require(Permission.KEEP_CATALOGUE)
    if request.method != "POST":
        return _page(request, _kept(viewer, key))
    revision, text = request.POST.get("revision", ""), text_of(request)
    if not revision.isdecimal():
        return HttpResponse(status=400)
    if len(text) > LONGEST_TEXT:
        return HttpResponse(status=413)
    return _keep(request, viewer, LevelDesk(key=key, text=text, revision=int(revision)))


def _keep(request: HttpRequest, viewer: Viewer, desk: LevelDesk) -> HttpResponse:
    now = timezone.now()
    try:
        change_level_draft(viewer, desk.key, desk.text, desk.revision, now)
        if request.POST.get("then") == "publish":
            publish_level(viewer, desk.key, desk.text, now)
            return HttpResponseRedirect(reverse("level", args=[desk.key]))
    except CatalogueRefused as refused:
        messages.warning(request, say_refusal(reader_of(request).language, refused.code))
        return _page(request, LevelDesk(key=desk.key, text=desk.text, revision=_kept(viewer, desk.key).revision), 409)
    except DocumentRefused:
        return _page(request, LevelDesk(key=desk.key, text=desk.text, revision=desk.revision + 1), 422)
    return HttpResponseRedirect(reverse("level_write", args=[desk.key]))


def _kept(viewer: Viewer, key: str) -> LevelDesk:
    draft = find_level_draft(viewer, key)
    if draft is not None:
        return LevelDesk(key=key, text=draft.text, revision=draft.revision)
    try:
        text = find_level(viewer, key).text
    except NotThere:
        text = _FIRST.format(key=key)
    return LevelDesk(key=key, text=text, revision=0)


def _page(request: HttpRequest, desk: LevelDesk, status: int = 200) -> HttpResponse:
    shown = {"level": desk, "rows": rows_of(_findings(desk), reader_of(request).language)}
    return render(request, "web/level_write.html", shown, status=status)


def _findings(desk: LevelDesk) -> tuple[Finding, ...]:
    try:
        return examine_level(Written(desk.text), name=f"{desk.key}.yaml", level=published_level).findings
    except DocumentRefused as refused:
        return refused.findings
