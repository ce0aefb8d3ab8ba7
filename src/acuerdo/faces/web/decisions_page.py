"""Decisions about terms, month by month: what has to be decided by when, and what happens otherwise."""

from datetime import timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from acuerdo.apps.agreements.days import days_at
from acuerdo.apps.agreements.lists import list_decisions, part_of, place_of
from acuerdo.apps.agreements.shapes import DecisionLine
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.web.life_words import KINDS, say_default, say_left
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.turning import asked_page, turn
from acuerdo.words import Language, say_month, speak

AHEAD = timedelta(days=396)
SOON = timedelta(days=30)


@for_viewers
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the decisions of the next thirteen months, a page at a time."""
    days = days_at(timezone.now())
    language = reader_of(request).language
    found = list_decisions(viewer, days, days.on + AHEAD)
    page, pages = place_of(asked_page(request), len(found))
    rows = [
        (line, _left(line, language), say_default(language, line.decision), speak(language, KINDS[line.kind]))
        for line in part_of(found, page)
    ]
    months = [
        (say_month(language, first), list(group))
        for first, group in groupby(rows, key=lambda row: row[0].shown_on.replace(day=1))
    ]
    shown = {
        "months": months,
        "soon": [line for line in found if line.decision.decide_by <= line.today_on + SOON],
        "found": found,
        "turned": turn(request, page, pages),
    }
    return render(request, "web/decisions.html", shown)


def _left(line: DecisionLine, language: Language) -> str:
    """Say how far away a decision is that is due soon."""
    by, on = line.decision.decide_by, line.today_on
    return say_left(language, by, on) if by <= on + SOON else ""
