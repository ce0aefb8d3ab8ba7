"""Years of an agreement's calendars whose holidays were not published when it was agreed: both sides agree on them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.acts.commands import MovedMeanwhile
from acuerdo.apps.agreements.queries import find_agreement, find_versions, may_negotiate, side_of
from acuerdo.apps.agreements.shapes import VersionRecord
from acuerdo.apps.catalogue.queries import published_level
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.years.queries import list_years, with_agreed_years
from acuerdo.apps.years.shapes import YearRecord
from acuerdo.core.acts import MoveKind, MoveRefused
from acuerdo.documents import DocumentRefused, Written, read_agreement
from acuerdo.documents.agreed_years import YearRefused, dates_of, provisional_years, write_dates
from acuerdo.faces.web.acts_shown import show_act
from acuerdo.faces.web.agreement_page import DID
from acuerdo.faces.web.agreement_tabs import tabs
from acuerdo.faces.web.kept_documents import read_kept
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.flows.years_agreed import YearIntent, agree_year
from acuerdo.words import phrase, speak

LONGEST_DATES = 100_000
_KINDS = {
    str(kind): kind
    for kind in (MoveKind.PROPOSE, MoveKind.COUNTER, MoveKind.ACCEPT, MoveKind.REJECT, MoveKind.WITHDRAW)
}
_LINE = phrase("Line {line} ({found}): {what}")


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show which years are provisional, and where each stands between the sides."""
    return _page(request, viewer, key)


@require_POST
@for_viewers
def act(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Propose, counter, accept, reject or withdraw the dates of a year."""
    form, language = request.POST, reader_of(request).language
    kind, year, seen = _KINDS.get(form.get("kind", "")), form.get("year", ""), form.get("seen", "")
    if kind is None or not (year.isdecimal() and seen.isdecimal()) or len(form.get("dates", "")) > LONGEST_DATES:
        return HttpResponse(status=400)
    intent = YearIntent(
        kind=kind,
        calendar=form.get("calendar", ""),
        year=int(year[:4]),
        seen=int(seen[:9]),
        dates=form.get("dates", ""),
    )
    try:
        agree_year(viewer, key, intent, timezone.now())
    except YearRefused as refused:
        what = say_refusal(language, refused.code)
        said = speak(language, _LINE, line=refused.line, found=refused.found, what=what) if refused.line else what
        messages.warning(request, said)
        return _page(request, viewer, key, typed=intent, status=422)
    except (MovedMeanwhile, MoveRefused) as refused:
        messages.warning(request, say_refusal(language, refused.code))
    return HttpResponseRedirect(reverse("years", args=[key]))


@for_viewers
def document(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:  # noqa: ARG001 - as every page is asked
    """Give the text that binds, with the years that were agreed on, as the judge reads it."""
    agreement = find_agreement(viewer, key)
    version = _binding(viewer, key)
    if version is None:
        raise NotThere("version")
    answer = HttpResponse(with_agreed_years(agreement.pk, version.canonical), content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{key}.json"'
    return answer


def _page(
    request: HttpRequest, viewer: Viewer, key: str, *, typed: YearIntent | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    agreement = find_agreement(viewer, key)
    side = side_of(viewer, agreement)
    version = _binding(viewer, key)
    language = reader_of(request).language
    rows = [] if version is None else _rows(version, list_years(viewer, key, now), now)
    titles = None if version is None else read_kept(version.canonical, key)
    for row in rows:
        row["called"] = row["calendar"] if titles is None else titles.calendar_title(row["calendar"], language)
        record: YearRecord | None = row["record"]
        if record is not None:
            row.update(show_act(viewer, record.act, side, language))
            row["steps"] = [(step, speak(language, DID[step.kind])) for step in record.act.steps]
        if typed is not None and (row["calendar"], row["year"]) == (typed.calendar, typed.year):
            row["dates"] = typed.dates
    shown: dict[str, Any] = {  # what a template can hold
        "agreement": agreement,
        "tabs": tabs(viewer, agreement, "years", language),
        "version": version,
        "rows": rows,
        "waiting": sum(not row.get("agreed") for row in rows),
        "may_speak": may_negotiate(viewer, agreement),
    }
    return render(request, "web/years.html", shown, status=status)


def _rows(version: VersionRecord, moved: list[YearRecord], now: datetime) -> list[dict[str, Any]]:
    """Return the years up to the next one that are provisional in the text that binds, or about which a side moved."""
    known = {(one.calendar, one.year): one for one in moved}
    on = now.astimezone(ZoneInfo(version.time_zone or "UTC")).date()
    first = version.from_on or on
    last = min(on.year + 1, version.to_on.year if version.to_on else on.year + 1)
    foreseen = {
        (calendar, year)
        for calendar, years in provisional_years(version.canonical).items()
        for year in years
        if first.year <= year <= max(last, first.year)
    }
    fresh = _fresh(version)
    return [
        {
            "calendar": calendar,
            "year": year,
            "record": record,
            "dates": record.dates
            if record is not None
            else write_dates(dates_of(fresh, calendar, year) or dates_of(version.canonical, calendar, year)),
        }
        for calendar, year in sorted(foreseen | set(known), key=lambda one: (one[1], one[0]))
        for record in [known.get((calendar, year))]
    ]


def _fresh(version: VersionRecord) -> str:
    """Return the text with holidays as they are known today; as they were frozen where it cannot be read anew."""
    try:
        return read_agreement(Written(version.text), name="fresh.yaml", level=published_level).canonical
    except DocumentRefused:
        return version.canonical


def _binding(viewer: Viewer, key: str) -> VersionRecord | None:
    now = timezone.now()
    return next((one for one in find_versions(viewer, key, now) if one.from_on is not None), None)
