"""Making room for acts about tickets, and keeping what is offered, inside the transaction of a flow."""

from collections.abc import Iterable, Iterator

from acuerdo.apps.acts.commands import begin_act, keep_said
from acuerdo.apps.acts.queries import said_in
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.queries import signers_for
from acuerdo.apps.matters.models import Matter, MatterKind
from acuerdo.apps.tickets.models import Ticket
from acuerdo.core.acts import State
from acuerdo.core.chains.canonical import Json
from acuerdo.core.clock.facts import Event, Fact

ACT_SUBJECT = "ticket_matter"


def put_matter(ticket: Ticket, kind: MatterKind, agreement: Agreement) -> Matter:
    """Return what an offer is about: the matter that is not settled yet, else a next one."""
    last = find_matter(ticket, kind)
    if last is not None and last.act.state != State.AGREED:
        return last
    number = Matter.objects.filter(ticket=ticket, kind=kind).count() + 1
    act = begin_act(
        subject=ACT_SUBJECT,
        key=f"{ticket.pk}:{kind}:{number}",
        customer=agreement.customer_id,
        chain=agreement.chain,
        signers=signers_for(agreement),
    )
    found, _ = Matter.objects.get_or_create(
        ticket=ticket, kind=kind, number=number, defaults={"act_id": act, "agreement": agreement}
    )
    return found


def find_matter(ticket: Ticket, kind: MatterKind) -> Matter | None:
    """Return the matter of a kind about which a side moved last, with the customer whose ticket it is now."""
    rows = Matter.objects.filter(ticket=ticket, kind=kind, agreement__customer=ticket.customer_id)
    rows = rows.select_related("act", "agreement")
    return rows.order_by("-number").first()


def put_offer(row: Matter, said: dict[str, Json]) -> str:
    """Keep what is offered, and return the hash that is accepted with it."""
    source, name = row.ticket.source.key, row.ticket.name
    return keep_said(row.act_id, {"source": source, "ticket": name, "agreement": row.agreement.key, **said})


def facts_agreed(row: Matter, facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield what follows for a ticket whose priority was agreed: facts that say it, so that its clocks follow.

    One at the instant from which on it holds, and one wherever the source says another priority after that.
    """
    said = said_in(row.act)
    since = int(said["since_us"])
    said_before = list(facts)
    told = {fact.at_us for fact in said_before if any(name == "priority" for name, _ in fact.fields)}
    for number, at_us in enumerate(sorted({since, *(one for one in told if one > since)}), start=1):
        yield Fact(
            ticket=row.ticket.name,
            at_us=at_us,
            event=Event.CHANGED,
            fields=(("priority", str(said["priority"])),),
            source=row.ticket.source.key,
            seq=_last_place(at_us, said_before),
            key=f"acuerdo-priority-{row.pk}-{number}",  # a key is one fact's within its source, whatever its ticket
        )


def _last_place(at_us: int, facts: Iterable[Fact]) -> int | None:
    """Return the place after all facts of an instant, where their source numbers them itself; else rows say it."""
    numbered = [fact.order[1] for fact in facts if fact.at_us == at_us]
    return max(numbered) if any(fact.seq is not None for fact in facts if fact.at_us == at_us) else None
