"""Lists that people keep under a name: shown beside the list, kept from it, and dropped."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.views.commands import ViewRefused
from acuerdo.apps.views.queries import list_views
from acuerdo.apps.views.shapes import NewView
from acuerdo.faces.web.clock_lists import query_of, read_filter
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.flows import views_kept
from acuerdo.words import phrase, speak

_KEPT = phrase("Kept as “{name}”.", context="a list")
_DROPPED = phrase("Dropped.", context="a kept list")
_LONGEST = 2_000
_STAGE = "stage"


def views_shown(viewer: Viewer, page: str, query: QueryDict) -> dict[str, Any]:
    """Return what the kept lists of a page show; `kept_query` is what is asked for now."""
    now = canonical_query(query)
    address = reverse(page)
    return {
        "kept_views": [(one, f"{address}?{one.query}", one.query == now) for one in list_views(viewer, page)],
        "kept_query": now,
        "kept_page": page,
    }


def canonical_query(query: QueryDict) -> str:
    """Return what a list is asked for as the address says it, in one order, without anything else."""
    said = query_of(read_filter(query))
    stage = query.get(_STAGE, "").replace("\0", "")[:16]
    found = QueryDict(mutable=True)
    found.update({name: value for name, value in (*said.items(), (_STAGE, stage)) if value})
    return found.urlencode()


@require_POST
@for_viewers
def keep(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Keep what a list is asked for, under a name."""
    language = reader_of(request).language
    page, name = request.POST.get("page", ""), request.POST.get("name", "").strip()
    query = canonical_query(QueryDict(request.POST.get("query", "")[:_LONGEST]))
    wanted = NewView(page=page, name=name, query=query, shared=request.POST.get("shared") == "yes")
    try:
        views_kept.keep(viewer, wanted, timezone.now())
    except ViewRefused as refused:
        messages.warning(request, say_refusal(language, refused.code))
    else:
        messages.success(request, speak(language, _KEPT, name=name))
    return HttpResponseRedirect(f"{reverse(page)}?{query}")


@require_POST
@for_viewers
def drop(request: HttpRequest, viewer: Viewer, view: int) -> HttpResponse:
    """Drop a kept list."""
    page = views_kept.drop(viewer, view)
    messages.info(request, speak(reader_of(request).language, _DROPPED))
    return HttpResponseRedirect(reverse(page))
