"""Today: what needs the viewer now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from acuerdo.apps.acts.queries import list_waiting
from acuerdo.apps.acts.shapes import WaitingAct
from acuerdo.apps.agreements.days import days_at
from acuerdo.apps.agreements.lists import find_waiting, list_decisions, titles_of
from acuerdo.apps.agreements.shapes import LifeState
from acuerdo.apps.catalogue.shapes import Texts
from acuerdo.apps.clocks.finding import ME, ClockFilter
from acuerdo.apps.exclusions.commands import ACT_SUBJECT as EXCLUSION
from acuerdo.apps.exclusions.queries import find_waiting_exclusions
from acuerdo.apps.exclusions.shapes import WaitingExclusion
from acuerdo.apps.life.commands import ACT_SUBJECT as RENEWAL
from acuerdo.apps.life.commands import TAKING_BACK
from acuerdo.apps.matters.commands import ACT_SUBJECT as MATTER
from acuerdo.apps.matters.models import MatterKind
from acuerdo.apps.matters.queries import find_waiting_matters
from acuerdo.apps.matters.shapes import WaitingMatter
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.periods.commands import ACT_SUBJECT as PERIOD
from acuerdo.apps.years.commands import ACT_SUBJECT as YEAR
from acuerdo.core.hours import to_us
from acuerdo.faces.web.agreement_list import WAITING
from acuerdo.faces.web.clock_lists import show_clocks_of
from acuerdo.faces.web.decisions_page import SOON
from acuerdo.faces.web.life_words import say_left
from acuerdo.faces.web.promise_names import Names, names_in
from acuerdo.faces.web.queue_page import say_queue
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.states import badge
from acuerdo.faces.web.ticket_names import named_ticket
from acuerdo.words import Language, Phrase, phrase, speak

MOST = 10
"""How much of each the page shows; the rest stands in the lists."""
MOST_CLOCKS = 3
"""How many of the own clocks the page shows; the rest stands in the queue."""


_ACTS: Mapping[str, tuple[str, Phrase]] = MappingProxyType(
    {
        YEAR: ("years", phrase("A year of a calendar is proposed.")),
        PERIOD: ("periods", phrase("A period is offered to be frozen.")),
        RENEWAL: ("term", phrase("A renewal is proposed.")),
        TAKING_BACK: ("term", phrase("To take the notice back is proposed.")),
    }
)
"""What waits beside whole agreements: the page on which it is answered, and what is said of it."""

_MATTERS: Mapping[MatterKind, Phrase] = MappingProxyType(
    {
        MatterKind.PRIORITY: phrase("{ticket}: another priority is claimed."),
        MatterKind.ROUTE: phrase("{ticket}: work outside the scope is claimed."),
    }
)

_EXCLUSION_OF = phrase("{about}: an exclusion is claimed.")
_EXCLUSION_OF_ALL = phrase("An exclusion from the whole agreement is claimed.")

_OFFERED = (LifeState.PROPOSED, LifeState.COUNTERED, LifeState.UNDER_REVIEW)
"""Where an offer stands that waits for an answer; whatever else waits was registered from paper."""


@dataclass(frozen=True, slots=True)
class Named:
    """An agreement by its id, and its title by language."""

    key: str
    titles: Texts


@for_viewers
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what waits and what is to be decided, the soonest first."""
    now = timezone.now()
    days = days_at(now)
    waiting, waits = find_waiting(viewer, now, MOST, days)
    language = reader_of(request).language
    acts = list_waiting(viewer, (*_ACTS, MATTER, EXCLUSION), now)
    coming = list_decisions(viewer, days, days.last + SOON)
    due = [line for line in coming if line.decision.decide_by <= line.today_on + SOON]
    mine = show_clocks_of(viewer, ClockFilter(holder=ME), "", to_us(now), language) if _holds(viewer) else None
    shown = {
        "queue": say_queue(mine, language) if mine is not None and mine.rows else "",
        "page": None if mine is None else {"rows": mine.rows[:MOST_CLOCKS]},
        "clocks": 0 if mine is None else len(mine.rows),
        "awaited": _OFFERED,
        "waiting": [(line, badge(line.state, language)) for line in waiting],
        "waits": waits,
        "acts": _acts(viewer, acts, now, language),
        "all_waits": waits + len(acts),
        "due": [(line, say_left(language, line.decision.decide_by, line.today_on)) for line in due[:MOST]],
        "dues": len(due),
        "waiting_group": WAITING,
    }
    return render(request, "web/today.html", shown)


def _holds(viewer: Viewer) -> bool:
    """Say whether tickets can be in the viewer's own queue."""
    return viewer.kind is PartyKind.PROVIDER and viewer.may_anywhere(Permission.SEE_TICKETS)


def _acts(viewer: Viewer, acts: Sequence[WaitingAct], at: datetime, language: Language) -> list[dict[str, object]]:
    """Say what waits beside whole agreements: at most so many of what is about agreements, tickets and exclusions."""
    plain = [one for one in acts if one.subject in _ACTS][:MOST]
    matters = find_waiting_matters([one for one in acts if one.subject == MATTER][:MOST])
    claims = find_waiting_exclusions([one for one in acts if one.subject == EXCLUSION][:MOST])
    keys = {*map(_key, plain), *(one.agreement for one in matters), *(one.agreement for one in claims)}
    titles = titles_of(viewer, keys)
    named = {one.agreement for one in claims if one.said.service or one.said.commitments}
    names = {key: names_in(viewer, key, at, language) for key in sorted(named)}
    return [
        *(_shown(one, titles, language) for one in plain),
        *(_matter(one, titles, language) for one in matters),
        *(_exclusion(one, titles, names.get(one.agreement), language) for one in claims),
    ]


def _exclusion(
    one: WaitingExclusion, titles: Mapping[str, Texts], names: Names | None, language: Language
) -> dict[str, object]:
    said = one.said
    promises = said.commitments if names is None else [names.promise(ident) for ident in said.commitments]
    about = names.service(said.service) if names is not None and said.service else said.ticket
    words = speak(language, _EXCLUSION_OF, about=about) if about else speak(language, _EXCLUSION_OF_ALL)
    return {
        "address": reverse("exclusion", args=[one.agreement, one.number]),
        "agreement": Named(one.agreement, titles.get(one.agreement, {})),
        "customer": one.customer,
        "said": " ".join([words, *([f"({', '.join(promises)})"] if promises else [])]),
    }


def _matter(one: WaitingMatter, titles: Mapping[str, Texts], language: Language) -> dict[str, object]:
    return {
        "address": reverse("ticket", args=[one.source, one.ticket]),
        "agreement": Named(one.agreement, titles.get(one.agreement, {})),
        "customer": one.customer,
        "said": speak(language, _MATTERS[one.kind], ticket=named_ticket(one.ticket, one.title)),
    }


def _key(one: WaitingAct) -> str:
    return one.chain.partition(":")[2]


def _shown(one: WaitingAct, titles: Mapping[str, Texts], language: Language) -> dict[str, object]:
    page, words = _ACTS[one.subject]
    key = _key(one)
    return {
        "address": reverse(page, args=[key]),
        "agreement": Named(key, titles.get(key, {})),
        "customer": one.customer,
        "said": speak(language, words),
    }
