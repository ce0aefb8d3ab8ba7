"""Shares of tickets that moved after their period was frozen: from figure to figure, and what moved them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from acuerdo.apps.acts.queries import said_in
from acuerdo.apps.attained.counting import Asked, held_in
from acuerdo.apps.attained.figures import Question, series_of
from acuerdo.apps.attained.promises import Promised
from acuerdo.apps.clocks.models import Part
from acuerdo.apps.periods.figures import as_kept, read_figures
from acuerdo.apps.periods.models import StatedPeriod
from acuerdo.apps.periods.shapes import Figure, SharesMoved
from acuerdo.apps.rejudging.models import MovedClock
from acuerdo.core.acts import State
from acuerdo.core.periods import PeriodSpan, period_named
from acuerdo.core.terms.agreement import RatioCommitment

if TYPE_CHECKING:
    from acuerdo.core.chains.canonical import Json

Kept = Mapping[str, "Json"]
_Name = tuple[str, int]
"""A promise, and the first version that makes it."""


def moved_shares(of: StatedPeriod, promises: Sequence[Promised], as_of_us: int) -> Iterator[SharesMoved]:
    """Yield the shares of tickets that are another figure in a frozen period than what was frozen last."""
    ratios = [one for one in promises if isinstance(one.promise, RatioCommitment)]
    booked, told_us = _booked(of)
    if not ratios and not booked:
        return
    now = _now(of, ratios, as_of_us)
    for name in sorted({*booked, *now}):
        was, is_now = booked.get(name), now.get(name)
        if _moved(was, is_now):
            own = next((one for one in ratios if _name_of(one) == name), None)
            why = () if own is None else _changes(of, own, told_us.get(name, told_us[None]), as_of_us)
            yield SharesMoved(of=of.label, promise=name[0], was=was, now=is_now, why=why)


def as_said(one: SharesMoved) -> dict[str, "Json"]:
    """Return what moved as a statement keeps it."""
    was, now = (None if figure is None else as_kept(figure) for figure in (one.was, one.now))
    return {"of": one.of, "promise": one.promise, "was": was, "now": now, "why": [dict(why) for why in one.why]}


def said_of(row: StatedPeriod) -> list[SharesMoved]:
    """Return what moved of earlier periods as the statement of one keeps it."""
    return [
        SharesMoved(
            of=one["of"],
            promise=one["promise"],
            was=None if one["was"] is None else read_figures([one["was"]])[0],
            now=None if one["now"] is None else read_figures([one["now"]])[0],
            why=one["why"],
        )
        for one in said_in(row.act).get("shares", [])
    ]


def later_than(of: StatedPeriod) -> list[StatedPeriod]:
    """Return the frozen periods of the same unit after one, the oldest first."""
    rows = StatedPeriod.objects.filter(agreement=of.agreement_id, unit=of.unit, act__state=State.AGREED)
    later = rows.filter(until_us__gt=of.until_us).select_related("act").prefetch_related("act__offers")
    return list(later.order_by("until_us"))


def _booked(of: StatedPeriod) -> tuple[dict[_Name, Figure], dict[_Name | None, int]]:
    """Return the shares that were frozen of a period last, and as of when each was stated (None: any other)."""
    said = said_in(of.act)
    names = set(said.get("ratios", []))
    found = {_name(one): one for one in read_figures(said.get("figures", [])) if one.promise in names}
    told_us: dict[_Name | None, int] = {None: int(said.get("as_of_us", 0))}
    for row in later_than(of):
        for one in said_of(row):
            figure = one.now or one.was
            if one.of == of.label and figure is not None:
                told_us[_name(figure)] = int(said_in(row.act)["as_of_us"])
                found.pop(_name(figure), None)
                found |= {} if one.now is None else {_name(figure): one.now}
    return found, told_us


def _now(of: StatedPeriod, ratios: Sequence[Promised], as_of_us: int) -> dict[_Name, Figure]:
    span = PeriodSpan(label=of.label, from_us=of.from_us, until_us=of.until_us)
    question = Question(agreements=(of.agreement_id,), period=span, as_of_us=as_of_us)
    found = {}
    for series in series_of(question, ratios, back=1):
        versions = tuple(one.version.number for one in series.promised.versions)
        figure = Figure.of(series.rows[-1], versions)
        found[_name(figure)] = figure
    return found


def _moved(was: Figure | None, now: Figure | None) -> bool:
    if was is None or now is None:
        alone = was or now
        return alone is not None and bool(alone.n or alone.third)
    return (was.counts, was.standing) != (now.counts, now.standing)


def _changes(of: StatedPeriod, one: Promised, told_us: int, as_of_us: int) -> list[Mapping[str, str]]:
    """Return which changes moved clocks of a share's tickets since it was stated, by what both sides see."""
    ratio = one.promise
    if not isinstance(ratio, RatioCommitment):
        return []
    span = period_named(of.label, one.zone)
    asked = Asked(agreements=(of.agreement_id,), spans=(span,), until_us=span.until_us, as_of_us=as_of_us)
    parts = Part.objects.filter(held_in(ratio, asked), version__in=one.rows, commitment=ratio.id)
    rows = MovedClock.objects.filter(agreement=of.agreement_id, rejudging__at_us__gte=told_us)
    found: dict[str, Mapping[str, str]] = {}
    for row in rows.filter(ticket__in=parts.values("ticket")).select_related("rejudging__source").order_by("pk"):
        change = row.rejudging
        said = {"rejudging": str(change.ident), "cause": change.cause, "about": change.about}
        found[said["rejudging"]] = {**said, "source": "" if change.source is None else change.source.name}
    return list(found.values())


def _name(figure: Figure) -> _Name:
    return figure.promise, figure.versions[0]


def _name_of(one: Promised) -> _Name:
    return one.promise.id, one.versions[0].version.number
