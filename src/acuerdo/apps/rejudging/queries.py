"""Reading which changes had tickets judged anew, how far they are, and which verdicts they moved."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from acuerdo.apps.acts.queries import record_of
from acuerdo.apps.agreements.models import Agreement, AgreementKind
from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer, seen_by
from acuerdo.apps.rejudging.models import Cause, MovedClock, Rejudging, Waiting
from acuerdo.apps.rejudging.shapes import Figures, MovedLine, RejudgingRecord
from acuerdo.core.hours import to_datetime

_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How many of the clocks that a change moved went from one verdict to another; empty: there was, or is, none."""

    commitment: str
    was: str
    now: str
    clocks: int


def sum_rejudgings(viewer: Viewer, key: str) -> tuple[int, int]:
    """Return how many changes are being judged under an agreement, and how many clocks all of them moved so far.

    Raises `NotThere`.
    """
    agreement = find_agreement(viewer, key)
    under_way = _of(viewer, agreement).filter(ended_us__isnull=True).count()
    return under_way, _counted(viewer, agreement).count()


def list_rejudgings(viewer: Viewer, key: str, *, before: int | None = None, most: int = _PAGE) -> list[RejudgingRecord]:
    """Return the changes that had tickets of an agreement judged anew, the last first. Raises `NotThere`.

    `before` is the place of the last one of the part before. The moves of their acts are left out.
    """
    agreement = find_agreement(viewer, key)
    rows = _of(viewer, agreement)
    rows = rows if before is None else rows.filter(pk__lt=before)
    return [_record(viewer, row) for row in rows.order_by("-pk")[:most]]


def read_rejudging(viewer: Viewer, key: str, ident: UUID, at: datetime) -> RejudgingRecord:
    """Return a change with the moves of the act that it follows from. Raises `NotThere`."""
    row = _find(viewer, find_agreement(viewer, key), ident)
    return _record(viewer, row, at)


def list_moved(viewer: Viewer, key: str, ident: UUID, *, after: int = 0, most: int | None = None) -> list[MovedLine]:
    """Return the clocks of an agreement that a change moved, in the order in which they were found.

    `after` is the place of the last one of the part before. Raises `NotThere`.
    """
    agreement = find_agreement(viewer, key)
    rows = _moved(viewer, agreement).filter(rejudging=_find(viewer, agreement, ident), pk__gt=after)
    rows = rows.select_related("ticket__source").order_by("pk")
    return [_line(viewer, row) for row in (rows if most is None else rows[:most])]


def count_turns(viewer: Viewer, key: str, ident: UUID) -> list[Turn]:
    """Return how many clocks a change moved from which verdict to which, promise by promise. Raises `NotThere`."""
    agreement = find_agreement(viewer, key)
    rows = _counted(viewer, agreement).filter(rejudging=_find(viewer, agreement, ident))
    names = ("commitment", "was_verdict", "now_verdict")
    counted = rows.order_by(*names).values_list(*names).annotate(clocks=Count("pk"))
    return [Turn(commitment=one, was=was, now=now, clocks=clocks) for one, was, now, clocks in counted]


def is_told(viewer: Viewer, agreement: Agreement) -> bool:
    """Say whether a viewer is told all that is said of an agreement: it is about the tickets of its one customer.

    So it stays where a ticket is found to be somebody else's later: its verdicts were this customer's, and have left.
    """
    return agreement.kind == AgreementKind.SLA and viewer.may(Permission.SEE_TICKETS, agreement.customer_id)


def is_waiting() -> Exists:
    """Return what is true of the row of a ticket that waits to be judged anew."""
    return Exists(Waiting.objects.filter(ticket=OuterRef("pk")))


def waiting_under(agreement: Agreement) -> QuerySet[Waiting]:
    """Return what waits that clocks of an agreement may follow: of its customer, of its own change, or with a clock.

    An OLA and a supplier's contract count clocks of other parties' tickets.
    """
    clocks = Clock.objects.filter(agreement=agreement, ticket=OuterRef("ticket"))
    own = Q(ticket__customer=agreement.customer_id) | Q(rejudging__agreement=agreement)
    return Waiting.objects.filter(own | Exists(clocks))


