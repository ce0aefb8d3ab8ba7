"""Periods of an agreement: proposed to be frozen, frozen by both sides, and what moved since."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from io import StringIO
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.acts.commands import MovedMeanwhile
from acuerdo.apps.agreements.queries import find_agreement, may_negotiate, side_of
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.periods.queries import (
    count_adjusted,
    list_adjusted,
    list_pending,
    list_pending_shares,
    list_periods,
    list_shares,
    list_stated,
    read_period,
)
from acuerdo.apps.periods.shapes import (
    AdjustedLine,
    Figure,
    PeriodLine,
    PeriodNotStated,
    PeriodRecord,
    SharesMoved,
    Stand,
    Stated,
    Went,
)
from acuerdo.apps.rejudging.models import Cause
from acuerdo.core.acts import MoveKind, MoveRefused
from acuerdo.core.clock.verdict import Outcome, instant_text
from acuerdo.core.hours import to_datetime
from acuerdo.faces.web.acts_shown import show_act
from acuerdo.faces.web.agreement_page import DID
from acuerdo.faces.web.agreement_tabs import tabs
from acuerdo.faces.web.clocks_shown import badge_of
from acuerdo.faces.web.promise_names import Names, names_in
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.faces.web.rejudging_pages import plain_cell, seconds_cell
from acuerdo.faces.web.rejudging_words import say_change
from acuerdo.faces.web.states import Badge
from acuerdo.flows.periods_frozen import PeriodIntent, move
from acuerdo.studies.standings import Standing
from acuerdo.studies.vocabulary import STANDINGS
from acuerdo.words import Language, Phrase, phrase, say_attained, say_duration, say_percent, speak

_MOVES = {
    str(one): one for one in (MoveKind.PROPOSE, MoveKind.COUNTER, MoveKind.ACCEPT, MoveKind.REJECT, MoveKind.WITHDRAW)
}
_LONGEST = 9
_STANDS: Mapping[Stand, tuple[Phrase, str, str]] = MappingProxyType(
    {
        Stand.RUNS: (phrase("runs", context="a period"), "▶", "calm"),
        Stand.OVER: (phrase("over, not frozen", context="a period"), "○", "rest"),
        Stand.OFFERED: (phrase("offered to be frozen", context="a period"), "→", "warn"),
        Stand.FROZEN: (phrase("frozen", context="a period"), "❄", "good"),
    }
)
_AT_LEAST, _AT_MOST = "\N{GREATER-THAN OR EQUAL TO}\N{NO-BREAK SPACE}", "\N{LESS-THAN OR EQUAL TO}\N{NO-BREAK SPACE}"
_WENT: Mapping[Went, Phrase] = MappingProxyType(
    {
        Went.ON: phrase("the ticket went on", context="why a verdict of a frozen period moved"),
        Went.LEFT: phrase(
            "the ticket is not this customer's any more", context="why a verdict of a frozen period moved"
        ),
        Went.UNCOVERED: phrase(
            "this agreement does not cover the ticket any more", context="why a verdict of a frozen period moved"
        ),
        Went.CAME: phrase("the ticket came to this agreement later", context="why a verdict of a frozen period moved"),
    }
)
_GONE = phrase("not in this period any more", context="in place of a verdict")
_NEW = phrase("not in this period before", context="in place of a verdict")
COLUMNS = (
    *("source", "ticket", "commitment", "cycle", "group", "counts_as", "verdict", "version", "text"),
    *("counted_at", "started_at", "stopped_at", "due_at", "breached_at", "target_s", "consumed_s", "excluded_s"),
)


@for_viewers
def show_all(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show the periods of an agreement, and what moved of the frozen ones."""
    agreement, language, now = find_agreement(viewer, key), reader_of(request).language, timezone.now()
    lines = list_periods(viewer, key, now)
    units = dict.fromkeys(one.unit for one in lines if one.moved)
    pending = [line for unit in units for line in list_pending(viewer, key, unit, now)]
    others = dict.fromkeys(one.unit for one in lines if one.shares)
    shares = [line for unit in others for line in list_pending_shares(viewer, key, unit, now)]
    names = names_in(viewer, key, now, language)
    frozen = [names.period(one.span) for one in lines if one.stand is Stand.FROZEN]
    shown: dict[str, Any] = {  # what a template can hold
        "agreement": agreement,
        "tabs": tabs(viewer, agreement, "periods", language),
        "lines": [(*_line(names, one), one.moved + one.shares + one.booked) for one in lines],
        "moved": sum(one.moved for one in lines),
        "booked": any(one.booked for one in lines),
        "sees_tickets": viewer.may(Permission.SEE_TICKETS, agreement.customer_id),
        "frozen": frozen[0] if frozen else "",
        "pending": [_adjusted(names, one) for one in pending],
        "rolling": _rolls(names),
        "shares": [_share_moved(names, one) for one in shares],
    }
    return render(request, "web/periods.html", shown)


