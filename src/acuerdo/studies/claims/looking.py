"""Facts as somebody else would look at them, and verdicts as a claim is held against them."""

from collections.abc import Iterable
from dataclasses import replace

from acuerdo.core.clock.facts import Event, Fact
from acuerdo.core.clock.verdict import Verdict
from acuerdo.core.terms.measures import Stage
from acuerdo.studies.claims.shapes import Looking, Ours


def looked_at(facts: Iterable[Fact], looking: Looking) -> list[Fact]:
    """Return facts as they are looked at: until the closing, a ticket that is resolved is open still."""
    return [_open_still(fact) for fact in facts] if looking.until_closed else list(facts)


def worst_of(verdicts: Iterable[Verdict]) -> dict[str, Ours]:
    """Return what verdicts of one promise say, by ticket; of several clocks the one that broke it stands."""
    found: dict[str, Ours] = {}
    for one in verdicts:
        known = found.get(one.ticket)
        if known is None or (known.verdict != "breached" and one.verdict == "breached"):
            found[one.ticket] = Ours(
                verdict=str(one.verdict), due_us=one.due_us, consumed_us=one.consumed_us, priority=one.priority or ""
            )
    return found


def _open_still(fact: Fact) -> Fact:
    if fact.stage is not Stage.RESOLVED and fact.event != Event.RESOLVED:
        return fact
    event = Event.CHANGED if fact.event == Event.RESOLVED else fact.event
    stage = Stage.OPEN if fact.stage is Stage.RESOLVED else fact.stage
    return replace(fact, event=event, stage=stage)
