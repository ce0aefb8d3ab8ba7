"""Timelines over arrays: facts become moments, each with the ticket's state after all facts of its instant."""

from acuerdo.columns.arrays import (
    AGREED,
    MERGED,
    NONE,
    OPEN,
    OPENED,
    SYSTEM,
    WAITING,
    Facts,
    Moments,
    Whole,
)
from acuerdo.columns.compiling import compiled

KEPT = -2
"""Says that the reason for waiting stays as it was."""


@compiled
def opening_of(facts: Facts, ticket: int) -> int:
    """Return the place of a ticket's opening, or -1."""
    for place in range(facts.first[ticket], facts.first[ticket + 1]):
        if facts.sign[place] & OPENED:
            return int(place)
    return -1


@compiled
def _stage_after(stage: int, given: int) -> int:
    if stage == MERGED or given < 0:
        return stage
    return given


@compiled
def _reason_after(before: int, stage: int, given_stage: int, given: int) -> int:
    """Return the reason for waiting after a fact; `stage` is the one after it."""
    if before == MERGED or stage != WAITING:
        return -1
    return given if given_stage >= 0 or given >= 0 else KEPT


@compiled
def _fill_fields(facts: Facts, place: int, digits: Whole, weights: Whole) -> int:
    """Note the values that a fact gives and return by how much the state's code changes.

    The first two digits are the priorities given by people and by machines.
    """
    change = 0
    for field in range(facts.fields.shape[0]):
        value = facts.fields[field, place]
        if value < 0:
            continue
        digit = field + 1
        if field == 0 and not facts.sign[place] & SYSTEM:
            digit = 0
        change += (value - digits[digit]) * weights[digit]
        digits[digit] = value
    return change


@compiled
def unfold_each(facts: Facts, weights: Whole, digits: Whole, moments: Moments) -> int:
    """Fill the moments of every ticket and return how many there are; a ticket that is not open yet has none.

    The code of a state is the sum of its digits (the fields' values) times `weights`; `digits` is room for them.
    """
    count = 0
    for ticket in range(len(facts.first) - 1):
        moments.first[ticket] = count
        opening = opening_of(facts, ticket)
        if opening >= 0:
            count = _unfold(facts, ticket, facts.at[opening], weights, digits, moments, count)
    moments.first[len(facts.first) - 1] = count
    return count


@compiled
def _unfold(facts: Facts, ticket: int, opened: int, weights: Whole, digits: Whole, moments: Moments, count: int) -> int:
    stage, reason, state, agreed, named = OPEN, -1, 0, NONE, NONE
    for digit in range(len(digits)):
        digits[digit] = 0
    begin = facts.first[ticket]
    last = facts.first[ticket + 1] - 1
    since = begin
    for place in range(begin, last + 1):
        given = facts.stage[place]
        before = stage
        stage = _stage_after(stage, given)
        found = _reason_after(before, stage, given, facts.reason[place])
        reason = reason if found == KEPT else found
        state += _fill_fields(facts, place, digits, weights)
        if facts.sign[place] & AGREED:
            agreed, named = facts.until[place], facts.at[place]
        if place == last or facts.at[place + 1] != facts.at[place]:
            if facts.at[place] >= opened:
                count = _note(moments, count, facts.at[place], stage, reason, state, agreed, named, since, place + 1)
            since = place + 1
    return count


@compiled
def _note(
    moments: Moments,
    count: int,
    at: int,
    stage: int,
    reason: int,
    state: int,
    agreed: int,
    named: int,
    since: int,
    until: int,
) -> int:
    moments.at[count] = at
    moments.stage[count] = stage
    moments.reason[count] = reason
    moments.state[count] = state
    moments.agreed[count] = agreed
    moments.named[count] = named
    moments.since[count] = since
    moments.until[count] = until
    return count + 1
