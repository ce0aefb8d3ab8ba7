"""A batch of tickets through the compiled code: facts in numbers become lines, tables are kept between batches."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from acuerdo.columns.arrays import (
    COMMITMENT,
    NONE,
    RUN_TICKET,
    Deadlines,
    Moments,
    Provisional,
    Truths,
    Whole,
    cut_moments,
    make_lines,
    make_moments,
)
from acuerdo.columns.calendars import LAST_DAY, OpenTime, find_provisional
from acuerdo.columns.compiling import handed, note_kept
from acuerdo.columns.deadlines import DeadlineTables
from acuerdo.columns.encoding import Encoded
from acuerdo.columns.judging import judge_each
from acuerdo.columns.laying import make_room
from acuerdo.columns.plan import Plan, Seen
from acuerdo.columns.reckoning import make_epochs
from acuerdo.columns.running import find_runs
from acuerdo.columns.slots import DAY_US, open_before
from acuerdo.columns.unfolding import unfold_each
from acuerdo.core.clock.timeline import State

YEAR_DAYS = 366
_MOST_YEARS = 12
_FEW_STATES = 1 << 22
_NO_WARNINGS = np.zeros((0, 2), np.int64)
_TOGETHER = 1 << 10
"""Tickets judged by one commitment after the other: their lines stay in the processor's cache until they are whole."""


class Horizon:
    """The tables that depend on which days are asked about; built anew when a batch reaches further."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._asked = (LAST_DAY, 0)
        self._tables = DeadlineTables()
        self.open_time: OpenTime
        self.provisional: Provisional

    def reach(self, low_us: int, high_us: int) -> None:
        """Make sure that the tables hold these instants, and due instants of the targets met so far behind them."""
        low, high = low_us // DAY_US, high_us // DAY_US + 1
        if not self._asked[0] <= low < high <= self._asked[1]:
            low, high = min(low, self._asked[0]), max(high, self._asked[1])
            self._asked = (max(low - YEAR_DAYS // 2, 0), min(high + YEAR_DAYS // 2, LAST_DAY))
            self._build(*self._asked)

    def deadlines(self, low_us: int, high_us: int) -> Deadlines:
        """Return the tables of targets in days for clocks that start in `[low_us, high_us]`."""
        return self._tables.build(self._plan.days_targets, low_us, high_us)

    def _build(self, low: int, high: int) -> None:
        last = min(high + YEAR_DAYS, LAST_DAY)
        self.open_time = OpenTime(self._plan.calendars, first_day=low, days=last - low)
        for _ in range(_MOST_YEARS):
            if last == LAST_DAY or self._margin(high) > self._plan.longest_us:
                break
            last = min(last + YEAR_DAYS, LAST_DAY)
            self.open_time = OpenTime(self._plan.calendars, first_day=low, days=last - low)
        self.provisional = find_provisional(self._plan.calendars, low, last - low)

    def _margin(self, high: int) -> int:
        """Return the least open time of a calendar behind the last day asked about; enough where there is none."""
        slots = self.open_time.slots
        ends = np.arange(len(self._plan.calendars)) * (slots.days + 1)
        worked = open_before(slots.rows)
        left = worked[ends + slots.days] - worked[ends + high - slots.first_day]
        return int(left.min(initial=LAST_DAY * DAY_US))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The lines of a batch, the states behind their codes, and the tickets that the tables could not answer."""

    lines: Whole
    states: tuple[State, ...]
    odd: Truths
    opened: Whole
    moments: Moments


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfolded:
    """Timelines whose states are numbered from 0; `states` and `seen` say what stands behind each number."""

    moments: Moments
    states: tuple[State, ...]
    seen: tuple[Seen, ...]


def weights_of(encoded: Encoded, plan: Plan) -> Whole:
    """Return the weight of each digit of a state's code: both priorities, the fields, the calendars open at first."""
    sizes = [len(encoded.values[0]), *(len(values) for values in encoded.values)]
    weights = [1]
    for size in (*sizes, 1 << len(plan.openings)):
        weights.append(weights[-1] * size)
    if weights[-1] >= 1 << 62:
        raise OverflowError(f"{weights[-1]} possible states do not fit into a number; name fewer fields in conditions")
    return np.array(weights[:-1], np.int64)


def unfold(encoded: Encoded, plan: Plan, horizon: Horizon) -> Unfolded:
    """Fold the facts of a batch into timelines and number the states."""
    facts = encoded.facts
    weights = weights_of(encoded, plan)
    moments = make_moments(len(facts.first) - 1, len(facts.at))
    count = unfold_each(handed(facts), handed(weights[:-1]), handed(weights[:-1] * 0), handed(moments))
    moments = cut_moments(moments, count)
    if plan.openings:
        _add_openings(moments, plan, horizon, int(weights[-1]))
    codes, numbers = _numbered(moments.state)
    seen = tuple(_seen(int(code), weights, encoded, plan) for code in codes)
    return Unfolded(moments=moments._replace(state=numbers), states=plan.core_states(seen), seen=seen)


def _add_openings(moments: Moments, plan: Plan, horizon: Horizon, weight: int) -> None:
    """Add to each state's code in which calendars its ticket was opened."""
    begun = np.flatnonzero(np.diff(moments.first) > 0)
    opened = moments.at[moments.first[begun]]
    mask = np.zeros(len(moments.first) - 1, np.int64)
    for bit, name in enumerate(plan.openings):
        codes = np.full(len(opened), plan.calendar_names.index(name), np.int32)
        mask[begun] |= horizon.open_time.is_open(opened, codes).astype(np.int64) << bit
    moments.state[:] += np.repeat(mask, np.diff(moments.first)) * weight


