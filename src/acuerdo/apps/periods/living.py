"""What clocks say of a period now, and where that is not what was frozen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from acuerdo.apps.acts.queries import said_in
from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.attained.counting import Asked, belongs, kind_now
from acuerdo.apps.attained.promises import Promised, promises_of, zone_of
from acuerdo.apps.clocks.governing import Governing
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.periods.holding import AGREED, may_differ
from acuerdo.apps.periods.models import StatedClock, StatedPeriod
from acuerdo.apps.periods.shapes import Adjusted, Place, Stated, Went
from acuerdo.apps.rejudging.models import MovedClock
from acuerdo.apps.tickets.models import Ticket
from acuerdo.core.measures.placing import Kind
from acuerdo.core.periods import PeriodSpan, period_named
from acuerdo.core.terms.agreement import Commitment, CountedBy

_SAID = ("kind", "verdict", "group", "started_us", "due_us", "breached_us", "target_us")
"""What is told of a clock whether or not it has stopped."""


def promises_in(versions: Sequence[Governing], unit: str) -> list[Promised]:
    """Return the promises whose periods are of a unit; rolling windows are no periods that follow each other."""
    return [one for one in promises_of(versions) if one.period.rolling_days is None and one.period.unit == unit]


def units_of(versions: Sequence[Governing]) -> list[str]:
    """Return the units of an agreement's periods, in the order of its promises."""
    periods = (one.period for one in promises_of(versions))
    return list(dict.fromkeys(str(one.unit) for one in periods if one.rolling_days is None))


def span_of(versions: Sequence[Governing], label: str, as_of_us: int) -> PeriodSpan:
    """Return a period in the zone in force at its end, or now. Raises `PeriodRefused`."""
    return period_named(label, zone_of(versions, label, as_of_us))


def over_us(versions: Sequence[Governing], label: str) -> int:
    """Return the instant at which a period is over for every version, in whichever zone it promises."""
    return max(period_named(label, zone).until_us for zone in {one.terms.time_zone for one in versions})


def clocks_in(agreement: int, label: str, promises: Iterable[Promised], as_of_us: int) -> QuerySet[Clock]:
    """Return the clocks of promises that are decided and belong to a period, each with `now`: for what it counts.

    The period is that of each promise's own zone.
    """
    kinds: dict[tuple[str, CountedBy], Q] = {}
    for one in promises:
        if isinstance(one.promise, Commitment):
            # where periods go by the resolution, tickets that are open stand in none of those that are over
            rule = CountedBy.OPENED if one.promise.counted_by is CountedBy.RESOLVED else one.promise.counted_by
            own = Q(version__in=one.rows, commitment=one.promise.id)
            kinds[one.zone, rule] = kinds.get((one.zone, rule), Q()) | own
    members = Q(pk__in=())
    for (zone, goes_by), own in kinds.items():
        span = period_named(label, zone)
        asked = Asked(agreements=(agreement,), spans=(span,), until_us=span.until_us, as_of_us=as_of_us)
        members |= own & belongs(asked, goes_by)
    rows = Clock.objects.filter(members, agreement=agreement).annotate(now=kind_now(as_of_us))
    return rows.exclude(now=Kind.RUNNING).select_related("version")


def stated_of(row: Clock) -> Stated:
    """Return a row of `clocks_in` as it is stated."""
    found: Any = row  # what was annotated is no field of the model
    late = row.verdict == "running"  # its breach has come since its row was written
    return Stated(
        kind=Kind(found.now),
        verdict="breached" if late else row.verdict,
        group=row.group,
        version=row.version.number,
        content=row.content,
        counted_us=row.counted_us if row.counted_us is not None else row.breaches_us or 0,
        started_us=row.started_us,
        stopped_us=row.stopped_us,
        due_us=row.due_us,
        breached_us=row.breaches_us if late else row.breached_us,
        target_us=row.target_us,
        consumed_us=None if row.stopped_us is None else row.consumed_us,  # else as of whenever somebody looked last
        excluded_us=None if row.stopped_us is None else row.excluded_us,
    )


def place_of(row: Clock | StatedClock) -> Place:
    """Return where a clock stands in its agreement."""
    return row.ticket_id, row.commitment, row.cycle


def booked(of: StatedPeriod, tickets: Iterable[int] | None = None) -> dict[Place, StatedClock]:
    """Return what was frozen of a period last, clock by clock, adjustments over what they adjust.

    Of some tickets (rows' ids) alone; None: of all.
    """
    rows = StatedClock.objects.filter(AGREED, of=of).order_by("stated__until_us", "pk")
    return {place_of(row): row for row in (rows if tickets is None else rows.filter(ticket__in=tickets))}