def _line(names: Names, one: PeriodLine) -> tuple[PeriodLine, str, Badge]:
    return one, names.period(one.span), badge_of_stand(names.language, one.stand)


def _rolls(names: Names) -> bool:
    """Say whether any promise of the newest text is judged over a rolling window."""
    terms = [text.terms for text in names.documents[:1]]
    periods = [one.period for own in terms for one in own.commitments]
    periods += [one.period for own in terms for one in own.ratios]
    return any(one.rolling_days is not None for one in periods)


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str, label: str) -> HttpResponse:
    """Show a period: frozen figures beside those of now, who froze it, and what moved."""
    return _show(request, viewer, key, label)


@require_POST
@for_viewers
def act(request: HttpRequest, viewer: Viewer, key: str, label: str) -> HttpResponse:
    """Propose to freeze a period, or answer the proposal."""
    form, language = request.POST, reader_of(request).language
    made, seen = _MOVES.get(form.get("move", "")), form.get("seen", "")[:_LONGEST]
    if made is None or not (seen.isascii() and seen.isdecimal()):
        return HttpResponse(status=400)
    intent = PeriodIntent(move=made, seen=int(seen), note=form.get("note", ""))
    try:
        move(viewer, key, label, intent, timezone.now())
    except (MovedMeanwhile, MoveRefused, PeriodNotStated) as refused:
        messages.warning(request, say_refusal(language, refused.code))
    return HttpResponseRedirect(reverse("period", args=[key, label]))


