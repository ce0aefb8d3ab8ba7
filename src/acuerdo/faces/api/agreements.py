"""Agreements: which there are, what each says, and how it came about."""

from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field, model_validator

from acuerdo.apps.agreements.commands import NewAgreement, open_agreement
from acuerdo.apps.agreements.days import days_at
from acuerdo.apps.agreements.lists import find_part, list_waiting
from acuerdo.apps.agreements.queries import find_agreement, find_draft, find_versions
from acuerdo.apps.agreements.shapes import AgreementFilter, LifeState, VersionRecord
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.paging import Cursor, Limit, number_of, page_of, place_of, start_after
from acuerdo.faces.api.shapes import AgreementTold, AgreementWhole, Page, Said, Slug, Text, VersionTold
from acuerdo.flows.agreement_begun import Start, begin_agreement

router = Router(tags=["agreements"])


class AgreementBegun(Said):
    """A new agreement with a customer, and what its first draft is: a text, on a level, a copy; else an empty one."""

    id: Slug
    customer: Slug
    text: Text | None = None
    level: Annotated[Slug | None, Field(description="begin on the newest version of this level")] = None
    copy_of: Annotated[Slug | None, Field(description="begin with the text of this agreement")] = None
    title: Annotated[
        str, Field(max_length=200, description="in the customer's language; of a text the text's own", examples=[""])
    ] = ""
    kind: Annotated[str, Field(pattern="^(sla|ola|underpinning)$")] = "sla"

    @model_validator(mode="after")
    def begins_once(self) -> "AgreementBegun":
        """Refuse two beginnings at once, and another title than the text's."""
        if self.text is not None and self.title:
            raise ValueError("expected the title in the text")
        if sum(one is not None for one in (self.text, self.level, self.copy_of)) > 1:
            raise ValueError("expected at most one of text, level and copy_of")
        return self


@router.get("/agreements", response={200: Page[AgreementTold], **refusals()}, operation_id="list_agreements")
def list_all(
    request: HttpRequest,
    cursor: Cursor = "",
    limit: Limit = 50,
    state: Annotated[LifeState | None, Query(description="only those that stand so")] = None,
    customer: Annotated[str, Query(max_length=64, description="only those with this customer")] = "",
) -> HttpResponse:
    """The agreements that you may see, in the order of their ids."""
    now = timezone.now()
    wanted = AgreementFilter(customer=customer, states=frozenset({state} if state else ()))
    found = find_part(viewer_of(request), wanted, start_after(cursor), limit + 1, now, days_at(now))
    return answer(page_of([AgreementTold.of(line) for line in found], limit, lambda told: told.id))


@router.get("/agreements/waiting", response={200: Page[AgreementTold], **refusals()}, operation_id="list_waiting")
def list_what_waits(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """The agreements about which an offer waits for an answer of your side, in the order of their ids."""
    key, number = place_of(cursor, 2)
    waiting = list_waiting(viewer_of(request), timezone.now(), (key, number_of(number)), limit + 1)
    told = [AgreementTold.of(line) for line in waiting]
    return answer(page_of(told, limit, lambda one: f"{one.id}/{one.version}"))


@router.post("/agreements", response={201: AgreementWhole, **refusals(404, 409, 413)}, operation_id="begin_agreement")
@once
def begin(request: HttpRequest, begun: AgreementBegun) -> HttpResponse:
    """Begin an agreement with a customer, by a first draft of your side: a text, on a level, or as a copy."""
    viewer, now = viewer_of(request), timezone.now()
    if begun.text is None:
        start = Start(
            key=begun.id,
            customer=begun.customer,
            kind=begun.kind,
            level=begun.level or "",
            copy_of=begun.copy_of or "",
            title=begun.title.strip(),
        )
        begin_agreement(viewer, start, now)
    else:
        wanted = NewAgreement(key=begun.id, kind=begun.kind, customer=begun.customer, text=begun.text)
        open_agreement(viewer, wanted, now)
    return answer(_whole(viewer, begun.id), HTTPStatus.CREATED)


@router.get("/agreements/{slug:key}", response={200: AgreementWhole, **refusals(404)}, operation_id="read_agreement")
def show(request: HttpRequest, key: str) -> HttpResponse:
    """One agreement with its versions, the newest first."""
    return answer(_whole(viewer_of(request), key))


@router.get(
    "/agreements/{slug:key}/versions/{int:number}",
    response={200: VersionTold, **refusals(404)},
    operation_id="read_version",
)
def show_version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One version: where it stands and how it came about."""
    return answer(VersionTold.of(version_of(viewer_of(request), key, number)))


@router.get(
    "/agreements/{slug:key}/versions/{int:number}.yaml",
    response={200: str, **refusals(404)},
    operation_id="read_version_text",
)
def show_text(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The text of a version as it was written, with its comments and layout."""
    return HttpResponse(version_of(viewer_of(request), key, number).text, content_type="application/yaml")


@router.get(
    "/agreements/{slug:key}/versions/{int:number}.json",
    response={200: dict, **refusals(404)},
    operation_id="read_version_content",
)
def show_canonical(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The canonical content of a version: what its hash is the SHA-256 of, byte for byte."""
    return HttpResponse(version_of(viewer_of(request), key, number).canonical, content_type="application/json")


def version_of(viewer: Viewer, key: str, number: int) -> VersionRecord:
    """Return one version that has a text. Raises `NotThere`."""
    now = timezone.now()
    found = [one for one in find_versions(viewer, key, now) if one.number == number and one.text]
    if not found:
        raise NotThere("version")
    return found[0]


def _whole(viewer: Viewer, key: str) -> AgreementWhole:
    now = timezone.now()
    agreement, draft = find_agreement(viewer, key), find_draft(viewer, key)
    return AgreementWhole(
        id=agreement.key,
        titles=agreement.titles,
        kind=agreement.kind,
        customer=agreement.customer.key,
        customer_name=agreement.customer.name,
        versions=[VersionTold.of(version) for version in find_versions(viewer, key, now)],
        draft_revision=None if draft is None else draft.revision,
    )
