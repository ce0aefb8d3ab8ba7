"""W(t), the open time before an instant, and its inverse, over segments that are built only where somebody asks.

W is piecewise linear with slope 0 or 1. It is kept as parallel lists over the open segments and found by bisection, so
that a question costs the same at any distance. The lists grow year by year, from the anchor outwards, and stay
contiguous; they are replaced as a whole, so that readers in other threads always see a consistent state.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

from acuerdo.core.hours.refusals import BeyondHorizon, NeverOpens
from acuerdo.core.hours.rules import join_causes
from acuerdo.core.hours.spans import Span, cut, merge
from acuerdo.core.hours.zones import DAY, EPOCH, EPOCH_ORDINAL, FIRST_US, LAST_US

if TYPE_CHECKING:
    from acuerdo.core.hours.rules import Rules
    from acuerdo.core.hours.schedule import Cause

ANCHOR_YEAR = 2020
"""W is 0 at the first instant of this year in UTC, for every calendar."""
_FIRST_YEAR, _LAST_YEAR = 1970, 2100


class Table(NamedTuple):
    """The open segments between ``lower`` and ``upper``, the first an empty one at ``lower``.

    ``worked[i]`` is W at the end of segment i, ``shifts[i]`` is W(t) - t inside it.
    """

    lower: int
    upper: int
    starts: list[int]
    ends: list[int]
    shifts: list[int]
    worked: list[int]


def year_start(year: int) -> int:
    """The first instant of a year in UTC, in microseconds since 1970."""
    return (date(year, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY


def _year_of(instant_us: int) -> int:
    return date.fromordinal(instant_us // DAY + EPOCH_ORDINAL).year


def show(instant_us: int) -> str:
    """Write an instant for a message, whatever its year.

    >>> show(0)
    '1970-01-01T00:00:00Z'
    """
    seconds, _ = divmod(instant_us, 1_000_000)
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return f"{instant_us} microseconds from {EPOCH:%Y-%m-%d}"


class OpenLine:
    """The open time of one calendar along the line of instants."""

    __slots__ = ("_causes", "rules", "table")

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        anchor = year_start(ANCHOR_YEAR)
        self.table = Table(anchor, anchor, [anchor], [anchor], [-anchor], [0])
        self._causes: dict[int, list[Cause]] = {}

    def reach(self, instant_us: int) -> Table:
        """Build the segments up to an instant and give the table that holds them.

        Raises BeyondHorizon for an instant before 1970 or after 2100.
        """
        if not FIRST_US <= instant_us <= LAST_US:
            raise BeyondHorizon(f"{show(instant_us)} lies outside 1970 to 2100; a working calendar ends there")
        table = self.table
        if instant_us > table.upper:
            table = self._append(table, min(_year_of(instant_us - 1), _LAST_YEAR))
        elif instant_us < table.lower:
            table = self._prepend(table, max(_year_of(instant_us), _FIRST_YEAR))
        self.table = table
        return table

    def _append(self, table: Table, year: int) -> Table:
        upper = year_start(year + 1)
        starts, ends, shifts, worked = (list(column) for column in table[2:])
        total = worked[-1]
        for start, end in self.rules.open_spans(table.upper, upper):
            starts.append(start)
            ends.append(end)
            shifts.append(total - start)
            total += end - start
            worked.append(total)
        return Table(table.lower, upper, starts, ends, shifts, worked)

    def _prepend(self, table: Table, year: int) -> Table:
        lower = year_start(year)
        spans = self.rules.open_spans(lower, table.lower)
        total = table.worked[0] - sum(end - start for start, end in spans)
        starts, ends, shifts, worked = [lower], [lower], [total - lower], [total]
        for start, end in spans:
            starts.append(start)
            ends.append(end)
            shifts.append(total - start)
            total += end - start
            worked.append(total)
        # The empty segment at the old lower end is kept: it changes nothing, and the lists stay parallel.
        return Table(
            lower,
            table.upper,
            starts + table.starts,
            ends + table.ends,
            shifts + table.shifts,
            worked + table.worked,
        )

    def worked(self, instant_us: int) -> int:
        """W at an instant."""
        table = self.table
        if not table.lower <= instant_us <= table.upper:
            table = self.reach(instant_us)
        at = bisect_right(table.starts, instant_us) - 1
        end = table.ends[at]
        return (instant_us if instant_us < end else end) + table.shifts[at]  # noqa: FURB136 - min() costs a call here

    def elapsed(self, a: int, b: int) -> int:
        """Open microseconds from one instant to another; negative when b < a."""
        lower, upper, starts, ends, shifts, _ = self.table
        if not (lower <= a <= upper and lower <= b <= upper):
            return self.worked(b) - self.worked(a)
        # As `worked` says of both; to ask it twice costs as much again.
        at = bisect_right(starts, a) - 1
        end = ends[at]
        if a <= b <= end:
            return b - a
        before = (a if a < end else end) + shifts[at]  # noqa: FURB136 - min() costs a call here
        at = bisect_right(starts, b) - 1
        end = ends[at]
        return (b if b < end else end) + shifts[at] - before  # noqa: FURB136 - as above

    def is_open(self, instant_us: int) -> bool:
        """Whether an instant is open."""
        table = self.table
        if not table.lower <= instant_us <= table.upper:
            table = self.reach(instant_us)
        # At the upper end of the table the segment that may begin there is not yet built.
        if instant_us == table.upper and instant_us < LAST_US:
            table = self.reach(instant_us + 1)
        return instant_us < table.ends[bisect_right(table.starts, instant_us) - 1]

    def earliest(self, worked: int) -> int:
        """The earliest instant with W = ``worked``, where ``worked`` lies above W somewhere in the table.

        Raises BeyondHorizon when the calendar does not hold so much open time.
        """
        table, years = self.table, 1
        while worked > table.worked[-1]:
            # The further the answer, the longer the steps: each of them copies what is already built.
            table, years = self._extend(table, years), 2 * years
        at = bisect_left(table.worked, worked)
        return worked - table.shifts[at]

    def latest(self, worked: int) -> int:
        """The latest instant with W = ``worked``, where ``worked`` lies below W somewhere in the table.

        Raises BeyondHorizon when the calendar does not hold so much open time.
        """
        table, years = self.table, 1
        while worked < table.worked[0]:
            if table.lower <= FIRST_US:
                raise BeyondHorizon("the calendar holds less open time than this before that instant")
            table, years = self.reach(year_start(max(_year_of(table.lower) - years, _FIRST_YEAR))), 2 * years
        at = bisect_right(table.worked, worked)
        return worked - table.shifts[at]

    def kept(self, worked: int) -> Span:
        """The earliest and the latest instant with W = ``worked``, where ``worked`` is W in the table or more.

        Raises BeyondHorizon when the calendar does not hold more open time than that.
        """
        table = self.table
        if not table.worked[0] < worked < table.worked[-1]:
            return self.earliest(worked), self.earliest(worked + 1) - 1
        at = bisect_left(table.worked, worked)
        first = worked - table.shifts[at]
        if worked < table.worked[at]:
            return first, first
        return first, worked - table.shifts[bisect_right(table.worked, worked)]

    def next_open(self, instant_us: int) -> int:
        """The first open instant at or after one."""
        return self.earliest(self.worked(instant_us) + 1) - 1

    def _extend(self, table: Table, years: int) -> Table:
        if table.upper >= LAST_US:
            _, end = self.rules.horizon()
            raise BeyondHorizon(
                f"the calendar holds less open time than this: nothing is known after {show(end)}; "
                f"extend the calendar, or ask for less"
            )
        return self.reach(year_start(min(_year_of(table.upper) + years, _LAST_YEAR + 1)))

    def open_spans(self, start_us: int, end_us: int) -> list[Span]:
        """The maximal open spans inside ``[start_us, end_us)``."""
        self.reach(start_us)
        table = self.reach(end_us)
        first = max(bisect_right(table.starts, start_us) - 1, 0)
        last = bisect_left(table.starts, end_us)
        return merge(cut(list(zip(table.starts[first:last], table.ends[first:last], strict=True)), start_us, end_us))

    def closed_spans(self, start_us: int, end_us: int) -> list[Cause]:
        """The closed spans inside ``[start_us, end_us)`` with their causes."""
        self.reach(start_us)
        self.reach(end_us)
        found: list[Cause] = []
        for year in range(_year_of(start_us), min(_year_of(end_us), _LAST_YEAR) + 1):
            causes = self._causes.get(year)
            if causes is None:
                causes = self._causes[year] = self.rules.closed_spans(year_start(year), year_start(year + 1))
            first = max(bisect_right(causes, start_us, key=lambda cause: cause[0]) - 1, 0)
            last = bisect_left(causes, end_us, key=lambda cause: cause[0])
            inside = [(max(a, start_us), min(b, end_us), cause) for a, b, cause in causes[first:last]]
            found += [cause for cause in inside if cause[0] < cause[1]]
        return join_causes(found)

    def require_open(self) -> None:
        """Raise NeverOpens unless the calendar is open at some instant."""
        # Most calendars open in any fortnight; the others are searched from the anchor outwards.
        anchor = year_start(ANCHOR_YEAR)
        years = sorted(range(_FIRST_YEAR, _LAST_YEAR + 1), key=lambda year: abs(year - ANCHOR_YEAR))
        spans = [(anchor, anchor + 14 * DAY), *((year_start(year), year_start(year + 1)) for year in years)]
        if any(self.rules.open_spans(start, end) for start, end in spans):
            return
        raise NeverOpens("this calendar has not one open instant; give it hours, or check its closures and dates")
