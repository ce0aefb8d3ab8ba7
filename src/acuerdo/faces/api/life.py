"""The life of agreements: decisions about their terms, remarks, reviews, notices and renewals."""

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from acuerdo.apps.agreements.days import days_at
from acuerdo.apps.agreements.lists import list_decisions
from acuerdo.apps.agreements.shapes import DecisionLine
from acuerdo.apps.life.commands import Notice
from acuerdo.apps.life.comments import Remark, list_comments
from acuerdo.apps.life.queries import find_taking_back, list_notices, list_renewals, list_reviews
from acuerdo.apps.life.shapes import CommentRecord
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.core.acts import MoveKind, Side
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.paging import Cursor, Limit, page_of, part_of, place_of
from acuerdo.faces.api.shapes import TITLES, ActTold, Day, Page, ReceiptTold, Said, Told
from acuerdo.flows import agreement_lives as flow

router = Router(tags=["life of agreements"])

_YEAR = timedelta(days=366)
Words = Annotated[str, Field(max_length=4_000)]


class DecisionTold(Told):
    """Something to be decided about a term; without a decision it goes on until `renews_until_on`, or ends."""

    agreement: str
    titles: dict[str, str] = Field(description=TITLES)
    customer_name: str
    version: int
    decide_by_on: date
    notice_by_on: date
    end_on: date
    renews_until_on: date | None


class RemarkTold(Told):
    """A remark about a clause (`path`, empty for the whole) with its answers; an erased one has no text."""

    id: str
    version: int
    path: str
    side: Side
    private: bool
    author: str
    text: str
    written_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    answers: list["RemarkTold"]

    @classmethod
    def of(cls, record: CommentRecord) -> "RemarkTold":
        """Tell a remark."""
        return cls(
            id=record.ident,
            version=record.number,
            path=record.path,
            side=record.side,
            private=record.private,
            author=record.author,
            text=record.text,
            written_at=record.written_at,
            settled_at=record.settled_at,
            settled_by=record.settled_by or None,
            answers=[cls.of(one) for one in record.answers],
        )


class ReviewTold(Told):
    """A review; an open one has not been closed."""

    side: Side
    opened_at: datetime
    opened_by: str
    reason: str
    closed_at: datetime | None
    closed_by: str | None
    outcome: str


class NoticeTold(Told):
    """A notice: which last date follows from it, and what the other side said."""

    side: Side
    given_by: str
    given_at: datetime
    wanted_on: date
    last_on: date
    in_time: bool
    reason: str
    acknowledged_at: datetime | None
    withdrawn_at: datetime | None
    receipt: ReceiptTold


class RenewalTold(Told):
    """An express renewal, and the act about it."""

    version: int
    until_on: date
    act: ActTold


class LifeTold(Told):
    """What happened to an agreement, the latest first; `taking_back` is about the notice that stands."""

    reviews: list[ReviewTold]
    notices: list[NoticeTold]
    taking_back: ActTold | None
    renewals: list[RenewalTold]


class RemarkSaid(Said):
    """A remark about a clause, or in answer to another (its id)."""

    text: Words
    path: Annotated[str, Field(max_length=200)] = ""
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    private: bool = Field(default=False, description="seen by your side alone")
    answers: UUID | None = None


class LifeSaid(Said):
    """What is done: a review is opened or closed (`words` is the reason or the outcome), a notice given or answered."""

    kind: Literal["open_review", "close_review", "give_notice", "acknowledge_notice", "withdraw_notice"]
    words: Words = ""
    wanted_on: Day | None = Field(default=None, description="of a notice: the last date that is wanted")


class RenewalSaid(Said):
    """A move about an express renewal until a date."""

    kind: Literal["propose", "accept", "reject", "withdraw"]
    until_on: Day
    seen: Annotated[int, Field(ge=0, le=2**31 - 1)]
    note: Words = ""


class TakingBackSaid(Said):
    """A move about taking back a notice that was acknowledged."""

    kind: Literal["propose", "accept", "reject", "withdraw"]
    seen: Annotated[int, Field(ge=0, le=2**31 - 1)]
    note: Words = ""


@router.get("/decisions", response={200: Page[DecisionTold], **refusals()}, operation_id="list_decisions")
def list_what_is_due(
    request: HttpRequest,
    cursor: Cursor = "",
    limit: Limit = 50,
    until: Annotated[Day | None, Query(description="a year from now without it")] = None,
) -> HttpResponse:
    """What has to be decided about terms, the first due first."""
    days, after = days_at(timezone.now()), place_of(cursor, 3)
    until = min(until or days.on + _YEAR, days.on + 10 * _YEAR)
    due = [line for line in list_decisions(viewer_of(request), days, until) if _place(line) > after]
    told = [
        DecisionTold(
            agreement=line.key,
            titles=dict(line.titles),
            customer_name=line.customer,
            version=line.number,
            decide_by_on=line.decision.decide_by,
            notice_by_on=line.decision.notice_by,
            end_on=line.decision.end_on,
            renews_until_on=line.decision.renews_until,
        )
        for line in due[: limit + 1]
    ]
    return answer(page_of(told, limit, lambda one: f"{one.decide_by_on}/{one.agreement}/{one.end_on}"))


def _place(line: DecisionLine) -> tuple[str, ...]:
    """Return where a decision stands in the list, as cursors write it."""
    return (line.decision.decide_by.isoformat(), line.key, line.decision.end_on.isoformat())


