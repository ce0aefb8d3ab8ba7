"""Where a period stands: what was attained of every promise, with the clocks behind each number, for both sides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.attained.listing import clocks_of_period, find_promise, parts_of_period
from acuerdo.apps.attained.overview import MOST, list_attained
from acuerdo.apps.attained.promises import period_asked
from acuerdo.apps.attained.queries import attained_of
from acuerdo.apps.attained.shapes import (
    AttainedTable,
    ClockPart,
    ClockQuestion,
    CountedClock,
    CountedTicket,
    NothingPromised,
    PromiseLine,
)
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.periods.queries import stand_of
from acuerdo.core.hours import to_datetime, to_us
from acuerdo.core.measures.placing import Kind
from acuerdo.core.periods import PeriodRefused, periods_before
from acuerdo.core.terms.agreement import Period, RatioCommitment
from acuerdo.faces.web.agreement_tabs import tabs
from acuerdo.faces.web.attained_shown import (
    KIND_WORDS,
    LineShown,
    answer_of,
    say_kind,
    show_lines,
    urgency_of,
)
from acuerdo.faces.web.period_pages import badge_of_stand
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.standings import Standing
from acuerdo.words import Language, speak

ON_A_PAGE = 50
_BACK = 13
"""How many months can be chosen, the running one among them."""


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show what was attained of an agreement in a period; without `?period=` in the month that runs."""
    agreement, language = find_agreement(viewer, key), reader_of(request).language
    shown: dict[str, Any] = {  # what a template can hold
        "agreement": agreement,
        "tabs": tabs(viewer, agreement, "attained", language),
        "sees_tickets": viewer.may(Permission.SEE_TICKETS, agreement.customer_id),
    }
    try:
        table = attained_of(viewer, key, request.GET.get("period") or None, to_us(timezone.now()))
    except NothingPromised:
        return render(request, "web/attained.html", shown)
    except PeriodRefused as refused:
        raise Http404(str(refused)) from refused
    stand = stand_of(viewer, key, table.period.label, timezone.now())
    versions = {number for line in table.lines for number in line.versions}
    shown |= {
        "table": table,
        "as_of": to_datetime(table.as_of_us),
        "answer": answer_of(table, language),
        "lines": show_lines(table, language),
        "periods": periods_of(table, language),
        "period": Voice(language, table.document, ZoneInfo(table.zone)).period(table.period),
        "versions": sorted(versions, reverse=True),
        "looking": table.looking,
        "stand": None if stand is None else badge_of_stand(language, stand[0]),
        "moved": 0 if stand is None else stand[1],
        "as_of_s": table.as_of_us // 1_000_000,
    }
    return render(request, "web/attained.html", shown)


