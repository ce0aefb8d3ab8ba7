"""Where a period stands: what was attained of each promise, what runs, and where it will end."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count, Q

from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.attained.counting import Name, count_open
from acuerdo.apps.attained.figures import Question, Series, series_of
from acuerdo.apps.attained.promises import newest_at, period_asked, promises_of, versions_of, zone_of
from acuerdo.apps.attained.shapes import AttainedTable, NothingPromised, OpenClocks, PromiseLine
from acuerdo.apps.clocks.finding import Standing
from acuerdo.apps.clocks.governing import Governing
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.rejudging.queries import is_waiting
from acuerdo.apps.tickets.models import Ticket
from acuerdo.core.terms.agreement import Commitment, CountedBy
from acuerdo.statistics import Counts, Foreseen, foresee
from acuerdo.studies.standings import Attained
from acuerdo.studies.tallying import Promise, is_under_way
from acuerdo.studies.trending import MOST_PERIODS, reading_of, trend_of

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
    found = tables_of([agreement], label, as_of_us)
    if agreement.pk not in found:
        raise NothingPromised
    return found[agreement.pk]


def tables_of(
    agreements: Sequence[Agreement], label: str | None, as_of_us: int, *, back: int = MOST_PERIODS
) -> dict[int, AttainedTable]:
    """Return what was attained of agreements by their rows' ids, with so many periods back; those that bind.

    The number of queries grows with the kinds of periods and the zones, not with the agreements. Raises
    `PeriodRefused`.
    """
    versions = versions_of(agreements)
    zones: dict[str, list[Agreement]] = {}
    for one in agreements:
        if one.pk in versions:
            zones.setdefault(zone_of(versions[one.pk], label, as_of_us), []).append(one)
    looking = _to_look_at(agreements, as_of_us)
    found: dict[int, AttainedTable] = {}
    for zone, several in zones.items():
        period = period_asked(label, zone, as_of_us)
        question = Question(agreements=tuple(one.pk for one in several), period=period, as_of_us=as_of_us)
        own = {one.pk: versions[one.pk] for one in several}
        lines = _lines(question, own, back)
        for one in several:
            found[one.pk] = AttainedTable(
                agreement=one.key,
                period=period,
                zone=zone,
                as_of_us=as_of_us,
                so_far=is_under_way(period, as_of_us),
                document=_newest_of(own[one.pk], question.seen_us).document,
                lines=lines.get(one.pk, []),
                looking=looking.get(one.pk, 0),
            )
    return found


def _lines(question: Question, versions: Mapping[int, Sequence[Governing]], back: int) -> dict[int, list[PromiseLine]]:
    so_far = is_under_way(question.period, question.as_of_us)
    waiting = count_open(question.agreements, question.period.until_us, question.as_of_us) if so_far else {}
    newest = {pk: newest_at(own, question.seen_us) for pk, own in versions.items()}
    promises = [one for own in versions.values() for one in promises_of(own)]
    found: dict[int, list[PromiseLine]] = {}
    for series in series_of(question, promises, back=back):
        agreement = series.promised.newest.version.agreement_id
        if _is_shown(series, waiting, newest[agreement]):
            found.setdefault(agreement, []).append(_line(series, waiting, question))
    return found


def _newest_of(versions: Sequence[Governing], seen_us: int) -> Governing:
    number = newest_at(versions, seen_us)
    return next(one for one in versions if one.version.number == number)


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
    found = foresee(Counts(met=now.met, n=now.n), counts, max(rate, running.coming))
    return None if found is None or found.n < promise.min_sample else found


def _to_look_at(agreements: Sequence[Agreement], as_of_us: int) -> dict[int, int]:
    """Return how many tickets of each agreement's customer wait to be looked at again, by the agreements' rows' ids."""
    customers = {one.customer_id for one in agreements}
    rows = Ticket.objects.filter(Q(fold_us__lte=as_of_us) | is_waiting(), customer__in=customers)
    waiting = dict(rows.order_by().values_list("customer").annotate(n=Count("pk")))
    return {one.pk: waiting.get(one.customer_id, 0) for one in agreements}
