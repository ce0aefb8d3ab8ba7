"""A new agreement with a customer: what its first draft is taken from."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_slug
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from acuerdo.apps.agreements.commands import AgreementRefused
from acuerdo.apps.agreements.days import days_at
from acuerdo.apps.agreements.lists import find_page
from acuerdo.apps.agreements.shapes import AgreementFilter
from acuerdo.apps.catalogue.queries import list_levels
from acuerdo.apps.catalogue.shapes import choose_text
from acuerdo.apps.parties.models import Party
from acuerdo.apps.parties.queries import find_party
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.faces.web.life_words import KINDS
from acuerdo.faces.web.party_forms import TAKEN_WORDS
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.flows.agreement_begun import Start, begin_agreement
from acuerdo.words import phrase, speak

_BAD_KEY = phrase("The short name of an agreement has letters, digits, dashes and underscores, at most 100.")
_NOTHING_TO_COPY = phrase("There is no agreement with this id that you can read.")
_LONGEST_KEY = 100
_KEPT = ("key", "title", "kind", "start", "copy_of")
_LONGEST_TITLE = 200


@for_viewers
def begin(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Ask what the agreement begins with, and begin it."""
    customer = find_party(viewer, key)
    if customer.kind != PartyKind.CUSTOMER:
        raise NotThere("customer")
    viewer.require(Permission.EDIT_DRAFTS, customer.pk)
    said = {name: request.POST.get(name, "").strip() for name in _KEPT}
    if request.method != "POST":
        return _page(request, viewer, customer, said)
    language = reader_of(request).language
    try:
        _begin(viewer, customer, said)
    except ValidationError:
        messages.warning(request, speak(language, _BAD_KEY))
    except NotThere:
        messages.warning(request, speak(language, _NOTHING_TO_COPY))
    except AgreementRefused as refused:
        messages.warning(request, say_refusal(language, refused.code))
    else:
        return HttpResponseRedirect(reverse("draft", args=[said["key"]]))
    return _page(request, viewer, customer, said, status=422)


def _begin(viewer: Viewer, customer: Party, said: dict[str, str]) -> None:
    validate_slug(said["key"])
    MaxLengthValidator(_LONGEST_KEY)(said["key"])
    if said["key"] in TAKEN_WORDS:
        raise ValidationError(said["key"])
    kind, _, name = said["start"].partition(":")
    start = Start(
        key=said["key"],
        customer=customer.key,
        kind=said["kind"] if said["kind"] in KINDS else "sla",
        level=name if kind == "level" and not said["copy_of"] else "",
        title=said["title"][:_LONGEST_TITLE],
        copy_of=said["copy_of"] or (name if kind == "copy" else ""),
    )
    begin_agreement(viewer, start, timezone.now())


def _page(
    request: HttpRequest, viewer: Viewer, customer: Party, said: dict[str, str], status: int = 200
) -> HttpResponse:
    language = reader_of(request).language
    now = timezone.now()
    shown: dict[str, Any] = {  # what a template can hold
        "customer": customer,
        "kinds": [(name, speak(language, words)) for name, words in KINDS.items()],
        "levels": [(one.key, choose_text(one.title, language)) for one in list_levels(viewer) if one.number],
        "agreements": find_page(viewer, AgreementFilter(customer=customer.key), now, days_at(now)).lines,
        "said": said,
    }
    return render(request, "web/beginning.html", shown, status=status)
