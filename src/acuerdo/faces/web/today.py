"""Today: what needs the viewer now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from acuerdo.apps.agreements.lists import find_waiting, list_decisions
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.web.agreement_list import WAITING
from acuerdo.faces.web.decisions_page import SOON
from acuerdo.faces.web.readers import for_viewers

MOST = 10
"""How much of each the page shows; the rest stands in the lists."""


@for_viewers
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what waits and what is to be decided, the soonest first."""
    now = timezone.now()
    waiting, waits = find_waiting(viewer, now, MOST)
    due = list_decisions(viewer, now.date(), now.date() + SOON)
    shown = {
        "waiting": waiting,
        "waits": waits,
        "due": due[:MOST],
        "dues": len(due),
        "waiting_group": WAITING,
    }
    return render(request, "web/today.html", shown)
