"""What was asked for about an agreement, and how each requirement ended: in a clause, or in a written no."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.requirements.commands import Asked, Ending
from acuerdo.apps.requirements.queries import list_requirements
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.shapes import Page, Said, Told
from acuerdo.flows import requirement_changed as flow

router = Router(tags=["requirements"])

ALL = "/agreements/{slug:key}/requirements"
Urgency = Literal["must", "should", "could"]


class RequirementTold(Told):
    """A requirement; an open one has neither `clause` (a path of the document) nor `refusal`."""

    id: UUID
    asked_by: str
    text: str = Field(examples=["Somebody answers before nine"])
    why: str
    urgency: Urgency
    written_at: datetime
    written_by: str = Field(examples=["Ana"])
    clause: str | None
    refusal: str | None
    decided_by: str | None = Field(examples=["Ana"])


class RequirementSaid(Said):
    """Who asks for what, why, and how much it matters."""

    asked_by: Annotated[str, Field(min_length=1, max_length=200)]
    text: Annotated[str, Field(min_length=1, max_length=4_000, examples=["Somebody answers before nine"])]
    why: Annotated[str, Field(max_length=4_000)] = ""
    urgency: Urgency = "should"


class EndingSaid(Said):
    """How a requirement ends: in a clause, or in a written no; one of the two."""

    clause: Annotated[str, Field(max_length=300)] = ""
    refusal: Annotated[str, Field(max_length=4_000, examples=[""])] = ""


@router.get(ALL, response={200: Page[RequirementTold], **refusals(404)}, operation_id="list_requirements")
def list_all(request: HttpRequest, key: str) -> HttpResponse:
    """What was asked for about an agreement, the open ones first; at most 500."""
    return answer(_all(viewer_of(request), key))


@router.post(ALL, response={201: Page[RequirementTold], **refusals(404, 409, 413)}, operation_id="add_requirement")
@once
def add(request: HttpRequest, key: str, said: RequirementSaid) -> HttpResponse:
    """Write a requirement down."""
    viewer = viewer_of(request)
    asked = Asked(by=said.asked_by, text=said.text, why=said.why, urgency=said.urgency)
    flow.ask(viewer, key, asked, timezone.now())
    return answer(_all(viewer, key), HTTPStatus.CREATED)


@router.post(
    ALL + "/{uuid:ident}/end",
    response={200: Page[RequirementTold], **refusals(404, 409, 413)},
    operation_id="end_requirement",
)
@once
def end(request: HttpRequest, key: str, ident: UUID, said: EndingSaid) -> HttpResponse:
    """Let a requirement end in a clause or in a written no."""
    viewer = viewer_of(request)
    flow.end(viewer, key, str(ident), Ending(clause=said.clause, refusal=said.refusal), timezone.now())
    return answer(_all(viewer, key))


@router.post(
    ALL + "/{uuid:ident}/reopen",
    response={200: Page[RequirementTold], **refusals(404, 409)},
    operation_id="reopen_requirement",
)
@once
def reopen(request: HttpRequest, key: str, ident: UUID) -> HttpResponse:
    """Open a requirement again."""
    viewer = viewer_of(request)
    flow.reopen(viewer, key, str(ident), timezone.now())
    return answer(_all(viewer, key))


def _all(viewer: Viewer, key: str) -> Page[RequirementTold]:
    return Page[RequirementTold](
        items=[
            RequirementTold.model_validate(
                {
                    "id": one.ident,
                    "asked_by": one.asked_by,
                    "text": one.text,
                    "why": one.why,
                    "urgency": one.urgency,
                    "written_at": one.written_at,
                    "written_by": one.written_by,
                    "clause": one.clause or None,
                    "refusal": one.refusal or None,
                    "decided_by": one.decided_by or None,
                }
            )
            for one in list_requirements(viewer, key)
        ]
    )
