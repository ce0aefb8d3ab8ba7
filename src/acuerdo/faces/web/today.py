"""Today: what needs the viewer now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from acuerdo.apps.agreements.lists import list_decisions, list_waiting
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.web.decisions_page import SOON
from acuerdo.faces.web.readers import for_viewers


@for_viewers
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the page."""
    now = timezone.now()
    due = list_decisions(viewer, now.date(), now.date() + SOON)
    return render(request, "web/today.html", {"waiting": list_waiting(viewer, now), "due": due})
