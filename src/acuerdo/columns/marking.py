"""Triggers over arrays: which moments fire what of a commitment."""

import numpy as np

from acuerdo.columns.arrays import (
    ENDED_FROM,
    SYSTEM,
    Bits,
    Codes,
    Facts,
    Fires,
    Moments,
    Small,
    Truths,
    Whole,
)
from acuerdo.columns.compiling import COMPILED, compiled


def mark(fires: Fires, bit: int, facts: Facts, moments: Moments, marks: Bits) -> None:
    """Set a bit on every moment that fires a trigger."""
    if not COMPILED:
        marks[fired_arrays(fires, facts, moments)] |= np.uint8(bit)
        return
    if fires.said.any():
        mark_said(fires.said, facts.sign, moments.since, moments.until, bit, marks)
    if fires.states.any() or fires.stages.any():
        mark_entered(fires.states, fires.stages, moments.first, moments.stage, moments.state, bit, marks)
    if len(fires.later):
        mark_changed(fires.later, moments.first, moments.state, bit, marks)
    if fires.can_turn:
        marks[turned_arrays(fires, facts, moments)] |= np.uint8(bit)


def fired_arrays(fires: Fires, facts: Facts, moments: Moments) -> Truths:
    """Say which moments fire a trigger, by numpy alone."""
    said = np.append(0, np.cumsum(fires.said[facts.sign]))
    begins = np.zeros(len(moments.at), np.bool_)
    begins[moments.first[:-1][np.diff(moments.first) > 0]] = True
    now = fires.states[moments.state] | fires.stages[moments.stage]
    before = np.where(begins, 0, np.roll(now, 1))
    fired: Truths = (said[moments.until] > said[moments.since]) | ((now & ~before) != 0)
    for values in fires.later:
        value = values[moments.state]
        fired |= ~begins & (value != 0) & (value != np.roll(value, 1))
    return fired | turned_arrays(fires, facts, moments) if fires.can_turn else fired


def turned_arrays(fires: Fires, facts: Facts, moments: Moments) -> Truths:
    """Say which moments bring about what an event of a trigger stands for, by numpy alone."""
    now, begins = moments.stage, np.zeros(len(moments.at), np.bool_)
    begins[moments.first[:-1][np.diff(moments.first) > 0]] = True
    before = np.where(begins, -1, np.roll(now, 1))
    turned: Truths = fires.turns[now] & (now != before)
    if fires.reopens:
        turned |= (before >= ENDED_FROM) & (now < ENDED_FROM)
    if fires.by_person:
        people = np.append(0, np.cumsum((facts.sign & SYSTEM) == 0))
        turned &= people[moments.until] > people[moments.since]
    return turned


@compiled
def mark_said(said: Truths, sign: Codes, since: Codes, until: Codes, bit: int, marks: Bits) -> None:
    """Mark the moments with a fact that by itself fires the trigger."""
    for moment in range(len(marks)):
        for place in range(since[moment], until[moment]):
            if said[sign[place]]:
                marks[moment] |= bit


@compiled
def mark_entered(states: Whole, stages: Whole, first: Whole, stage: Small, state: Whole, bit: int, marks: Bits) -> None:
    """Mark the moments at which something became true that was not before."""
    for ticket in range(len(first) - 1):
        before = 0
        for moment in range(first[ticket], first[ticket + 1]):
            now = states[state[moment]] | stages[stage[moment]]
            if now & ~before:
                marks[moment] |= bit
            before = now


@compiled
def mark_changed(later: Codes, first: Whole, state: Whole, bit: int, marks: Bits) -> None:
    """Mark the moments after the opening at which a field got another value."""
    for ticket in range(len(first) - 1):
        for moment in range(first[ticket] + 1, first[ticket + 1]):
            for field in range(later.shape[0]):
                now = later[field, state[moment]]
                if now and now != later[field, state[moment - 1]]:
                    marks[moment] |= bit
