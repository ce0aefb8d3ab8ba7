"""Tickets: which there are, where one stands, the clocks that run on it and why, and what was told about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.alerts.queries import list_alerts
from acuerdo.apps.catalogue.queries import name_services
from acuerdo.apps.catalogue.shapes import Texts, choose_text
from acuerdo.apps.clocks.finding import ClockFilter
from acuerdo.apps.clocks.queries import TicketClocks, clocks_of
from acuerdo.apps.clocks.queue import DueLine, count_due, list_due
from acuerdo.apps.clocks.ticket_lists import find_tickets
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.erasing import may_empty
from acuerdo.apps.tickets.handles import words_of
from acuerdo.apps.tickets.keeping import PERSONAL
from acuerdo.apps.tickets.queries import find_ticket_row, records_of
from acuerdo.apps.tickets.shapes import TicketPart, TicketRecord
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.verdict import Outcome
from acuerdo.core.hours import to_datetime, to_us
from acuerdo.core.terms.measures import Stage
from acuerdo.faces.web.alerts_shown import AlertShown, show_alerts
from acuerdo.faces.web.catalogue_words import tell
from acuerdo.faces.web.clock_lists import address_of, filter_fields, query_of, read_filter
from acuerdo.faces.web.clocks_shown import answer_of, badge_of_due, show_clocks
from acuerdo.faces.web.kept_views import views_shown
from acuerdo.faces.web.live import answer_live
from acuerdo.faces.web.matters_shown import show_matters
from acuerdo.faces.web.naming import name_of
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.flows import alerts_taken, title_emptied
from acuerdo.studies.vocabulary import EVENTS, FIELDS, MARKS, say_known, say_reason
from acuerdo.words import Language, Phrase, phrase, speak

ON_A_PAGE = 50
_LONGEST_PLACE = 36
MOST_DUE = 20
SOON = timedelta(hours=4)
_STATUS: Mapping[str, Phrase] = MappingProxyType(
    {
        "status": phrase("status", context="field of a ticket"),
        "reason": phrase("reason", context="field of a ticket"),
    }
)
_WORDS = MappingProxyType({**FIELDS, **_STATUS})
_TAKEN = phrase("You have it: the others are told nothing more of this.")
_EMPTIED = phrase("The title is gone. The journal says when, and by whom, not what it was.")
_MACHINE = phrase("a machine", context="who did something to a ticket")
_LATE = phrase("told late")
_AHEAD = phrase("lies ahead of its receipt: not judged")
_CORRECTS = phrase("puts an earlier fact right")
STAGES: Mapping[str, Phrase] = MappingProxyType(
    {
        Stage.OPEN: phrase("open", context="stage of a ticket"),
        Stage.WAITING: phrase("waiting", context="stage of a ticket"),
        Stage.RESOLVED: phrase("resolved", context="stage of a ticket"),
        Stage.CLOSED: phrase("closed", context="stage of a ticket"),
        Stage.CANCELLED: phrase("cancelled", context="stage of a ticket"),
        Stage.MERGED: phrase("merged", context="stage of a ticket"),
    }
)


@for_viewers
def show_all(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the tickets that a viewer may see, the newest first, or those that fit what is asked for."""
    language, now = reader_of(request).language, timezone.now()
    wanted, stage = read_filter(request.GET), request.GET.get("stage", "")
    after = _place(request.GET.get("before", ""))
    part = TicketPart(most=ON_A_PAGE + 1, stage=stage if stage in STAGES else "", after=after)
    found = find_tickets(viewer, wanted, part, to_us(now))
    shown = found[:ON_A_PAGE]
    narrowed = wanted != ClockFilter() or bool(part.stage)
    names = name_services(viewer, {one.service for one in shown})
    due = [] if narrowed or after is not None else list_due(viewer, to_us(now), MOST_DUE)
    overdue, soon = count_due(viewer, to_us(now), to_us(now + SOON)) if due else (0, 0)
    said = {**query_of(wanted), "stage": part.stage}
    return render(
        request,
        "web/tickets.html",
        {
            "rows": [(one, say_stage(language, one), _say_service(language, one, names)) for one in shown],
            "due": [_due(one, language) for one in due],
            "overdue": overdue,
            "soon": soon,
            "here": "tickets",
            "older": address_of("tickets", **said, before=_say_place(shown)) if len(found) > ON_A_PAGE else "",
            "stages": [(str(one), speak(language, words)) for one, words in STAGES.items()],
            "stage": part.stage,
            **filter_fields(viewer, wanted, to_us(now), language),
            **views_shown(viewer, "tickets", request.GET),
            "filtered": narrowed,
            "tells": viewer.may_anywhere(Permission.TELL_FACTS),
        },
    )


