"""Tokens: which programs act in the reader's name, and what each of them may do."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tokens.commands import NewToken, TokenRefused
from acuerdo.apps.tokens.queries import list_tokens, scopes_of
from acuerdo.apps.tokens.shapes import MadeToken, Purpose, TokenLine
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.flows.tokens_kept import make_token, revoke_token
from acuerdo.words import Language, Phrase, phrase, speak

DAYS = (7, 30, 90, 365)
_USUAL_DAYS = 90
_LIFE = phrase("{n} day", plural="{n} days")
_REVOKED = phrase("The token is revoked: nobody is let in by it any more.")

SCOPES: Mapping[Permission, Phrase] = MappingProxyType(
    {
        Permission.SEE_AGREEMENTS: phrase("see agreements", context="what a program may do"),
        Permission.EDIT_DRAFTS: phrase("begin agreements and their drafts", context="what a program may do"),
        Permission.NEGOTIATE: phrase("offer, accept and reject in your name", context="what a program may do"),
        Permission.SEE_PARTIES: phrase("see companies and people", context="what a program may do"),
        Permission.MANAGE_PARTIES: phrase("change companies, sites and teams", context="what a program may do"),
        Permission.SEE_CATALOGUE: phrase("see the catalogue", context="what a program may do"),
        Permission.KEEP_CATALOGUE: phrase("keep the catalogue", context="what a program may do"),
        Permission.SEE_TICKETS: phrase("see tickets and their clocks", context="what a program may do"),
        Permission.TAKE_MOMENTS: phrase("take moments of clocks on", context="what a program may do"),
        Permission.TELL_FACTS: phrase("tell facts about tickets", context="what a program may do"),
        Permission.KEEP_SOURCES: phrase("look after sources of facts", context="what a program may do"),
        Permission.MANAGE_WEBHOOKS: phrase("look after webhooks", context="what a program may do"),
        Permission.MANAGE_PEOPLE: phrase("invite people and change their roles", context="what a program may do"),
    }
)


@for_viewers
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the reader's tokens and the form for a new one."""
    return page(request, viewer)


@require_POST
@for_viewers
def make(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Make a token and show its secret, this once."""
    form = request.POST
    known = {str(permission): permission for permission in Permission}
    chosen, days = form.getlist("scope"), form.get("days", "")
    if not set(chosen) <= set(known) or days not in map(str, DAYS):
        return HttpResponse(status=400)
    now = timezone.now()
    wanted = NewToken(
        name=form.get("name", "").strip(),
        scopes=frozenset(known[word] for word in chosen),
        expires_at=now + timedelta(days=int(days)),
    )
    try:
        return page(request, viewer, made=make_token(viewer, wanted, now))
    except TokenRefused as refused:
        fault = say_refusal(reader_of(request).language, refused.code)
        return page(request, viewer, fault=fault, status=422)


@require_POST
@for_viewers
def revoke(request: HttpRequest, viewer: Viewer, token: int) -> HttpResponse:
    """Make a token useless."""
    revoke_token(viewer, token, timezone.now())
    messages.success(request, speak(reader_of(request).language, _REVOKED))
    return HttpResponseRedirect(reverse("tokens"))


def page(  # noqa: PLR0913 - what the page may have to say
    request: HttpRequest,
    viewer: Viewer,
    *,
    made: MadeToken | None = None,
    address: str = "",
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the page: with a token just made, or the address of a calendar, each this once; or with a fault."""
    language, now = reader_of(request).language, timezone.now()
    lines = list_tokens(viewer)
    shown: dict[str, Any] = {  # what a template can hold
        "made": made,
        "address": address,
        "fault": fault,
        "rows": [_row(line, language, now) for line in lines if line.lets_in(now)],
        "gone": [_row(line, language, now) for line in lines if not line.lets_in(now)],
        "scopes": _choices(request, viewer, language),
        "days": [(days, speak(language, _LIFE, n=days), str(days) == _typed_days(request)) for days in DAYS],
        "calendars": [line for line in list_tokens(viewer, Purpose.CALENDAR) if line.lets_in(now)],
        "keeps_webhooks": viewer.may_anywhere(Permission.MANAGE_WEBHOOKS),
        "name": "" if made else request.POST.get("name", ""),
    }
    return render(request, "web/tokens.html", shown, status=status)


def _typed_days(request: HttpRequest) -> str:
    return request.POST.get("days", str(_USUAL_DAYS))


def _choices(request: HttpRequest, viewer: Viewer, language: Language) -> list[tuple[str, str, bool]]:
    """Return the permissions to choose from: value, words, chosen."""
    chosen = request.POST.getlist("scope") if request.method == "POST" else [str(Permission.SEE_AGREEMENTS)]
    return [(str(scope), say_scope(language, scope), str(scope) in chosen) for scope in scopes_of(viewer)]


def say_scope(language: Language, scope: Permission) -> str:
    """Say what a scope allows; one without words of its own is named."""
    words = SCOPES.get(scope)
    return str(scope).replace("_", " ") if words is None else speak(language, words)


def _row(line: TokenLine, language: Language, now: datetime) -> tuple[TokenLine, str, bool]:
    """Return a token, what it may do in words, and whether it ends within a week."""
    said = ", ".join(say_scope(language, scope) for scope in line.scopes)
    return line, said, now < line.expires_at <= now + timedelta(days=DAYS[0])
