"""Tickets recounted from their rows, by the text of the laws alone: from what was told to the lines of the verdicts.

Rows are put right and in order, the ticket is followed minute by minute, its clocks are found by their measure, working
days are turned into minutes by walking the dates of the wall calendar, and `tests.laws.brute_clock` counts. Nothing is
shared with the product.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.laws.brute_clock import ENDED, RESOLVED, Count, Life, Promise, Recount, State, Terms, lives

MINUTE = timedelta(minutes=1)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORDS = {
    "new": ("open", ""),
    "open": ("open", ""),
    "pending": ("waiting", "customer"),
    "waiting_customer": ("waiting", "customer"),
    "waiting_supplier": ("waiting", "supplier"),
    "waiting_change": ("waiting", "change"),
    "on_hold": ("waiting", "agreed_date"),
    **{stage: (stage, "") for stage in ("resolved", "closed", "cancelled")},
}
STAGES = {"opened": "open", "reopened": "open"} | {stage: stage for stage in ENDED}
MILESTONES = {"acknowledgement": "acknowledged", "diagnosis": "diagnosed", "workaround": "restored"}
WAITS = frozenset({"customer", "supplier", "change", "agreed_date"})
PAUSES = {"resolution": WAITS, "update": WAITS, "diagnosis": WAITS, "workaround": WAITS, "requester_wait": {"customer"}}


@dataclass(frozen=True)
class Row:
    """What was told, in minutes; `recorded` is when, `cells` what it says of the ticket."""

    minute: int
    event: str
    seq: int
    cells: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    corrects: str = ""
    recorded: int = 0

    @property
    def automatic(self) -> bool:
        return self.cells.get("by") == "system"

    @property
    def seen_by_customer(self) -> bool:
        return self.cells.get("public") != "false"


@dataclass(frozen=True)
class Office:
    """A calendar: intervals of minutes by day of the week (a night ends before it begins), and closed dates."""

    zone: str
    week: Mapping[str, Sequence[tuple[int, int]]]
    closed: frozenset[date] = frozenset()

    def hours(self, day: date) -> Sequence[tuple[int, int]]:
        return self.week.get(DAYS[day.weekday()], ())

    def wall(self, instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def day_of(self, instant: datetime) -> date | None:
        """The working day that holds an instant, None where it is closed."""
        wall = self.wall(instant)
        today, yesterday, minute = wall.date(), wall.date() - timedelta(1), wall.hour * 60 + wall.minute
        if today in self.closed:
            return None
        if any(begin > end > minute for begin, end in self.hours(yesterday)):
            return today if yesterday in self.closed else yesterday
        held = any(begin <= minute and (minute < end or end < begin) for begin, end in self.hours(today))
        return today if held else None

    def open_minutes(self, origin: datetime, days: int) -> list[bool]:
        return [self.day_of(origin + minute * MINUTE) is not None for minute in range(days * 1440)]

    def later(self, day: date, working_days: int) -> date:
        while working_days:
            day += timedelta(1)
            working_days -= bool(self.hours(day)) and day not in self.closed
        return day

    def deadline(self, start: datetime, working_days: int, *, to_the_end: bool) -> datetime:
        """Where so many working days from a start, or from the next opening, end."""
        while (first := self.day_of(start)) is None:
            start += MINUTE
        day = self.later(first, working_days)
        if to_the_end:
            begin, end = self.hours(day)[-1]
            reached = datetime.combine(day, time()) + (end + 1440 * (end < begin)) * MINUTE
        else:
            reached = datetime.combine(day, time()) + (self.wall(start) - datetime.combine(first, time()))
        return reached.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)


@dataclass(frozen=True)
class Commitment:
    """A promise by priority, as its document says it: `within` minutes, working days as text, or None for `none`."""

    measure: str
    within: Mapping[str, int | str | None]
    calendars: Mapping[str, str]
    on_change: str = "carry"
    on_reopen: str = "continue"
    pauses_in: frozenset[str] | None = None
    answered_by: frozenset[str] = frozenset({"replied"})

    def pausing(self) -> frozenset[str]:
        return frozenset(PAUSES.get(self.measure, ())) if self.pauses_in is None else self.pauses_in


@dataclass(frozen=True)
class World:
    """The calendars around a ticket, from an origin on."""

    origin: datetime
    offices: Mapping[str, Office]
    opened: Mapping[str, Sequence[bool]]

    def terms(self, within: int | str | None, calendar: str, start: int) -> Terms:
        """A target in minutes of a calendar, from the start of a clock on."""
        if within is None or isinstance(within, int):
            return Terms(within, calendar)
        return self.counted_from(Terms(None, calendar, within), start)

    def counted_from(self, terms: Terms, start: int) -> Terms:
        """The terms, their working days counted from a minute."""
        if not terms.words:
            return terms
        count, _, end = terms.words.partition("bd")
        office = self.offices[terms.calendar]
        reached = office.deadline(self.origin + start * MINUTE, int(count), to_the_end=bool(end))
        return replace(terms, target=sum(self.opened[terms.calendar][start : (reached - self.origin) // MINUTE]))


def standing(rows: Sequence[Row], known_at: int | None = None) -> list[Row]:
    """The rows that stand, in their order: told twice is told once, corrected is replaced, retracted is gone."""
    known: list[Row] = []
    for row in rows:
        if (known_at is None or row.recorded <= known_at) and row not in known:
            known.append(row)

    def stands(row: Row) -> Row | None:
        about = [other for other in known if row.key and other.corrects == row.key and stands(other) is not None]
        if not about:
            return row
        last = max(about, key=lambda other: other.recorded)
        return None if last.event == "retracted" else last

    found = [stands(row) for row in known if not row.corrects]
    return sorted((row for row in found if row is not None), key=lambda row: (row.minute, row.seq))


@dataclass
class Waits:
    """The waits of a customer; a message that is `left_over` came while the ticket had ended, and nobody answered."""

    found: list[Life] = field(default_factory=list)
    since: int | None = None
    left_over: bool = False

    def asked(self, minute: int, ended: str) -> None:
        if ended:
            self.left_over = True
        elif self.since is None:
            self.since = minute

    def answered(self, minute: int, how: str = "own") -> None:
        if self.since is not None:
            self.found.append(Life(self.since, minute, how))
        self.since, self.left_over = None, False

    def over(self, minute: int, ended: str) -> None:
        """The instant is over: its end stops a wait, its reopening starts one."""
        left_over = self.left_over
        if ended and self.since is not None:
            self.answered(minute, ended)
        self.left_over = left_over and bool(ended)
        if left_over and not ended and self.since is None:
            self.since = minute


class Ticket:
    """The states of a ticket in every minute up to one, and its rows minute by minute."""

    def __init__(self, rows: Sequence[Row], as_of: int) -> None:
        self.as_of = as_of
        self.rows = [row for row in rows if row.minute <= as_of]
        self.opened = next((row.minute for row in self.rows if row.event == "opened"), -1)
        self.states: list[State] = []
        self.owners: list[str] = []
        self.by_minute: dict[int, list[Row]] = {}
        for row in self.rows:
            self.by_minute.setdefault(row.minute, []).append(row)
        state, owner = State(), ""
        for minute in range(as_of + 1):
            for row in self.by_minute.get(minute, ()):
                state, owner = self.after(state, row), row.cells.get("owner", owner)
            self.states.append(state)
            self.owners.append("" if owner == "-" else owner)

    @staticmethod
    def after(state: State, row: Row) -> State:
        state = replace(state, priority=row.cells.get("priority", state.priority))
        if state.stage == "merged":
            return state
        if row.event in STAGES and not (row.event == "opened" and state.stage):
            state = replace(state, stage=STAGES[row.event], reason="")
        if "status" in row.cells:
            stage, reason = WORDS[row.cells["status"]]
            state = replace(state, stage=stage, reason=reason)
        return state

    def since_opening(self) -> Iterator[tuple[int, list[Row]]]:
        for minute in range(self.opened, self.as_of + 1):
            yield minute, self.by_minute.get(minute, [])

    def ended(self, minute: int) -> str:
        stage = self.states[minute].stage
        return stage if stage in ENDED else ""

    def one(self, commitment: Commitment) -> list[Life]:
        """The clock of a measure with one cycle: from the opening to its own event, or to where the ticket ends."""
        for minute, rows in self.since_opening():
            if self.happened(commitment, minute, rows):
                return [Life(self.opened, minute, "own")]
            if self.ended(minute):
                return [Life(self.opened, minute, self.ended(minute))]
        return [Life(self.opened)]

    def happened(self, commitment: Commitment, minute: int, rows: Sequence[Row]) -> bool:
        if commitment.measure == "ownership":
            return self.owners[minute] not in ("", "system")
        if commitment.measure == "first_response":
            return any(self.answers(row, commitment.answered_by) for row in rows)
        person = commitment.measure == "acknowledgement"
        return any(row.event == MILESTONES[commitment.measure] and not (person and row.automatic) for row in rows)

    @staticmethod
    def answers(row: Row, events: frozenset[str]) -> bool:
        seen = row.event != "replied" or row.seen_by_customer
        return row.event in events and seen and not row.automatic

    def waits(self) -> list[Life]:
        """The waits for the next response: messages one by one, each by the state of its instant."""
        waits = Waits()
        for minute, rows in self.since_opening():
            ended = self.ended(minute)
            for row in rows:
                if self.answers(row, frozenset({"replied"})):
                    waits.answered(minute)
                elif row.event == "asked" and not row.automatic:
                    waits.asked(minute, ended)
            waits.over(minute, ended)
        return waits.found if waits.since is None else [*waits.found, Life(waits.since)]

    def updates(self) -> list[Life]:
        """From the opening, a reopening or a reply to the next reply."""
        found: list[Life] = []
        since: int | None = self.opened
        for minute, rows in self.since_opening():
            ended = self.ended(minute)
            if since is None and not ended and self.ended(minute - 1):
                since = minute
            if any(self.answers(row, frozenset({"replied"})) for row in rows):  # several at one instant are one
                found += [] if since is None else [Life(since, minute, "own")]
                since = None if ended else minute
            if ended and since is not None:
                found.append(Life(since, minute, ended))
                since = None
        return found if since is None else [*found, Life(since)]

    def lives(self, commitment: Commitment) -> list[Life]:
        if commitment.measure in ("resolution", "requester_wait"):
            return lives(self.states, self.opened, commitment.on_reopen)
        if commitment.measure == "next_response":
            return self.waits()
        if commitment.measure == "update":
            return self.updates()
        return self.one(commitment)


@dataclass(frozen=True)
class Line:
    """What a verdict's line says, in minutes."""

    cycle: int
    verdict: str
    reason: str
    count: Count | None


