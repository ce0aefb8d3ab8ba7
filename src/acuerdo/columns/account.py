"""What comes out of judging columns: the table of verdicts, and an account of every ticket."""

from dataclasses import dataclass, field

import polars as pl

from acuerdo.core.clock.verdict import VERDICT_FIELDS

INSTANT = pl.Datetime("us", "UTC")
WORD = pl.Categorical()
_INSTANTS = ("started_at", "stopped_at", "due_at", "breaches_at", "breached_at")
_SECONDS = ("target_s", "consumed_s", "paused_s", "outside_s", "excluded_s", "late_s")


def _kind(name: str) -> pl.DataType:
    if name in _INSTANTS:
        return INSTANT
    if name in _SECONDS:
        return pl.Float64()
    kinds: dict[str, pl.DataType] = {"cycle": pl.Int32(), "marks": pl.List(pl.String()), "ticket": pl.String()}
    return kinds.get(name, WORD)


LINE_SCHEMA = pl.Schema({name: _kind(name) for name in VERDICT_FIELDS})
"""The columns of a verdict line: instants in UTC with microseconds, durations in seconds, words by code."""

LIFE_SCHEMA = pl.Schema({"opened_at": INSTANT, "resolved_at": INSTANT, "ended_at": INSTANT})
"""When the ticket was opened, resolved or closed, and ended for the last time: what periods may be counted by."""


@dataclass(frozen=True, slots=True)
class RefusedTicket:
    """A ticket that cannot be judged: `no_opened`."""

    ticket: str
    code: str
    facts: int


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not admitted: refused by the intake (`FactRefused`), or by its ticket's history (`Refusal`)."""

    ticket: str | None
    row: int
    code: str
    message: str


@dataclass(slots=True, kw_only=True)
class Account:
    """Every ticket met, by what became of it; `by_core` counts those that the scalar core judged one by one."""

    tickets: int = 0
    judged: int = 0
    by_core: int = 0
    not_yet_open: int = 0
    lines: int = 0
    refused_tickets: list[RefusedTicket] = field(default_factory=list)
    refused_rows: list[RefusedRow] = field(default_factory=list)

    def add(self, other: "Account") -> None:
        """Add what another part came to."""
        self.tickets += other.tickets
        self.judged += other.judged
        self.by_core += other.by_core
        self.not_yet_open += other.not_yet_open
        self.lines += other.lines
        self.refused_tickets += other.refused_tickets
        self.refused_rows += other.refused_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsAnswer:
    """The verdicts of `LINE_SCHEMA`, in the order of the tickets (with their life where asked for), and an account.

    `tickets` names the tickets met, where the answer is about one table.
    """

    table: pl.DataFrame
    account: Account
    tickets: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.String))
