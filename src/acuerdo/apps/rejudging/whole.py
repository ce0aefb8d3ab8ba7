"""Judging by columns those that wait, very many at once; it loads what judges by columns, so no page imports it."""

from collections.abc import Sequence

from acuerdo.apps.clocks.anew import judge_anew
from acuerdo.apps.clocks.commands import fold_tickets
from acuerdo.apps.clocks.moments import Reached
from acuerdo.apps.rejudging.commands import keep_judged, waiting_of
from acuerdo.apps.tickets.models import Ticket
from acuerdo.columns.compiling import COMPILED


def is_quick() -> bool:
    """Say whether columns are compiled here; else the scalar core judges as quickly."""
    return COMPILED


def judge_waiting_whole(tickets: Sequence[Ticket], at_us: int, reached: list[Reached]) -> None:
    """Judge anew tickets that wait (their rows locked), most of them ended, and keep which clocks moved.

    `reached` as for `fold_tickets`.
    """
    judged = judge_anew(tickets, at_us)
    turned = [*judged.turned, *(fold_tickets(judged.left, at_us, reached) if judged.left else ())]
    keep_judged(turned, waiting_of(tickets), at_us)
