"""The catalogue: which services there are, in the customer's words, and who relies on each."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.agreements.days import days_at
from acuerdo.apps.catalogue.commands import retire_service
from acuerdo.apps.catalogue.levels import publish_shipped_levels
from acuerdo.apps.catalogue.queries import find_service, list_levels, list_services
from acuerdo.apps.catalogue.refusals import CatalogueRefused
from acuerdo.apps.catalogue.shapes import ServiceLine
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.scope.queries import agreements_with, find_uses
from acuerdo.apps.scope.shapes import UseFilter
from acuerdo.faces.web.catalogue_words import say_cost, tell
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.faces.web.turning import asked_page, turn
from acuerdo.words import Language

_LONGEST_SOUGHT = 200


@for_viewers
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the services, a page at a time, and the levels."""
    language = reader_of(request).language
    sought = request.GET.get("q", "").replace("\0", "").strip()[:_LONGEST_SOUGHT]
    retired = request.GET.get("retired") == "yes"
    page = list_services(viewer, sought, asked_page(request), retired=retired)
    shown = {
        "page": page,
        "rows": [_row(line, language) for line in page.lines],
        "sought": sought,
        "retired": retired,
        "levels": [(line, tell(line.title, language)) for line in list_levels(viewer)],
        "keeps": viewer.may(Permission.KEEP_CATALOGUE),
    }
    return render(request, "web/catalogue.html", shown)


@for_viewers
def service(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show one service: what it is, what it needs, who relies on it."""
    language = reader_of(request).language
    found = find_service(viewer, key)
    on = days_at(timezone.now())
    in_force = agreements_with(viewer, key, on, asked_page(request))
    shown = {
        "service": found,
        "name": tell(found.name, language),
        "description": tell(found.description, language),
        "cost": say_cost(found.cost, language),
        "prerequisites": [tell(one, language) for one in found.prerequisites],
        "needs": [_row(line, language) for line in found.needs],
        "needed_by": [_row(line, language) for line in found.needed_by],
        "in_force": in_force,
        "turned": turn(request, in_force.page, in_force.pages),
        "uncovered": find_uses(viewer, UseFilter(service=key, uncovered=True), on),
        "keeps": viewer.may(Permission.KEEP_CATALOGUE),
    }
    return render(request, "web/service.html", shown)


@require_POST
@for_viewers
def retire(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Take a service out of the offer, or back into it."""
    find_service(viewer, key)
    try:
        retire_service(viewer, key, timezone.now(), back=request.POST.get("back") == "yes")
    except CatalogueRefused as refused:
        messages.warning(request, say_refusal(reader_of(request).language, refused.code))
    return HttpResponseRedirect(reverse("service", args=[key]))


@require_POST
@for_viewers
def adopt(request: HttpRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001 - every page is asked by a request
    """Publish the levels that come with the product."""
    publish_shipped_levels(viewer, timezone.now())
    return HttpResponseRedirect(reverse("catalogue"))


def _row(line: ServiceLine, language: Language) -> dict[str, Any]:  # what a template can hold
    return {"line": line, "name": tell(line.name, language), "cost": say_cost(line.cost, language)}