def _numbered(states: Whole) -> tuple[Whole, Whole]:
    """Return the distinct codes and the number of each code among them."""
    if len(states) and int(states.max()) < _FEW_STATES:
        held = np.zeros(int(states.max()) + 1, np.bool_)
        held[states] = True
        codes = np.flatnonzero(held)
        number = np.zeros(len(held), np.int64)
        number[codes] = np.arange(len(codes))
        return codes, number[states]
    codes, numbers = np.unique(states, return_inverse=True)
    return codes, numbers.astype(np.int64)


def _seen(code: int, weights: Whole, encoded: Encoded, plan: Plan) -> Seen:
    """Take a state's code apart."""
    values = (encoded.values[0], *encoded.values)
    texts: list[str | None] = []
    for place, words in enumerate(values):
        digit = code // int(weights[place]) % len(words)
        texts.append(words[digit] if digit else None)
    mask = code // int(weights[-1])
    opened_in = frozenset(name for bit, name in enumerate(plan.openings) if mask >> bit & 1)
    return Seen(given=texts[0], machine=texts[1], values=tuple(texts[2:]), opened_in=opened_in)


def judge_batch(
    encoded: Encoded, plan: Plan, horizon: Horizon, as_of_us: int, warnings: Sequence[Whole] = ()
) -> Judged:
    """Judge a batch of tickets as of an instant.

    With the `warnings` of each commitment, shares of its target as (numerator, denominator) or offsets from due as
    (microseconds, 0), the lines say behind all else when they fall.
    """
    facts = encoded.facts
    tickets = len(facts.first) - 1
    low, high = (int(facts.at.min()), int(facts.at.max())) if len(facts.at) else (as_of_us, as_of_us)
    horizon.reach(low, max(as_of_us, min(plan.last_us, LAST_DAY * DAY_US)))
    unfolded = unfold(encoded, plan, horizon)
    promises = [
        plan.promise(place, unfolded.states, unfolded.seen, encoded.reasons)
        for place in range(len(plan.agreement.commitments))
    ]
    moments = unfolded.moments
    found = [find_runs(promise, facts, moments) for promise in promises]
    table = np.array([counts for _, counts in found], np.int64).reshape(len(found), tickets).T
    ends = np.cumsum(table.ravel())
    places = (ends - table.ravel()).reshape(table.shape)
    points = warnings or [_NO_WARNINGS] * len(promises)
    lines = make_lines(int(ends[-1]) if len(ends) else 0, max(map(len, points), default=0))
    odd = np.zeros(tickets, np.bool_)
    room = int(np.diff(moments.first).max(initial=0)) + 1 + 2 * plan.most_spans
    tables = (
        handed(plan.terms()),
        handed(horizon.deadlines(low, high)),
        handed(horizon.provisional),
        handed(horizon.open_time.slots),
        handed(moments),
    )
    rooms = (handed(make_room(room)), handed(make_epochs(room)), handed(lines), handed(odd))
    begins = [np.ascontiguousarray(places[:, place]) for place in range(len(promises))]
    shares = np.arange(0, tickets + _TOGETHER, _TOGETHER, dtype=np.int32)
    cuts = [np.searchsorted(own[:, RUN_TICKET], shares) for own, _ in found]
    for share in range(-(-tickets // _TOGETHER)):
        for promise, (own, _), begin, cut, warned in zip(promises, found, begins, cuts, points, strict=True):
            some = handed(own[cut[share] : cut[share + 1]])
            waits, by_state = handed(promise.waits), handed(promise.terms)
            begins_at, shares_at, spans = handed(begin), handed(warned), handed(promise.spans)
            judge_each(promise.rules, waits, by_state, spans, *tables, shares_at, some, as_of_us, begins_at, *rooms)
    if len(encoded.facts.at):
        note_kept()
    lines[COMMITMENT] = np.repeat(np.tile(np.arange(len(promises)), tickets), table.ravel())
    return Judged(lines=lines, states=unfolded.states, odd=odd, opened=_opened_at(moments), moments=moments)


def _opened_at(moments: Moments) -> Whole:
    """Return when each ticket was opened, `NONE` where it is not yet."""
    opened = np.full(len(moments.first) - 1, NONE, np.int64)
    begun = np.flatnonzero(np.diff(moments.first) > 0)
    opened[begun] = moments.at[moments.first[begun]]
    return opened


def entered_at(moments: Moments, first: int, last: int) -> Whole:
    """Return when each ticket entered a stage from `first` to `last` for the last time, `NONE` where it is in none."""
    found = np.full(len(moments.first) - 1, NONE, np.int64)
    begun = np.flatnonzero(np.diff(moments.first) > 0)
    done: Truths = (moments.stage >= first) & (moments.stage <= last)
    entered = done.copy()
    entered[1:] &= ~done[:-1]
    starts: Whole = moments.first[begun]
    entered[starts] = done[starts]
    since: Whole = np.maximum.accumulate(np.where(entered, np.arange(len(done)), -1)) if len(done) else starts
    ends: Whole = moments.first[begun + 1] - 1
    found[begun] = np.where(done[ends], moments.at[since[ends]], NONE)
    return found
