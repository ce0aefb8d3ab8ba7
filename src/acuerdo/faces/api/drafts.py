"""Drafts of the asker's side, and the check of a document."""

from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from acuerdo.apps.agreements.commands import DraftChange, change_draft
from acuerdo.apps.agreements.queries import find_draft
from acuerdo.apps.catalogue.queries import published_level
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.documents import DocumentRefused, Written, examine
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.problems import Found
from acuerdo.faces.api.shapes import DraftTold, Said, Text, Told

router = Router(tags=["drafts"])
checks = Router(tags=["documents"])


class DraftSaid(Said):
    """A changed draft; `revision` is the one that was seen, 0 begins a draft."""

    text: Text
    revision: Annotated[int, Field(ge=0, le=2**31 - 2)]
    reason: Annotated[str, Field(max_length=4_000)] = ""
    origin: Annotated[str, Field(max_length=200)] = ""


class DocumentSaid(Said):
    """A document to look at; it is kept nowhere."""

    text: Text


class Checked(Told):
    """What a look at a document found; without errors it has a hash, and can be offered."""

    content: str | None
    filled: int | None = Field(description="how many of the points of an agreement it fills")
    total: int | None
    empty: list[str] = Field(description="the points about which it says nothing")
    findings: list[Found]


@router.get("/agreements/{slug:key}/draft", response={200: DraftTold, **refusals(404)}, operation_id="read_draft")
def show(request: HttpRequest, key: str) -> HttpResponse:
    """The draft of your side."""
    return answer(_draft(viewer_of(request), key))


@router.put(
    "/agreements/{slug:key}/draft",
    response={200: DraftTold, 201: DraftTold, **refusals(404, 409, 413)},
    operation_id="write_draft",
)
@once
def write(request: HttpRequest, key: str, said: DraftSaid) -> HttpResponse:
    """Change the draft of your side, or begin one (revision 0); refused where somebody changed it meanwhile."""
    viewer = viewer_of(request)
    change = DraftChange(text=said.text, revision=said.revision, reason=said.reason, origin=said.origin)
    change_draft(viewer, key, change, timezone.now())
    return answer(_draft(viewer, key), HTTPStatus.OK if said.revision else HTTPStatus.CREATED)


@router.get("/agreements/{slug:key}/draft/check", response={200: Checked, **refusals(404)}, operation_id="check_draft")
def check_kept(request: HttpRequest, key: str) -> HttpResponse:
    """What a look at the kept draft of your side finds, as the page says it."""
    return answer(_checked(_draft(viewer_of(request), key).text))


@checks.post("/documents/check", response={200: Checked, **refusals(413)}, operation_id="check_document")
def check(request: HttpRequest, said: DocumentSaid) -> HttpResponse:  # noqa: ARG001 - whoever was let in may ask
    """Look at a document as `acuerdo check` does; it may be based on a published level."""
    return answer(_checked(said.text))


def _checked(text: str) -> Checked:
    try:
        found = examine(Written(text), name="agreement.yaml", level=published_level)
    except DocumentRefused as refused:
        findings = [Found.of(finding) for finding in refused.findings]
        return Checked(content=None, filled=None, total=None, empty=[], findings=findings)
    full = found.completeness
    return Checked(
        content=None if found.document is None else found.document.content_hash,
        filled=None if full is None else full.filled,
        total=None if full is None else full.total,
        empty=[] if full is None else [point.name for point in full.empty],
        findings=[Found.of(finding) for finding in found.findings],
    )


def _draft(viewer: Viewer, key: str) -> DraftTold:
    draft = find_draft(viewer, key)
    if draft is None:
        raise NotThere("draft")
    return DraftTold.of(draft)
