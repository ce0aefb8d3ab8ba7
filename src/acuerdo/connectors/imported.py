"""What an import gives: facts, and a report that accounts for every row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from acuerdo.connectors.profile import Profile
from acuerdo.connectors.refusals import RefusedRow
from acuerdo.core.clock.facts import Fact

INCOMPLETE = "incomplete_history"
PAUSES_UNKNOWN = "pauses_unknown"

Progress = Callable[[str, float], None]
"""Called with what is being read and the share of the work that is done, 0..1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFile:
    """One file that was read. `sha256` is of the file as given; `unused` are its columns that nothing was read from."""

    file: str
    kind: str
    sha256: str
    size: int
    rows: int
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Where every row went: into facts, or among the unchanged, ignored, duplicate or refused.

    `ambiguous_times` and `skipped_times` count local readings that a clock change made two or none of; the earlier
    offset was taken. `before_opening`: updates written before their ticket's opening, counted at the opening.
    `ignored_statuses`: rows whose status the profile ignores. `stale_ends`: tickets open again, whose old end was left.
    """

    rows: int = 0
    blank: int = 0
    ignored: int = 0
    duplicate: int = 0
    unchanged: int = 0
    refused: int = 0
    facts: int = 0
    tickets: int = 0
    ambiguous_times: int = 0
    skipped_times: int = 0
    before_opening: int = 0
    ignored_statuses: int = 0
    stale_ends: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """The account of an import. `incomplete`: tickets with a refused row; `first_us` and `last_us` span the facts.

    `statuses`, `priorities` and `events` count the file's own words over its readable rows, also those refused later.
    `extras` holds, for each extra column, the last value of each ticket, as text.
    """

    profile: Profile
    time_zone: str | None
    files: tuple[ImportedFile, ...]
    counts: Counts
    refused: tuple[RefusedRow, ...]
    incomplete: frozenset[str]
    pauses_unknown: bool
    first_us: int | None
    last_us: int | None
    statuses: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    priorities: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    events: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    extras: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    def marks_of(self, ticket: str) -> frozenset[str]:
        """Return the marks that the verdicts of a ticket carry: `incomplete_history`, `pauses_unknown`."""
        marks = {PAUSES_UNKNOWN} if self.pauses_unknown else set()
        return frozenset(marks | {INCOMPLETE} if ticket in self.incomplete else marks)

    @property
    def share_refused(self) -> float:
        """Return the share of rows refused, 0..1."""
        return self.counts.refused / self.counts.rows if self.counts.rows else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported(ImportReport):
    """Facts as values, ticket by ticket in the order of their first appearance (rows: events keep the file's order)."""

    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedTable(ImportReport):
    """The same facts as columns, in the same order: see `facts_table`."""

    table: pl.DataFrame
