"""Runs over arrays: when the clocks of a commitment start and stop on each ticket."""

import numpy as np

from acuerdo.columns.arrays import (
    BY_CANCEL,
    BY_MERGE,
    BY_OWN,
    CANCEL,
    CANCELLED,
    CUSTOMER,
    ENDED_FROM,
    FIRST,
    HANDLING,
    MANY,
    MERGED,
    NEW_CYCLE,
    NEXT_RESPONSE,
    RESOLVED,
    RUN_ENDING,
    RUN_FIRST,
    RUN_FREE,
    RUN_LAST,
    RUN_NUMBER,
    RUN_TICKET,
    RUN_WIDTH,
    RUNS,
    START,
    STOP,
    UPDATE,
    WITHDRAWN,
    WITHOUT,
    Bits,
    Codes,
    Facts,
    Moments,
    Promise,
    Rules,
    Small,
    Truths,
    Whole,
)
from acuerdo.columns.compiling import compiled, handed
from acuerdo.columns.marking import mark, turned_arrays


def find_runs(promise: Promise, facts: Facts, moments: Moments) -> tuple[Codes, Whole]:
    """Return the runs of a commitment's clock, ticket by ticket, and how many each ticket has.

    A clock that never started is one run without a first moment.
    """
    rules = promise.rules
    marks = _marks(promise, facts, moments)
    runs = np.empty((_most_runs(rules, moments), RUN_WIDTH), np.int32)
    counts = np.zeros(len(moments.first) - 1, np.int64)
    first, stage, room, number = handed((moments.first, moments.stage, runs, counts))
    if rules.cycling == NEXT_RESPONSE:
        said, turned = np.zeros(1, np.bool_), np.zeros(len(moments.at), np.bool_)
        if promise.stops is not None:
            said = promise.stops.said
            turned = turned_arrays(promise.stops, facts, moments) if promise.stops.can_turn else turned
        spoken = handed((said, turned, facts.sign, moments.since, moments.until))
        count = next_responses(*spoken, first, stage, room, number)
    elif rules.cycling == UPDATE:
        count = updates(handed(marks), first, stage, room, number)
    elif rules.cycling == HANDLING:
        count = handlings(handed(promise.holder[moments.state]), first, stage, room, number)
    else:
        count = plain_runs(rules, handed(marks), first, stage, room, number)
    return runs[:count], counts


def _marks(promise: Promise, facts: Facts, moments: Moments) -> Bits:
    """Return which moments start, stop or cancel a clock; answers are found message by message, and need none."""
    marks = np.zeros(len(moments.at), np.uint8)
    if promise.rules.cycling != NEXT_RESPONSE:
        for fires, bit in ((promise.starts, START), (promise.stops, STOP), (promise.cancels, CANCEL)):
            if fires is not None:
                mark(fires, bit, facts, moments, marks)
    return marks


def _most_runs(rules: Rules, moments: Moments) -> int:
    """Return an upper bound for the number of runs."""
    tickets, count = len(moments.first) - 1, len(moments.at)
    if rules.cycling == NEXT_RESPONSE:
        return 2 * int((moments.until - moments.since).sum()) + tickets
    if rules.from_opening and rules.on_reopen != NEW_CYCLE and rules.cycling not in (UPDATE, HANDLING):
        return tickets
    return 2 * count + tickets


@compiled
def _open(runs: Codes, count: int, moment: int, free: bool) -> int:
    """Write down a run that has begun and return how many there are now."""
    runs[count, RUN_FIRST] = moment
    runs[count, RUN_LAST] = -1
    runs[count, RUN_ENDING] = RUNS
    runs[count, RUN_FREE] = free
    return count + 1


@compiled
def _close(runs: Codes, count: int, moment: int, ending: int) -> None:
    runs[count - 1, RUN_LAST] = moment
    runs[count - 1, RUN_ENDING] = ending


