"""The timeline of one ticket: at every instant its stage, status, reason, priority and other fields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from acuerdo.core.clock.facts import SYSTEM, Event, Fact
from acuerdo.core.clock.history import History
from acuerdo.core.terms.agreement import Agreement
from acuerdo.core.terms.measures import ENDED, Stage
from acuerdo.core.terms.priorities import PriorityScale


class State(NamedTuple):
    """A ticket between two instants of change.

    `fields["priority"]` is the priority in force: one given by a person wins, then the type's, then the matrix, then
    one that a machine gave. `agreed_us` is the instant that the latest `agreed` fact names, `named_us` when it did.
    """

    stage: Stage
    status: str | None
    reason: str | None
    fields: Mapping[str, str]
    given_priority: str | None = None
    machine_priority: str | None = None
    agreed_us: int | None = None
    named_us: int | None = None
    spoke_last: str | None = None

    @property
    def ended(self) -> bool:
        """Whether the ticket is resolved, closed, cancelled or merged."""
        return self.stage in ENDED

    @property
    def owner(self) -> str | None:
        """The person who holds the ticket; a machine is nobody."""
        owner = self.fields.get("owner")
        return owner if owner and owner != SYSTEM else None


class Moment(NamedTuple):
    """An instant at which facts came, those facts in order, and the state after all of them."""

    at_us: int
    facts: tuple[Fact, ...]
    state: State


@dataclass(frozen=True, slots=True)
class Finding:
    """Something people should look at.

    `priority_differs`, `priority_unknown`, `fact_before_opening` or `second_opening`; `expected` are the levels that
    would have been right.
    """

    code: str
    fact: Fact
    expected: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The moments of a ticket from its opening on; the first moment is the opening.

    `before` are the moments that facts tell of before it: nothing is judged there.
    """

    ticket: str
    moments: tuple[Moment, ...]
    findings: tuple[Finding, ...] = ()
    before: tuple[Moment, ...] = ()

    @property
    def opened_us(self) -> int:
        """The instant of the opening."""
        return self.moments[0].at_us


PRIORITY_SAID = ("priority", "service")
"""The fields of a fact that decide by which scale a priority is read, and which it is."""

_BLANK = State(stage=Stage.OPEN, status=None, reason=None, fields={})
_OPENED, _AGREED, _REPLIED, _ASKED = Event.OPENED, Event.AGREED, Event.REPLIED, Event.ASKED
_WAITING, _MERGED = Stage.WAITING, Stage.MERGED
_MESSAGES = frozenset({_REPLIED, _ASKED})
_at = attrgetter("at_us")


def unfold(history: History, agreement: Agreement) -> Timeline | None:
    """Fold the facts of a history into its timeline; None while the ticket is not open yet."""
    traced = trace(history)
    return None if traced is None else with_priorities(traced, agreement)


# --- what the facts say by themselves -------------------------------------------------------------


def trace(history: History) -> Timeline | None:
    """Fold the facts of a history by themselves: a priority is the one that was given, by a person or a machine.

    What an agreement says of priorities is for `with_priorities`. None while the ticket is not open yet.
    """
    openings = [fact for fact in history.facts if fact.event == _OPENED]
    if not openings:
        return None
    moments: list[Moment] = []
    state = _BLANK
    for at_us, group in groupby(history.facts, key=_at):
        facts = tuple(group)
        for fact in facts:
            state = _after(state, fact)
        moments.append(Moment(at_us, facts, state))
    opened_us = openings[0].at_us
    first = next(place for place, moment in enumerate(moments) if moment.at_us == opened_us)
    return Timeline(
        ticket=history.ticket,
        moments=tuple(moments[first:]),
        findings=tuple(_doubts(history.facts, openings)) if first or len(openings) > 1 else (),
        before=tuple(moments[:first]),
    )


def _doubts(facts: Sequence[Fact], openings: Sequence[Fact]) -> Iterator[Finding]:
    """Yield the facts from before the opening, and those that open the ticket again."""
    opening = openings[0]
    for fact in facts:
        if fact.at_us < opening.at_us:
            yield Finding("fact_before_opening", fact)
        elif fact.event == _OPENED and fact is not opening:
            yield Finding("second_opening", fact)


