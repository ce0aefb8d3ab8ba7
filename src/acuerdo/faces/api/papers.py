"""Signed papers: a contract in force on paper is registered, papers are bound, given out, and recognised by hash."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field

from acuerdo.apps.acts.papers import Upload, list_bound, open_paper
from acuerdo.apps.acts.shapes import BoundRecord
from acuerdo.apps.agreements.queries import find_agreement, find_versions, may_negotiate
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.core.acts import Side
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.problems import Refused
from acuerdo.faces.api.shapes import ActTold, Page, ReceiptTold, Told
from acuerdo.faces.api.texts import pdf_file
from acuerdo.flows.agreement_registered import Registering, add_evidence, register_paper

router = Router(tags=["papers"])

PAPERS = "/agreements/{slug:key}/papers"
Paper = Annotated[UploadedFile, File(description="the signed PDF, at most 20 MB")]


class PaperTold(Told):
    """A signed paper of a version: its SHA-256 in hex, who brought it and for which side, with the receipt."""

    version: int
    sha256: str
    size: int = Field(description="bytes")
    name: str
    side: Side
    person: str
    at: datetime
    receipt: ReceiptTold

    @classmethod
    def of(cls, version: int, bound: BoundRecord) -> "PaperTold":
        """Tell a paper."""
        return cls(
            version=version,
            sha256=bound.paper.sha256,
            size=bound.paper.size,
            name=bound.paper.name,
            side=bound.side,
            person=bound.person,
            at=bound.at,
            receipt=ReceiptTold.of(bound.receipt),
        )


@router.get(PAPERS, response={200: Page[PaperTold], **refusals(404)}, operation_id="list_papers")
def list_all(request: HttpRequest, key: str) -> HttpResponse:
    """The signed papers of an agreement, those of the newest version first."""
    return answer(Page[PaperTold](items=_papers(viewer_of(request), key)))


@router.post(PAPERS, response={201: ActTold, **refusals(404, 409, 413)}, operation_id="register_paper")
@once
def register(
    request: HttpRequest, key: str, paper: Paper, note: Annotated[str, Form(max_length=4_000)] = ""
) -> HttpResponse:
    """Register a contract in force on paper: the draft of your side, bound to the PDF by its hash.

    It governs at once, until the other side confirms it (an act `accept`) or disputes it (`reject`). Binding: it is
    done in your name.
    """
    viewer = _speaking(request, key)
    registering = Registering(paper=_upload(paper), note=_kept(note).strip())
    return answer(ActTold.of(register_paper(viewer, key, registering, timezone.now())), HTTPStatus.CREATED)


@router.post(
    "/agreements/{slug:key}/versions/{int:number}/papers",
    response={201: Page[PaperTold], **refusals(404, 409, 413)},
    operation_id="bind_paper",
)
@once
def bind(request: HttpRequest, key: str, number: int, paper: Paper) -> HttpResponse:
    """Bind a signed PDF to a version that both sides agreed on."""
    viewer = _speaking(request, key)
    add_evidence(viewer, key, number, _upload(paper), timezone.now())
    return answer(Page[PaperTold](items=_papers(viewer, key)), HTTPStatus.CREATED)


@router.get(PAPERS + "/{slug:sha256}", response={200: PaperTold, **refusals(404)}, operation_id="recognise_paper")
def recognise(request: HttpRequest, key: str, sha256: str) -> HttpResponse:
    """Whether a file is one of the agreement's papers, by its SHA-256: the paper, else 404. No byte may differ."""
    found = next((one for one in _papers(viewer_of(request), key) if one.sha256 == sha256.lower()), None)
    if found is None:
        raise NotThere("paper")
    return answer(found)


@router.get(PAPERS + "/{slug:sha256}.pdf", response={200: str, **refusals(404, 409)}, operation_id="read_paper")
def give(request: HttpRequest, key: str, sha256: str) -> HttpResponse:
    """The bytes of a paper, held to their hash."""
    viewer = viewer_of(request)
    content = open_paper(viewer, find_agreement(viewer, key).customer_id, sha256)
    return pdf_file(content, f"{key}-{sha256[:12]}.pdf")


def _papers(viewer: Viewer, key: str) -> list[PaperTold]:
    now = timezone.now()
    customer = find_agreement(viewer, key).customer_id
    versions = find_versions(viewer, key, now)
    numbers = {version.act.id: version.number for version in versions}
    bound = list_bound(viewer, customer, [version.act for version in versions])
    return [PaperTold.of(numbers[one.act], one) for one in bound]


def _speaking(request: HttpRequest, key: str) -> Viewer:
    viewer = viewer_of(request)
    if not may_negotiate(viewer, find_agreement(viewer, key)):
        raise NotAllowed(Permission.NEGOTIATE)
    return viewer


def _upload(paper: UploadedFile) -> Upload:
    return Upload(name=paper.name or "", content=paper.read())


def _kept(text: str) -> str:
    if "\0" in text:
        raise Refused(HTTPStatus.BAD_REQUEST, "unusable", "a text holds NUL")
    return text
