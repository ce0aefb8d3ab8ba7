"""Clocks that only time moved: their rows alone say what has come, and no fact is read again.

A clock that runs, and about whose ticket nothing was told meanwhile, has consumed at each of its moments exactly what
its target says; everything else of its row follows. Whatever is not as plain as that is folded again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from acuerdo.apps.clocks.governing import Books
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.clocks.moments import Coming, Reached, goal_of, judge_late, read_ahead, write_ahead
from acuerdo.apps.clocks.paths import BREACH
from acuerdo.apps.journal.rows import listed, one_of, read_rows, update_columns
from acuerdo.apps.tickets.models import Ticket
from acuerdo.core.clock.verdict import ENGINE, Outcome
from acuerdo.core.measures.placing import Kind
from acuerdo.core.terms.agreement import CountedBy

_COLUMNS = (
    *("verdict", "consumed_us", "outside_us", "breached_us", "late_us", "judged_us", "next_us", "told", "ahead"),
    *("kind", "counted_us"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Advanced:
    """What became of tickets that are due: the moments that have come, and the tickets that have to be folded again."""

    reached: Sequence[Reached]
    left: Sequence[Ticket]


def advance_clocks(tickets: Sequence[Ticket], as_of_us: int) -> Advanced:
    """Move the clocks of some tickets (their rows locked) whose moments have come, as far as their rows say how."""
    due: dict[int, list[Clock]] = {one.pk: [] for one in tickets}
    for clock in read_rows(Clock, f"{one_of('ticket_id', 'bigint')} AND next_us <= %s", (listed(list(due)), as_of_us)):
        due[clock.ticket_id].append(clock)
    books = Books({one.customer_id for one in tickets if one.customer_id is not None})
    moved, reached, left = list[Clock](), list[Reached](), list[Ticket]()
    for ticket in tickets:
        known = [books.by_version(clock.version_id) for clock in due[ticket.pk]]
        plain = [
            (clock, rules)
            for clock, rules in zip(due[ticket.pk], known, strict=True)
            if rules is not None
            and rules.terms.version_hash == clock.content
            and _is_plain(clock)
            and not rules.takes_out(ticket.source.key, ticket.name, clock.judged_us)
        ]
        if len(plain) < len(known) or (ticket.fold_us is not None and ticket.fold_us <= as_of_us):
            left.append(ticket)
            continue
        for clock, rules in plain:
            came = _advance(clock, as_of_us)
            if clock.verdict == Outcome.BREACHED:
                clock.kind = Kind.BREACHED
                if rules.counted_by(clock.commitment) is CountedBy.DUE_OR_STOP:
                    clock.counted_us = clock.breaches_us
            reached += [Reached(ticket=ticket, rules=rules, clock=clock, moment=one) for one in came]
            moved.append(clock)
    update_columns(moved, _COLUMNS)
    return Advanced(reached=reached, left=left)


def _is_plain(clock: Clock) -> bool:
    """Say whether a clock has run, since its row was written, against one target, with nothing taken out.

    One that is late already may have been over its target when that came into force, or count by another calendar now.
    """
    return (
        clock.verdict == Outcome.RUNNING
        and not (clock.reason or clock.marks)
        and clock.target_us is not None
        and clock.engine == ENGINE
    )


def _advance(clock: Clock, as_of_us: int) -> list[Coming]:
    """Write into a row (not yet kept) what it says as of the last moment that has come; return those that came."""
    ahead = read_ahead(clock)
    came = [judge_late(one, as_of_us, foreseen=one.at_us > clock.watched_us) for one in ahead if one.at_us <= as_of_us]
    left = [one for one in ahead if one.at_us > as_of_us]
    for one in came:
        _stand_at(clock, one)
    goal = goal_of(clock.target_us, clock.due_us)
    clock.told = " ".join(sorted({*clock.told.split(), *(f"{one.point}:{goal}" for one in came)}))
    clock.ahead = write_ahead(left)
    clock.next_us = left[0].at_us if left else None
    return came


def _stand_at(clock: Clock, moment: Coming) -> None:
    if moment.at_us <= clock.judged_us or clock.started_us is None or moment.consumed_us is None:
        return
    clock.judged_us, clock.consumed_us = moment.at_us, moment.consumed_us
    clock.outside_us = moment.at_us - clock.started_us - clock.consumed_us - clock.paused_us - clock.excluded_us
    if moment.point == BREACH:
        clock.verdict, clock.breached_us = Outcome.BREACHED, clock.breaches_us
    if clock.breached_us is not None and clock.target_us is not None:
        clock.late_us = clock.consumed_us - clock.target_us
