"""What a change of people or of volume does to the waiting: the same tickets, once with it and once without."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from acuerdo.core.hours import WorkingCalendar
from acuerdo.documents.findings import suggest
from acuerdo.studies.simulate.arrivals import bound_scenario
from acuerdo.studies.simulate.checks import check_scenario
from acuerdo.studies.simulate.desk import Ticket
from acuerdo.studies.simulate.engine import simulate
from acuerdo.studies.simulate.refusals import ChangeRefused
from acuerdo.studies.simulate.scenario import Person, Scenario
from acuerdo.studies.simulate.shifts import build_calendars

_SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is different: people away (inclusive dates), people hired, and more or fewer tickets (a factor)."""

    absent: Mapping[str, Sequence[tuple[date, date]]] = field(default_factory=dict)
    hired: Mapping[str, Person] = field(default_factory=dict)
    volume: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How long tickets of one priority (as they were opened) waited until somebody took them.

    Seconds are those of the calendar that was asked for, else of the wall. `waiting` counts tickets that nobody had
    taken at the end; they enter the figures with what they had waited by then, a lower bound. A ticket that was
    cancelled before anybody took it is not counted.
    """

    seed: int
    priority: str
    changed: bool
    tickets: int
    waiting: int
    mean_s: float
    median_s: float
    p90_s: float
    longest_s: float


def change_scenario(scenario: Scenario, changes: Changes) -> Scenario:
    """The scenario with the changes in it. Raises ChangeRefused for a person it does not know, or knows already."""
    people = dict(scenario.people)
    for name, days in changes.absent.items():
        if name not in people:
            raise ChangeRefused(f"found no person '{name}' in the scenario; {_name_known(name, people)}")
        people[name] = people[name].model_copy(update={"absent": [*people[name].absent, *days]})
    for name, person in changes.hired.items():
        if name in people:
            raise ChangeRefused(f"'{name}' works here already; hire under another name")
        people[name] = person
    arrivals = scenario.arrivals
    if changes.volume != 1:
        arrivals = {
            name: stream.model_copy(update={"per_day": stream.per_day * changes.volume})
            for name, stream in arrivals.items()
        }
    return check_scenario(scenario.model_copy(update={"people": people, "arrivals": arrivals}))


def _name_known(word: str, known: Iterable[str]) -> str:
    """The nearest known word, or all of them."""
    words = list(known)
    return suggest(word, words) or f"known here: {', '.join(words)}"


def capacity(
    scenario: Scenario,
    changes: Changes,
    seeds: Iterable[int],
    *,
    calendar: str | None = None,
) -> tuple[Waiting, ...]:
    """Waiting by priority and seed, without and with the changes, tickets and their lives being the same.

    `calendar` names a calendar of the scenario in whose time the waiting is measured. With `volume` other than 1 the
    tickets themselves differ. The last day of the scenario is the end: nothing is known of what happens later.
    Raises ChangeRefused for a calendar or a person that the scenario does not have.
    """
    if calendar is not None and calendar not in scenario.calendars:
        known = _name_known(calendar, scenario.calendars)
        raise ChangeRefused(f"found no calendar '{calendar}' in the scenario; {known}")
    clock = None if calendar is None else build_calendars(scenario.calendars, scenario.time_zone)[calendar]
    changed = change_scenario(scenario, changes)
    return tuple(
        waiting
        for seed in seeds
        for given, is_changed in ((scenario, False), (changed, True))
        for waiting in _measure(given, seed, clock, changed=is_changed)
    )


def _measure(scenario: Scenario, seed: int, clock: WorkingCalendar | None, *, changed: bool) -> Iterable[Waiting]:
    waits: dict[str, list[float]] = {level: [] for level in scenario.priorities.levels}
    unserved = dict.fromkeys(waits, 0)
    end_us = bound_scenario(scenario)[1]

    def watch(ticket: Ticket, since_us: int, taken_us: int | None) -> None:
        if ticket.position > 0:
            return
        until_us = end_us if taken_us is None else taken_us
        waited_us = until_us - since_us if clock is None else clock.elapsed_us(since_us, until_us)
        waits[ticket.life.level].append(waited_us / _SECOND_US)
        unserved[ticket.life.level] += taken_us is None

    for _ in simulate(scenario, seed, watch=watch):
        pass
    for level, found in waits.items():
        yield _sum_up(seed, level, sorted(found), unserved[level], changed=changed)


def _sum_up(seed: int, level: str, waits: Sequence[float], unserved: int, *, changed: bool) -> Waiting:
    number = len(waits)
    return Waiting(
        seed=seed,
        priority=level,
        changed=changed,
        tickets=number,
        waiting=unserved,
        mean_s=sum(waits) / number if number else 0.0,
        median_s=median(waits) if number else 0.0,
        p90_s=waits[-(-9 * number // 10) - 1] if number else 0.0,
        longest_s=waits[-1] if number else 0.0,
    )
