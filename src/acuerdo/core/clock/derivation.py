"""Derivations: a clock's life as consecutive spans, each of one class, that add up to wall time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from acuerdo.core.clock.pieces import Piece, SpanClass


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedSpan:
    """One span `[from_us, until_us)` of a clock's life, in microseconds since 1970-01-01 UTC.

    `cause` is what closed the calendar (`outside_hours`), the reason of the pause, or the exclusion's id; `status` is
    the ticket's status word.
    """

    from_us: int
    until_us: int
    kind: SpanClass
    cause: str | None = None
    status: str | None = None

    @property
    def length_us(self) -> int:
        """Wall time of the span in microseconds."""
        return self.until_us - self.from_us


def derive(pieces: Sequence[Piece], from_us: int, until_us: int) -> tuple[DerivedSpan, ...]:
    """Lay out `[from_us, until_us)` span by span; neighbours that say the same are one span."""
    found: list[DerivedSpan] = []
    for span in _spans(pieces, from_us, until_us):
        if found and found[-1].until_us == span.from_us and _says(found[-1]) == _says(span):
            found[-1] = replace(found[-1], until_us=span.until_us)
        else:
            found.append(span)
    return tuple(found)


def _says(span: DerivedSpan) -> tuple[SpanClass, str | None, str | None]:
    return span.kind, span.cause, span.status if span.kind is SpanClass.PAUSED else None


def _spans(pieces: Sequence[Piece], from_us: int, until_us: int) -> Iterator[DerivedSpan]:
    for piece in pieces:
        start, stop = max(piece.from_us, from_us), min(piece.until_us, until_us)
        if start < stop:
            yield from _open_and_closed(piece, start, stop)


def _open_and_closed(piece: Piece, start: int, stop: int) -> Iterator[DerivedSpan]:
    position = start
    closed = [] if piece.calendar is None else piece.calendar.closed_us(start, stop)
    for closed_from, closed_until, cause in closed:
        if position < closed_from:
            yield _as_is(piece, position, closed_from)
        yield DerivedSpan(from_us=closed_from, until_us=closed_until, kind=SpanClass.OUTSIDE, cause=cause)
        position = closed_until
    if position < stop:
        yield _as_is(piece, position, stop)


def _as_is(piece: Piece, start: int, stop: int) -> DerivedSpan:
    return DerivedSpan(from_us=start, until_us=stop, kind=piece.kind, cause=piece.reason, status=piece.status)
