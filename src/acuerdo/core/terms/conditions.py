"""Conditions on a ticket's state, and cases chosen by the first condition that holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """All named fields have one of their values, and the ticket was opened inside one of the named calendars.

    An empty condition always holds. A field that the state does not have matches nothing.
    """

    fields: tuple[tuple[str, frozenset[str]], ...] = ()
    opened_in: frozenset[str] = frozenset()

    def holds(self, fields: Mapping[str, str], opened_in: frozenset[str]) -> bool:
        """Say whether the condition holds for a state's fields and the calendars open at the opening.

        >>> urgent = Condition(fields=(("priority", frozenset({"P1", "P2"})),))
        >>> urgent.holds({"priority": "P1"}, frozenset()), urgent.holds({}, frozenset())
        (True, False)
        """
        if self.opened_in and not self.opened_in & opened_in:
            return False
        return all(fields.get(name) in values for name, values in self.fields)

    @property
    def is_empty(self) -> bool:
        """Whether it holds for every ticket."""
        return not self.fields and not self.opened_in


EVERY = Condition()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Generic[T]):
    """One row of a table of cases."""

    when: Condition = EVERY
    value: T


@dataclass(frozen=True, slots=True)
class Cases(Generic[T]):
    """Values by condition: the first case that holds decides."""

    rows: tuple[Case[T], ...]

    @classmethod
    def always(cls, value: T) -> "Cases[T]":
        """Make the table with one value for every ticket."""
        return cls((Case(value=value),))

    def choose(self, fields: Mapping[str, str], opened_in: frozenset[str]) -> T | None:
        """Return the value of the first case that holds, or None."""
        for row in self.rows:
            if row.when.holds(fields, opened_in):
                return row.value
        return None
