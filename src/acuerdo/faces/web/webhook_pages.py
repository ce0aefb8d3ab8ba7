"""Webhooks: which addresses are told what, and whether it arrived."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.parties.queries import name_customer
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotAllowed, Viewer
from acuerdo.apps.webhooks import commands
from acuerdo.apps.webhooks.addresses import AddressRefused
from acuerdo.apps.webhooks.queries import find_endpoint, line_of, list_deliveries, list_endpoints
from acuerdo.apps.webhooks.shapes import DeliveryLine, Event, MadeEndpoint
from acuerdo.faces.web.customer_choice import suggestions
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.surroundings import from_surroundings
from acuerdo.words import Language, Phrase, phrase, speak

_PUT_AGAIN = phrase("It is delivered once more, with the same id.")

EVENTS: Mapping[Event, Phrase] = MappingProxyType(
    {
        Event.PROPOSED: phrase("an agreement was proposed", context="what a program is told"),
        Event.COUNTERED: phrase("another text was offered in answer", context="what a program is told"),
        Event.ACCEPTED: phrase("somebody accepted", context="what a program is told"),
        Event.REJECTED: phrase("an offer was rejected", context="what a program is told"),
        Event.WITHDRAWN: phrase("an offer was withdrawn", context="what a program is told"),
        Event.REGISTERED: phrase("a contract on paper was registered", context="what a program is told"),
        Event.AGREED: phrase("both sides have agreed", context="what a program is told"),
        Event.PAPER_BOUND: phrase("a signed paper was bound to what was agreed", context="what a program is told"),
        Event.REVIEW_OPENED: phrase("a review was opened", context="what a program is told"),
        Event.REVIEW_CLOSED: phrase("a review was closed", context="what a program is told"),
        Event.NOTICE_GIVEN: phrase("notice was given", context="what a program is told"),
        Event.NOTICE_ACKNOWLEDGED: phrase("a notice was acknowledged", context="what a program is told"),
        Event.NOTICE_WITHDRAWN: phrase("a notice was taken back", context="what a program is told"),
        Event.TAKING_BACK_PROPOSED: phrase(
            "taking back an acknowledged notice was proposed", context="what a program is told"
        ),
        Event.TAKING_BACK_ACCEPTED: phrase("somebody accepted taking back a notice", context="what a program is told"),
        Event.TAKING_BACK_REJECTED: phrase("taking back a notice was rejected", context="what a program is told"),
        Event.TAKING_BACK_WITHDRAWN: phrase(
            "the proposal to take back a notice was withdrawn", context="what a program is told"
        ),
        Event.RENEWAL_PROPOSED: phrase("a renewal was proposed", context="what a program is told"),
        Event.RENEWAL_ACCEPTED: phrase("somebody accepted a renewal", context="what a program is told"),
        Event.RENEWAL_REJECTED: phrase("a renewal was rejected", context="what a program is told"),
        Event.RENEWAL_WITHDRAWN: phrase("the proposal of a renewal was withdrawn", context="what a program is told"),
        Event.RENEWED: phrase("both sides have renewed an agreement", context="what a program is told"),
        Event.YEAR_MOVED: phrase("a side moved about a year of a calendar", context="what a program is told"),
        Event.YEAR_AGREED: phrase("both sides have agreed on a year of a calendar", context="what a program is told"),
        Event.EXCLUSION_MOVED: phrase("a side moved about an exclusion", context="what a program is told"),
        Event.EXCLUSION_AGREED: phrase("both sides have agreed on an exclusion", context="what a program is told"),
        Event.PRIORITY_MOVED: phrase("a side moved about the priority of a ticket", context="what a program is told"),
        Event.PRIORITY_AGREED: phrase(
            "both sides have agreed on the priority of a ticket", context="what a program is told"
        ),
        Event.ROUTE_MOVED: phrase("a side moved about work outside the scope", context="what a program is told"),
        Event.ROUTE_AGREED: phrase(
            "both sides have agreed on work outside the scope", context="what a program is told"
        ),
        Event.PERIOD_MOVED: phrase("a side moved about freezing a period", context="what a program is told"),
        Event.PERIOD_FROZEN: phrase("both sides have frozen a period", context="what a program is told"),
        Event.VERDICTS_MOVED: phrase("verdicts moved after they had been given", context="what a program is told"),
        Event.COMMENT_WRITTEN: phrase("somebody remarked upon a clause", context="what a program is told"),
        Event.COMMENT_SETTLED: phrase("a remark was settled", context="what a program is told"),
        Event.CLOCK_WARNED: phrase("a clock has come to a warning", context="what a program is told"),
        Event.CLOCK_DUE: phrase("a clock is due", context="what a program is told"),
        Event.CLOCK_BREACHED: phrase("a promise was broken", context="what a program is told"),
    }
)


@for_viewers
def show_all(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the endpoints and the form for a new one."""
    return _list(request, viewer)


