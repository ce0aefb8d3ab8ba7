"""What sources tell: recorded, and the tickets folded by it, with what it moves though that had been settled.

Inside the transaction of a flow: `record_told` says what becomes of each row, `fold_told` writes it down with what the
clocks say then. What both have to know is asked for at once.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from acuerdo.apps.clocks.commands import Standing, Turned, ask_standing, fold_tickets
from acuerdo.apps.journal.together import Questions
from acuerdo.apps.rejudging.commands import Change, judge_waiting, keep_moves
from acuerdo.apps.rejudging.comparing import figures_of, moves_in
from acuerdo.apps.rejudging.models import Cause
from acuerdo.apps.rejudging.shapes import Move
from acuerdo.apps.tickets.models import Source, Ticket
from acuerdo.apps.tickets.recording import Brought, Told, hold_told
from acuerdo.apps.tickets.shapes import Answer
from acuerdo.apps.tickets.which import Which, which_of

if TYPE_CHECKING:
    from acuerdo.apps.clocks.moments import Reached

_WAITING = "SELECT DISTINCT ticket_id FROM rejudging_waiting WHERE {}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of a delivery; nothing of it is written before its tickets are folded (`fold_told`)."""

    told: Told
    standing: Standing
    waiting: frozenset[int]

    @property
    def answers(self) -> tuple[Answer, ...]:
        """An answer for each row."""
        return self.told.answers

    @property
    def touched(self) -> tuple[Ticket, ...]:
        """The tickets (locked) about which there is something new."""
        return self.told.touched


def record_told(source: Source, brought: Brought) -> Recorded:
    """Record what a source tells. Raises as `hold_told`."""
    held = hold_told(source, brought)
    standing, waiting = ask_standing(held.questions, held.tickets), _ask_waiting(held.questions, held.tickets)
    told = held.record()
    return Recorded(told=told, standing=replace(standing, fresh=told.fresh), waiting=waiting())


def fold_told(done: Recorded, at_us: int, *, history: bool = False, keep: bool = True) -> None:
    """Fold the tickets that a source told of; what it moves though it had been settled is kept as moved by late facts.

    Those of them that wait to be judged anew are judged by what was told before, first. Of the moments of clocks that
    `history` brings nobody is to be told. Without `keep` it waits in `told.writes`.
    """
    told, standing = done.told, done.standing
    if not told.touched:
        if keep:
            told.writes.keep()
        return
    anew = [one for one in told.touched if one.pk in done.waiting]
    if anew:
        judge_waiting(anew, at_us)
        standing = replace(ask_standing(Questions(), which_of(told.touched)), fresh=told.fresh)
    reached: list[Reached] | None = [] if history else None
    turned = fold_tickets(told.touched, at_us, reached, standing=standing, writes=told.writes)
    settled = _moved_though_settled(turned, at_us)
    if settled:
        _keep_late(told, settled, at_us)
    if keep:
        told.writes.keep()


def _ask_waiting(questions: Questions, tickets: Which) -> Callable[[], frozenset[int]]:
    if tickets.empty:
        return frozenset
    rows = questions.ask(_WAITING.format(tickets.condition), tickets.values)
    return lambda: frozenset(ticket for (ticket,) in rows())


def _moved_though_settled(turned: Iterable[Turned], at_us: int) -> list[tuple[Move, int]]:
    """Return the clocks that moved though they had been settled, with the instant up to which they had been.

    A breach that came settles a clock, whether or not a worker has written that down.
    """
    found = []
    for one in turned:
        was = None if one.before is None else figures_of(one.before, at_us)
        ends = [] if was is None else [was.stopped_us, was.breached_us]
        settled_us = max((end for end in ends if end is not None), default=None)
        if settled_us is not None:
            found += [(move, settled_us) for move in moves_in([one], at_us)]
    return found


def _keep_late(told: Told, settled: Sequence[tuple[Move, int]], at_us: int) -> None:
    """Keep the clocks that were moved by facts from before they were settled, or by a doubt about what they rest on.

    One that is gone has always moved: whose ticket it is, or what it is about, leads to another agreement.
    """
    earliest = {
        ticket: min(0 if fact.corrects is not None else fact.at_us for fact in facts)
        for ticket, facts in told.fresh.items()
    }
    late: dict[int, list[Move]] = {}
    for move, settled_us in settled:
        doubted = move.now is None or (move.was is not None and move.was.marks != move.now.marks)
        if doubted or earliest.get(move.ticket, settled_us + 1) <= settled_us:
            late.setdefault(move.agreement, []).append(move)
    source = told.touched[0].source_id
    changes = [(Change(cause=Cause.FACTS, agreement=one, source=source), moves) for one, moves in late.items()]
    keep_moves(told.writes, changes, at_us)
