"""The simulation itself: events in the order of time, people as servers, facts as they come to be known."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from heapq import heappop, heappush
from itertools import count

from acuerdo.core.clock.facts import CLEARED
from acuerdo.core.hours import BeyondHorizon
from acuerdo.studies.simulate.arrivals import bound_scenario, draw_arrivals, format_day
from acuerdo.studies.simulate.desk import Desk, Ticket, Worker
from acuerdo.studies.simulate.life import UNRESOLVED, Doing, Entry, Happening, Stage
from acuerdo.studies.simulate.lives import Lives
from acuerdo.studies.simulate.quantities import SECOND_US
from acuerdo.studies.simulate.scenario import DAY_US, HOUR_US, MINUTE_US, Scenario
from acuerdo.studies.simulate.shifts import build_calendars

Row = dict[str, str]
Watch = Callable[[Ticket, int, int | None], None]  # ticket, since when it waited, when it was taken (None: not yet)

_REMEMBERED = 50  # tickets of a stream that a new one may be merged into
_STAGE_AFTER = {
    "resolved": Stage.RESOLVED,
    "closed": Stage.CLOSED,
    "reopened": Stage.OPEN,
    "cancelled": Stage.ENDED,
    "merged": Stage.ENDED,
}


def format_instant(at_us: int) -> str:
    """RFC 3339 in UTC with `Z`, whole seconds.

    >>> format_instant(1767225661000000)
    '2026-01-01T00:01:01Z'
    """
    days, rest = divmod(at_us, DAY_US)
    seconds = rest // SECOND_US
    return f"{_day(days)}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z"


_day = lru_cache(maxsize=4096)(format_day)


class Simulation:
    """One run of a scenario with one seed.

    `watch`, if given, is told of every wait of a ticket for a person: when it begins to be served, or at the end.
    """

    def __init__(self, scenario: Scenario, seed: int, watch: Watch | None = None) -> None:
        self._scenario = scenario
        self._seed = seed
        self._watch = watch
        self._calendars = build_calendars(scenario.calendars, scenario.time_zone)
        self._desk = Desk(scenario, self._calendars)
        self._lives = Lives(scenario)
        self._ranks = {level: rank for rank, level in enumerate(scenario.priorities.levels)}
        self._end_us = bound_scenario(scenario)[1]
        self._events: list[tuple[int, int, Callable[[int], None]]] = []
        self._order = count()
        self._numbers = count(1)
        self._known: list[Row] = []
        self._latest: dict[str, deque[Ticket]] = {stream: deque(maxlen=_REMEMBERED) for stream in scenario.arrivals}
        self._waiting: set[Ticket] = set()

    def run(self) -> Iterator[Row]:
        """Facts in the order in which they become known, up to the end of the scenario's last day."""
        for stream in self._scenario.arrivals:
            self._await(stream, count(), draw_arrivals(self._scenario, stream, self._seed))
        while self._events:
            at_us, _, act = heappop(self._events)
            act(at_us)
            yield from self._known
            self._known.clear()
        if self._watch is not None:
            for ticket in sorted(self._waiting, key=lambda ticket: (ticket.opened_at_us, ticket.name)):
                self._watch(ticket, ticket.waiting_since_us or ticket.opened_at_us, None)

    def _at(self, at_us: int | None, act: Callable[[int], None]) -> None:
        """Do something at an instant, unless that lies beyond the end."""
        if at_us is not None and at_us < self._end_us:
            heappush(self._events, (at_us, next(self._order), act))

    # tickets arrive

    def _await(self, stream: str, numbers: Iterator[int], instants: Iterator[int]) -> None:
        self._at(next(instants, None), partial(self._arrive, stream, numbers, instants))

    def _arrive(self, stream: str, numbers: Iterator[int], instants: Iterator[int], now_us: int) -> None:
        life = self._lives.draw(stream, next(numbers), self._seed)
        number = next(self._numbers)
        name = f"{self._scenario.tickets.prefix}{number:05}"
        rank = self._ranks[life.level]
        ticket = Ticket(number=number, name=name, life=life, opened_at_us=now_us, rank=rank, team=life.team)
        self._say(ticket, Entry(event="opened", fields={**life.opened, "status": "new"}, by="customer"), now_us)
        self._schedule(ticket, "opened", now_us)
        self._at(now_us + life.notice_us, partial(self._begin, ticket))
        self._latest[stream].append(ticket)
        self._await(stream, numbers, instants)

    def _begin(self, ticket: Ticket, now_us: int) -> None:
        """Somebody has seen the new ticket."""
        if ticket.stage is Stage.OPEN:
            self._go(ticket, now_us)

    def _schedule(self, ticket: Ticket, after: str, now_us: int) -> None:
        for happening in ticket.life.happenings:
            if happening.after == after and happening.cycle == ticket.cycle:
                at_us = self._add(happening.calendar, now_us, happening.span_us)
                self._at(at_us, partial(self._happen, ticket, happening, ticket.cycle))

    def _add(self, calendar: str | None, at_us: int, span_us: int) -> int | None:
        """The instant after a span of a calendar's time, or of the wall's; None if that never comes."""
        if calendar is None:
            return at_us + span_us
        try:
            return -(-self._calendars[calendar].add_us(at_us, span_us) // SECOND_US) * SECOND_US
        except BeyondHorizon:
            return None

    # tickets go their way

    def _go(self, ticket: Ticket, now_us: int) -> None:
        """Begin the next step of an open ticket."""
        step = ticket.step
        if step.doing is Doing.WORK:
            self._waiting.add(ticket)
            self._offer(self._desk.enqueue(ticket, now_us), now_us)
            return
        for entry in step.before:
            self._say(ticket, entry, now_us)
        if step.doing is Doing.PAUSE:
            ticket.stage = Stage.WAITING
            at_us = self._add(step.calendar, now_us, step.span_us)
            self._at(at_us, partial(self._resume, ticket, ticket.position))
            return
        ticket.team = step.team or ticket.team
        ticket.owner = ""
        ticket.position += 1
        self._go(ticket, now_us)

    def _resume(self, ticket: Ticket, position: int, now_us: int) -> None:
        """The end of a pause."""
        if ticket.stage is not Stage.WAITING or ticket.position != position:
            return
        ticket.stage = Stage.OPEN
        for entry in ticket.step.after:
            self._say(ticket, entry, now_us)
        ticket.position += 1
        self._go(ticket, now_us)

    def _happen(self, ticket: Ticket, happening: Happening, cycle: int, now_us: int) -> None:
        """Something that came by itself, if the ticket is still where it can."""
        late_cycle = happening.after == "resolved" and ticket.cycle != cycle
        if late_cycle or ticket.stage not in happening.needs or (happening.resumes and ticket.is_over):
            return
        for entry in happening.entries:
            self._say(ticket, entry, now_us)
        if happening.resumes:
            ticket.cycle += 1
            self._go(ticket, now_us)

    # people work

    def _offer(self, workers: list[Worker], now_us: int) -> None:
        """Let somebody who is free take what waits; else let the free ones look when they come in."""
        free = sorted((worker for worker in workers if not worker.busy), key=Worker.rest_order)
        for worker in free:
            if worker.shift.is_open_us(now_us):
                self._take(worker, now_us)
                return
        for worker in free:
            self._wake_later(worker, now_us)

    def _wake_later(self, worker: Worker, now_us: int) -> None:
        if worker.wakes_at_us is None:
            worker.wakes_at_us = worker.shift.next_open_us(now_us)
            self._at(worker.wakes_at_us, partial(self._wake, worker))

    def _wake(self, worker: Worker, now_us: int) -> None:
        worker.wakes_at_us = None
        if not worker.busy:
            self._take(worker, now_us)

    def _take(self, worker: Worker, now_us: int) -> None:
        """A free person takes the next ticket, or looks again when their shift begins."""
        ticket = self._desk.next_for(worker)
        if ticket is None:
            return
        if not worker.shift.is_open_us(now_us):
            self._wake_later(worker, now_us)
            return
        since_us = ticket.waiting_since_us
        if self._watch is not None and since_us is not None:
            self._watch(ticket, since_us, now_us)
        self._waiting.discard(ticket)
        self._desk.leave(ticket)
        worker.busy = True
        self._hand(ticket, worker, now_us)
        for entry in ticket.step.before:
            self._say(ticket, entry, now_us)
        self._at(worker.finish_us(now_us, ticket.step.span_us), partial(self._finish, worker, ticket))

    def _hand(self, ticket: Ticket, worker: Worker, now_us: int) -> None:
        """Make the person the owner, and say so where that is new."""
        ticket.owner = worker.name
        if ticket.shown_owner != worker.name:
            fields = {"owner": worker.name} | ({"status": "open"} if ticket.position == 0 else {})
            ticket.shown_owner = worker.name
            self._say(ticket, Entry(event="changed", fields=fields), now_us)

    def _finish(self, worker: Worker, ticket: Ticket, now_us: int) -> None:
        worker.busy, worker.idle_since_us = False, now_us
        if ticket.stage is Stage.OPEN:
            entries = ticket.step.after
            ticket.position += 1
            if ticket.unanswered and not any(entry.is_answer for entry in entries):
                self._say(ticket, Entry(event="replied"), now_us)
            for entry in entries:
                self._say(ticket, entry, now_us)
            if ticket.stage is Stage.OPEN:
                self._go(ticket, now_us)
        if not worker.busy:
            self._take(worker, now_us)

    # facts are written

    def _say(self, ticket: Ticket, entry: Entry, now_us: int) -> None:
        if entry.is_answer and ticket.answered_at_us == now_us and entry.retracted_us is None:
            return  # the customer was told at this very moment
        fields = dict(entry.fields)
        if entry.event == "merged":
            into = self._find_twin(ticket)
            if into is None:
                return
            fields["into"] = into.name
        if entry.until_us is not None:
            fields["until"] = format_instant(-(-(now_us + entry.until_us) // HOUR_US) * HOUR_US)
        if "priority" in fields:
            ticket.rank = self._ranks[fields["priority"]]
        by = entry.by or ticket.shown_owner or ticket.team
        if fields.get("owner") == CLEARED:
            ticket.shown_owner = ""
        row = self._row(ticket, entry.event, now_us, {**fields, "by": by})
        self._record(ticket, entry, row, now_us)
        self._move_on(ticket, entry, now_us)

    def _find_twin(self, ticket: Ticket) -> Ticket | None:
        """The latest ticket of the same origin that was opened before and is not resolved yet."""
        latest = reversed(self._latest[ticket.life.stream])
        return next((one for one in latest if one.number < ticket.number and one.stage in UNRESOLVED), None)

    def _row(self, ticket: Ticket, event: str, at_us: int, fields: Mapping[str, str]) -> Row:
        ticket.seq += 1
        row = {"ticket": ticket.name, "at": format_instant(at_us), "event": event}
        row.update((name, value) for name, value in fields.items() if value)
        if self._scenario.tickets.source is not None:
            row["source"] = self._scenario.tickets.source
        row["seq"] = str(ticket.seq)
        row["key"] = f"{ticket.number}.{ticket.seq}"
        return row

    def _record(self, ticket: Ticket, entry: Entry, row: Row, now_us: int) -> None:
        """Make a fact known now or late, and have it corrected or taken back later where that is its fate."""
        known_us = now_us + (entry.late_us or 0)
        if entry.late_us is None:
            self._known.append(row)
        else:
            self._at(known_us, partial(self._publish, row))
        if entry.corrected_us is not None:
            earlier_us = (entry.corrected_us // SECOND_US % 40 + 5) * MINUTE_US
            changed = {"at": format_instant(max(now_us - earlier_us, ticket.opened_at_us))}
            self._at(known_us + entry.corrected_us, partial(self._correct, ticket, row, changed))
        if entry.retracted_us is not None:
            self._at(known_us + entry.retracted_us, partial(self._retract, ticket, row))

    def _publish(self, row: Row, now_us: int) -> None:
        self._known.append({**row, "recorded_at": format_instant(now_us)})

    def _correct(self, ticket: Ticket, row: Row, changed: Row, now_us: int) -> None:
        """A new fact that replaces an older one whole, at its own instant and place."""
        fresh = self._row(ticket, row["event"], now_us, {})
        self._publish({**row, **changed, "key": fresh["key"], "corrects": row["key"]}, now_us)

    def _retract(self, ticket: Ticket, row: Row, now_us: int) -> None:
        self._publish(self._row(ticket, "retracted", now_us, {"by": row["by"], "corrects": row["key"]}), now_us)

    def _move_on(self, ticket: Ticket, entry: Entry, now_us: int) -> None:
        """What a fact means for the ticket in the simulation."""
        if entry.event == "asked":
            ticket.unanswered = True
        elif entry.is_answer:
            ticket.unanswered = False
            ticket.answered_at_us = now_us
        stage = _STAGE_AFTER.get(entry.event)
        if stage is None:
            return
        ticket.stage = stage
        if stage is Stage.ENDED:
            self._waiting.discard(ticket)
            self._desk.leave(ticket)
        elif stage is Stage.RESOLVED:
            self._schedule(ticket, "resolved", now_us)


def simulate(scenario: Scenario, seed: int, *, watch: Watch | None = None) -> Iterator[Row]:
    """Facts of a simulated history, in the order in which they became known.

    Each row maps columns of the fact format to text; a column without a value is absent. `at` and `recorded_at` are
    RFC 3339 in UTC with `Z`. The same scenario and seed give the same rows on every machine.
    """
    return Simulation(scenario, seed, watch).run()
