"""Reading periods: what was frozen of them, and what moved since."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from acuerdo.apps.acts.queries import record_of, said_in
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.attained.promises import binding_versions
from acuerdo.apps.clocks.governing import Governing
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer, seen_by
from acuerdo.apps.periods.commands import frozen_of, unit_of
from acuerdo.apps.periods.figures import figures_now, read_figures
from acuerdo.apps.periods.holding import AGREED
from acuerdo.apps.periods.living import adjustments, over_us, promises_in, span_of, units_of
from acuerdo.apps.periods.models import StatedClock, StatedPeriod
from acuerdo.apps.periods.shapes import (
    Adjusted,
    AdjustedLine,
    PeriodLine,
    PeriodRecord,
    SharesMoved,
    Stand,
    Stated,
    Went,
)
from acuerdo.apps.periods.shares import later_than, moved_shares, said_of
from acuerdo.apps.rejudging.queries import is_told
from acuerdo.apps.tickets.models import Ticket
from acuerdo.core.acts import State
from acuerdo.core.hours import to_datetime, to_us
from acuerdo.core.periods import PeriodRefused, PeriodSpan, periods_over
from acuerdo.core.terms.agreement import Period

_OF_TICKET = "ticket__customer"
MOST = 24
"""How many periods of a unit are listed."""


def list_periods(viewer: Viewer, key: str, at: datetime) -> list[PeriodLine]:
    """Return the periods of an agreement since it began, the last first, unit by unit. Raises `NotThere`.

    What is offered or frozen is among them whatever binds by now.
    """
    agreement = find_agreement(viewer, key)
    versions = binding_versions(agreement)
    rows = {row.label: row for row in _stated(agreement)}
    units = dict.fromkeys([*units_of(versions), *(row.unit for row in rows.values() if _is_kept(row))])
    return [line for unit in units for line in _of_unit(versions, unit, rows, at)]


def _of_unit(
    versions: Sequence[Governing], unit: str, rows: dict[str, StatedPeriod], at: datetime
) -> Iterator[PeriodLine]:
    promises = promises_in(versions, unit)
    spans = {span.label: span for span in _begun(versions, unit, at)}
    spans |= {row.label: _span_of(row) for row in rows.values() if row.unit == unit and _is_kept(row)}
    for span in sorted(spans.values(), key=lambda one: one.until_us, reverse=True)[:MOST]:
        row = rows.get(span.label)
        stand = _stand(versions, row, span, at)
        frozen = row if stand is Stand.FROZEN else None
        moved = sum(1 for _ in adjustments(frozen, promises, to_us(at))) if frozen else 0
        shares = sum(1 for _ in moved_shares(frozen, promises, to_us(at))) if frozen else 0
        booked = _count_booked(frozen) if frozen else 0
        yield PeriodLine(span=span, unit=unit, stand=stand, moved=moved, shares=shares, booked=booked)


def _count_booked(of: StatedPeriod) -> int:
    shares = sum(one.of == of.label for row in later_than(of) for one in said_of(row))
    return _booked_later(of).count() + shares


def _booked_later(of: StatedPeriod) -> QuerySet[StatedClock]:
    return StatedClock.objects.filter(AGREED, of=of).exclude(stated=of)


def _begun(versions: Sequence[Governing], unit: str, at: datetime) -> list[PeriodSpan]:
    """Return the periods of a unit that have begun since the first version did, the oldest first."""
    if unit not in units_of(versions):
        return []
    zone = versions[0].terms.time_zone
    begun = min((one.version.from_on for one in versions if one.version.from_on is not None), default=at.date())
    begin_us = to_us(datetime.combine(begun, time(12), tzinfo=ZoneInfo(zone)))
    if begin_us > to_us(at):
        return []
    over = periods_over(Period(unit=unit), zone, begin_us, to_us(at) + 1)
    return [span_of(versions, one.label, to_us(at)) for one in over]


def read_period(viewer: Viewer, key: str, label: str, at: datetime) -> PeriodRecord:
    """Return a period of an agreement: frozen or offered figures, and those of now. Raises `NotThere`."""
    agreement = find_agreement(viewer, key)
    versions = binding_versions(agreement)
    row = _stated(agreement).filter(label=label).first()
    span = _span(versions, label, at) if row is None else _span_of(row)
    unit = unit_of(span.label)
    stand = _stand(versions, row, span, at)
    said = {} if row is None or stand not in {Stand.OFFERED, Stand.FROZEN} else said_in(row.act)
    now = read_figures(figures_now(agreement, span.label, unit, to_us(at))) if versions else []
    return PeriodRecord(
        span=span,
        unit=unit,
        stand=stand,
        act=None if row is None else record_of(row.act, at),
        as_of=to_datetime(said["as_of_us"]) if said else None,
        content=row.act.content if row is not None and said else "",
        clocks=said.get("clocks", 0),
        figures=read_figures(said["figures"]) if said else now,
        now=now,
    )


def stand_of(viewer: Viewer, key: str, label: str, at: datetime) -> tuple[Stand, int] | None:
    """Say of a period that was offered or frozen how it stands, and how many of its verdicts moved since.

    None for any other period. Raises `NotThere`.
    """
    row = StatedPeriod.objects.filter(agreement=find_agreement(viewer, key), label=label).select_related("act").first()
    if row is None or row.act.state not in {State.AGREED, State.OFFERED}:
        return None
    if row.act.state == State.OFFERED:
        return Stand.OFFERED, 0
    return Stand.FROZEN, count_adjusted(viewer, key, label, at)


def list_stated(viewer: Viewer, key: str, label: str) -> list[tuple[str, str, str, int, Stated]]:
    """Return the frozen (or offered) verdicts of a period that the viewer may see: source, ticket, promise, cycle.

    Raises `NotThere`.
    """
    row = _stated(find_agreement(viewer, key)).filter(label=label).first()
    if row is None:
        raise NotThere("period")
    rows = StatedClock.objects.filter(stated=row, of=row, content=row.act.content).select_related("ticket__source")
    seen = rows if is_told(viewer, row.agreement) else seen_by(viewer, rows, Permission.SEE_TICKETS, path=_OF_TICKET)
    return [
        (one.ticket.source.key, one.ticket.name, one.commitment, one.cycle, now)
        for one in seen.order_by("pk")
        if (now := Stated.read(one.now)) is not None
    ]


def list_adjusted(viewer: Viewer, key: str, label: str, at: datetime) -> list[AdjustedLine]:
    """Return what moved of a period since it was frozen, and what its own statement holds of earlier ones.

    In the order in which it was frozen; what is in no statement yet comes last. Raises `NotThere`.
    """
    agreement = find_agreement(viewer, key)
    row = _stated(agreement).filter(label=label).first()
    if row is None:
        _span(binding_versions(agreement), label, at)
        return []
    return [*_booked(viewer, row), *_pending(viewer, agreement, [row], at)]


def count_adjusted(viewer: Viewer, key: str, label: str, at: datetime) -> int:
    """Return how many verdicts moved of a period since it was frozen, also for those who see no tickets.

    Raises `NotThere`.
    """
    agreement = find_agreement(viewer, key)
    row = _stated(agreement).filter(label=label, act__state=State.AGREED).first()
    if row is None:
        return 0
    promises = promises_in(binding_versions(agreement), row.unit)
    return _booked_later(row).count() + sum(1 for _ in adjustments(row, promises, to_us(at)))


def list_pending(viewer: Viewer, key: str, unit: str, at: datetime) -> list[AdjustedLine]:
    """Return what moved of the frozen periods of a unit and is in no statement yet. Raises `NotThere`."""
    agreement = find_agreement(viewer, key)
    return _pending(viewer, agreement, frozen_of(agreement.pk, unit), at)


def list_shares(viewer: Viewer, key: str, label: str, at: datetime) -> list[SharesMoved]:
    """Return the shares of tickets that moved of a period since it was frozen, and what its statement holds of them.

    That is of earlier periods. In the order in which they were frozen; what is in no statement yet comes last. Raises
    `NotThere`.
    """
    agreement = find_agreement(viewer, key)
    row = _stated(agreement).filter(label=label).first()
    if row is None or not _is_kept(row):
        return []
    own = [replace(one, booked_in=label if row.act.state == State.AGREED else "") for one in said_of(row)]
    if row.act.state == State.AGREED:
        later = [replace(one, booked_in=other.label) for other in later_than(row) for one in said_of(other)]
        own += [one for one in later if one.of == label]
    return [_as_told(viewer, agreement, one) for one in [*own, *_pending_shares(agreement, [row], at)]]


def list_pending_shares(viewer: Viewer, key: str, unit: str, at: datetime) -> list[SharesMoved]:
    """Return the shares of tickets that moved of the frozen periods of a unit and are in no statement yet."""
    agreement = find_agreement(viewer, key)
    found = _pending_shares(agreement, frozen_of(agreement.pk, unit), at)
    return [_as_told(viewer, agreement, one) for one in found]


def _pending_shares(agreement: Agreement, rows: Iterable[StatedPeriod], at: datetime) -> Iterator[SharesMoved]:
    versions = binding_versions(agreement)
    for row in rows:
        if row.act.state == State.AGREED:
            yield from moved_shares(row, promises_in(versions, row.unit), to_us(at))


def _as_told(viewer: Viewer, agreement: Agreement, one: SharesMoved) -> SharesMoved:
    """Leave out the changes, which are about tickets, for those who see figures alone."""
    return one if viewer.may(Permission.SEE_TICKETS, agreement.customer_id) else replace(one, why=())


def _booked(viewer: Viewer, row: StatedPeriod) -> list[AdjustedLine]:
    """Return the adjustments of a period, and those that its own statement holds, agreed or only offered."""
    own = Q(stated=row, content=row.act.content) if _is_kept(row) else Q(pk__in=())
    both = StatedClock.objects.filter(own | AGREED & Q(of=row)).exclude(of=F("stated"))
    rows = both if is_told(viewer, row.agreement) else seen_by(viewer, both, Permission.SEE_TICKETS, path=_OF_TICKET)
    return [
        AdjustedLine(
            of=one.of.label,
            source=one.ticket.source.key,
            ticket=one.ticket.name,
            commitment=one.commitment,
            cycle=one.cycle,
            was=Stated.read(one.was),
            now=Stated.read(one.now),
            why=one.why,
            went=Went(one.went) if one.went else None,
            booked_in=one.stated.label if one.stated.act.state == State.AGREED else "",
            opens=(opens := viewer.sees(Permission.SEE_TICKETS, one.ticket.customer_id)),
            title=one.ticket.title if opens else "",
        )
        for one in rows.select_related("ticket__source", "of", "stated__act").order_by("stated__until_us", "pk")
    ]


def _pending(viewer: Viewer, agreement: Agreement, rows: Iterable[StatedPeriod], at: datetime) -> list[AdjustedLine]:
    versions = binding_versions(agreement)
    found = [
        one
        for row in rows
        if row.act.state == State.AGREED
        for one in adjustments(row, promises_in(versions, row.unit), to_us(at))
    ]
    tickets = Ticket.objects.filter(pk__in={one.place[0] for one in found}).select_related("source")
    seen = tickets if is_told(viewer, agreement) else seen_by(viewer, tickets, Permission.SEE_TICKETS)
    return list(_named(viewer, found, {row.pk: row for row in seen}))


def _named(viewer: Viewer, found: Sequence[Adjusted], tickets: Mapping[int, Ticket]) -> Iterator[AdjustedLine]:
    for one in found:
        ticket = tickets.get(one.place[0])
        if ticket is not None:
            yield AdjustedLine(
                of=one.of,
                source=ticket.source.key,
                ticket=ticket.name,
                commitment=one.place[1],
                cycle=one.place[2],
                was=one.was,
                now=one.now,
                why=one.why,
                went=one.went,
                booked_in="",
                opens=(opens := viewer.sees(Permission.SEE_TICKETS, ticket.customer_id)),
                title=ticket.title if opens else "",
            )


def _stated(agreement: Agreement) -> QuerySet[StatedPeriod]:
    rows = StatedPeriod.objects.filter(agreement=agreement)
    return rows.select_related("act", "agreement").prefetch_related("act__offers")


def _is_kept(row: StatedPeriod) -> bool:
    return row.act.state in {State.OFFERED, State.AGREED}


def _span_of(row: StatedPeriod) -> PeriodSpan:
    return PeriodSpan(label=row.label, from_us=row.from_us, until_us=row.until_us)


def _span(versions: Sequence[Governing], label: str, at: datetime) -> PeriodSpan:
    if not versions:
        raise NotThere("period")
    try:
        span = span_of(versions, label, to_us(at))
    except PeriodRefused as odd:
        raise NotThere("period") from odd
    if unit_of(span.label) not in units_of(versions):
        raise NotThere("period")
    return span


def _stand(versions: Sequence[Governing], row: StatedPeriod | None, span: PeriodSpan, at: datetime) -> Stand:
    if row is not None and row.act.state == State.AGREED:
        return Stand.FROZEN
    if row is not None and row.act.state == State.OFFERED:
        return Stand.OFFERED
    until_us = over_us(versions, span.label) if versions else span.until_us
    return Stand.RUNS if until_us > to_us(at) else Stand.OVER
