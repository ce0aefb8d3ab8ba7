"""Both sides settle something about a ticket: its priority, or what becomes of work outside the scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from acuerdo.apps.acts.commands import Intent, make_move
from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.clocks.governing import Books, Governing
from acuerdo.apps.clocks.judging import Unfolded, governing_of, unfold_facts
from acuerdo.apps.matters.commands import facts_agreed, find_matter, put_matter, put_offer
from acuerdo.apps.matters.models import Matter, MatterKind
from acuerdo.apps.matters.shapes import MatterRefused, PriorityOffer, RouteOffer
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.rejudging.intake import fold_told, record_told
from acuerdo.apps.tickets.models import Ticket
from acuerdo.apps.tickets.queries import find_ticket_row
from acuerdo.apps.tickets.reading import facts_of
from acuerdo.apps.tickets.recording import Brought
from acuerdo.core.acts import MoveKind, State
from acuerdo.core.chains.canonical import Json
from acuerdo.core.hours import to_us
from acuerdo.documents.shapes.carried import OutOfScopeShape
from acuerdo.flows.matters_told import matter_told
from acuerdo.flows.tried_again import try_again


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterIntent:
    """What somebody wants to do about a matter; `seen` is the number of the last move that was seen.

    An offer (propose, counter) comes with what is offered.
    """

    kind: MatterKind
    move: MoveKind
    seen: int
    offer: PriorityOffer | RouteOffer | None = None
    note: str = ""


def settle(viewer: Viewer, source: str, name: str, intent: MatterIntent, at: datetime) -> ActRecord:
    """Propose, counter, accept, reject or withdraw; an agreed priority becomes facts, from which the clocks follow.

    Raises `NotThere`, `NotAllowed`, `MatterRefused`, `MovedMeanwhile` and `MoveRefused`.
    """
    return try_again(lambda: _settle(viewer, source, name, intent, at))


def _settle(viewer: Viewer, source: str, name: str, intent: MatterIntent, at: datetime) -> ActRecord:
    with transaction.atomic():
        ticket = find_ticket_row(viewer, source, name)
        Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
        row, content = _about(ticket, intent, at)
        act = make_move(
            viewer, row.act_id, Intent(kind=intent.move, content=content, seen=intent.seen, note=intent.note), at
        )
        matter_told(row, act, at)
        if act.standing.state is State.AGREED and row.kind == MatterKind.PRIORITY:
            _follow(viewer, row, at)
    return act


def _about(ticket: Ticket, intent: MatterIntent, at: datetime) -> tuple[Matter, str]:
    """Return the matter, and the content that the move is about."""
    if intent.offer is None:
        found = find_matter(ticket, intent.kind)
        if found is None:
            raise NotThere("matter")
        return found, found.act.content
    facts = unfold_facts(facts_of([ticket])[ticket.pk], to_us(at))
    governing = _promising(ticket, facts)
    if isinstance(intent.offer, PriorityOffer):
        rules, said = governing[0], _priority(ticket, facts, governing[0], intent.offer)
    else:
        rules, said = _route(governing, intent.offer)
    row = put_matter(ticket, intent.kind, rules.version.agreement)
    return row, put_offer(row, said)


def _promising(ticket: Ticket, facts: Unfolded) -> Sequence[Governing]:
    books = Books([] if ticket.customer_id is None else [ticket.customer_id])
    found = governing_of(facts, books, ticket.customer_id)
    promising = [one for one in found if one.version.agreement.kind == AgreementKind.SLA]
    if not promising:
        raise MatterRefused("not_governed")
    return promising


def _priority(ticket: Ticket, facts: Unfolded, rules: Governing, offer: PriorityOffer) -> dict[str, Json]:
    if not offer.priority or not rules.terms.scale_for(ticket.service or None).knows(offer.priority):
        raise MatterRefused("unknown_priority")
    opened = 0 if facts.timeline is None else facts.timeline.opened_us
    since = opened if offer.from_opening else max(opened, offer.since_us)
    moments = () if facts.timeline is None else facts.timeline.moments
    held = {one.state.fields.get("priority") for one in moments if one.at_us >= since} | {ticket.priority}
    if held == {offer.priority}:
        raise MatterRefused("same_priority")
    return {
        "priority": offer.priority,
        "opening": offer.from_opening,
        "since_us": since,
        "was": ticket.priority,
    }


def _route(governing: Sequence[Governing], offer: RouteOffer) -> tuple[Governing, dict[str, Json]]:
    rules = next((one for one in governing if one.version.agreement.key == offer.agreement), None)
    services = () if rules is None else rules.document.shape.services
    service = next((one for one in services if one.id == offer.service), None)
    if rules is None or service is None or not 0 <= offer.item < len(service.out_of_scope):
        raise MatterRefused("no_such_item")
    item = service.out_of_scope[offer.item]
    then = item.then if isinstance(item, OutOfScopeShape) else None
    return rules, {
        "version": rules.version.number,
        "service": offer.service,
        "item": offer.item,
        "then": then or "",
        "amount": None if offer.amount is None else str(offer.amount),
        "currency": rules.document.currency if offer.amount is not None else None,
    }


def _follow(viewer: Viewer, row: Matter, at: datetime) -> None:
    """Record what was agreed as facts of the ticket's source, and fold the ticket by them."""
    row.refresh_from_db(fields=["act"])
    ticket = Ticket.objects.select_related("source").get(pk=row.ticket_id)
    facts = unfold_facts(facts_of([ticket])[ticket.pk], to_us(at)).history.facts
    brought = Brought(told=list(facts_agreed(row, facts)), actor=viewer.ident, received_us=to_us(at))
    fold_told(record_told(ticket.source, brought), to_us(at))
