"""The names of a source: which of the provider's people each one is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.linking import LinkRefused, list_handles, list_linkable
from acuerdo.apps.tickets.queries import find_source
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.flows import sources_kept
from acuerdo.words import phrase, speak

_KEPT = phrase("Kept: their tickets stand in that person's queue.")
_TAKEN_BACK = phrase("Taken back: the name is nobody's.")
_LONGEST = 254


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show who holds tickets of a source and which person each is, or keep what somebody says about one of them."""
    if request.method == "POST":
        return _link(request, viewer, key)
    words = _words(request.GET)
    lines = list_handles(viewer, key, words)
    shown: dict[str, Any] = {  # what a template can hold
        "source": find_source(viewer, key),
        "lines": lines,
        "unknown": sum(line.person is None for line in lines),
        "words": words,
        "people": list_linkable(viewer),
    }
    return render(request, "web/source_people.html", shown)


def _words(query: QueryDict) -> str:
    return query.get("q", "").replace("\0", "").strip()[:_LONGEST]


def _link(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    language, said = reader_of(request).language, request.POST.get("person", "").strip()[:_LONGEST]
    try:
        ident = UUID(request.POST.get("name", ""))
    except ValueError as odd:
        raise Http404 from odd
    try:
        sources_kept.link(viewer, key, ident, said, timezone.now())
    except LinkRefused as refused:
        messages.warning(request, say_refusal(language, refused.code))
    else:
        messages.success(request, speak(language, _KEPT if said else _TAKEN_BACK))
    return HttpResponseRedirect(reverse("source_people", args=[key]))
