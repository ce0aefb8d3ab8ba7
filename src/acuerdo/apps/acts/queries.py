"""Reading acts."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from acuerdo.apps.acts.models import Act, ActMove
from acuerdo.apps.acts.shapes import ActRecord, Step, WaitingAct
from acuerdo.apps.journal.shapes import Receipt
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import Viewer, seen_by
from acuerdo.core.acts import Move, MoveKind, Side, Signer, State, fold
from acuerdo.core.hours import to_datetime, to_us


def record_of(act: Act, at: datetime) -> ActRecord:
    """Return an act with its moves folded."""
    return records_of([act], at)[act.pk]


def records_of(acts: Iterable[Act], at: datetime) -> dict[int, ActRecord]:
    """Return acts with their moves folded, by their rows' ids; the moves of all are asked for at once."""
    several = {act.pk: act for act in acts}
    moves: dict[int, list[ActMove]] = {pk: [] for pk in several}
    for row in ActMove.objects.filter(act__in=several).select_related("person").order_by("number"):
        moves[row.act_id].append(row)
    return {pk: _record(act, moves[pk], at) for pk, act in several.items()}


def _record(act: Act, rows: Sequence[ActMove], at: datetime) -> ActRecord:
    standing = fold(signers_of(act), [move_of(row) for row in rows], to_us(at))
    steps = tuple(_step(row, act.chain) for row in rows)
    return ActRecord(
        id=act.pk,
        subject=act.subject,
        subject_key=act.subject_key,
        customer=act.customer_id,
        standing=standing,
        steps=steps,
    )


def said_in(act: Act) -> dict[str, Any]:  # what canonical JSON can hold
    """Return what is on the table of an act that keeps what is offered; nothing where nothing was offered yet."""
    return next((json.loads(one.said) for one in act.offers.all() if one.content == act.content), {})


def signers_of(act: Act) -> tuple[Signer, ...]:
    """Read an act's signers."""
    pairs = (line.split(":", 1) for line in act.signers.splitlines())
    return tuple(
        Signer(side=Side(side), person=who[1:]) if who.startswith("@") else Signer(side=Side(side), role=who)
        for side, who in pairs
    )


def write_signers(signers: Iterable[Signer]) -> str:
    """Write signers as `signers_of` reads them: lines `side:role`, or `side:@ident` of a named person."""
    return "\n".join(f"{one.side}:{one.role if one.person is None else '@' + one.person}" for one in signers)


def side_in(viewer: Viewer, other: int, signers: Iterable[Signer]) -> Side | None:
    """Return the side on which a viewer stands towards another party (its row's id); None for a third party's people.

    Of two teams of the provider, the one that promises is represented by those who are named as its signers. A
    supplier's people stand opposite to the provider in its own contracts.
    """
    if viewer.kind is PartyKind.SUPPLIER:
        return Side.CUSTOMER if viewer.party == other else None
    if any(one.side is Side.CUSTOMER and one.person == viewer.ident for one in signers):
        return Side.CUSTOMER
    return viewer.side


def list_waiting(viewer: Viewer, subjects: Iterable[str], at: datetime) -> list[WaitingAct]:
    """Return the acts about some kinds of things that wait for a move of the viewer's side, those of longest ago first.

    They are those of customers for whom the viewer speaks, and those that name the viewer as a signer. What the own
    side offered waits only for those who sign for it.
    """
    if viewer.side is None:
        return []
    speaks_for = viewer.customers(Permission.NEGOTIATE)
    named = Q(signers__contains=f"@{viewer.ident}")
    rows = seen_by(viewer, Act.objects.all(), Permission.SEE_AGREEMENTS)
    rows = rows if speaks_for is None else rows.filter(named | Q(customer__in=speaks_for))
    still = Q(open_until__isnull=True) | Q(open_until__gte=at)
    waiting = rows.filter(still, state=State.OFFERED, subject__in=tuple(subjects), waits_for__contains=str(viewer.side))
    offers = ActMove.objects.filter(act=OuterRef("pk"), kind__in=(MoveKind.PROPOSE, MoveKind.COUNTER))
    offered_by = Subquery(offers.order_by("-number").values("side")[:1])
    found = waiting.annotate(offered_by=offered_by).select_related("customer").order_by("pk")
    return [
        WaitingAct(act=row.pk, subject=row.subject, chain=row.chain, customer=row.customer.name)
        for row in found
        if row.offered_by != viewer.side or _signs(viewer, row)
    ]


def _signs(viewer: Viewer, act: Act) -> bool:
    roles = frozenset(str(role) for role in viewer.roles(act.customer_id))
    sides = [viewer.side, side_in(viewer, act.customer_id, signers_of(act))]
    return any(one.is_met_by(side, viewer.ident, roles) for one in signers_of(act) for side in sides if side)


def require_voice(viewer: Viewer, customer: int, signers: Iterable[Signer]) -> None:
    """Refuse whoever does not speak for a side: by role, or as a person who is named as a signer, whatever the role.

    Raises `NotAllowed`.
    """
    narrowed = viewer.only is not None and Permission.NEGOTIATE not in viewer.only  # a token, whoever sends it
    if narrowed or not any(one.person == viewer.ident for one in signers):
        viewer.require(Permission.NEGOTIATE, customer)


def move_of(row: ActMove) -> Move:
    """Return a row as the core's move."""
    return Move(
        kind=MoveKind(row.kind),
        side=Side(row.side),
        person=str(row.person.ident),
        at_us=row.at_us,
        content=row.content,
        roles=frozenset(row.roles.split()),
        open_until_us=row.open_until_us,
        document=row.document or None,
    )


def _step(row: ActMove, chain: str) -> Step:
    return Step(
        number=row.number,
        kind=MoveKind(row.kind),
        side=Side(row.side),
        person=row.person.name,
        roles=tuple(row.roles.split()),
        at=to_datetime(row.at_us),
        content=row.content,
        note=row.note,
        document=row.document,
        open_until=None if row.open_until_us is None else to_datetime(row.open_until_us),
        receipt=Receipt(chain=chain, number=row.receipt_number, head=row.receipt_head),
    )
