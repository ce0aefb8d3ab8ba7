"""Scope: what an agreement covers, what happens with the rest, and what is used without any agreement."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.agreements.days import days_at
from acuerdo.apps.agreements.queries import find_agreement, find_versions
from acuerdo.apps.catalogue.queries import list_all_services
from acuerdo.apps.parties.queries import name_customer
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.scope.commands import NewUse, forget_use, record_use, take_list
from acuerdo.apps.scope.queries import find_uses
from acuerdo.apps.scope.shapes import RefusedLine, UseFilter
from acuerdo.connectors.encodings import to_utf8
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.documents import AgreementDocument, DocumentRefused
from acuerdo.documents.shapes.agreement import ServiceShape
from acuerdo.documents.shapes.carried import OutOfScopeShape
from acuerdo.faces.web.agreement_tabs import tabs
from acuerdo.faces.web.catalogue_words import say_route, tell
from acuerdo.faces.web.customer_choice import NO_SUCH_CUSTOMER, suggestions
from acuerdo.faces.web.kept_documents import read_kept
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.turning import asked_page, turn
from acuerdo.words import Language, Phrase, phrase, speak

LARGEST_LIST = 1_000_000

_REFUSED: Mapping[str, Phrase] = MappingProxyType(
    {
        "no_such_customer": phrase("line {line}: no customer “{found}”"),
        "no_such_service": phrase("line {line}: no service “{found}” in the catalogue"),
        "odd_date": phrase("line {line}: “{found}” is not a date like 2026-03-31"),
        "missing_column": phrase("line {line}: no column {found}"),
        "too_many_lines": phrase("line {line}: more than {found} lines; split the list"),
    }
)
_TAKEN = phrase("{n} service in use written down", plural="{n} services in use written down")
_KNOWN = phrase("{n} was known already", plural="{n} were known already")
_NOT_TAKEN = phrase("Choose a customer, a service and a date.")
_TOO_LARGE = phrase("The list is too large.")
_NO_TEXT = phrase("The file is not a text in UTF-8. Save it as CSV UTF-8 and bring it once more.")
_MOST_SHOWN = 20
_LONGEST_SOUGHT = 100


@for_viewers
def agreement(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show what an agreement covers, service by service, and what happens with a request for something else."""
    language = reader_of(request).language
    found = find_agreement(viewer, key)
    now = timezone.now()
    versions = find_versions(viewer, key, now)
    shown_version = next((one for one in versions if one.state in ("active", "renewed", "under_review")), None)
    version = shown_version or (versions[0] if versions else None)
    document = None if version is None else _read(version.canonical, key)
    services = [] if document is None else [_service(document, one, language) for one in document.shape.services]
    shown = {
        "agreement": found,
        "tabs": tabs(viewer, found, "scope", language),
        "in_force": shown_version is not None,
        "services": services,
    }
    return render(request, "web/scope.html", shown)


@for_viewers
def uses(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the services that customers use, those without an agreement first of all."""
    language = reader_of(request).language
    asked = {
        "q": request.GET.get("q", "").replace("\0", "").strip()[:_LONGEST_SOUGHT],
        "service": request.GET.get("service", "").replace("\0", "")[:_LONGEST_SOUGHT],
        "all": "yes" if request.GET.get("all") == "yes" else "",
    }
    wanted = UseFilter(text=asked["q"], service=asked["service"], uncovered=not asked["all"])
    page = find_uses(viewer, wanted, days_at(timezone.now()), asked_page(request))
    drafts = viewer.may_anywhere(Permission.EDIT_DRAFTS)
    shown = {
        "page": page,
        "rows": [
            (one, tell(one.name, language), viewer.may(Permission.EDIT_DRAFTS, one.customer_id)) for one in page.lines
        ],
        "asked": asked,
        "sought": bool(asked["q"] or asked["service"]),
        "drafts": drafts,
        "services": [(line.key, tell(line.name, language)) for line in list_all_services(viewer)],
        "turned": turn(request, page.page, page.pages),
        **suggestions(viewer, permission=Permission.EDIT_DRAFTS),
    }
    return render(request, "web/uses.html", shown)


@require_POST
@for_viewers
def add(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Write down that a customer uses a service."""
    form, language = request.POST, reader_of(request).language
    back = HttpResponseRedirect(reverse("uses"))
    try:
        since_on = date.fromisoformat(form.get("since", ""))
    except ValueError:
        messages.warning(request, speak(language, _NOT_TAKEN))
        return back
    said = form.get("customer", "").strip()
    customer = name_customer(viewer, said, Permission.SEE_AGREEMENTS)
    if not customer and viewer.may_anywhere(Permission.EDIT_DRAFTS):
        messages.warning(request, speak(language, NO_SUCH_CUSTOMER))
        return back
    use = NewUse(
        customer=customer or said, service=form.get("service", ""), since_on=since_on, note=form.get("note", "")
    )
    record_use(viewer, use, timezone.now())
    return back


@require_POST
@for_viewers
def forget(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Take back that a customer uses a service."""
    forget_use(viewer, request.POST.get("customer", ""), request.POST.get("service", ""), timezone.now())
    return HttpResponseRedirect(reverse("uses"))


@require_POST
@for_viewers
def take(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Take a list of services in use, and say what became of each line that was refused."""
    language = reader_of(request).language
    if not viewer.may_anywhere(Permission.EDIT_DRAFTS):
        raise NotThere("customer")
    try:
        text = _list_in(request)
    except ImportRefused:
        messages.warning(request, speak(language, _NO_TEXT))
        return HttpResponseRedirect(reverse("uses"))
    if len(text) > LARGEST_LIST:
        messages.warning(request, speak(language, _TOO_LARGE))
        return HttpResponseRedirect(reverse("uses"))
    taken = take_list(viewer, text, timezone.now())
    messages.success(request, speak(language, _TAKEN, n=taken.recorded))
    if taken.known:
        messages.info(request, speak(language, _KNOWN, n=taken.known))
    for line in taken.refused[:_MOST_SHOWN]:
        messages.warning(request, _say_refused(line, language))
    return HttpResponseRedirect(reverse("uses"))


def _list_in(request: HttpRequest) -> str:
    """Return the list of a form: what was typed, else the file. Raises `ImportRefused` for one that is no text."""
    typed = request.POST.get("list", "")
    file = request.FILES.get("file")
    if typed.strip() or file is None:
        return typed
    data, _ = to_utf8(file.read(LARGEST_LIST * 4 + 1), "auto", file.name or "")
    return bytes(data).decode()


def _say_refused(line: RefusedLine, language: Language) -> str:
    return speak(language, _REFUSED[line.code], line=line.line, found=line.found)


def _read(canonical: str, key: str) -> AgreementDocument | None:
    if not canonical:
        return None
    try:
        return read_kept(canonical, key)
    except DocumentRefused:
        return None


def _service(
    document: AgreementDocument, service: ServiceShape, language: Language
) -> dict[str, Any]:  # for a template
    outside = []
    for item in service.out_of_scope:
        text, then = (item.text, item.then or "") if isinstance(item, OutOfScopeShape) else (item, "")
        sign, meaning = say_route(then, language)
        outside.append({"text": document.say(text, language), "sign": sign, "meaning": meaning})
    return {
        "id": service.id,
        "name": document.service_name(service.id, language),
        "inside": [document.say(text, language) for text in service.in_scope],
        "outside": outside,
    }
