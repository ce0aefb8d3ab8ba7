"""Moves: an agreement is offered, countered, accepted, rejected, withdrawn; and the journal that proves it."""

from http import HTTPStatus
from typing import Annotated, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.agreements.queries import find_agreement, find_versions
from acuerdo.apps.life.held import hold
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.core.acts import MoveKind, MoveRefused
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.paging import Cursor, Limit, part_of
from acuerdo.faces.api.shapes import ActTold, Anchor, Instant, JournalTold, MoveTold, Page, Said
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft

router = Router(tags=["acts"])

Seen = Annotated[int, Field(ge=0, le=2**31 - 1, description="the number of the last move that you saw")]
Note = Annotated[str, Field(max_length=4_000)]


class OfferSaid(Said):
    """Offer the draft of your side: `propose` where nothing of the other side is on the table, else `counter`."""

    kind: Literal["propose", "counter"]
    seen: Seen
    note: Note = ""
    open_until_at: Instant | None = None


class AnswerSaid(Said):
    """Answer what is on the table: exactly the content of this hash."""

    kind: Literal["accept", "reject", "withdraw"]
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    content: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    seen: Seen
    note: Note = ""


class VersionMove(MoveTold):
    """A move, with the version that it is about."""

    version: int


class Anchors(Said):
    """Receipts that somebody kept."""

    anchors: Annotated[tuple[Anchor, ...], Field(max_length=1_000)] = ()


@router.get(
    "/agreements/{slug:key}/acts", response={200: Page[VersionMove], **refusals(404)}, operation_id="list_moves"
)
def list_moves(request: HttpRequest, key: str, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """Every move about an agreement, in order, each with its receipt."""
    now = timezone.now()
    moves = [
        VersionMove(version=version.number, **dict(MoveTold.of(step)))
        for version in reversed(find_versions(viewer_of(request), key, now))
        for step in version.act.steps
    ]
    return answer(part_of(moves, cursor, limit, lambda one: f"{one.version}/{one.number}"))


@router.post(
    "/agreements/{slug:key}/acts", response={201: ActTold, **refusals(404, 409, 413)}, operation_id="make_move"
)
@once
def move(
    request: HttpRequest, key: str, said: Annotated[OfferSaid | AnswerSaid, Field(discriminator="kind")]
) -> HttpResponse:
    """Offer the draft of your side, or answer what is on the table. Binding: it is done in your name."""
    viewer = viewer_of(request)
    act = _offer(viewer, key, said) if isinstance(said, OfferSaid) else _answer(viewer, key, said)
    return answer(ActTold.of(act), HTTPStatus.CREATED)


@router.get("/agreements/{slug:key}/journal", response={200: JournalTold, **refusals(404)}, operation_id="read_journal")
def show_journal(request: HttpRequest, key: str) -> HttpResponse:
    """The head of the agreement's chain, held to itself and to every receipt that was handed out."""
    return answer(JournalTold.of(hold(find_agreement(viewer_of(request), key).chain)))


@router.post(
    "/agreements/{slug:key}/journal/verify",
    response={200: JournalTold, **refusals(404, 413)},
    operation_id="verify_journal",
)
def verify_journal(request: HttpRequest, key: str, said: Anchors) -> HttpResponse:
    """Hold the chain to receipts that you kept, too."""
    chain = find_agreement(viewer_of(request), key).chain
    return answer(JournalTold.of(hold(chain, [(anchor.number, anchor.head) for anchor in said.anchors])))


def _offer(viewer: Viewer, key: str, said: OfferSaid) -> ActRecord:
    with transaction.atomic():
        act = offer_draft(
            viewer, key, Offering(seen=said.seen, note=said.note, open_until=said.open_until_at), timezone.now()
        )
        made = act.steps[-1].kind
        if made != said.kind:
            raise MoveRefused("not_your_turn", said.kind, made)
    return act


def _answer(viewer: Viewer, key: str, said: AnswerSaid) -> ActRecord:
    intent = Intent(kind=MoveKind(said.kind), content=said.content, seen=said.seen, note=said.note)
    return answer_offer(viewer, key, said.version, intent, timezone.now())