def count_waiting() -> tuple[int, int | None]:
    """Return how many tickets of the installation wait to be judged anew, and since when (None: nothing waits)."""
    oldest = Rejudging.objects.filter(ended_us__isnull=True, tickets__gt=0).aggregate(oldest=Min("at_us"))["oldest"]
    return Waiting.objects.count(), oldest


def _of(viewer: Viewer, agreement: Agreement) -> QuerySet[Rejudging]:
    moved = _counted(viewer, agreement).filter(rejudging=OuterRef("pk"))
    waits = seen_by(viewer, Waiting.objects.all(), Permission.SEE_TICKETS, path="ticket__customer")
    waiting = waits.filter(rejudging=OuterRef("pk")).order_by().values("rejudging").annotate(n=Count("pk"))
    touched = moved.order_by().values("rejudging").annotate(n=Count("ticket", distinct=True)).values("n")
    moves = moved.order_by().values("rejudging").annotate(n=Count("pk")).values("n")
    rows = Rejudging.objects.filter(Q(agreement=agreement) | Exists(moved)).annotate(
        waits=Coalesce(Subquery(waiting.values("n"), output_field=IntegerField()), 0),
        moves=Coalesce(Subquery(moves, output_field=IntegerField()), 0),
        touched=Coalesce(Subquery(touched, output_field=IntegerField()), 0),
    )
    touching_nothing = Q(tickets=0, again_from__isnull=False)  # as it seems so far
    return rows.exclude(touching_nothing).select_related("act", "person", "source")


def _find(viewer: Viewer, agreement: Agreement, ident: UUID) -> Rejudging:
    row = _of(viewer, agreement).filter(ident=ident).first()
    if row is None:
        raise NotThere("rejudging")
    return row


def _moved(viewer: Viewer, agreement: Agreement) -> QuerySet[MovedClock]:
    rows = MovedClock.objects.filter(agreement=agreement)
    return (
        rows if is_told(viewer, agreement) else seen_by(viewer, rows, Permission.SEE_TICKETS, path="ticket__customer")
    )


def _counted(viewer: Viewer, agreement: Agreement) -> QuerySet[MovedClock]:
    """Return what is counted for a viewer: of an agreement with a customer all, also for those who see no tickets."""
    rows = MovedClock.objects.filter(agreement=agreement)
    return rows if agreement.kind == AgreementKind.SLA else _moved(viewer, agreement)


def _record(viewer: Viewer, row: Rejudging, at: datetime | None = None) -> RejudgingRecord:
    inside = viewer.kind is PartyKind.PROVIDER
    waits, moved, touched = row.waits, row.moves, row.touched  # type: ignore[attr-defined]  # counted by the query
    # a change of more than an agreement touches tickets of others: whoever does not see all is told of the own alone
    sees_all = row.agreement_id is not None or viewer.customers(Permission.SEE_TICKETS) is None
    tickets = row.tickets if sees_all else touched + waits
    return RejudgingRecord(
        place=row.pk,
        ident=row.ident,
        cause=Cause(row.cause),
        about=row.about,
        steps=() if row.act is None or at is None else record_of(row.act, at).steps,
        person=row.person.name if inside and row.person is not None else None,
        source="" if row.source is None else row.source.name,
        at=to_datetime(row.at_us),
        from_at=None if row.from_us is None else to_datetime(row.from_us),
        until_at=None if row.until_us is None else to_datetime(row.until_us),
        ended_at=None if row.ended_us is None else to_datetime(row.ended_us),
        tickets=tickets,
        done=tickets - waits,
        moved=moved,
    )


def _line(viewer: Viewer, row: MovedClock) -> MovedLine:
    opens = viewer.sees(Permission.SEE_TICKETS, row.ticket.customer_id)
    return MovedLine(
        place=row.pk,
        source=row.ticket.source.key,
        ticket=row.ticket.name,
        commitment=row.commitment,
        cycle=row.cycle,
        was=Figures.read(row.was),
        now=Figures.read(row.now),
        shared=row.shared,
        opens=opens,
        title=row.ticket.title if opens else "",
    )
