"""Draws lives from a scenario's habits."""

from collections.abc import Iterator
from random import Random

from acuerdo.core.clock.facts import CLEARED, SYSTEM
from acuerdo.studies.simulate.arrivals import Choice
from acuerdo.studies.simulate.life import (
    ANY,
    SOLVED,
    UNRESOLVED,
    Dice,
    Doing,
    Entry,
    Happening,
    Life,
    Step,
)
from acuerdo.studies.simulate.quantities import SECOND_US
from acuerdo.studies.simulate.scenario import (
    DAY_US,
    DEFAULT,
    HOUR_US,
    MINUTE_US,
    Arrivals,
    Lognormal,
    OwnEvent,
    Scenario,
    Wait,
)

_STATUS_OF_WAIT = {"customer": "waiting_customer", "supplier": "waiting_supplier", "change": "waiting_change"}
_MESSAGE = Lognormal(median=5 * HOUR_US, spread=0.9)
_CANCEL = Lognormal(median=4 * HOUR_US, spread=1.0)
_THANKS = Lognormal(median=40 * MINUTE_US, spread=0.8)
_CONFIRM = Lognormal(median=3 * HOUR_US, spread=0.7)
_CORRECTION = Lognormal(median=20 * HOUR_US, spread=0.6)


class _Telling:
    """One life on its way to the page: the dice, the ticket's opening and the scenario's habits."""

    def __init__(self, scenario: Scenario, stream: Arrivals, dice: Dice, opened: dict[str, str], level: str) -> None:
        self.scenario = scenario
        self.habits = scenario.habits
        self.stream = stream
        self.dice = dice
        self.opened = opened
        self.level = level
        self.service = scenario.services[opened["service"]]
        self.user = dice.rng.choice(stream.users) if stream.users else "customer"
        self.silent = dice.hits(self.habits.silent)
        handling = scenario.work.handling
        self.handling = handling.get(level) or handling[DEFAULT]

    def reply(self) -> Entry:
        """A public answer of the person at work, now and then recorded late."""
        late = self.dice.hits(self.scenario.records.late)
        return Entry(event="replied", late_us=self.dice.last(self.scenario.records.late_by) if late else None)

    def note(self) -> Entry:
        return Entry(event="replied", fields={"public": "false"})

    def first(self) -> Step:
        """The first touch: somebody takes the ticket and, mostly, answers."""
        before = (Entry(event="acknowledged"),) if self.dice.hits(self.habits.acknowledged) else ()
        span = self.dice.last(self.scenario.work.first_reply)
        after: list[Entry] = []
        if not self.silent:
            after.append(self.mend(self.reply()))
        if self.dice.hits(self.scenario.records.retracted):
            after.append(Entry(event="replied", retracted_us=self.dice.last(_CORRECTION)))
        return Step(doing=Doing.WORK, span_us=span, before=before, after=tuple(after))

    def mend(self, entry: Entry) -> Entry:
        """The same entry, in some tickets corrected later."""
        if not self.dice.hits(self.scenario.records.corrected):
            return entry
        return Entry(event=entry.event, late_us=entry.late_us, corrected_us=self.dice.last(_CORRECTION))

    def steps(self) -> Iterator[Step]:
        """The whole work on the ticket until it is resolved for good."""
        first = self.first()
        ends = self.dice.rng.random()
        if ends < self.habits.merged:
            yield Step(doing=Doing.WORK, span_us=first.span_us, after=(Entry(event="merged"),))
        elif self.dice.hits(self.habits.first_contact) and not (self.silent or self.is_most_urgent()):
            span = first.span_us + self.dice.last(self.handling, part=0.25)
            yield Step(
                doing=Doing.WORK, span_us=span, before=first.before, after=(*first.after, *self.ending(quiet=True))
            )
        else:
            yield from self.agree(first)
            yield from self.stretches()
        yield from self.second_round()

    def is_most_urgent(self) -> bool:
        """Whether it is of the first of several levels: such tickets get word at once and no date."""
        levels = self.scenario.priorities.levels
        return self.level == levels[0] and len(levels) > 1

    def agree(self, first: Step) -> Iterator[Step]:
        """The first touch, now and then with a date that suits the customer, and the wait until about then."""
        if self.is_most_urgent() or not self.dice.hits(self.habits.agreed):
            yield first
            return
        until_us = self.dice.rng.randrange(1, 9) * DAY_US
        agreed = Entry(event="agreed", until_us=until_us)
        yield Step(doing=first.doing, span_us=first.span_us, before=first.before, after=(*first.after, agreed))
        lasts = Lognormal(median=until_us * 4 // 5, spread=0.15)
        yield self.wait(Wait(reason="agreed_date", share=1.0, lasts=lasts))

    def second_round(self) -> Iterator[Step]:
        """What is done after a reopening."""
        span = self.dice.last(self.handling, part=0.4)
        yield Step(doing=Doing.WORK, span_us=span, after=self.ending())

    def stretches(self) -> Iterator[Step]:
        """Work, interrupted by what interrupts it."""
        breaks = list(self.interruptions())
        self.dice.rng.shuffle(breaks)
        moves = list(self.escalations())
        places = sorted(self.dice.rng.randrange(len(breaks) + 1) for _ in moves)
        for place, move in zip(reversed(places), reversed(moves), strict=True):
            breaks.insert(place, [move])
        parts = self.dice.split(self.dice.last(self.handling), len(breaks) + 1)
        moves_at = self.dice.rng.randrange(len(parts)) if self.dice.hits(self.scenario.priorities.changed) else -1
        for number, (span, interruption) in enumerate(zip(parts, breaks, strict=False)):
            said = [*self.findings(number), *self.new_priority(number == moves_at), *self.progress()]
            yield Step(doing=Doing.WORK, span_us=span, after=tuple(said))
            yield from interruption
        yield from self.last_stretch(parts[-1], len(breaks), moves=moves_at == len(breaks))

    def last_stretch(self, span_us: int, number: int, *, moves: bool) -> Iterator[Step]:
        said = [*self.findings(number), *self.new_priority(moves)]
        if self.dice.hits(self.habits.workaround):
            soon, rest = self.dice.split(span_us, 2)
            yield Step(doing=Doing.WORK, span_us=soon, after=(*said, Entry(event="restored"), *self.progress()))
            yield Step(doing=Doing.WORK, span_us=rest, after=self.ending())
        else:
            yield Step(doing=Doing.WORK, span_us=span_us, after=(*said, *self.ending()))

    def findings(self, number: int) -> Iterator[Entry]:
        """What the first stretch of work finds out."""
        if number:
            return
        if self.dice.hits(self.habits.diagnosed):
            yield Entry(event="diagnosed")
        if self.dice.hits(self.habits.planned):
            yield Entry(event="planned")

    def new_priority(self, moves: bool) -> Iterator[Entry]:  # noqa: FBT001 - read where it is called
        levels = self.scenario.priorities.levels
        if not moves or len(levels) == 1:
            return
        here = levels.index(self.level)
        up = here > 0 and (here == len(levels) - 1 or self.dice.hits(0.6))
        self.level = levels[here - 1 if up else here + 1]
        yield Entry(event="changed", fields={"priority": self.level})

    def progress(self) -> Iterator[Entry]:
        if self.dice.hits(self.habits.internal_notes):
            yield self.note()
        if self.dice.hits(self.habits.updates) and not self.silent:
            yield self.reply()

    def ending(self, *, quiet: bool = False) -> tuple[Entry, ...]:
        says = self.dice.hits(self.habits.explained) and not (quiet or self.silent)
        return (*((self.reply(),) if says else ()), Entry(event="resolved"))

    def interruptions(self) -> Iterator[list[Step]]:
        habits = self.habits
        for wait in self.scenario.waits:
            if (not wait.priorities or self.level in wait.priorities) and self.dice.hits(wait.share):
                yield [self.wait(wait)]
        if self.dice.hits(habits.reassigned):
            yield [Step(doing=Doing.HAND_OVER, before=(self.note(),))]
        if self.dice.hits(habits.on_site):
            travel = self.dice.last(self.scenario.work.travel)
            dispatched, arrived = (Entry(event="dispatched"),), (Entry(event="arrived"),)
            yield [Step(doing=Doing.WORK, span_us=travel, before=dispatched, after=arrived)]

    def escalations(self) -> Iterator[Step]:
        """From team to team, each time by the same chance."""
        teams = self.scenario.teams
        team = teams[self.service.team].escalates_to
        while team is not None and self.dice.hits(self.habits.escalated):
            fields = {"team": team, "tier": teams[team].tier, "owner": CLEARED}
            yield Step(doing=Doing.MOVE, team=team, before=(self.note(), Entry(event="changed", fields=fields)))
            team = teams[team].escalates_to

    def wait(self, wait: Wait) -> Step:
        """Waiting for somebody; the customer's answer comes as a message."""
        status = _STATUS_OF_WAIT.get(wait.reason, "on_hold")
        fields = {"status": status} | ({"reason": wait.reason} if status == "on_hold" else {})
        customer = wait.reason == "customer"
        asks = () if self.silent else (self.reply(),)
        return Step(
            doing=Doing.PAUSE,
            span_us=self.dice.last(wait.lasts),
            calendar=wait.calendar or (self.stream.calendar if customer else None),
            before=(*asks, Entry(event="changed", fields=fields)),
            after=(
                *((Entry(event="asked", by=self.user),) if customer else ()),
                Entry(event="changed", fields={"status": "open"}, by=SYSTEM),
            ),
        )

    def happenings(self) -> Iterator[Happening]:
        """What does not wait for anybody's turn."""
        yield from self.after_opening()
        for event in self.scenario.events:
            yield from self.own_event(event)
        habits, dice = self.habits, self.dice
        if dice.hits(habits.reopened):
            says = (Entry(event="asked", by=self.user), Entry(event="reopened", by=self.user))
            yield self.later(dice.last(habits.reopened_after), says, resumes=True)
        elif dice.hits(habits.thanks):
            yield self.later(dice.last(_THANKS), (Entry(event="asked", by=self.user),))
        elif dice.hits(habits.confirmed):
            yield self.later(dice.last(_CONFIRM), (Entry(event="confirmed", by=self.user),))
        for cycle in (0, 1):
            closed = (Entry(event="closed", by=SYSTEM),)
            yield Happening(after="resolved", cycle=cycle, span_us=habits.closes_after, entries=closed, needs=SOLVED)

    def later(self, span_us: int, entries: tuple[Entry, ...], *, resumes: bool = False) -> Happening:
        """What the customer does after the resolution."""
        return Happening(
            after="resolved",
            span_us=span_us,
            calendar=self.stream.calendar,
            entries=entries,
            needs=SOLVED,
            resumes=resumes,
        )

    def after_opening(self) -> Iterator[Happening]:
        habits, dice = self.habits, self.dice
        if dice.hits(habits.automatic_reply):
            span = dice.rng.randrange(2, 40) * SECOND_US
            yield Happening(after="opened", span_us=span, entries=(Entry(event="replied", by=SYSTEM),))
        said = (Entry(event="asked", by=self.user),)
        if dice.hits(habits.customer_messages):
            yield self.meanwhile(dice.last(_MESSAGE), said)
            if dice.hits(habits.customer_messages):
                yield self.meanwhile(dice.last(_MESSAGE, part=2.0), said)
        if dice.hits(habits.cancelled):
            yield self.meanwhile(dice.last(_CANCEL), (Entry(event="cancelled", by=self.user),))

    def meanwhile(self, span_us: int, entries: tuple[Entry, ...]) -> Happening:
        """What the customer does while the ticket is not resolved yet."""
        calendar = self.stream.calendar
        return Happening(after="opened", span_us=span_us, calendar=calendar, entries=entries, needs=UNRESOLVED)

    def own_event(self, event: OwnEvent) -> Iterator[Happening]:
        if (event.priorities and self.level not in event.priorities) or not self.dice.hits(event.share):
            return
        yield Happening(
            after=event.after,
            span_us=self.dice.last(event.lasts),
            calendar=event.calendar,
            entries=(Entry(event=event.event),),
            needs=ANY,
        )


class Lives:
    """Everything that a scenario chooses among, prepared once."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        given = scenario.priorities
        services = {name: service.share for name, service in scenario.services.items()}
        self._priority = Choice.among(given.shares)
        self._impact = Choice.among(given.impacts)
        self._urgency = Choice.among(given.urgencies)
        self._categories = {name: Choice.among(service.categories) for name, service in scenario.services.items()}
        self._streams = {
            name: (
                Choice.among(stream.types or scenario.types),
                Choice.among(stream.services or services),
                Choice.among(stream.channels or scenario.channels),
            )
            for name, stream in scenario.arrivals.items()
        }

    def draw(self, stream: str, number: int, seed: int) -> Life:
        """The life of the ticket that is the `number`-th of its stream."""
        dice = Dice(Random(f"ticket/{seed}/{stream}/{number}"))  # noqa: S311 - repeatable, not secret
        types, services, channels = self._streams[stream]
        arrivals = self.scenario.arrivals[stream]
        opened = {"type": types.draw(dice.rng), "service": services.draw(dice.rng), "channel": channels.draw(dice.rng)}
        opened["category"] = self._categories[opened["service"]].draw(dice.rng)
        opened |= {"customer": arrivals.customer, "site": arrivals.site or ""}
        level = self._prioritise(dice, opened)
        team = self.scenario.services[opened["service"]].team
        opened |= {"team": team, "tier": self.scenario.teams[team].tier}
        telling = _Telling(self.scenario, arrivals, dice, opened, level)
        happenings = tuple(telling.happenings())
        notice = self.scenario.work.notice
        return Life(
            stream=stream,
            opened=opened,
            level=level,
            service=opened["service"],
            team=team,
            notice_us=0 if notice is None else dice.last(notice),
            steps=tuple(telling.steps()),
            happenings=happenings,
        )

    def _prioritise(self, dice: Dice, opened: dict[str, str]) -> str:
        """Draw the priority and write what a requester gives: the level, or impact and urgency."""
        given = self.scenario.priorities
        fixed = given.by_type.get(opened["type"])
        overrides = dice.hits(given.overridden)
        if not given.matrix:
            level = self._priority.draw(dice.rng)
            opened["priority"] = fixed or level
            return opened["priority"]
        opened["impact"], opened["urgency"] = self._impact.draw(dice.rng), self._urgency.draw(dice.rng)
        level = fixed or given.matrix[opened["impact"]][opened["urgency"]]
        if overrides:
            level = dice.rng.choice(given.levels)
            opened["priority"] = level
        return level
