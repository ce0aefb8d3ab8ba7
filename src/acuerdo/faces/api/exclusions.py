"""What both sides leave out of the promises of an agreement."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import AwareDatetime, Field

from acuerdo.apps.exclusions.queries import list_exclusions, read_exclusion
from acuerdo.apps.exclusions.shapes import LONGEST, ExclusionRecord, ExclusionSaid
from acuerdo.core.acts import MoveKind
from acuerdo.core.clock.exclusions import Scope
from acuerdo.core.hours import to_datetime, to_us
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.paging import Cursor, Limit, page_of, place_after
from acuerdo.faces.api.shapes import ActTold, Page, Said, Told
from acuerdo.flows import exclusions_agreed

router = Router(tags=["life of agreements"])

ALL = "/agreements/{slug:key}/exclusions"
_Name = Annotated[str, Field(max_length=320)]


class WhatSaid(Said):
    """What does not count: about a ticket (`source` and `ticket`), a `service`, or all of the agreement.

    Without `from_at` and `until_at` a whole ticket; without `commitments` every promise.
    """

    scope: Scope
    source: _Name = ""
    ticket: _Name = ""
    service: _Name = ""
    from_at: AwareDatetime | None = None
    until_at: AwareDatetime | None = None
    commitments: Annotated[list[_Name], Field(max_length=200, default_factory=list)]
    reason: Annotated[str, Field(max_length=40, examples=["force_majeure"])]
    evidence: Annotated[str, Field(max_length=LONGEST)] = ""
    announced_at: AwareDatetime | None = None

    def said(self) -> ExclusionSaid:
        """Return it as it is offered."""
        return ExclusionSaid(
            scope=self.scope,
            source=self.source if self.scope is Scope.TICKET else "",
            ticket=self.ticket if self.scope is Scope.TICKET else "",
            service=self.service if self.scope is Scope.SERVICE else "",
            from_us=_us(self.from_at),
            until_us=_us(self.until_at),
            commitments=tuple(sorted(set(self.commitments))),
            reason=self.reason,
            evidence=self.evidence,
            announced_us=_us(self.announced_at),
        )


class NewExclusionSaid(WhatSaid):
    """A claim, with a note for the other side."""

    note: Annotated[str, Field(max_length=4_000)] = ""


class ExclusionMoveSaid(Said):
    """A move about a claim; `seen` is the number of the last move that was seen; propose and counter say `what`."""

    kind: Literal["propose", "counter", "accept", "reject", "withdraw"]
    seen: Annotated[int, Field(ge=0, le=2**31 - 1)]
    what: WhatSaid | None = None
    note: Annotated[str, Field(max_length=4_000)] = ""


class ExclusionTold(Told):
    """A claim: what is on the table, the act about it, and whether it `counts`."""

    number: int
    scope: Scope
    source: str | None
    ticket: str | None
    service: str | None
    from_at: datetime | None
    until_at: datetime | None
    commitments: list[str]
    reason: str
    evidence: str
    announced_at: datetime | None
    counts: bool
    act: ActTold

    @classmethod
    def of(cls, one: ExclusionRecord) -> "ExclusionTold":
        """Tell a claim."""
        said = one.said
        return cls(
            number=one.number,
            scope=said.scope,
            source=said.source or None,
            ticket=said.ticket or None,
            service=said.service or None,
            from_at=_at(said.from_us),
            until_at=_at(said.until_us),
            commitments=list(said.commitments),
            reason=said.reason,
            evidence=said.evidence,
            announced_at=_at(said.announced_us),
            counts=one.counts,
            act=ActTold.of(one.act),
        )


class ClaimedTold(Told):
    """The number of a claim, and its act."""

    number: int
    act: ActTold


@router.get(ALL, response={200: Page[ExclusionTold], **refusals(404)}, operation_id="list_exclusions")
def show(request: HttpRequest, key: str, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """What was claimed not to count, the last first."""
    found = list_exclusions(viewer_of(request), key, timezone.now(), before=place_after(cursor), most=limit + 1)
    return answer(page_of([ExclusionTold.of(one) for one in found], limit, lambda one: str(one.number)))


@router.get(ALL + "/{int:number}", response={200: ExclusionTold, **refusals(404)}, operation_id="read_exclusion")
def read(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A claim by its number."""
    return answer(ExclusionTold.of(read_exclusion(viewer_of(request), key, number, timezone.now())[1]))


@router.post(ALL, response={201: ClaimedTold, **refusals(404, 409, 413)}, operation_id="claim_exclusion")
@once
def claim(request: HttpRequest, key: str, said: NewExclusionSaid) -> HttpResponse:
    """Claim that something does not count. It does once the other side accepts it."""
    number, act = exclusions_agreed.claim(viewer_of(request), key, said.said(), timezone.now(), note=said.note)
    return answer(ClaimedTold(number=number, act=ActTold.of(act)), HTTPStatus.CREATED)


@router.post(ALL + "/{int:number}", response={201: ActTold, **refusals(404, 409, 413)}, operation_id="move_exclusion")
@once
def move(request: HttpRequest, key: str, number: int, said: ExclusionMoveSaid) -> HttpResponse:
    """Accept, reject, counter or withdraw a claim, or make it again. Binding: it is done in your name."""
    what = None if said.what is None else said.what.said()
    intent = exclusions_agreed.ExclusionIntent(move=MoveKind(said.kind), seen=said.seen, said=what, note=said.note)
    act = exclusions_agreed.answer(viewer_of(request), key, number, intent, timezone.now())
    return answer(ActTold.of(act), HTTPStatus.CREATED)


def _us(at: datetime | None) -> int | None:
    return None if at is None else to_us(at)


def _at(us: int | None) -> datetime | None:
    return None if us is None else to_datetime(us)
