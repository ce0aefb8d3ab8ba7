"""Files for a source: brought, looked at line by line, recorded in the background, stopped and gone on with."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.imports.commands import UNDECIDED_FOR, Brought
from acuerdo.apps.imports.queries import UNDER_WAY, find_import, list_imports
from acuerdo.apps.imports.shapes import Decision, ImportNotTaken, ImportRecord, SampleFact, Stand
from acuerdo.apps.imports.spool import LARGEST_BYTES
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.queries import find_source
from acuerdo.apps.tickets.sources import SourceRefused
from acuerdo.connectors.limits import USUAL
from acuerdo.connectors.profile import NATIVE
from acuerdo.connectors.profile_files import shipped_profiles
from acuerdo.core.terms.measures import Stage
from acuerdo.faces.web.histories import clean_name
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.faces.web.ticket_pages import STAGES
from acuerdo.faces.web.wellbeing import workers_are_away
from acuerdo.flows import files_imported
from acuerdo.studies.vocabulary import EVENTS, FIELDS, say_known, say_reason
from acuerdo.words import Language, Phrase, phrase, speak

_STANDS: Mapping[Stand, tuple[Phrase, str, str]] = MappingProxyType(
    {
        Stand.READING: (phrase("is read", context="an import"), "◔", "calm"),
        Stand.READ: (phrase("waits for you", context="an import"), "○", "warn"),
        Stand.RECORDING: (phrase("is recorded", context="an import under way"), "◑", "calm"),
        Stand.STOPPED: (phrase("stopped", context="an import"), "■", "rest"),
        Stand.DONE: (phrase("done", context="an import"), "●", "good"),
        Stand.FAILED: (phrase("failed", context="an import"), "✕", "bad"),
        Stand.FORGOTTEN: (phrase("forgotten", context="an import"), "–", "rest"),
    }
)
_REMARKS: Mapping[str, Phrase] = MappingProxyType(
    {
        "unchanged": phrase("rows that change nothing"),
        "ignored": phrase("rows that the profile leaves out"),
        "duplicate": phrase("rows that stand in the file twice"),
        "ambiguous_times": phrase("times that a clock change made two of; the earlier was taken"),
        "skipped_times": phrase("times that a clock change left out; the earlier offset was taken"),
        "before_opening": phrase("updates written before their ticket's opening, counted at the opening"),
        "ignored_statuses": phrase("rows whose status the profile leaves out"),
        "stale_ends": phrase("tickets that are open again, whose old end was left out"),
    }
)
_PLAIN = phrase("facts, as the format has them")
_NOT_TAKEN = (ImportNotTaken, SourceRefused)


@for_viewers
def show_all(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show the imports of a source, and the form to bring a file."""
    return _list(request, viewer, key)


@require_POST
@for_viewers
def bring(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Keep a file that somebody brings; a worker reads it."""
    file, own = request.FILES.get("file"), request.FILES.get("own_profile")
    try:
        brought = Brought(
            name=clean_name(file.name or "") if isinstance(file, UploadedFile) else "",
            chunks=file.chunks() if isinstance(file, UploadedFile) else (),
            profile=request.POST.get("profile", ""),
            own_profile=_text_of(own) if isinstance(own, UploadedFile) else "",
            time_zone=request.POST.get("time_zone", "").strip(),
        )
        ident = files_imported.bring(viewer, key, brought, timezone.now())
    except _NOT_TAKEN as refused:
        return _list(request, viewer, key, refused)
    return HttpResponseRedirect(reverse("import", args=[key, ident]))


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str, ident: UUID) -> HttpResponse:
    """Show an import: what would come in and what not, line by line; then how far it has come."""
    return _show(request, viewer, key, ident)


@require_POST
@for_viewers
def decide(request: HttpRequest, viewer: Viewer, key: str, ident: UUID) -> HttpResponse:
    """Confirm, stop or forget an import."""
    then = request.POST.get("then", "")
    if then not in list(Decision):
        return HttpResponse(status=400)
    try:
        files_imported.decide(viewer, key, ident, Decision(then), timezone.now())
    except _NOT_TAKEN as refused:
        return _show(request, viewer, key, ident, refused.code)
    return HttpResponseRedirect(reverse("import", args=[key, ident]))


def _list(request: HttpRequest, viewer: Viewer, key: str, refused: Exception | None = None) -> HttpResponse:
    language = reader_of(request).language
    code = refused.code if isinstance(refused, _NOT_TAKEN) else ""
    shown: dict[str, Any] = {  # what a template can hold
        "source": find_source(viewer, key),
        "rows": [(one, _title_of(language, one.profile), *_state(language, one)) for one in list_imports(viewer, key)],
        "plain": speak(language, _PLAIN),
        "profiles": shipped_profiles(),
        "zones": sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")),
        "megabytes": LARGEST_BYTES // 1_000_000,
        "fault": say_refusal(language, code) if code else "",
        "fault_text": refused.text if isinstance(refused, ImportNotTaken) else "",
        "form": request.POST,
    }
    return render(request, "web/imports.html", shown, status=422 if code else 200)


def _show(request: HttpRequest, viewer: Viewer, key: str, ident: UUID, code: str = "") -> HttpResponse:
    language = reader_of(request).language
    record = find_import(viewer, key, ident)
    shown: dict[str, Any] = {  # what a template can hold
        "source": find_source(viewer, key),
        "one": record,
        "state": _state(language, record),
        "moves": record.stand in UNDER_WAY,
        "unheard": record.stand in UNDER_WAY and workers_are_away(timezone.now()),
        "seen": record.stand in (Stand.READ, Stand.RECORDING, Stand.STOPPED, Stand.DONE),
        "percent": round(record.share * 100),
        "sample": [(one, say_known(language, EVENTS, one.event), _fields(language, one)) for one in record.sample],
        "read_as": _title_of(language, record.profile),
        "statuses": [(one.word, one.count, _means(language, one.stage, one.reason)) for one in record.statuses],
        "remarks": [(_REMARKS[name], count) for name, count in record.remarks.items() if name in _REMARKS],
        "more_refused": record.refused - len(record.refused_lines),
        "days": UNDECIDED_FOR.days,
        "why": say_refusal(language, record.fault) if record.fault else "",
        "fault": say_refusal(language, code) if code else "",
    }
    return render(request, "web/import.html", shown, status=409 if code else 200)


def _state(language: Language, record: ImportRecord) -> tuple[str, str, str]:
    words, sign, tone = _STANDS[record.stand]
    return speak(language, words), sign, tone


def _title_of(language: Language, profile: str) -> str:
    """Say how a file was read: by which profile, as the form calls it."""
    if profile == NATIVE.id:
        return speak(language, _PLAIN)
    return next((one.title for one in shipped_profiles() if one.id == profile), profile)


def _fields(language: Language, fact: SampleFact) -> str:
    return " · ".join(f"{say_known(language, FIELDS, name)}: {value}" for name, value in fact.said.items())


def _means(language: Language, stage: str, reason: str) -> str:
    if stage not in STAGES:
        return ""
    words = speak(language, STAGES[Stage(stage)])
    return f"{words} ({say_reason(language, reason)})" if reason else words


def _text_of(own: "UploadedFile[bytes]") -> str:
    """Return the text of a profile that came with a file. Raises `ImportNotTaken`."""
    if (own.size or 0) > USUAL.profile:
        raise ImportNotTaken("bad_profile")
    try:
        return bytes(own.read()).decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError as fault:
        raise ImportNotTaken("bad_profile", str(fault)) from fault
