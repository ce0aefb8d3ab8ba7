"""Stating periods: what is offered to the other side to be frozen, inside the transaction of a flow."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from zoneinfo import ZoneInfo

from acuerdo.apps.acts.commands import begin_act, keep_said
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.queries import signers_for
from acuerdo.apps.attained.promises import Promised, binding_versions
from acuerdo.apps.clocks.governing import Governing
from acuerdo.apps.parties.viewers import NotThere
from acuerdo.apps.periods.figures import figures_now
from acuerdo.apps.periods.holding import text_of
from acuerdo.apps.periods.living import (
    adjustments,
    clocks_in,
    over_us,
    place_of,
    promises_in,
    span_of,
    stated_of,
    units_of,
)
from acuerdo.apps.periods.models import StatedClock, StatedPeriod
from acuerdo.apps.periods.shapes import Adjusted, PeriodNotStated, Place, SharesMoved, Stated
from acuerdo.apps.periods.shares import as_said, moved_shares
from acuerdo.apps.rejudging.queries import waiting_under
from acuerdo.apps.tickets.models import Ticket
from acuerdo.core.acts import State
from acuerdo.core.chains.canonical import Json, write_canonical
from acuerdo.core.hours import to_datetime
from acuerdo.core.periods import PeriodRefused, PeriodSpan, period_named
from acuerdo.core.terms.agreement import RatioCommitment

ACT_SUBJECT = "period"
_UNITS = {"-": "month", "Q": "quarter", "H": "half-year", "": "year"}


def unit_of(label: str) -> str:
    """Return the unit of a period's label.

    >>> [unit_of(label) for label in ("2026-11", "2026-Q4", "2026-H2", "2026")]
    ['month', 'quarter', 'half-year', 'year']
    """
    part = label[5:6]
    return _UNITS["-" if part.isdecimal() else part]


def find_period(agreement: Agreement, label: str) -> StatedPeriod:
    """Return the period about which a side moved before, whatever binds by now. Raises `NotThere`."""
    found = StatedPeriod.objects.filter(agreement=agreement, label=label).select_related("act").first()
    if found is None:
        raise NotThere("period")
    return found


def begin_period(agreement: Agreement, label: str, at_us: int) -> StatedPeriod:
    """Make room for an offer about a period of an agreement (its row locked).

    Raises `NotThere` for what is no period of it, and `PeriodNotStated`.
    """
    versions = binding_versions(agreement)
    try:
        span = span_of(versions, label, at_us) if versions else period_named(label, "UTC")
    except PeriodRefused as odd:
        raise NotThere("period") from odd
    unit = unit_of(span.label)
    if not versions or unit not in units_of(versions) or _is_before(versions, span):
        raise NotThere("period")
    if over_us(versions, span.label) > at_us:
        raise PeriodNotStated("period_runs")
    _refuse_early(agreement, unit, span)
    found = StatedPeriod.objects.filter(agreement=agreement, label=span.label).select_related("act").first()
    if found is not None:
        return found
    act = begin_act(
        subject=ACT_SUBJECT,
        key=f"{agreement.pk}:{span.label}",
        customer=agreement.customer_id,
        chain=agreement.chain,
        signers=signers_for(agreement),
    )
    return StatedPeriod.objects.create(
        agreement=agreement, unit=unit, label=span.label, from_us=span.from_us, until_us=span.until_us, act_id=act
    )


def _is_before(versions: Sequence[Governing], span: PeriodSpan) -> bool:
    """Say whether a period was over before an agreement began."""
    begun = [one.version.from_on for one in versions if one.version.from_on is not None]
    ended_on = to_datetime(span.until_us - 1).astimezone(ZoneInfo(versions[0].terms.time_zone)).date()
    return bool(begun) and ended_on < min(begun)


def _refuse_early(agreement: Agreement, unit: str, span: PeriodSpan) -> None:
    others = StatedPeriod.objects.filter(agreement=agreement, unit=unit).exclude(label=span.label)
    if others.filter(act__state=State.AGREED, until_us__gt=span.until_us).exists():
        raise PeriodNotStated("period_frozen_later")
    if others.filter(act__state=State.OFFERED).exists():
        raise PeriodNotStated("other_period_offered")
    if waiting_under(agreement).exists():
        raise PeriodNotStated("still_judged")


def put_statement(row: StatedPeriod, at_us: int) -> str:
    """Keep what a period comes to now, with what moved of those frozen before; return the hash that is accepted."""
    agreement = row.agreement
    promises = promises_in(binding_versions(agreement), row.unit)
    rows = clocks_in(agreement.pk, row.label, promises, at_us).order_by("pk")
    own = {place_of(one): stated_of(one) for one in rows}
    moved = list(moved_before(row, promises, at_us))
    names = _names({place[0] for place in (*own, *(one.place for one in moved))})
    body: dict[str, Json] = {
        "agreement": agreement.key,
        "period": row.label,
        "from_us": row.from_us,
        "until_us": row.until_us,
        "as_of_us": at_us,
        "figures": list[Json](figures_now(agreement, row.label, row.unit, at_us)),
        "clocks": len(own),
        "clocks_hash": _digest(_lines(own, names)),
        "ratios": sorted({one.promise.id for one in promises if isinstance(one.promise, RatioCommitment)}),
        "shares": [as_said(one) for one in shares_before(row, promises, at_us)],
        "adjustments": len(moved),
        "adjustments_hash": _digest(_adjusted(moved, names)),
    }
    content = keep_said(row.act_id, body)
    periods = {one.label: one for one in frozen_of(agreement.pk, row.unit)}
    kept = [_clock(row, content, row, place, now=now) for place, now in own.items()]
    kept += [_clock(row, content, periods[one.of], one.place, now=one.now, moved=one) for one in moved]
    StatedClock.objects.bulk_create(kept, batch_size=500)
    return content


def frozen_of(agreement: int, unit: str) -> Sequence[StatedPeriod]:
    """Return the frozen periods of an agreement (its row's id) of a unit, the oldest first."""
    rows = StatedPeriod.objects.filter(agreement=agreement, unit=unit, act__state=State.AGREED)
    return list(rows.select_related("act", "agreement").prefetch_related("act__offers").order_by("until_us"))


def moved_before(row: StatedPeriod, promises: Iterable[Promised], at_us: int) -> Iterator[Adjusted]:
    """Yield what moved of the periods that were frozen before one."""
    several = list(promises)
    for one in frozen_of(row.agreement_id, row.unit):
        if one.until_us < row.until_us:  # periods of two zones do not follow each other to the hour
            yield from adjustments(one, several, at_us)


def shares_before(row: StatedPeriod, promises: Sequence[Promised], at_us: int) -> Iterator[SharesMoved]:
    """Yield the shares of tickets that moved of the periods that were frozen before one."""
    for one in frozen_of(row.agreement_id, row.unit):
        if one.until_us < row.until_us:
            yield from moved_shares(one, promises, at_us)


def _clock(  # noqa: PLR0913, PLR0917 - the columns of a row
    row: StatedPeriod, content: str, of: StatedPeriod, place: Place, now: Stated | None, moved: Adjusted | None = None
) -> StatedClock:
    return StatedClock(
        stated=row,
        content=content,
        of=of,
        ticket_id=place[0],
        commitment=place[1],
        cycle=place[2],
        was=None if moved is None or moved.was is None else moved.was.as_dict(),
        now=None if now is None else now.as_dict(),
        text="" if now is None else text_of(now),
        why=[] if moved is None else [dict(one) for one in moved.why],
        went="" if moved is None else str(moved.went or ""),
    )


def _names(tickets: Iterable[int]) -> dict[int, tuple[str, str]]:
    rows = Ticket.objects.filter(pk__in=list(tickets)).values_list("pk", "source__key", "name")
    return {pk: (source, name) for pk, source, name in rows}


def _lines(own: Mapping[Place, Stated], names: Mapping[int, tuple[str, str]]) -> Iterator[Json]:
    for (ticket, commitment, cycle), now in own.items():
        source, name = names[ticket]
        yield {"source": source, "ticket": name, "commitment": commitment, "cycle": cycle, "now": now.as_dict()}


def _adjusted(moved: Iterable[Adjusted], names: Mapping[int, tuple[str, str]]) -> Iterator[Json]:
    for one in moved:
        (ticket, commitment, cycle), now = one.place, one.now
        source, name = names[ticket]
        yield {
            "of": one.of,
            "source": source,
            "ticket": name,
            "commitment": commitment,
            "cycle": cycle,
            "was": None if one.was is None else one.was.as_dict(),
            "now": None if now is None else now.as_dict(),
            "why": [dict(why) for why in one.why],
            "went": None if one.went is None else str(one.went),
        }


def _digest(lines: Iterable[Json]) -> str:
    """Return one hash over lines in their order, so that those who keep them can show that they are the very ones."""
    found = sha256()
    for line in sorted(write_canonical(line) for line in lines):
        found.update(f"{line}\n".encode())
    return found.hexdigest()
