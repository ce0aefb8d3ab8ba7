"""What a help desk says of its own promises, held against our verdicts."""

from datetime import MAXYEAR, datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Body, Router
from pydantic import AwareDatetime, Field, model_validator

from acuerdo.apps.claims.commands import MOST, SaidClaim
from acuerdo.apps.claims.queries import Held, claims_held
from acuerdo.core.clock.verdict import Outcome
from acuerdo.core.hours import to_datetime, to_us
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.shapes import Page, Said, Told
from acuerdo.flows import claims_told
from acuerdo.studies.claims.shapes import Compared, Difference

router = Router(tags=["tickets"])

ONE = "/sources/{slug:source}/claims"
_FIRST_YEAR = 1970


class ClaimSaid(Said):
    """What is claimed of a promise of a ticket: kept or not (`met`), when it was due, or both."""

    ticket: Annotated[str, Field(min_length=1, max_length=250, examples=["4711"])]
    commitment: Annotated[str, Field(min_length=1, max_length=100, examples=["fix"])]
    met: Annotated[bool | None, Field(examples=[False])] = None
    due_at: Annotated[AwareDatetime | None, Field(examples=["2026-03-02T13:00:00Z"])] = None

    @model_validator(mode="after")
    def _says_something(self) -> "ClaimSaid":
        if self.met is None and self.due_at is None:
            raise ValueError("expected `met`, `due_at`, or both")
        if self.due_at is not None and not _FIRST_YEAR <= self.due_at.year < MAXYEAR:
            raise ValueError(f"`due_at`: expected a year from {_FIRST_YEAR} to {MAXYEAR - 1}")
        return self


class ClaimsKept(Told):
    """How many claims are kept of those that were sent; of two about the same the later one stands."""

    kept: int


class DifferenceTold(Told):
    """A claim that our verdict does not say; each of `assumptions` is a change of the promise that would say it."""

    ticket: str
    claimed_met: bool | None
    claimed_due_at: datetime | None
    verdict: Outcome | None
    due_at: datetime | None
    cause: Difference | None
    assumptions: list[str] = Field(examples=[["pauses_never"]])

    @classmethod
    def of(cls, line: Compared) -> "DifferenceTold":
        """Tell a difference."""
        ours = line.ours
        return cls(
            ticket=line.ticket,
            claimed_met=line.claim.met,
            claimed_due_at=None if line.claim.due_us is None else to_datetime(line.claim.due_us),
            verdict=None if ours is None else Outcome(ours.verdict),
            due_at=None if ours is None or ours.due_us is None else to_datetime(ours.due_us),
            cause=line.cause,
            assumptions=[one.name for one in line.causes],
        )


class HeldTold(Told):
    """The claims about one promise: how many, how many agree, and the latest differences with their causes.

    `clock` are the changes of the promise that lead to the clock which explains most of these differences.
    """

    commitment: str
    claims: int
    agreed: int
    clock: list[str] = Field(examples=[["stops_closed", "pauses_never"]])
    differences: list[DifferenceTold]

    @classmethod
    def of(cls, held: Held) -> "HeldTold":
        """Tell the claims about a promise."""
        return cls(
            commitment=held.commitment,
            claims=held.claims,
            agreed=held.agreed,
            clock=[step.assumption.name for step in held.steps],
            differences=[DifferenceTold.of(line) for line in held.lines],
        )


@router.put(ONE, response={200: ClaimsKept, **refusals(404, 409, 413)}, operation_id="tell_claims")
@once
def tell(
    request: HttpRequest, source: str, said: Annotated[list[ClaimSaid], Field(max_length=MOST), Body()]
) -> HttpResponse:
    """Tell what the help desk says of its promises: up to 10,000 at once; what it said before gives way."""
    claims = [SaidClaim(ticket=one.ticket, commitment=one.commitment, met=one.met, due_at=one.due_at) for one in said]
    return answer(ClaimsKept(kept=claims_told.tell(viewer_of(request), source, claims, timezone.now())))


@router.get(ONE, response={200: Page[HeldTold], **refusals(404)}, operation_id="reconcile_claims")
def held(request: HttpRequest, source: str) -> HttpResponse:
    """What a source claims, promise by promise, held against our verdicts, with the causes of the differences."""
    found = claims_held(viewer_of(request), source, to_us(timezone.now()))
    return answer(Page[HeldTold](items=[HeldTold.of(one) for one in found]))