def _after(state: State, fact: Fact) -> State:
    """Return the state after one fact; where it changes nothing, the same one."""
    if fact.stage is not None or fact.reason is not None:
        state = _staged(state, fact)
    if fact.fields:
        state = _filled(state, fact)
    event = fact.event
    if event == _AGREED and fact.until_us is not None:
        return state._replace(agreed_us=fact.until_us, named_us=fact.at_us)
    if event in _MESSAGES:
        return _spoken(state, fact)
    return state


def _spoken(state: State, fact: Fact) -> State:
    if fact.by == SYSTEM or not fact.public:
        return state
    speaker = "provider" if fact.event == _REPLIED else "customer"
    return state if speaker == state.spoke_last else State(*state[:-1], speaker)


def _staged(state: State, fact: Fact) -> State:
    if state.stage is _MERGED:  # merged is final
        return state
    if fact.stage is None:
        return state._replace(reason=fact.reason) if state.stage is _WAITING else state
    status = fact.status if fact.status is not None else str(fact.stage)
    reason = fact.reason if fact.stage is _WAITING else None
    if fact.stage is state.stage and status == state.status and reason == state.reason:
        return state
    return State(fact.stage, status, reason, *state[3:])


def _filled(state: State, fact: Fact) -> State:
    fields = dict(state.fields)
    given, machine = state.given_priority, state.machine_priority
    for name, value in fact.fields:
        if name == "priority":
            given, machine = (given, value or None) if fact.by_system else (value or None, machine)
            _put(fields, name, given or machine)
        else:
            _put(fields, name, value)
    if fields == state.fields and given == state.given_priority and machine == state.machine_priority:
        return state
    return State(*state[:3], fields, given, machine, *state[6:])


def _put(fields: dict[str, str], name: str, value: str | None) -> None:
    """Let a field have a value; an empty one clears it."""
    if value:
        fields[name] = value
    else:
        fields.pop(name, None)


# --- what an agreement makes of the priorities ----------------------------------------------------


def with_priorities(traced: Timeline, agreement: Agreement) -> Timeline:
    """Return a traced timeline with the priorities that are in force by an agreement, and what differs from them."""
    findings: list[Finding] = []
    moments: list[Moment] = []
    before = _BLANK
    for moment in (*traced.before, *traced.moments) if traced.before else traced.moments:
        fields = moment.state.fields
        scale = agreement.scale_for(fields.get("service"))
        derived = scale.derive(fields)
        state = _with_derived(moment.state, derived, before) if derived else moment.state
        if state.fields.get("priority") != derived:
            findings += _differences(moment.facts, scale, derived, state)
        moments.append(moment if state is moment.state else Moment(moment.at_us, moment.facts, state))
        before = state
    if traced.findings:
        findings = sorted((*traced.findings, *findings), key=_in_order)
    first = len(traced.before)
    return Timeline(
        ticket=traced.ticket, moments=tuple(moments[first:]), findings=tuple(findings), before=tuple(moments[:first])
    )


def _with_derived(state: State, derived: str, before: State) -> State:
    """Put a derived priority in the place of a machine's; fields that are as they were before stay the same ones."""
    if state.given_priority or derived == state.fields.get("priority"):
        return state
    fields = {**state.fields, "priority": derived}
    return state._replace(fields=before.fields if fields == before.fields else fields)


def _differences(facts: Sequence[Fact], scale: PriorityScale, derived: str | None, state: State) -> list[Finding]:
    """Return what is odd about a priority that is not the derived one, where a fact of its moment says so."""
    found = []
    if derived and any(fact.fields for fact in facts):
        found.append(Finding("priority_differs", facts[-1], expected=derived))
    if not scale.knows(state.fields.get("priority")) and any(map(_says_priority, facts)):
        found.append(Finding("priority_unknown", facts[-1], expected=", ".join(scale.levels)))
    return found


def _says_priority(fact: Fact) -> bool:
    return any(name in PRIORITY_SAID for name, _ in fact.fields)


def _in_order(finding: Finding) -> tuple[int, bool]:
    """Return the place of a finding: by its moment, and there what is odd about a priority last."""
    return finding.fact.at_us, finding.code.startswith("priority")
