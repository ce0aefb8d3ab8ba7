"""Levels: what each promises, how they compare, and how far an agreement is from one."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from acuerdo.apps.agreements.days import days_at
from acuerdo.apps.agreements.models import Version
from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.catalogue.queries import find_level, list_levels
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.scope.queries import agreements_on, find_basis, governing_version
from acuerdo.faces.web.agreement_tabs import tabs
from acuerdo.faces.web.catalogue_words import say_distance, say_mark, tell
from acuerdo.faces.web.kept_documents import compare_kept, distance_of
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.turning import asked_page, turn
from acuerdo.studies.levels import Distance, Row
from acuerdo.words import Language

MOST_LEVELS = 4


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show one version of a level, the newest where none is named."""
    language = reader_of(request).language
    level = find_level(viewer, key, _version(request.GET.get("version", "")))
    subjects = compare_kept((level,), language)
    in_force = agreements_on(viewer, key, days_at(timezone.now()), asked_page(request))
    shown = {
        "level": level,
        "title": tell(level.title, language),
        "newest": level.number == level.numbers[0],
        "keeps": viewer.may(Permission.KEEP_CATALOGUE),
        "subjects": [(subject.title, [_shown(row, language) for row in subject.rows]) for subject in subjects],
        "in_force": in_force,
        "turned": turn(request, in_force.page, in_force.pages),
        "others": [(line, tell(line.title, language)) for line in list_levels(viewer) if line.key != key],
    }
    return render(request, "web/level.html", shown)


@for_viewers
def compare(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show levels side by side; the first that is chosen is what the others are held against."""
    language = reader_of(request).language
    known = [line for line in list_levels(viewer) if line.number]
    wanted = [key for key in dict.fromkeys(request.GET.getlist("level")) if key in {line.key for line in known}]
    chosen = (wanted or [line.key for line in known])[:MOST_LEVELS]
    levels = [find_level(viewer, key) for key in chosen]
    subjects = compare_kept(tuple(levels), language)
    shown = {
        "levels": [(level, tell(level.title, language)) for level in levels],
        "known": [(line, tell(line.title, language), line.key in chosen) for line in known],
        "subjects": [(subject.title, [_shown(row, language) for row in subject.rows]) for subject in subjects],
        "differing": sum(row.differs for subject in subjects for row in subject.rows),
    }
    return render(request, "web/levels_compared.html", shown)


@for_viewers
def distance(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show how far an agreement in force is from a level."""
    language = reader_of(request).language
    agreement = find_agreement(viewer, key)
    known = [line for line in list_levels(viewer) if line.number]
    version = _governing(viewer, key)
    wanted = request.GET.get("level", "") or (find_basis(version) if version else "")
    names = [line.key for line in known]
    level = find_level(viewer, wanted if wanted in names else names[-1]) if names else None
    shown: dict[str, Any] = {"agreement": agreement, "version": version, "level": level, "gaps": (), "counted": ()}
    shown["tabs"] = tabs(viewer, agreement, "distance", language)
    shown["known"] = [(line, tell(line.title, language), bool(level and level.key == line.key)) for line in known]
    if version is not None and version.offer is not None and level is not None:
        gaps = distance_of(version.offer.canonical, level, language)
        counts = Counter(gap.distance for gap in gaps)
        shown["title"] = tell(level.title, language)
        shown["gaps"] = [(gap, say_distance(gap.distance, language)) for gap in gaps]
        shown["counted"] = [(say_distance(one, language), counts[one]) for one in Distance if counts[one]]
    return render(request, "web/distance.html", shown)


def _governing(viewer: Viewer, key: str) -> Version | None:
    try:
        return governing_version(viewer, key, days_at(timezone.now()))
    except NotThere:
        return None


def _shown(row: Row, language: Language) -> tuple[Row, list[tuple[tuple[str, ...], object]]]:
    return row, [(cell.lines, say_mark(cell.mark, language)) for cell in row.cells]


def _version(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < len("1000000") else None
