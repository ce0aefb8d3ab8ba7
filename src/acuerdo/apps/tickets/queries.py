"""Reading tickets and sources."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Count, Max, QuerySet

from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer, seen_by, view_as
from acuerdo.apps.tickets.handles import words_of
from acuerdo.apps.tickets.models import Refusal, Source, SourceCustomer, Ticket
from acuerdo.apps.tickets.shapes import SourceRecord, TicketRecord
from acuerdo.core.hours import to_datetime


def list_sources(viewer: Viewer) -> list[SourceRecord]:
    """Return the sources into which the viewer may tell facts, by key."""
    rows = seen_by(viewer, Source.objects.select_related("customer"), Permission.TELL_FACTS).order_by("key")
    return _sources(rows)


def find_source(viewer: Viewer, key: str) -> SourceRecord:
    """Return a source into which the viewer may tell facts. Raises `NotThere`."""
    found = _sources(seen_by(viewer, Source.objects.select_related("customer"), Permission.TELL_FACTS).filter(key=key))
    if not found:
        raise NotThere("source")
    return found[0]


def _sources(rows: QuerySet[Source]) -> list[SourceRecord]:
    found = list(rows)
    known = Ticket.objects.filter(source__in=found).values_list("source").annotate(Count("pk"), Max("changed_us"))
    counts = {source: (tickets, last_us) for source, tickets, last_us in known}
    waiting = Refusal.objects.filter(source__in=found, settled_at__isnull=True)
    refused = dict(waiting.values_list("source").annotate(Count("pk")))
    words: dict[int, dict[str, str]] = {}
    for one in SourceCustomer.objects.filter(source__in=found).select_related("customer").order_by("word"):
        words.setdefault(one.source_id, {})[one.word] = one.customer.key
    return [_source(row, counts.get(row.pk, (0, None)), refused.get(row.pk, 0), words.get(row.pk, {})) for row in found]


def _source(row: Source, counts: tuple[int, int | None], refused: int, words: dict[str, str]) -> SourceRecord:
    tickets, last_us = counts
    return SourceRecord(
        key=row.key,
        kind=row.kind,
        name=row.name,
        customer="" if row.customer is None else row.customer.key,
        customer_name="" if row.customer is None else row.customer.name,
        statuses={word: (stage, reason) for word, (stage, reason) in row.statuses.items()},
        values=row.values,
        customers=words,
        created_at=row.created_at,
        closed_at=row.closed_at,
        tickets=tickets,
        refused=refused,
        last_at=None if last_us is None else to_datetime(last_us),
    )


def find_ticket_row(viewer: Viewer, source: str, name: str) -> Ticket:
    """Return the row of a ticket that the viewer may see. Raises `NotThere`."""
    rows = seen_tickets(viewer).select_related("source", "customer").filter(source__key=source, name=name)
    found = rows.first()
    if found is None:
        raise NotThere("ticket")
    return found


def find_ticket(viewer: Viewer, source: str, name: str) -> TicketRecord:
    """Return a ticket as it stood when its facts were last folded. Raises `NotThere`."""
    return records_of(viewer, [find_ticket_row(viewer, source, name)])[0]


def list_tickets(viewer: Viewer, *, after: int | None = None, most: int = 50) -> list[TicketRecord]:
    """Return tickets that the viewer may see, the newest first; `after` is the `place` of the one before."""
    rows = seen_tickets(viewer).select_related("source", "customer").order_by("-pk")
    return records_of(viewer, (rows if after is None else rows.filter(pk__lt=after))[:most])


def seen_tickets(viewer: Viewer) -> QuerySet[Ticket]:
    """Return the rows of the tickets that the viewer may see."""
    return seen_by(viewer, Ticket.objects.all(), Permission.SEE_TICKETS)


def titles_for(person: int, tickets: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the titles of tickets (source and name) that a person (the row's id) may see, where they have one."""
    reader = Person.objects.select_related("party").filter(pk=person).first() if tickets else None
    if reader is None:
        return {}
    sources, names = {source for source, _ in tickets}, {name for _, name in tickets}
    rows = seen_tickets(view_as(reader)).filter(source__key__in=sources, name__in=names).exclude(title="")
    found = {(source, name): title for source, name, title in rows.values_list("source__key", "name", "title")}
    return {one: found[one] for one in tickets if one in found}


def records_of(viewer: Viewer, rows: Iterable[Ticket]) -> list[TicketRecord]:
    """Return tickets as the viewer may see them: who of the provider's people holds one is the provider's matter."""
    found: Sequence[Ticket] = list(rows)
    inside = viewer.kind is PartyKind.PROVIDER
    names = words_of(row.owner for row in found if row.owner) if inside else {}
    return [
        TicketRecord(
            place=row.pk,
            newness=(row.changed_us if row.opened_us is None else row.opened_us, row.pk),
            source=row.source.key,
            name=row.name,
            title=row.title,
            customer="" if row.customer is None else row.customer.key,
            customer_name="" if row.customer is None else row.customer.name,
            opened_at=None if row.opened_us is None else to_datetime(row.opened_us),
            stage=row.stage,
            status=row.status,
            reason=row.reason,
            priority=row.priority,
            service=row.service,
            type=row.type,
            team=row.team,
            owner=names.get(row.owner, row.owner) if inside and row.owner else None,
            facts=row.facts,
            refused=row.refused,
            quarantined=row.quarantined,
            fault=row.fault,
            changed_at=to_datetime(row.changed_us),
        )
        for row in found
    ]
