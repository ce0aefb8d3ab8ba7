"""My queue: the clocks of the tickets that the reader holds, what is due next, first."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.clocks.finding import ME, Standing
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.tickets.linking import LinkRefused, idents_of, list_claimable
from acuerdo.core.hours import to_us
from acuerdo.faces.web.clock_lists import ClockPage, ClockRow, address_of, read_filter, show_clocks_of
from acuerdo.faces.web.live import answer_live
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.flows import sources_kept
from acuerdo.words import Language, phrase, speak

_OVERDUE = phrase("{n} clock of yours is late.", plural="{n} clocks of yours are late.")
_NEXT = phrase("Next: {ticket}, {promise}: {left}.")
_FIRST = phrase("First: {ticket}, {promise}: {left}.")
_WAITS = phrase("Nothing of yours runs: {n} clock waits.", plural="Nothing of yours runs: {n} clocks wait.")
_NOTHING = phrase("No clock of yours is open.")
_NOBODY = phrase("No help desk knows you by name yet.")
_CLAIMED = phrase("From now on, its tickets stand in your queue.")


@for_viewers
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the open clocks of the tickets that the reader holds."""
    if viewer.kind is not PartyKind.PROVIDER or not viewer.may_anywhere(Permission.SEE_TICKETS):
        raise NotThere("queue")
    language, now = reader_of(request).language, timezone.now()
    wanted = read_filter(request.GET)
    mine = type(wanted)(text=wanted.text, state=wanted.state, holder=ME)
    page = show_clocks_of(viewer, mine, request.GET.get("after", ""), to_us(now), language)
    known = bool(page.rows) or bool(idents_of([viewer.person]))
    shown: dict[str, Any] = {  # what a template can hold
        "page": page,
        "first": _urgent(page),
        "answer": say_queue(page, language) if known else speak(language, _NOBODY),
        "known": known,
        "next": address_of("queue", q=mine.text, state=mine.state, after=page.after) if page.after else "",
        "now": now,
        "claimable": list_claimable(viewer),
        "asked": mine,
        "whose": False,
        "inside": True,
        "here": "queue",
    }
    return answer_live(request, "web/queue.html", ("web/queue_part.html",), shown)


@require_POST
@for_viewers
def claim(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Say that a name in a help desk is the reader's own."""
    language = reader_of(request).language
    try:
        ident = UUID(request.POST.get("name", ""))
    except ValueError as odd:
        raise Http404 from odd
    try:
        sources_kept.claim(viewer, ident, timezone.now())
    except LinkRefused as refused:
        messages.warning(request, say_refusal(language, refused.code))
    else:
        messages.success(request, speak(language, _CLAIMED))
    return HttpResponseRedirect(reverse("queue"))


def say_queue(page: ClockPage, language: Language) -> str:
    """Say in a sentence or two what is late and what is due next."""
    first = _urgent(page)
    if first is None:
        waiting = len(page.rows)
        return speak(language, _WAITS, n=waiting) if waiting else speak(language, _NOTHING)
    late = sum(row.standing is Standing.LATE for row in page.rows)
    words = _FIRST if late else _NEXT
    said = speak(language, words, ticket=first.ticket, promise=first.promise, left=first.left)
    return f"{speak(language, _OVERDUE, n=late)} {said}" if late else said


def _urgent(page: ClockPage) -> ClockRow | None:
    return next((row for row in page.rows if row.standing is not Standing.WAITING), None)
