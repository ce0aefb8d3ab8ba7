"""Histories by the million for measurements: the same kinds of facts, drawn column by column, nobody queueing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

Ints: TypeAlias = npt.NDArray[np.int64]
Codes: TypeAlias = npt.NDArray[np.uint8]
Flags: TypeAlias = npt.NDArray[np.bool_]

MOST_TICKETS = 20_000_000
_FIRST_US = 1_735_689_600_000_000  # 2025-01-01T00:00:00Z, a Wednesday
_WEEKS = 52
_LEVELS = ("P1", "P2", "P3", "P4")
_LEVEL_SHARES = (0.04, 0.16, 0.5, 0.3)
_SERVICES = ("desk", "erp", "mail", "network", "workplace")
_TYPES = ("incident", "request")
_EVENTS = ("opened", "changed", "replied", "asked", "resolved", "reopened", "closed")
_STATUSES = ("new", "open", "pending", "waiting_supplier")
_OWNERS = tuple(f"p{number:02}" for number in range(1, 41))
_SPEAKERS = ("system", "customer", *_OWNERS)
_ANSWER_MINUTES = np.array([8.0, 25.0, 90.0, 240.0])  # median by priority, of the wall
_WORK_MINUTES = np.array([60.0, 150.0, 420.0, 900.0])
_NONE = 255  # no value in that column


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moment:
    """One kind of fact in the life of every ticket: who has it, how long after the fact before, what it says."""

    has: Flags
    gap_us: Ints
    event: str
    status: Codes | None = None
    priority: Codes | None = None
    service: Codes | None = None
    kind: Codes | None = None
    owner: Codes | None = None
    speaker: Codes


class _Draw:
    """Random columns over all tickets, from one generator."""

    def __init__(self, tickets: int, seed: int) -> None:
        self.tickets = tickets
        self.rng = np.random.default_rng(seed)

    def hits(self, share: float) -> Flags:
        return self.rng.random(self.tickets) < share

    def codes(self, shares: Sequence[float]) -> Codes:
        drawn = np.searchsorted(np.cumsum(shares), self.rng.random(self.tickets) * sum(shares), side="right")
        return drawn.astype(np.uint8)

    def gaps(self, minutes: npt.NDArray[np.float64] | float, spread: float) -> Ints:
        """Lognormal spans in microseconds, whole seconds, at least one."""
        drawn = minutes * np.exp(spread * self.rng.standard_normal(self.tickets)) * 60
        return np.maximum(drawn, 1.0).astype(np.int64) * 1_000_000

    def fill(self, code: int) -> Codes:
        return np.full(self.tickets, code, dtype=np.uint8)

    def openings(self) -> Ints:
        """Instants of opening over a year: most on weekdays between 7 and 18 UTC."""
        hours = np.full(7 * 24, 1.0)
        for day in (0, 1, 5, 6):  # the year begins on a Wednesday
            hours[day * 24 + 7 : day * 24 + 18] = 14.0
        hours[2 * 24 + 7 : 2 * 24 + 18] = 12.0
        weights = np.cumsum(hours)
        hour = np.searchsorted(weights, self.rng.random(self.tickets) * weights[-1], side="right")
        second = self.rng.integers(0, 3600, self.tickets)
        week = np.sort(self.rng.integers(0, _WEEKS, self.tickets))
        seconds: Ints = (week * 7 * 24 + hour) * 3600 + second
        return _FIRST_US + seconds * 1_000_000


def _draw_moments(draw: _Draw) -> list[_Moment]:
    """Every kind of fact, in the order in which it comes in a ticket's life."""
    level = draw.codes(_LEVEL_SHARES)
    owner = draw.rng.integers(0, len(_OWNERS), draw.tickets).astype(np.uint8)
    person = owner + np.uint8(2)
    system, customer = draw.fill(0), draw.fill(1)
    everyone, taken = draw.hits(1.0), draw.hits(0.97)
    work = _WORK_MINUTES[level]
    waits, waits_again, reopened = draw.hits(0.3), draw.hits(0.06), draw.hits(0.04)
    resolved = taken & draw.hits(0.97)
    again = resolved & reopened

    def wait(has: Flags, status: int) -> list[_Moment]:
        answers, waiting = has & draw.hits(0.6), draw.fill(status)
        return [
            _Moment(has=has, gap_us=draw.gaps(work * 0.3, 0.7), event="changed", status=waiting, speaker=person),
            _Moment(has=answers, gap_us=draw.gaps(600.0, 1.0), event="asked", speaker=customer),
            _Moment(has=has, gap_us=draw.gaps(20.0, 1.2), event="changed", status=draw.fill(1), speaker=person),
        ]

    return [
        _Moment(
            has=everyone,
            gap_us=np.zeros(draw.tickets, dtype=np.int64),
            event="opened",
            status=draw.fill(0),
            priority=level,
            service=draw.codes((5, 2, 3, 2, 3)),
            kind=draw.codes((7, 3)),
            speaker=customer,
        ),
        _Moment(has=draw.hits(0.1), gap_us=draw.gaps(0.2, 0.3), event="replied", speaker=system),
        _Moment(
            has=taken,
            gap_us=draw.gaps(_ANSWER_MINUTES[level] * 0.7, 0.8),
            event="changed",
            status=draw.fill(1),
            owner=owner,
            speaker=person,
        ),
        _Moment(
            has=taken & draw.hits(0.9),
            gap_us=draw.gaps(_ANSWER_MINUTES[level] * 0.3, 0.8),
            event="replied",
            speaker=person,
        ),
        _Moment(
            has=taken & draw.hits(0.05),
            gap_us=draw.gaps(work * 0.2, 0.6),
            event="changed",
            priority=draw.codes(_LEVEL_SHARES),
            speaker=person,
        ),
        *wait(taken & waits, 2),
        *wait(taken & waits_again, 3),
        _Moment(has=taken & draw.hits(0.2), gap_us=draw.gaps(work * 0.4, 0.7), event="replied", speaker=person),
        _Moment(has=resolved, gap_us=draw.gaps(work * 0.5, 0.8), event="resolved", speaker=person),
        _Moment(has=again, gap_us=draw.gaps(500.0, 0.9), event="reopened", speaker=customer),
        _Moment(has=again, gap_us=draw.gaps(work * 0.5, 0.8), event="resolved", speaker=person),
        _Moment(has=resolved & draw.hits(0.84), gap_us=draw.gaps(4320.0, 0.05), event="closed", speaker=system),
    ]


