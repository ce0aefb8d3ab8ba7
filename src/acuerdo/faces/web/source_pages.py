"""Sources of facts: which there are, what each told and what was refused of it, and whose its tickets are."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.parties.queries import name_customer
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.apps.readings.queries import faults_of, find_reading
from acuerdo.apps.tickets.ahead import count_ahead
from acuerdo.apps.tickets.queries import find_source, list_sources
from acuerdo.apps.tickets.refusals import Wanted, list_refused, list_refused_kinds
from acuerdo.apps.tickets.sources import SourceIntent, SourceRefused
from acuerdo.core.terms.measures import Stage
from acuerdo.faces.web.customer_choice import NO_SUCH_CUSTOMER, suggestions
from acuerdo.faces.web.hooks_shown import hook_shown
from acuerdo.faces.web.party_forms import TAKEN_WORDS
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.reading_words import say_fault
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.faces.web.ticket_pages import STAGES
from acuerdo.flows import sources_kept
from acuerdo.flows.ahead_told import tell_ahead
from acuerdo.studies.vocabulary import say_reason
from acuerdo.words import Language, phrase, speak

_SETTLED = phrase(
    "Settled: its ticket was judged anew.",
    plural="{n} refused rows are settled: their tickets were judged anew.",
)
_TOLD_AGAIN = phrase(
    "{n} fact was told again: its ticket was judged with it.",
    plural="{n} facts were told again: their tickets were judged with them.",
)
_NOTHING_WAITS = phrase("Nothing waits any more.", context="facts that are told again")
_KEPT = ("key", "name", "customer")
_LONGEST_ID = 18
MOST = 100
"""How many refused rows one page shows, and how many of them are settled at once."""


@for_viewers
def show_all(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the sources and the form for a new one."""
    return _list(request, viewer)


@require_POST
@for_viewers
def add(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Begin a source of one customer."""
    said = {name: request.POST.get(name, "").strip() for name in _KEPT}
    language = reader_of(request).language
    customer = name_customer(viewer, said["customer"], Permission.KEEP_SOURCES) or said["customer"]
    if said["key"] in TAKEN_WORDS:
        return _list(request, viewer, say_refusal(language, "odd_key"), 422)
    try:
        sources_kept.add(viewer, SourceIntent(key=said["key"], name=said["name"], customer=customer), timezone.now())
    except NotThere:
        return _list(request, viewer, speak(language, NO_SUCH_CUSTOMER), 422)
    except SourceRefused as refused:
        return _list(request, viewer, say_refusal(language, refused.code), 422)
    return HttpResponseRedirect(reverse("source", args=[said["key"]]))


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show a source: what it told, what was refused, what its words mean, and how a program tells it something."""
    return show_source(request, viewer, key)


def show_source(request: HttpRequest, viewer: Viewer, key: str, *, status: int = 200, **more: object) -> HttpResponse:
    """Show a source, with what a form on its page answers. Raises `NotThere`."""
    language = reader_of(request).language
    record, reading = find_source(viewer, key), find_reading(viewer, key)
    shown: dict[str, Any] = {  # what a template can hold
        "source": record,
        "reading": reading,
        "fault": "" if reading is None or not reading.fault else say_fault(language, reading.fault),
        "refused": list_refused(viewer, key, MOST),
        "kinds": list_refused_kinds(viewer, key),
        "ahead": count_ahead(viewer, key, timezone.now()),
        "statuses": [(word, _means(language, stage, reason)) for word, (stage, reason) in record.statuses.items()],
        "values": [(column, sorted(words.items())) for column, words in record.values.items()],
        "customers": sorted(record.customers.items()),
        "address": request.build_absolute_uri(f"/api/v1/sources/{key}/facts"),
        "keeps": viewer.may(Permission.KEEP_SOURCES) or viewer.may_anywhere(Permission.KEEP_SOURCES),
        **hook_shown(request, viewer, key),
        **more,
    }
    return render(request, "web/source.html", shown, status=status)


@require_POST
@for_viewers
def change(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Close a source, open it again, settle rows that were refused, or tell again what was ahead of its receipt."""
    then, now, language = request.POST.get("then", ""), timezone.now(), reader_of(request).language
    try:
        if then in ("close", "reopen"):
            sources_kept.close(viewer, key, now, again=then == "reopen")
        elif then == "tell_again":
            told = tell_ahead(viewer, key, now)
            words = speak(language, _TOLD_AGAIN, n=told) if told else speak(language, _NOTHING_WAITS)
            messages.success(request, words)
        elif then == "settle" and (wanted := _to_settle(request)) is not None:
            count = sources_kept.settle_all(viewer, key, wanted, now)
            if not count:
                raise NotThere("refused row")
            messages.success(request, speak(language, _SETTLED, n=count))
        else:
            return HttpResponse(status=400)
    except SourceRefused as refused:
        messages.warning(request, say_refusal(language, refused.code))
    return HttpResponseRedirect(reverse("source", args=[key]))


def _list(request: HttpRequest, viewer: Viewer, fault: str = "", status: int = 200) -> HttpResponse:
    if not viewer.may_anywhere(Permission.TELL_FACTS):
        raise NotAllowed(Permission.TELL_FACTS)
    shown: dict[str, Any] = {  # what a template can hold
        "sources": list_sources(viewer),
        "unread": faults_of(viewer),
        "keeps": viewer.may_anywhere(Permission.KEEP_SOURCES),
        "form": request.POST,
        "said": request.POST.get("customer", ""),
        **suggestions(viewer, permission=Permission.KEEP_SOURCES),
        "fault": fault,
    }
    return render(request, "web/sources.html", shown, status=status)


def _to_settle(request: HttpRequest) -> Wanted | None:
    """Return the refused rows that a form is about: one by one, or all of a kind up to the newest that was seen."""
    refusals, until = request.POST.getlist("refusal"), request.POST.get("until", "")
    if refusals and all(_is_id(one) for one in refusals):
        return Wanted(ids={int(one) for one in refusals[:MOST]})
    if _is_id(until) and {"code", "column"} <= set(request.POST):
        return Wanted(code=request.POST["code"], column=request.POST["column"], until=int(until))
    return None


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID


def _means(language: Language, stage: str, reason: str | None) -> str:
    words = speak(language, STAGES[Stage(stage)])
    return f"{words} ({say_reason(language, reason)})" if reason else words
