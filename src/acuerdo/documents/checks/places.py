"""Where the parts of a commitment stand in the document, and which tickets they are about."""

from collections.abc import Iterator
from typing import TypeVar

from acuerdo.core.terms.agreement import Agreement, Commitment
from acuerdo.core.terms.conditions import Cases, Condition
from acuerdo.documents.ground import Ground
from acuerdo.documents.shapes.commitments import ClockShape
from acuerdo.documents.terms import DEFAULT
from acuerdo.texts.nodes import Path

T = TypeVar("T")


def clocks_with_places(terms: Agreement, ground: Ground) -> Iterator[tuple[Commitment, ClockShape, Path]]:
    """Give the commitments judged by clocks, each with its shape and its place."""
    by_id = {one.id: one for one in terms.commitments}
    for number, shape in enumerate(ground.shape.commitments):
        if isinstance(shape, ClockShape) and shape.id in by_id:
            yield by_id[shape.id], shape, ("commitments", number)


def row_places(form: object, cases: Cases[T], path: Path) -> list[Path]:
    """Give the place of every row of cases, in their order."""
    if isinstance(form, dict):
        return [(*path, name) for name in [*(key for key in form if key != DEFAULT), DEFAULT]][: len(cases.rows)]
    if isinstance(form, list):
        return [(*path, number) for number in range(len(cases.rows))]
    return [path] * len(cases.rows)


def values_of(condition: Condition, field: str) -> frozenset[str] | None:
    """Give the values that a condition asks of a field; None where it asks nothing."""
    return dict(condition.fields).get(field)


def meets(left: Condition, right: Condition) -> bool:
    """Say whether some ticket could meet both conditions."""
    mine = dict(left.fields)
    return all(mine[field] & values for field, values in right.fields if field in mine)


def implies(narrow: Condition, wide: Condition) -> bool:
    """Say whether every ticket that meets the narrow condition meets the wide one."""
    mine = dict(narrow.fields)
    if any(field not in mine or not mine[field] <= values for field, values in wide.fields):
        return False
    return not wide.opened_in or (bool(narrow.opened_in) and narrow.opened_in <= wide.opened_in)


def levels_of(terms: Agreement, commitment: Commitment) -> list[tuple[str, str | None]]:
    """Give the priorities that a commitment covers, each with the service whose scale it is of (None: any)."""
    services = values_of(commitment.applies_to, "service")
    own = [name for name in terms.scales if services is None or name in services]
    pairs: list[tuple[str, str | None]] = [(level, name) for name in own for level in terms.scales[name].levels]
    if services is None or not services <= set(own):
        pairs += [(level, None) for level in terms.scale.levels]
    asked = values_of(commitment.applies_to, "priority")
    return [
        (level, service)
        for level, service in pairs
        if (asked is None or level in asked) and not _is_excepted(commitment, level)
    ]


def _is_excepted(commitment: Commitment, level: str) -> bool:
    only = Condition(fields=(("priority", frozenset({level})),))
    return any(implies(only, exception) for exception in commitment.exceptions)


def fields_for(commitment: Commitment, level: str, service: str | None) -> dict[str, str]:
    """Give the fields of a ticket as the commitment expects it, with a priority and a service."""
    asked = {name: min(values) for name, values in commitment.applies_to.fields}
    return {**asked, "priority": level, **({"service": service} if service else {})}
