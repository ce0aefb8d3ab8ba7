"""Time passes: clocks whose next moment has come are folded again. Verdicts do not wait for it; who is told does."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from acuerdo.apps.alerts.raising import raise_reached
from acuerdo.apps.clocks.advancing import advance_clocks
from acuerdo.apps.clocks.commands import fold_tickets
from acuerdo.apps.clocks.due import claim_due
from acuerdo.apps.rejudging.commands import judge_waiting
from acuerdo.core.hours import to_us

if TYPE_CHECKING:
    from acuerdo.apps.clocks.moments import Reached

FIRST_PART = 500
"""How many tickets are folded in one transaction, so that the first are told soon."""

LARGEST_PART = 2_000
"""How many where very many are due: each costs less, and who is told of them gets fewer letters."""


def fold_due(at: datetime, most: int = FIRST_PART, due_by: datetime | None = None) -> int:
    """Fold tickets whose clocks, or whose facts, have come to their next moment, and tell of it; return how many.

    With `due_by`, what comes to it after that instant is left for another time.
    Several workers share them: each takes rows that no other holds. One that is killed leaves them for the next.
    """
    with transaction.atomic():
        tickets = claim_due(to_us(due_by or at), most)
        if tickets:
            reached: list[Reached] = []
            anew = {one.pk for one in judge_waiting(tickets, to_us(at), reached)}
            advanced = advance_clocks([one for one in tickets if one.pk not in anew], to_us(at))
            reached += advanced.reached
            if advanced.left:
                fold_tickets(advanced.left, to_us(at), reached)
            raise_reached(reached, at)
    return len(tickets)


def pass_over(at: datetime) -> int:
    """Move on every clock that has come to its next moment and tell nobody of it; return how many tickets that were.

    For what came while nobody was there to be told, and is of no use to anybody now.
    """
    done = 0
    while True:
        with transaction.atomic():
            tickets = claim_due(to_us(at), LARGEST_PART)
            if not tickets:
                return done
            fold_tickets(tickets, to_us(at), [])
        done += len(tickets)
