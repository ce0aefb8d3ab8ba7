"""Today: what needs the viewer now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from acuerdo.apps.agreements.lists import list_waiting
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.web.readers import for_viewers


@for_viewers
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the page."""
    return render(request, "web/today.html", {"waiting": list_waiting(viewer, timezone.now())})
