"""To which period a clock belongs, and for which side it counts there."""

from collections.abc import Container
from enum import StrEnum

from acuerdo.core.clock.verdict import Mark, Outcome, Verdict
from acuerdo.core.terms.agreement import CountedBy


class Kind(StrEnum):
    """For what a clock counts in its period: met and breached make the share, all others are third numbers."""

    MET = "met"
    BREACHED = "breached"
    CANCELLED = "cancelled"
    EXCLUDED = "excluded"
    NOT_APPLICABLE = "not_applicable"
    INCOMPLETE = "incomplete"
    PAUSES_UNKNOWN_MET = "pauses_unknown_met"
    PAUSES_UNKNOWN_BREACHED = "pauses_unknown_breached"
    RUNNING = "running"


COUNTING = (Kind.MET, Kind.BREACHED)
"""The kinds that make the share attained."""

_JUDGED = (Outcome.MET, Outcome.BREACHED)
_UNDER_WAY = (Outcome.RUNNING, Outcome.PAUSED)


def kind_of(verdict: Outcome, marks: Container[Mark]) -> Kind:
    """Say for what a clock of a verdict counts: incomplete evidence counts for neither side, unknown pauses apart.

    >>> kind_of(Outcome.BREACHED, [Mark.PAUSES_UNKNOWN]), kind_of(Outcome.PAUSED, [])
    (<Kind.PAUSES_UNKNOWN_BREACHED: 'pauses_unknown_breached'>, <Kind.RUNNING: 'running'>)
    """
    if verdict in _UNDER_WAY:
        return Kind.RUNNING
    if verdict not in _JUDGED:
        return Kind(verdict)
    if Mark.INCOMPLETE_HISTORY in marks:
        return Kind.INCOMPLETE
    if Mark.PAUSES_UNKNOWN in marks:
        return Kind.PAUSES_UNKNOWN_MET if verdict is Outcome.MET else Kind.PAUSES_UNKNOWN_BREACHED
    return Kind(verdict)


def place_us(verdict: Verdict, counted_by: CountedBy) -> int | None:
    """Return the instant whose period a clock belongs to; None while it has none.

    A clock that runs and may still be kept belongs to no period yet, unless periods go by the opening. An excluded one
    belongs where it would belong without the exclusion. Where periods go by the resolution, a ticket that ended without
    one counts where it ended, and one that is still open has no period yet.
    """
    if counted_by is CountedBy.OPENED:
        return verdict.opened_us
    if counted_by is CountedBy.RESOLVED:
        return verdict.ended_us if verdict.resolved_us is None else verdict.resolved_us
    if verdict.verdict in _UNDER_WAY:
        return None
    if verdict.verdict in _JUDGED:
        return _first(verdict.stopped_us, verdict.breaches_us)
    if verdict.verdict is Outcome.EXCLUDED and verdict.started_us is not None:
        return _first(verdict.stopped_us, verdict.breached_us)
    return verdict.opened_us if verdict.stopped_us is None else verdict.stopped_us


def _first(*instants: int | None) -> int | None:
    return min((one for one in instants if one is not None), default=None)
