"""What promises came to in a period, as it is stated and as it is now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.db.models import Count

from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.attained.queries import tables_of
from acuerdo.apps.attained.shapes import PromiseLine
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.periods.shapes import Figure
from acuerdo.core.chains.canonical import Json
from acuerdo.core.measures.placing import Kind
from acuerdo.core.periods import PeriodSpan
from acuerdo.core.terms.agreement import Commitment, CountedBy
from acuerdo.studies.standings import Attained, Standing


def figures_now(agreement: Agreement, label: str, unit: str, as_of_us: int) -> list[dict[str, Json]]:
    """Return what the promises of a unit came to in a period, as it is kept; of running clocks nothing is stated."""
    table = tables_of([agreement], label, as_of_us, back=1)[agreement.pk]
    return [
        _figure(line.now, line.versions, _open_still(agreement, line, table.period))
        for line in table.lines
        if line.promise.period.rolling_days is None and line.promise.period.unit == unit
    ]


def _open_still(agreement: Agreement, line: PromiseLine, period: PeriodSpan) -> Mapping[str, int]:
    """Return for what clocks count whose tickets have not ended: where periods go by that, they belong to none yet."""
    promise = line.promise
    if not isinstance(promise, Commitment) or promise.counted_by is not CountedBy.RESOLVED:
        return {}
    rows = Clock.objects.filter(
        agreement=agreement,
        version__number__in=line.versions,
        commitment=promise.id,
        group=line.group or "",
        counted_us__isnull=True,
        ticket__opened_us__lt=period.until_us,
    )
    return dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))


def _figure(one: Attained, versions: Sequence[int], without: Mapping[str, int]) -> dict[str, Json]:
    found = Figure.of(one, versions)
    third = (Kind.CANCELLED, Kind.EXCLUDED, Kind.NOT_APPLICABLE, Kind.INCOMPLETE)
    counts = {kind: n - (without.get(str(kind), 0) if kind in third else 0) for kind, n in found.counts.items()}
    return as_kept(replace(found, counts=counts))


def as_kept(one: Figure) -> dict[str, Json]:
    """Return a figure as it is kept."""
    return {
        "promise": one.promise,
        "group": one.group,
        "versions": list[Json](one.versions),
        "target": one.target,
        "at_most": one.at_most,
        "limit_us": one.limit_us,
        "standing": str(one.standing),
        "counts": {str(kind): n for kind, n in one.counts.items()},
        "value_us": None if one.value_us is None else str(one.value_us),
        "lower_bound": one.lower_bound,
    }


def read_figures(kept: Sequence[Mapping[str, Any]]) -> list[Figure]:
    """Read figures as they are kept."""
    return [
        Figure(
            promise=one["promise"],
            group=one["group"],
            versions=tuple(one["versions"]),
            target=one["target"],
            at_most=one["at_most"],
            limit_us=one["limit_us"],
            standing=Standing(one["standing"]),
            counts={Kind(kind): n for kind, n in one["counts"].items()},
            value_us=None if one["value_us"] is None else Fraction(one["value_us"]),
            lower_bound=one["lower_bound"],
        )
        for one in kept
    ]