def _due(one: DueLine, language: Language) -> dict[str, object]:
    """Say a clock that is due next."""
    return {
        "one": one,
        "promise": one.document.commitment_title(one.commitment, language),
        "agreement": tell(one.titles, language).text or one.agreement,
        "badge": badge_of_due(one, language),
    }


def _say_service(language: Language, ticket: TicketRecord, names: Mapping[str, Texts]) -> str:
    """Say what a ticket is about: by the name in the catalogue, else by the help desk's word."""
    return choose_text(names[ticket.service], language) if ticket.service in names else ticket.service


def _say_place(shown: Sequence[TicketRecord]) -> str:
    """Say, for an address, after which ticket the next part of a list begins."""
    return "-".join(map(str, shown[-1].newness))


def _place(said: str) -> tuple[int, int] | None:
    """Read what `_say_place` said; None for anything else."""
    newest, _, ticket = said[:_LONGEST_PLACE].partition("-")
    sound = said.isascii() and newest.isdecimal() and ticket.isdecimal()
    return (int(newest), int(ticket)) if sound else None


@for_viewers
def show(request: HttpRequest, viewer: Viewer, source: str, name: str) -> HttpResponse:
    """Show a ticket: its clocks as of now, and what was told about it."""
    reader = reader_of(request)
    row = find_ticket_row(viewer, source, name)
    (record,) = records_of(viewer, [row])
    now = timezone.now()
    found = clocks_of(viewer, source, name, to_us(now), plain=True)
    clocks = show_clocks(found.clocks, reader.language, reader.time_zone)
    return answer_live(
        request,
        "web/ticket.html",
        ("web/ticket_part.html",),
        {
            "now": now,
            "ticket": record,
            "stage": say_stage(reader.language, record),
            "service": _name_service(found, record.service, reader.language),
            "answer": answer_of(clocks, reader.language, reader.time_zone, _missing(record)),
            "clocks": [one for one in clocks if one.verdict.verdict is not Outcome.NOT_APPLICABLE],
            "apart": [one for one in clocks if one.verdict.verdict is Outcome.NOT_APPLICABLE],
            "facts": list(_facts(viewer, found, reader.language)),
            "marks": [speak(reader.language, MARKS[mark]) for mark in _marks(found)],
            "inside": viewer.kind is PartyKind.PROVIDER,
            "empties": bool(row.title) and may_empty(viewer, row),
            "alerts": _alerts(viewer, record, found, reader.language),
        },
        lambda: show_matters(viewer, record, found.governing, reader, now),
    )


@require_POST
@for_viewers
def take(request: HttpRequest, viewer: Viewer, source: str, alert: str, name: str) -> HttpResponse:
    """Take a moment of a clock on: nobody else of the provider is told of what follows at its stage."""
    alerts_taken.take(viewer, source, name, alert, timezone.now())
    messages.success(request, speak(reader_of(request).language, _TAKEN))
    return HttpResponseRedirect(reverse("ticket", args=[source, name]) + "#alerts")


@require_POST
@for_viewers
def empty_title(request: HttpRequest, viewer: Viewer, source: str, name: str) -> HttpResponse:
    """Empty the title of a ticket for good."""
    title_emptied.empty_title(viewer, source, name, timezone.now())
    messages.success(request, speak(reader_of(request).language, _EMPTIED))
    return HttpResponseRedirect(reverse("ticket", args=[source, name]))


