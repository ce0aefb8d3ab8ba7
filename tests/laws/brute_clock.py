"""Clocks recounted minute by minute, from the text of the laws alone.

A ticket is a list of strokes on whole minutes; a calendar is a list that says of every minute whether it is open. There
are no spans and no arithmetic on them: every minute gets its class, and the target is looked at in every minute, far
beyond the end of the ticket. Nothing is shared with the product.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

Kind = Literal["outside", "paused", "excluded", "counted"]
ENDED = ("resolved", "closed", "cancelled", "merged")
RESOLVED = ("resolved", "closed")


@dataclass(frozen=True)
class Stroke:
    """Something that happens to the ticket: ``priority`` gets a value, ``waiting`` a reason, or the stage changes."""

    minute: int
    what: str
    value: str = ""


@dataclass(frozen=True)
class Terms:
    """What is promised to a priority: minutes (None is said on purpose: no promise) and the name of a calendar.

    `words` are those of a target that depends on where one counts from.
    """

    target: int | None
    calendar: str
    words: str = ""

    def differ(self, other: "Terms") -> bool:
        """Whether other terms are another promise: the same words are the same, whatever they come to."""
        said = (self.words or self.target, self.calendar)
        return said != (other.words or other.target, other.calendar)


@dataclass(frozen=True)
class Promise:
    """A promise to resolve: terms by priority, one not named is not covered, and the rules."""

    terms: Mapping[str, Terms]
    on_change: str = "carry"
    on_reopen: str = "continue"
    pausing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class State:
    """The ticket in one minute."""

    stage: str = ""
    reason: str = ""
    priority: str = ""


@dataclass
class Count:
    """What one clock comes to, in minutes."""

    start: int
    stop: int | None
    verdict: str = ""
    sums: dict[Kind, int] = field(default_factory=lambda: {"outside": 0, "paused": 0, "excluded": 0, "counted": 0})
    due: int | None = None
    breaches: int | None = None
    breached: int | None = None
    late: int | None = None


@dataclass(frozen=True)
class Life:
    """From where to where a clock counts, and by what it was stopped."""

    start: int
    stop: int | None = None
    how: str = ""


def after(state: State, stroke: Stroke) -> State:
    if stroke.what == "priority":
        return replace(state, priority=stroke.value)
    if state.stage == "merged":
        return state
    if stroke.what == "waiting":
        return replace(state, stage="waiting", reason=stroke.value)
    stage = "open" if stroke.what in ("opened", "reopened") else stroke.what
    return replace(state, stage=stage, reason="")


def states(strokes: Sequence[Stroke], last: int) -> list[State]:
    """The state in every minute from 0 to ``last``; strokes of one minute are taken together."""
    found = []
    state = State()
    coming = list(strokes)
    for minute in range(last + 1):
        while coming and coming[0].minute == minute:
            state = after(state, coming.pop(0))
        found.append(state)
    return found


def lives(seen: Sequence[State], opened: int, on_reopen: str) -> list[Life]:
    """Follow the stops and reopenings of a clock from the opening on."""
    found: list[Life] = []
    life = Life(opened)
    for minute in range(opened, len(seen)):
        stage = seen[minute].stage
        if life.stop is None:
            if stage in ENDED:
                life = replace(life, stop=minute, how=stage)
        elif stage not in ENDED:
            if life.how in RESOLVED and on_reopen == "first":
                break
            if life.how in RESOLVED and on_reopen == "new_cycle":
                found.append(life)
                life = Life(minute)
            else:
                life = replace(life, stop=None, how="")
    return [*found, life]


@dataclass
class Watch:
    """Where the count stands before a minute."""

    count: Count
    terms: Terms | None = None
    consumed: int = 0
    late: int = 0
    settled: bool = False
    breached: bool = False

    def take(self, terms: Terms, counted_anew: Callable[[], Terms] | None) -> None:
        """Put terms in force; where a change counts anew, what was counted or excluded becomes paused."""
        sums = self.count.sums
        if counted_anew is not None and self.terms is not None:
            if not self.terms.differ(terms):
                return
            terms = counted_anew()
            self.consumed = 0
            sums["paused"] += sums["counted"] + sums["excluded"]
            sums["counted"] = sums["excluded"] = 0
            self.count.due = None
        if self.terms is not None and self.terms.target != terms.target:
            self.count.due = None
        self.terms = terms


class Recount:
    """One clock of one ticket, minute by minute."""

    def __init__(
        self,
        promise: Promise,
        seen: Sequence[State],
        life: Life,
        calendars: Mapping[str, Sequence[bool]],
        excluded: Sequence[range],
        *,
        counted_from: Callable[[Terms, int], Terms] = lambda terms, _: terms,
    ) -> None:
        self.promise = promise
        self.counted_from = counted_from
        self.seen = seen
        self.life = life
        self.calendars = calendars
        self.excluded = excluded
        self.horizon = min(len(opened) for opened in calendars.values())
        self.end = len(seen) - 1 if life.stop is None else life.stop
        # A stopped clock is looked at as if its stop had not come; at a stop in the very minute of the start there is
        # nothing before it.
        stopped_at_once = life.stop == life.start
        self.last = self.end if life.stop is None or stopped_at_once else self.end - 1
        ended_at_once = stopped_at_once and seen[self.last].stage in ENDED
        self.frozen = replace(seen[self.last], stage="open") if ended_at_once else seen[self.last]
        matched = [m for m in range(life.start, self.last + 1) if seen[m].priority in promise.terms]
        self.first = matched[0] if matched else None
        promised = [found for m in matched if (found := promise.terms[seen[m].priority]).target is not None]
        self.final = promised[-1] if promised else None
        self.latest: list[Terms] = []  # of every minute the terms in force, or those that were last
        for minute in range(life.start, self.last + 1) if matched else ():
            priority = seen[max(minute, matched[0])].priority
            self.latest.append(self.terms(minute) or promise.terms.get(priority) or self.latest[-1])

    def state(self, minute: int) -> State:
        return self.seen[minute] if minute < self.end else self.frozen

    def terms(self, minute: int) -> Terms | None:
        """The terms by which a minute is judged, None where nothing is promised."""
        assert self.first is not None
        found = self.promise.terms.get(self.state(max(minute, self.first)).priority)
        if found is None or found.target is None:
            return None
        return self.final if self.promise.on_change == "retroactive" else found

    def calendar(self, minute: int) -> Sequence[bool]:
        """The calendar of a minute; where nothing is promised, the last one in force."""
        return self.calendars[self.latest[min(minute, self.last) - self.life.start].calendar]

    def stops_counting(self, minute: int) -> bool:
        """Whether the ticket pauses the clock in a minute, or nothing is promised then."""
        state = self.state(minute)
        if self.terms(minute) is None:
            return True
        if state.stage in RESOLVED:
            return self.promise.on_reopen != "count"
        return state.stage in ("cancelled", "merged") or (
            state.stage == "waiting" and state.reason in self.promise.pausing
        )

    def kind(self, minute: int) -> Kind:
        if not self.calendar(minute)[minute]:
            return "outside"
        if self.stops_counting(minute):
            return "paused"
        return "excluded" if any(minute in span for span in self.excluded) else "counted"

    def reopening(self, minute: int) -> int:
        """The end of the resolved time that holds a minute: the minute itself when it is not resolved."""
        while minute < self.end and self.state(minute).stage in ENDED:
            minute += 1
        return minute

    def run(self) -> Count:
        count = Count(self.life.start, self.life.stop)
        if self.first is None:  # nothing was ever promised: round the clock, and all of it paused
            count.verdict = "not_applicable"
            count.sums["paused"] = self.end - self.life.start
            return count
        watch = Watch(count)
        for minute in range(self.life.start, self.horizon):
            if minute >= self.first and not watch.settled:
                self.look(watch, minute)
            if minute >= self.end and (watch.settled or self.stops_counting(minute)):
                break  # settled, or nothing will ever count again
            self.tally(watch, minute)
        if watch.breached:
            count.breached, count.late = count.breaches, watch.late
        count.verdict = self.verdict(count)
        return count

    def look(self, watch: "Watch", minute: int) -> None:
        """Compare what is consumed before a minute with the target that is in force in it."""
        terms = self.terms(minute)
        if terms is not None:
            anew = self.promise.on_change == "restart"
            watch.take(terms, (lambda: self.counted_from(terms, minute)) if anew else None)
        target = None if watch.terms is None else watch.terms.target
        if target is None or watch.consumed < target:
            return
        exceeded = watch.consumed > target
        ended_before = minute > self.life.start and self.state(minute - 1).stage in ENDED
        if watch.count.due is None:
            watch.count.due = self.reopening(minute) if exceeded or ended_before else minute
        if exceeded or self.kind(minute) == "counted":
            watch.settled = True
            watch.breached = exceeded or minute < self.end
            watch.count.breaches = self.reopening(minute)

    def tally(self, watch: "Watch", minute: int) -> None:
        """Put a minute where it belongs."""
        kind = self.kind(minute)
        watch.consumed += kind == "counted"
        if minute < self.end:
            watch.count.sums[kind] += 1
            if watch.count.breaches is not None and minute >= watch.count.breaches:
                watch.late += kind == "counted"

    def verdict(self, count: Count) -> str:
        if count.breached is not None:
            return "breached"
        if self.terms(self.end) is None:
            return "not_applicable"
        if self.life.stop is not None:
            return "cancelled" if self.life.how in ("cancelled", "merged") else "met"
        return "paused" if self.stops_counting(self.end) else "running"


def recount(
    promise: Promise,
    strokes: Sequence[Stroke],
    as_of: int,
    calendars: Mapping[str, Sequence[bool]],
    excluded: Sequence[range] = (),
) -> list[Count]:
    """Recount the clocks of a ticket as of a minute; its strokes are in order, the first one opens it."""
    seen = states([stroke for stroke in strokes if stroke.minute <= as_of], as_of)
    opened = strokes[0].minute
    return [Recount(promise, seen, life, calendars, excluded).run() for life in lives(seen, opened, promise.on_reopen)]
