"""What an agreement asks of columns: which fields of a ticket matter, and its promises as tables by state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from acuerdo.columns import arrays
from acuerdo.columns.arrays import Codes, Fires, Promise, Rules, Spans, Truths, Whole
from acuerdo.columns.deadlines import DaysTarget
from acuerdo.core.clock.exclusions import Exclusion, Scope
from acuerdo.core.clock.facts import SYSTEM, Event
from acuerdo.core.clock.inforce import Terms as CoreTerms
from acuerdo.core.clock.inforce import TermsInForce
from acuerdo.core.clock.timeline import State
from acuerdo.core.terms.agreement import Agreement, Commitment, OnChange, OnReopen
from acuerdo.core.terms.conditions import Cases, Condition
from acuerdo.core.terms.measures import CUSTOMER, NEVER, OPENED, REPLY, Cycling, Stage, Trigger
from acuerdo.core.terms.targets import AgreedInstant, BusinessDays, CalendarDays, Duration, NoTarget, Target

PRIORITY = "priority"
OTHER = "\x00other"
"""Stands for every value that no condition names; no file of facts can hold it."""

_CYCLINGS = (Cycling.ONE, Cycling.MANY, Cycling.NEXT_RESPONSE, Cycling.UPDATE, Cycling.HANDLING)
_REOPENS = (OnReopen.CONTINUE, OnReopen.COUNT, OnReopen.FIRST, OnReopen.NEW_CYCLE)
_CHANGES = (OnChange.CARRY, OnChange.RETROACTIVE, OnChange.RESTART)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field that matters: by its exact value, or (`named`) only by whether it is one of these values."""

    name: str
    named: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A state as far as it matters: the fields' values (None: absent), both priorities, the calendars open at first."""

    given: str | None
    machine: str | None
    values: tuple[str | None, ...]
    opened_in: frozenset[str]


def _conditions(commitment: Commitment) -> list[Condition]:
    tables: tuple[Cases[str] | Cases[Target] | None, ...] = (commitment.calendar, commitment.targets)
    cases = [row.when for table in tables if table is not None for row in table.rows]
    return [commitment.applies_to, *commitment.exceptions, *cases]


def _exact_fields(commitment: Commitment) -> set[str]:
    measure = commitment.measure
    names = set(commitment.per)
    for trigger in (measure.starts, measure.stops, measure.cancels):
        names |= trigger.given | trigger.given_later
    return names | ({"team", "tier"} if measure.cycling is Cycling.HANDLING else set())


def _named_values(agreement: Agreement) -> dict[str, set[str]]:
    """Return the values that conditions, triggers and scales name, by field."""
    named: dict[str, set[str]] = {}
    for commitment in agreement.commitments:
        measure = commitment.measure
        pairs = [pair for condition in _conditions(commitment) for pair in condition.fields]
        for trigger in (measure.starts, measure.stops, measure.cancels):
            pairs += trigger.fields
        for name, values in pairs:
            named.setdefault(name, set()).update(values)
    for scale in (agreement.scale, *agreement.scales.values()):
        named.setdefault("type", set()).update(scale.by_type)
        for place, name in enumerate(scale.matrix_by):
            named.setdefault(name, set()).update(pair[place] for pair in scale.matrix)
    named.setdefault("service", set()).update(agreement.scales)
    return {name: values for name, values in named.items() if values}


def _spans(exclusions: Sequence[Exclusion]) -> list[tuple[int, int, Exclusion]]:
    """Return the spans of exclusions that count, those that begin first first. Those of tickets are none of them."""
    found = [
        (one.from_us, one.until_us, one)
        for one in exclusions
        if one.accepted and one.from_us is not None and one.until_us is not None and one.scope is not Scope.TICKET
    ]
    return sorted(found, key=lambda item: (item[0], item[1], item[2].id))