def _alerts(viewer: Viewer, ticket: TicketRecord, found: TicketClocks, language: Language) -> list[AlertShown]:
    titles = {
        (one.agreement, one.verdict.commitment): str(
            one.rules.document.commitment_title(one.verdict.commitment, language)
        )
        for one in found.clocks
    }
    lines = list_alerts(viewer, ticket.source, ticket.name)
    return show_alerts(lines, titles, language, takes=viewer.may_anywhere(Permission.TAKE_MOMENTS))


def say_stage(language: Language, ticket: TicketRecord) -> str:
    """Say where a ticket stands; empty while it is not open."""
    return speak(language, STAGES[ticket.stage]) if ticket.stage else ""


def _missing(ticket: TicketRecord) -> str:
    if ticket.fault:
        return ticket.fault
    if ticket.opened_at is None:
        return "not_open"
    return "no_agreement" if ticket.customer else "nobody"


def _marks(found: TicketClocks) -> list[Any]:  # the marks of the verdicts, each once
    return list(dict.fromkeys(mark for clock in found.clocks for mark in clock.verdict.marks))


@dataclass(frozen=True, slots=True, kw_only=True)
class FactShown:
    """A fact on a page: when, what, by whom, what it changed, and what is to be said of how it came."""

    at: datetime
    what: str
    by: str
    changes: Sequence[tuple[str, str]]
    inside: bool
    remarks: Sequence[str]


def _facts(viewer: Viewer, found: TicketClocks, language: Language) -> Iterator[FactShown]:
    """Yield what was told about a ticket, in order.

    The other side is not shown notes within the provider, nor what was said of the ticket as that of another customer.
    """
    provider = viewer.kind is PartyKind.PROVIDER
    facts = sorted(found.facts, key=lambda fact: fact.order)
    names = words_of(_idents(facts)) if provider else {}
    late = {fact.row for fact in found.history.late}
    aside = {fact.row for fact in found.history.quarantined}
    whose = next((value for fact in reversed(facts) for name, value in fact.fields if name == "customer"), "")
    said_of = ""
    for fact in facts:
        said_of = dict(fact.fields).get("customer", said_of) or ""
        if not (fact.public or provider):
            continue
        remarks = [_LATE] if fact.row in late else []
        remarks += [_AHEAD] if fact.row in aside else []
        remarks += [_CORRECTS] if fact.corrects is not None else []
        yield FactShown(
            at=to_datetime(fact.at_us),
            what=say_known(language, EVENTS, fact.event),
            by=_by(fact, names, language),
            changes=[
                (say_known(language, _WORDS, name), _say_value(found, name, value, names, language))
                for name, value in _changes(fact, provider=provider)
                if provider or said_of in {"", whose}
            ],
            inside=not fact.public,
            remarks=[speak(language, one) for one in remarks],
        )


def _say_value(found: TicketClocks, name: str, value: str, people: Mapping[str, str], language: Language) -> str:
    """Say what a field was told to hold: a person, a service and a reason by their names, all else as it was told."""
    if value in people:
        return name_of(language, people[value])
    if name == "service":
        return _name_service(found, value, language)
    return say_reason(language, value) if name == "reason" else value


def _name_service(found: TicketClocks, ident: str, language: Language) -> str:
    """Name a service as the agreements of a ticket do."""
    names = (str(one.document.service_name(ident, language)) for one in found.governing)
    return next((name for name in names if name != ident), ident)


def _by(fact: Fact, names: Mapping[str, str], language: Language) -> str:
    if fact.by_system:
        return speak(language, _MACHINE)
    by = fact.by or ""
    return name_of(language, names[by]) if by in names else ""


def _idents(facts: Sequence[Fact]) -> set[str]:
    held = {value for fact in facts for name, value in fact.fields if name in PERSONAL}
    return held | {fact.by for fact in facts if fact.by}


def _changes(fact: Fact, *, provider: bool) -> Iterator[tuple[str, str]]:
    if fact.status is not None:
        yield "status", fact.status
    if fact.reason is not None:
        yield "reason", fact.reason
    yield from ((name, value or "–") for name, value in fact.fields if provider or name not in PERSONAL)
