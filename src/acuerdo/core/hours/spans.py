"""Half-open spans ``[from, to)`` of whole numbers, and their algebra.

A *set* here is a sequence of spans in rising order that neither overlap nor touch nor are empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Span = tuple[int, int]


def merge(spans: Iterable[Span]) -> list[Span]:
    """Make a set of any spans: order them, join what overlaps or touches, drop what is empty.

    >>> merge([(5, 7), (1, 3), (3, 4), (9, 9)])
    [(1, 4), (5, 7)]
    """
    return join(sorted(span for span in spans if span[0] < span[1]))


def join(spans: Iterable[Span]) -> list[Span]:
    """Join what overlaps or touches, of spans in rising order none of which is empty.

    >>> join([(1, 3), (3, 4), (5, 7)])
    [(1, 4), (5, 7)]
    """
    joined: list[Span] = []
    last_start, last_end = 0, None
    for span in spans:
        start, end = span
        if last_end is None or start > last_end:
            joined.append(span)
            last_start, last_end = span
        elif end > last_end:
            last_end = end
            joined[-1] = (last_start, end)
    return joined


def cut(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """Give the part of a set that lies inside ``[start, end)``.

    >>> cut([(1, 4), (5, 7)], 3, 6)
    [(3, 4), (5, 6)]
    """
    return [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]


def intersect(left: Sequence[Span], right: Sequence[Span]) -> list[Span]:
    """Give what lies in both sets.

    >>> intersect([(1, 4), (5, 7)], [(3, 6)])
    [(3, 4), (5, 6)]
    """
    return [both for a, b in right for both in cut(left, a, b)]


def subtract(spans: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    """Give what lies in the first set and not in the second.

    >>> subtract([(0, 10)], [(2, 3), (8, 12)])
    [(0, 2), (3, 8)]
    """
    left: list[Span] = []
    for start, end in spans:
        position = start
        for hole_start, hole_end in cut(holes, start, end):
            if hole_start > position:
                left.append((position, hole_start))
            position = hole_end
        if position < end:
            left.append((position, end))
    return left