@for_viewers
def clocks(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show the clocks, or tickets, that a number counts."""
    agreement, language, now_us = find_agreement(viewer, key), reader_of(request).language, to_us(timezone.now())
    if not request.GET.get("promise"):
        return HttpResponseRedirect(reverse("attained", args=[key]))
    kind, before = request.GET.get("kind", ""), request.GET.get("after", "")
    wanted = ClockQuestion(
        period=request.GET.get("period") or None,
        commitment=request.GET.get("promise", ""),
        group=request.GET.get("group"),
        kinds=frozenset({Kind(kind)}) if kind in set(Kind) else frozenset(),
    )
    part = ClockPart(after=int(before[:18]) if before.isascii() and before.isdecimal() else 0, most=ON_A_PAGE + 1)
    try:
        found = find_promise(viewer, key, wanted.commitment)
        of_tickets = isinstance(found.promise, RatioCommitment)
        rows: list[CountedClock] | list[CountedTicket] = (
            parts_of_period(viewer, key, wanted, now_us, part)
            if of_tickets
            else clocks_of_period(viewer, key, wanted, now_us, part)
        )
        period = period_asked(wanted.period, found.zone, now_us)
    except (PeriodRefused, NothingPromised) as refused:
        raise Http404(str(refused)) from refused
    voice = Voice(language, found.newest.document, ZoneInfo(found.zone))
    query = request.GET.copy()
    query["after"] = str(rows[ON_A_PAGE - 1].place) if len(rows) > ON_A_PAGE else ""
    shown = {
        "agreement": agreement,
        "tabs": tabs(viewer, agreement, "attained", language),
        "name": voice.name(found.promise.id, wanted.group),
        "period": voice.period(period),
        "kind": speak(language, KIND_WORDS[Kind(kind)]) if wanted.kinds else "",
        "rows": [_row(one, voice) for one in rows[:ON_A_PAGE]],
        "of_tickets": of_tickets,
        "next": query.urlencode() if query["after"] else "",
        "back": f"{reverse('attained', args=[key])}?period={period.label}",
        "sees_tickets": viewer.may(Permission.SEE_TICKETS, agreement.customer_id),
    }
    return render(request, "web/attained_clocks.html", shown)


def _row(one: CountedClock | CountedTicket, voice: Voice) -> dict[str, Any]:  # what a template can hold
    said = {"one": one, "kind": say_kind(one.kind, voice.language)}
    if isinstance(one, CountedTicket):
        return said
    return {
        **said,
        "target": voice.lasting(one.target_us),
        "consumed": voice.lasting(one.consumed_us),
        "late": "" if one.late_us is None else voice.lasting(one.late_us),
    }


@for_viewers
def show_all(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show where the month stands in every agreement that the viewer may see, the worst first."""
    if not viewer.may_anywhere(Permission.SEE_AGREEMENTS):
        raise NotThere("attained")
    language, now_us = reader_of(request).language, to_us(timezone.now())
    found = list_attained(viewer, now_us)
    rows = sorted((_overview(one.agreement, one.table, language) for one in found.tables), key=lambda row: row.order)
    shown = {
        "rows": rows,
        "broken": sum(row.broken > 0 for row in rows),
        "endangered": sum(not row.broken and row.endangered > 0 for row in rows),
        "more": found.more,
        "most": MOST,
        "as_of": to_datetime(now_us),
    }
    return render(request, "web/attained_all.html", shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """An agreement in the list: its promises by how they stand, what is late, and the worst promise in full."""

    agreement: Agreement
    order: tuple[Any, ...]
    kept: int
    broken: int
    endangered: int
    few: int
    late: int
    at_risk: int
    worst: LineShown | None


def periods_of(table: AttainedTable, language: Language) -> dict[str, Any]:  # what a template can hold
    """Return the months that can be chosen, the running one first, and those beside the one that is shown."""
    voice = Voice(language, table.document, ZoneInfo(table.zone))
    running = period_asked(None, table.zone, table.as_of_us)
    months = periods_before(Period(), table.zone, running.until_us, _BACK)
    labels = [one.label for one in months]
    at = labels.index(table.period.label) if table.period.label in labels else None
    choices = [(one.label, voice.period(one)) for one in reversed(months)]
    return {
        "choices": choices if at is not None else [(table.period.label, voice.period(table.period)), *choices],
        "earlier": labels[at - 1] if at else "",
        "later": labels[at + 1] if at is not None and at + 1 < len(labels) else "",
    }


def _standing(lines: Sequence[PromiseLine], standing: Standing) -> list[PromiseLine]:
    return [line for line in lines if line.now.standing is standing]


def _overview(agreement: Agreement, table: AttainedTable, language: Language) -> Overview:
    lines = sorted(table.lines, key=urgency_of)
    broken = _standing(lines, Standing.BREACHED)
    endangered = [
        line
        for line in lines
        if line.now.standing is not Standing.BREACHED and line.foreseen is not None and urgency_of(line)[0] == 1
    ]
    late = sum(line.open.late for line in lines)
    judged = lines[:1] if lines and lines[0].now.standing in {Standing.MET, Standing.BREACHED} else []
    worst = show_lines(replace(table, lines=judged), language)
    return Overview(
        agreement=agreement,
        order=(-len(broken), -len(endangered), *(urgency_of(line) for line in lines[:1]), -late, agreement.key),
        kept=len(_standing(lines, Standing.MET)),
        broken=len(broken),
        endangered=len(endangered),
        few=len(lines) - len(broken) - len(_standing(lines, Standing.MET)),
        late=late,
        at_risk=sum(line.open.at_risk for line in lines),
        worst=worst[0] if worst else None,
    )
