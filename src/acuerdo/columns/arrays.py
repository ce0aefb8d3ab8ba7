"""The shapes that the compiled code works on: facts, moments, promises and lines, as arrays of numbers."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from acuerdo.core.terms.measures import Stage

Whole = NDArray[np.int64]
Codes = NDArray[np.int32]
Small = NDArray[np.int8]
Bits = NDArray[np.uint8]
Truths = NDArray[np.bool_]

NONE = -(1 << 62)
"""Stands for an instant or a duration that does not exist."""

STAGES = (Stage.OPEN, Stage.WAITING, Stage.RESOLVED, Stage.CLOSED, Stage.CANCELLED, Stage.MERGED)
"""The stages by code; from `ENDED_FROM` on the ticket has ended."""

OPEN, WAITING, RESOLVED, CLOSED, CANCELLED, MERGED = range(len(STAGES))
ENDED_FROM = RESOLVED

REPLY, CUSTOMER, SYSTEM, AGREED, OPENED = 1, 2, 4, 8, 16
"""Bits of a fact: a reply, a customer's message, a machine's act, an agreed instant, an opening."""
SIGNS = 32

START, STOP, CANCEL = 1, 2, 4
"""Bits of a moment: which triggers of a commitment it fires."""

ONE, MANY, NEXT_RESPONSE, UPDATE, HANDLING = range(5)
"""How a measure makes clocks, by code."""

CONTINUE, COUNT, FIRST, NEW_CYCLE = range(4)
"""What a reopening does, by code."""

CARRY, RETROACTIVE, RESTART = range(3)
"""What a change of terms does, by code."""

DURATION, NO_TARGET, AGREED_INSTANT, DAYS = range(4)
"""Kinds of target, by code."""

RUNS, BY_OWN, WITHOUT, BY_CANCEL, BY_MERGE, WITHDRAWN = range(6)
"""How a clock ended, by code."""

MET, BREACHED, RUNNING, PAUSED, ENDED_EARLY, NOT_APPLICABLE = range(6)
"""Verdicts, by code."""

REASON_WORDS = (
    None,
    "never_started",
    "not_covered",
    "no_target",
    "no_agreed_date",
    "resolved_without",
    "cancelled",
    "merged",
    "withdrawn",
    "no_commitment",
    "resolved",
    "restart",
    "waiting",
    "exclusion",
)
"""The laws' own reasons, by code; the reasons of the facts follow."""

(
    NO_REASON,
    NEVER_STARTED,
    NOT_COVERED,
    WITHOUT_TARGET,
    NO_AGREED_DATE,
    RESOLVED_WITHOUT,
    WAS_CANCELLED,
    WAS_MERGED,
    WAS_WITHDRAWN,
    NO_COMMITMENT,
    WAS_RESOLVED,
    RESTARTED,
    JUST_WAITING,
    EXCLUSION,
) = range(len(REASON_WORDS))
OWN_REASONS = len(REASON_WORDS)


class Facts(NamedTuple):
    """The facts of some tickets, ticket by ticket, each in its order.

    `first` (tickets + 1) says where each ticket's facts begin; the others have one number per fact: `at` and `until` in
    microseconds, `sign` the event's code times `SIGNS` plus `bits`, `stage` a code or -1, `reason` a code or -1.
    `fields` has one row per field: the code that each fact gives it, 0 clears it, -1 leaves it; the first field is the
    priority.
    """

    first: Whole
    at: Whole
    sign: Codes
    stage: Small
    reason: Codes
    until: Whole
    fields: Codes


class Moments(NamedTuple):
    """The instants of some tickets' timelines, with the state after all facts of each.

    `first` (tickets + 1) says where each ticket's moments begin. Per moment: `at`, `stage`, `reason` (or -1), `state`
    (the code of the fields' values), `agreed` and `named` (microseconds or `NONE`), and its facts `[since, until)`.
    """

    first: Whole
    at: Whole
    stage: Small
    reason: Codes
    state: Whole
    agreed: Whole
    named: Whole
    since: Codes
    until: Codes


