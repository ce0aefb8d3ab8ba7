"""Levels of the catalogue: which there are, what each says, publishing the next version, how far an agreement is."""

from collections import Counter
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from acuerdo.apps.agreements.days import days_at
from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.catalogue.levels import change_level_draft, publish_level
from acuerdo.apps.catalogue.queries import find_level, find_level_draft, list_levels
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.scope.queries import find_basis, governing_version
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import language_of, viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.problems import Refused
from acuerdo.faces.api.shapes import Page, Revision, Said, Text, Texts, Told
from acuerdo.faces.api.texts import Lang
from acuerdo.faces.web.kept_documents import distance_of
from acuerdo.studies.levels import Distance
from acuerdo.words import Language

router = Router(tags=["catalogue"])

ONE = "/levels/{slug:key}"
_LONGEST_KEY = 64
Number = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="without it, the newest")]


class LevelTold(Told):
    """A level by its newest version; `version` is null where it is only drafted."""

    key: str = Field(examples=["gold"])
    title: Texts
    version: int | None
    published_at: datetime | None
    drafted: bool = Field(description="whether a next version is being written; only for those who keep the catalogue")


class LevelWhole(Told):
    """One published version of a level; `content` is the SHA-256 of its canonical content."""

    key: str = Field(examples=["gold"])
    version: int
    versions: list[int]
    title: Texts
    text: str
    content: str
    published_at: datetime
    published_by: str


class LevelDraftTold(Told):
    """The text of a level's next version."""

    key: str = Field(examples=["gold"])
    text: str
    revision: int
    changed_at: datetime
    changed_by: str


class LevelDraftSaid(Said):
    """A changed text."""

    text: Text
    revision: Revision


class LevelSaid(Said):
    """The text to publish."""

    text: Text


class GapTold(Told):
    """One point in which an agreement is not the level: what each of the two says."""

    distance: Distance
    section: str
    subject: str
    what: str
    level: str
    agreement: str


class DistanceTold(Told):
    """How far the version in force is from a level: every point, what it lacks first."""

    agreement: str
    version: int
    level: str
    level_version: int
    language: Language
    counted: dict[Distance, int] = Field(examples=[{"less": 1}])
    gaps: list[GapTold]


@router.get("/levels", response={200: Page[LevelTold], **refusals()}, operation_id="list_levels")
def list_all(request: HttpRequest) -> HttpResponse:
    """The levels, in the order of their first publication."""
    told = [
        LevelTold(
            key=line.key,
            title=dict(line.title),
            version=line.number or None,
            published_at=line.published_at,
            drafted=line.drafted,
        )
        for line in list_levels(viewer_of(request))
    ]
    return answer(Page[LevelTold](items=told))


@router.get(ONE, response={200: LevelWhole, **refusals(404)}, operation_id="read_level")
def show(request: HttpRequest, key: str, version: Number = None) -> HttpResponse:
    """One published version of a level, with its text."""
    return answer(_whole(viewer_of(request), key, version))


@router.post(ONE + "/versions", response={201: LevelWhole, **refusals(404, 409, 413)}, operation_id="publish_level")
@once
def publish(request: HttpRequest, key: str, said: LevelSaid) -> HttpResponse:
    """Publish a text as the next version of a level. What was published is never changed."""
    viewer = viewer_of(request)
    publish_level(viewer, _fitting(key), said.text, timezone.now())
    return answer(_whole(viewer, key, None), HTTPStatus.CREATED)


@router.get(ONE + "/draft", response={200: LevelDraftTold, **refusals(404)}, operation_id="read_level_draft")
def show_draft(request: HttpRequest, key: str) -> HttpResponse:
    """The text of a level's next version."""
    return answer(_draft(viewer_of(request), key))


@router.put(
    ONE + "/draft",
    response={200: LevelDraftTold, 201: LevelDraftTold, **refusals(404, 409, 413)},
    operation_id="write_level_draft",
)
@once
def write_draft(request: HttpRequest, key: str, said: LevelDraftSaid) -> HttpResponse:
    """Keep the text of a level's next version; refused where somebody changed it meanwhile."""
    viewer = viewer_of(request)
    change_level_draft(viewer, _fitting(key), said.text, said.revision, timezone.now())
    return answer(_draft(viewer, key), HTTPStatus.OK if said.revision else HTTPStatus.CREATED)


@router.get(
    "/agreements/{slug:key}/distance", response={200: DistanceTold, **refusals(404)}, operation_id="read_distance"
)
def show_distance(
    request: HttpRequest,
    key: str,
    level: Annotated[
        str, Query(max_length=64, description="without it, the level that the agreement is based on")
    ] = "",
    lang: Lang = None,
) -> HttpResponse:
    """How far the version that governs today is from a level."""
    viewer, language = viewer_of(request), lang or language_of(request)
    find_agreement(viewer, key)
    version = governing_version(viewer, key, days_at(timezone.now()))
    if version.offer is None:
        raise NotThere("version")
    found = find_level(viewer, level or find_basis(version))
    gaps = distance_of(version.offer.canonical, found, language)
    names = ("distance", "section", "subject", "what", "level", "agreement")
    return answer(
        DistanceTold(
            agreement=key,
            version=version.number,
            level=found.key,
            level_version=found.number,
            language=language,
            counted=dict(Counter(gap.distance for gap in gaps)),
            gaps=[GapTold(**{name: getattr(gap, name) for name in names}) for gap in gaps],
        )
    )


def _whole(viewer: Viewer, key: str, version: int | None) -> LevelWhole:
    found = find_level(viewer, key, version)
    return LevelWhole(
        key=found.key,
        version=found.number,
        versions=list(found.numbers),
        title=dict(found.title),
        text=found.text,
        content=found.content_hash,
        published_at=found.published_at,
        published_by=found.published_by,
    )


def _draft(viewer: Viewer, key: str) -> LevelDraftTold:
    found = find_level_draft(viewer, key)
    if found is None:
        raise NotThere("draft")
    return LevelDraftTold(**{name: getattr(found, name) for name in LevelDraftTold.model_fields})


def _fitting(key: str) -> str:
    """Return a key that a level can have. Raises `Refused`."""
    if len(key) > _LONGEST_KEY:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "odd_key", f"expected at most {_LONGEST_KEY} letters")
    return key