@compiled
def _finish(runs: Codes, before: int, count: int, ticket: int, counts: Whole) -> int:
    """Number a ticket's runs; one that has none gets one that never started."""
    if count == before:
        count = _open(runs, count, -1, False)
    for place in range(before, count):
        runs[place, RUN_TICKET] = ticket
        runs[place, RUN_NUMBER] = place - before + 1
    counts[ticket] = count - before
    return count


@compiled
def _ticket_ending(stage: int, free: bool) -> int:
    """Return how a stage ends a clock, or `RUNS`."""
    if stage == MERGED:
        return BY_MERGE
    if stage == CANCELLED:
        return BY_CANCEL
    if stage >= RESOLVED and not free:
        return WITHOUT
    return RUNS


# --- measures with one start and one stop -------------------------------------------------------


@compiled
def plain_runs(rules: Rules, marks: Bits, first: Whole, stage: Small, runs: Codes, counts: Whole) -> int:
    """Fill the runs of a measure with a start and a stop, and return how many there are."""
    count = 0
    for ticket in range(len(first) - 1):
        begin, end = first[ticket], first[ticket + 1]
        before = count
        start = begin if rules.from_opening and begin < end else _next_start(marks, begin, end)
        while start >= 0:
            free = stage[start] >= ENDED_FROM and (
                not rules.from_opening or (start > begin and stage[start - 1] >= ENDED_FROM)
            )
            count = _open(runs, count, start, free)
            start = _follow(rules, marks, stage, start, end, runs, count)
            last = runs[count - 1, RUN_LAST]
            if start < 0 and rules.cycling == MANY and last >= 0 and not rules.from_opening:
                start = _next_start(marks, last + 1, end)
        if begin < end:
            count = _finish(runs, before, count, ticket, counts)
    return count


@compiled
def _next_start(marks: Bits, place: int, end: int) -> int:
    for moment in range(place, end):
        if marks[moment] & START:
            return moment
    return -1


@compiled
def _follow(rules: Rules, marks: Bits, stage: Small, start: int, end: int, runs: Codes, count: int) -> int:
    """Follow the last run to its stop; return where the ticket reopens into a new one, or -1."""
    free = runs[count - 1, RUN_FREE] != 0
    position = start
    while position >= 0:
        position = _stop(marks, stage, position, end, runs, count)
        if position < 0 or free:
            return -1
        ending = runs[count - 1, RUN_ENDING]
        again = _reopening(rules, stage, position, end, ending)
        if again < 0:
            return -1
        if rules.on_reopen == NEW_CYCLE and ending != BY_CANCEL:
            return again
        _close(runs, count, -1, RUNS)
        position = again
    return -1


@compiled
def _stop(marks: Bits, stage: Small, position: int, end: int, runs: Codes, count: int) -> int:
    """Close the last run at its first stop from a moment on; return that moment, or -1."""
    free = runs[count - 1, RUN_FREE] != 0
    for moment in range(position, end):
        ending = _ticket_ending(stage[moment], free)
        if marks[moment] & STOP:
            ending = BY_OWN
        elif marks[moment] & CANCEL:
            ending = WITHDRAWN
        if ending != RUNS:
            _close(runs, count, moment, ending)
            return moment
    return -1


@compiled
def _reopening(rules: Rules, stage: Small, last: int, end: int, ending: int) -> int:
    """Return where the ticket reopens after a stop that came with its end and that a reopening can undo, or -1."""
    if not rules.reopens or ending in (BY_MERGE, WITHDRAWN):
        return -1
    if rules.on_reopen == FIRST and ending != BY_CANCEL:
        return -1
    if stage[last] < ENDED_FROM:
        return -1
    for moment in range(last + 1, end):
        if stage[moment] < ENDED_FROM:
            return moment
    return -1


# --- measures with many runs --------------------------------------------------------------------


@compiled
def _still_runs(runs: Codes, count: int, before: int) -> bool:
    return count > before and runs[count - 1, RUN_ENDING] == RUNS