class Plan:
    """An agreement made ready for columns: fields, events and calendars by place, and the terms by code.

    `exclusions` are those that do not name a ticket; only accepted ones count.
    """

    def __init__(self, agreement: Agreement, exclusions: Sequence[Exclusion] = ()) -> None:
        self.agreement = agreement
        self._excluded = _spans(exclusions)
        self.calendar_names = tuple(agreement.calendars)
        self.calendars = tuple(agreement.calendars.values())
        self.events = (*(str(event) for event in Event), *sorted(agreement.own_events - frozenset(Event)))
        self.fields = self._find_fields()
        self.in_force = [TermsInForce(agreement, item) for item in agreement.commitments]
        self.openings = tuple(sorted(frozenset[str]().union(*(item.opening_calendars for item in self.in_force))))
        self.days_targets: list[DaysTarget] = []
        self._codes: list[dict[CoreTerms, int]] = [{} for _ in agreement.commitments]
        # Of what was seen, no more than the last batch's is kept: logs may hold any number of states.
        self._codes_seen: list[dict[Seen, int]] = [{} for _ in agreement.commitments]
        self._states: dict[Seen, State] = {}
        self._said: dict[Trigger, Truths] = {}
        self._terms: list[tuple[int, int, int]] = []
        self._longest = 0

    def _find_fields(self) -> tuple[Field, ...]:
        named = _named_values(self.agreement)
        if services := {one.scope_id for _, _, one in self._excluded if one.scope is Scope.SERVICE}:
            named.setdefault("service", set()).update(services)
        exact = {name for item in self.agreement.commitments for name in _exact_fields(item)} - {PRIORITY}
        fields = [Field(name=PRIORITY), *(Field(name=name) for name in sorted(exact))]
        others = sorted(set(named) - exact - {PRIORITY})
        return (*fields, *(Field(name=name, named=frozenset(named[name])) for name in others))

    @property
    def last_us(self) -> int:
        """When the last span ends that is not counted, in microseconds; 0 where there is none."""
        return max((until_us for _, until_us, _ in self._excluded), default=0)

    @property
    def longest_us(self) -> int:
        """The longest target in open time met so far, in microseconds."""
        return self._longest

    def core_states(self, seen: Sequence[Seen]) -> tuple[State, ...]:
        """Return the core's states for what was seen of them; the stage does not matter to terms."""
        before = self._states
        self._states = {item: before[item] if item in before else self._core_state(item) for item in seen}
        return tuple(self._states[item] for item in seen)

    def _core_state(self, seen: Seen) -> State:
        names = [field.name for field in self.fields[1:]]
        fields = {name: value for name, value in zip(names, seen.values, strict=True) if value is not None}
        derived = self.agreement.scale_for(fields.get("service")).derive(fields)
        priority = seen.given or derived or seen.machine
        if priority is not None:
            fields[PRIORITY] = priority
        return State(stage=Stage.OPEN, status=None, reason=None, fields=fields)

    def promise(self, place: int, states: Sequence[State], seen: Sequence[Seen], reasons: Sequence[str]) -> Promise:
        """Return a commitment as tables over these states and reasons for waiting."""
        commitment = self.agreement.commitments[place]
        measure, pausing = commitment.measure, commitment.pausing
        rules = Rules(
            cycling=_CYCLINGS.index(measure.cycling),
            from_opening=measure.starts == OPENED,
            reopens=measure.reopens,
            on_reopen=_REOPENS.index(commitment.on_reopen),
            on_change=_CHANGES.index(commitment.on_change),
            every_wait=pausing.every,
        )
        terms = self._terms_of(place, states, seen)
        return Promise(
            rules=rules,
            starts=None if rules.from_opening else self._fires(measure.starts, states, terms),
            stops=self._fires(measure.stops, states, terms),
            cancels=self._fires(measure.cancels, states, terms),
            waits=np.array([*(pausing.cover(reason) for reason in reasons), False], np.bool_),
            terms=terms,
            holder=_holders(commitment, states),
            spans=self._spans_of(commitment, states),
        )

    @property
    def most_spans(self) -> int:
        """How many spans at most are not counted in a clock."""
        return len(self._excluded)

    def _spans_of(self, commitment: Commitment, states: Sequence[State]) -> Spans:
        """Return what is not counted for a commitment."""
        own = [one for one in self._excluded if not one[2].commitments or commitment.id in one[2].commitments]
        services = [state.fields.get("service") for state in states]
        holds = [[one.concerns(commitment.id, "", service) for _, _, one in own] for service in services]
        return Spans(
            since=np.array([since_us for since_us, _, _ in own], np.int64),
            until=np.array([until_us for _, until_us, _ in own], np.int64),
            holds=np.array(holds, np.bool_).reshape(len(states), len(own)),
        )

    def terms(self) -> Whole:
        """Return all terms met so far, by code: calendar, kind of target, its microseconds or table of deadlines."""
        return np.array(self._terms or [(0, 0, 0)], np.int64)

    def _terms_of(self, place: int, states: Sequence[State], seen: Sequence[Seen]) -> Codes:
        """Return the code of a commitment's terms in each state, -1 where it has none."""
        before = self._codes_seen[place]
        found = [
            before[item] if item in before else self._code(place, state, item.opened_in)
            for state, item in zip(states, seen, strict=True)
        ]
        self._codes_seen[place] = dict(zip(seen, found, strict=True))
        return np.array(found, np.int32)

    def _code(self, place: int, state: State, opened_in: frozenset[str]) -> int:
        found = self.in_force[place].at(state, opened_in)
        if found is None:
            return -1
        codes = self._codes[place]
        if found not in codes:
            codes[found] = len(self._terms)
            self._terms.append(self._entry(place, found))
        return codes[found]

    def _entry(self, place: int, terms: CoreTerms) -> tuple[int, int, int]:
        calendar = self.calendars.index(terms.calendar)
        match terms.target:
            case Duration(us):
                self._longest = max(self._longest, us)
                return calendar, arrays.DURATION, us
            case NoTarget():
                return calendar, arrays.NO_TARGET, 0
            case AgreedInstant():
                return calendar, arrays.AGREED_INSTANT, 0
            case BusinessDays() | CalendarDays() as target:
                counting = self.agreement.commitments[place].day_counting
                asked = DaysTarget(calendar=terms.calendar, target=target, counting=counting)
                if asked not in self.days_targets:
                    self.days_targets.append(asked)
                return calendar, arrays.DAYS, self.days_targets.index(asked)

    def _fires(self, trigger: Trigger, states: Sequence[State], terms: Codes) -> Fires | None:
        if trigger == NEVER:
            return None
        if trigger not in self._said:
            signs = range(len(self.events) * arrays.SIGNS)
            self._said[trigger] = np.array([self._says(trigger, sign) for sign in signs], np.bool_)
        entered = [[state.fields.get(name) in values for state in states] for name, values in trigger.fields]
        entered += [[bool(_value(state, name)) for state in states] for name in sorted(trigger.given)]
        entered += [(terms >= 0).tolist()] if trigger.matched else []
        bits = np.zeros(len(states), np.int64)
        for bit, holds in enumerate(entered):
            bits |= np.array(holds, np.int64) << bit
        stage = 1 << len(entered)
        return Fires(
            said=self._said[trigger],
            states=bits,
            stages=np.array([stage if item in trigger.stages else 0 for item in arrays.STAGES], np.int64),
            later=_values(sorted(trigger.given_later), states),
            turns=np.array([str(stage) in trigger.events & _TURNS for stage in arrays.STAGES], np.bool_),
            reopens="reopened" in trigger.events,
            by_person=trigger.by_person,
        )

    def _says(self, trigger: Trigger, sign: int) -> bool:
        """Say whether a fact with this sign fires the trigger by itself."""
        event, bits = divmod(sign, arrays.SIGNS)
        if self.events[event] in trigger.events:
            return not (trigger.by_person and bits & arrays.SYSTEM)
        if REPLY in trigger.messages and bits & arrays.REPLY:
            return True
        return CUSTOMER in trigger.messages and bool(bits & arrays.CUSTOMER)


