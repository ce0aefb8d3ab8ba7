"""Can we keep this? A draft held against a history, promise by promise."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.agreements.queries import find_agreement, find_draft, find_versions, may_negotiate, side_of
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotAllowed, Viewer
from acuerdo.connectors.profile_files import shipped_profiles
from acuerdo.documents import DocumentRefused
from acuerdo.faces.web.histories import LARGEST, MOST, History, HistoryRefused, Shelf, clean_name, ending_of, new_ident
from acuerdo.faces.web.keeping import Run, find_run, hash_of, start
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.words import Language, phrase, say_percent, speak

_COLOURS = {
    "green": (phrase("green: realistic", context="a promise"), "●", "good"),
    "amber": (phrase("amber: at risk", context="a promise"), "◐", "warn"),
    "red": (phrase("red: not realistic", context="a promise"), "✕", "bad"),
    "none": (phrase("no colour: too little history", context="a promise"), "○", "rest"),
}
_MISSED = phrase(
    "would have been missed in {n} of the last {periods} periods",
    plural="would have been missed in {n} of the last {periods} periods",
)
_BAD_DRAFT = phrase("The draft cannot be read as an agreement yet. The findings beside it say why.")


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show the histories of the viewer's side, and what came of holding the draft against one."""
    shelf = _shelf(viewer, key)
    histories = shelf.list()
    chosen = request.GET.get("history", histories[0].ident if histories else "")
    try:
        run = _run_of(shelf, chosen, key) if chosen else None
    except HistoryRefused:
        run = None
    language = reader_of(request).language
    text = _text_of(viewer, key)
    shown: dict[str, Any] = {  # what a template can hold
        "key": key,
        "agreement": find_agreement(viewer, key),
        "histories": histories,
        "chosen": chosen,
        "run": run,
        "percent": 0 if run is None else round(run.share * 100),
        "kept": _rows(run, language),
        "is_of_this_draft": run is not None and run.text_hash == hash_of(text),
        "profiles": [one.id for one in shipped_profiles()],
        "most": MOST,
        "megabytes": LARGEST // (1024 * 1024),
    }
    return render(request, "web/keep.html", shown)


@require_POST
@for_viewers
def bring(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Keep a history that somebody uploads, hold the draft against one, or forget one."""
    shelf = _shelf(viewer, key)
    language = reader_of(request).language
    ident = request.POST.get("history", "")
    try:
        if request.POST.get("then") == "forget":
            shelf.drop(ident)
            ident = ""
        else:
            ident = _upload(request, viewer, shelf) if "file" in request.FILES else ident
            history, file = shelf.find(ident)
            start(file, history, _text_of(viewer, key), key)
    except HistoryRefused as refused:
        messages.warning(request, say_refusal(language, refused.code))
        ident = ""
    except DocumentRefused:
        messages.warning(request, speak(language, _BAD_DRAFT))
    query = f"?history={ident}" if ident else ""
    return HttpResponseRedirect(reverse("keep", args=[key]) + query)


def _run_of(shelf: Shelf, chosen: str, key: str) -> Run | None:
    history, file = shelf.find(chosen)
    return find_run(file, history, key)


def _upload(request: HttpRequest, viewer: Viewer, shelf: Shelf) -> str:
    uploaded = request.FILES["file"]
    if not isinstance(uploaded, UploadedFile):
        raise HistoryRefused("no_history")
    name = clean_name(uploaded.name or "")
    ending_of(name)
    profile, zone = request.POST.get("profile", ""), request.POST.get("time_zone", "").strip()
    about = History(
        ident=new_ident(),
        name=name,
        profile=profile if profile in {one.id for one in shipped_profiles()} else "",
        time_zone=zone[:64],
        size=uploaded.size or 0,
        brought_at=timezone.now().isoformat(),
        brought_by=viewer.ident,
    )
    return shelf.keep(uploaded.chunks(), about).ident


def _shelf(viewer: Viewer, key: str) -> Shelf:
    """Return the shelf of the viewer's own side. Raises `NotThere`, `NotAllowed`."""
    agreement = find_agreement(viewer, key)
    if not may_negotiate(viewer, agreement):
        raise NotAllowed(Permission.NEGOTIATE)
    return Shelf(agreement.key, str(side_of(viewer, agreement)))


def _text_of(viewer: Viewer, key: str) -> str:
    draft = find_draft(viewer, key)
    if draft is not None:
        return draft.text
    now = timezone.now()
    versions = find_versions(viewer, key, now)
    return versions[0].text if versions else ""


def _rows(run: Run | None, language: Language) -> list[dict[str, Any]]:  # what a template can hold
    if run is None or run.state != "done":
        return []
    rows: list[dict[str, Any]] = []
    for one in run.held["kept"]:
        words, sign, tone = _COLOURS[one["colour"]]
        n = one["n"]
        rows.append(
            {
                **one,
                "target": say_percent(language, one["target"], places=3, least_places=0),
                "share": say_percent(language, one["met"] / n) if n else "–",
                "interval": f"{say_percent(language, one['low'])} – {say_percent(language, one['high'])}" if n else "–",
                "missed_words": speak(language, _MISSED, n=one["missed"], periods=one["periods"]),
                "honest": "–" if one["honest"] is None else say_percent(language, one["honest"]),
                "word": speak(language, words),
                "sign": sign,
                "tone": tone,
            }
        )
    return sorted(rows, key=lambda row: -row["missed"])
