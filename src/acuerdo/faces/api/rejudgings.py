"""What was judged anew after a change, and which verdicts it moved."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from acuerdo.apps.rejudging.models import Cause
from acuerdo.apps.rejudging.queries import Turn, count_turns, list_moved, list_rejudgings, read_rejudging
from acuerdo.apps.rejudging.shapes import Figures, MovedLine, RejudgingRecord
from acuerdo.core.clock.verdict import Outcome
from acuerdo.core.hours import to_datetime
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.paging import Cursor, Limit, cursor_after, page_of, place_after
from acuerdo.faces.api.shapes import MoveTold, Page, Told

router = Router(tags=["life of agreements"])

ALL = "/agreements/{slug:key}/rejudgings"


class RejudgingTold(Told):
    """A change that had tickets judged anew.

    `about` says which version, exclusion, or year (`office 2027`); `source` names the source that it is about.
    `tickets` counts those that it touches, `done` those that were judged anew, `moved` the clocks of this agreement
    that say something else; it is over at `ended_at`. `from_at` and `until_at` are the span that the change concerns.
    """

    id: UUID
    cause: Cause
    about: str
    source: str
    at: datetime
    from_at: datetime | None
    until_at: datetime | None
    ended_at: datetime | None
    tickets: int
    done: int
    moved: int

    @classmethod
    def of(cls, one: RejudgingRecord) -> "RejudgingTold":
        """Tell a change."""
        return cls(**_told(one))


class TurnTold(Told):
    """How many clocks of a promise went from one verdict to another; null: there was, or is, none."""

    commitment: str
    was: Outcome | None
    now: Outcome | None
    clocks: int

    @classmethod
    def of(cls, one: Turn) -> "TurnTold":
        """Tell how many clocks moved so."""
        was, now = (Outcome(word) if word else None for word in (one.was, one.now))
        return cls(commitment=one.commitment, was=was, now=now, clocks=one.clocks)


class RejudgingWhole(RejudgingTold):
    """A change with the moves by which both sides agreed on it, and from what to what it moved clocks."""

    moves: list[MoveTold]
    turns: list[TurnTold]


class FiguresTold(Told):
    """What a clock said: its verdict, instants, and what was counted, in seconds; `reason` and `marks` as words."""

    verdict: Outcome
    reason: str | None
    marks: list[str]
    started_at: datetime | None
    stopped_at: datetime | None
    due_at: datetime | None
    breached_at: datetime | None
    target_s: float | None
    consumed_s: float
    excluded_s: float

    @classmethod
    def of(cls, one: Figures | None) -> "FiguresTold | None":
        """Tell figures, null where there is no clock."""
        if one is None:
            return None
        return cls(
            verdict=one.verdict,
            reason=one.reason or None,
            marks=one.marks.split(),
            started_at=_at(one.started_us),
            stopped_at=_at(one.stopped_us),
            due_at=_at(one.due_us),
            breached_at=_at(one.breached_us),
            target_s=None if one.target_us is None else one.target_us / 1_000_000,
            consumed_s=one.consumed_us / 1_000_000,
            excluded_s=one.excluded_us / 1_000_000,
        )


class MovedTold(Told):
    """A clock that a change moved. `shared`: several changes met, and what each did cannot be told apart."""

    source: str
    ticket: str
    commitment: str
    cycle: int
    was: FiguresTold | None
    now: FiguresTold | None
    shared: bool

    @classmethod
    def of(cls, one: MovedLine) -> "MovedTold":
        """Tell a clock that moved."""
        return cls(
            source=one.source,
            ticket=one.ticket,
            commitment=one.commitment,
            cycle=one.cycle,
            was=FiguresTold.of(one.was),
            now=FiguresTold.of(one.now),
            shared=one.shared,
        )


@router.get(ALL, response={200: Page[RejudgingTold], **refusals(404)}, operation_id="list_rejudgings")
def list_all(request: HttpRequest, key: str, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """What had tickets judged anew, the last first."""
    found = list_rejudgings(viewer_of(request), key, before=place_after(cursor), most=limit + 1)
    places = {one.ident: one.place for one in found}
    return answer(page_of([RejudgingTold.of(one) for one in found], limit, lambda one: str(places[one.id])))


@router.get(ALL + "/{uuid:ident}", response={200: RejudgingWhole, **refusals(404)}, operation_id="read_rejudging")
def read(request: HttpRequest, key: str, ident: UUID) -> HttpResponse:
    """A change: who stands behind it, how far it is, and from what to what it moved clocks."""
    viewer = viewer_of(request)
    record = read_rejudging(viewer, key, ident, timezone.now())
    turns = [TurnTold.of(one) for one in count_turns(viewer, key, ident)]
    return answer(RejudgingWhole(**_told(record), moves=[MoveTold.of(step) for step in record.steps], turns=turns))


@router.get(
    ALL + "/{uuid:ident}/moved", response={200: Page[MovedTold], **refusals(404)}, operation_id="list_moved_clocks"
)
def list_clocks(request: HttpRequest, key: str, ident: UUID, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """The clocks that a change moved, from what to what."""
    found = list_moved(viewer_of(request), key, ident, after=place_after(cursor) or 0, most=limit + 1)
    places = [str(one.place) for one in found]
    items = [MovedTold.of(one) for one in found[:limit]]
    following = cursor_after(places[limit - 1]) if len(found) > limit else None
    return answer(Page[MovedTold](items=items, next_cursor=following))


def _told(one: RejudgingRecord) -> dict[str, Any]:  # members of several types
    return {
        "id": one.ident,
        "cause": one.cause,
        "about": one.about,
        "source": one.source,
        "at": one.at,
        "from_at": one.from_at,
        "until_at": one.until_at,
        "ended_at": one.ended_at,
        "tickets": one.tickets,
        "done": one.done,
        "moved": one.moved,
    }


def _at(us: int | None) -> datetime | None:
    return None if us is None else to_datetime(us)
