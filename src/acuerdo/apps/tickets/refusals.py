"""Rows that became no facts: kept once, until somebody settles that nothing of it is missing."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from acuerdo.apps.journal.commands import append, record
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.models import Refusal, Source, Ticket
from acuerdo.apps.tickets.shapes import RefusedTelling
from acuerdo.apps.tickets.sources import find_source_row, keep_source
from acuerdo.core.chains.canonical import Json, write_canonical
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalKind:
    """Refused rows of one code about one column: how many wait, and of the newest its id, what was expected, a hint."""

    code: str
    column: str
    count: int
    newest: int
    expected: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which refused rows: those of a code, about a column, of a ticket (its name), up to an id, or these alone.

    None: whichever.
    """

    code: str | None = None
    column: str | None = None
    ticket: str | None = None
    until: int | None = None
    ids: Collection[int] | None = None

    def waiting(self, source: Source) -> QuerySet[Refusal]:
        """Return those of a source that nobody has settled."""
        said = {
            "code": self.code,
            "column": self.column,
            "ticket__name": self.ticket,
            "pk__lte": self.until,
            "pk__in": self.ids,
        }
        rows = Refusal.objects.filter(source=source, settled_at__isnull=True)
        return rows.filter(**{name: value for name, value in said.items() if value is not None})


def list_refused(viewer: Viewer, source: str, most: int = 100, *, wanted: Wanted | None = None) -> list[RefusalLine]:
    """Return the refused rows of a source that nobody has settled, the newest first. Raises `NotThere`."""
    owner = find_source_row(viewer, source, Permission.TELL_FACTS)
    rows = (wanted or Wanted()).waiting(owner).select_related("delivery", "ticket")
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


def list_refused_kinds(viewer: Viewer, source: str) -> list[RefusalKind]:
    """Return of what kinds the refused rows are that nobody has settled, most first. Raises `NotThere`."""
    owner = find_source_row(viewer, source, Permission.TELL_FACTS)
    counts = Wanted().waiting(owner).order_by().values("code", "column").annotate(count=Count("pk"), newest=Max("pk"))
    found = list(counts)
    newest = {row.pk: row for row in Refusal.objects.filter(pk__in=[one["newest"] for one in found])}
    kinds = [
        RefusalKind(**one, expected=newest[one["newest"]].expected, hint=newest[one["newest"]].hint) for one in found
    ]
    return sorted(kinds, key=lambda one: (-one.count, one.code, one.column))


def settle_refused(viewer: Viewer, source: str, wanted: Wanted, at: datetime, most: int) -> tuple[int, list[Ticket]]:
    """Say that of refused rows, the oldest first, nothing is missing any more.

    Return how many were settled, and their tickets, locked. Those that somebody settled meanwhile are passed over.
    Raises `NotThere`.
    """
    owner = keep_source(viewer, source)
    waiting = list(wanted.waiting(owner).order_by("pk").values_list("pk", "ticket")[:most])
    named = {ticket for _, ticket in waiting if ticket is not None}
    locked = Ticket.objects.select_for_update(of=("self",)).select_related("source").filter(pk__in=named)
    tickets = {one.pk: one for one in locked.order_by("pk")}  # first, as those do who tell facts of them
    rows = Refusal.objects.select_for_update(of=("self",)).filter(settled_at__isnull=True)
    settled = dict(rows.filter(pk__in=[pk for pk, _ in waiting]).order_by("pk").values_list("pk", "ticket"))
    if not settled:
        return 0, []
    Refusal.objects.filter(pk__in=list(settled)).update(settled_at=at, settled_by=viewer.person)
    body: dict[str, Json] = {"refusals": list(settled)}
    record(owner.chain, at=at, actor=viewer.ident, kind="refusals_settled", body=body)
    counts = Counter(settled.values())
    touched = [one for pk, one in tickets.items() if counts[pk]]
    for one in touched:
        one.refused = max(0, one.refused - counts[one.pk])
    Ticket.objects.bulk_update(touched, ["refused"], batch_size=500)
    return len(settled), touched


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
