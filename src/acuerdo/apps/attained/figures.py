"""The figures of promises in their periods, out of what was counted in the database."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from acuerdo.apps.attained.counting import (
    Asked,
    Counted,
    Held,
    Name,
    Rule,
    count_clocks,
    count_parts,
    open_at,
    times_of,
)
from acuerdo.apps.attained.promises import Promised
from acuerdo.apps.clocks.models import Part
from acuerdo.core.measures.ratios import is_old
from acuerdo.core.periods import PeriodSpan, period_named, periods_before
from acuerdo.core.terms.agreement import Commitment, Metric, Period, RatioCommitment
from acuerdo.statistics import ConsumedTimes
from acuerdo.studies.standings import Attained
from acuerdo.studies.tallying import Place, of_clocks, of_nothing, of_tickets, periods_shown
from acuerdo.studies.trending import MOST_PERIODS

if TYPE_CHECKING:
    from acuerdo.core.measures.placing import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Of which agreements (their rows' ids) in which period, as of when."""

    agreements: tuple[int, ...]
    period: PeriodSpan
    as_of_us: int

    @property
    def seen_us(self) -> int:
        """The instant of judgement: what comes after the period is not seen."""
        return min(self.as_of_us, self.period.until_us - 1)

    def in_zone(self, zone: str) -> "Question":
        """Return what is asked of a version of this zone: of its own period of the same name."""
        return replace(self, period=period_named(self.period.label, zone))

    def spans(self, period: Period, zone: str, back: int) -> tuple[list[PeriodSpan], int]:
        """Return the periods of a promise that the asked one shows, after those before them; and how many are shown.

        The first of those that are shown stands at place `back` from 1, where there are so many.
        """
        shown = periods_shown(period, zone, self.period, self.seen_us)
        return periods_before(period, zone, shown[-1].until_us, back + len(shown) - 1), len(shown)

    def asked(self, spans: Sequence[PeriodSpan]) -> Asked:
        """Return what is counted for some consecutive periods, the last of which the asked one shows."""
        return Asked(agreements=self.agreements, spans=spans, until_us=self.period.until_us, as_of_us=self.as_of_us)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What a promise (or one of its groups) attained in consecutive periods, the oldest first."""

    promised: Promised
    group: str | None
    rows: tuple[Attained, ...]


def series_of(question: Question, promises: Sequence[Promised], *, back: int = MOST_PERIODS) -> list[Series]:
    """Return what promises attained in the periods that the asked one shows, and in those before, group by group."""
    alike: dict[tuple[Period, str], list[Promised]] = {}
    for one in promises:
        alike.setdefault((one.period, one.zone), []).append(one)
    found: dict[int, list[Series]] = {}
    for (period, zone), several in alike.items():
        own_question = question.in_zone(zone)
        spans, shown = own_question.spans(period, zone, back)
        for at, rows in _rows_of(own_question.asked(spans), several):
            last = range(len(spans) - shown, len(spans))
            own = [Series(promised=at, group=rows[-1].group, rows=_begun(rows[: end + 1][-back:])) for end in last]
            found.setdefault(id(at), []).extend(own)
    return [series for one in promises for series in found.get(id(one), ())]


def _rows_of(asked: Asked, promises: Sequence[Promised]) -> Iterator[tuple[Promised, list[Attained]]]:
    """Yield what promises attained in consecutive periods, group by group."""
    rules = [_rule(one.promise, one.rows) for one in promises if isinstance(one.promise, Commitment)]
    ratios = [one.promise.id for one in promises if isinstance(one.promise, RatioCommitment)]
    counted = count_clocks(asked, rules) if rules else Counted()
    parts = count_parts(asked, ratios) if ratios else {}
    places = range(len(asked.spans))
    for one in promises:
        if isinstance(one.promise, RatioCommitment):
            yield one, [_share(one, one.promise, asked, place, parts) for place in places]
        else:
            for rows in _clocks(one, one.promise, asked, counted):
                yield one, rows


def _rule(promise: Commitment, versions: frozenset[int]) -> Rule:
    return Rule(commitment=promise.id, versions=versions, counted_by=promise.counted_by, grouped=bool(promise.per))


def _clocks(promised: Promised, commitment: Commitment, asked: Asked, counted: Counted) -> Iterator[list[Attained]]:
    names = [name for name in counted.names(commitment.id) if name[0] in promised.rows]
    times = times_of(asked, commitment.id, commitment.counted_by) if commitment.statistic and names else {}
    for group in sorted({group for _, _, group in names}, key=lambda group: group or "") or [None]:
        own = [name for name in names if name[2] == group]
        yield [_row(commitment, asked, place, own, counted, times) for place in range(len(asked.spans))]


def _begun(rows: Sequence[Attained]) -> tuple[Attained, ...]:
    """Leave out the first periods, in which there was nothing at all; the last one stays."""
    there = [place for place, row in enumerate(rows) if row.n or row.third]
    return tuple(rows[min([*there, len(rows) - 1]) :])


def _row(  # noqa: PLR0913, PLR0917 - the parts of one row
    commitment: Commitment,
    asked: Asked,
    place: int,
    names: Sequence[Name],
    counted: Counted,
    times: Mapping[tuple[Name, int], ConsumedTimes],
) -> Attained:
    kinds: dict[Kind, int] = {}
    for name in names:
        for kind, n in counted.kinds.get((name, place), {}).items():
            kinds[kind] = kinds.get(kind, 0) + n
    own = [times[name, place] for name in names if (name, place) in times]
    pooled = ConsumedTimes(
        ended_us=tuple(us for one in own for us in one.ended_us),
        running_us=tuple(us for one in own for us in one.running_us),
    )
    group = names[0][2] if names else None
    return of_clocks(commitment, _place(asked, place, group), kinds, pooled)


def _share(
    promised: Promised,
    ratio: RatioCommitment,
    asked: Asked,
    place: int,
    parts: Mapping[tuple[Name, int], Held],
) -> Attained:
    at = _place(asked, place, None)
    if at.period.from_us > asked.seen_us:
        return of_nothing(ratio, at)
    if ratio.metric is Metric.BACKLOG_AGE:
        held = _backlog(promised, ratio, min(at.period.until_us - 1, asked.seen_us))
        return of_tickets(ratio, at, (held.yes, held.n), held.apart)
    whole = Held()
    for (version, commitment, _), there in parts:
        if version in promised.rows and commitment == ratio.id and there == place:
            one = parts[(version, commitment, None), there]
            whole.yes, whole.n = whole.yes + one.yes, whole.n + one.n
            for why, n in one.apart.items():
                whole.apart[why] = whole.apart.get(why, 0) + n
    return of_tickets(ratio, at, (whole.yes, whole.n), whole.apart)


def _backlog(promised: Promised, ratio: RatioCommitment, at_us: int) -> Held:
    """Count the tickets that were open at an instant, and how many of them were old."""
    held = Held()
    rows = Part.objects.filter(open_at(at_us), version__in=promised.rows, commitment=ratio.id)
    opened: list[int] = []
    for opened_us, apart, holds in rows.order_by("opened_us").values_list("opened_us", "apart", "holds"):
        if apart:
            held.add(apart, 1, holds=holds)
        else:
            opened.append(opened_us)
    terms = promised.newest.terms
    held.n = len(opened)
    # What was opened earlier is older: the old ones stand before the first that is not, which is found by halving.
    held.yes = bisect_left(opened, True, key=lambda one: not is_old(terms, ratio, one, at_us))  # noqa: FBT003 - the answer looked for
    return held


def _place(asked: Asked, place: int, group: str | None) -> Place:
    return Place(group=group, period=asked.spans[place], as_of_us=asked.seen_us)
