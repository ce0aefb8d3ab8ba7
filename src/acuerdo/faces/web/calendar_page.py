"""The calendars of a draft as years of months: open hours, holidays to review, what is still provisional."""

import re
from calendar import Calendar, day_abbr
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.agreements.commands import AgreementRefused, DraftChange, change_draft
from acuerdo.apps.agreements.queries import find_agreement, find_draft, find_versions, may_negotiate
from acuerdo.apps.catalogue.queries import published_level
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotAllowed, Viewer
from acuerdo.documents import AgreementDocument, DocumentRefused, Written, read_agreement
from acuerdo.documents.editing import EditRefused
from acuerdo.documents.guide import open_text
from acuerdo.documents.putting import look_up, put
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.studies.calendar_year import CalendarDay, CalendarYear, year_of
from acuerdo.texts.nodes import Path, Plain, Row
from acuerdo.words import Language, phrase, say_month, say_weekday, speak

_KINDS = {
    "holiday": (phrase("holiday", context="a date of a calendar"), "●"),
    "closed": (phrase("closed", context="a date of a calendar"), "✕"),
    "special": (phrase("special hours", context="a date of a calendar"), "◐"),
}
_NOT_WRITTEN = phrase("That date could not be written into the text. Check it, or change the text itself.")
_INTERVAL = re.compile(r"([01]\d|2[0-4]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d")
_WIDTH = len(day_abbr)
_FIRST, _LAST, _LONGEST = 1971, 2099, 200


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show a year of a calendar."""
    text, revision = _text_of(viewer, key)
    language = reader_of(request).language
    document = _read(text, key)
    names = [] if document is None else list(document.terms.calendars)
    name = request.GET.get("calendar", "")
    name = name if name in names else next((one for one in names if one != "24x7"), names[0] if names else "")
    asked = request.GET.get("year", "")
    year = int(asked) if re.fullmatch(r"\d{4}", asked, re.ASCII) else timezone.now().year
    year = min(max(year, _FIRST), _LAST)
    laid = None if document is None or not name else year_of(document.terms.calendars[name], year)
    shown: dict[str, Any] = {  # what a template can hold
        "key": key,
        "agreement": find_agreement(viewer, key),
        "revision": revision,
        "names": [(one, _called(document, one, language)) for one in names],
        "name": name,
        "called": _called(document, name, language),
        "year": year,
        "laid": laid,
        "weekdays": [say_weekday(language, number, short=True) for number in range(_WIDTH)],
        "months": [] if laid is None else _months(laid, language),
        "review": [] if laid is None else [_named(one, language) for one in laid.to_review],
        "own": _own(text, name),
    }
    return render(request, "web/calendar.html", shown)


def _called(document: AgreementDocument | None, name: str, language: Language) -> str:
    return name if document is None else str(document.calendar_title(name, language))


@require_POST
@for_viewers
def change(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Close a date, give it hours of its own, or take back what the text says of one."""
    form, language = request.POST, reader_of(request).language
    text, _ = _text_of(viewer, key)
    name, revision = form.get("calendar", ""), form.get("revision", "")
    if not revision.isdecimal():
        return HttpResponse(status=400)
    try:
        changed = _changed(text, name, form.get("drop", ""), {part: form.get(part, "").strip() for part in _PARTS})
        draft = find_draft(viewer, key)
        why = {} if draft is None else {"reason": draft.reason, "origin": draft.origin}
        change_draft(viewer, key, DraftChange(text=changed, revision=int(revision), **why), timezone.now())
    except AgreementRefused as refused:
        messages.warning(request, say_refusal(language, refused.code))
    except (EditRefused, DocumentRefused, ValueError):
        messages.warning(request, speak(language, _NOT_WRITTEN))
    year = form.get("year", "")
    query = f"?calendar={name}&year={year}" if re.fullmatch(r"[\w.-]+", name) and year.isdecimal() else ""
    return HttpResponseRedirect(reverse("calendars", args=[key]) + query)


_PARTS = ("on", "name", "hours")


def _changed(text: str, calendar: str, drop: str, said: dict[str, str]) -> str:
    """The text with a date added, or with one of its own taken out. Raises EditRefused, DocumentRefused, ValueError."""
    path: Path = ("calendars", calendar)
    if drop:
        part, _, number = drop.partition(":")
        return put(text, (*path, part, int(number)), None)
    on = date.fromisoformat(said["on"]).isoformat()
    named: dict[str, Plain] = {"name": said["name"][:_LONGEST]} if said["name"] else {}
    hours: list[Plain] = [one for one in re.split(r"[,\s]+", said["hours"]) if one]
    if any(not _INTERVAL.fullmatch(str(one)) for one in hours):
        raise ValueError("hours")
    entry: Plain = {"date": on, "hours": hours, **named} if hours else ({"on": on, **named} if named else on)
    part = "open" if hours else "closed"
    root = open_text(text)
    row = None if root is None else look_up(root, (*path, part))
    return put(text, (*path, part, len(row.items) if isinstance(row, Row) else 0), entry)


def _text_of(viewer: Viewer, key: str) -> tuple[str, int]:
    agreement = find_agreement(viewer, key)
    if not may_negotiate(viewer, agreement):
        raise NotAllowed(Permission.NEGOTIATE)
    draft = find_draft(viewer, key)
    if draft is not None:
        return draft.text, draft.revision
    now = timezone.now()
    versions = find_versions(viewer, key, now)
    return (versions[0].text if versions else ""), 0


def _read(text: str, key: str) -> AgreementDocument | None:
    try:
        return read_agreement(Written(text), name=f"{key}.yaml", level=published_level)
    except DocumentRefused:
        return None


def _months(laid: CalendarYear, language: Language) -> list[dict[str, Any]]:  # what a template can hold
    by_date = {one.on: one for one in laid.days}
    weeks = Calendar()
    return [
        {
            "name": say_month(language, date(laid.year, month, 1)),
            "weeks": [
                [_named(by_date[on], language) if on.month == month else None for on in week]
                for week in weeks.monthdatescalendar(laid.year, month)
            ],
        }
        for month in range(1, 13)
    ]


def _named(day: CalendarDay, language: Language) -> dict[str, Any]:  # as above
    words, sign = _KINDS.get(day.kind, (None, ""))
    return {
        "on": day.on,
        "kind": day.kind,
        "sign": sign,
        "word": "" if words is None else speak(language, words),
        "name": day.name,
        "hours": ", ".join(f"{start}–{end}" for start, end in day.hours),
    }


def _own(text: str, name: str) -> list[tuple[str, str]]:
    """What the text itself says of single dates: where it stands, and how it is written."""
    root = open_text(text)
    found: list[tuple[str, str]] = []
    for part in ("closed", "open"):
        row = None if root is None else look_up(root, ("calendars", name, part))
        for number, item in enumerate(row.items if isinstance(row, Row) else ()):
            if item.place is not None:
                found.append((f"{part}:{number}", text[item.place.start : item.place.end].strip()))
    return found