class _Sheet:
    """The rows of all tickets, ticket by ticket, filled one kind of fact at a time: nothing has to be sorted."""

    def __init__(self, moments: Sequence[_Moment], openings: Ints) -> None:
        sizes = np.sum([moment.has for moment in moments], axis=0, dtype=np.int64)
        self.rows = int(sizes.sum())
        self.next_row = np.cumsum(sizes) - sizes
        self.now_us = openings.copy()
        self.ticket = np.repeat(np.arange(len(openings), dtype=np.uint32), sizes)
        self.at_us = np.empty(self.rows, dtype=np.int64)
        self.columns = {
            name: np.full(self.rows, _NONE, dtype=np.uint8)
            for name in ("event", "status", "priority", "service", "type", "owner", "by")
        }

    def write(self, moment: _Moment) -> None:
        """Put one kind of fact into the rows of the tickets that have it."""
        has = np.flatnonzero(moment.has)
        rows = self.next_row[has]
        self.now_us[has] += moment.gap_us[has]
        self.at_us[rows] = self.now_us[has]
        self.columns["event"][rows] = _EVENTS.index(moment.event)
        values = {
            "status": moment.status,
            "priority": moment.priority,
            "service": moment.service,
            "type": moment.kind,
            "owner": moment.owner,
            "by": moment.speaker,
        }
        for name, codes in values.items():
            if codes is not None:
                self.columns[name][rows] = codes[has]
        self.next_row[has] += 1

    def frame(self, tickets: int) -> pl.DataFrame:
        """The rows as a table with names in place of codes."""
        names = pl.Series("ticket", [f"T{number:08}" for number in range(1, tickets + 1)], dtype=pl.String)
        words = {
            "event": _EVENTS,
            "status": _STATUSES,
            "priority": _LEVELS,
            "service": _SERVICES,
            "type": _TYPES,
            "owner": _OWNERS,
            "by": _SPEAKERS,
        }
        instants = pl.Series("at", self.at_us).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        return pl.DataFrame(
            [
                names.gather(pl.Series(self.ticket)),
                instants,
                *(_name_codes(column, codes, words[column]) for column, codes in self.columns.items()),
            ],
        )


def _name_codes(column: str, codes: Codes, words: Sequence[str]) -> pl.Series:
    """Words for codes; what has none is null."""
    known = pl.Series(codes).replace(_NONE, None).cast(pl.UInt32)
    return pl.Series(column, words, dtype=pl.Enum(words)).gather(known)


def simulate_table(n_tickets: int, seed: int) -> pl.DataFrame:
    """Facts of `n_tickets` tickets over 52 weeks of 2025, about 5.8 a ticket, sorted by ticket and time.

    Columns: `ticket` (String), `at` (Datetime, microseconds, UTC), and as Enum, null where a fact says nothing of it,
    `event`, `status`, `priority`, `service`, `type`, `owner`, `by`. Instants are whole seconds and differ within a
    ticket. There are no queues and no shifts in it: it measures programs, not service desks. A million tickets take a
    few seconds and about 1 GB. Raises ValueError for fewer than 1 or more than 20 million tickets.

    >>> simulate_table(3, seed=1).columns
    ['ticket', 'at', 'event', 'status', 'priority', 'service', 'type', 'owner', 'by']
    """
    if not 1 <= n_tickets <= MOST_TICKETS:
        raise ValueError(f"found {n_tickets} tickets, expected 1 to {MOST_TICKETS:,}")
    draw = _Draw(n_tickets, seed)
    openings = draw.openings()
    moments = _draw_moments(draw)
    sheet = _Sheet(moments, openings)
    for moment in moments:
        sheet.write(moment)
    return sheet.frame(n_tickets)