def adjustments(of: StatedPeriod, promises: Iterable[Promised], as_of_us: int) -> Iterator[Adjusted]:
    """Yield the clocks that say something else in a frozen period than what was frozen last, in order."""
    rows = clocks_in(of.agreement_id, of.label, promises, as_of_us)
    tickets = may_differ(of, rows)
    if not tickets:
        return
    live = {place_of(row): stated_of(row) for row in rows.filter(ticket__in=tickets)}
    kept = booked(of, tickets)
    found = [(place, _now(kept.get(place)), live.get(place)) for place in sorted({*live, *kept})]
    moved = [(place, was, now) for place, was, now in found if not _alike(was, now)]
    last = {place: kept[place].stated_id if place in kept else of.pk for place, _, _ in moved}
    told_us = _told_us(last.values())
    causes = causes_of(of.agreement_id, {place: told_us[stated] for place, stated in last.items()})
    where = _Whereabouts(of, {place[0] for place, _, _ in moved})
    for place, was, now in moved:
        why = causes.get(place, ())
        went = where.went(place[0], was, now) or (None if why else Went.ON)
        yield Adjusted(of=of.label, place=place, was=was, now=now, why=why, went=went)


class _Whereabouts:
    """Tells of tickets (rows' ids) whether they left the agreement of a frozen period, or came to it later."""

    def __init__(self, of: StatedPeriod, tickets: set[int]) -> None:
        here = Clock.objects.filter(agreement=of.agreement_id, ticket__in=tickets).order_by()
        rows = Ticket.objects.filter(pk__in=tickets).values_list("pk", "customer") if tickets else ()
        self._customer = of.agreement.customer_id if of.agreement.kind == AgreementKind.SLA else None
        self._customers: dict[int, int | None] = dict(rows)
        self._here = set(here.values_list("ticket", flat=True)) if tickets else set[int]()
        kept = StatedClock.objects.filter(AGREED, stated__agreement=of.agreement_id, ticket__in=tickets, was=None)
        self._stated = set(kept.order_by().values_list("ticket", flat=True)) if tickets else set[int]()

    def went(self, ticket: int, was: Stated | None, now: Stated | None) -> Went | None:
        """Say whether a ticket left or came, None: neither. Of whose it is now, or was, nothing is said."""
        if now is None and ticket not in self._here:
            left = self._customer is not None and self._customers.get(ticket) != self._customer
            return Went.LEFT if left else Went.UNCOVERED
        return Went.CAME if was is None and ticket not in self._stated else None


def _told_us(stated: Iterable[int]) -> dict[int, int]:
    """Return as of when statements (their rows' ids) were offered."""
    rows = StatedPeriod.objects.filter(pk__in=set(stated)).select_related("act").prefetch_related("act__offers")
    return {row.pk: int(said_in(row.act).get("as_of_us", 0)) for row in rows}


def _now(row: StatedClock | None) -> Stated | None:
    return None if row is None else Stated.read(row.now)


def _alike(was: Stated | None, now: Stated | None) -> bool:
    """Say whether two statements of a clock differ in nothing that people were told; a breach goes on being late."""
    if was is None or now is None:
        return was is now
    names = _SAID if was.stopped_us is None else (*_SAID, "stopped_us", "consumed_us", "excluded_us")
    return all(getattr(was, name) == getattr(now, name) for name in names)


def causes_of(agreement: int, told_us: Mapping[Place, int]) -> Mapping[Place, list[dict[str, str]]]:
    """Return which changes moved clocks since they were stated last, each as of an instant, by what both sides see."""
    if not told_us:
        return {}
    rows = MovedClock.objects.filter(agreement=agreement, ticket__in={place[0] for place in told_us})
    since = rows.filter(rejudging__at_us__gte=min(told_us.values()))
    found: dict[Place, list[dict[str, str]]] = {}
    for row in since.select_related("rejudging__source").order_by("pk"):
        place, one = (row.ticket_id, row.commitment, row.cycle), row.rejudging
        if place not in told_us or one.at_us < told_us[place]:
            continue
        said = {"rejudging": str(one.ident), "cause": one.cause, "about": one.about}
        source = "" if one.source is None else one.source.name
        found.setdefault(place, []).append({**said, "source": source})
    return found
