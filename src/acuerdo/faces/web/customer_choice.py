"""Choosing a customer out of very many: a field with suggestions, by name or key."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from acuerdo.apps.parties.queries import match_customers
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.web.readers import for_viewers
from acuerdo.words import phrase

LONGEST = 100
NO_SUCH_CUSTOMER = phrase("There is no customer of that name or key, or more than one: choose it by its key.")


@for_viewers
def suggest(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Answer the customers that fit what was typed, as the options of a field."""
    said = request.GET.get("customer", "").replace("\0", "")[:LONGEST]
    return render(request, "web/customer_options.html", suggestions(viewer, said))


def suggestions(viewer: Viewer, said: str = "", permission: Permission = Permission.SEE_PARTIES) -> dict[str, Any]:
    """Return what the field shows: the first customers that fit."""
    return {"suggested": match_customers(viewer, said, permission)}