@for_viewers
def download(_: HttpRequest, viewer: Viewer, key: str, label: str) -> HttpResponse:
    """Give the verdicts that were frozen, or are offered, as a file with commas."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for source, ticket, commitment, cycle, now in list_stated(viewer, key, label):
        writer.writerow([*(plain_cell(one) for one in (source, ticket, commitment)), cycle, *_cells(now)])
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{key}-{label}.csv"'
    return answer


def _cells(now: Stated) -> list[str]:
    instants = (now.counted_us, now.started_us, now.stopped_us, now.due_us, now.breached_us)
    lengths = (now.target_us, now.consumed_us, now.excluded_us)
    return [
        *(plain_cell(now.group), str(now.kind), now.verdict, str(now.version), now.content),
        *("" if one is None else instant_text(to_datetime(one)) for one in instants),
        *("" if one is None else seconds_cell(one) for one in lengths),
    ]


def _show(request: HttpRequest, viewer: Viewer, key: str, label: str) -> HttpResponse:
    agreement, language, now = find_agreement(viewer, key), reader_of(request).language, timezone.now()
    record = read_period(viewer, key, label, now)
    adjusted = list_adjusted(viewer, key, label, now)
    shares = list_shares(viewer, key, label, now)
    names = names_in(viewer, key, now, language)
    own = [one for one in adjusted if one.of == record.span.label]
    sees_tickets = viewer.may(Permission.SEE_TICKETS, agreement.customer_id)
    shown: dict[str, Any] = {  # what a template can hold
        "agreement": agreement,
        "tabs": tabs(viewer, agreement, "periods", language),
        "one": record,
        "name": names.period(record.span),
        "badge": badge_of_stand(language, record.stand),
        "from_at": to_datetime(record.span.from_us),
        "until_at": to_datetime(record.span.until_us),
        "rows": _rows(names, record),
        "moved": [_adjusted(names, one) for one in own],
        "moved_count": len(own) if sees_tickets else count_adjusted(viewer, key, label, now),
        "sees_tickets": sees_tickets,
        "shares": [_share_moved(names, one) for one in shares],
        "shares_moved": any(one.of == record.span.label for one in shares),
        "earlier": [_adjusted(names, one) for one in adjusted if one.of != record.span.label],
        "steps": [] if record.act is None else [(step, speak(language, DID[step.kind])) for step in record.act.steps],
        "may_speak": may_negotiate(viewer, agreement) and record.stand is not Stand.RUNS,
        "seen": 0 if record.act is None else record.act.seen,
        **({} if record.act is None else show_act(viewer, record.act, side_of(viewer, agreement), language)),
    }
    return render(request, "web/period.html", shown)


def badge_of_stand(language: Language, stand: Stand) -> Badge:
    """Return how a period stands, as a badge."""
    words, sign, tone = _STANDS[stand]
    return Badge(speak(language, words), sign, tone)


def _rows(names: Names, record: PeriodRecord) -> list[dict[str, object]]:
    """Return what promises came to: as frozen or offered, and as it is now, where that is another figure."""
    if record.stand not in {Stand.OFFERED, Stand.FROZEN}:
        return [_row(names, one, None) for one in record.figures]
    stated = {name for one in record.figures for name in _known_by(one)}
    current = {name: one for one in record.now for name in _known_by(one)}
    rows = [(one, next((current[name] for name in _known_by(one) if name in current), None)) for one in record.figures]
    rows += [
        (replace(now, counts={}, value_us=None, standing=Standing.NO_CLOCKS), now)
        for now in record.now
        if (now.n or now.third) and stated.isdisjoint(_known_by(now))
    ]
    return [_row(names, one, now if now is not None and _differ(one, now) else None) for one, now in rows]


def _known_by(one: Figure) -> list[tuple[str, str, int]]:
    """Return by what a figure is known: a version makes a promise once for a group."""
    return [(one.promise, one.group, version) for version in one.versions]


def _differ(one: Figure, now: Figure) -> bool:
    return (now.counts, now.value_us, now.standing) != (one.counts, one.value_us, one.standing)


def _row(names: Names, one: Figure, now: Figure | None) -> dict[str, object]:
    language = names.language
    return {
        "one": one,
        "name": names.promise(one.promise, one.group),
        "share": _share(language, one),
        "target": _target(language, one),
        "standing": speak(language, STANDINGS[one.standing]),
        "third": one.third,
        "now": now,
        "now_share": "" if now is None else _share(language, now),
        "now_standing": "" if now is None or now.standing is one.standing else speak(language, STANDINGS[now.standing]),
    }


def _share(language: Language, one: Figure) -> str:
    if one.value_us is not None:
        value = say_duration(language, timedelta(microseconds=int(one.value_us)))
        return f"{_AT_LEAST}{value}" if one.lower_bound else value
    if not one.n:
        return ""
    target = Fraction(one.target) if one.target else None
    return say_attained(language, Fraction(one.met, one.n), target, at_most=one.at_most)


def _target(language: Language, one: Figure) -> str:
    """Say what was promised as exactly as it was: 99.95 % is not 99.9 %."""
    if one.limit_us is not None:
        return f"{_AT_MOST}{say_duration(language, timedelta(microseconds=one.limit_us))}"
    if not one.target:
        return ""
    share = say_percent(language, Fraction(one.target), places=3, least_places=0)
    return f"{_AT_MOST if one.at_most else _AT_LEAST}{share}"


def _adjusted(names: Names, one: AdjustedLine) -> dict[str, object]:
    language = names.language
    causes = _causes(language, one.why)
    return {
        "one": one,
        "of": names.period(one.of),
        "booked_in": names.period(one.booked_in) if one.booked_in else "",
        "promise": names.promise(one.commitment),
        "was": _side(language, one.was, one.now, _NEW),
        "now": _side(language, one.now, one.was, _GONE),
        "causes": causes,
        "went": "" if one.went is None else speak(language, _WENT[one.went]),
    }


def _causes(language: Language, why: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    return [(say_change(language, Cause(one["cause"]), one["about"], one["source"]), one["rejudging"]) for one in why]


def _share_moved(names: Names, one: SharesMoved) -> dict[str, object]:
    language = names.language
    return {
        "of": names.period(one.of),
        "booked_in": names.period(one.booked_in) if one.booked_in else "",
        "one": one,
        "promise": names.promise(one.promise),
        "was": None if one.was is None else _row(names, one.was, None),
        "now": None if one.now is None else _row(names, one.now, None),
        "causes": _causes(language, one.why),
    }


def _side(language: Language, stated: Stated | None, other: Stated | None, missing: Phrase) -> dict[str, object]:
    """Return what is shown of one side of a verdict that moved; when a stopped clock was due, where that moved."""
    if stated is None:
        return {"none": speak(language, missing)}
    dated = stated.stopped_us is None or (other is not None and other.due_us != stated.due_us)
    return {
        "badge": badge_of(Outcome(stated.verdict), language),
        "breached_at": None if stated.verdict == Outcome.EXCLUDED else _moment(stated.breached_us),
        "due_at": _moment(stated.due_us) if dated else None,
        "consumed": ""
        if stated.consumed_us is None
        else say_duration(language, timedelta(microseconds=stated.consumed_us)),
    }


def _moment(instant: int | None) -> datetime | None:
    return None if instant is None else to_datetime(instant)
