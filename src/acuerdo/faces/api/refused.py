"""Rows of a source that became no facts, and that nobody has settled yet."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from acuerdo.apps.tickets.refusals import RefusalLine, Wanted, list_refused
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.paging import Cursor, Limit, page_of, place_after
from acuerdo.faces.api.shapes import Page, Said, Told
from acuerdo.flows import sources_kept

router = Router(tags=["tickets"])

ONE = "/sources/{slug:source}/refused"
_MOST = 1_000
_LAST = 2**63 - 1
_Code = Annotated[str, Query(max_length=32, description="why, such as `unmapped_status`")]
_Ticket = Annotated[str, Query(max_length=250, description="whose: the ticket's name in its source")]
RowId = Annotated[int, Field(ge=1, le=_LAST)]


class RefusedRowTold(Told):
    """A row that became no fact: when it came, whose it is if it says so, why, and what it said without names."""

    id: int
    at: datetime
    ticket: str | None
    code: str = Field(examples=["unmapped_status"])
    column: str | None = Field(examples=["status"])
    found: str | None = Field(examples=["Espera"])
    expected: str | None = Field(examples=["one of closed, new, open"])
    hint: str | None
    said: dict[str, Any] = Field(examples=[{"ticket": "4711", "status": "Espera"}])

    @classmethod
    def of(cls, line: RefusalLine) -> "RefusedRowTold":
        """Tell a refused row."""
        return cls(
            id=line.id,
            at=line.at,
            ticket=line.ticket or None,
            code=line.code,
            column=line.column or None,
            found=line.found or None,
            expected=line.expected or None,
            hint=line.hint or None,
            said=dict(line.said),
        )


class SettleSaid(Said):
    """Refused rows of which nothing is missing, by their ids."""

    ids: Annotated[list[RowId], Field(min_length=1, max_length=_MOST, examples=[[1]])]


class SettledTold(Told):
    """How many rows this settled: none of those that were settled before, or that are not there."""

    settled: int


@router.get(ONE, response={200: Page[RefusedRowTold], **refusals(404)}, operation_id="list_refused_rows")
def list_all(  # noqa: PLR0913, PLR0917 - what may be asked of a list
    request: HttpRequest, source: str, code: _Code = "", ticket: _Ticket = "", cursor: Cursor = "", limit: Limit = 50
) -> HttpResponse:
    """The rows of a source that were refused and that nobody has settled, the newest first."""
    after = place_after(cursor)
    until = None if after is None else min(after, _LAST) - 1
    wanted = Wanted(code=code or None, ticket=ticket or None, until=until)
    found = list_refused(viewer_of(request), source, limit + 1, wanted=wanted)
    return answer(page_of([RefusedRowTold.of(one) for one in found], limit, lambda one: str(one.id)))


@router.post(
    ONE + "/settle", response={200: SettledTold, **refusals(404, 409, 413)}, operation_id="settle_refused_rows"
)
@once
def settle(request: HttpRequest, source: str, said: SettleSaid) -> HttpResponse:
    """Say that of up to 1,000 refused rows nothing is missing; their tickets are judged anew."""
    return answer(SettledTold(settled=sources_kept.settle(viewer_of(request), source, set(said.ids), timezone.now())))
