"""What promises came to in a period, as it is stated and as it is now."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.attained.queries import attained_in
from acuerdo.apps.periods.shapes import Figure
from acuerdo.core.chains.canonical import Json
from acuerdo.core.measures.placing import Kind
from acuerdo.studies.standings import Attained, Standing


def figures_now(agreement: Agreement, label: str, unit: str, as_of_us: int) -> list[dict[str, Json]]:
    """Return what the promises of a unit came to in a period, as it is kept; of running clocks nothing is stated."""
    table = attained_in(agreement, label, as_of_us)
    wanted = [
        one.now for one in table.lines if one.promise.period.rolling_days is None and one.promise.period.unit == unit
    ]
    return [_figure(one) for one in wanted]


def _figure(one: Attained) -> dict[str, Json]:
    counts: dict[str, Json] = {str(kind): int(getattr(one, str(kind))) for kind in Kind if kind is not Kind.RUNNING}
    return {
        "promise": one.commitment,
        "group": one.group or "",
        "target": "" if one.target is None else str(one.target),
        "standing": str(one.standing),
        "counts": counts,
        "value_us": None if one.value is None else str(one.value.value_us),
    }


def read_figures(kept: Sequence[Mapping[str, Any]]) -> list[Figure]:
    """Read figures as they are kept."""
    return [
        Figure(
            promise=one["promise"],
            group=one["group"],
            target=one["target"],
            standing=Standing(one["standing"]),
            counts={Kind(kind): n for kind, n in one["counts"].items()},
            value_us=None if one["value_us"] is None else Fraction(one["value_us"]),
        )
        for one in kept
    ]