class Fires(NamedTuple):
    """A trigger: `said` by sign tells which facts fire it, the others which changes of state do.

    A moment fires it when a bit of `states` (by state) or `stages` (by stage) is set that was not set before, or when a
    code of `later` (fields, states; 0: no value) becomes another one. What an event stands for fires it too: one of the
    stages `turns` (by stage) is entered, or with `reopens` the ticket's end is left; with `by_person` not by a machine.
    """

    said: Truths
    states: Whole
    stages: Whole
    later: Codes
    turns: Truths
    reopens: bool
    by_person: bool

    @property
    def can_turn(self) -> bool:
        """Whether any change of stage stands for one of its events."""
        return self.reopens or bool(self.turns.any())


class Rules(NamedTuple):
    """The rules of one commitment, by code; `every_wait`: each reason for waiting pauses its clocks."""

    cycling: int
    from_opening: bool
    reopens: bool
    on_reopen: int
    on_change: int
    every_wait: bool


class Spans(NamedTuple):
    """Time that both sides agreed not to count for one commitment: `[since, until)`, those that begin first first.

    `holds` of shape (states, spans) says in which states of a ticket they concern it.
    """

    since: Whole
    until: Whole
    holds: Truths


class Promise(NamedTuple):
    """One commitment: its rules, its triggers (None: never), and as tables what depends on reasons and states.

    `waits` says which reasons pause it; by state, `terms` holds the code of its terms and `holder` who handles the
    ticket, -1 for none; `spans` do not count.
    """

    rules: Rules
    starts: Fires | None
    stops: Fires | None
    cancels: Fires | None
    waits: Truths
    terms: Codes
    holder: Codes
    spans: Spans


class Deadlines(NamedTuple):
    """Targets in days: where a clock that starts at an instant falls due.

    Table k is the rows `[first[k], first[k + 1])` of `rows` (int64): from which start on, a value, and 1 where the
    deadline is the start plus that value, 0 where it is the value.
    """

    first: Whole
    rows: Whole


class Provisional(NamedTuple):
    """Spans of each calendar whose holidays are not yet published; calendar c's at `[first[c], first[c + 1])`."""

    first: Whole
    since: Whole
    until: Whole


RUN_TICKET, RUN_NUMBER, RUN_FIRST, RUN_LAST, RUN_ENDING, RUN_FREE = range(6)
"""The columns of runs (int32): ticket, number from 1, moments of start and stop (-1: none), how it ended, whether free.

A free clock began at or after its ticket's end.
"""
RUN_WIDTH = 6

(
    TICKET,
    COMMITMENT,
    CYCLE,
    VERDICT,
    REASON,
    PROVISIONAL,
    STATE,
    GROUP,
    STARTED,
    STOPPED,
    TARGET,
    CONSUMED,
    PAUSED_FOR,
    OUTSIDE,
    EXCLUDED_FOR,
    DUE,
    BREACHES,
    BREACHED_AT,
    LATE,
    ENDED,
) = range(20)
"""The rows of lines (int64): codes, the states at the end and at the breach, and microseconds or `NONE`."""
LINE_WIDTH = 20


def make_lines(count: int, warned: int = 0) -> Whole:
    """Return room for so many lines, one column each; behind the rows of all come the instants of `warned` warnings."""
    return np.empty((LINE_WIDTH + warned, count), np.int64)


def make_moments(tickets: int, facts: int) -> Moments:
    """Return room for the moments of so many tickets and facts."""
    whole = [np.empty(facts, np.int64) for _ in range(4)]
    return Moments(
        first=np.zeros(tickets + 1, np.int64),
        at=whole[0],
        stage=np.empty(facts, np.int8),
        reason=np.empty(facts, np.int32),
        state=whole[1],
        agreed=whole[2],
        named=whole[3],
        since=np.empty(facts, np.int32),
        until=np.empty(facts, np.int32),
    )


def cut_moments(room: Moments, count: int) -> Moments:
    """Return the first moments of a room."""
    return Moments(
        first=room.first,
        at=room.at[:count],
        stage=room.stage[:count],
        reason=room.reason[:count],
        state=room.state[:count],
        agreed=room.agreed[:count],
        named=room.named[:count],
        since=room.since[:count],
        until=room.until[:count],
    )