@router.get(
    "/agreements/{slug:key}/comments",
    response={200: Page[RemarkTold], **refusals(404)},
    operation_id="list_comments",
)
def list_remarks(request: HttpRequest, key: str, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """The remarks that you may see, the open ones first."""
    return answer(part_of(_remarks(viewer_of(request), key).items, cursor, limit, lambda one: one.id))


@router.post(
    "/agreements/{slug:key}/comments",
    response={201: Page[RemarkTold], **refusals(404, 409, 413)},
    operation_id="write_comment",
)
@once
def write_remark(request: HttpRequest, key: str, said: RemarkSaid) -> HttpResponse:
    """Remark upon a clause, or answer a remark."""
    viewer = viewer_of(request)
    remark = Remark(
        text=said.text,
        path=said.path,
        number=said.version,
        private=said.private,
        answers=str(said.answers or ""),
    )
    flow.write_comment(viewer, key, remark, timezone.now())
    return answer(_remarks(viewer, key), HTTPStatus.CREATED)


@router.post(
    "/agreements/{slug:key}/comments/{uuid:ident}/settle",
    response={200: Page[RemarkTold], **refusals(404, 409)},
    operation_id="settle_comment",
)
@once
def settle_remark(request: HttpRequest, key: str, ident: UUID) -> HttpResponse:
    """Say that nothing is left to be said about a remark."""
    viewer = viewer_of(request)
    flow.settle_comment(viewer, key, str(ident), timezone.now())
    return answer(_remarks(viewer, key))


@router.get("/agreements/{slug:key}/life", response={200: LifeTold, **refusals(404)}, operation_id="read_life")
def show(request: HttpRequest, key: str) -> HttpResponse:
    """The reviews, notices and express renewals of an agreement."""
    return answer(_life(viewer_of(request), key))


@router.post(
    "/agreements/{slug:key}/life",
    response={201: LifeTold, **refusals(404, 409, 413)},
    operation_id="change_life",
)
@once
def change(request: HttpRequest, key: str, said: LifeSaid) -> HttpResponse:
    """Open or close a review; give, acknowledge or withdraw a notice. A notice is binding, and given in your name."""
    viewer, now = viewer_of(request), timezone.now()
    if said.kind == "open_review":
        flow.open_review(viewer, key, said.words, now)
    elif said.kind == "close_review":
        flow.close_review(viewer, key, said.words, now)
    elif said.kind == "give_notice":
        flow.give_notice(viewer, key, Notice(wanted_on=said.wanted_on, reason=said.words), now)
    elif said.kind == "acknowledge_notice":
        flow.acknowledge_notice(viewer, key, now)
    else:
        flow.withdraw_notice(viewer, key, now)
    return answer(_life(viewer, key), HTTPStatus.CREATED)


@router.post(
    "/agreements/{slug:key}/renewals",
    response={201: ActTold, **refusals(404, 409, 413)},
    operation_id="move_renewal",
)
@once
def renew(request: HttpRequest, key: str, said: RenewalSaid) -> HttpResponse:
    """Propose, accept, reject or withdraw an express renewal. Binding: it is done in your name."""
    intent = flow.RenewalIntent(kind=MoveKind(said.kind), until_on=said.until_on, seen=said.seen, note=said.note)
    act = flow.renew(viewer_of(request), key, intent, timezone.now())
    return answer(ActTold.of(act), HTTPStatus.CREATED)


@router.post(
    "/agreements/{slug:key}/taking-back",
    response={201: ActTold, **refusals(404, 409, 413)},
    operation_id="move_taking_back",
)
@once
def take_back(request: HttpRequest, key: str, said: TakingBackSaid) -> HttpResponse:
    """Propose, accept, reject or withdraw that an acknowledged notice is taken back by both sides. Binding."""
    intent = flow.TakingBack(kind=MoveKind(said.kind), seen=said.seen, note=said.note)
    act = flow.take_back_notice(viewer_of(request), key, intent, timezone.now())
    return answer(ActTold.of(act), HTTPStatus.CREATED)


def _remarks(viewer: Viewer, key: str) -> Page[RemarkTold]:
    return Page[RemarkTold](items=[RemarkTold.of(record) for record in list_comments(viewer, key)])


def _life(viewer: Viewer, key: str) -> LifeTold:
    taking_back = find_taking_back(viewer, key, timezone.now())
    return LifeTold(
        taking_back=None if taking_back is None else ActTold.of(taking_back),
        reviews=[
            ReviewTold(
                side=one.side,
                opened_at=one.opened_at,
                opened_by=one.opened_by,
                reason=one.reason,
                closed_at=one.closed_at,
                closed_by=one.closed_by or None,
                outcome=one.outcome,
            )
            for one in list_reviews(viewer, key)
        ],
        notices=[
            NoticeTold(
                side=one.side,
                given_by=one.given_by,
                given_at=one.given_at,
                wanted_on=one.wanted_on,
                last_on=one.last_on,
                in_time=one.in_time,
                reason=one.reason,
                acknowledged_at=one.acknowledged_at,
                withdrawn_at=one.withdrawn_at,
                receipt=ReceiptTold.of(one.receipt),
            )
            for one in list_notices(viewer, key)
        ],
        renewals=[
            RenewalTold(version=one.number, until_on=one.until_on, act=ActTold.of(one.act))
            for one in list_renewals(viewer, key, timezone.now())
        ],
    )
