"""Asking for tickets to be judged anew, judging them, and keeping what moved, inside the transaction of a flow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects

from acuerdo.apps.clocks.commands import Turned, fold_tickets
from acuerdo.apps.clocks.moments import Reached
from acuerdo.apps.journal.rows import insert_new, listed, one_of, read_rows
from acuerdo.apps.journal.together import Questions, Writes
from acuerdo.apps.rejudging.again import RANK, note_again
from acuerdo.apps.rejudging.comparing import moves_in
from acuerdo.apps.rejudging.models import Cause, MovedClock, Rejudging, Waiting
from acuerdo.apps.rejudging.shapes import Move
from acuerdo.apps.rejudging.touching import Touching
from acuerdo.apps.tickets.models import Ticket

_REJUDGING = (
    *("id", "ident", "cause", "agreement_id", "act_id", "person_id", "source_id", "about", "from_us", "until_us"),
    *("at_us", "tickets", "ended_us"),
)
_MOVED = (
    *("rejudging_id", "ticket_id", "agreement_id", "commitment", "cycle", "was_verdict", "now_verdict"),
    *("was", "now", "shared"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that tickets are judged by has changed; see `Rejudging` for what each of it says. Ids are rows'."""

    cause: Cause
    agreement: int | None = None
    act: int | None = None
    person: int | None = None
    source: int | None = None
    about: str = ""
    from_us: int | None = None
    until_us: int | None = None


def ask(change: Change, touching: Touching, at_us: int) -> None:
    """Have the tickets judged anew that a change touches. The next worker begins with them."""
    row = _begin(change, at_us)
    again = note_again(row, touching)
    row.tickets = _wait(row, touching.tickets())
    if row.tickets or again:
        row.save()
    else:
        row.delete()


def _begin(change: Change, at_us: int) -> Rejudging:
    return Rejudging.objects.create(
        agreement_id=change.agreement,
        cause=change.cause,
        act_id=change.act,
        person_id=change.person,
        source_id=change.source,
        about=change.about,
        from_us=change.from_us,
        until_us=change.until_us,
        at_us=at_us,
    )


def _wait(row: Rejudging, tickets: QuerySet[Ticket]) -> int:
    """Put tickets among those that wait, in the database itself: they may be very many; return how many."""
    wanted = tickets.order_by().annotate(rank=RANK).values_list("pk", "rank")
    try:
        chosen, values = wanted.query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO rejudging_waiting (rejudging_id, ticket_id, rank) SELECT {row.pk:d}, * FROM ({chosen}) AS c",  # noqa: S608 - a number, and a query of our own with its values apart
            values,
        )
        return int(cursor.rowcount)


def claim_waiting(most: int, *, ended: bool | None = None) -> list[Ticket]:
    """Return tickets that wait, the open ones first, locked inside the transaction of a flow.

    `ended`: only those that had ended, or only the others; None: all. Those that somebody else holds are passed over
    where the database can do that.
    """
    skip = connection.features.has_select_for_update_skip_locked
    rows = Waiting.objects.select_for_update(of=("self",), skip_locked=skip).order_by("rank", "ticket")
    rows = rows if ended is None else rows.filter(rank=int(ended))
    wanted = list(dict.fromkeys(rows.values_list("ticket", flat=True)[:most]))
    if not wanted:
        return []
    tickets = Ticket.objects.select_for_update(of=("self",), skip_locked=skip)
    found = list(tickets.filter(pk__in=wanted).order_by("pk"))
    prefetch_related_objects(found, "source", "customer")  # a row of each, not of each ticket
    return found


def judge_waiting(tickets: Sequence[Ticket], at_us: int, reached: list[Reached] | None = None) -> list[Ticket]:
    """Judge anew those of some tickets (their rows locked) that wait, and keep which clocks moved; return them.

    `reached` as for `fold_tickets`.
    """
    waiting = waiting_of(tickets)
    chosen = [one for one in tickets if one.pk in waiting]
    if chosen:
        keep_judged(fold_tickets(chosen, at_us, reached), waiting, at_us)
    return chosen


def count_ended(most: int) -> int:
    """Return how many tickets that had ended wait, `most` at most; 0 where others wait, which come first."""
    if Waiting.objects.filter(rank=0).exists():
        return 0
    return Waiting.objects.filter(rank=1).values("pk")[:most].count()


def keep_judged(turned: Iterable[Turned], waiting: Mapping[int, Sequence[Waiting]], at_us: int) -> None:
    """Keep which clocks moved of tickets that waited (by their rows' ids), and that those wait no more."""
    rows = [
        dict(zip(_MOVED, _moved(wait.rejudging_id, move, shared=len(waiting[move.ticket]) > 1), strict=True))
        for move in moves_in(turned, at_us)
        for wait in waiting[move.ticket]
    ]
    insert_new(MovedClock, rows)  # it may have waited twice
    Waiting.objects.filter(pk__in=[one.pk for several in waiting.values() for one in several]).delete()


def waiting_of(tickets: Iterable[Ticket]) -> dict[int, list[Waiting]]:
    """Return for what some tickets wait, by their rows' ids."""
    found: dict[int, list[Waiting]] = {}
    condition = f"{one_of('ticket_id', 'bigint')} ORDER BY rejudging_id"
    for row in read_rows(Waiting, condition, (listed([one.pk for one in tickets]),)):
        found.setdefault(row.ticket_id, []).append(row)
    return found


def close_ended(at_us: int) -> list[Rejudging]:
    """Close the changes of which no ticket waits any more; return those that this call closed."""
    over = Rejudging.objects.filter(ended_us__isnull=True, again_from__isnull=True).exclude(
        Exists(Waiting.objects.filter(rejudging=OuterRef("pk")))
    )
    skip = connection.features.has_select_for_update_skip_locked
    rows = list(over.select_for_update(of=("self",), skip_locked=skip).select_related("agreement__customer"))
    Rejudging.objects.filter(pk__in=[row.pk for row in rows]).update(ended_us=at_us)
    return rows


def keep_moves(writes: Writes, changes: Sequence[tuple[Change, Sequence[Move]]], at_us: int) -> None:
    """Have changes whose tickets were judged anew already kept with other rows, and the clocks that they moved."""
    rows = Questions().reserve(Rejudging, len(changes))() if changes else ()
    for row, (change, moves) in zip(rows, changes, strict=True):
        said = (change.agreement, change.act, change.person, change.source, change.about, change.from_us)
        tickets = len({move.ticket for move in moves})
        values = (row, uuid4().hex, str(change.cause), *said, change.until_us, at_us, tickets, at_us)
        writes.add(Rejudging, _REJUDGING, [values])
        writes.add(MovedClock, _MOVED, [_moved(row, move, shared=False) for move in moves])


def _moved(rejudging: int, move: Move, *, shared: bool) -> tuple[Any, ...]:
    """Return what the columns of a clock's row that was moved hold (`_MOVED`)."""
    return (
        rejudging,
        move.ticket,
        move.agreement,
        move.commitment,
        move.cycle,
        "" if move.was is None else str(move.was.verdict),
        "" if move.now is None else str(move.now.verdict),
        None if move.was is None else move.was.as_dict(),
        None if move.now is None else move.now.as_dict(),
        shared,
    )
