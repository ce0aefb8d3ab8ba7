"""Whether one calendar is open whenever another is."""

from datetime import UTC, datetime

from acuerdo.core.hours import WorkingCalendar, to_us
from acuerdo.core.hours.spans import Span
from acuerdo.documents import AgreementDocument

_YEARS = 2


def compare_hours(before: WorkingCalendar, after: WorkingCalendar, document: AgreementDocument) -> int | None:
    """Return 1 where `after` is open whenever `before` is, and more; -1 for less; 0 for the same; else None.

    Looks at the term of the document, two years of it at most.
    """
    first = document.from_on
    last = document.to_on or first.replace(year=first.year + _YEARS, day=min(first.day, 28))
    until_on = min(last, first.replace(year=first.year + _YEARS, day=min(first.day, 28)))
    a, b = (to_us(datetime(on.year, on.month, on.day, tzinfo=UTC)) for on in (first, until_on))
    if b <= a:
        return None
    olds, news = before.spans_us(a, b), after.spans_us(a, b)
    both = _shared_us(olds, news)
    is_more, is_less = both == _total_us(olds), both == _total_us(news)
    if is_more and is_less:
        return 0
    return 1 if is_more else (-1 if is_less else None)


def _total_us(spans: list[Span]) -> int:
    return sum(until - start for start, until in spans)


def _shared_us(olds: list[Span], news: list[Span]) -> int:
    total = old = new = 0
    while old < len(olds) and new < len(news):
        start = max(olds[old][0], news[new][0])
        until = min(olds[old][1], news[new][1])
        total += max(0, until - start)
        if olds[old][1] <= news[new][1]:
            old += 1
        else:
            new += 1
    return total
