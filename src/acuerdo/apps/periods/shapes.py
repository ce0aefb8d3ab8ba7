"""A period as both sides froze it, and what moved since."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.core.chains.canonical import Json
from acuerdo.core.measures.placing import Kind
from acuerdo.core.periods import PeriodSpan
from acuerdo.studies.standings import Attained, Standing


class PeriodNotStated(ValueError):  # a refusal is named by what is wrong, as everywhere in the product
    """A period that cannot be stated. `code` is stable.

    `period_runs`, `period_frozen_later`, `other_period_offered`, `nothing_in_period`, `still_judged`.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Went(StrEnum):
    """What a ticket did so that a clock of it moved, apart from changes that had it judged anew.

    `on`: it was opened again, say. `left`: it is not the customer's any more; `uncovered`: the customer's still, the
    agreement covers it no more. `came`: the agreement covers it since the period was stated.
    """

    ON = "on"
    LEFT = "left"
    UNCOVERED = "uncovered"
    CAME = "came"


class Stand(StrEnum):
    """How far a period is: it runs, is over, was offered to the other side, or is frozen."""

    RUNS = "runs"
    OVER = "over"
    OFFERED = "offered"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A clock in a period: for what it counts there, and its figures; instants and lengths in microseconds.

    What it consumed, and what of that time was excluded, is None while it has not stopped: it goes on being late.
    """

    kind: Kind
    verdict: str
    group: str
    version: int
    content: str
    counted_us: int
    started_us: int | None
    stopped_us: int | None
    due_us: int | None
    breached_us: int | None
    target_us: int | None
    consumed_us: int | None
    excluded_us: int | None

    def as_dict(self) -> dict[str, Json]:
        """Return it as it is kept."""
        return {**asdict(self), "kind": str(self.kind)}

    @classmethod
    def read(cls, kept: Mapping[str, object] | None) -> "Stated | None":
        """Read what is kept."""
        return None if kept is None else cls(**{**kept, "kind": Kind(str(kept["kind"]))})  # type: ignore[arg-type]  # as `as_dict` wrote them


Place = tuple[int, str, int]
"""A clock in an agreement: its ticket's row's id, its commitment, its cycle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted:
    """A clock that says something else in a frozen period than what was frozen last; `why` as `StatedClock.why`.

    `went` says what its ticket did, None where nothing but changes moved it.
    """

    of: str
    place: Place
    was: Stated | None
    now: Stated | None
    why: Sequence[Mapping[str, str]]
    went: Went | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustedLine:
    """An adjustment by the names that people know; `booked_in` is the period whose statement holds it, else empty.

    `opens`: whoever asks may look at its ticket, which may have become another customer's, and reads its `title`.
    """

    of: str
    source: str
    ticket: str
    commitment: str
    cycle: int
    was: Stated | None
    now: Stated | None
    why: Sequence[Mapping[str, str]]
    went: Went | None
    booked_in: str
    opens: bool
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a promise (or a group of it) came to in a period: how many clocks of each kind, and its statistic.

    `versions` are those that promise it. The `target` is a share, a ceiling with `at_most`; a statistic is held to
    `limit_us` instead, and is a lower bound where clocks went on being late.
    """

    promise: str
    group: str
    versions: tuple[int, ...]
    target: str
    at_most: bool
    limit_us: int | None
    standing: Standing
    counts: Mapping[Kind, int]
    value_us: Fraction | None
    lower_bound: bool

    @classmethod
    def of(cls, one: Attained, versions: Sequence[int]) -> "Figure":
        """Return what was attained of some versions, without what runs: of that nothing is stated."""
        return cls(
            promise=one.commitment,
            group=one.group or "",
            versions=tuple(versions),
            target="" if one.target is None else str(one.target),
            at_most=one.at_most,
            limit_us=one.at_most_us,
            standing=one.standing,
            counts={kind: int(getattr(one, str(kind))) for kind in Kind if kind is not Kind.RUNNING},
            value_us=None if one.value is None else one.value.value_us,
            lower_bound=one.value is not None and one.value.lower_bound,
        )

    @property
    def met(self) -> int:
        """How many were met."""
        return self.counts.get(Kind.MET, 0)

    @property
    def n(self) -> int:
        """How many count."""
        return self.met + self.counts.get(Kind.BREACHED, 0)

    @property
    def third(self) -> int:
        """How many count for neither side."""
        return sum(self.counts.values()) - self.n


@dataclass(frozen=True, slots=True, kw_only=True)
class SharesMoved:
    """A share of tickets that is another figure in the frozen period `of` than what was frozen last.

    None: there was, or is, no such promise. `why` are changes that moved clocks of its tickets since, as
    `StatedClock.why`. `booked_in` is the period whose statement holds it, else empty.
    """

    of: str
    promise: str
    was: Figure | None
    now: Figure | None
    why: Sequence[Mapping[str, str]]
    booked_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLine:
    """A period in the list: how far it is, and how many of its verdicts, and of its shares of tickets, moved since.

    Those stand in no statement yet; `booked` counts both in the statements of later periods.
    """

    span: PeriodSpan
    unit: str
    stand: Stand
    moved: int
    shares: int
    booked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRecord:
    """A period: how far it is, the act of both sides, and its figures: frozen (or offered), else as they are now.

    `now` are the figures with every adjustment. `as_of` is when the offered or frozen figures were taken.
    """

    span: PeriodSpan
    unit: str
    stand: Stand
    act: ActRecord | None
    as_of: datetime | None
    content: str
    clocks: int
    figures: Sequence[Figure]
    now: Sequence[Figure]
