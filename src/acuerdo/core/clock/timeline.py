"""The timeline of one ticket: at every instant its stage, status, reason, priority and other fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from acuerdo.core.clock.facts import SYSTEM, Event, Fact
from acuerdo.core.clock.history import History
from acuerdo.core.terms.agreement import Agreement
from acuerdo.core.terms.measures import ENDED, Stage


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
    """The moments of a ticket from its opening on; the first moment is the opening."""

    ticket: str
    moments: tuple[Moment, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def opened_us(self) -> int:
        """The instant of the opening."""
        return self.moments[0].at_us


PRIORITY_SAID = ("priority", "service")
"""The fields of a fact that decide by which scale a priority is read, and which it is."""

_BLANK = State(stage=Stage.OPEN, status=None, reason=None, fields={})
_OPENED, _AGREED = Event.OPENED, Event.AGREED
_WAITING, _MERGED = Stage.WAITING, Stage.MERGED


def unfold(history: History, agreement: Agreement) -> Timeline | None:
    """Fold the facts of a history into its timeline; None while the ticket is not open yet."""
    opening = next((fact for fact in history.facts if fact.event == _OPENED), None)
    if opening is None:
        return None
    findings: list[Finding] = []
    moments: list[Moment] = []
    state = _BLANK
    for at_us, group in groupby(history.facts, key=_at):
        facts = tuple(group)
        for fact in facts:
            findings += _doubts(fact, opening)
            state = _after(state, fact)
        state = _with_priority(state, agreement, facts, findings)
        if at_us >= opening.at_us:
            moments.append(Moment(at_us, facts, state))
    return Timeline(ticket=history.ticket, moments=tuple(moments), findings=tuple(findings))


def _at(fact: Fact) -> int:
    return fact.at_us


def _doubts(fact: Fact, opening: Fact) -> list[Finding]:
    if fact.at_us < opening.at_us:
        return [Finding("fact_before_opening", fact)]
    if fact.event == _OPENED and fact is not opening:
        return [Finding("second_opening", fact)]
    return []


def _after(state: State, fact: Fact) -> State:
    """Return the state after one fact, without the derived priority."""
    changed = _staged(state, fact) if fact.stage is not None or fact.reason is not None else state
    if fact.fields:
        changed = _filled(changed, fact)
    if fact.event == _AGREED and fact.until_us is not None:
        changed = changed._replace(agreed_us=fact.until_us, named_us=fact.at_us)
    if fact.is_reply or fact.is_customer_message:
        changed = changed._replace(spoke_last="provider" if fact.is_reply else "customer")
    return changed


def _staged(state: State, fact: Fact) -> State:
    if state.stage is _MERGED:  # merged is final
        return state
    if fact.stage is None:
        return state._replace(reason=fact.reason) if state.stage is _WAITING else state
    status = fact.status if fact.status is not None else str(fact.stage)
    reason = fact.reason if fact.stage is _WAITING else None
    if (fact.stage, status, reason) == (state.stage, state.status, state.reason):
        return state
    return state._replace(stage=fact.stage, status=status, reason=reason)


def _filled(state: State, fact: Fact) -> State:
    fields = dict(state.fields)
    given, machine = state.given_priority, state.machine_priority
    for name, value in fact.fields:
        if name == "priority":
            given, machine = (given, value or None) if fact.by_system else (value or None, machine)
        elif value:
            fields[name] = value
        else:
            fields.pop(name, None)
    return state._replace(fields=fields, given_priority=given, machine_priority=machine)


def _says_priority(fact: Fact) -> bool:
    return any(name in PRIORITY_SAID for name, _ in fact.fields)


def _with_priority(state: State, agreement: Agreement, facts: tuple[Fact, ...], findings: list[Finding]) -> State:
    scale = agreement.scale_for(state.fields.get("service"))
    derived = scale.derive(state.fields)
    priority = state.given_priority or derived or state.machine_priority
    if derived and priority != derived and any(fact.fields for fact in facts):
        findings.append(Finding("priority_differs", facts[-1], expected=derived))
    if priority not in (None, derived) and not scale.knows(priority) and any(map(_says_priority, facts)):
        findings.append(Finding("priority_unknown", facts[-1], expected=", ".join(scale.levels)))
    if priority == state.fields.get("priority"):
        return state
    fields = {name: value for name, value in state.fields.items() if name != "priority"}
    if priority is not None:
        fields["priority"] = priority
    return state._replace(fields=fields)
