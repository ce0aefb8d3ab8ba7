"""The clocks and tickets behind a number: which belong to a period, and for what each counts there."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Value, When

from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.attained.counting import DECIDED, belongs, held_in, kind_now
from acuerdo.apps.attained.figures import Question
from acuerdo.apps.attained.promises import Promised, period_asked, promises_of, versions_that_bind, zone_of
from acuerdo.apps.attained.shapes import WHOLE_PAGE, ClockPart, ClockQuestion, CountedClock, CountedTicket
from acuerdo.apps.clocks.models import Clock, Part
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer, seen_by
from acuerdo.core.clock.verdict import Outcome
from acuerdo.core.hours import to_datetime
from acuerdo.core.measures.placing import Kind
from acuerdo.core.measures.ratios import Apart, is_old
from acuerdo.core.terms.agreement import Commitment, CountedBy, Metric, RatioCommitment


def clocks_of_period(
    viewer: Viewer, key: str, wanted: ClockQuestion, as_of_us: int, part: ClockPart = WHOLE_PAGE
) -> list[CountedClock]:
    """Return clocks of an agreement that belong to a period and that the viewer may see, in the order of their rows.

    Raises `NotThere`, `PeriodRefused` and `NothingPromised`.
    """
    rows = counted_in(find_agreement(viewer, key), wanted, as_of_us).filter(pk__gt=part.after)
    seen = seen_by(viewer, rows, Permission.SEE_TICKETS, path="ticket__customer").order_by("pk")
    chosen = list(seen.select_related(None).values_list("pk", flat=True)[: part.most])
    # Which rows they are is asked first: what belongs to them is then read of a page alone, and not of all.
    return [counted(row) for row in rows.filter(pk__in=chosen).order_by("pk")]


def counted_in(agreement: Agreement, wanted: ClockQuestion, as_of_us: int) -> QuerySet[Clock]:
    """Return the clocks of an agreement's row that belong to a period, each with `now` and `in_us`.

    `now` says for what it counts, `in_us` which instant makes it belong there (`acuerdo.core.measures.placing`); they
    come with their tickets, sources and customers. Raises `PeriodRefused` and `NothingPromised`.
    """
    versions = versions_that_bind(agreement)
    period = period_asked(wanted.period, zone_of(versions, wanted.period, as_of_us), as_of_us)
    question = Question(agreements=(agreement.pk,), period=period, as_of_us=as_of_us)
    members, by_end = Q(pk__in=()), Q(pk__in=())
    for one in promises_of(versions):
        if isinstance(one.promise, Commitment) and wanted.commitment in {"", one.promise.id}:
            members |= _members(one, one.promise, question)
            if one.promise.counted_by is CountedBy.RESOLVED:
                by_end |= Q(version__in=one.rows, commitment=one.promise.id)
    waits = by_end & Q(counted_us__isnull=True)
    rows = Clock.objects.filter(members, agreement=agreement).annotate(
        now=Case(When(waits & Q(kind__in=DECIDED), then=Value(Kind.RUNNING)), default=kind_now(as_of_us)),
        in_us=Case(
            When(counted_us__isnull=False, then=F("counted_us")),
            When(waits, then=Value(question.seen_us)),
            default=F("breaches_us"),
            output_field=BigIntegerField(),
        ),
    )
    rows = rows if wanted.group is None else rows.filter(group=wanted.group)
    rows = rows.filter(now__in=wanted.kinds) if wanted.kinds else rows
    return rows.select_related("ticket__source", "ticket__customer", "version")


def _members(promised: Promised, commitment: Commitment, question: Question) -> Q:
    """Return what is true of the clocks of a promise that belong to its periods that the asked one shows."""
    own = question.in_zone(promised.zone)
    spans, _ = own.spans(promised.period, promised.zone, back=1)
    found = belongs(own.asked(spans), commitment.counted_by)
    return Q(version__in=promised.rows, commitment=commitment.id) & found


def counted(row: Clock) -> CountedClock:
    """Return a row of `counted_in` as it counts."""
    found: Any = row  # what was annotated is no field of the model
    return CountedClock(
        place=row.pk,
        source=row.ticket.source.key,
        ticket=row.ticket.name,
        title=row.ticket.title,
        customer="" if row.ticket.customer is None else row.ticket.customer.key,
        commitment=row.commitment,
        group=row.group or None,
        cycle=row.cycle,
        version=row.version.number,
        priority=row.priority,
        kind=Kind(found.now),
        counted_at=to_datetime(found.in_us),
        started_at=_moment(row.started_us),
        stopped_at=_moment(row.stopped_us),
        due_at=_moment(row.due_us),
        breached_at=_moment(row.breached_us if row.verdict != Outcome.RUNNING else _late_since(row, found.now)),
        target_us=row.target_us,
        consumed_us=row.consumed_us,
        late_us=row.late_us,
        marks=tuple(row.marks.split()),
        excluded_us=row.excluded_us,
    )


def _late_since(row: Clock, now: str) -> int | None:
    """Return since when the promise of a clock is broken whose row was written while it was not."""
    return row.breaches_us if now in {Kind.BREACHED, Kind.PAUSES_UNKNOWN_BREACHED} else None


def _moment(instant: int | None) -> datetime | None:
    return None if instant is None else to_datetime(instant)


def find_promise(viewer: Viewer, key: str, commitment: str) -> Promised:
    """Return a promise of an agreement, the newest of its name. Raises `NotThere` and `NothingPromised`."""
    promises = promises_of(versions_that_bind(find_agreement(viewer, key)))
    found = next((one for one in promises if one.promise.id == commitment), None)
    if found is None:
        raise NotThere("promise")
    return found


def parts_of_period(
    viewer: Viewer, key: str, wanted: ClockQuestion, as_of_us: int, part: ClockPart = WHOLE_PAGE
) -> list[CountedTicket]:
    """Return the tickets that count in a promised share of tickets, as `clocks_of_period` does those of clocks."""
    agreement = find_agreement(viewer, key)
    versions = versions_that_bind(agreement)
    period = period_asked(wanted.period, zone_of(versions, wanted.period, as_of_us), as_of_us)
    question = Question(agreements=(agreement.pk,), period=period, as_of_us=as_of_us)
    chosen, old = Q(pk__in=()), list[tuple[Promised, RatioCommitment]]()
    for one in promises_of(versions):
        if isinstance(one.promise, RatioCommitment) and one.promise.id == wanted.commitment:
            own = question.in_zone(one.zone)
            spans, _ = own.spans(one.period, one.zone, back=1)
            chosen |= Q(version__in=one.rows) & held_in(one.promise, own.asked(spans))
            old += [(one, one.promise)] if one.promise.metric is Metric.BACKLOG_AGE else []
    rows = Part.objects.filter(chosen, commitment=wanted.commitment, pk__gt=part.after)
    if wanted.kinds and not old:
        rows = rows.filter(reduce(or_, (_OF_KIND.get(kind, Q(pk__in=())) for kind in wanted.kinds)))
    seen = seen_by(viewer, rows, Permission.SEE_TICKETS, path="ticket__customer")
    seen = seen.select_related("ticket__source", "ticket__customer").order_by("pk")
    return [_told(row, _kind(row, holds=_holds(row, old, question.seen_us))) for row in seen[: part.most]]


def _holds(row: Part, backlogs: Sequence[tuple[Promised, RatioCommitment]], at_us: int) -> bool:
    """Say whether a part is one that the share is about: as it is kept, or, of the backlog, whether it is old."""
    for promised, ratio in backlogs:
        if row.version_id in promised.rows:
            return is_old(promised.newest.terms, ratio, row.opened_us, at_us)
    return row.holds


_OF_KIND = {
    Kind.MET: Q(apart="", holds=True),
    Kind.BREACHED: Q(apart="", holds=False),
    Kind.EXCLUDED: Q(apart=Apart.EXCLUDED),
    Kind.INCOMPLETE: Q(apart=Apart.INCOMPLETE),
    Kind.PAUSES_UNKNOWN_MET: Q(apart=Apart.UNKNOWN, holds=True),
    Kind.PAUSES_UNKNOWN_BREACHED: Q(apart=Apart.UNKNOWN, holds=False),
}
"""What is true of the parts in a share that count for a kind; of the backlog age is not kept, and nothing is known."""


def _told(row: Part, kind: Kind) -> CountedTicket:
    return CountedTicket(
        place=row.pk,
        source=row.ticket.source.key,
        ticket=row.ticket.name,
        title=row.ticket.title,
        customer="" if row.ticket.customer is None else row.ticket.customer.key,
        kind=kind,
        opened_at=to_datetime(row.opened_us),
        counted_at=_moment(row.counted_us),
    )


def _kind(row: Part, *, holds: bool) -> Kind:
    """Say for what a part in a share counts."""
    if row.apart == Apart.UNKNOWN:
        return Kind.PAUSES_UNKNOWN_MET if holds else Kind.PAUSES_UNKNOWN_BREACHED
    if row.apart:
        return Kind(row.apart)
    return Kind.MET if holds else Kind.BREACHED
