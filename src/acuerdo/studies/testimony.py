"""Facts as both sides may read them: what verdicts depend on, without notes within the provider and without names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.facts import SYSTEM, Event, Fact
from acuerdo.core.clock.verdict import Mark
from acuerdo.core.terms.agreement import Agreement
from acuerdo.studies.frozen import FrozenPeriod

_MESSAGES = frozenset({Event.REPLIED, Event.ASKED})
_OWNER = "owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Testimony:
    """What verdicts by one version depend on: its text and terms, the facts, what does not count, and marks.

    The facts are read while they are taken, ticket by ticket, as both sides may read them; `marks` say of tickets what
    is wrong with their evidence. `frozen` are the periods that both sides froze. Tickets of `several` sources are named
    with their source before them.
    """

    version: int
    text: str
    terms: Agreement
    facts: Iterator[Fact]
    exclusions: tuple[Exclusion, ...]
    marks: Mapping[str, tuple[Mark, ...]]
    several: bool = False
    frozen: tuple[FrozenPeriod, ...] = ()


def share_facts(facts: Sequence[Fact], terms: Agreement) -> Iterator[Fact]:
    """Yield the facts of one ticket as both sides may read them, in their order.

    Of the fields those stay that the agreement reads. People become `p1`, `p2`, ... in the order in which the ticket
    names them. A note within the provider is left out; where it changed the ticket, or another fact is about it, the
    change stays and says no more; where the agreement promises something about such notes, it stays a note. Every
    verdict by the agreement is the same with these facts as with all of them.
    """
    reads, moving = terms.fields_read, _moving(terms)
    named = {fact.corrects for fact in facts if fact.corrects is not None}
    people = _People()
    for fact in facts:
        given = [
            (name, people.name(value) if name == _OWNER else value) for name, value in fact.fields if name in reads
        ]
        fields = tuple((name, value or "") for name, value in given)
        if fact.public or fact.event not in _MESSAGES or fact.event in moving:
            yield fact._replace(fields=fields, by=people.name(fact.by))
        elif fields or fact.stage is not None or fact.corrects is not None or fact.key in named:
            yield fact._replace(event=Event.CHANGED, fields=fields, by=None, public=True)


def _moving(terms: Agreement) -> frozenset[str]:
    """Return the events by which clocks of an agreement start, stop or are cancelled."""
    measures = [one.measure for one in terms.commitments]
    triggers = [trigger for one in measures for trigger in (one.starts, one.stops, one.cancels)]
    return frozenset[str]().union(*(trigger.events for trigger in triggers))


class _People:
    """Numbers people in the order in which they are met; a machine and nobody keep their words."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def name(self, ident: str | None) -> str | None:
        """Return the number of somebody."""
        if not ident or ident == SYSTEM:
            return ident
        return f"p{self._numbers.setdefault(ident, len(self._numbers) + 1)}"
