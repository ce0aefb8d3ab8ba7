"""What was attained of an agreement in a period, as both sides see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from acuerdo.core.measures.placing import Kind
from acuerdo.core.periods import PeriodSpan
from acuerdo.core.terms.agreement import RatioCommitment
from acuerdo.documents import AgreementDocument
from acuerdo.statistics import Foreseen, Trend
from acuerdo.studies.standings import Attained
from acuerdo.studies.tallying import Promise
from acuerdo.studies.trending import Reading


class NothingPromised(LookupError):  # a refusal is named by what is wrong, as everywhere in the product
    """Nothing of an agreement binds yet, so that nothing can be attained. `code` is `nothing_promised`."""

    code = "nothing_promised"

    def __init__(self) -> None:
        super().__init__("no version of this agreement was accepted by both sides yet")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenClocks:
    """The clocks of a promise that have not stopped: late ones, at risk, running, waiting for somebody else.

    `coming` counts those of them that are not late and come due before the period ends.
    """

    late: int = 0
    at_risk: int = 0
    running: int = 0
    waiting: int = 0
    coming: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseLine:
    """A promise (or one of its groups) in the period of its own that the asked one shows.

    `versions` are those by which its clocks are judged, whose promise of a share is the same; `document` says the
    newest of them. `past` are the last periods with `now` at the end; `open` and `foreseen` (None: nothing can be said)
    are those of a period that is not over.
    """

    versions: tuple[int, ...]
    document: AgreementDocument
    promise: Promise
    now: Attained
    past: tuple[Attained, ...]
    trend: Trend
    reading: Reading
    open: OpenClocks
    foreseen: Foreseen | None

    @property
    def group(self) -> str | None:
        """The group of its clocks, None where all are judged together."""
        return self.now.group

    @property
    def is_ratio(self) -> bool:
        """Whether it is about tickets, and not about clocks."""
        return isinstance(self.promise, RatioCommitment)

    @property
    def before(self) -> Attained | None:
        """What was attained in the period before."""
        return self.past[-2] if len(self.past) > 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttainedTable:
    """What was attained of an agreement in a period, as of an instant (microseconds since 1970-01-01 UTC).

    `so_far`: the period was not over; `document` is what the version says that began last by its end. `looking`: how
    many tickets a worker has yet to look at again, so that figures may move without anything being told.
    """

    agreement: str
    period: PeriodSpan
    zone: str
    as_of_us: int
    so_far: bool
    document: AgreementDocument
    lines: Sequence[PromiseLine]
    looking: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockQuestion:
    """Which clocks of a period (None: the month that runs) are wanted: of a promise, a group, of some kinds.

    What is not named (an empty text, None, no kind) leaves out nothing.
    """

    period: str | None
    commitment: str = ""
    group: str | None = None
    kinds: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPart:
    """Which part of a list: what comes after a clock's `place`, and how much of it."""

    after: int = 0
    most: int = 50


WHOLE_PAGE = ClockPart()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedClock:
    """A clock that belongs to a period: its verdict, for what it counts, and the instant that says which period.

    Durations and instants are those of the row: as of when its ticket was folded last. `place` is its row's id.
    """

    place: int
    source: str
    ticket: str
    title: str
    customer: str
    commitment: str
    group: str | None
    cycle: int
    version: int
    priority: str
    kind: Kind
    counted_at: datetime
    started_at: datetime | None
    stopped_at: datetime | None
    due_at: datetime | None
    breached_at: datetime | None
    target_us: int | None
    consumed_us: int
    late_us: int | None
    marks: tuple[str, ...]
    excluded_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedTicket:
    """A ticket that counts in a promised share of tickets: for what, and the instant that says which period.

    `counted_at` is None for the backlog, which is counted at the end of each period.
    """

    place: int
    source: str
    ticket: str
    title: str
    customer: str
    kind: Kind
    opened_at: datetime
    counted_at: datetime | None
