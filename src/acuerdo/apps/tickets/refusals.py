"""Rows that became no facts: kept once, until somebody settles that nothing of it is missing."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from acuerdo.apps.journal.commands import append, seal
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.tickets.models import Refusal, Source, Ticket
from acuerdo.apps.tickets.shapes import RefusedTelling
from acuerdo.apps.tickets.sources import find_source_row, keep_source
from acuerdo.core.chains.canonical import write_canonical
from acuerdo.core.hours import to_datetime

_LONGEST_COLUMN = 100
_LONGEST_FOUND = 200


_Same = tuple[int, str, str, str, str]


def not_waiting(
    source: Source, refused: Mapping[int, RefusedTelling], tickets: Mapping[str, Ticket]
) -> dict[int, RefusedTelling]:
    """Return those refused rows, by their place, that do not wait already: who repeats themselves says nothing new."""
    if not refused:
        return {}
    about = Q(ticket__in=[tickets[one.ticket].pk for one in refused.values() if one.ticket in tickets])
    codes = {one.code for one in refused.values()}
    waiting = Refusal.objects.filter(source=source, settled_at__isnull=True, code__in=codes)
    rows = waiting.filter(about | Q(ticket__isnull=True))
    told = rows.values_list("ticket", "code", "column", "found", "said").iterator(chunk_size=2_000)
    known = {(ticket or 0, code, column, found, write_canonical(said)) for ticket, code, column, found, said in told}
    found: dict[int, RefusedTelling] = {}
    for place, row in sorted(refused.items()):
        same = _same(row, tickets)
        if same not in known:
            known.add(same)
            found[place] = row
    return found


def keep_refused(
    source: Source, delivery: int, refused: Mapping[int, RefusedTelling], tickets: Mapping[str, Ticket]
) -> set[str]:
    """Keep refused rows of a delivery (a row's id), by their place, and return the tickets whose history has a gap now.

    The tickets are locked.
    """
    Refusal.objects.bulk_create(
        Refusal(
            source=source,
            delivery_id=delivery,
            ticket=tickets.get(row.ticket),
            place=place,
            code=row.code,
            column=row.column[:_LONGEST_COLUMN],
            found=row.found[:_LONGEST_FOUND],
            expected=row.expected,
            hint=row.hint,
            said=dict(row.said),
        )
        for place, row in refused.items()
    )
    counts = Counter(row.ticket for row in refused.values() if row.ticket in tickets)
    for name, more in counts.items():
        tickets[name].refused += more
        tickets[name].save(update_fields=["refused"])
    return set(counts)


def _same(row: RefusedTelling, tickets: Mapping[str, Ticket]) -> _Same:
    ticket = 0 if row.ticket not in tickets else tickets[row.ticket].pk
    column, found = row.column[:_LONGEST_COLUMN], row.found[:_LONGEST_FOUND]
    return (ticket, row.code, column, found, write_canonical(dict(row.said)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalLine:
    """A refused row: which, when it came, whose it is (empty: it does not say), why, and what it said."""

    id: int
    at: datetime
    ticket: str
    code: str
    column: str
    found: str
    expected: str
    hint: str
    said: Mapping[str, str]


def list_refused(viewer: Viewer, source: str, most: int = 100) -> list[RefusalLine]:
    """Return the refused rows of a source that nobody has settled, the newest first. Raises `NotThere`."""
    owner = find_source_row(viewer, source, Permission.TELL_FACTS)
    rows = Refusal.objects.filter(source=owner, settled_at__isnull=True).select_related("delivery", "ticket")
    return [
        RefusalLine(
            id=row.pk,
            at=to_datetime(row.delivery.received_us),
            ticket="" if row.ticket is None else row.ticket.name,
            code=row.code,
            column=row.column,
            found=row.found,
            expected=row.expected,
            hint=row.hint,
            said=row.said,
        )
        for row in rows.order_by("-pk")[:most]
    ]


def settle_refused(viewer: Viewer, source: str, refusals: Collection[int], at: datetime) -> tuple[int, list[Ticket]]:
    """Say that of refused rows nothing is missing any more; return how many were settled, and their tickets, locked.

    Those that somebody settled meanwhile are passed over. Raises `NotThere` where none of them waits.
    """
    owner = keep_source(viewer, source)
    waiting = Refusal.objects.filter(source=owner, pk__in=refusals, settled_at__isnull=True)
    named = set(waiting.exclude(ticket=None).values_list("ticket", flat=True))
    locked = Ticket.objects.select_for_update(of=("self",)).select_related("source").filter(pk__in=named)
    tickets = {one.pk: one for one in locked.order_by("pk")}  # first, as those do who tell facts of them
    counts: Counter[int | None] = Counter()
    for row, ticket in waiting.order_by("pk").values_list("pk", "ticket"):
        if not Refusal.objects.filter(pk=row, settled_at__isnull=True).update(settled_at=at, settled_by=viewer.person):
            continue
        counts[ticket] += 1
        append(owner.chain, at=at, actor=viewer.ident, kind="refusal_settled", body={"refusal": row})
    if not counts:
        raise NotThere("refused row")
    seal(owner.chain)
    touched = [one for pk, one in tickets.items() if counts[pk]]
    for one in touched:
        one.refused = max(0, one.refused - counts[one.pk])
        one.save(update_fields=["refused"])
    return counts.total(), touched


def settle_told(source: Source, keys: Collection[str], tickets: Mapping[str, Ticket], at: datetime) -> None:
    """Settle the refused rows of tickets (locked, by name) whose facts have come by now under the same keys."""
    waiting = Refusal.objects.filter(source=source, settled_at__isnull=True, said__key__in=list(keys))
    for row in waiting.filter(ticket__in=[one.pk for one in tickets.values()]).select_related("ticket"):
        Refusal.objects.filter(pk=row.pk).update(settled_at=at)
        ticket = None if row.ticket is None else tickets.get(row.ticket.name)
        if ticket is not None and ticket.refused:
            ticket.refused -= 1
            ticket.save(update_fields=["refused"])
        append(source.chain, at=at, actor="", kind="refusal_settled", body={"refusal": row.pk})
