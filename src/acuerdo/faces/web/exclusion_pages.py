"""What both sides leave out of the promises of an agreement: claimed, answered, and what it does to verdicts."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.acts.commands import MovedMeanwhile
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.queries import find_agreement, may_negotiate, side_of
from acuerdo.apps.clocks.without import Moved, effect_of
from acuerdo.apps.exclusions.queries import PART, count_counting, list_exclusions, read_exclusion
from acuerdo.apps.exclusions.shapes import (
    REASONS,
    ClaimedAlready,
    ExclusionClaimRefused,
    ExclusionRecord,
    ExclusionSaid,
)
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.core.acts import MoveKind, MoveRefused, State
from acuerdo.core.clock.exclusions import Scope
from acuerdo.core.hours import to_datetime, to_us
from acuerdo.faces.web.acts_shown import show_act
from acuerdo.faces.web.agreement_page import DID
from acuerdo.faces.web.agreement_tabs import tabs
from acuerdo.faces.web.promise_names import Names, names_in
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.flows.exclusions_agreed import ExclusionIntent, answer, claim
from acuerdo.studies.vocabulary import OUTCOMES
from acuerdo.words import Phrase, phrase, speak

_MOVES = {str(one): one for one in (MoveKind.ACCEPT, MoveKind.REJECT, MoveKind.WITHDRAW)}
_LONGEST = 9
REASON_WORDS: Mapping[str, Phrase] = MappingProxyType(
    {
        "announced_maintenance": phrase("announced maintenance", context="why time is left out"),
        "customer_prerequisite": phrase("a prerequisite of the customer was missing", context="why time is left out"),
        "customer_act": phrase("the customer's own doing", context="why time is left out"),
        "third_party": phrase("a third party", context="why time is left out"),
        "force_majeure": phrase("force majeure", context="why time is left out"),
        "out_of_scope": phrase("outside the scope", context="why time is left out"),
    }
)


@for_viewers
def show_all(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show what was claimed, and the form for another claim."""
    return _list(request, viewer, key)


