"""Counting the clocks and tickets of an agreement in periods, in the database, as of an instant.

What is kept of a clock is a verdict as of the last look at its ticket. A clock that was running then and whose breach
has come since is counted as what it is, whether or not a worker has written that down.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from acuerdo.apps.clocks.finding import OPEN, Standing, standing_case
from acuerdo.apps.clocks.models import Clock, Part
from acuerdo.apps.clocks.queries import clocks_now
from acuerdo.core.clock.verdict import Mark, Outcome
from acuerdo.core.measures.placing import COUNTING, Kind, kind_of
from acuerdo.core.measures.ratios import Apart
from acuerdo.core.periods import PeriodSpan
from acuerdo.core.terms.agreement import CountedBy, Metric, RatioCommitment
from acuerdo.statistics import ConsumedTimes

MOST_LOOKED_AT = 300
"""Of how many overdue clocks that still run the time so far is reckoned anew; of more it is that of the last look."""

Name = tuple[int, str, str | None]
"""A version (its row's id), a commitment and a group."""

DECIDED = (Kind.MET, Kind.BREACHED, Kind.PAUSES_UNKNOWN_MET, Kind.PAUSES_UNKNOWN_BREACHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose clocks are counted (agreements' rows' ids), in which periods, none of them after `until_us`, as of when.

    The periods follow each other.
    """

    agreements: tuple[int, ...]
    spans: Sequence[PeriodSpan]
    until_us: int
    as_of_us: int

    @property
    def seen_us(self) -> int:
        """The instant of judgement of the last period: nothing that comes after its end is seen in it."""
        return min(self.as_of_us, self.until_us - 1)

    @property
    def judged_in(self) -> int | None:
        """The place of the period in which the instant of judgement lies; None where it lies in none of them."""
        seen_us = self.seen_us
        return next((at for at, one in enumerate(self.spans) if one.from_us <= seen_us < one.until_us), None)


@dataclass(slots=True, kw_only=True)
class Counted:
    """How many clocks of each kind there are, by name and by the place of the period among those asked for."""

    kinds: dict[tuple[Name, int], dict[Kind, int]] = field(default_factory=dict)

    def add(self, name: Name, place: int, kind: Kind, n: int) -> None:
        """Count some more clocks."""
        own = self.kinds.setdefault((name, place), {})
        own[kind] = own.get(kind, 0) + n

    def names(self, commitment: str) -> set[Name]:
        """Return the names under which clocks of a commitment were counted."""
        return {name for name, _ in self.kinds if name[1] == commitment}


def late_now(at_us: int) -> Q:
    """Return what is true of the row of a clock that was running when it was written, and has broken its promise."""
    return Q(kind=Kind.RUNNING, breaches_us__lt=at_us)


def kind_now(at_us: int) -> Case:
    """Return for what a clock counts as of an instant (`acuerdo.core.measures.placing.kind_of`)."""
    late = late_now(at_us)
    marks: tuple[tuple[Q, list[Mark]], ...] = (
        (Q(marks__contains=Mark.INCOMPLETE_HISTORY), [Mark.INCOMPLETE_HISTORY]),
        (Q(marks__contains=Mark.PAUSES_UNKNOWN), [Mark.PAUSES_UNKNOWN]),
        (Q(), []),
    )
    whens = [When(late & marked, then=Value(kind_of(Outcome.BREACHED, said))) for marked, said in marks]
    return Case(*whens, default=F("kind"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """By what the periods of a commitment go in some versions (rows' ids), and whether it is judged in groups."""

    commitment: str
    versions: frozenset[int]
    counted_by: CountedBy
    grouped: bool

    @property
    def is_plain(self) -> bool:
        """Whether what its rows say counts as it stands, without groups: an index alone answers."""
        return self.counted_by is not CountedBy.OPENED and not self.grouped


def count_clocks(asked: Asked, rules: Sequence[Rule]) -> Counted:
    """Count the clocks of commitments in consecutive periods."""
    found = Counted()
    rows = Clock.objects.filter(agreement__in=asked.agreements)
    plain, others = _of_rules(rules, plain=True), _of_rules(rules, plain=False)
    now = kind_now(asked.as_of_us)
    if plain:
        _count_plain(found, rows, asked, plain)
    if others:
        decided = rows.filter(_decided(asked), commitment__in=_ids(others))
        _add(found, decided.annotate(now=now, place=_place("counted_us", asked.spans)), others)
    by_due = {name for one in rules if one.counted_by is CountedBy.DUE_OR_STOP for name in _names(one)}
    if by_due and asked.spans[0].from_us < asked.as_of_us:
        late = rows.filter(_late_unwritten(asked), commitment__in=_ids(by_due))
        _add(found, late.annotate(now=now, place=_place("breaches_us", asked.spans)), by_due)
    by_end = {name for one in rules if one.counted_by is CountedBy.RESOLVED for name in _names(one)}
    if by_end and asked.judged_in is not None:
        waiting = rows.filter(_open_still(asked), commitment__in=_ids(by_end))
        standing = Case(When(kind__in=DECIDED, then=Value(Kind.RUNNING)), default=F("kind"))
        _add(found, waiting.annotate(now=standing, place=Value(asked.judged_in, IntegerField())), by_end)
    return found


_Of = tuple[int, str]
"""A version (its row's id) and a commitment of it."""


def _names(rule: Rule) -> set[_Of]:
    return {(version, rule.commitment) for version in rule.versions}


def _of_rules(rules: Sequence[Rule], *, plain: bool) -> set[_Of]:
    return {name for one in rules if one.is_plain is plain for name in _names(one)}


def _ids(names: set[_Of]) -> list[str]:
    return sorted({commitment for _, commitment in names})


def _count_plain(found: Counted, rows: QuerySet[Clock], asked: Asked, wanted: set[_Of]) -> None:
    """Count clocks of no group, period by period in one query: an index holds all that it asks for."""
    columns = ("version", "commitment", "kind")
    parts = []
    for place, span in enumerate(asked.spans):
        inside = rows.filter(counted_us__gte=span.from_us, counted_us__lt=min(span.until_us, asked.until_us))
        counted = inside.order_by().values_list(*columns).annotate(n=Count("pk"), place=Value(place, IntegerField()))
        parts.append(counted)
    for version, commitment, kind, n, place in parts[0].union(*parts[1:], all=True):
        if (version, commitment) in wanted:
            found.add((version, commitment, None), place, Kind(kind), n)


def belongs(asked: Asked, counted_by: CountedBy) -> Q:
    """Return what is true of the row of a clock that belongs to the periods, by what its periods go."""
    match counted_by:
        case CountedBy.DUE_OR_STOP:
            return _decided(asked) | _late_unwritten(asked)
        case CountedBy.RESOLVED if asked.judged_in is not None:
            return _decided(asked) | _open_still(asked)
        case _:
            return _decided(asked)


def _decided(asked: Asked) -> Q:
    return Q(counted_us__gte=asked.spans[0].from_us, counted_us__lt=min(asked.spans[-1].until_us, asked.until_us))


def _late_unwritten(asked: Asked) -> Q:
    """Return what is true of a clock whose breach has come since its row was written."""
    until_us = min(asked.spans[-1].until_us, asked.until_us)
    since = Q(breaches_us__gte=asked.spans[0].from_us, breaches_us__lt=until_us)
    return late_now(asked.as_of_us) & since & Q(counted_us__isnull=True)


def _open_still(asked: Asked) -> Q:
    """Return what is true of the clocks of tickets that have not ended: they stand in the period of the judgement."""
    return Q(counted_us__isnull=True, ticket__opened_us__lte=asked.seen_us)


def _place(column: str, spans: Sequence[PeriodSpan]) -> Case:
    whens = [When(**{f"{column}__lt": span.until_us}, then=Value(place)) for place, span in enumerate(spans[:-1])]
    return Case(*whens, default=Value(len(spans) - 1), output_field=IntegerField())


def _add(found: Counted, rows: QuerySet[Clock], wanted: set[_Of]) -> None:
    columns = ("version", "commitment", "group", "place", "now")
    for version, commitment, group, place, now, n in rows.order_by().values_list(*columns).annotate(n=Count("pk")):
        if (version, commitment) in wanted:
            found.add((version, commitment, group or None), place, Kind(now), n)


def times_of(asked: Asked, commitment: str, counted_by: CountedBy) -> dict[tuple[Name, int], ConsumedTimes]:
    """Return the consumed times that a statistic is taken over, by name and place of the period.

    Those of stopped clocks, and of the overdue ones that still run as of now.
    """
    rows = Clock.objects.filter(belongs(asked, counted_by), agreement__in=asked.agreements, commitment=commitment)
    instant = Coalesce("counted_us", "breaches_us")
    inside = rows.annotate(now=kind_now(asked.as_of_us), in_us=instant).filter(now__in=COUNTING)
    inside = inside.annotate(place=_place("in_us", asked.spans))
    if counted_by is CountedBy.RESOLVED:
        inside = inside.filter(counted_us__isnull=False)
    stopped: dict[tuple[Name, int], list[int]] = {}
    columns = ("version", "group", "place", "consumed_us")
    for version, group, place, consumed_us in inside.filter(stopped_us__isnull=False).values_list(*columns):
        stopped.setdefault(((version, commitment, group or None), place), []).append(consumed_us)
    running: dict[tuple[Name, int], list[int]] = {}
    overdue = list(inside.filter(stopped_us__isnull=True).select_related("ticket__source").order_by("-breaches_us"))
    anew = clocks_now(overdue[:MOST_LOOKED_AT], asked.as_of_us)
    for row in overdue:
        consumed_us = anew[row.pk].verdict.consumed_us if row.pk in anew else row.consumed_us
        name = (row.version_id, commitment, row.group or None)
        running.setdefault((name, row.place), []).append(consumed_us)
    return {
        at: ConsumedTimes(ended_us=tuple(stopped.get(at, ())), running_us=tuple(running.get(at, ())))
        for at in {*stopped, *running}
    }


@dataclass(slots=True, kw_only=True)
class Held:
    """The parts that count in a share of tickets: how many hold of how many; and how many count for neither side."""

    yes: int = 0
    n: int = 0
    apart: dict[tuple[Apart, bool], int] = field(default_factory=dict)

    def add(self, apart: str, n: int, *, holds: bool) -> None:
        """Count some more parts."""
        if apart:
            why = (Apart(apart), holds)
            self.apart[why] = self.apart.get(why, 0) + n
        else:
            self.n += n
            self.yes += n if holds else 0


def count_parts(asked: Asked, ratios: Iterable[str]) -> dict[tuple[Name, int], Held]:
    """Count the parts in shares of tickets that belong to a period by an instant, by name and place of the period."""
    rows = Part.objects.filter(agreement__in=asked.agreements, commitment__in=list(ratios))
    inside = rows.filter(_decided(asked))
    columns = ("version", "commitment", "place", "apart", "holds")
    counted = inside.annotate(place=_place("counted_us", asked.spans)).order_by().values_list(*columns)
    found: dict[tuple[Name, int], Held] = {}
    for version, commitment, place, apart, holds, n in counted.annotate(n=Count("pk")):
        found.setdefault(((version, commitment, None), place), Held()).add(apart, n, holds=holds)
    return found


def held_in(ratio: RatioCommitment, asked: Asked) -> Q:
    """Return what is true of a part in a share that belongs to the periods; of the backlog: open at their end."""
    if ratio.metric is not Metric.BACKLOG_AGE:
        return _decided(asked)
    return open_at(min(asked.spans[-1].until_us - 1, asked.seen_us))


def open_at(at_us: int) -> Q:
    """Return what is true of a part in the backlog of an instant: its ticket was open then."""
    return Q(open_from_us__lte=at_us) & (Q(open_until_us__isnull=True) | Q(open_until_us__gt=at_us))


def count_open(agreements: Iterable[int], until_us: int, at_us: int) -> dict[Name, dict[Standing, tuple[int, int]]]:
    """Count the clocks that have not stopped, by name and where they stand; and those of them due before an instant."""
    rows = Clock.objects.filter(agreement__in=list(agreements), stopped_us__isnull=True, verdict__in=OPEN)
    due = Count("pk", filter=Q(due_us__lt=until_us))
    columns = ("version", "commitment", "group", "standing")
    counted = rows.annotate(standing=standing_case(at_us)).order_by().values_list(*columns)
    found: dict[Name, dict[Standing, tuple[int, int]]] = {}
    for version, commitment, group, standing, n, coming in counted.annotate(n=Count("pk"), coming=due):
        found.setdefault((version, commitment, group or None), {})[Standing(standing)] = (n, coming)
    return found
