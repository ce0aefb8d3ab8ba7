"""Agreements: which ones there are, where each stands, and what has to be decided by when."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from acuerdo.apps.agreements.days import days_at
from acuerdo.apps.agreements.lists import find_page
from acuerdo.apps.agreements.shapes import AgreementFilter, LifeState
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.web.life_words import KINDS
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.states import badge
from acuerdo.faces.web.turning import asked_page, turn
from acuerdo.words import Phrase, phrase, speak

LONGEST_SEARCH = 100
WAITING = "waiting"
_WAITING = phrase("waiting for your side", context="agreements in a list")
GROUPS: Mapping[str, tuple[Phrase, frozenset[LifeState]]] = MappingProxyType(
    {
        "in_force": (
            phrase("in force", context="agreements in a list"),
            frozenset({LifeState.ACTIVE, LifeState.RENEWED, LifeState.UNDER_REVIEW}),
        ),
        "under_review": (phrase("under review", context="agreements in a list"), frozenset({LifeState.UNDER_REVIEW})),
        "negotiated": (
            phrase("being negotiated", context="agreements in a list"),
            frozenset({LifeState.PROPOSED, LifeState.COUNTERED, LifeState.DISPUTED}),
        ),
        "agreed": (phrase("agreed, not yet in force", context="agreements in a list"), frozenset({LifeState.AGREED})),
        "draft": (
            phrase("draft or closed offer", context="agreements in a list"),
            frozenset({LifeState.DRAFT, LifeState.REJECTED, LifeState.WITHDRAWN, LifeState.LAPSED}),
        ),
        "ended": (
            phrase("ended", context="agreements in a list"),
            frozenset({LifeState.EXPIRED, LifeState.TERMINATED, LifeState.SUPERSEDED}),
        ),
    }
)


@for_viewers
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show a page of the list; `?q=`, `?state=`, `?kind=`, `?decide_by=` choose, `?page=` turns."""
    now = timezone.now()
    language = reader_of(request).language
    asked = _asked(request.GET)
    wanted = _wanted(asked, asked_page(request))
    found = find_page(viewer, wanted, now, days_at(now))
    shown = {
        "found": found,
        "rows": [(line, badge(line.state, language)) for line in found.lines],
        "asked": asked,
        "filtered": any(asked.values()),
        "groups": [(WAITING, speak(language, _WAITING))]
        + [(name, speak(language, words)) for name, (words, _) in GROUPS.items()],
        "kinds": [(name, speak(language, words)) for name, words in KINDS.items()],
        "may_draft": viewer.may_anywhere(Permission.EDIT_DRAFTS),
        "turned": turn(request, found.page, found.pages),
    }
    return render(request, "web/agreements.html", shown)


def _asked(query: QueryDict) -> dict[str, str]:
    """Return what the address asks for, as far as it can be understood."""
    decide_by = query.get("decide_by", "")
    return {
        "q": query.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH],
        "state": query.get("state", "") if query.get("state") in {WAITING, *GROUPS} else "",
        "kind": query.get("kind", "") if query.get("kind") in KINDS else "",
        "decide_by": decide_by if _date(decide_by) else "",
    }


def _wanted(asked: Mapping[str, str], page: int) -> AgreementFilter:
    return AgreementFilter(
        text=asked["q"],
        kind=asked["kind"],
        states=GROUPS[asked["state"]][1] if asked["state"] in GROUPS else frozenset(),
        decide_by=_date(asked["decide_by"]),
        waiting=asked["state"] == WAITING,
        page=page,
    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