@require_POST
@for_viewers
def add(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Claim that something does not count."""
    language, now = reader_of(request).language, timezone.now()
    try:
        said = _said(request.POST, ZoneInfo(names_in(viewer, key, now, language).zone))
        number, _ = claim(viewer, key, said, now)
    except NotThere:
        return _list(request, viewer, key, fault=say_refusal(language, "no_such_ticket"), status=422)
    except ClaimedAlready as refused:  # sent twice, or from another page: the one that is there is shown
        messages.warning(request, say_refusal(language, refused.code))
        number = refused.number
    except (ExclusionClaimRefused, MoveRefused) as refused:
        return _list(request, viewer, key, fault=say_refusal(language, refused.code), status=422)
    return HttpResponseRedirect(reverse("exclusion", args=[key, number]))


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str, number: int) -> HttpResponse:
    """Show a claim, where it stands between the sides, and the verdicts with it and without it."""
    return _one(request, viewer, key, number)


@require_POST
@for_viewers
def change(request: HttpRequest, viewer: Viewer, key: str, number: int) -> HttpResponse:
    """Answer a claim with a change, or claim it anew with one."""
    agreement, language, now = find_agreement(viewer, key), reader_of(request).language, timezone.now()
    _, record = read_exclusion(viewer, key, number, now)
    seen = request.POST.get("seen", "")[:_LONGEST]
    if not (seen.isascii() and seen.isdecimal()):
        return HttpResponse(status=400)
    try:
        said = _said(request.POST, ZoneInfo(names_in(viewer, key, now, language).zone), record.said)
        intent = ExclusionIntent(move=_offering(viewer, agreement, record), seen=int(seen), said=said)
        answer(viewer, key, number, intent, now)
    except (ExclusionClaimRefused, MovedMeanwhile, MoveRefused) as refused:
        return _one(request, viewer, key, number, fault=say_refusal(language, refused.code))
    return HttpResponseRedirect(reverse("exclusion", args=[key, number]))


def _offering(viewer: Viewer, agreement: Agreement, record: ExclusionRecord) -> MoveKind:
    """Return by which move somebody offers a claim with a change: an answer to the other side's, or one of the own."""
    standing = record.act.standing
    theirs = standing.state is State.OFFERED and standing.offered_by is not side_of(viewer, agreement)
    return MoveKind.COUNTER if theirs else MoveKind.PROPOSE


def _one(request: HttpRequest, viewer: Viewer, key: str, number: int, *, fault: str = "") -> HttpResponse:
    now, language = timezone.now(), reader_of(request).language
    agreement = find_agreement(viewer, key)
    row, record = read_exclusion(viewer, key, number, now)
    effect, names = effect_of(viewer, row, to_us(now)), names_in(viewer, key, now, language)
    shown: dict[str, Any] = {  # what a template can hold
        "agreement": agreement,
        "tabs": tabs(viewer, agreement, "exclusions", language),
        "one": _line(names, record),
        "steps": [(step, speak(language, DID[step.kind])) for step in record.act.steps],
        "effect": effect,
        "moved": [_moved(names, one) for one in effect.moved],
        "may_speak": may_negotiate(viewer, agreement),
        "may_change": may_negotiate(viewer, agreement) and not record.act.standing.binds,
        **_choices(names),
        "form": request.POST or _typed(record.said, ZoneInfo(names.zone)),
        "chosen": request.POST.getlist("commitment") if request.POST else list(record.said.commitments),
        "fault": fault,
        **show_act(viewer, record.act, side_of(viewer, agreement), language),
    }
    return render(request, "web/exclusion.html", shown, status=422 if fault else 200)


@require_POST
@for_viewers
def act(request: HttpRequest, viewer: Viewer, key: str, number: int) -> HttpResponse:
    """Accept, reject or withdraw a claim."""
    form, language = request.POST, reader_of(request).language
    made, seen = _MOVES.get(form.get("move", "")), form.get("seen", "")[:_LONGEST]
    if made is None or not (seen.isascii() and seen.isdecimal()):
        return HttpResponse(status=400)
    try:
        answer(
            viewer, key, number, ExclusionIntent(move=made, seen=int(seen), note=form.get("note", "")), timezone.now()
        )
    except (MovedMeanwhile, MoveRefused) as refused:
        messages.warning(request, say_refusal(language, refused.code))
    return HttpResponseRedirect(reverse("exclusion", args=[key, number]))


def _list(request: HttpRequest, viewer: Viewer, key: str, *, fault: str = "", status: int = 200) -> HttpResponse:
    agreement, language = find_agreement(viewer, key), reader_of(request).language
    now = timezone.now()
    before, names = request.GET.get("before", ""), names_in(viewer, key, now, language)
    place = int(before) if before.isascii() and before.isdecimal() and len(before) <= _LONGEST else None
    records = list_exclusions(viewer, key, now, before=place, most=PART + 1)
    shown: dict[str, Any] = {  # what a template can hold
        "agreement": agreement,
        "tabs": tabs(viewer, agreement, "exclusions", language),
        "rows": [_line(names, one) for one in records[:PART]],
        "more": records[PART - 1].number if len(records) > PART else None,
        "counting": count_counting(viewer, key),
        "may_speak": may_negotiate(viewer, agreement) and bool(names.documents),
        "services": names.services(),
        **_choices(names),
        "form": request.POST or request.GET,
        "chosen": request.POST.getlist("commitment"),
        "fault": fault,
    }
    return render(request, "web/exclusions.html", shown, status=status)


def _choices(names: Names) -> dict[str, Any]:  # what a template can hold
    """Return what the fields of a claim offer to choose from: what the newest text says that governs, or will."""
    return {
        "commitments": names.promises(),
        "reasons": [(one, speak(names.language, REASON_WORDS[one])) for one in REASONS],
        "zone": names.zone,
    }


def _typed(said: ExclusionSaid, zone: ZoneInfo) -> dict[str, str]:
    """Return a claim as its fields hold it."""
    return {
        "from": _local(said.from_us, zone),
        "until": _local(said.until_us, zone),
        "announced": _local(said.announced_us, zone),
        "reason": said.reason,
        "evidence": said.evidence,
    }


def _local(instant: int | None, zone: ZoneInfo) -> str:
    """Return an instant as a field for date and time holds it: to the second, by the clocks of a zone."""
    if instant is None:
        return ""
    return to_datetime(instant).astimezone(zone).replace(tzinfo=None, microsecond=0).isoformat()


def _said(form: QueryDict, zone: ZoneInfo, before: ExclusionSaid | None = None) -> ExclusionSaid:
    """Read a claim from a form; an answer is about the same as what was claimed `before`."""
    scope = form.get("scope", "") if before is None else str(before.scope)
    if scope not in set(Scope):
        raise ExclusionClaimRefused("unknown_scope")
    source, _, ticket = form.get("ticket", "").strip().partition("/")
    about = Scope(scope)
    if before is not None:
        source, ticket = before.source, before.ticket
    service = form.get("service", "") if before is None else before.service
    return ExclusionSaid(
        scope=about,
        source=source if about is Scope.TICKET else "",
        ticket=ticket if about is Scope.TICKET else "",
        service=service if about is Scope.SERVICE else "",
        from_us=_instant(form.get("from", ""), zone),
        until_us=_instant(form.get("until", ""), zone),
        commitments=tuple(sorted(set(form.getlist("commitment")))),
        reason=form.get("reason", ""),
        evidence=form.get("evidence", "").strip(),
        announced_us=_instant(form.get("announced", ""), zone),
    )


def _instant(text: str, zone: ZoneInfo) -> int | None:
    """Read what a field for date and time holds, by the clocks of the agreement's zone; None for nothing."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as odd:
        raise ExclusionClaimRefused("bad_instant") from odd
    return to_us(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def _line(names: Names, one: ExclusionRecord) -> dict[str, object]:
    said = one.said
    return {
        "number": one.number,
        "said": said,
        "from_at": None if said.from_us is None else to_datetime(said.from_us),
        "until_at": None if said.until_us is None else to_datetime(said.until_us),
        "announced_at": None if said.announced_us is None else to_datetime(said.announced_us),
        "service": names.service(said.service) if said.service else "",
        "commitments": ", ".join(names.promise(commitment) for commitment in said.commitments),
        "reason": speak(names.language, REASON_WORDS[said.reason]),
        "counts": one.counts,
        "open": one.act.standing.state == "offered",
    }


def _moved(names: Names, one: Moved) -> dict[str, object]:
    language = names.language
    return {
        "source": one.source,
        "ticket": one.ticket,
        "promise": names.promise(one.without.commitment),
        "cycle": one.without.cycle,
        "without": speak(language, OUTCOMES[one.without.verdict]),
        "without_due_at": one.without.due_at,
        "within": speak(language, OUTCOMES[one.within.verdict]),
        "within_due_at": one.within.due_at,
        "word": one.without.verdict != one.within.verdict,
    }
