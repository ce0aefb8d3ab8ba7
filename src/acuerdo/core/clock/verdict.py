"""Verdicts: what one clock's life comes to, with everything needed to check it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from acuerdo.core.clock.derivation import DerivedSpan, derive
from acuerdo.core.clock.pieces import Piece
from acuerdo.core.hours import to_datetime

ENGINE = "1"
"""The version of the laws that this code computes; part of every verdict."""


class Outcome(StrEnum):
    """The word of a verdict."""

    MET = "met"
    BREACHED = "breached"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    EXCLUDED = "excluded"
    NOT_APPLICABLE = "not_applicable"


class Mark(StrEnum):
    """What readers must know about a verdict's evidence."""

    INCOMPLETE_HISTORY = "incomplete_history"
    PAUSES_UNKNOWN = "pauses_unknown"
    PROVISIONAL_CALENDAR = "provisional_calendar"


VERDICT_FIELDS = (
    "ticket",
    "commitment",
    "measure",
    "cycle",
    "priority",
    "verdict",
    "reason",
    "marks",
    "started_at",
    "stopped_at",
    "target_s",
    "consumed_s",
    "paused_s",
    "outside_s",
    "excluded_s",
    "due_at",
    "breaches_at",
    "breached_at",
    "late_s",
    "group",
    "agreement",
    "version_hash",
    "engine",
)
"""The names of a verdict line, in order."""


@dataclass(frozen=True, slots=True)
class TermsChange:
    """A change of the target in force: since when, and the fact (source, key, row) that brought it."""

    at_us: int
    target_us: int | None
    source: str
    key: str | None
    row: int


@dataclass(frozen=True, slots=True)
class WarningInstant:
    """When a warning of the commitment falls: its place in `warn_at` and the instant."""

    index: int
    at_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One clock, judged. Instants inside are microseconds since 1970-01-01 UTC, durations microseconds.

    The names of the verdict line (`due_at`, `consumed_s`, ...) give aware UTC datetimes and seconds. `end_us` is the
    stop, or the instant of judgement while the clock runs; None for a clock that never started. `opened_us`,
    `resolved_us` and `ended_us` (resolved, closed, cancelled or merged; None while it is open) are the ticket's.
    """

    ticket: str
    commitment: str
    measure: str
    cycle: int
    priority: str | None
    verdict: Outcome
    reason: str | None
    marks: tuple[Mark, ...]
    started_us: int | None
    stopped_us: int | None
    target_us: int | None
    consumed_us: int
    paused_us: int
    outside_us: int
    excluded_us: int
    due_us: int | None
    breaches_us: int | None
    breached_us: int | None
    late_us: int | None
    group: str | None
    agreement: str
    version_hash: str
    engine: str = ENGINE
    opened_us: int = 0
    resolved_us: int | None = None
    ended_us: int | None = None
    end_us: int | None = None
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False, compare=False)
    warnings: tuple[WarningInstant, ...] = field(default=(), repr=False, compare=False)
    changes: tuple[TermsChange, ...] = field(default=(), repr=False, compare=False)
    pieces: tuple[Piece, ...] = field(default=(), repr=False, compare=False)

    @property
    def started_at(self) -> datetime | None:
        """When the clock started."""
        return _moment(self.started_us)

    @property
    def stopped_at(self) -> datetime | None:
        """When the clock stopped; None while it runs."""
        return _moment(self.stopped_us)

    @property
    def due_at(self) -> datetime | None:
        """The earliest instant at which the target is used up."""
        return _moment(self.due_us)

    @property
    def breaches_at(self) -> datetime | None:
        """The latest instant at which the target is still kept."""
        return _moment(self.breaches_us)

    @property
    def breached_at(self) -> datetime | None:
        """The `breaches_at` of a clock that did breach."""
        return _moment(self.breached_us)

    @property
    def target_s(self) -> int | float | None:
        """The target in seconds of open time; None without a duration."""
        return _seconds(self.target_us)

    @property
    def consumed_s(self) -> int | float:
        """The counted seconds."""
        return _whole_or_part(self.consumed_us)

    @property
    def paused_s(self) -> int | float:
        """The open seconds spent paused."""
        return _whole_or_part(self.paused_us)

    @property
    def outside_s(self) -> int | float:
        """The seconds outside service hours."""
        return _whole_or_part(self.outside_us)

    @property
    def excluded_s(self) -> int | float:
        """The seconds that an accepted exclusion took out."""
        return _whole_or_part(self.excluded_us)

    @property
    def late_s(self) -> int | float | None:
        """The counted seconds from the breach to the stop; None when not breached."""
        return _seconds(self.late_us)

    @property
    def derivation(self) -> tuple[DerivedSpan, ...]:
        """The consecutive spans of the clock's life, each of one class; together they are its wall time."""
        if self.started_us is None or self.end_us is None:
            return ()
        return derive(self.pieces, self.started_us, self.end_us)

    def as_dict(self) -> dict[str, object]:
        """Return the verdict line: instants as RFC 3339 text in UTC, seconds as numbers, absent values as None."""
        line: dict[str, object] = {}
        for name in VERDICT_FIELDS:
            value = getattr(self, name)
            if isinstance(value, datetime):
                value = instant_text(value)
            elif name == "marks":
                value = [str(mark) for mark in self.marks]
            line[name] = str(value) if isinstance(value, StrEnum) else value
        return line


def instant_text(moment: datetime) -> str:
    """Return an aware UTC datetime as RFC 3339 with `Z`, microseconds only where there are any.

    >>> from datetime import UTC
    >>> instant_text(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    '2026-03-02T09:00:00Z'
    """
    return moment.isoformat().replace("+00:00", "Z")


def _moment(instant: int | None) -> datetime | None:
    return None if instant is None else to_datetime(instant)


def _seconds(us: int | None) -> int | float | None:
    return None if us is None else _whole_or_part(us)


def _whole_or_part(us: int) -> int | float:
    whole, part = divmod(us, 1_000_000)
    return us / 1_000_000 if part else whole