@require_POST
@for_viewers
def make(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Make an endpoint and show its secret, this once."""
    form = request.POST
    known = {str(event): event for event in Event}
    chosen = form.getlist("event")
    if not set(chosen) <= set(known):
        return HttpResponse(status=400)
    said = form.get("customer", "").strip()
    wanted = commands.NewEndpoint(
        name=form.get("name", "").strip(),
        url=form.get("url", "").strip(),
        events=frozenset(known[word] for word in chosen),
        customer=name_customer(viewer, said, Permission.MANAGE_WEBHOOKS) or said,
    )
    try:
        made = commands.make_endpoint(viewer, wanted, from_surroundings().webhook_networks, timezone.now())
    except (commands.EndpointRefused, AddressRefused, NotAllowed) as refused:
        fault = say_refusal(reader_of(request).language, refused.code)
        return _list(request, viewer, fault=fault, status=403 if isinstance(refused, NotAllowed) else 422)
    return _one(request, viewer, UUID(made.line.id), made)


@for_viewers
def show(request: HttpRequest, viewer: Viewer, ident: UUID) -> HttpResponse:
    """Show one endpoint and what was delivered to it."""
    return _one(request, viewer, ident)


@require_POST
@for_viewers
def change(request: HttpRequest, viewer: Viewer, ident: UUID) -> HttpResponse:
    """Give it another secret, pause it, let it go on, or forget it."""
    then, now = request.POST.get("then", ""), timezone.now()
    if then == "rotate":
        return _one(request, viewer, ident, commands.rotate_secret(viewer, ident, now))
    if then == "remove":
        commands.remove_endpoint(viewer, ident, now)
        return HttpResponseRedirect(reverse("webhooks"))
    if then not in ("pause", "go_on"):
        return HttpResponse(status=400)
    commands.pause_endpoint(viewer, ident, now, paused=then == "pause")
    return HttpResponseRedirect(reverse("webhook", args=[ident]))


@require_POST
@for_viewers
def replay(request: HttpRequest, viewer: Viewer, ident: UUID) -> HttpResponse:
    """Deliver something once more."""
    with transaction.atomic():
        commands.replay(viewer, ident, request.POST.get("message", ""), timezone.now())
    messages.success(request, speak(reader_of(request).language, _PUT_AGAIN))
    return HttpResponseRedirect(reverse("webhook", args=[ident]))


def _list(request: HttpRequest, viewer: Viewer, *, fault: str = "", status: int = 200) -> HttpResponse:
    if not viewer.may_anywhere(Permission.MANAGE_WEBHOOKS):
        raise NotAllowed(Permission.MANAGE_WEBHOOKS)
    language = reader_of(request).language
    lines = list_endpoints(viewer)
    for_all = viewer.may(Permission.MANAGE_WEBHOOKS)
    found = suggestions(viewer, permission=Permission.MANAGE_WEBHOOKS)
    only = found["suggested"][0][0] if len(found["suggested"]) == 1 and not for_all else ""
    shown: dict[str, Any] = {  # what a template can hold
        "rows": [(line, _said(language, line.events)) for line in lines],
        "events": [(str(event), speak(language, words), _is_chosen(request, event)) for event, words in EVENTS.items()],
        **found,
        "said": request.POST.get("customer", only),
        "for_all": for_all,
        "form": request.POST,
        "fault": fault,
    }
    return render(request, "web/webhooks.html", shown, status=status)


def _is_chosen(request: HttpRequest, event: Event) -> bool:
    return str(event) in request.POST.getlist("event") if request.method == "POST" else event is Event.AGREED


def _one(request: HttpRequest, viewer: Viewer, ident: UUID, made: MadeEndpoint | None = None) -> HttpResponse:
    language, now = reader_of(request).language, timezone.now()
    line = line_of(find_endpoint(viewer, ident))
    rows = [(delivery, _state(delivery, now)) for delivery in list_deliveries(viewer, ident)]
    shown: dict[str, Any] = {"line": line, "said": _said(language, line.events), "rows": rows, "made": made}
    return render(request, "web/webhook.html", shown)


def _said(language: Language, events: tuple[Event, ...]) -> str:
    return ", ".join(speak(language, EVENTS[event]) for event in events)


def _state(line: DeliveryLine, now: datetime) -> str:
    """Return how a delivery stands, as a word that the template shows."""
    if line.delivered_at is not None:
        return "arrived"
    if line.failed_at is not None:
        return "given_up"
    return "waits" if line.next_try_at is None or line.next_try_at <= now or not line.attempts else "later"
