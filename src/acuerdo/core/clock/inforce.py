"""Which terms of a commitment are in force in a state of a ticket."""

from dataclasses import dataclass, field

from acuerdo.core.clock.timeline import State, Timeline
from acuerdo.core.hours import WorkingCalendar
from acuerdo.core.terms.agreement import Agreement, Commitment
from acuerdo.core.terms.conditions import Cases, Condition
from acuerdo.core.terms.targets import AgreedInstant, NoTarget, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The calendar and the target that a commitment promises in a state.

    `promises` says whether there is a target at all, `by_agreement` whether it is the instant that the parties agree
    for each ticket.
    """

    calendar: WorkingCalendar
    target: Target
    promises: bool = field(init=False, compare=False)
    by_agreement: bool = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Answer once what every ticket asks."""
        object.__setattr__(self, "promises", not isinstance(self.target, NoTarget))
        object.__setattr__(self, "by_agreement", isinstance(self.target, AgreedInstant))


class TermsInForce:
    """Answers, for one commitment, which terms hold in a state; equal questions are answered once."""

    def __init__(self, agreement: Agreement, commitment: Commitment) -> None:
        self._agreement = agreement
        self._commitment = commitment
        self._targets = commitment.targets
        conditions = _conditions(commitment)
        self._fields = tuple(sorted({name for condition in conditions for name, _ in condition.fields}))
        self.opening_calendars = frozenset[str]().union(*(condition.opened_in for condition in conditions))
        self._answers: dict[tuple[object, ...], Terms | None] = {}

    def opened_in(self, timeline: Timeline) -> frozenset[str]:
        """Return those calendars named by conditions that were open when the ticket was opened."""
        calendars = self._agreement.calendars
        return frozenset(name for name in self.opening_calendars if calendars[name].is_open_us(timeline.opened_us))

    def at(self, state: State, opened_in: frozenset[str]) -> Terms | None:
        """Return the terms in force, or None when the commitment does not apply."""
        question = (opened_in, *map(state.fields.get, self._fields))
        try:
            return self._answers[question]
        except KeyError:
            return self._answers.setdefault(question, self._find(state, opened_in))

    def _find(self, state: State, opened_in: frozenset[str]) -> Terms | None:
        commitment, fields = self._commitment, state.fields
        if not commitment.applies_to.holds(fields, opened_in):
            return None
        if any(exception.holds(fields, opened_in) for exception in commitment.exceptions):
            return None
        name = commitment.calendar.choose(fields, opened_in)
        target = NoTarget() if self._targets is None else self._targets.choose(fields, opened_in)
        if name is None or target is None:
            return None
        return Terms(calendar=self._agreement.calendars[name], target=target)


def _conditions(commitment: Commitment) -> list[Condition]:
    tables: tuple[Cases[str] | Cases[Target] | None, ...] = (commitment.calendar, commitment.targets)
    cases = [row.when for table in tables if table is not None for row in table.rows]
    return [commitment.applies_to, *commitment.exceptions, *cases]
