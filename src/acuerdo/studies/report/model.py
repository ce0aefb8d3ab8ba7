"""The figures of a service level report, frozen, without a word: what every rendering of it shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from acuerdo.connectors.imported import Counts, ImportedFile
from acuerdo.connectors.refusals import RefusedRow
from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.facts import Fact
from acuerdo.core.periods import PeriodSpan
from acuerdo.core.terms.agreement import Binding
from acuerdo.documents import AgreementDocument
from acuerdo.statistics import Trend
from acuerdo.studies.frozen import FrozenFigure, FrozenPeriod, FrozenVerdict
from acuerdo.studies.judging import RefusedTicket
from acuerdo.studies.standings import Attained, Standing
from acuerdo.studies.trending import Reading

MOST_LISTED = 25
"""How many tickets a list names; the rest is counted and said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseLine:
    """One promise (or one of its groups) in the period of the commitment that the report shows.

    `before` is the commitment's period before that one, `past` the last `MOST_PERIODS` periods with `now` at the end.
    `if_accepted` is what would be attained if the exclusions that only one side claims were accepted; None where that
    changes nothing.
    """

    commitment: str
    group: str | None
    binding: Binding
    is_ratio: bool
    now: Attained
    before: Attained | None
    past: tuple[Attained, ...]
    trend: Trend
    reading: Reading
    if_accepted: Attained | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """One judged clock: instants in microseconds since 1970-01-01 UTC, durations in microseconds.

    `stopped_us` None: it still ran at the data cut-off.
    """

    ticket: str
    commitment: str
    cycle: int
    priority: str | None
    group: str | None
    target_us: int | None
    consumed_us: int
    paused_us: int
    outside_us: int
    excluded_us: int
    due_us: int | None
    breached_us: int | None
    stopped_us: int | None
    late_us: int | None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The first clocks of a list, and how many there are in all."""

    lines: tuple[ClockLine, ...]
    total: int

    @property
    def rest(self) -> int:
        """How many are not among the lines."""
        return self.total - len(self.lines)


SPREAD_STEPS = 20
"""Bars of a distribution up to twice the target; one more bar holds all that lies beyond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How the consumed times of a commitment's clocks lie against their targets.

    `bars[i]` counts clocks that consumed more than i/10 and at most (i+1)/10 of their target (nothing consumed belongs
    to the first bar), so that what is met lies in the first ten; the last bar counts all above twice. Durations in
    microseconds.
    """

    commitment: str
    n: int
    bars: tuple[int, ...]
    median_us: int
    p90_us: int
    longest_us: int
    running: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Where the time of a commitment's breached clocks went, in microseconds."""

    commitment: str
    clocks: int
    counted_us: int
    paused_us: int
    outside_us: int
    excluded_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the report was computed from, so that anybody can compute it again."""

    files: tuple[ImportedFile, ...]
    counts: Counts
    profile: str
    time_zone: str | None
    as_of_us: int
    known_at_us: int | None
    engine: str
    agreement_file: str
    facts_files: tuple[str, ...]
    exclusions_file: str | None = None
    exclusions_sha256: str | None = None
    profile_file: str | None = None
    profile_sha256: str | None = None
    marks_file: str | None = None
    frozen_file: str | None = None
    program: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenLine:
    """A frozen figure beside that of now, None where the version of the report is not the only one that it counts."""

    figure: FrozenFigure
    now: Attained | None
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedVerdict:
    """A clock that says something else now than was frozen; None: it was not in the period, or is not any more."""

    ticket: str
    commitment: str
    cycle: int
    was: FrozenVerdict | None
    now: FrozenVerdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenNote:
    """What both sides froze of the period of the report, and what moved since."""

    period: FrozenPeriod
    lines: tuple[FrozenLine, ...]
    moved: tuple[MovedVerdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportModel:
    """A service level report in figures.

    `begins_on` is when the text came into force, where that was within the period.
    `heat[weekday][hour]` counts the period's breaches by the local reading of `breached_at`, Monday first. `verdicts`
    counts the clocks of the period by the word of their verdict. These, the breaches and what came close are of
    promises kept clock by clock; the clocks behind a promised statistic of times are in `spreads` alone. `days_off` are
    the dates in the period on which a calendar was closed by name: calendar, instant, and what closed it. `recorded`
    says whether the evidence tells of any fact when it was recorded.
    """

    document: AgreementDocument
    period: PeriodSpan
    so_far: bool
    outside_term: bool
    begins_on: date | None
    as_of_us: int
    zone: str
    promises: tuple[PromiseLine, ...]
    tickets: int
    verdicts: Mapping[str, int]
    breaches: Listing
    shares: tuple[Shares, ...]
    approached: Listing
    heat: tuple[tuple[int, ...], ...]
    spreads: tuple[Spread, ...]
    exclusions: tuple[Exclusion, ...]
    clocks_with_exclusions: int
    excluded_us: int
    incomplete: tuple[str, ...]
    pauses_unknown: int
    refused_rows: tuple[RefusedRow, ...]
    refused_tickets: tuple[RefusedTicket, ...]
    quarantined: tuple[Fact, ...]
    late: tuple[Fact, ...]
    recorded: bool
    not_judged: tuple[tuple[str, str], ...]
    provisional: tuple[str, ...]
    evidence: Evidence
    days_off: tuple[tuple[str, int, str], ...] = ()
    frozen: FrozenNote | None = None

    def standing(self, standing: Standing) -> tuple[PromiseLine, ...]:
        """Return the promises that stand so."""
        return tuple(line for line in self.promises if line.now.standing is standing)

    @property
    def kept(self) -> int:
        """How many promises were kept."""
        return len(self.standing(Standing.MET))

    @property
    def judged(self) -> int:
        """How many promises could be judged: kept and broken ones."""
        return self.kept + len(self.standing(Standing.BREACHED))
