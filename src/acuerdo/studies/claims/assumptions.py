"""Ways in which help desks run clocks, each as a change of the promise, so that the same laws judge by it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from acuerdo.core.hours import WorkingCalendar
from acuerdo.core.terms.agreement import Agreement, Commitment, OnChange, OnReopen
from acuerdo.core.terms.conditions import Cases
from acuerdo.core.terms.measures import ANY_WAIT, NO_PAUSE, OPENED, Cycling, Measure, Pauses, Stage, Trigger
from acuerdo.studies.claims.shapes import AS_TOLD, Assumption, Difference, Looking

ALWAYS = "24x7"
_HOURS = range(8, 13)
_DAY_H = 24
_CUSTOMER = Pauses(reasons=frozenset({"customer"}))
_STARTS: tuple[tuple[str, Trigger], ...] = (
    ("opened", OPENED),
    ("assigned", Trigger(given=frozenset({"owner"}))),
    ("prioritised", Trigger(given=frozenset({"priority"}))),
    ("replied", Trigger(messages=frozenset({"reply"}))),
)
_STOPS: tuple[tuple[str, Trigger], ...] = (
    ("written", Trigger(events=frozenset({"replied"}))),
    ("acknowledged", Trigger(events=frozenset({"acknowledged"}))),
    ("assigned", Trigger(given=frozenset({"owner"}))),
    ("replied", Trigger(messages=frozenset({"reply"}))),
)
_PAUSES: tuple[tuple[str, Pauses], ...] = (
    ("never", NO_PAUSE),
    ("every_wait", ANY_WAIT),
    ("customer", _CUSTOMER),
)


class PromiseUnknown(ValueError):
    """A promise about tickets that an agreement does not make; `code` is `unknown_commitment`."""

    code = "unknown_commitment"


def promise_of(terms: Agreement, commitment: str) -> Commitment:
    """Return a promise about tickets by its id. Raises `PromiseUnknown`."""
    for one in terms.commitments:
        if one.id == commitment:
            return one
    known = ", ".join(one.id for one in terms.commitments)
    raise PromiseUnknown(f"found {commitment!r}, expected one of {known}")


def alone(terms: Agreement, commitment: Commitment) -> Agreement:
    """Return an agreement of one promise alone, which knows 24x7 beside its own calendars."""
    calendars = {ALWAYS: WorkingCalendar.from_spec(ALWAYS, time_zone=terms.time_zone), **terms.calendars}
    return replace(terms, commitments=(commitment,), ratios=(), calendars=calendars)


def assumptions_of(terms: Agreement, commitment: Commitment) -> list[Assumption]:
    """Return the ways to run the clock of a promise in which help desks are known to differ from it."""
    return [
        one
        for one in (
            Assumption(
                cause=Difference.EXCLUSIONS, code="without_exclusions", change=_same, looking=Looking(unexcluded=True)
            ),
            *_of_stops(commitment.measure),
            *_of_starts(commitment.measure),
            *_of_pauses(),
            *_of_calendars(terms),
            *_of_priorities(terms),
            *_of_reopenings(commitment.measure),
        )
        if one.looking != AS_TOLD or one.change(commitment) != commitment
    ]


def hours_of(terms: Agreement) -> tuple[dict[str, WorkingCalendar], list[Assumption]]:
    """Return every plain week, Monday to Friday and 8 to 12 hours from any full hour on, as a calendar and a way."""
    found = {}
    for length in _HOURS:
        for begin in range(_DAY_H):
            name = f"mon-fri {begin:02}:00-{(begin + length) % _DAY_H:02}:00"
            spec = {"week": {"mon-fri": [f"{begin:02}:00-{_ending(begin + length)}"]}}
            found[name] = WorkingCalendar.from_spec(spec, time_zone=terms.time_zone)
    return found, [_calendar(name) for name in found]


def _ending(hour: int) -> str:
    return f"{hour:02}:00" if hour <= _DAY_H else f"{hour - _DAY_H:02}:00"


def _of_stops(measure: Measure) -> Iterator[Assumption]:
    if Stage.CLOSED in measure.stops.stages:
        looking = Looking(until_closed=True)
        yield Assumption(cause=Difference.STOP, code="stops_closed", change=_same, looking=looking)
    if measure.cycling is Cycling.ONE:
        for code, trigger in _STOPS:
            yield Assumption(cause=Difference.STOP, code=f"stops_{code}", change=partial(_stopping, trigger))


def _of_starts(measure: Measure) -> Iterator[Assumption]:
    if measure.cycling is Cycling.ONE:
        for code, trigger in _STARTS:
            yield Assumption(cause=Difference.START, code=f"starts_{code}", change=partial(_starting, trigger))


def _of_pauses() -> Iterator[Assumption]:
    for code, pauses in _PAUSES:
        yield Assumption(cause=Difference.PAUSES, code=f"pauses_{code}", change=partial(_pausing, pauses))


def _of_calendars(terms: Agreement) -> Iterator[Assumption]:
    for name in dict.fromkeys((ALWAYS, *terms.calendars)):
        yield _calendar(name)


def _calendar(name: str) -> Assumption:
    return Assumption(
        cause=Difference.CALENDAR, code="calendar", detail=name, change=partial(_counting_in, Cases.always(name))
    )


def _of_priorities(terms: Agreement) -> Iterator[Assumption]:
    for rule in OnChange:
        yield Assumption(cause=Difference.PRIORITY, code=f"on_change_{rule}", change=partial(_changing, rule))
    for level in terms.scale.levels:
        yield Assumption(cause=Difference.PRIORITY, code="priority", detail=level, change=partial(_as, level))


def _of_reopenings(measure: Measure) -> Iterator[Assumption]:
    if measure.reopens:
        for rule in OnReopen:
            yield Assumption(cause=Difference.REOPENING, code=f"on_reopen_{rule}", change=partial(_reopening, rule))


def _stopping(trigger: Trigger, old: Commitment) -> Commitment:
    return replace(old, measure=replace(old.measure, stops=trigger))


def _starting(trigger: Trigger, old: Commitment) -> Commitment:
    return replace(old, measure=replace(old.measure, starts=trigger))


def _pausing(pauses: Pauses, old: Commitment) -> Commitment:
    return old if old.pausing == pauses else replace(old, pauses=pauses)


def _counting_in(calendars: Cases[str], old: Commitment) -> Commitment:
    return replace(old, calendar=calendars)


def _changing(rule: OnChange, old: Commitment) -> Commitment:
    return replace(old, on_change=rule)


def _reopening(rule: OnReopen, old: Commitment) -> Commitment:
    return replace(old, on_reopen=rule)


def _as(level: str, old: Commitment) -> Commitment:
    """Return a promise whose target and calendar are those of one priority, whatever the ticket's."""
    fields = {"priority": level}
    target = None if old.within is None else old.within.choose(fields, frozenset())
    calendar = old.calendar.choose(fields, frozenset())
    if target is None or calendar is None:
        return old
    return replace(old, within=Cases.always(target), calendar=Cases.always(calendar))


def _same(old: Commitment) -> Commitment:
    return old
