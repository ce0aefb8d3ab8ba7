"""Something changed that tickets are judged by: they are judged anew in parts, and both sides hear what moved."""

import sys
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.queries import signers_for
from acuerdo.apps.alerts.raising import raise_reached
from acuerdo.apps.journal.commands import record
from acuerdo.apps.rejudging.again import is_to_look_again, look_again
from acuerdo.apps.rejudging.commands import claim_waiting, close_ended, count_ended, judge_waiting
from acuerdo.apps.rejudging.models import MovedClock, Rejudging
from acuerdo.apps.webhooks.commands import tell
from acuerdo.apps.webhooks.shapes import Event
from acuerdo.core.hours import to_us
from acuerdo.flows.people_told import About, signing, write_to

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from acuerdo.apps.clocks.moments import Reached
    from acuerdo.apps.tickets.models import Ticket
    from acuerdo.core.chains.canonical import Json

MOST_AT_ONCE = 500
"""How many tickets are judged anew in one transaction."""
WHOLE_AT_ONCE = 2_000
"""How many of those that had ended are, by columns."""
WHOLE_FROM = 2_000
"""From how many of these on columns judge them: they take a while to load, as long as so many take by the core."""
_WHOLE = "acuerdo.apps.rejudging.whole"


def judge_part(at: datetime) -> int:
    """Judge anew a part of the tickets that wait, and tell of the moments of clocks that came; return how many.

    Several workers share them: each takes rows that no other holds. One that is killed leaves them for the next.
    """
    if is_to_look_again():
        with transaction.atomic():
            look_again()
    whole = _whole()
    reached: list[Reached] = []
    with transaction.atomic():
        tickets = claim_waiting(MOST_AT_ONCE) if whole is None else claim_waiting(WHOLE_AT_ONCE, ended=True)
        if tickets:
            (judge_waiting if whole is None else whole)(tickets, to_us(at), reached)
            raise_reached(reached, at)
    return len(tickets)


def _whole() -> "Callable[[Sequence[Ticket], int, list[Reached]], object] | None":
    """Return what judges by columns, where so many tickets that had ended wait that this is quicker; else None."""
    least = MOST_AT_ONCE if _WHOLE in sys.modules else WHOLE_FROM
    if count_ended(least) < least:
        return None
    from acuerdo.apps.rejudging.whole import is_quick, judge_waiting_whole  # noqa: PLC0415 - as `WHOLE_FROM` says

    return judge_waiting_whole if is_quick() else None


def close_judged(at: datetime) -> int:
    """Close the changes of which no ticket waits any more, and tell whoever signs what they moved; return how many."""
    with transaction.atomic():
        closed = close_ended(to_us(at))
        for row in closed:
            _tell(row, at)
    return len(closed)


def _tell(row: Rejudging, at: datetime) -> None:
    """Write into the chain of each agreement whose clocks moved that they did, and tell people and programs."""
    moved = MovedClock.objects.filter(rejudging=row)
    for agreement in Agreement.objects.filter(pk__in=moved.values("agreement")).select_related("customer"):
        clocks = moved.filter(agreement=agreement).count()
        about: dict[str, Json] = {"rejudging": str(row.ident), "cause": row.cause, "about": row.about, "moved": clocks}
        receipt = record(agreement.chain, at=at, actor="", kind="verdicts_moved", body=about)
        body: dict[str, Json] = {"agreement": agreement.key, "rejudging": str(row.ident), "moved": clocks}
        people = signing(signers_for(agreement), agreement)
        write_to(people, "verdicts_moved", About(agreement=agreement, said=str(row.ident)), body, at)
        data: dict[str, Json] = {
            "agreement": agreement.key,
            "customer": agreement.customer.key,
            **about,
            "receipt": {"chain": receipt.chain, "number": receipt.number, "head": receipt.head},
        }
        tell(Event.VERDICTS_MOVED, customer=agreement.customer_id, receipt=receipt, data=data, at=at)
