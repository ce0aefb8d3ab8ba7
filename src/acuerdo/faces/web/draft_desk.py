"""What lies on the desk of somebody who drafts: the text, the form beside it, what is found in it, what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from acuerdo.apps.catalogue.queries import published_level
from acuerdo.documents import Completeness, DocumentRefused, Finding, Written, examine
from acuerdo.documents.guide import POINTS, Change, GuidePoint, Part, apply, copy, form_point, open_basis, open_text
from acuerdo.faces.web.findings_shown import Row, rows_of
from acuerdo.faces.web.life_words import ORIGINS
from acuerdo.faces.web.readers import reader_of
from acuerdo.texts.nodes import Scalar
from acuerdo.words import Language, speak

LONGEST_TEXT = 1_000_000
_FIELD, _LIST, _PRESET, _WAS, _GONE = "f:", "l:", "p:", "w:", "x:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a look at a text found."""

    findings: tuple[Finding, ...]
    completeness: Completeness | None
    can_be_offered: bool

    def rows(self, language: Language) -> list[Row]:
        """Return the findings in a language, as a page shows them."""
        return rows_of(self.findings, language)


def look_at(text: str, key: str) -> Looked:
    """Look at a text as `acuerdo check` does."""
    try:
        checked = examine(Written(text), name=f"{key}.yaml", level=published_level)
    except DocumentRefused as refused:
        return Looked(findings=refused.findings, completeness=None, can_be_offered=False)
    return Looked(
        findings=checked.findings, completeness=checked.completeness, can_be_offered=checked.document is not None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """What somebody else has kept meanwhile."""

    text: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The text of an agreement's draft, with the revision and the last move that its author saw.

    `kept` is the text as it is kept, `refused` the fields whose change the text could not take, `theirs` what somebody
    else kept meanwhile.
    """

    key: str
    text: str
    kept: str
    revision: int
    seen: int
    point: str = ""
    note: str = ""
    reason: str = ""
    origin: str = ""
    refused: tuple[str, ...] = ()
    theirs: Theirs | None = None

    @property
    def is_changed(self) -> bool:
        """Whether the text is another than the one that is kept."""
        return self.text != self.kept


def text_of(request: HttpRequest) -> str:
    """Return the text of the form; browsers send their own ends of lines."""
    return _said(request, "text")


def take_form(request: HttpRequest, base: str) -> tuple[str, tuple[str, ...]]:
    """Put what was changed in the fields into the text; the second part are the fields that it could not take."""
    gone = [name.removeprefix(_GONE) for name in request.POST if name.startswith(_GONE)]
    done = apply(text_of(request), list(_changes(request)), gone, base=base)
    copied = request.POST.get("copy", "")
    root = open_text(done.text) if copied else None
    if root is None:
        return done.text, done.refused
    written = copy(done.text, copied, open_basis(root, published_level), base=base)
    return written.text, (*done.refused, *written.refused)


def _said(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\r\n", "\n")


def _changes(request: HttpRequest) -> Iterator[Change]:
    for name in request.POST:
        if name.startswith((_FIELD, _LIST, _PRESET)):
            pointer = name[len(_FIELD) :]
            yield Change(
                pointer=pointer,
                was=_said(request, _WAS + pointer),
                now=_said(request, name),
                is_list=name.startswith(_LIST),
                preset=name.startswith(_PRESET),
            )


def shown_desk(request: HttpRequest, desk: Desk) -> dict[str, Any]:  # what a template can hold
    """Return what the template of the desk shows."""
    language = reader_of(request).language
    looked = look_at(desk.text, desk.key)
    points = _points(looked.completeness)
    chosen = _chosen(desk.point, points)
    root = open_text(desk.text)
    level = None if root is None else root.get("based_on")
    parts: tuple[Part, ...] = ()
    if root is not None:
        parts = form_point(root, chosen, open_basis(root, published_level))
    return {
        "desk": desk,
        "origins": [(key, speak(language, words)) for key, words in ORIGINS.items()],
        "looked": looked,
        "rows": looked.rows(language),
        "points": [(point, speak(language, point.title), filled) for point, filled in points],
        "empty": [(point.name, speak(language, point.title)) for point, filled in points if filled is False],
        "chosen": chosen,
        "parts": [(part, hasattr(part, "columns")) for part in parts],
        "readable": root is not None,
        "level": level.text if isinstance(level, Scalar) else "",
    }


def _points(completeness: Completeness | None) -> list[tuple[GuidePoint, bool | None]]:
    """The points, each with whether the text speaks about it (None: nobody can say)."""
    known = (
        {} if completeness is None else {one.name: one.is_filled for one in (*completeness.eight, *completeness.twelve)}
    )
    return [(point, known.get(point.name)) for point in POINTS]


def _chosen(name: str, points: list[tuple[GuidePoint, bool | None]]) -> GuidePoint:
    """The point that was asked for, else the first that is empty."""
    named = next((point for point, _ in points if point.name == name), None)
    return named or next((point for point, filled in points if filled is False), points[0][0])
