"""People and queues: who takes what next. A queue is served by priority, then by age."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from acuerdo.core.hours import WorkingCalendar
from acuerdo.studies.simulate.life import Life, Stage, Step
from acuerdo.studies.simulate.scenario import DAY_US, DEFAULT, Scenario
from acuerdo.studies.simulate.shifts import Shift, span_days


@dataclass(slots=True, kw_only=True, eq=False)
class Ticket:
    """A ticket in the simulation. Instants are microseconds since 1970."""

    number: int
    name: str
    life: Life
    opened_at_us: int
    rank: int
    team: str
    position: int = 0
    stage: Stage = Stage.OPEN
    cycle: int = 0
    owner: str = ""
    shown_owner: str = ""  # the one that its facts name
    unanswered: bool = False
    answered_at_us: int | None = None
    waiting_since_us: int | None = None
    entry: int = -1  # its place in a queue; an older place no longer counts
    seq: int = 0

    @property
    def step(self) -> Step:
        """The step that comes next; there is always one while the ticket is open."""
        return self.life.steps[self.position]

    @property
    def is_over(self) -> bool:
        """Whether nothing is left that could be done on it."""
        return self.position >= len(self.life.steps)


@dataclass(slots=True, kw_only=True, eq=False)
class Worker:
    """A person at work."""

    name: str
    team: str
    skills: frozenset[str]
    last_rank: int  # the least urgent that this person takes
    pace: float
    shift: Shift
    overtime_us: int
    busy: bool = False
    idle_since_us: int = 0
    wakes_at_us: int | None = None
    own: "Queue"
    queues: "list[Queue]"  # all that this person serves, the own one first

    def rest_order(self) -> tuple[int, str]:
        """Who has been free longest comes first."""
        return self.idle_since_us, self.name

    def finish_us(self, at_us: int, work_us: int) -> int | None:
        """When work begun now is done: today if it needs little more than the shift, else in the next ones."""
        work_us = max(int(work_us / self.pace) // 1_000_000, 1) * 1_000_000
        end = self.shift.finish_us(at_us, work_us)
        if end is not None and end > at_us + work_us and not self.shift.is_open_us(at_us + work_us):
            left = self.shift.next_open_us(at_us + work_us - self.overtime_us)
            if left is not None and left < at_us + work_us:
                return at_us + work_us
        return end


@dataclass(slots=True, eq=False)
class Queue:
    """Tickets that wait for somebody: the most urgent first, the oldest of those."""

    heap: list[tuple[int, int, int, Ticket]] = field(default_factory=list)

    def push(self, ticket: Ticket) -> None:
        """Put a ticket in by its rank and age."""
        heappush(self.heap, (ticket.rank, ticket.opened_at_us, ticket.entry, ticket))

    def peek(self) -> tuple[int, int, int, Ticket] | None:
        """The place that is served next, those that no longer count being dropped."""
        while self.heap and self.heap[0][3].entry != self.heap[0][2]:
            heappop(self.heap)
        return self.heap[0] if self.heap else None


class Desk:
    """All queues and all people of a scenario."""

    def __init__(self, scenario: Scenario, calendars: Mapping[str, WorkingCalendar]) -> None:
        self._entries = 0
        self._takes_over_after = {name: team.takes_over_after for name, team in scenario.teams.items()}
        self._levels = levels = scenario.priorities.levels
        self._queues = {(team, service): Queue() for team in scenario.teams for service in scenario.services}
        self.workers: dict[str, Worker] = {}
        for name, person in scenario.people.items():
            absences = span_days(person.absent, scenario.time_zone)
            self.workers[name] = Worker(
                name=name,
                team=person.team,
                skills=frozenset(person.skills or scenario.services),
                last_rank=len(levels) - 1 if person.down_to is None else levels.index(person.down_to),
                pace=person.pace,
                shift=Shift(calendars[person.calendar], absences),
                overtime_us=scenario.teams[person.team].overtime,
                own=(own := Queue()),
                queues=[own, *self._served(person.team, person.skills or list(scenario.services))],
            )
        self._teams = {
            (team, service): [who for who in self.workers.values() if who.team == team and service in who.skills]
            for team, service in self._queues
        }

    def enqueue(self, ticket: Ticket, now_us: int) -> list[Worker]:
        """Put a ticket where it waits for its next work; answers who could take it."""
        self._entries += 1
        ticket.entry = self._entries
        if ticket.waiting_since_us is None:
            ticket.waiting_since_us = now_us
        owner = self.workers.get(ticket.owner)
        if owner is not None and self._keeps(owner, ticket, now_us):
            owner.own.push(ticket)
            return [owner]
        self._queues[ticket.team, ticket.life.service].push(ticket)
        people = self._teams[ticket.team, ticket.life.service]
        return [worker for worker in people if ticket.rank <= worker.last_rank]

    def _keeps(self, owner: Worker, ticket: Ticket, now_us: int) -> bool:
        """Whether a ticket waits for its owner, who takes such tickets and is not away for too long."""
        if owner.team != ticket.team or ticket.rank > owner.last_rank:
            return False
        limits = self._takes_over_after[ticket.team]
        limit = limits.get(self._levels[ticket.rank], limits.get(DEFAULT, DAY_US))
        opens = owner.shift.next_open_us(now_us)
        return opens is not None and opens - now_us <= limit

    def leave(self, ticket: Ticket) -> None:
        """Take a ticket out of whatever queue it stands in."""
        ticket.entry = -1
        ticket.waiting_since_us = None

    def _served(self, team: str, skills: list[str]) -> list[Queue]:
        return [self._queues[team, service] for service in skills]

    def next_for(self, worker: Worker) -> Ticket | None:
        """The ticket that a person should take now, still in its queue; their own first among equals."""
        places = (queue.peek() for queue in worker.queues)
        best = min((place for place in places if place is not None), key=lambda place: place[:2], default=None)
        return None if best is None or best[0] > worker.last_rank else best[3]
