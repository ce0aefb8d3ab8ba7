"""Facts as somebody else would look at them, and verdicts as a claim is held against them."""

from collections.abc import Iterable, Iterator

from acuerdo.core.clock.facts import Event, Fact
from acuerdo.core.clock.verdict import Outcome, Verdict
from acuerdo.core.terms.measures import Stage
from acuerdo.studies.claims.shapes import Looking, Ours


def looked_at(facts: Iterable[Fact], looking: Looking) -> list[Fact]:
    """Return facts as they are looked at: until the closing, a ticket that is resolved is open still."""
    return [_open_still(fact) for fact in facts] if looking.until_closed else list(facts)


def ours_of(verdicts: Iterable[Verdict]) -> Iterator[tuple[str, Ours]]:
    """Yield what verdicts say, each with its ticket."""
    for one in verdicts:
        yield (
            one.ticket,
            Ours(verdict=str(one.verdict), due_us=one.due_us, consumed_us=one.consumed_us, priority=one.priority or ""),
        )


def worst_of(said: Iterable[tuple[str, Ours]]) -> dict[str, Ours]:
    """Return what is said of one promise, by ticket; of several clocks the first that broke it stands, else the first.

    >>> worst_of([("T1", Ours(verdict="met")), ("T1", Ours(verdict="breached"))])["T1"].verdict
    'breached'
    """
    found: dict[str, Ours] = {}
    for ticket, one in said:
        known = found.setdefault(ticket, one)
        if known.verdict != Outcome.BREACHED and one.verdict == Outcome.BREACHED:
            found[ticket] = one
    return found


def _open_still(fact: Fact) -> Fact:
    if fact.stage is not Stage.RESOLVED and fact.event != Event.RESOLVED:
        return fact
    event = Event.CHANGED if fact.event == Event.RESOLVED else fact.event
    stage = Stage.OPEN if fact.stage is Stage.RESOLVED else fact.stage
    return fact._replace(event=event, stage=stage)
