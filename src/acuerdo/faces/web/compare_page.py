"""Two texts of an agreement side by side: what differs, in words, clause by clause."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from acuerdo.apps.agreements.queries import find_agreement, find_draft, find_versions
from acuerdo.apps.catalogue.queries import published_level
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.documents import AgreementDocument, DocumentRefused, Written, read_agreement
from acuerdo.faces.web.kept_documents import read_kept
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.studies.changes import compare_agreements, say_weight
from acuerdo.words import Language, phrase, speak

_DRAFT = phrase("the draft of your side")
_VERSION = phrase("version {number}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text that can be compared: how the address and how people call it; `kept` is one that never changes."""

    ident: str
    title: str
    text: str
    kept: bool


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show what differs between two texts; by default from the newest version to the draft."""
    language = reader_of(request).language
    texts = _texts(viewer, key, language)
    left = _choose(texts, request.GET.get("left", ""), texts[1] if len(texts) > 1 else None)
    right = _choose(texts, request.GET.get("right", ""), texts[0] if texts else None)
    before, after = _read(left), _read(right)
    changes = () if before is None or after is None else compare_agreements(before, after, language)
    shown: dict[str, Any] = {  # what a template can hold
        "key": key,
        "agreement": find_agreement(viewer, key),
        "texts": texts,
        "left": left,
        "right": right,
        "readable": before is not None and after is not None,
        "changes": [(change, say_weight(change, language)) for change in changes],
    }
    return render(request, "web/compare.html", shown)


def _texts(viewer: Viewer, key: str, language: Language) -> list[Text]:
    """The draft of the viewer's side, then the versions, the newest first. Raises `NotThere`."""
    now = timezone.now()
    versions = find_versions(viewer, key, now)
    draft = find_draft(viewer, key)
    own = [] if draft is None else [Text(ident="draft", title=speak(language, _DRAFT), text=draft.text, kept=False)]
    return own + [
        Text(
            ident=str(one.number),
            title=speak(language, _VERSION, number=one.number),
            text=one.canonical,
            kept=True,
        )
        for one in versions
        if one.canonical
    ]


def _choose(texts: list[Text], ident: str, otherwise: Text | None) -> Text | None:
    return next((one for one in texts if one.ident == ident), otherwise)


def _read(text: Text | None) -> AgreementDocument | None:
    if text is None:
        return None
    try:
        if text.kept:
            return read_kept(text.text, "a")
        return read_agreement(Written(text.text), name="a.yaml", level=published_level)
    except DocumentRefused:
        return None