@compiled
def _close_with_ticket(stage: Small, moment: int, runs: Codes, count: int, before: int) -> None:
    """Close the last run where the ticket's end does."""
    if _still_runs(runs, count, before):
        ending = _ticket_ending(stage[moment], runs[count - 1, RUN_FREE] != 0)
        if ending != RUNS:
            _close(runs, count, moment, ending)


@compiled
def next_responses(
    said: Truths,
    turned: Truths,
    sign: Codes,
    since: Codes,
    until: Codes,
    first: Whole,
    stage: Small,
    runs: Codes,
    counts: Whole,
) -> int:
    """Fill the waits of customers for an answer, message by message, and return how many there are."""
    count = 0
    for ticket in range(len(first) - 1):
        before = count
        unanswered = 0
        for moment in range(first[ticket], first[ticket + 1]):
            over = stage[moment] >= ENDED_FROM
            for place in range(since[moment], until[moment]):
                count = _hear(said, sign[place], over, moment, runs, count, before)
                unanswered = _unanswered(said, sign[place], over, unanswered)
            if turned[moment] and _still_runs(runs, count, before):
                _close(runs, count, moment, BY_OWN)
            _close_with_ticket(stage, moment, runs, count, before)
            if unanswered and not over:
                if not _still_runs(runs, count, before):
                    count = _open(runs, count, moment, False)
                unanswered = 0
        if first[ticket] < first[ticket + 1]:
            count = _finish(runs, before, count, ticket, counts)
    return count


@compiled
def _hear(said: Truths, sign: int, over: bool, moment: int, runs: Codes, count: int, before: int) -> int:
    """Let a message start a wait or end it, and return how many runs there are."""
    if sign & CUSTOMER:
        if not over and not _still_runs(runs, count, before):
            return _open(runs, count, moment, False)
    elif said[sign] and _still_runs(runs, count, before):
        _close(runs, count, moment, BY_OWN)
    return count


@compiled
def _unanswered(said: Truths, sign: int, over: bool, unanswered: int) -> int:
    """Return 1 while a message that came after the ticket's end is unanswered."""
    if sign & CUSTOMER:
        return 1 if over else unanswered
    return 0 if said[sign] else unanswered


@compiled
def updates(marks: Bits, first: Whole, stage: Small, runs: Codes, counts: Whole) -> int:
    """Fill the stretches between a provider's messages, and return how many there are."""
    count = 0
    for ticket in range(len(first) - 1):
        before, begin = count, first[ticket]
        for moment in range(begin, first[ticket + 1]):
            over = stage[moment] >= ENDED_FROM
            if moment == begin or (stage[moment - 1] >= ENDED_FROM and not over):
                count = _open(runs, count, moment, False)
            if marks[moment] & STOP:
                if _still_runs(runs, count, before):
                    _close(runs, count, moment, BY_OWN)
                if not over:
                    count = _open(runs, count, moment, False)
            _close_with_ticket(stage, moment, runs, count, before)
        if begin < first[ticket + 1]:
            count = _finish(runs, before, count, ticket, counts)
    return count


@compiled
def handlings(holder: Codes, first: Whole, stage: Small, runs: Codes, counts: Whole) -> int:
    """Fill the stretches in which somebody handles a ticket, and return how many there are."""
    count = 0
    for ticket in range(len(first) - 1):
        before, begin = count, first[ticket]
        for moment in range(begin, first[ticket + 1]):
            held = holder[moment - 1] if moment > begin else -1
            if holder[moment] != held:
                if _still_runs(runs, count, before):
                    _close(runs, count, moment, BY_OWN)
                if holder[moment] >= 0:
                    count = _open(runs, count, moment, moment > begin and stage[moment] >= ENDED_FROM)
            _close_with_ticket(stage, moment, runs, count, before)
        if begin < first[ticket + 1]:
            count = _finish(runs, before, count, ticket, counts)
    return count
