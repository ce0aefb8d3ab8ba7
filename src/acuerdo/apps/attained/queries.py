"""Where a period stands: what was attained of each promise, what runs, and where it will end."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from acuerdo.apps.agreements.days import days_in
from acuerdo.apps.agreements.models import Agreement, AgreementKind
from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.attained.counting import Name, count_open
from acuerdo.apps.attained.figures import Question, Series, series_of
from acuerdo.apps.attained.promises import binding_versions, promises_of
from acuerdo.apps.attained.shapes import AttainedTable, NothingPromised, OpenClocks, PromiseLine
from acuerdo.apps.clocks.finding import Standing
from acuerdo.apps.clocks.governing import Governing
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.rejudging.queries import is_waiting
from acuerdo.apps.tickets.models import Ticket
from acuerdo.core.hours import to_datetime
from acuerdo.core.periods import PeriodSpan, period_named, periods_over
from acuerdo.core.terms.agreement import Commitment, CountedBy, Period
from acuerdo.statistics import Counts, Foreseen, foresee
from acuerdo.studies.standings import Attained
from acuerdo.studies.tallying import Promise, is_under_way
from acuerdo.studies.trending import reading_of, trend_of

Waiting = Mapping[Name, Mapping[Standing, tuple[int, int]]]
_RATE_OF = 6
"""At the rate of how many earlier periods the rest of one is foreseen."""


def attained_of(viewer: Viewer, key: str, label: str | None, as_of_us: int) -> AttainedTable:
    """Return what was attained of an agreement in a period (None: the month that runs), as of an instant.

    Both sides get the same figures. Raises `NotThere`, `PeriodRefused`, and `NothingPromised` where no version binds.
    """
    return attained_in(find_agreement(viewer, key), label, as_of_us)


def attained_in(agreement: Agreement, label: str | None, as_of_us: int) -> AttainedTable:
    """Return what was attained of an agreement's row in a period; see `attained_of`."""
    versions = binding_versions(agreement)
    if not versions:
        raise NothingPromised
    zone = versions[-1].terms.time_zone
    period = period_asked(label, zone, as_of_us)
    question = Question(agreements=(agreement.pk,), period=period, as_of_us=as_of_us)
    so_far = is_under_way(period, as_of_us)
    waiting = count_open([agreement.pk], period.until_us, as_of_us) if so_far else {}
    newest = newest_at(versions, question.seen_us)
    lines = [
        _line(series, waiting, question)
        for series in series_of(question, promises_of(versions))
        if _is_shown(series, waiting, newest)
    ]
    return AttainedTable(
        agreement=agreement.key,
        period=period,
        zone=zone,
        as_of_us=as_of_us,
        so_far=so_far,
        lines=lines,
        looking=_to_look_at(agreement, as_of_us),
    )


def period_asked(label: str | None, zone: str, as_of_us: int) -> PeriodSpan:
    """Return the period of a label, None for the month that runs. Raises `PeriodRefused`."""
    if label is None:
        return periods_over(Period(), zone, as_of_us, as_of_us + 1)[-1]
    return period_named(label, zone)


def newest_at(versions: Sequence[Governing], seen_us: int) -> int:
    """Return the number of the version that began last by an instant, the first one where none had begun."""
    days = days_in(to_datetime(seen_us), {one.version.time_zone for one in versions})
    begun = [
        one.version.number
        for one in versions
        if (on := one.version.takes_over_on or one.version.from_on) and on <= days.in_zone(one.version.time_zone)
    ]
    return max(begun, default=versions[0].version.number)


def _is_shown(series: Series, waiting: Waiting, newest: int) -> bool:
    """Say whether a promise belongs on the page: it is in force at the end, or something of it counts or runs."""
    promised, now = series.promised, series.rows[-1]
    in_force = any(one.version.number == newest for one in promised.versions)
    return in_force or bool(now.n or now.third) or any(_is_of(name, series) for name in waiting)


def _is_of(name: Name, series: Series) -> bool:
    version, commitment, group = name
    promise = series.promised.promise
    return version in series.promised.rows and (commitment, group) == (promise.id, series.group)


def _line(series: Series, waiting: Waiting, question: Question) -> PromiseLine:
    promised, rows = series.promised, series.rows
    trend = trend_of(rows)
    open_now = _open(counts for name, counts in waiting.items() if _is_of(name, series))
    return PromiseLine(
        versions=tuple(one.version.number for one in promised.versions),
        document=promised.newest.document,
        promise=promised.promise,
        now=rows[-1],
        past=rows,
        trend=trend,
        reading=reading_of(rows[-1], trend),
        open=open_now,
        foreseen=_foreseen(promised.promise, rows, open_now, question),
    )


def _open(counts: Iterable[Mapping[Standing, tuple[int, int]]]) -> OpenClocks:
    several = list(counts)
    n = {one: sum(found.get(one, (0, 0))[0] for found in several) for one in Standing}
    timely = (Standing.AT_RISK, Standing.RUNNING)
    return OpenClocks(
        late=n[Standing.LATE],
        at_risk=n[Standing.AT_RISK],
        running=n[Standing.RUNNING],
        waiting=n[Standing.WAITING],
        coming=sum(found.get(one, (0, 0))[1] for found in several for one in timely),
    )


def _foreseen(promise: Promise, rows: Sequence[Attained], running: OpenClocks, question: Question) -> Foreseen | None:
    """Foresee the end of a period that runs, for a share of clocks that counts them as they come due or stop.

    As many come as came in the same time of earlier periods, and at least those that run and come due before the end.
    """
    now = rows[-1]
    if not isinstance(promise, Commitment) or now.target is None or promise.statistic or not now.so_far:
        return None
    if promise.counted_by is not CountedBy.DUE_OR_STOP or promise.period.rolling_days is not None:
        return None
    past = rows[-1 - _RATE_OF : -1]
    length_us = sum(one.period.until_us - one.period.from_us for one in past)
    left_us = now.period.until_us - question.as_of_us
    rate = sum(one.n for one in past) * left_us // length_us if length_us else 0
    counts = [Counts(met=one.met, n=one.n) for one in past]
    return foresee(Counts(met=now.met, n=now.n), counts, max(rate, running.coming))


def _to_look_at(agreement: Agreement, as_of_us: int) -> int:
    """Return how many tickets wait to be looked at again, whose clocks may then be of this agreement, or others."""
    rows = Ticket.objects.filter(Q(fold_us__lte=as_of_us) | is_waiting())
    if agreement.kind == AgreementKind.SLA:
        return rows.filter(customer=agreement.customer_id).count()
    return rows.filter(clocks__agreement=agreement).distinct().count()
