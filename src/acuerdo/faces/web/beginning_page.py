"""A new agreement: with whom, and what its first draft is taken from."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_slug
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from acuerdo.apps.agreements.commands import AgreementRefused
from acuerdo.apps.agreements.lists import list_agreements
from acuerdo.apps.catalogue.queries import list_levels
from acuerdo.apps.catalogue.shapes import choose_text
from acuerdo.apps.parties.queries import list_customers
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotAllowed, Viewer
from acuerdo.documents import DocumentRefused
from acuerdo.documents.editing import EditRefused
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.flows.agreement_begun import Start, begin_agreement
from acuerdo.words import phrase, speak

_BAD_KEY = phrase("The short name of an agreement has letters, digits, dashes and underscores, at most 100.")
_NOT_COPIED = phrase("That agreement cannot be taken over as it stands: its parties are written in a way of their own.")
_LONGEST_KEY = 100
_KEPT = ("key", "customer", "start")


@for_viewers
def begin(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask what the agreement begins with, and begin it."""
    if not viewer.may_anywhere(Permission.EDIT_DRAFTS):
        raise NotAllowed(Permission.EDIT_DRAFTS)
    said = {name: request.POST.get(name, request.GET.get(name, "")).strip() for name in _KEPT}
    if request.method != "POST":
        return _page(request, viewer, said)
    language = reader_of(request).language
    try:
        validate_slug(said["key"])
        MaxLengthValidator(_LONGEST_KEY)(said["key"])
        kind, _, name = said["start"].partition(":")
        now = timezone.now()
        start = Start(
            key=said["key"],
            customer=said["customer"],
            level=name if kind == "level" else "",
            copy_of=name if kind == "copy" else "",
        )
        begin_agreement(viewer, start, now, now.date())
    except ValidationError:
        messages.warning(request, speak(language, _BAD_KEY))
    except (EditRefused, DocumentRefused):
        messages.warning(request, speak(language, _NOT_COPIED))
    except AgreementRefused as refused:
        messages.warning(request, say_refusal(language, refused.code))
    else:
        return HttpResponseRedirect(reverse("draft", args=[said["key"]]))
    return _page(request, viewer, said, status=422)


def _page(request: HttpRequest, viewer: Viewer, said: dict[str, str], status: int = 200) -> HttpResponse:
    language = reader_of(request).language
    now = timezone.now()
    shown: dict[str, Any] = {  # what a template can hold
        "customers": list_customers(viewer).lines,
        "levels": [(one.key, choose_text(one.title, language)) for one in list_levels(viewer) if one.number],
        "agreements": list_agreements(viewer, now, now.date()),
        "said": said,
    }
    return render(request, "web/beginning.html", shown, status=status)
