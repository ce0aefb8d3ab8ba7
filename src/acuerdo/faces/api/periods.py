"""Periods of an agreement: proposed to be frozen, frozen by both sides, and what moved since."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from acuerdo.apps.periods.queries import list_adjusted, list_periods, list_shares, read_period
from acuerdo.apps.periods.shapes import AdjustedLine, Figure, PeriodLine, PeriodRecord, SharesMoved, Stand, Stated, Went
from acuerdo.apps.rejudging.models import Cause
from acuerdo.core.acts import MoveKind
from acuerdo.core.clock.verdict import Outcome
from acuerdo.core.hours import to_datetime
from acuerdo.core.measures.placing import Kind
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.shapes import ActTold, Page, Said, Told
from acuerdo.flows.periods_frozen import PeriodIntent, move
from acuerdo.studies.standings import Standing

router = Router(tags=["life of agreements"])

ALL = "/agreements/{slug:key}/periods"
ONE = ALL + "/{slug:label}"


class PeriodMoveSaid(Said):
    """A move about a period; `seen` is the number of the last move that was seen. Offered is what it is then."""

    kind: Literal["propose", "counter", "accept", "reject", "withdraw"]
    seen: Annotated[int, Field(ge=0, le=2**31 - 1)]
    note: Annotated[str, Field(max_length=4_000)] = ""


class PeriodTold(Told):
    """A period: how far it is; `moved` counts the verdicts that moved since it was frozen and stand in no statement.

    `shares_moved` counts the shares of tickets that are other figures since.
    """

    period: str
    from_at: datetime
    until_at: datetime
    state: Stand
    moved: int
    shares_moved: int

    @classmethod
    def of(cls, one: PeriodLine) -> "PeriodTold":
        """Tell a period."""
        return cls(
            period=one.span.label,
            from_at=to_datetime(one.span.from_us),
            until_at=to_datetime(one.span.until_us),
            state=one.stand,
            moved=one.moved,
            shares_moved=one.shares,
        )


class FigureTold(Told):
    """What a promise (or a group of it) came to: `counts` by for what clocks count, the `target` as a fraction.

    `versions` promise it. With `at_most` the target is a ceiling; a statistic is held to `at_most_s` instead, and is a
    `lower_bound` where clocks went on being late.
    """

    promise: str
    group: str | None
    versions: list[int]
    target: str | None
    at_most: bool
    at_most_s: float | None
    standing: Standing
    counts: dict[Kind, int]
    value_s: float | None
    lower_bound: bool

    @classmethod
    def all_of(cls, found: Sequence[Figure]) -> "list[FigureTold]":
        """Tell figures."""
        return [
            cls(
                promise=one.promise,
                group=one.group or None,
                versions=list(one.versions),
                target=one.target or None,
                at_most=one.at_most,
                at_most_s=_seconds(one.limit_us),
                standing=one.standing,
                counts=dict(one.counts),
                value_s=None if one.value_us is None else float(one.value_us) / 1_000_000,
                lower_bound=one.lower_bound,
            )
            for one in found
        ]


class StatedTold(Told):
    """What a clock said in a period: for what it counted there, and its figures; lengths once it has stopped."""

    counts_as: Kind
    verdict: Outcome
    version: int
    started_at: datetime | None
    stopped_at: datetime | None
    due_at: datetime | None
    breached_at: datetime | None
    consumed_s: float | None
    excluded_s: float | None

    @classmethod
    def of(cls, one: Stated | None) -> "StatedTold | None":
        """Tell a clock, null where it is not in the period."""
        if one is None:
            return None
        return cls(
            counts_as=one.kind,
            verdict=Outcome(one.verdict),
            version=one.version,
            started_at=_at(one.started_us),
            stopped_at=_at(one.stopped_us),
            due_at=_at(one.due_us),
            breached_at=_at(one.breached_us),
            consumed_s=_seconds(one.consumed_us),
            excluded_s=_seconds(one.excluded_us),
        )


class WhyTold(Told):
    """A change that moved a verdict: `rejudging` leads to it."""

    rejudging: UUID
    cause: Cause
    about: str
    source: str


class AdjustmentTold(Told):
    """A verdict of the frozen period `of` that moved; the statement of `booked_in` holds it, null: none yet.

    `why` are the changes that moved it; `went` says what its ticket did, if anything: it went `on` (it was opened
    again, say), it `left` the customer, is `uncovered` by the agreement, or `came` to it later.
    """

    of: str
    source: str
    ticket: str
    commitment: str
    cycle: int
    was: StatedTold | None
    now: StatedTold | None
    why: list[WhyTold]
    went: Went | None
    booked_in: str | None

    @classmethod
    def tell(cls, one: AdjustedLine) -> "AdjustmentTold":
        """Tell an adjustment."""
        return cls(
            of=one.of,
            source=one.source,
            ticket=one.ticket,
            commitment=one.commitment,
            cycle=one.cycle,
            was=StatedTold.of(one.was),
            now=StatedTold.of(one.now),
            why=[WhyTold.model_validate(why) for why in one.why],
            went=one.went,
            booked_in=one.booked_in or None,
        )


class ShareMovedTold(Told):
    """A share of tickets of the frozen period `of` that is another figure; `booked_in` as for an adjustment.

    `why` are changes that moved clocks of its tickets since.
    """

    of: str
    promise: str
    was: FigureTold | None
    now: FigureTold | None
    why: list[WhyTold]
    booked_in: str | None

    @classmethod
    def tell(cls, one: SharesMoved) -> "ShareMovedTold":
        """Tell a share that moved."""
        was, now = (None if figure is None else FigureTold.all_of([figure])[0] for figure in (one.was, one.now))
        why = [WhyTold.model_validate(each) for each in one.why]
        return cls(of=one.of, promise=one.promise, was=was, now=now, why=why, booked_in=one.booked_in or None)


class PeriodWhole(Told):
    """A period: its frozen (or offered) figures, those of `now`, the act of both sides, and adjustments.

    `content` is the hash that both sides accept, `clocks` how many verdicts it holds.
    """

    period: str
    from_at: datetime
    until_at: datetime
    state: Stand
    as_of_at: datetime | None
    content: str | None
    clocks: int
    figures: list[FigureTold]
    now: list[FigureTold]
    adjustments: list[AdjustmentTold]
    shares: list[ShareMovedTold]
    act: ActTold | None

    @classmethod
    def of(cls, one: PeriodRecord, adjusted: Sequence[AdjustedLine], shares: Sequence[SharesMoved]) -> "PeriodWhole":
        """Tell a period whole."""
        return cls(
            period=one.span.label,
            from_at=to_datetime(one.span.from_us),
            until_at=to_datetime(one.span.until_us),
            state=one.stand,
            as_of_at=one.as_of,
            content=one.content or None,
            clocks=one.clocks,
            figures=FigureTold.all_of(one.figures),
            now=FigureTold.all_of(one.now),
            adjustments=[AdjustmentTold.tell(line) for line in adjusted],
            shares=[ShareMovedTold.tell(share) for share in shares],
            act=None if one.act is None else ActTold.of(one.act),
        )


@router.get(ALL, response={200: Page[PeriodTold], **refusals(404)}, operation_id="list_periods")
def list_all(request: HttpRequest, key: str) -> HttpResponse:
    """The periods of an agreement, the last first."""
    found = list_periods(viewer_of(request), key, timezone.now())
    return answer(Page[PeriodTold](items=[PeriodTold.of(one) for one in found]))


@router.get(ONE, response={200: PeriodWhole, **refusals(404)}, operation_id="read_period")
def read(request: HttpRequest, key: str, label: str) -> HttpResponse:
    """A period: what was frozen, what it is now, and the verdicts that moved."""
    viewer, now = viewer_of(request), timezone.now()
    adjusted, shares = list_adjusted(viewer, key, label, now), list_shares(viewer, key, label, now)
    return answer(PeriodWhole.of(read_period(viewer, key, label, now), adjusted, shares))


@router.post(ONE, response={201: ActTold, **refusals(404, 409, 413)}, operation_id="move_period")
@once
def make_move(request: HttpRequest, key: str, label: str, said: PeriodMoveSaid) -> HttpResponse:
    """Propose to freeze what a period comes to now, or accept, reject, counter or withdraw. Binding, in your name."""
    intent = PeriodIntent(move=MoveKind(said.kind), seen=said.seen, note=said.note)
    return answer(ActTold.of(move(viewer_of(request), key, label, intent, timezone.now())), HTTPStatus.CREATED)


def _seconds(us: int | None) -> float | None:
    return None if us is None else us / 1_000_000


def _at(us: int | None) -> datetime | None:
    return None if us is None else to_datetime(us)
