"""The priority of a ticket: given by a person, else by its type, else by impact and urgency."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityScale:
    """The agreed levels and how a ticket comes to one.

    `matrix` maps a pair of values of `matrix_by` (usually impact and urgency) to a level.
    """

    levels: tuple[str, ...] = ()
    matrix_by: tuple[str, str] = ("impact", "urgency")
    matrix: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))
    by_type: Mapping[str, str] = field(default_factory=lambda: _NONE)

    def knows(self, level: str | None) -> bool:
        """Say whether a level is one of the scale's; a scale without levels takes any.

        >>> PriorityScale(levels=("P1", "P2")).knows("p1"), PriorityScale().knows("p1")
        (False, True)
        """
        return not self.levels or level in self.levels

    def derive(self, fields: Mapping[str, str]) -> str | None:
        """Return the level that the agreement's rules give, or None.

        >>> scale = PriorityScale(levels=("P1", "P2"), matrix={("high", "high"): "P1"}, by_type={"request": "P2"})
        >>> scale.derive({"impact": "high", "urgency": "high"}), scale.derive({"type": "request"}), scale.derive({})
        ('P1', 'P2', None)
        """
        by_type = self.by_type.get(fields.get("type", "")) if self.by_type else None
        if by_type is not None or not self.matrix:
            return by_type
        first, second = self.matrix_by
        return self.matrix.get((fields.get(first, ""), fields.get(second, "")))


NO_SCALE = PriorityScale()
