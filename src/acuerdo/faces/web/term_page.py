"""The term of an agreement: until when it governs, what has to be decided by when, and how it ends."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
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
from acuerdo.apps.agreements.queries import find_agreement, find_term, may_negotiate, side_of
from acuerdo.apps.life.commands import LifeRefused, Notice
from acuerdo.apps.life.queries import find_taking_back, list_notices, list_renewals, list_reviews
from acuerdo.apps.life.shapes import RenewalRecord
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.core.acts import MoveKind, MoveRefused, Side
from acuerdo.core.terms.term import Renewal, Term, coming_decisions, ending, period_end
from acuerdo.faces.web.acts_shown import show_act
from acuerdo.faces.web.agreement_tabs import tabs
from acuerdo.faces.web.life_words import RENEWALS, say_default, say_side, say_stretch
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.flows import agreement_lives as lives
from acuerdo.words import Language, speak


class UnreadableForm(ValueError):
    """A form that no page of ours sends."""


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show the page."""
    now = timezone.now()
    agreement = find_agreement(viewer, key)
    language = reader_of(request).language
    notices = list_notices(viewer, key)
    reviews = list_reviews(viewer, key)
    standing = next((one for one in notices if one.withdrawn_at is None), None)
    side = side_of(viewer, agreement)
    taking = find_taking_back(viewer, key, now)
    shown: dict[str, Any] = {  # what a template can hold
        "agreement": agreement,
        "tabs": tabs(viewer, agreement, "term", language),
        "may_speak": may_negotiate(viewer, agreement),
        "may_plan": viewer.may(Permission.EDIT_DRAFTS, agreement.customer_id),
        "standing": standing,
        "taking_back": None if taking is None else show_act(viewer, taking, side, language),
        "is_own": standing is not None and standing.side is side,
        "notices": [(one, say_side(language, one.side)) for one in notices],
        "reviews": [(one, say_side(language, one.side)) for one in reviews],
        "reviewed": bool(reviews) and reviews[0].closed_at is None,
        "renewals": [_renewal(viewer, one, side, language) for one in list_renewals(viewer, key, now)],
        **_term(agreement, find_term(viewer, key), now, language),
    }
    return render(request, "web/term.html", shown)


@require_POST
@for_viewers
def act(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Do what a form of the page asks for."""
    find_agreement(viewer, key)
    deed = _DEEDS.get(request.POST.get("what", ""))
    if deed is None:
        return HttpResponse(status=400)
    try:
        deed(viewer, key, request.POST, timezone.now())
    except UnreadableForm:
        return HttpResponse(status=400)
    except (LifeRefused, MovedMeanwhile, MoveRefused) as refused:
        messages.warning(request, say_refusal(reader_of(request).language, refused.code))
    return HttpResponseRedirect(reverse("term", args=[key]))


def _term(agreement: Agreement, term: tuple[Term, str] | None, now: datetime, language: Language) -> dict[str, Any]:
    if term is None:
        return {"term": None}
    found, zone = term
    on = now.astimezone(ZoneInfo(zone)).date()
    decision = next(coming_decisions(found, on, agreement.buffer_days), None)
    return {
        "term": found,
        "until_on": agreement.terminated_on or period_end(found, on) or found.own_end_on,
        "renewal": speak(language, RENEWALS[found.renewal]),
        "renewable": found.renewal is Renewal.EXPRESS and found.own_end_on is not None,
        "notice": "" if found.notice is None else say_stretch(language, found.notice),
        "decision": None if agreement.terminated_on else decision,
        "overdue": decision is not None and decision.decide_by < on,
        "follows": "" if decision is None else say_default(language, decision),
        "if_today": ending(found, on),
        "today": on,
    }


def _renewal(viewer: Viewer, record: RenewalRecord, side: Side | None, language: Language) -> dict[str, Any]:
    return {"record": record, **show_act(viewer, record.act, side, language)}


def _open_review(viewer: Viewer, key: str, form: QueryDict, at: datetime) -> None:
    lives.open_review(viewer, key, form.get("reason", "").strip(), at)


def _close_review(viewer: Viewer, key: str, form: QueryDict, at: datetime) -> None:
    lives.close_review(viewer, key, form.get("outcome", "").strip(), at)


def _give_notice(viewer: Viewer, key: str, form: QueryDict, at: datetime) -> None:
    asked = form.get("wanted_on", "")
    wanted = _date(asked) if asked else None
    lives.give_notice(viewer, key, Notice(wanted_on=wanted, reason=form.get("reason", "").strip()), at)


def _acknowledge(viewer: Viewer, key: str, form: QueryDict, at: datetime) -> None:
    lives.acknowledge_notice(viewer, key, at, as_wanted=form.get("as_wanted") == "on")


def _withdraw(viewer: Viewer, key: str, form: QueryDict, at: datetime) -> None:  # noqa: ARG001 - like its neighbours
    lives.withdraw_notice(viewer, key, at)


def _take_back(viewer: Viewer, key: str, form: QueryDict, at: datetime) -> None:
    kind, seen = _move(form)
    lives.take_back_notice(viewer, key, lives.TakingBack(kind=kind, seen=seen), at)


def _renew(viewer: Viewer, key: str, form: QueryDict, at: datetime) -> None:
    kind, seen = _move(form)
    lives.renew(viewer, key, lives.RenewalIntent(kind=kind, until_on=_date(form.get("until_on", "")), seen=seen), at)


def _move(form: QueryDict) -> tuple[MoveKind, int]:
    """Return which move a form asks for, and the last one that its sender saw."""
    kinds = {str(kind): kind for kind in (MoveKind.PROPOSE, MoveKind.ACCEPT, MoveKind.REJECT, MoveKind.WITHDRAW)}
    kind, seen = kinds.get(form.get("kind", "")), form.get("seen", "0")
    if kind is None or not seen.isdecimal():
        raise UnreadableForm
    return kind, int(seen[:9])


def _choose_buffer(viewer: Viewer, key: str, form: QueryDict, at: datetime) -> None:
    days = form.get("days", "")
    if not days.isdecimal():
        raise UnreadableForm
    lives.choose_buffer(viewer, key, int(days[:4]), at)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnreadableForm from None


_DEEDS: Mapping[str, Callable[[Viewer, str, QueryDict, datetime], None]] = MappingProxyType(
    {
        "review_open": _open_review,
        "review_close": _close_review,
        "notice_give": _give_notice,
        "notice_acknowledge": _acknowledge,
        "notice_withdraw": _withdraw,
        "notice_take_back": _take_back,
        "renew": _renew,
        "buffer": _choose_buffer,
    }
)
