"""When a calendar is open, as a value: a schedule in a zone, or the union of several.

Both answer the same three questions over a span of instants (microseconds since 1970): what is open, what is closed
and by what, and where the calendar's knowledge begins and ends.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from acuerdo.core.hours.schedule import WHOLE, Cause, Schedule, Window
from acuerdo.core.hours.spans import Span, intersect, join, merge, subtract
from acuerdo.core.hours.zones import DAY, EPOCH_ORDINAL, FIRST_US, LAST_US, MINUTE, Zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonedSchedule:
    """The instants whose reading in ``zone`` is open by ``schedule``."""

    zone: Zone
    schedule: Schedule
    provisional_years: frozenset[int] = frozenset()

    @property
    def always(self) -> bool:
        """Whether every instant is open."""
        schedule = self.schedule
        changed = (*schedule.seasons, *schedule.closures, *schedule.openings)
        return not changed and schedule.week == (WHOLE,) * 7 and self.horizon() == (FIRST_US, LAST_US)

    def horizon(self) -> Span:
        """The instants that the calendar speaks about."""
        first, last = self.schedule.valid
        start = self.zone.instant((first - EPOCH_ORDINAL) * DAY)
        end = self.zone.instant((last + 1 - EPOCH_ORDINAL) * DAY)
        return max(start, FIRST_US), min(end, LAST_US)

    def open_spans(self, start_us: int, end_us: int) -> list[Span]:
        """The open part of ``[start_us, end_us)``, as a set."""
        found: list[Span] = []
        for lower, upper, midnight, window, on in self._dates(start_us, end_us):
            for a, b in window.readings(on):
                opens, closes = midnight + a * MINUTE, midnight + b * MINUTE
                if opens < lower or closes > upper:
                    opens, closes = max(opens, lower), min(closes, upper)
                if opens < closes:
                    found.append((opens, closes))
        return join(found)

    def closed_spans(self, start_us: int, end_us: int) -> list[Cause]:
        """The closed part of ``[start_us, end_us)`` with its causes; neighbours of one cause are joined."""
        found: list[Cause] = []
        for lower, upper, midnight, window, on in self._dates(start_us, end_us):
            for a, b, cause in window.causes(on):
                closes, opens = max(midnight + a * MINUTE, lower), min(midnight + b * MINUTE, upper)
                if closes < opens:
                    found.append((closes, opens, cause))
        return join_causes(found)

    def _dates(self, start_us: int, end_us: int) -> Iterator[tuple[int, int, int, Window, int]]:
        """Walk the local dates of a span: the bounds of their readings, their midnight, and their resolved hours."""
        regimes = self.zone.regimes(start_us, end_us)
        ordinals = [(a + offset) // DAY + EPOCH_ORDINAL for a, _, offset in regimes]
        lasts = [(b - 1 + offset) // DAY + EPOCH_ORDINAL for _, b, offset in regimes]
        window = Window(self.schedule, min(ordinals), max(lasts))
        for (a, b, offset), first, last in zip(regimes, ordinals, lasts, strict=True):
            for on in range(first, last + 1):
                yield a, b, (on - EPOCH_ORDINAL) * DAY - offset, window, on


@dataclass(frozen=True, slots=True, kw_only=True)
class Union:
    """The instants that are open in any of the parts; ``working_days`` are weekdays, Monday is 0, empty for all."""

    zone: Zone
    parts: tuple[ZonedSchedule | Union, ...]
    working_days: frozenset[int] = frozenset()
    provisional_years: frozenset[int] = frozenset()

    @property
    def always(self) -> bool:
        """Whether every instant is open."""
        return self.horizon() == (FIRST_US, LAST_US) and any(part.always for part in self.parts)

    def horizon(self) -> Span:
        """The instants that every part speaks about: where one is silent, the union is not known."""
        bounds = [part.horizon() for part in self.parts]
        return max(start for start, _ in bounds), min(end for _, end in bounds)

    def _known(self) -> list[Span]:
        """The horizon as a set; parts that never speak of the same instant leave nothing."""
        return merge([self.horizon()])

    def open_spans(self, start_us: int, end_us: int) -> list[Span]:
        """The open part of ``[start_us, end_us)``, as a set."""
        either = merge(span for part in self.parts for span in part.open_spans(start_us, end_us))
        return intersect(either, self._known())

    def closed_spans(self, start_us: int, end_us: int) -> list[Cause]:
        """The closed part of ``[start_us, end_us)``: the first part closed by more than its week names the cause."""
        known = self._known()
        closed = subtract([(start_us, end_us)], self.open_spans(start_us, end_us))
        found: list[Cause] = [(a, b, "horizon") for a, b in subtract(closed, known)]
        causes = [part.closed_spans(start_us, end_us) for part in self.parts]
        edges = sorted({edge for part in causes for a, b, _ in part for edge in (a, b)})
        for a, b in intersect(closed, known):
            inner = edges[bisect_right(edges, a) : bisect_right(edges, b - 1)]
            steps = [a, *inner, b]
            found += [(lower, upper, _first_cause(causes, lower)) for lower, upper in itertools.pairwise(steps)]
        return join_causes(sorted(found))


Rules = ZonedSchedule | Union


def _first_cause(causes: list[list[Cause]], instant_us: int) -> str:
    for part in causes:
        _, _, cause = part[bisect_right(part, instant_us, key=lambda found: found[0]) - 1]
        if cause != "week":
            return cause
    return "week"


def join_causes(causes: Iterable[Cause]) -> list[Cause]:
    """Join neighbours that one cause closed.

    >>> join_causes([(0, 2, "week"), (2, 3, "week"), (3, 4, "season")])
    [(0, 3, 'week'), (3, 4, 'season')]
    """
    joined: list[Cause] = []
    for start, end, cause in causes:
        if joined and joined[-1][1] == start and joined[-1][2] == cause:
            joined[-1] = (joined[-1][0], end, cause)
        else:
            joined.append((start, end, cause))
    return joined