def reason_of(commitment: Commitment, recount: Recount, count: Count, excluded: Sequence[range]) -> str:
    """Why a clock stands as it does, in one word."""
    how = recount.life.how
    if count.verdict == "not_applicable":
        covered = recount.state(recount.end).priority in commitment.within
        return "no_target" if covered else "not_covered"
    if how in ("cancelled", "merged"):
        return how
    own = {"resolution": RESOLVED, "requester_wait": ("resolved",)}.get(commitment.measure, ())
    if how:
        return "resolved_without" if how in RESOLVED and how not in own else ""
    if count.verdict == "paused":
        return recount.state(recount.end).reason
    inside = count.verdict == "running" and any(recount.end in span for span in excluded)
    return "exclusion" if inside else ""


def lines(
    commitment: Commitment,
    rows: Sequence[Row],
    as_of: int,
    world: World,
    excluded: Sequence[range] = (),
    *,
    known_at: int | None = None,
) -> list[Line]:
    """The verdicts of one commitment about one ticket as of a minute."""
    ticket = Ticket(standing(rows, known_at), as_of)
    if ticket.opened < 0:
        return []
    found = []
    for cycle, life in enumerate(ticket.lives(commitment), 1):
        terms = {
            name: world.terms(within, commitment.calendars[name], life.start)
            for name, within in commitment.within.items()
        }
        promise = Promise(terms, commitment.on_change, commitment.on_reopen, commitment.pausing())
        recount = Recount(promise, ticket.states, life, world.opened, excluded, counted_from=world.counted_from)
        count = recount.run()
        if count.verdict == "not_applicable":
            count.due = None  # what was used up before is no promise any more
        found.append(Line(cycle, count.verdict, reason_of(commitment, recount, count, excluded), count))
    return found or [Line(1, "not_applicable", "never_started", None)]


def as_cells(row: Row, origin: datetime) -> dict[str, Any]:
    """The row of a file of facts."""
    told = {name: value for name, value in (("key", row.key), ("corrects", row.corrects)) if value}
    instants = {"at": origin + row.minute * MINUTE, "recorded_at": origin + row.recorded * MINUTE}
    return {"ticket": "T1", "event": row.event, "seq": row.seq, **row.cells, **instants} | {
        k: v for k, v in told.items() if v
    }