_TURNS = frozenset({"resolved", "closed", "cancelled"})


def _value(state: State, name: str) -> str | None:
    """Return a field's value; a machine owns nothing."""
    return state.owner if name == "owner" else state.fields.get(name)


def _values(names: Sequence[str], states: Sequence[State]) -> Codes:
    """Return the code of each field's value in each state, 0 without one."""
    codes: dict[str | None, int] = {None: 0, "": 0}
    found = [[codes.setdefault(_value(state, name), len(codes)) for state in states] for name in names]
    return np.array(found, np.int32).reshape(len(names), len(states))


def _holders(commitment: Commitment, states: Sequence[State]) -> Codes:
    """Return for each state the code of who handles the ticket, -1 for nobody whom the commitment is about."""
    if commitment.measure.cycling is not Cycling.HANDLING:
        return np.full(len(states), -1, np.int32)
    named: Mapping[str, frozenset[str]] = {
        name: values for name, values in commitment.applies_to.fields if name in ("team", "tier")
    }
    names = tuple(named) or ("team", "tier")
    codes: dict[tuple[str | None, ...], int] = {}
    found = []
    for state in states:
        key = tuple(state.fields.get(name) for name in names)
        held = all(state.fields.get(name) in named[name] for name in names) if named else any(key)
        found.append(codes.setdefault(key, len(codes)) if held else -1)
    return np.array(found, np.int32)


__all__ = ["OTHER", "PRIORITY", "SYSTEM", "Field", "Plan", "Seen"]
