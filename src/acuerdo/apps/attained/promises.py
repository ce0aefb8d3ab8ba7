"""Which promises an agreement makes in a period, each by the versions that promise the same."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from acuerdo.apps.agreements.days import days_in
from acuerdo.apps.agreements.models import Agreement, Version
from acuerdo.apps.agreements.standing import BINDING
from acuerdo.apps.attained.shapes import NothingPromised
from acuerdo.apps.clocks.governing import Governing, read_versions
from acuerdo.core.hours import to_datetime
from acuerdo.core.periods import PeriodSpan, period_named, periods_over
from acuerdo.core.terms.agreement import Period, RatioCommitment
from acuerdo.studies.tallying import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """A promise of a share or a statistic, with the versions (the newest last) that promise just that.

    What each clock is held against may differ from version to version: each clock is judged by its own.
    """

    promise: Promise
    versions: tuple[Governing, ...]

    @property
    def newest(self) -> Governing:
        """The newest version that promises it."""
        return self.versions[-1]

    @property
    def rows(self) -> frozenset[int]:
        """The versions' rows' ids."""
        return frozenset(one.version.pk for one in self.versions)

    @property
    def period(self) -> Period:
        """How long it is judged at a time."""
        return self.promise.period

    @property
    def zone(self) -> str:
        """The time zone of its periods."""
        return self.newest.terms.time_zone


def versions_of(agreements: Iterable[Agreement]) -> dict[int, list[Governing]]:
    """Return the versions that both sides accepted, the oldest first, by the ids of agreements' rows."""
    rows = Version.objects.filter(agreement__in=list(agreements), offer__isnull=False, act__state__in=BINDING)
    found: dict[int, list[Governing]] = {}
    for one in read_versions(list(rows.select_related("agreement", "offer").order_by("number"))):
        found.setdefault(one.version.agreement_id, []).append(one)
    return found


def binding_versions(agreement: Agreement) -> list[Governing]:
    """Return the versions of an agreement that both sides accepted, the oldest first."""
    return versions_of([agreement]).get(agreement.pk, [])


def versions_that_bind(agreement: Agreement) -> list[Governing]:
    """Return the versions that both sides accepted, of which there is at least one. Raises `NothingPromised`."""
    found = binding_versions(agreement)
    if not found:
        raise NothingPromised
    return found


def newest_at(versions: Sequence[Governing], seen_us: int) -> int:
    """Return the number of the version that began last by an instant, the first one where none had begun."""
    days = days_in(to_datetime(seen_us), {one.version.time_zone for one in versions})
    begun = [
        one.version.number
        for one in versions
        if (on := one.version.takes_over_on or one.version.from_on) and on <= days.in_zone(one.version.time_zone)
    ]
    return max(begun, default=versions[0].version.number)


def zone_of(versions: Sequence[Governing], label: str | None, as_of_us: int) -> str:
    """Return the time zone in which a period (None: the month that runs) is shown: in force at its end, or now.

    What each version promises is judged by the periods of its own zone that have the same name, so that each clock
    belongs to one of them. Raises `PeriodRefused`.
    """
    if label is not None:
        as_of_us = min(as_of_us, period_named(label, versions[-1].terms.time_zone).until_us - 1)
    number = newest_at(versions, as_of_us)
    return next(one.terms.time_zone for one in versions if one.version.number == number)


def period_asked(label: str | None, zone: str, as_of_us: int) -> PeriodSpan:
    """Return the period of a label, None for the month that runs. Raises `PeriodRefused`."""
    if label is None:
        return periods_over(Period(), zone, as_of_us, as_of_us + 1)[-1]
    return period_named(label, zone)


def promises_of(versions: Sequence[Governing]) -> list[Promised]:
    """Return the promises of some versions (the oldest first): those of the newest first, in its order."""
    found: dict[Hashable, tuple[Promise, list[Governing]]] = {}
    for rules in reversed(versions):
        promises: tuple[Promise, ...] = (*rules.terms.commitments, *rules.terms.ratios)
        for promise in promises:
            found.setdefault((rules.terms.time_zone, _as_pooled(promise)), (promise, []))[1].append(rules)
    return [Promised(promise=promise, versions=tuple(reversed(several))) for promise, several in found.values()]


def _as_pooled(promise: Promise) -> Hashable:
    """Return what of a promise decides whether the figures of two versions are one: not what each clock is held to."""
    if isinstance(promise, RatioCommitment):
        return promise
    return (
        *(promise.id, promise.measure.name, promise.binding, promise.at_least, promise.per, promise.statistic),
        *(promise.at_most_us, promise.period, promise.counted_by, promise.min_sample),
    )
