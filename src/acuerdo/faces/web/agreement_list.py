"""Agreements: which ones there are, and where each stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from acuerdo.apps.agreements.lists import list_agreements
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.states import badge


@for_viewers
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the list."""
    now = timezone.now()
    language = reader_of(request).language
    lines = list_agreements(viewer, now, now.date())
    rows = [(line, badge(line.state, language)) for line in lines]
    in_force = sum(line.state in ("active", "renewed", "under_review") for line in lines)
    shown = {"rows": rows, "in_force": in_force, "may_draft": viewer.may_anywhere(Permission.EDIT_DRAFTS)}
    return render(request, "web/agreements.html", shown)
